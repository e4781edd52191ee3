"""Protect whose order it is: a firm's line stays with it, and goes to others only where all consent."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dukou.base.solving import QUICK
from dukou.market.records import LineToMake
from dukou.mill.rules.awards import Terms
from dukou.mill.rules.planning import LiveAward, Plan, Town, decide, source_of
from dukou.registry.records import FirmRecord, GroupRecord
from tests.mill.records import A_DAY, ON, group, line

TERMS = Terms(hour_minor_e6=40_000_000, margin_e6=80_000)


def firm(key: int, *, takes: bool = True, gives: bool = True, kind: str = "factory") -> FirmRecord:
    return FirmRecord(key, f"f{key}", kind, "甲", "A", takes, gives, None)


def planned(lines: list[LineToMake], groups: list[GroupRecord], firms: list[FirmRecord], **more: Any) -> Plan:
    town = Town(0, lines, groups, firms, work=(), live=(), declined={}, agreed={}, terms=TERMS)
    return decide(replace(town, **more), on=ON, limit=QUICK)


def outcome(plan: Plan) -> tuple[list[int], list[int], list[str]]:
    """Return the firms that knit their own lines, those that are asked for others, and why lines are refused."""
    own = [one.group.firm for one in plan.own]
    asked = [one.group.firm for one in plan.awarded]
    return own, asked, [why for _job, why in plan.refused]


BOTH = [firm(1), firm(2)]
FULL = [(1, ON, 400 * A_DAY)]


def test_a_firms_line_stays_with_it_while_its_machines_are_free() -> None:
    groups = [group(1, firm=1), group(2, firm=2, machines=400)]
    assert outcome(planned([line(seller=1)], groups, BOTH)) == ([1], [], [])


@pytest.mark.parametrize(
    ("consents", "gives", "takes", "asked", "refused"),
    [
        (True, True, True, [2], []),
        (False, True, True, [], ["mill.no_capacity"]),
        (True, False, True, [], ["mill.no_capacity"]),
        (True, True, False, [], ["mill.nobody_can"]),
    ],
)
def test_what_a_firm_cannot_knit_in_time_goes_to_others_only_if_all_consent(
    consents: bool, gives: bool, takes: bool, asked: list[int], refused: list[str]
) -> None:
    firms = [firm(1, gives=gives), firm(2, takes=takes)]
    groups = [group(1, firm=1), group(2, firm=2)]
    plan = planned([line(seller=1, consents_overflow=consents)], groups, firms, work=FULL)
    assert outcome(plan) == ([], asked, refused)


def test_a_sock_for_which_the_firm_has_no_machine_says_so() -> None:
    groups = [group(1, firm=1, needle_count=168)]
    assert outcome(planned([line(seller=1, consents_overflow=False)], groups, BOTH)) == ([], [], ["mill.no_machine"])


def test_a_firm_without_any_machine_has_none_for_this_sock() -> None:
    plan = planned([line(seller=9, consents_overflow=False)], [group(1, firm=1)], [*BOTH, firm(9, kind="trader")])
    assert outcome(plan) == ([], [], ["mill.no_machine"])


def test_a_line_for_the_town_is_awarded_whatever_the_buyer_says_of_overflow() -> None:
    town_line = line(seller=9, addressed_to="town", consents_overflow=False)
    plan = planned([town_line], [group(1, firm=1)], [firm(1), firm(9, kind="trader", gives=False)])
    assert outcome(plan) == ([], [1], [])
    assert source_of(town_line) == "town"
    assert source_of(line()) == "overflow"


def test_only_factories_that_take_such_work_are_asked() -> None:
    groups = [group(1, firm=1), group(2, firm=2), group(3, firm=3)]
    firms = [firm(1, takes=False), firm(2, kind="shop"), firm(3)]
    lines = [line(key, seller=9, addressed_to="town") for key in range(20)]
    assert set(outcome(planned(lines, groups, firms))[1]) == {3}


def test_a_line_on_offer_is_not_given_back_to_its_firm() -> None:
    plan = planned([line(seller=1, state="offered")], [group(1, firm=1), group(2, firm=2)], BOTH)
    assert outcome(plan) == ([], [2], [])


def test_earlier_orders_come_first_and_share_the_machines_that_suit_them() -> None:
    """Plain socks go to the plain groups, by room; the terry group is spared for terry."""
    groups = [group(1, firm=1), group(2, firm=1), group(3, firm=1, terry="full", machines=100)]
    plan = planned([line(key, seller=1, pairs=2_000) for key in range(40)], groups, BOTH)
    used = Counter(one.group.id for one in plan.own)
    assert used == {1: 20, 2: 20}
    assert [one.job.line.line_id for one in plan.own] == list(range(40))


def test_own_work_leaves_less_room_for_awards_on_the_same_machines() -> None:
    big = line(1, seller=2, pairs=130_000, cycle_ms=75_000)
    town_line = line(2, seller=9, addressed_to="town", pairs=20_000, cycle_ms=145_000)
    groups = [group(1, firm=2)]
    assert outcome(planned([town_line], groups, BOTH)) == ([], [2], [])
    assert outcome(planned([big, town_line], groups, BOTH)) == ([2], [], ["mill.nobody_free"])


def live(line_id: int, *, decline_by_in: int, work_ms: int = 1) -> LiveAward:
    by = ON + timedelta(days=decline_by_in)
    return LiveAward(5, "award5", line_id, 2, 2, "town", by, work_ms, ON + timedelta(days=20))


def test_an_award_becomes_work_the_day_after_its_deadline_and_not_before() -> None:
    waiting = line(seller=9, addressed_to="town", state="offered")
    groups = [group(2, firm=2)]
    today = planned([waiting], groups, BOTH, live=[live(1, decline_by_in=0)])
    assert today.decisions == 0
    tomorrow = planned([waiting], groups, BOTH, live=[live(1, decline_by_in=-1)])
    assert [(award.code, job.line.line_id) for award, job in tomorrow.accepted] == [("award5", 1)]
    assert tomorrow.decisions == 1


def test_a_live_award_keeps_its_machines() -> None:
    waiting = line(1, seller=9, addressed_to="town", state="offered")
    lines = [waiting, line(2, seller=2, consents_overflow=False)]
    plan = planned(lines, [group(2, firm=2)], BOTH, live=[live(1, decline_by_in=0, work_ms=400 * A_DAY)])
    assert outcome(plan) == ([], [], ["mill.no_capacity"])
