"""Turn figures, targets and assumptions into what the town page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.datacentre.records import FigureRecord
from dukou.registry.records import DestinationRecord, LimitRecord, PressRecord, TargetRecord
from dukou.web.parts.names import named
from dukou.web.words.datacentre import FIGURES, SEGMENTS
from dukou.web.words.published import LIMITS, PUBLISHED, SOURCES, UNITS
from dukou.web.words.steps import SERVICES

HEADLINES = (
    "freight.own_best_a_pair",
    "freight.together_a_pair",
    "freight.firms_worse_off",
    "returns.net_loss_a_hundred",
    "town.days_to_door",
)
# The figures whose parts the page shows; the report has them all.
SPLIT = (
    "freight.saving_share",
    "freight.segment_saving_share",
    "freight.own_best_service_share",
    "freight.service_share",
)
PERCENT = 100
E6 = 1_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one figure in words; `note` says how it is made or where it comes from."""

    name: str
    text: str
    unit: str
    note: str
    key: str = ""
    firms: int | None = None
    is_suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """Hold the parts of one figure."""

    name: str
    note: str
    parts: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Hold the town's figures: the headlines, all of the whole town, and those that are split into parts."""

    on: date | None
    headlines: tuple[Shown, ...]
    whole: tuple[Shown, ...]
    splits: tuple[Split, ...]


def shown_figures(figures: Sequence[FigureRecord], destinations: Sequence[DestinationRecord]) -> Figures:
    """Return the figures in the reader's words; parts are destinations, kinds of shipment and services."""
    whole = [_shown(one) for one in figures if not one.part]
    by_key = {one.key: one for one in whole}
    places = {place.code: named(place.name_zh, place.name_en) for place in destinations}
    names = {**places, **{part: str(name) for part, name in {**SEGMENTS, **SERVICES}.items()}}
    parts = [one for one in figures if one.part and one.key in SPLIT]
    return Figures(
        on=figures[0].on if figures else None,
        headlines=tuple(by_key[key] for key in HEADLINES if key in by_key),
        whole=tuple(whole),
        splits=tuple(_split(key, list(found), names) for key, found in groupby(parts, key=lambda one: one.key)),
    )


def shown_targets(targets: Sequence[TargetRecord]) -> list[Shown]:
    """Return the targets of the plan."""
    return [_published(one.key, one.value, one.unit, f"{one.due_on:%Y-%m-%d}", one.source) for one in targets]


def shown_press(press: Sequence[PressRecord]) -> list[Shown]:
    """Return what was published about the town; published figures differ, and each stands with its date."""
    return [_published(one.key, one.value, one.unit, one.as_of, one.source) for one in press]


def shown_limits(limits: Sequence[LimitRecord]) -> list[Shown]:
    """Return the dated numbers that the simulation rests on."""
    return [
        Shown(str(LIMITS.get(one.key, one.key)), *_value(Decimal(one.value_e6) / E6, one.unit), _source(one.source))
        for one in limits
    ]


def _split(key: str, parts: Sequence[FigureRecord], names: Mapping[str, str]) -> Split:
    name, note = FIGURES[key]
    return Split(str(name), str(note), tuple(_shown(one, names.get(one.part, one.part)) for one in parts))


def _shown(one: FigureRecord, part: str = "") -> Shown:
    name, made_of = FIGURES[one.key]
    note = _firms(one.firms) if part else str(made_of)
    text, unit = _value(one.value, one.unit)
    if one.is_suppressed:
        text, unit = _("suppressed"), ""
    return Shown(part or str(name), text, unit, note, one.key, one.firms, one.is_suppressed)


def _firms(firms: int | None) -> str:
    return "" if firms is None else ngettext("%(count)s firm", "%(count)s firms", firms) % {"count": firms}


def _published(key: str, value: Decimal, unit: str, as_of: str, source: str) -> Shown:
    return Shown(str(PUBLISHED.get(key, key)), *_value(value, unit), f"{_source(as_of)} · {_source(source)}")


def _value(value: Decimal | None, unit: str) -> tuple[str, str]:
    """Return a value and its unit in words; shares are shown in per cent."""
    if value is None:
        return "–", ""
    if unit.startswith("share"):
        return _number(value * PERCENT, 1), str(UNITS.get(unit, "%"))
    return _number(value), str(UNITS.get(unit, unit))


def _source(text: str) -> str:
    """Return a source, or a date in words, in the reader's language as far as it is known; a desk may enter others."""
    return str(SOURCES.get(text, text))


def _number(value: Decimal, places: int | None = None) -> str:
    """Return a number with as many places as it needs: none for large ones, four for prices of a pair."""
    if places is None:
        places = 0 if abs(value) >= 1_000 or value == value.to_integral_value() else 2 if abs(value) >= 10 else 4
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
