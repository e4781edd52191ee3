"""Protect awards: to those who can, are free and did not decline, never to the seller, and never beyond their day."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import QUICK
from dukou.engines import match
from dukou.mill.rules import awards
from dukou.mill.rules.awards import Placement, Terms, award, award_minor
from dukou.mill.rules.capability import can_knit, need_of
from dukou.mill.rules.capacity import Capacity
from dukou.mill.rules.lots import Job, jobs, knit_by
from dukou.registry.records import GroupRecord
from tests.mill.records import A_DAY, ON, group, line, meets_dates

TERMS = Terms(hour_minor_e6=40_000_000, margin_e6=80_000)
quick = settings(max_examples=40)
ENOUGH = 10


def capacity_of(groups: list[GroupRecord], busy: list[tuple[int, int, int]]) -> Capacity:
    under_way = [(key, ON + timedelta(days=day), ms) for key, day, ms in busy]
    return Capacity(groups, on=ON, work=under_way, last_on=ON + timedelta(days=40))


def awarded(
    todo: list[Job], groups: list[GroupRecord], busy: list[tuple[int, int, int]], declined: dict[int, set[int]]
) -> tuple[list[Placement], list[tuple[Job, str]]]:
    return award(todo, groups, capacity_of(groups, busy), barred=declined, terms=TERMS, limit=QUICK)


@st.composite
def towns(draw: st.DrawFn) -> tuple[list[Job], list[GroupRecord], list[tuple[int, int, int]], dict[int, set[int]]]:
    """Draw few groups that are partly busy, lines for some of them, and who declined what."""
    groups = [
        group(
            key,
            firm=draw(st.integers(1, 3)),
            machines=1,
            terry=draw(st.sampled_from(["plain", "half"])),
            integrated=draw(st.booleans()),
        )
        for key in range(1, draw(st.integers(1, 4)) + 1)
    ]
    lines = [
        line(
            key,
            seller=draw(st.integers(1, 4)),
            pairs=draw(st.integers(1, 1_500)),
            ready_in=draw(st.integers(3, 9)),
            terry=draw(st.sampled_from(["plain", "half", "full"])),
            draw=draw(st.integers(0, 2**63 - 1)),
        )
        for key in range(draw(st.integers(0, 5)))
    ]
    busy = [(one.id, draw(st.integers(0, 5)), draw(st.integers(0, A_DAY // 2))) for one in groups]
    declined = {one.line_id: draw(st.sets(st.integers(1, 3), max_size=2)) for one in lines}
    return jobs(lines), groups, busy, declined


@quick
@given(towns())
def test_an_award_goes_to_another_firm_that_can_and_did_not_decline(town: Any) -> None:
    todo, groups, _busy, declined = town
    placed, left = awarded(*town)
    decided = [one.job for one in placed] + [job for job, _why in left]
    assert sorted(job.line.line_id for job in decided) == [job.line.line_id for job in todo]
    for one in placed:
        assert one.group.firm != one.job.line.seller
        assert one.group.firm not in declined[one.job.line.line_id]
        assert can_knit(one.group, need_of(one.job.line))
        assert one.due_on == knit_by(one.job.line, integrated=one.group.integrated)
    for job, why in left:
        able = any(can_knit(one, need_of(job.line)) and one.firm != job.line.seller for one in groups)
        assert why == ("mill.nobody_free" if able else "mill.nobody_can")


@quick
@given(towns())
def test_every_date_is_met_although_awards_wait_a_day_for_a_refusal(town: Any) -> None:
    """What is awarded begins tomorrow at the earliest; worked off by date it is through by its date all the same."""
    busy = town[2]
    placed, _left = awarded(*town)
    new: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in placed:
        new[one.group.id].append((one.job.work_ms, (one.due_on - ON).days))
    planned_day = A_DAY * 95 // 100
    for key, day, ms in busy:
        before = [(ms, day)] if ms else []
        if meets_dates(planned_day, before):
            # Today is spent on what is under way, and what is not used of it is lost to the awards.
            rest = [(max(ms - planned_day, 0), day)] if before else []
            assert meets_dates(planned_day, [*rest, *new[key]], first_day=1)


def test_of_two_that_can_the_plainer_machine_gets_the_line() -> None:
    groups = [group(1, firm=2, terry="full"), group(2, firm=3), group(3, firm=4, colours_a_course=5)]
    placed, left = awarded(jobs([line(key, seller=1) for key in range(20)]), groups, [], {})
    assert {one.group.id for one in placed} == {2}
    assert left == []


def test_dearer_machines_are_asked_when_the_plainer_ones_are_full() -> None:
    groups = [group(1, firm=2, terry="full", machines=1), group(2, firm=3, machines=1)]
    busy = [(2, 26, 26 * A_DAY)]
    placed, _left = awarded(jobs([line(seller=1)]), groups, busy, {})
    assert [one.group.id for one in placed] == [1]


def test_among_equals_chance_decides_in_proportion_to_room() -> None:
    """With far more groups than candidates, a group with twice the machines is asked about twice as often."""
    groups = [group(key, firm=1 + key, machines=10 * (1 + key % 2)) for key in range(1, 61)]
    placed, _left = awarded(jobs([line(key, seller=1, draw=key * 104_729) for key in range(900)]), groups, [], {})
    large = sum(one.group.machines == 20 for one in placed)
    assert large / len(placed) == pytest.approx(2 / 3, abs=0.07)


def test_the_same_lines_are_awarded_alike_whatever_else_is_there() -> None:
    groups = [group(key, firm=1 + key) for key in range(1, 30)]
    lines = [line(key, seller=1) for key in range(20)]
    first, _ = awarded(jobs(lines), groups, [], {})
    again, _ = awarded(jobs(lines[::-1]), groups, [], {})
    assert {one.job.line.line_id: one.group.id for one in first} == {
        one.job.line.line_id: one.group.id for one in again
    }


def test_a_date_long_past_is_nobodys_work_and_breaks_nothing() -> None:
    placed, left = awarded(jobs([line(seller=1, ready_in=-300)]), [group(1, firm=2)], [], {})
    assert (placed, [why for _job, why in left]) == ([], ["mill.nobody_free"])


def test_the_maker_is_offered_the_price_less_the_sellers_margin() -> None:
    (job,) = jobs([line(pairs=100, unit_price_e4=13_500)])
    assert award_minor(job, TERMS) == 13_500 * 92 // 100


def test_an_engine_that_breaks_a_law_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything on one machine of one group would be far too much: then the simple award counts."""

    def overfill(problem: match.Problem, **_more: Any) -> match.Answer:
        return match.Answer(tuple(0 for _line in problem.lines), 0, 0, (), "optimal")

    monkeypatch.setattr(awards.match, "solve", overfill)
    groups = [group(1, firm=2, machines=1)]
    placed, left = awarded(jobs([line(key, seller=1, pairs=5_000) for key in range(ENOUGH)]), groups, [], {})
    assert len(placed) == 1
    assert {why for _job, why in left} == {"mill.nobody_free"}
