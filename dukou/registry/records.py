"""Name what the registry keeps and publishes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# The member states of the European Union since 2020, by ISO 3166.
EU = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)


@dataclass(frozen=True, slots=True)
class FirmRecord:
    """Show a firm: public things only."""

    id: int
    code: str
    kind: str
    name_zh: str
    name_en: str
    takes_overflow: bool
    gives_overflow: bool
    gs1_prefix: str | None


@dataclass(frozen=True, slots=True)
class NewFirm:
    """Enter a firm; `uscc` is None for a foreign firm, which has no unified social credit code."""

    code: str
    kind: str
    name_zh: str
    name_en: str
    uscc: str | None = None
    gs1_prefix: str | None = None
    takes_overflow: bool = False
    gives_overflow: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """Tell the edge of the system where a person is reached; `email` may be empty."""

    phone: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class NewSite:
    """Enter a place of a firm, named by the firm's code; coordinates are millionths of a degree."""

    code: str
    firm_code: str
    kind: str
    gln: str
    name_zh: str
    name_en: str
    zone: str
    country: str
    lat_e6: int
    lon_e6: int


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """Show a place."""

    id: int
    code: str
    firm: int
    kind: str
    name_zh: str
    name_en: str
    zone: str
    lat_e6: int
    lon_e6: int


@dataclass(frozen=True, slots=True)
class NewGroup:
    """Enter like machines at a site; `serials` are their serial numbers."""

    code: str
    firm_code: str
    site_code: str
    needle_count: int
    cylinder_e2: int
    double_cylinder: bool
    terry: str
    colours_a_course: int
    integrated: bool
    efficiency_ppm: int
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """Show like machines of a firm and what they can knit."""

    id: int
    firm: int
    needle_count: int
    double_cylinder: bool
    terry: str
    colours_a_course: int
    integrated: bool
    machines: int
    efficiency_ppm: int


@dataclass(frozen=True, slots=True)
class MachineRecord:
    """Show one knitting machine."""

    id: int
    firm: int
    group: int
    serial_no: str
    installed_on: date


@dataclass(frozen=True, slots=True)
class BrandRecord:
    """Show a brand with the numbers of its trademarks."""

    id: int
    firm: int
    name_zh: str
    name_en: str
    trademarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """Enter a certificate of a firm, named by the firm's code; both dates are days on which it is valid."""

    firm_code: str
    kind: str
    number: str
    valid_from: date
    valid_to: date
    source: str


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """Show a certificate of a firm and how long it is valid."""

    id: int
    firm: int
    kind: str
    number: str
    valid_from: date
    valid_to: date
    source: str


@dataclass(frozen=True, slots=True)
class DestinationRecord:
    """Show a destination; `cutoff_weekdays` are the days its loads leave (Monday is 0)."""

    id: int
    code: str
    iso: str
    zone: str
    name_zh: str
    name_en: str
    lane_days: int
    cutoff_weekdays: frozenset[int]


@dataclass(frozen=True, slots=True)
class Band:
    """Price an amount over `over` and up to `up_to` grams or ml, all of it; `up_to` is None where the band is open.

    The price is `base_minor` and `rate_minor` for each kilogram or cubic metre of the amount, at least `minimum_minor`.
    """

    over: int
    up_to: int | None
    base_minor: int
    rate_minor: int
    minimum_minor: int = 0


@dataclass(frozen=True, slots=True)
class TariffRecord:
    """Show how a service reaches a destination on the day asked for.

    A tariff of a zone is shown once for each destination in it, under the same `id`. `fuel_ppm` is the day's surcharge;
    `remote_minor` is zero but in remote areas. It leaves on `weekdays` (Monday is 0) after `cutoff_hour`.
    """

    id: int
    destination: int
    service: str
    kind: str
    transit_days: int
    currency: str
    first_grams: int
    first_minor: int
    step_grams: int
    step_minor: int
    ml_per_kg: int
    rate_minor: int
    rate_unit: str
    minimum_minor: int
    vehicle_minor: int
    capacity_ml: int
    capacity_grams: int
    delivery_minor: int
    zone: str = ""
    bands: tuple[Band, ...] = ()
    is_half_volumetric: bool = False
    fuel_ppm: int = 0
    remote_minor: int = 0
    weekdays: frozenset[int] = frozenset(range(7))
    cutoff_hour: int = 17


