"""Name what the registry keeps and publishes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


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
class TariffRecord:
    """Show a tariff row valid on the day asked for."""

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
