"""Decide what may be entered in the registry."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from dukou.base.errors import Refusal
from dukou.base.ids import is_gln, is_uscc
from dukou.base.viewer import BUYER, FACTORY, OFFICE, OPERATOR, SHOP, SUPPLIER
from dukou.registry.records import Band, NewCertificate, NewFirm, NewFuel, NewGroup, NewSite, NewTariff, NewZone

LONGEST_NAME = 120
LONGEST_BRAND = LONGEST_PLACE = 60
LONGEST_PERSON = 80
LONGEST_ZONE = LONGEST_NUMBER = 40
LONGEST_SOURCE = 200
LONGEST_VIEW_NAME, LONGEST_VIEW_QUERY, MOST_VIEWS = 40, 400, 20
KINDS = frozenset(("factory", "supplier", "buyer", "trader", "carrier", "lab", "depot", "shop", "office", "operator"))
SITE_KINDS = frozenset(("factory", "depot", "overseas_depot", "shop", "lab", "office"))
ROLES = frozenset((FACTORY, BUYER, SHOP, SUPPLIER, OPERATOR, OFFICE))
# A desk sees the rows of all firms.
FIRM_KINDS_OF_ROLE = {OPERATOR: frozenset(("operator", "depot", "lab")), OFFICE: frozenset(("office",))}
# Without these the town has no desks, no laboratory and no depot.
STAYING_KINDS = frozenset(("operator", "office", "depot", "lab"))
LANGUAGES = frozenset(("zh-hans", "en"))
TERRY_ORDER = ("plain", "half", "full")
NEEDLE_COUNTS = range(60, 401)
CYLINDERS_E2 = range(200, 801)
MOST_COLOURS = 12
PPM = 1_000_000

CODE = re.compile(r"[A-Za-z0-9._:-]{1,16}")
GS1_PREFIX = re.compile(r"[0-9]{7,9}")
COUNTRY = re.compile(r"[A-Z]{2}")
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
WEEKDAYS = re.compile(r"[0-6](,[0-6]){0,6}")
TABLE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
SERVICE = re.compile(r"[a-z][a-z0-9_]{0,11}")
TARIFF_KINDS, TARIFF_UNITS = ("parcel", "shared", "vehicle"), ("kg", "m3")
LONGEST_TARIFF_ZONE, LONGEST_TRANSIT_DAYS, LAST_HOUR = 20, 120, 23
OWN_CURRENCY = "CNY"
SERIAL = TRADEMARK = re.compile(r"[A-Za-z0-9-]{1,20}")


def require_firm(firm: NewFirm) -> None:
    """Refuse a firm with a wrong code, kind or name."""
    require_code(firm.code)
    if firm.kind not in KINDS:
        raise Refusal("registry.unknown_kind", {"kind": firm.kind[:20]})
    if firm.uscc is not None and not is_uscc(firm.uscc):
        raise Refusal("registry.bad_uscc", {"uscc": firm.uscc[:20]})
    if firm.gs1_prefix is not None and not GS1_PREFIX.fullmatch(firm.gs1_prefix):
        raise Refusal("registry.bad_prefix", {"prefix": firm.gs1_prefix[:20]})
    for name in (firm.name_zh, firm.name_en):
        require_name(name)


def require_site(site: NewSite) -> None:
    """Refuse a place with a wrong kind, location number, name or position."""
    require_code(site.code)
    if site.kind not in SITE_KINDS:
        raise Refusal("registry.unknown_kind", {"kind": site.kind[:20]})
    if not is_gln(site.gln):
        raise Refusal("registry.bad_gln", {"gln": site.gln[:20]})
    if abs(site.lat_e6) > 90_000_000 or abs(site.lon_e6) > 180_000_000 or not COUNTRY.fullmatch(site.country):
        raise Refusal("registry.bad_position", {"code": site.code})
    require_name(site.name_zh)
    require_name(site.name_en)
    require_name(site.zone, LONGEST_ZONE)


def require_group(group: NewGroup) -> None:
    """Refuse machines that no sock machine can be."""
    require_code(group.code)
    if (
        group.needle_count not in NEEDLE_COUNTS
        or group.cylinder_e2 not in CYLINDERS_E2
        or group.terry not in TERRY_ORDER
        or not 1 <= group.colours_a_course <= MOST_COLOURS
        or not 0 < group.efficiency_ppm <= PPM
    ):
        raise Refusal("registry.bad_machine", {"needles": group.needle_count})
    if (
        not group.serials
        or len(set(group.serials)) != len(group.serials)
        or not all(map(SERIAL.fullmatch, group.serials))
    ):
        raise Refusal("registry.bad_serials", {"code": group.code})


def require_brand(name_zh: str, name_en: str, trademarks: Sequence[str]) -> None:
    """Refuse a brand with a wrong name or trademark number."""
    require_name(name_zh, LONGEST_BRAND)
    require_name(name_en, LONGEST_BRAND)
    for number in trademarks:
        if not TRADEMARK.fullmatch(number):
            raise Refusal("registry.bad_trademark", {"number": number[:20]})


def require_certificate(one: NewCertificate) -> None:
    """Refuse a certificate without kind, number or source, or that ends before it begins."""
    require_name(one.kind, LONGEST_NUMBER)
    require_name(one.number, LONGEST_NUMBER)
    require_source({"source": one.source})
    require_period(one.valid_from, one.valid_to)


def require_person(phone: str, name: str, language: str, role: str) -> None:
    """Refuse a person with a wrong telephone number (E.164), name, language or role."""
    if not PHONE.fullmatch(phone):
        raise Refusal("registry.bad_phone")
    if role not in ROLES:
        raise Refusal("registry.unknown_role", {"role": role[:20]})
    if language not in LANGUAGES:
        raise Refusal("registry.unknown_language", {"language": language[:20]})
    require_name(name, LONGEST_PERSON)


def is_code(text: str) -> bool:
    """Tell whether a text has the form of a public code: 1 to 16 letters, digits or . _ : -."""
    return CODE.fullmatch(text) is not None


def require_code(code: str) -> None:
    """Refuse a public code that is none."""
    if not is_code(code):
        raise Refusal("registry.bad_code", {"code": code[:20]})


def require_name(name: str, longest: int = LONGEST_NAME) -> None:
    """Refuse a name that is empty, too long or holds a character that cannot be shown."""
    if not name.strip() or len(name) > longest or CONTROL.search(name):
        raise Refusal("registry.bad_name", {"longest": longest})


def require_source(row: Mapping[str, Any]) -> None:
    """Refuse a published row that does not say where it comes from."""
    source = row.get("source", "")
    if not source.strip() or len(source) > LONGEST_SOURCE:
        raise Refusal("registry.no_source", {"longest": LONGEST_SOURCE})


def require_destination(row: Mapping[str, Any]) -> None:
    """Refuse a destination with a wrong code, name or day on which loads leave."""
    require_code(row["code"])
    require_name(row["name_zh"], LONGEST_PLACE)
    require_name(row["name_en"], LONGEST_PLACE)
    if not WEEKDAYS.fullmatch(row["cutoff_weekdays"]):
        raise Refusal("registry.bad_weekdays", {"code": row["code"]})


def require_role(role: str, firm_kind: str) -> None:
    """Refuse the roles of the shared desks and of the office, which see more than their own firm, to other firms."""
    if firm_kind not in FIRM_KINDS_OF_ROLE.get(role, KINDS):
        raise Refusal("registry.role_not_of_firm", {"role": role})


def require_may_leave(kind: str, name: str, names: Sequence[str]) -> None:
    """Refuse the town's own firms, and whoever does not name his firm in one of its languages."""
    if kind in STAYING_KINDS:
        raise Refusal("registry.desk_stays")
    if plain_name(name) not in map(plain_name, names):
        raise Refusal("registry.name_differs")