@dataclass(frozen=True, slots=True)
class NewTariff:
    """Publish a carrier's price for a service to a destination or to one of its zones, from a day on.

    `remote_minor` is what a shipment to a remote area of the carrier costs besides.
    """

    carrier: int
    service: str
    kind: str
    valid_from: date
    source: str
    destination: int | None = None
    zone: str = ""
    valid_to: date | None = None
    transit_days: int = 0
    currency: str = "CNY"
    first_grams: int = 0
    first_minor: int = 0
    step_grams: int = 0
    step_minor: int = 0
    ml_per_kg: int = 6_000
    is_half_volumetric: bool = False
    rate_minor: int = 0
    rate_unit: str = ""
    minimum_minor: int = 0
    bands: tuple[Band, ...] = ()
    vehicle_minor: int = 0
    capacity_ml: int = 0
    capacity_grams: int = 0
    delivery_minor: int = 0
    remote_minor: int = 0
    weekdays: frozenset[int] = frozenset()
    cutoff_hour: int = 17


@dataclass(frozen=True, slots=True)
class NewZone:
    """Lay a destination into a zone of a carrier, from a day on."""

    carrier: int
    destination: int
    zone: str
    valid_from: date
    source: str
    is_remote: bool = False
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class NewFuel:
    """Set what a carrier adds to its prices of a service for fuel, from a day on."""

    carrier: int
    service: str
    rate_ppm: int
    valid_from: date
    source: str
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class TariffRow:
    """Show whose a tariff is, where it reaches, and on which days it holds; `destination` is None for a zone."""

    id: int
    carrier: int
    service: str
    kind: str
    destination: int | None
    zone: str
    currency: str
    transit_days: int
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class ZoneRecord:
    """Show in which zone of a carrier a destination lies on the day asked for."""

    carrier: int
    destination: int
    zone: str
    is_remote: bool


@dataclass(frozen=True, slots=True)
class ExchangeRateRecord:
    """Show yuan for one unit of a currency, in millionths, and the day it was published for."""

    currency: str
    rate_e6: int
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class DutyRecord:
    """Show the duty on a customs heading at a destination, in parts per million of value."""

    destination: int
    hs_code: str
    rate_ppm: int
    source: str


@dataclass(frozen=True, slots=True)
class FactorRecord:
    """Show what carrying a tonne by a mode for a kilometre emits, in milligrams of CO2 equivalent."""

    mode: str
    mg_a_tkm: int
    source: str


@dataclass(frozen=True, slots=True)
class DistanceRecord:
    """Show how many kilometres a mode takes to a destination."""

    destination: int
    mode: str
    km: int
    source: str


@dataclass(frozen=True, slots=True)
class ClaimTermRecord:
    """Show within how many days of delivery a carrier must be told that goods are late, missing or damaged."""

    mode: str
    kind: str
    days: int
    source: str


@dataclass(frozen=True, slots=True)
class PressRecord:
    """Show a published figure with its date and source."""

    key: str
    value: Decimal
    unit: str
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class TargetRecord:
    """Show a target of the plan."""

    key: str
    value: Decimal
    unit: str
    due_on: date
    source: str


@dataclass(frozen=True, slots=True)
class LimitRecord:
    """Show a dated number with its unit and source."""

    key: str
    value_e6: int
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Clock:
    """Tell the town's business date and how many of the day's steps are done."""

    on: date
    step: int


@dataclass(frozen=True, slots=True)
class SavedView:
    """Show a kept view of a table: what stands in the address after the question mark."""

    code: str
    table: str
    name: str
    query: str
