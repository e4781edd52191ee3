"""Reckon what machine groups can still take on.

Work is done in the order of its dates. Then all dates are met exactly if, for every day, the work due by then fits into
the machine time until then (Jackson's rule), so that is what a new piece of work is tested against.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from dukou.registry.records import GroupRecord

DAY_MS = 86_400_000
# Plans leave this share of the machine time for stops.
PLANNED_PPM = 950_000
LONGEST_DAYS = 400
Milliseconds = NDArray[np.int64]


def day_ms(groups: Sequence[GroupRecord]) -> Milliseconds:
    """Return the machine time of each group on a day without stops."""
    machines = np.array([group.machines for group in groups], dtype=np.int64)
    efficiency = np.array([group.efficiency_ppm for group in groups], dtype=np.int64)
    return machines * DAY_MS * efficiency // 1_000_000


class Capacity:
    """Hold the machine time that each group has left until the end of each day, less the work due by then.

    Parameters
    ----------
    groups
        The machine groups.
    on
        The day that planning stands at; its machine time is still to come.
    work
        What is to be done already, as ``(group, due on, milliseconds)``; overdue work is due today.
    last_on
        The latest date that will be asked for; later ones count as this one, and none lies beyond `LONGEST_DAYS`.
    """

    def __init__(
        self, groups: Sequence[GroupRecord], *, on: date, work: Iterable[tuple[int, date, int]], last_on: date
    ) -> None:
        self._on = on
        self._rows = {group.id: row for row, group in enumerate(groups)}
        self.days = min(max((last_on - on).days, 0), LONGEST_DAYS) + 1
        due = np.zeros((len(groups), self.days), dtype=np.int64)
        for group, due_on, work_ms in work:
            if group in self._rows:
                due[self._rows[group], max(self.day(due_on), 0)] += work_ms
        a_day = day_ms(groups) * PLANNED_PPM // 1_000_000
        self._left: Milliseconds = a_day[:, None] * np.arange(1, self.days + 1) - due.cumsum(axis=1)

    def day(self, due_on: date) -> int:
        """Return the number of a day, 0 for today; it is negative for days that have passed."""
        return min((due_on - self._on).days, self.days - 1)

    def room_ms(self, group: int, day: int) -> int:
        """Return how much work, due by the end of a day, a group can still take on; none where the day has passed."""
        return int(self._left[self._rows[group], day:].min()) if day >= 0 else 0

    def take(self, group: int, day: int, work_ms: int) -> None:
        """Give a group work that is due by the end of a day."""
        self._left[self._rows[group], day:] -= work_ms

    def rooms(self, groups: Sequence[GroupRecord]) -> Milliseconds:
        """Return `room_ms` of these groups by day: an array of groups by days that is not negative and never falls."""
        left = self._left[[self._rows[group.id] for group in groups]]
        rooms: Milliseconds = np.minimum.accumulate(left[:, ::-1], axis=1)[:, ::-1]
        return np.maximum(rooms, 0)
