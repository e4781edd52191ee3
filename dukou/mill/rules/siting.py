"""Choose firms that together could knit what somebody would like to have."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dukou.base.quantity import pieces
from dukou.mill.records import SockNeed
from dukou.mill.rules.capability import Need, can_knit
from dukou.mill.rules.capacity import Capacity
from dukou.mill.rules.lots import knit_days
from dukou.registry.records import GroupRecord

# Knitting a piece of a sock of which no lot was ever made takes so long.
USUAL_CYCLE_MS = 150_000
# Room for the loss.
SPARE_PPM = 1_060_000


class Siting:
    """Reckon what firms can take on until a day."""

    def __init__(
        self, groups: Sequence[GroupRecord], work: Iterable[tuple[int, date, int]], *, on: date, by: date
    ) -> None:
        self._groups = groups
        self._capacity = Capacity(groups, on=on, work=work, last_on=by)
        self._days = {
            integrated: self._capacity.day(by) - knit_days(integrated=integrated) for integrated in (False, True)
        }

    def firms(self, needs: Sequence[SockNeed], cycles: Mapping[str, int], *, most: int) -> list[int]:
        """Return as few firms as can knit all pairs, the freest first; none, if the freest `most` cannot."""
        work = sum(pieces(need.pairs) * cycles[need.family] for need in needs) * SPARE_PPM // 1_000_000
        free = self._free(needs)
        chosen: list[int] = []
        for firm in sorted(free, key=lambda one: (-free[one], one))[:most]:
            if work <= 0:
                break
            chosen.append(firm)
            work -= free[firm]
        return chosen if work <= 0 else []

    def _free(self, needs: Sequence[SockNeed]) -> dict[int, int]:
        """Return the free machine time of each firm that can knit every one of the socks."""
        wanted = {Need(one.needle_count, one.double_cylinder, one.terry, one.colours_a_course) for one in needs}
        able: dict[int, set[Need]] = defaultdict(set)
        free: dict[int, int] = defaultdict(int)
        for group in self._groups:
            if can := {need for need in wanted if can_knit(group, need)}:
                able[group.firm] |= can
                free[group.firm] += self._capacity.room_ms(group.id, self._days[group.integrated])
        return {firm: free[firm] for firm, can in able.items() if can == wanted and free[firm] > 0}
