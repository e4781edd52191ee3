"""Decide where goods go that came back overseas, when a ride home is booked, and what customs may be told."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dukou.base.errors import Refusal
from dukou.base.quantity import ceil_div
from dukou.returns.records import GRADE_OF_CONDITION, Condition, Disposition
from dukou.returns.records.abroad import Customs
from dukou.returns.rules.cases import GRAMS_A_KILO
from dukou.returns.rules.dock import RELIEF_DAYS, days

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,39}")
# What customs are told after what: who imports has claimed relief.
NEXT: Mapping[str, tuple[Customs, ...]] = {"": ("exported",), "exported": ("claimed",), "claimed": ("imported",)}


@dataclass(frozen=True, slots=True)
class Costs:
    """Hold what a ride home costs and how long it takes, and the days of customs' relief, by the day's limits."""

    ride_minor: int
    kilo_minor: int
    ride_days: int
    relief_days: int
    warn_days: int


def costs(limits: Mapping[str, int]) -> Costs:
    """Read the day's costs of a ride home from the dated limits; where none is published, an estimate stands."""
    return Costs(
        ride_minor=days(limits, "returns.ride_home_minor", 120_000),
        kilo_minor=days(limits, "returns.ride_home_kilo_minor", 450),
        ride_days=days(limits, "returns.ride_home_days", 35),
        relief_days=days(limits, "returns.relief_days", RELIEF_DAYS),
        warn_days=days(limits, "returns.relief_warn_days", 60),
    )


def next_place(condition: Condition, *, sells_there: bool) -> Disposition:
    """Return where goods overseas go: sold there again where their owner sells there, else home; the rest is recycled.

    Nothing is destroyed there: Regulation (EU) 2024/1781, article 25, forbids large firms to destroy unsold clothing
    from 19 July 2026, and no depot of the town does so anywhere.
    """
    if GRADE_OF_CONDITION[condition] not in {"A", "B"}:
        return "recycle"
    return "abroad" if sells_there else "ride_home"


def ride_minor(grams: Sequence[int], day: Costs) -> int:
    """Return what a ride home costs: the ride itself, and each kilogram begun of all goods together."""
    return day.ride_minor + ceil_div(sum(grams), GRAMS_A_KILO) * day.kilo_minor


def relief_until(exported_on: date | None, day: Costs) -> date | None:
    """Return the last day on which goods come home free of duty."""
    return None if exported_on is None else exported_on + timedelta(days=day.relief_days)


def is_due(until: date | None, on: date, day: Costs) -> bool:
    """Tell whether goods must leave now to be home within the days of relief, with some days in hand."""
    return until is not None and on + timedelta(days=day.ride_days + day.warn_days) >= until >= on


def require_customs(last: str, status: str, reference: str, *, until: date | None, on: date) -> None:
    """Refuse a step of customs that does not follow, one without a paper's number, and a claim that comes too late."""
    if status not in NEXT.get(last, ()):
        raise Refusal("returns.customs_step")
    if not REFERENCE.fullmatch(reference):
        raise Refusal("returns.customs_reference")
    if until is not None and on > until:
        raise Refusal("returns.relief_over", {"day": str(until)})
