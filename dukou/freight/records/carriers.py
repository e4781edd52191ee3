"""Name what freight asks carriers and hears of them: sheets of tariffs, prices, bookings, events on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from dukou.base.errors import Fact, Refusal
from dukou.freight.records.parties import Contact

Cell = str | int | float | date | datetime | None
# What a sheet brings in: prices, the zones of a carrier's places, or fuel surcharges.
SheetKind = Literal["tariffs", "zones", "fuel"]
CellKind = Literal["text", "money", "kg", "m3", "amount", "number", "percent", "day", "days", "yes"]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """Name a column of a sheet in both languages, and say what its cells hold.

    ``days`` are weekdays with Monday as 1; ``amount`` is kilograms or cubic metres, by the row's unit.
    """

    name: str
    zh: str
    en: str
    kind: CellKind = "text"
    is_required: bool = False


DATED = (
    SheetColumn("valid_from", "生效日", "Valid from", "day", is_required=True),
    SheetColumn("valid_to", "失效日", "Valid to", "day"),
    SheetColumn("source", "来源", "Source", is_required=True),
)
SHEETS: Mapping[SheetKind, tuple[SheetColumn, ...]] = {
    "tariffs": (
        SheetColumn("carrier", "承运商", "Carrier", is_required=True),
        SheetColumn("service", "服务", "Service", is_required=True),
        SheetColumn("kind", "计价方式", "Kind", is_required=True),
        SheetColumn("zone", "分区", "Zone"),
        SheetColumn("destination", "目的地", "Destination"),
        SheetColumn("currency", "币种", "Currency"),
        SheetColumn("unit", "计价单位", "Unit"),
        SheetColumn("over", "大于", "Over", "amount"),
        SheetColumn("up_to", "至", "Up to", "amount"),
        SheetColumn("base", "基价", "Base", "money"),
        SheetColumn("rate", "单价", "Rate", "money"),
        SheetColumn("minimum", "最低收费", "Minimum", "money"),
        SheetColumn("first_grams", "首重kg", "First kg", "kg"),
        SheetColumn("first_minor", "首重价", "First price", "money"),
        SheetColumn("step_grams", "续重kg", "Step kg", "kg"),
        SheetColumn("step_minor", "续重价", "Step price", "money"),
        SheetColumn("vehicle_minor", "整车价", "Vehicle price", "money"),
        SheetColumn("capacity_ml", "整车m3", "Vehicle m3", "m3"),
        SheetColumn("capacity_grams", "整车kg", "Vehicle kg", "kg"),
        SheetColumn("ml_per_kg", "抛重系数", "Volumetric divisor", "number"),
        SheetColumn("is_half_volumetric", "半抛", "Half volumetric", "yes"),
        SheetColumn("delivery_minor", "派送费", "Delivery", "money"),
        SheetColumn("remote_minor", "偏远附加费", "Remote surcharge", "money"),
        SheetColumn("transit_days", "时效天数", "Transit days", "number", is_required=True),
        SheetColumn("weekdays", "发车日", "Weekdays", "days"),
        SheetColumn("cutoff_hour", "截单时", "Cut-off hour", "number"),
        *DATED,
    ),
    "zones": (
        SheetColumn("carrier", "承运商", "Carrier", is_required=True),
        SheetColumn("destination", "目的地", "Destination", is_required=True),
        SheetColumn("zone", "分区", "Zone", is_required=True),
        SheetColumn("is_remote", "偏远", "Remote", "yes"),
        *DATED,
    ),
    "fuel": (
        SheetColumn("carrier", "承运商", "Carrier", is_required=True),
        SheetColumn("service", "服务", "Service", is_required=True),
        SheetColumn("rate_ppm", "燃油附加费%", "Fuel surcharge %", "percent", is_required=True),
        *DATED,
    ),
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Hold a row of a sheet (the heading is row 1), its cells as they were read, and why it is refused, if it is."""

    number: int
    cells: tuple[str, ...]
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """Hold every row of a sheet with its result, and how many prices, zones or surcharges an import would enter."""

    kind: SheetKind
    rows: tuple[SheetRow, ...]
    entries: int

    @property
    def refused(self) -> tuple[SheetRow, ...]:
        """Return the rows that are refused."""
        return tuple(one for one in self.rows if one.refusal)


@dataclass(frozen=True, slots=True)
class Consignment:
    """Hold what travels together to a destination (its code), for a question of price."""

    destination: str
    grams: int
    ml: int
    shipments: int = 1


@dataclass(frozen=True, slots=True)
class PriceLine:
    """Tell one step of a calculation: a code with its words, what it adds in minor units, and the figures in it."""

    code: str
    amount_minor: int
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """Price a consignment by one service; the lines add up to `amount_minor` of the tariff's own currency."""

    tariff: int
    carrier: int
    service: str
    currency: str
    amount_minor: int
    yuan_minor: int
    departs_on: date
    arrives_on: date
    cutoff_hour: int
    lines: tuple[PriceLine, ...]


@dataclass(frozen=True, slots=True)
class Unquoted:
    """Say why a carrier's service has no price for a consignment on the day."""

    carrier: int
    service: str
    refusal: Refusal


# How a carrier is spoken to; `manual` has no interface, and is told by sheet, letter or telephone.
Protocol = Literal["sf_express", "deppon", "rail_edifact", "dcsa", "manual"]
PROTOCOLS: tuple[Protocol, ...] = ("sf_express", "deppon", "rail_edifact", "dcsa", "manual")
BookingState = Literal["asked", "confirmed", "refused", "cancelled"]


@dataclass(frozen=True, slots=True)
class CarrierRecord:
    """Show how a carrier is spoken to; `account` is the town's number there."""

    carrier: int
    protocol: Protocol
    account: str


@dataclass(frozen=True, slots=True)
class NewBooking:
    """Book goods onto a departure of a carrier; the same `key` again is the same booking.

    `waybill` is a number that the sales channel has given its parcel: it is kept, and none is ordered. `load` is the
    code of the load whose goods they are, if they are one's.
    """

    key: str
    carrier: int
    service: str
    destination: str
    departs_on: date
    cartons: int
    grams: int
    ml: int
    goods: str
    sender: Contact
    receiver: Contact
    vehicles: int = 1
    waybill: str = ""
    load: str = ""


@dataclass(frozen=True, slots=True)
class BookingRecord:
    """Show a booking and how far it is; `reference` is the carrier's own number, `load` the code of a load or None."""

    code: str
    carrier: int
    protocol: str
    service: str
    destination: str
    departs_on: date
    arrives_on: date | None
    cartons: int
    grams: int
    ml: int
    vehicles: int
    state: str
    reference: str
    load: str | None


@dataclass(frozen=True, slots=True)
class ToBook:
    """Show what goes by a carrier's service of a load, and how it is booked: None where it is not.

    It is what the town carries for the firms together; who goes alone books for itself.
    """

    carrier: int
    service: str
    departs_on: date
    arrives_on: date
    cartons: int
    grams: int
    ml: int
    vehicles: int
    booking: BookingRecord | None


@dataclass(frozen=True, slots=True)
class MissedCutOff:
    """Show a departure whose cut-off has passed without its carrier's yes; `booking` is None where nobody asked."""

    load: str | None
    destination: str
    service: str
    departs_on: date
    booking: str | None


@dataclass(frozen=True, slots=True)
class BookingEventRecord:
    """Show what happened to a booking; `note` is the carrier's code of a reason, or a few words of the desk."""

    kind: str
    note: str
    at: datetime
