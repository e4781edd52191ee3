"""Name the rows of a deal that doors are asked for."""

from dataclasses import dataclass

from dukou.base.ids import gtin13, sscc


@dataclass(frozen=True)
class Deal:
    """Hold what a seller has in town: an order that went the whole way, one that lies ready, one placed today."""

    seller: int
    buyer: int
    person: int
    firm_code: str
    buyer_code: str
    phone: str
    group: int
    order: str
    order_id: int
    own_line: int
    overflow_line: int
    ready_line: int
    late_lines: tuple[int, ...]
    lot: int
    lot_code: str
    hand_over: str
    sku: int
    gtin: str
    style: str
    reference: str
    load: str
    shipment: str
    link: str
    exception: str
    round: str
    award: str
    sscc: str
    hold: str
    job: str
    job_key: str
    file: str
    notice: str
    view: str
    message_key: str
    seq: int
    leaf: str

    @property
    def lines(self) -> list[int]:
        """Return every line."""
        return [self.own_line, self.overflow_line, self.ready_line, *self.late_lines]


# What nobody has: whoever may not see a thing is answered as if he had asked for this.
GHOST = Deal(
    seller=9_990_001,
    buyer=9_990_002,
    person=9_990_003,
    firm_code="nosuchfirm222222",
    buyer_code="nosuchbuyer22222",
    phone="+8613000000000",
    group=9_990_004,
    order="nosuchorder22222",
    order_id=9_990_005,
    own_line=9_990_006,
    overflow_line=9_990_007,
    ready_line=9_990_008,
    late_lines=(9_990_009, 9_990_010),
    lot=9_990_011,
    lot_code="nosuchlot2222222",
    hand_over="k9990014-739000-0",
    sku=9_990_012,
    gtin=gtin13("6930999", 99_999),
    style="nosuchstyle22222",
    reference="PO-NOWHERE",
    load="nosuchload222222",
    shipment="nosuchshipment22",
    link="nosuchlink222222",
    exception="nosuchexcept2222",
    round="nosuchround22222",
    award="nosuchaward22222",
    sscc=sscc("6930998", 999_999_999),
    hold="9990001:for-a-friend",
    job="nosuchjob2222222",
    job_key="paper-of-nobody-job",
    file="nosuchfile222222",
    notice="nosuchnotice2222",
    view="nosuchview222222",
    message_key="paper-of-nobody-message",
    seq=9_990_013,
    leaf="00" * 32,
)
