"""Protect the town's day: the clock is set once and moves only from where it was seen."""

from datetime import date
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.registry import door
from dukou.registry.records import Clock
from tests.registry.build import ON, desk, everything, owner

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def test_without_a_town_there_is_no_time() -> None:
    with pytest.raises(Refusal, match=r"registry\.no_town"):
        door.town_clock(viewer=TOWN)
    with pytest.raises(Refusal, match=r"registry\.no_town"):
        door.today()


def test_everyone_may_know_what_day_it_is_in_town(django_assert_num_queries: Any) -> None:
    door.set_clock(on=ON, viewer=TOWN)
    door.advance_clock(expected=(ON, 0), to=(ON, 5), viewer=TOWN)
    with django_assert_num_queries(1):
        assert door.today() == ON


def test_of_two_runs_that_move_the_clock_one_is_refused() -> None:
    door.set_clock(on=ON, viewer=TOWN)
    door.advance_clock(expected=(ON, 0), to=(ON, 1), viewer=TOWN)
    with pytest.raises(Refusal, match=r"registry\.clock_moved"):
        door.advance_clock(expected=(ON, 0), to=(ON, 1), viewer=TOWN)
    assert door.town_clock(viewer=TOWN) == Clock(ON, 1)


def test_a_clock_is_set_once() -> None:
    door.set_clock(on=ON, viewer=TOWN)
    before = everything()
    with pytest.raises(Refusal, match=r"registry\.already_entered"):
        door.set_clock(on=date(2026, 1, 1), viewer=TOWN)
    assert everything() == before


def test_only_the_town_moves_its_clock_and_only_desks_read_the_hour(django_assert_num_queries: Any) -> None:
    door.set_clock(on=ON, viewer=TOWN)
    before = everything()
    assert door.town_clock(viewer=desk()) == Clock(ON, 0)
    with django_assert_num_queries(0):
        for other in (ANONYMOUS, owner(1)):
            with pytest.raises(Missing):
                door.town_clock(viewer=other)
        for other in (ANONYMOUS, owner(1), desk()):
            with pytest.raises(Missing):
                door.set_clock(on=ON, viewer=other)
            with pytest.raises(Missing):
                door.advance_clock(expected=(ON, 0), to=(ON, 1), viewer=other)
    assert everything() == before


def test_looking_and_moving_are_one_query_each(django_assert_num_queries: Any) -> None:
    door.set_clock(on=ON, viewer=TOWN)
    with django_assert_num_queries(1):
        door.town_clock(viewer=TOWN)
    with django_assert_num_queries(1):
        door.advance_clock(expected=(ON, 0), to=(ON, 1), viewer=TOWN)
