"""Name what freight carries, in which ways it may go, and what each firm is told of its offer and its bill."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from dukou.base.errors import Fact
from dukou.freight.records.sharing import ShareTold, Sharing
from dukou.registry.records import TariffRecord

# Alone, the firm packs, labels and hands over by itself; pooled, the town's round, depot and freight desk do.
Mode = Literal["alone", "pooled"]
# A vehicle's floor is looked at as so many places along and across; each holds a stack up to the roof.
STACKS_ALONG, STACKS_ACROSS = 20, 5
# What a firm says to an offer; who is silent goes together, by the firm's standing consent. Who was drawn for the live
# proof, and for whom together is no cheaper than alone, goes alone as who declined does, and is asked nothing.
AnswerState = Literal["silent", "accepted", "declined", "drawn", "alone"]
DRAWN: AnswerState = "drawn"
ALONE: AnswerState = "alone"
UNASKED: tuple[AnswerState, ...] = (DRAWN, ALONE)
APART: tuple[AnswerState, ...] = ("declined", *UNASKED)


@dataclass(frozen=True, slots=True)
class Fees:
    """Hold what handling and waiting cost on a day, in millionths of a minor unit, or of a share.

    Parameters
    ----------
    alone_carton_e6, alone_shipment_e6
        Handling by the firm itself, a carton and a shipment.
    pickup_carton_e6, depot_carton_e6, desk_shipment_e6
        Handling by the town: round and depot a carton, freight desk a shipment.
    capital_rate_year_e6
        Interest on the goods' value a year.
    late_day_share_e6
        Share of the goods' value that a day of lateness costs.
    """

    alone_carton_e6: int
    alone_shipment_e6: int
    pickup_carton_e6: int
    depot_carton_e6: int
    desk_shipment_e6: int
    capital_rate_year_e6: int
    late_day_share_e6: int


@dataclass(frozen=True, slots=True)
class Departure:
    """Hold the day that goods are handed over, and the tariffs, fees and rates that hold on it for their destination.

    `rates` are yuan for one unit of each currency, in millionths.
    """

    on: date
    tariffs: tuple[TariffRecord, ...]
    fees: Fees
    rates: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewShipment:
    """Pack the lines of one order; `lines` are ``(line, lot, pairs)``."""

    order: int
    destination: int
    firm: int
    buyer: int
    cartons: int
    grams: int
    ml: int
    value_minor: int
    due_on: date
    lines: tuple[tuple[int, int, int], ...]

    @property
    def pairs(self) -> int:
        """Return the pairs of all lines."""
        return sum(pairs for _line, _lot, pairs in self.lines)


@dataclass(frozen=True, slots=True)
class Goods:
    """Hold a packed shipment, as far as its cost goes; it is late when it arrives after `due_on`."""

    shipment: int
    firm: int
    pairs: int
    cartons: int
    grams: int
    ml: int
    value_minor: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Way:
    """Show how goods go together: the tariff of each shipment, what it costs, and what of that is waiting.

    `cost_minor` is what is paid and what waiting costs. `is_sound` is False where the engine's answer broke a law and
    was replaced; then `bound_minor` is zero.
    """

    tariffs: tuple[int, ...]
    waiting_minor: tuple[int, ...]
    late_pairs: tuple[int, ...]
    cost_minor: int
    bound_minor: int
    is_sound: bool


@dataclass(frozen=True, slots=True)
class FirmBaseline:
    """Hold what a firm would have paid alone, waiting included; `tariffs` are its own best, by shipment key."""

    firm: int
    shipments: int
    pairs: int
    naive_minor: int
    own_best_minor: int
    own_best_waiting_minor: int
    own_best_bound_minor: int
    own_best_late_pairs: int
    tariffs: tuple[int, ...]
    is_sound: bool = True


@dataclass(frozen=True, slots=True)
class FirmCharge:
    """Hold what a firm pays of a load, and what waiting costs it besides."""

    firm: int
    own_best_minor: int
    charge_minor: int
    waiting_minor: int
    late_pairs: int


@dataclass(frozen=True, slots=True)
class FirmPart:
    """Show what a firm has in a load that has left, and pays of it; `is_apart` tells that its goods went alone."""

    firm: int
    own_best_minor: int
    charge_minor: int
    waiting_minor: int
    late_pairs: int
    shipments: int
    pairs: int
    is_apart: bool


@dataclass(frozen=True, slots=True)
class Pooling:
    """Hold how a load leaves and who pays what; of `paid_minor` the town's own handling is `handling_minor`.

    `is_sound` is False where an engine's answer broke a law and was replaced. `sharing` says how the cost of those who
    go together was divided; None where a pooling that was offered is read again.
    """

    tariffs: tuple[int, ...]
    paid_minor: int
    handling_minor: int
    waiting_minor: int
    bound_minor: int
    shortfall_minor: int
    charges: tuple[FirmCharge, ...]
    is_sound: bool
    sharing: Sharing | None = None


@dataclass(frozen=True, slots=True)
class LoadBill:
    """Hand a load that left to settlement: its cost, of that the town's own handling, and ``(firm, charge)``."""

    code: str
    pooled_minor: int
    handling_minor: int
    shortfall_minor: int
    charges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Say why a bill is what it is: a code with its sentence in `dukou.web.words`, and the figures in it."""

    code: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class FirmBill:
    """Show a firm its part of a load: alone order by order, at its own best, and together.

    `firms` and `share_percent` (of the load's pairs) are None where they would tell of single firms; `told` is what the
    share rests on, None where the goods went alone or the load left before that was kept.
    """

    load: str
    on: date
    destination: str
    firm: int
    is_pooled: bool
    shipments: int
    pairs: int
    naive_minor: int
    own_best_minor: int
    own_best_waiting_minor: int
    own_best_late_pairs: int
    charge_minor: int
    waiting_minor: int
    late_pairs: int
    firms: int | None
    share_percent: int | None
    is_apart: bool
    reason: Reason
    told: ShareTold | None = None


@dataclass(frozen=True, slots=True)
class BilledShipment:
    """Show what of a firm's goods a bill is made of; `own_best_service` would have carried it alone."""

    own_best_service: str | None
    code: str
    pairs: int
    cartons: int
    grams: int
    ml: int
    service: str
    due_on: date
    arrives_on: date
    state: str


@dataclass(frozen=True, slots=True)
class BillPage:
    """Show one page of bills, newest first; `before` asks for the next one."""

    bills: tuple[FirmBill, ...]
    total: int
    before: str | None


@dataclass(frozen=True, slots=True)
class LoadRecord:
    """Show a load to the freight desk; money is zero until its step has been done."""

    code: str
    on: date
    destination: str
    state: str
    firms: int
    shipments: int
    pairs: int
    grams: int
    ml: int
    naive_minor: int
    own_best_minor: int
    pooled_minor: int
    waiting_minor: int
    bound_minor: int
    shortfall_minor: int
    is_pooled: bool
    accepted: int
    declined: int


@dataclass(frozen=True, slots=True)
class LoadPage:
    """Show one page of loads, newest first; `before` asks for the next one."""

    loads: tuple[LoadRecord, ...]
    total: int
    before: str | None


@dataclass(frozen=True, slots=True)
class ShipmentRecord:
    """Show where a line travels; service and dates are None until it has left."""

    line: int
    code: str
    service: str | None
    left_on: date | None
    due_on: date
    arrives_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class ParcelOffer:
    """Show a firm what its part of a load costs at its own best and together, before the load leaves.

    It is open until the load has left. Later answers of others may raise what together costs, never above own best;
    the bill has the last word.
    """

    code: str
    load: str
    on: date
    destination: str
    firm: int
    shipments: int
    pairs: int
    naive_minor: int
    own_best_minor: int
    own_best_late_pairs: int
    charge_minor: int
    waiting_minor: int
    late_pairs: int
    answer: AnswerState
    is_open: bool
    reason: Reason

    @property
    def is_asked(self) -> bool:
        """Tell whether the firm may still say how its goods go."""
        return self.is_open and self.answer not in UNASKED

    @property
    def together_minor(self) -> int:
        """Return what the firm pays and what waiting costs it besides."""
        return self.charge_minor + self.waiting_minor


@dataclass(frozen=True, slots=True)
class Totals:
    """Hold what all firms of a load cost together: waiting and the town's shortfall included."""

    cost_minor: int
    shortfall_minor: int
    late_pairs: int
    firms_together: int


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Compare a load as it goes with how it would go if one firm went alone."""

    load: str
    firm: int
    before: Totals
    after: Totals


@dataclass(frozen=True, slots=True)
class OnRoad:
    """Show goods of a load that travel by one service and arrive on one day; `reason` tells of the last delay."""

    load: str
    destination: str
    service: str
    left_on: date
    planned_on: date
    arrives_on: date
    firms: int
    shipments: int
    pairs: int
    late_pairs: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """Hold a firm's goods that go into a vehicle."""

    firm: int
    ml: int
    grams: int


@dataclass(frozen=True, slots=True)
class Column:
    """Hold a firm's part of a stack in a vehicle; `along` counts from the front wall, `across` from the left."""

    along: int
    across: int
    firm: int
    ml: int


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Hold the stacks of a vehicle, from the floor up, and its whole volume."""

    columns: tuple[Column, ...]
    ml: int


@dataclass(frozen=True, slots=True)
class Aboard:
    """Show how much of a service is whose."""

    firm: int
    shipments: int
    cartons: int
    pairs: int
    grams: int
    ml: int


@dataclass(frozen=True, slots=True)
class ServicePicture:
    """Show what goes by one service: whose it is, and how it fills vehicles where the service has its own."""

    service: str
    kind: str
    capacity_ml: int
    aboard: tuple[Aboard, ...]
    vehicles: tuple[Vehicle, ...]
