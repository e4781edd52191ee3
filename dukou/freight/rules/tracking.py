"""Decide what may be told of goods on the way, when they are likely to arrive, and when something is wrong."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from math import ceil

from dukou.base.errors import Refusal
from dukou.freight.records.parties import EventKind, TrackingEvent
from dukou.freight.records.tracking import Arrival, Basis, Days, ExceptionKind, Kind, NewEvent, OnTheRoad, TrackStep

KINDS: tuple[Kind, ...] = (
    *("booked", "handed_over", "left", "customs_out", "arrived_at_hub", "customs_in"),
    *("out_for_delivery", "delivered", "delayed", "exception"),
)
ORDER: Mapping[str, int] = {kind: place for place, kind in enumerate(KINDS)}
# What a carrier says in its own words, and what it is here.
KIND_OF: Mapping[EventKind, Kind] = {
    "booked": "booked",
    "picked_up": "handed_over",
    "departed": "left",
    "arrived": "arrived_at_hub",
    "out_for_delivery": "out_for_delivery",
    "delivered": "delivered",
    "exception": "exception",
}
CLASSES: tuple[Basis, ...] = ("lane", "zone", "service")
LEAST_ARRIVALS, LEAST_GAPS = 20, 20
MEDIAN, NINE_IN_TEN, ALL_BUT_ONE = 50, 90, 99
SILENCE = timedelta(days=3)
LONGEST_PLACE, LONGEST_CARRIER_CODE, LONGEST_KEY = 60, 20, 80
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def require_event(one: NewEvent, latest: datetime) -> None:
    """Refuse an event that is none, that has not happened yet, or that cannot be written down."""
    if one.kind not in KINDS:
        raise Refusal("freight.unknown_event", {"kind": one.kind[:20]})
    if one.at > latest:
        raise Refusal("freight.event_ahead", {"at": str(one.at)[:16]})
    texts = ((one.place, LONGEST_PLACE), (one.carrier_code, LONGEST_CARRIER_CODE), (one.key, LONGEST_KEY - 2))
    if any(len(text) > longest or CONTROL.search(text) for text, longest in texts):
        raise Refusal("freight.bad_event", {"longest": LONGEST_PLACE})


def event_key(one: NewEvent) -> str:
    """Return by what an event is known among those of its shipment: its teller's number, or what it says."""
    if one.key:
        return f"n:{one.key}"
    return f"w:{one.kind}:{one.at:%Y%m%dT%H%M%S%f}:{one.carrier_code}"[:LONGEST_KEY]


def told_by_carrier(code: str, event: TrackingEvent, *, service: str | None = None) -> NewEvent:
    """Return what a carrier's message says of the goods of a shipment or load."""
    return NewEvent(code, KIND_OF[event.kind], event.at, event.place, event.kind, service=service)


def in_order(steps: Iterable[TrackStep]) -> tuple[TrackStep, ...]:
    """Return events as they happened, whenever they were told; of one instant in the order of a journey."""
    return tuple(sorted(steps, key=lambda one: (one.at, ORDER[one.kind])))


def quantile(days: Days, percent: int) -> int:
    """Return the least number of days within which so many per cent of the shipments arrived (inverse of their CDF)."""
    wanted = ceil(sum(days.values()) * percent / 100)
    seen = 0
    for number in sorted(days):
        seen += days[number]
        if seen >= wanted:
            return number
    raise ValueError("no arrivals")


def arrival(history: Mapping[Basis, Days], *, left_on: date, promise_days: int, told_on: date, on: date) -> Arrival:
    """Estimate an arrival from past transit of the narrowest class that has enough arrivals like this one.

    Like this one are those that were under way at least as long as it is by `on`. Where no class has `LEAST_ARRIVALS`
    of them, the tariff's promise counts. A day that was told after the promise, as a delay, is never undercut.
    """
    gone = (on - left_on).days
    likely = latest = max(promise_days, gone)
    basis: Basis = "promise"
    arrivals = 0
    for one in CLASSES:
        alike = Counter({days: count for days, count in history.get(one, {}).items() if days >= gone})
        if alike.total() >= LEAST_ARRIVALS:
            likely, latest = quantile(alike, MEDIAN), quantile(alike, NINE_IN_TEN)
            basis, arrivals = one, alike.total()
            break
    told = max((told_on - left_on).days, gone)
    if told_on > left_on + timedelta(days=promise_days) and told >= likely:
        likely, latest = told, max(told, latest)
        basis, arrivals = "delay", 0
    return Arrival(left_on + timedelta(days=likely), left_on + timedelta(days=latest), basis, arrivals)


def longest_silence(gaps: Sequence[timedelta]) -> timedelta | None:
    """Return how long a carrier may say nothing: all but one in a hundred of its pauses so far were no longer.

    `gaps` are pauses between its messages of the same service; where there are few, it is not known.
    """
    if len(gaps) < LEAST_GAPS:
        return None
    return sorted(gaps)[ceil(len(gaps) * ALL_BUT_ONE / 100) - 1]


def exceptions(
    road: Iterable[OnTheRoad], silences: Mapping[str, timedelta | None], *, on: date, now: datetime
) -> list[tuple[OnTheRoad, ExceptionKind]]:
    """Return which goods on the road are late or missing that were not known to be.

    Late is what is likely to arrive after its due date. Missing is what its carrier has said nothing of for longer than
    it ever is silent; where that is not known, or it never says anything, what is not there three days after it was
    told to be: a ship may say nothing for weeks.
    """
    found: list[tuple[OnTheRoad, ExceptionKind]] = []
    for one in road:
        if one.arrival.likely_on > one.due_on:
            found.append((one, "late"))
        longest = silences.get(one.service)
        if one.last_at is None or longest is None:
            is_silent = on > one.told_on + SILENCE
        else:
            is_silent = now - one.last_at > longest
        if is_silent:
            found.append((one, "missing"))
    return [(one, kind) for one, kind in found if kind not in one.known]