def plain_name(name: str) -> str:
    """Return a name as it is compared: letters of full width, capitals and double spaces make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def require_period(first: date, last: date | None) -> None:
    """Refuse days of which the last comes before the first."""
    if last is not None and last < first:
        raise Refusal("registry.bad_period", {"first": str(first), "last": str(last)})


def require_no_overlap(key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse dated rows of which two under the same key are valid on the same day; an open end has no last day."""
    spans = sorted(
        (tuple(str(row.get(name) or "") for name in key), row["valid_from"], row.get("valid_to") or date.max)
        for row in rows
    )
    for _key, first, last in spans:
        require_period(first, last)
    for (key_before, _first, last), (key_after, first, _last) in pairwise(spans):
        if key_before == key_after and first <= last:
            raise Refusal("registry.overlapping_days", {"first": str(first)})


def weekdays(text: str) -> frozenset[int]:
    """Read weekdays written as "1,4" (Monday is 0)."""
    return frozenset(int(part) for part in text.split(","))


def require_view(table: str, name: str, query: str) -> None:
    """Refuse a kept view without a fit table, name or query."""
    if not TABLE.fullmatch(table):
        raise Refusal("registry.unknown_table", {"table": table[:40]})
    if not 1 <= len(name) <= LONGEST_VIEW_NAME or CONTROL.search(name):
        raise Refusal("registry.bad_name", {"longest": LONGEST_VIEW_NAME})
    if len(query) > LONGEST_VIEW_QUERY or CONTROL.search(query):
        raise Refusal("registry.bad_view")


