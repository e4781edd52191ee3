"""Draw problems of match, and judge awards by hand."""

import itertools
from collections.abc import Sequence

from hypothesis import strategies as st

from dukou.engines.match import Candidate, Line, Problem

HOUR_MS = 3_600_000


@st.composite
def problems(draw: st.DrawFn, min_lines: int = 0) -> Problem:
    """Draw few lines for few slots whose hours are scarce and nearly used up to the millisecond."""
    slots, days = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    more = st.lists(st.integers(0, 3), min_size=days, max_size=days)
    free = tuple(tuple(hours * HOUR_MS for hours in itertools.accumulate(draw(more))) for _slot in range(slots))
    work = st.builds(lambda hours, odd: hours * HOUR_MS + odd, st.integers(1, 3), st.integers(-1, 1))
    minor = st.integers(0, 900)
    candidate = st.builds(Candidate, st.integers(0, slots - 1), work, minor, st.integers(0, days - 1))
    line = st.builds(Line, st.lists(candidate, max_size=3).map(tuple), minor)
    return Problem(tuple(draw(st.lists(line, min_size=min_lines, max_size=5))), free)


def cost(problem: Problem, chosen: Sequence[int | None]) -> int:
    pairs = zip(problem.lines, chosen, strict=True)
    return sum(line.penalty_minor if j is None else line.candidates[j].cost_minor for line, j in pairs)


def meets_dates(problem: Problem, chosen: Sequence[int | None]) -> bool:
    """Work through each slot in order of dates, which meets all dates if anything does."""
    for slot, free in enumerate(problem.free_ms):
        taken = [line.candidates[j] for line, j in zip(problem.lines, chosen, strict=True) if j is not None]
        done = 0
        for one in sorted((one for one in taken if one.slot == slot), key=lambda one: one.due_day):
            done += one.work_ms
            if done > free[one.due_day]:
                return False
    return True
