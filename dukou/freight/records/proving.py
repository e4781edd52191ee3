"""Name what the live proof takes and tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dukou.freight.records.carriers import SheetColumn, SheetRow

# A consenting firm's part of a load goes alone with this chance.
DRAWN_SHARE = 0.05
# What sheets bring in for the proof: carriers' bills by the desk, old invoices by a firm.
ProofKind = Literal["bills", "past"]
PROOF_SHEETS: Mapping[ProofKind, tuple[SheetColumn, ...]] = {
    "bills": (
        SheetColumn("carrier", "承运商", "Carrier", is_required=True),
        SheetColumn("invoice", "账单号", "Invoice", is_required=True),
        SheetColumn("line", "行号", "Line", "number", is_required=True),
        SheetColumn("reference", "合发批次", "Load", is_required=True),
        SheetColumn("firm", "单独走的企业", "Firm sent alone"),
        SheetColumn("service", "服务", "Service", is_required=True),
        SheetColumn("amount_minor", "金额", "Amount", "money", is_required=True),
        SheetColumn("currency", "币种", "Currency"),
        SheetColumn("billed_on", "账单日", "Billed on", "day", is_required=True),
    ),
    "past": (
        SheetColumn("month", "月份", "Month", is_required=True),
        SheetColumn("zone", "目的地或分区", "Destination or zone", is_required=True),
        SheetColumn("pairs", "双数", "Pairs", "number", is_required=True),
        SheetColumn("amount_minor", "运费(元)", "Freight billed, yuan", "money", is_required=True),
    ),
}


@dataclass(frozen=True, slots=True)
class NewCarrierBill:
    """Enter a line of a carrier's invoice.

    `reference` is the code of a load; `firm` the code of the firm whose goods went alone and were billed apart, None
    where the line is for what went together. The amount is in minor units of `currency`.
    """

    carrier: str
    invoice: str
    line: int
    reference: str
    firm: str | None
    service: str
    amount_minor: int
    currency: str
    billed_on: date


@dataclass(frozen=True, slots=True)
class NewPastBill:
    """Enter what a firm's own invoices of a month say: pairs sent to a zone and what was billed, in fen."""

    month: date
    zone: str
    pairs: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Matched:
    """Hold goods whose carriers' bills are complete: what carriage was planned to cost and what was billed, in fen."""

    planned_minor: int
    billed_minor: int


@dataclass(frozen=True, slots=True)
class Arm:
    """Compare bills with plans in one arm of the proof.

    `ratio` is billed over planned carriage and `error` its standard error; None where too little is matched to tell.
    """

    loads: int
    matched: int
    planned_minor: int
    billed_minor: int
    ratio: float | None
    error: float | None


@dataclass(frozen=True, slots=True)
class Proof:
    """Show the live proof: firms that take part, both arms, and the saving of carriage that bills prove.

    `saving` compares the bills of what went together with what the same firms' own bests would have been billed, as
    the alone arm teaches; `error` is its standard error. All are None where fewer than five firms are behind them.
    """

    firms: int
    alone: Arm
    together: Arm
    saving: float | None
    error: float | None


@dataclass(frozen=True, slots=True)
class ProofSheet:
    """Hold every row of a sheet with its result; `unmatched` are the numbers of bills that name no load known here."""

    kind: ProofKind
    rows: tuple[SheetRow, ...]
    unmatched: tuple[int, ...] = ()

    @property
    def refused(self) -> tuple[SheetRow, ...]:
        """Return the rows that are refused."""
        return tuple(one for one in self.rows if one.refusal)


@dataclass(frozen=True, slots=True)
class UnmatchedBill:
    """Show a line of an invoice that names no load, or no firm, that is known here: it counts for nothing."""

    carrier: int
    invoice: str
    line: int
    reference: str
    service: str
    amount_minor: int
    billed_on: date


@dataclass(frozen=True, slots=True)
class OpenPart:
    """Show a part of a load whose bills are not complete: what a drawn firm sent alone, or what went together (None).

    `missing` are services without a bill, `unexpected` billed services that carried nothing of it: all of them where a
    firm was billed apart that was not drawn.
    """

    load: str
    on: date
    destination: str
    firm: int | None
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    billed_minor: int


@dataclass(frozen=True, slots=True)
class DrawnLoad:
    """Show a firm a load of which its part was drawn to go alone; it is billed once every service of it is."""

    load: str
    on: date
    destination: str
    pairs: int
    own_best_minor: int


@dataclass(frozen=True, slots=True)
class AsBilled:
    """Show a firm its third baseline, by zone: a pair as its old invoices say, at its own best, and together, in fen.

    The last two are None where nothing has left for the zone yet.
    """

    zone: str
    months: int
    pairs: int
    as_billed_minor: float
    own_best_minor: float | None
    together_minor: float | None
