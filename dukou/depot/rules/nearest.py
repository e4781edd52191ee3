"""Decide which of the places where goods lie is nearest to a buyer."""

from collections.abc import Sequence
from dataclasses import dataclass

from dukou.depot.records import Place
from dukou.registry.records import DestinationRecord

# Ranks of distance: a place in the buyer's own town or country, in the same zone of freight, the town's depot, and a
# shop elsewhere at home. Goods overseas elsewhere are too far to be sent.
SAME_PLACE, SAME_ZONE, TOWN_DEPOT, ELSEWHERE, TOO_FAR = range(5)
FARTHEST: dict[Place, int] = {"depot": TOWN_DEPOT, "shop": ELSEWHERE, "abroad": TOO_FAR}


@dataclass(frozen=True, slots=True)
class At:
    """Say where goods lie: at a kind of place, and in a destination and its zone where that is known."""

    place: Place
    destination: int | None = None
    zone: str | None = None


def at_shop(town_zh: str, places: Sequence[DestinationRecord]) -> At:
    """Return where a shop is: shops name their town as destinations are named."""
    found = next((one for one in places if one.name_zh == town_zh), None)
    return At("shop", found.id, found.zone) if found else At("shop")


def far(at: At, to: DestinationRecord) -> int:
    """Return the rank of the distance from goods to a destination."""
    if at.destination == to.id:
        return SAME_PLACE
    return SAME_ZONE if at.zone == to.zone else FARTHEST[at.place]
