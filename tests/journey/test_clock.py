"""Protect the town's clock: it moves as far as was asked and no further, whoever dies on the way."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OPERATOR, Viewer
from dukou.jobs import door as jobs
from dukou.jobs.records import Job, Lease
from dukou.journey import clock, day, report
from dukou.registry import door as registry
from dukou.registry.records import Clock
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]

ON = date(2026, 1, 29)
NEXT = date(2026, 1, 30)
DESK = Viewer(person=9, firm=3, roles=frozenset({OPERATOR}))
OTHER_DESK = Viewer(person=10, firm=3, roles=frozenset({OPERATOR}))
NOW = datetime.fromisoformat("2026-01-29T01:00:00+00:00")


class Day:
    """Count what a town of three steps does."""

    def __init__(self) -> None:
        self.done: list[tuple[date, int]] = []
        self.kept = self.supposed = 0
        self.dies_before: int | None = None

    def step(self, number: int) -> Callable[[day.Today], int]:
        """Return a step that notes when it was done, and dies where it is told to."""

        def work(today: day.Today) -> int:
            if self.dies_before == len(self.done):
                raise KeyboardInterrupt
            self.done.append((today.on, number))
            return 1

        return work

    def keep(self, *, now: datetime, carriage: Sequence[int] = ()) -> int:
        """Note that the figures were counted, and whether other prices of carriage were."""
        assert now >= NOW
        self.kept += 1
        self.supposed += bool(carriage)
        return 1


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Day:
    """Return a town whose day has three steps, on its first one."""
    found = Day()
    monkeypatch.setattr(day, "STEPS", tuple(found.step(number) for number in range(3)))
    monkeypatch.setattr(report, "keep_figures", found.keep)
    registry.set_clock(on=ON, viewer=TOWN)
    return found


def claimed(now: datetime = NOW) -> Lease:
    (lease,) = jobs.claim(kinds=[clock.MOVE], lease_seconds=60, viewer=TOWN, now=now)
    return lease


def job(code: str) -> Job:
    (found,) = jobs.list_jobs(viewer=TOWN, codes=[code])
    return found


def stands() -> Clock:
    return registry.town_clock(viewer=TOWN)


@pytest.mark.parametrize(
    ("distance", "end", "steps", "days"),
    [("hour", Clock(ON, 1), 1, 0), ("day", Clock(NEXT, 0), 3, 1), ("week", Clock(ON + timedelta(days=7), 0), 21, 7)],
)
def test_the_clock_moves_as_far_as_was_asked_and_counts_each_day(
    town: Day, distance: str, end: Clock, steps: int, days: int
) -> None:
    code = clock.ask(distance, viewer=DESK, now=NOW)
    lease = claimed()
    result = clock.move(lease, lambda: NOW)
    jobs.finish(lease, result=result, viewer=TOWN, now=NOW)
    assert stands() == end
    assert (len(town.done), town.kept) == (steps, days)
    assert job(code).result == {"on": str(end.on), "step": end.step}


def test_the_last_hour_of_a_day_leads_to_the_next_morning(town: Day) -> None:
    registry.advance_clock(expected=(ON, 0), to=(ON, 2), viewer=TOWN)
    clock.ask("hour", viewer=DESK, now=NOW)
    clock.move(claimed(), lambda: NOW)
    assert stands() == Clock(NEXT, 0)
    assert town.done == [(ON, 2)]


@pytest.mark.parametrize("dies_before", range(4))
def test_a_move_that_was_killed_goes_on_and_moves_no_further(town: Day, dies_before: int) -> None:
    registry.advance_clock(expected=(ON, 0), to=(ON, 1), viewer=TOWN)
    code = clock.ask("day", viewer=DESK, now=NOW)
    town.dies_before = dies_before
    if dies_before < 3:
        with pytest.raises(KeyboardInterrupt):
            clock.move(claimed(), lambda: NOW)
    else:
        # It died after its last step, before it said that it was done.
        clock.move(claimed(), lambda: NOW)
    town.dies_before = None
    later = NOW + timedelta(seconds=clock.LEASE_SECONDS)
    lease = claimed(later)
    jobs.finish(lease, result=clock.move(lease, lambda: later), viewer=TOWN, now=later)
    assert stands() == Clock(NEXT, 1)
    assert town.done == [(ON, 1), (ON, 2), (NEXT, 0)]
    assert town.kept >= 1
    assert job(code).state == "done"


def test_a_move_that_is_asked_to_stop_ends_after_its_step(town: Day) -> None:
    code = clock.ask("week", viewer=DESK, now=NOW)
    lease = claimed()
    jobs.ask_stop([code], viewer=DESK, now=NOW)
    jobs.finish(lease, result=clock.move(lease, lambda: NOW), viewer=TOWN, now=NOW)
    assert (town.done, job(code).state) == ([], "stopped")


@pytest.mark.usefixtures("town")
def test_progress_tells_the_step_and_the_share(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[int, str]] = []

    def note(_lease: Lease, *, progress_ppm: int, note_code: str, **_rest: Any) -> bool:
        said.append((progress_ppm, note_code))
        return True

    clock.ask("day", viewer=DESK, now=NOW)
    lease = claimed()
    monkeypatch.setattr(jobs, "progress", note)
    clock.move(lease, lambda: NOW)
    assert said == [(0, "journey.step_0"), (333_333, "journey.step_1"), (666_666, "journey.step_2")]


def test_one_move_at_a_time_and_for_desks_only(town: Day) -> None:
    for viewer in (Viewer(), Viewer(person=1, firm=1, roles=frozenset({FACTORY}))):
        with pytest.raises(Missing):
            clock.ask("hour", viewer=viewer, now=NOW)
    with pytest.raises(Refusal, match=r"journey\.unknown_distance"):
        clock.ask("year", viewer=DESK, now=NOW)
    clock.ask("hour", viewer=DESK, now=NOW)
    with pytest.raises(Refusal, match=r"jobs\.one_at_a_time"):
        clock.ask("week", viewer=OTHER_DESK, now=NOW)
    lease = claimed()
    jobs.finish(lease, result=clock.move(lease, lambda: NOW), viewer=TOWN, now=NOW)
    clock.ask("hour", viewer=OTHER_DESK, now=NOW)
    assert len(jobs.list_jobs(viewer=DESK)) == 2
    assert town.kept == 0


@pytest.mark.django_db(transaction=True)
def test_of_desks_that_ask_at_the_same_moment_one_moves_the_clock(town: Day) -> None:
    def ask(_number: int) -> str:
        try:
            return clock.ask("day", viewer=DESK, now=NOW)
        except Refusal as refusal:
            return refusal.code

    codes = set(in_threads(5, ask)) - {"jobs.one_at_a_time"}
    assert len(codes) == len(jobs.list_jobs(viewer=DESK)) == 1
    assert town.done == []
