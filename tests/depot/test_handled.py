"""Protect what owners are told of their goods overseas: all that was done on a day, once a depot, to him alone."""

from datetime import timedelta
from typing import Any

import pytest

from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.depot.door import abroad, fees
from dukou.depot.door import handled as door
from dukou.post import door as post
from dukou.provenance import door as provenance
from tests.builders import DESK, NOW, ON, owner
from tests.depot.builders import free_goods
from tests.depot.overseas import announced, arrived, overseas, worked

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def over(days: int) -> None:
    """Let so many days be over."""
    fees.charge_fees(on=ON + timedelta(days=days), viewer=TOWN, now=NOW)


def told(viewer: Viewer) -> list[tuple[Any, ...]]:
    names = ("received", "damaged", "missing", "sent", "returned", "disposed")
    return [
        (one.kind.removeprefix("depot.overseas_"), one.facts["on"], *(one.facts[name] for name in names))
        for one in reversed(post.notices(viewer=viewer))
    ]


def test_an_owner_is_told_once_a_day_of_all_that_was_done_there() -> None:
    site = overseas()
    (mine,) = free_goods([500])
    (theirs,) = free_goods([500])
    abroad.receive_inbound(announced(mine, site, 300), pairs=290, damaged_pairs=4, viewer=DESK, on=ON, now=NOW)
    arrived(mine, site, 100, "second")
    worked("sent", mine, site, 7)
    worked("sent", mine, site, 5, "w2")
    worked("returned", mine, site, 2, "w3")
    arrived(theirs, site, 50)
    worked("disposed", theirs, site, 3, "w4")
    assert told(owner(mine.owner)) == []
    over(1)
    over(2)
    assert told(owner(mine.owner)) == [("differs", str(ON), 390, 4, 6, 12, 2, 0)]
    assert told(owner(theirs.owner)) == [("handled", str(ON), 50, 0, 0, 0, 0, 3)]
    worked("sent", mine, site, 1, "w5", on=ON + timedelta(days=2))
    over(3)
    assert told(owner(mine.owner))[1:] == [("handled", str(ON + timedelta(days=2)), 0, 0, 0, 1, 0, 0)]
    assert len(told(owner(theirs.owner))) == 1


def test_goods_of_which_none_came_are_told_too() -> None:
    site = overseas()
    (goods,) = free_goods([500])
    abroad.receive_inbound(announced(goods, site, 30), pairs=0, damaged_pairs=0, viewer=DESK, on=ON, now=NOW)
    over(1)
    assert told(owner(goods.owner)) == [("differs", str(ON), 0, 0, 30, 0, 0, 0)]


@pytest.mark.django_db(transaction=True)
def test_who_is_told_and_what_is_charged_stand_or_fall_together(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_args: object, **_kwargs: object) -> None:
        raise OSError("killed")

    site = overseas()
    (goods,) = free_goods([500])
    arrived(goods, site, 30)
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "append", die)
        with pytest.raises(OSError, match="killed"):
            over(1)
    assert told(owner(goods.owner)) == []
    over(1)
    assert len(told(owner(goods.owner))) == 1


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow_with_the_owners(count: int, django_assert_max_num_queries: Any) -> None:
    site = overseas()
    for _owner in range(count):
        (one,) = free_goods([50])
        arrived(one, site, 50)
    with django_assert_max_num_queries(9):
        assert door.tell_owners(ON, viewer=TOWN, now=NOW) == count
