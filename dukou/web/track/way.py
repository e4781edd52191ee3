"""Put the way of a shipment in words: its steps, when it is likely to arrive, and how that is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dukou.base.days import business_date
from dukou.freight.records.tracking import Track
from dukou.web.freight.places import places, service_name
from dukou.web.parts import formats
from dukou.web.words import tracking as w
from dukou.web.words.freight import DELAY_REASONS

GRAMS_A_KG = 1_000
TROUBLE = frozenset(("delayed", "exception"))


@dataclass(frozen=True, slots=True)
class Step:
    """Hold a step of the timeline."""

    title: str
    tone: str
    on: date
    text: str


def way(track: Track) -> dict[str, Any]:
    """Return what the pages of a shipment's way show."""
    arrival = track.arrival
    return {
        "track": track,
        "place": places().name(track.destination),
        "service": service_name(track.service) if track.service else "",
        "state": w.SHIPMENT_STATES[track.state],
        "how": str(w.BASES[arrival.basis]) % {"count": formats.number(arrival.arrivals)} if arrival else "",
        "is_range": arrival is not None and arrival.latest_on > arrival.likely_on,
        "delays": [(one, DELAY_REASONS[one.reason]) for one in track.delays],
        "steps": [step for _at, step in sorted(_steps(track), key=lambda one: one[0])],
        "carbon": _carbon(track),
    }


def _steps(track: Track) -> Iterator[tuple[datetime, Step]]:
    for one in track.steps:
        tone = "trouble" if one.kind in TROUBLE else "done"
        said = [one.place, one.carrier_code if one.kind == "exception" else "", str(w.SOURCES[one.source])]
        title = str(w.EVENTS[one.kind]).capitalize()
        yield one.at, Step(title, tone, business_date(one.at), " · ".join(text for text in said if text))
    for hand in track.hand_overs:
        tone = "done" if hand.asked == hand.found else "trouble"
        counted = _("%(found)s of %(asked)s cartons counted") % {
            "found": formats.number(hand.found),
            "asked": formats.number(hand.asked),
        }
        title = _("Handed over %(leg)s") % {"leg": w.LEGS[hand.leg]}
        yield hand.at, Step(title, tone, business_date(hand.at), counted)


def _carbon(track: Track) -> dict[str, Any] | None:
    one = track.carbon
    if one is None:
        return None
    own_best = one.own_best_grams
    return {
        "kilograms": one.co2e_grams / GRAMS_A_KG,
        "own_best": None if own_best is None else own_best / GRAMS_A_KG,
        "mode": w.MODES[one.mode],
        "km": one.km,
        "mass": one.grams / GRAMS_A_KG,
        "source": w.FACTOR_SOURCES.get(one.source, one.source),
    }