@dataclass(frozen=True, slots=True)
class Span:
    """Hold on which days a dated row is valid; one that `is_new` is not ended by another of its batch."""

    first: date
    last: date | None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Hold what new tariffs are judged by: the day, carriers, places, ``(carrier, zone, first, last)``, first rates."""

    today: date
    carriers: frozenset[int]
    places: frozenset[int]
    zones: tuple[tuple[int, str, date, date | None], ...]
    first_rates: Mapping[str, date]


def require_new(one: NewTariff | NewZone | NewFuel, known: Known) -> None:
    """Refuse a row of carriers' tables that cannot be: of no carrier, to no place, too early, without its figures."""
    require_source({"source": one.source})
    if one.carrier not in known.carriers:
        raise Refusal("registry.unknown_carrier")
    if one.valid_from <= known.today:
        raise Refusal("registry.begins_too_early", {"first": str(known.today + timedelta(days=1))})
    require_period(one.valid_from, one.valid_to)
    if not isinstance(one, NewFuel) and one.destination is not None and one.destination not in known.places:
        raise Refusal("registry.unknown_destination")
    if not isinstance(one, NewZone) and not SERVICE.fullmatch(one.service):
        raise Refusal("registry.bad_service", {"service": one.service[:20]})
    if isinstance(one, NewZone):
        require_name(one.zone, LONGEST_TARIFF_ZONE)
    elif isinstance(one, NewFuel):
        if not 0 <= one.rate_ppm <= PPM:
            raise Refusal("registry.bad_fuel")
    else:
        _require_way(one, known)
        _require_prices(one)


def _require_way(one: NewTariff, known: Known) -> None:
    """Refuse a tariff to nowhere, in money without a rate, or whose vehicles never leave."""
    if (one.destination is None) == (not one.zone):
        raise Refusal("registry.place_or_zone")
    if one.zone and not any(
        carrier == one.carrier and zone == one.zone and first <= one.valid_from <= (last or date.max)
        for carrier, zone, first, last in known.zones
    ):
        raise Refusal("registry.unknown_zone", {"zone": one.zone[:20], "on": str(one.valid_from)})
    if one.currency != OWN_CURRENCY and known.first_rates.get(one.currency, date.max) > one.valid_from:
        raise Refusal("registry.no_rate", {"currency": one.currency[:3], "on": str(one.valid_from)})
    if not one.weekdays:
        raise Refusal("registry.no_departure_day", {"service": one.service})
    if one.weekdays - set(range(7)) or not 0 <= one.cutoff_hour <= LAST_HOUR:
        raise Refusal("registry.bad_departure", {"service": one.service})
    if not 0 <= one.transit_days <= LONGEST_TRANSIT_DAYS:
        raise Refusal("registry.bad_transit", {"most": LONGEST_TRANSIT_DAYS})


def _require_prices(one: NewTariff) -> None:
    """Refuse a tariff that lacks the weights or prices of its kind."""
    if one.kind not in TARIFF_KINDS:
        raise Refusal("registry.unknown_kind", {"kind": one.kind[:20]})
    if one.kind == "vehicle":
        has_weight, has_price = min(one.capacity_ml, one.capacity_grams) > 0, one.vehicle_minor > 0
    elif one.bands:
        has_weight, has_price = True, True
        require_bands(one.bands)
    else:
        has_weight = one.kind == "shared" or min(one.first_grams, one.step_grams) > 0
        has_price = (one.first_minor if one.kind == "parcel" else one.rate_minor) > 0
    if one.kind == "shared" and one.rate_unit not in TARIFF_UNITS:
        raise Refusal("registry.unknown_unit", {"unit": one.rate_unit[:2]})
    if not has_weight:
        raise Refusal("registry.zero_weight", {"service": one.service})
    if not has_price:
        raise Refusal("registry.no_price", {"service": one.service})


def require_bands(bands: Sequence[Band]) -> None:
    """Refuse bands that do not follow each other from zero on; `band` counts from 1."""
    over: int | None = 0
    for number, one in enumerate(bands, start=1):
        if over is None or one.over != over:
            raise Refusal("registry.band_gap", {"band": number})
        if one.up_to is not None and one.up_to <= one.over:
            raise Refusal("registry.band_empty", {"band": number})
        if max(one.base_minor, one.rate_minor, one.minimum_minor) == 0:
            raise Refusal("registry.band_free", {"band": number})
        over = one.up_to


def require_free(first: date, last: date | None, spans: Sequence[Span]) -> None:
    """Refuse days that meet those of another row, unless that one is open and began before: it ends the day before."""
    for one in spans:
        is_ended = one.last is None and one.first < first and not one.is_new
        if not is_ended and one.first <= (last or date.max) and first <= (one.last or date.max):
            raise Refusal("registry.overlapping_days", {"first": str(max(first, one.first))})


def day_before(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)
