"""Turn kept figures, press figures and assumptions into words of the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from dukou.datacentre.records import ELSEWHERE, REGION, FigureRecord
from dukou.registry.records import DestinationRecord, LimitRecord, PressRecord
from dukou.web.parts.formats import day, number
from dukou.web.parts.names import named
from dukou.web.words.datacentre import FIGURES, REGIONS, SEGMENTS, SUPPRESSED, VILLAGES
from dukou.web.words.published import LIMITS, PUBLISHED, SOURCES, UNITS
from dukou.web.words.steps import SERVICES

MINOR, FEN = "CNY minor", 100
PERCENT = 100
FEW_DIGITS = 100
WESTERN = ((10**9, gettext_lazy("%(number)s billion")), (10**6, gettext_lazy("%(number)s million")))
CHINESE = ((10**8, gettext_lazy("%(number)s hundred million")), (10**4, gettext_lazy("%(number)s ten thousand")))
E6 = 1_000_000
TO_DEPOT, FROM_DEPOT = "flow.pickup", "flow.together"


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one figure in words; `note` says how it is made or where it comes from, `raw` is what a workbook holds."""

    name: str
    text: str
    unit: str
    note: str
    key: str = ""
    firms: int | None = None
    is_suppressed: bool = False
    raw: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold the figures last kept: those of the whole town by key, and their parts by key and part."""

    on: date | None
    whole: Mapping[str, FigureRecord]
    parts: Mapping[str, Mapping[str, FigureRecord]]

    def value(self, key: str) -> Decimal | None:
        """Return a figure of the whole town, None where it was not counted or may not be shown."""
        return self.whole[key].value if key in self.whole else None

    def shown(self, key: str) -> Shown | None:
        """Return a figure of the whole town in words."""
        return shown(self.whole[key]) if key in self.whole else None


def kept(figures: Sequence[FigureRecord]) -> Kept:
    """Lay out the figures of a day."""
    parts: dict[str, dict[str, FigureRecord]] = {}
    for one in figures:
        if one.part:
            parts.setdefault(one.key, {})[one.part] = one
    return Kept(figures[0].on if figures else None, {one.key: one for one in figures if not one.part}, parts)


def shown(one: FigureRecord, name: str = "") -> Shown:
    """Return a figure in words; a part has a name of its own."""
    words, made_of = FIGURES[one.key]
    text, unit = written(one.value, one.unit)
    note = _firms(one.firms) if name else str(made_of)
    if one.is_suppressed:
        text, unit, note = _("suppressed"), "", str(SUPPRESSED.get(one.reason, ""))
    return Shown(name or str(words), text, unit, note, one.key, one.firms, one.is_suppressed, one.value)


def part_names(destinations: Sequence[DestinationRecord]) -> dict[str, str]:
    """Return what the parts of figures are called: destinations, kinds of shipment, services."""
    places = {place.code: named(place.name_zh, place.name_en) for place in destinations}
    return {**places, **{part: str(name) for part, name in {**SEGMENTS, **SERVICES}.items()}}


def part_name(one: FigureRecord, names: Mapping[str, str]) -> str:
    """Return what a part of a figure is called; a line of the map has two ends."""
    start, arrow, end = one.part.partition(">")
    if not arrow:
        return names.get(one.part) or _day_of(one.part) or one.part
    begins = _("Depot") if one.key == FROM_DEPOT else _start(start)
    ends = _("Depot") if one.key == TO_DEPOT else _end(end, names)
    return f"{begins} → {ends}"


def shown_press(press: Sequence[PressRecord]) -> list[Shown]:
    """Return what was published about the town; published figures differ, and each stands with its date."""
    return [
        Shown(
            str(PUBLISHED.get(one.key, one.key)),
            *large(one.value, one.unit),
            f"{source(one.as_of)} · {source(one.source)}",
            one.key,
            raw=one.value,
        )
        for one in press
    ]


def shown_limits(limits: Sequence[LimitRecord]) -> list[Shown]:
    """Return the dated numbers that the simulation rests on."""
    return [_limit(one) for one in limits]


def _limit(one: LimitRecord) -> Shown:
    """Return a dated number as it is shown; what is kept in fen is read in yuan."""
    value = Decimal(one.value_e6) / E6
    text, unit = written(value, one.unit)
    if one.unit.startswith(MINOR):
        value /= FEN
        text = rounded(value, 2)
    return Shown(str(LIMITS.get(one.key, one.key)), text, unit, source(one.source), one.key, raw=value)


def written(value: Decimal | None, unit: str) -> tuple[str, str]:
    """Return a value and its unit in words; shares are shown in per cent."""
    if value is None:
        return "–", ""
    if unit.startswith("share"):
        return rounded(value * PERCENT, 1), str(UNITS.get(unit, "%"))
    return rounded(value, places(value)), str(UNITS.get(unit, unit))


def large(value: Decimal | None, unit: str) -> tuple[str, str]:
    """Return a value and its unit as people say large numbers: in billions and millions, or by 10,000 in Chinese."""
    scales = WESTERN if (get_language() or "").startswith("en") else CHINESE
    if value is not None and not unit.startswith("share"):
        for scale, words in scales:
            if value >= scale:
                return str(words) % {"number": short(value / scale)}, str(UNITS.get(unit, unit))
    return written(value, unit)


def short(value: Decimal) -> str:
    """Return a number with three digits at least, and no zeros behind the point."""
    exact = round(value, 0 if value >= FEW_DIGITS else 2).normalize()
    return number(exact, max(0, -int(exact.as_tuple().exponent)))


def rounded(value: Decimal, decimals: int) -> str:
    """Return a number rounded to so many decimals; Django's own writing of numbers would cut the others off."""
    return number(round(value, decimals), decimals)


def places(value: Decimal) -> int:
    """Return how many places a number needs: none for large ones, four for prices of a pair."""
    if abs(value) >= 1_000 or value == value.to_integral_value():
        return 0
    return 2 if abs(value) >= 10 else 4


def source(text: str) -> str:
    """Return a source, or a date in words, in the reader's language as far as it is known; a desk may enter others."""
    return str(SOURCES.get(text, text))


def _firms(firms: int | None) -> str:
    return "" if firms is None else ngettext("%(count)s firm", "%(count)s firms", firms) % {"count": firms}


def _start(start: str) -> str:
    return _("other villages") if start == ELSEWHERE else str(VILLAGES.get(start, start))


def _end(end: str, names: Mapping[str, str]) -> str:
    if end.startswith(REGION):
        return _("other places in %(region)s") % {"region": REGIONS[end.removeprefix(REGION)]}
    return _("other places") if end == ELSEWHERE else names.get(end, end)


def _day_of(part: str) -> str:
    """Return a part that is the Monday of a week as a date."""
    try:
        return day(date.fromisoformat(part))
    except ValueError:
        return ""
