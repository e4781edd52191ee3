"""Name what a desk moves and locks, what that changes, and by which legs loads leave."""

from dataclasses import dataclass
from datetime import date, datetime

from dukou.freight.records.loads import Totals


@dataclass(frozen=True, slots=True)
class Move:
    """Ask that a shipment goes by a tariff and by no other; by None the engine decides again.

    `seen` is the lock that stood there when it was asked, so that nobody undoes unseen what another desk decided.
    """

    shipment: str
    tariff: int | None
    seen: int | None


@dataclass(frozen=True, slots=True)
class Service:
    """Show by what and when goods of a load can go."""

    tariff: int
    service: str
    leaves_on: date
    arrives_on: date


@dataclass(frozen=True, slots=True)
class PlannedShipment:
    """Show by which service a shipment goes; `lock` is the tariff that a person decided, with who did, and when.

    `is_apart` tells that its firm goes alone: then the service is that of its own best, and a lock rests.
    """

    code: str
    firm: int
    pairs: int
    cartons: int
    grams: int
    ml: int
    due_on: date
    tariff: int
    is_apart: bool
    lock: int | None
    locked_by: int | None
    locked_at: datetime | None


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """Show how a load is planned to go, and by what else its goods could; it can be changed while it is open."""

    load: str
    on: date
    destination: str
    is_open: bool
    services: tuple[Service, ...]
    shipments: tuple[PlannedShipment, ...]


@dataclass(frozen=True, slots=True)
class FirmChange:
    """Compare what a load costs a firm, waiting included, before and after goods are moved."""

    firm: int
    own_best_minor: int
    before_minor: int
    after_minor: int
    late_before: int
    late_after: int

    @property
    def is_changed(self) -> bool:
        """Tell whether the firm notices."""
        return (self.before_minor, self.late_before) != (self.after_minor, self.late_after)


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """Tell that a shipment goes by another tariff than before."""

    shipment: str
    firm: int
    pairs: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Supposed:
    """Compare a load as it is offered with how it would go once goods are moved."""

    load: str
    before: Totals
    after: Totals
    firms: tuple[FirmChange, ...]
    shipments: tuple[ServiceChange, ...]


@dataclass(frozen=True, slots=True)
class LegRecord:
    """Show what of a load goes by one service; `paid_minor` is what is paid for it, handling included.

    `capacity_ml` and `capacity_grams` are those of one of the service's vehicles, zero where it has none of its own.
    """

    load: str
    state: str
    on: date
    destination: str
    service: str
    leaves_on: date
    arrives_on: date
    firms: int
    shipments: int
    pairs: int
    late_pairs: int
    grams: int
    ml: int
    paid_minor: int
    capacity_ml: int
    capacity_grams: int
    locked: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """Show what went by a service to a destination in some time."""

    destination: str
    service: str
    legs: int
    shipments: int
    pairs: int
    late_pairs: int
    grams: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class ForeseenLeg:
    """Show what of a coming load would go by one service."""

    service: str
    leaves_on: date
    arrives_on: date
    firms: int
    shipments: int
    pairs: int
    ml: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class ForeseenLoad:
    """Show a load that would leave on a coming day, as far as is known now; of its pairs some are only promised."""

    on: date
    destination: str
    firms: int
    pairs: int
    promised_pairs: int
    late_pairs: int
    own_best_minor: int
    together_minor: int
    legs: tuple[ForeseenLeg, ...]
