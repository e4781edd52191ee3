"""Protect goods overseas: they stay their owner's, every pair is accounted for, and nothing comes out of nothing."""

from datetime import timedelta
from typing import Any, cast

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.depot import models
from dukou.depot.door import abroad as door
from dukou.depot.records.abroad import Kind, NewDepot, NewInbound, NewWork
from dukou.provenance.models import Fact
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.depot.builders import Goods, free_goods, places, shelf
from tests.depot.overseas import announced, arrived, everything_overseas, goods_overseas, overseas, worked

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
LATER = ON + timedelta(days=20)


def codes(found: Any) -> list[tuple[int, str]]:
    return [(one.row, one.refusal.code) for one in found.refused]


def lying(viewer: Any, days: int = 0) -> list[tuple[int, int, int]]:
    return [
        (one.owner, one.pairs, (ON - one.since).days)
        for one in door.overseas_stock(on=ON + timedelta(days=days), viewer=viewer)
    ]


def test_goods_are_announced_counted_sent_out_and_taken_back() -> None:
    site = overseas()
    (goods,) = free_goods([500])
    code = announced(goods, site, 400)
    assert shelf() == {goods.lot: (100, 0)}
    assert places() == {(goods.lot, "depot"): 100, (goods.lot, "inbound"): 400}
    counted = door.receive_inbound(code, pairs=380, damaged_pairs=5, viewer=DESK, on=ON, now=NOW)
    assert (counted.received_pairs, counted.damaged_pairs, counted.missing_pairs) == (380, 5, 15)
    worked("sent", goods, site, 50)
    worked("returned", goods, site, 10, "w2")
    worked("disposed", goods, site, 4, "w3")
    assert places() == {
        (goods.lot, "depot"): 100,
        (goods.lot, "abroad"): 380 - 50 + 10 - 4,
        (goods.lot, "sent"): 40,
        (goods.lot, "scrap"): 9,
        (goods.lot, "lost"): 15,
    }
    assert sum(one.pairs for one in door.overseas_stock(on=ON, viewer=owner(goods.owner))) == 336
    kinds = list(Fact.objects.filter(firm=goods.owner, kind__startswith="depot.").order_by("id").values_list("kind"))
    assert [kind for (kind,) in kinds][-5:] == [
        "depot.inbound_announced",
        "depot.inbound_received",
        "depot.overseas_sent",
        "depot.overseas_returned",
        "depot.overseas_disposed",
    ]


def test_each_announcement_stands_for_itself_and_none_is_out_of_nothing() -> None:
    site = overseas()
    (goods,) = free_goods([50])
    asked = [
        NewInbound(site, goods.owner, goods.sku, 30, LATER, "a"),
        NewInbound(site, goods.owner, goods.sku, 21, LATER, "b"),
        NewInbound(site, goods.owner, goods.sku, 0, LATER, "c"),
        NewInbound(site, goods.owner, goods.sku, 1, ON - timedelta(days=1), "d"),
        NewInbound(site, goods.owner, goods.sku, 1, LATER, "No Key"),
        NewInbound(site, goods.owner, goods.sku, 1, LATER, "e", load="no number"),
        NewInbound(site + 999, goods.owner, goods.sku, 1, LATER, "f"),
        NewInbound(site, goods.owner, goods.sku, 20, LATER, "g"),
    ]
    found = door.announce(asked, viewer=owner(goods.owner), on=ON, now=NOW)
    assert [one.pairs for one in found.done] == [30, 20]
    assert codes(found) == [
        (1, "depot.not_free"),
        (2, "depot.absurd_quantity"),
        (3, "depot.bad_expected_day"),
        (4, "depot.bad_key"),
        (5, "depot.bad_load"),
        (6, "depot.overseas_not_found"),
    ]
    before = everything_overseas()
    again = door.announce([asked[0], asked[7]], viewer=owner(goods.owner), on=ON, now=NOW)
    assert again.done == found.done
    other = NewInbound(site, goods.owner, goods.sku, 29, LATER, "a")
    assert codes(door.announce([other], viewer=DESK, on=ON, now=NOW)) == [(0, "depot.key_taken")]
    assert everything_overseas() == before


def test_nobody_announces_or_sees_the_goods_of_another() -> None:
    site, goods = goods_overseas()
    rival = owner(builders.factory())
    new = NewInbound(site, goods.owner, goods.sku, 1, LATER, "x")
    for viewer in (rival, ANONYMOUS):
        assert codes(door.announce([new], viewer=viewer, on=ON, now=NOW)) == [(0, "depot.overseas_not_found")]
        assert door.inbound(viewer=viewer) == []
        assert lying(viewer) == []
    assert lying(owner(goods.owner)) == lying(DESK) == [(goods.owner, 400, 0)]
    assert [row.inbound.pairs for row in door.inbound(viewer=owner(goods.owner))] == [400]


def test_an_arrival_is_counted_once_by_a_desk_and_never_more_than_was_announced() -> None:
    site = overseas()
    (goods,) = free_goods([50])
    code = announced(goods, site, 40)
    before = everything_overseas()
    for viewer in (owner(goods.owner), ANONYMOUS):
        with pytest.raises(Missing):
            door.receive_inbound(code, pairs=40, damaged_pairs=0, viewer=viewer, on=ON, now=NOW)
    for pairs, damaged in ((41, 0), (40, 1), (-1, 0), (0, -1)):
        with pytest.raises(Refusal, match="more_than_announced"):
            door.receive_inbound(code, pairs=pairs, damaged_pairs=damaged, viewer=DESK, on=ON, now=NOW)
    assert everything_overseas() == before
    door.receive_inbound(code, pairs=0, damaged_pairs=0, viewer=DESK, on=ON, now=NOW)
    with pytest.raises(Refusal, match="inbound_received"):
        door.receive_inbound(code, pairs=0, damaged_pairs=0, viewer=DESK, on=ON, now=NOW)
    assert places()[goods.lot, "lost"] == 40


def test_work_is_only_on_what_lies_there_and_only_for_desks() -> None:
    site, goods = goods_overseas()
    (other,) = free_goods([10], sku=goods.sku)
    before = everything_overseas()
    asked = [
        NewWork("sent", site, goods.owner, goods.sku, 401, "a"),
        NewWork("sent", site, other.owner, goods.sku, 1, "b"),
        NewWork("returned", site, goods.owner, goods.sku, 1, "c"),
        NewWork(cast(Kind, "eaten"), site, goods.owner, goods.sku, 1, "d"),
        NewWork("sent", site, goods.owner, goods.sku, 1, "e", "order of Mr. X"),
    ]
    assert codes(door.work_overseas(asked, viewer=DESK, on=ON, now=NOW)) == [
        (0, "depot.not_overseas"),
        (1, "depot.not_overseas"),
        (2, "depot.not_overseas"),
        (3, "depot.unknown_work"),
        (4, "depot.bad_order_ref"),
    ]
    with pytest.raises(Missing):
        door.work_overseas(asked, viewer=owner(goods.owner), on=ON, now=NOW)
    assert everything_overseas() == before


def test_goods_of_several_owners_lie_apart_by_the_day_they_came() -> None:
    site = overseas()
    (mine,) = free_goods([50])
    (theirs,) = free_goods([50], sku=mine.sku)
    arrived(mine, site, 20)
    arrived(mine, site, 10, "second", ON + timedelta(days=3))
    arrived(theirs, site, 7)
    worked("sent", mine, site, 15, on=ON + timedelta(days=3))
    assert lying(DESK, 3) == [(mine.owner, 5, 0), (mine.owner, 10, -3), (theirs.owner, 7, 0)]


def test_a_site_is_published_once_and_must_be_a_depot_overseas() -> None:
    site = overseas()
    place = builders.destination()
    with pytest.raises(Refusal, match="overseas_published"):
        door.publish_depots([NewDepot(site, place, 1, "test")], viewer=TOWN, now=NOW)
    factory = builders.site(builders.firm())
    with pytest.raises(Missing):
        door.publish_depots([NewDepot(factory, place, 1, "test")], viewer=TOWN, now=NOW)
    assert models.OverseasDepot.objects.count() == 1


def _queries(call: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        call()
    return len(seen)


@pytest.mark.parametrize("count", [1, 5])
def test_doors_ask_as_often_for_many_goods_as_for_few(count: int) -> None:
    site = overseas()
    many: list[Goods] = free_goods([20] * count)
    new = [NewInbound(site, one.owner, one.sku, 10, LATER, f"k{row}") for row, one in enumerate(many)]
    assert _queries(lambda: door.announce(new, viewer=DESK, on=ON, now=NOW)) <= 12
    assert _queries(lambda: door.inbound(viewer=DESK)) == 1
    for row in door.inbound(viewer=DESK):
        door.receive_inbound(row.inbound.code, pairs=10, damaged_pairs=0, viewer=DESK, on=ON, now=NOW)
    sent = [NewWork("sent", site, one.owner, one.sku, 1, f"k{row}") for row, one in enumerate(many)]
    assert _queries(lambda: door.work_overseas(sent, viewer=DESK, on=ON, now=NOW)) <= 12
    assert _queries(lambda: door.overseas_stock(on=ON, viewer=DESK)) == 2
    assert _queries(lambda: door.overseas_work(viewer=DESK, since=ON, until=ON)) == 1
    assert _queries(door.overseas_depots) == 1
