"""Protect what is held back: it is not set aside, shipped, exchanged or sold, and only a desk lets it go."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.depot import door, models
from dukou.depot.records import NewConsignment, NewExchange, NewHold, NewSale
from dukou.market import models as market
from dukou.post import door as post
from dukou.provenance import models as book
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.depot.builders import Goods, asking, consigned, depot, everything, free_goods, passed, receive, ship, shop
from tests.provenance.threads import in_threads

TOMORROW = date.fromordinal(ON.toordinal() + 1)
pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _depot() -> None:
    depot()


def hold(*goods: Goods, because: str = "faults", viewer: Any = DESK, on: date = ON) -> int:
    new = [NewHold(one.lot, one.owner, because, "afault2222222222") for one in goods]
    return door.hold_lots(new, viewer=viewer, on=on, now=NOW)


def lift(goods: Goods, reason: str = "inspected", viewer: Any = DESK) -> int:
    return door.lift_holds(f"lot{goods.line}", reason, viewer=viewer, on=TOMORROW, now=NOW)


def reserve(goods: Goods, key: str = "k") -> Any:
    return door.reserve([asking(goods, 10, key)], viewer=owner(goods.owner), now=NOW)


def test_a_held_lot_is_not_set_aside_until_a_desk_lets_it_go() -> None:
    (goods,) = free_goods([500])
    assert (hold(goods), hold(goods)) == (1, 0)
    assert [one.refusal.code for one in reserve(goods).refused] == ["depot.not_enough"]
    (shown,) = door.holds(viewer=owner(goods.owner))
    assert (shown.lot_code, shown.because, shown.pairs_on_hand, shown.lifted_on) == (
        f"lot{goods.line}",
        "faults",
        500,
        None,
    )
    assert [lift(goods), lift(goods)] == [1, 0]
    assert reserve(goods).done
    assert hold(goods, on=TOMORROW) == 1
    kinds = list(book.Fact.objects.filter(subject=shown.lot_code).order_by("id").values_list("kind", flat=True))
    assert kinds == ["depot.stock_held", "depot.hold_lifted", "depot.stock_held"]
    notices = post.notices(viewer=owner(goods.owner))
    assert [one.kind for one in notices] == ["depot.stock_held", "depot.stock_held"]


def test_held_goods_are_neither_exchanged_nor_consigned() -> None:
    old, new = free_goods([500, 300], owner=builders.factory(), sku=builders.sku())
    site, _keeper = shop()
    hold(old)
    with transaction.atomic():
        sent = door.exchange([NewExchange(old.owner, old.sku, 400, "case")], on=ON, viewer=TOWN)
    assert sent == {"case": 300}
    assert dict(models.StockMove.objects.filter(cause="case", to_place="exchanged").values_list("lot_id", "pairs")) == {
        new.lot: 300
    }
    asked = [NewConsignment(site, old.owner, old.sku, 10, "c")]
    assert door.consign(asked, viewer=DESK, on=ON, now=NOW).refused


def test_a_shop_cannot_sell_what_is_held_back() -> None:
    (goods,) = free_goods([50])
    site, keeper = shop()
    consigned(goods, site, 30)
    hold(goods)
    before = everything()
    found = door.sell([NewSale(site, None, goods.sku, 4, "s")], viewer=keeper, on=ON, now=NOW)
    assert (found.done, before) == ((), everything())
    lift(goods)
    assert door.sell([NewSale(site, None, goods.sku, 4, "s")], viewer=keeper, on=TOMORROW, now=NOW).done


def test_a_held_lot_is_not_packed_and_what_was_packed_before_leaves_the_same_day_alone() -> None:
    first, second = passed([500, 300])
    receive()
    market.Line.objects.filter(id__in=[first.line, second.line]).update(state="ready")
    hold(first, second)
    places = list(market.Order.objects.values_list("destination_id", flat=True))
    assert door.ready_goods(places, viewer=TOWN) == []
    ship([first])
    before = everything()
    with pytest.raises(Refusal) as refused, transaction.atomic():
        door.ship([second.out], on=TOMORROW, viewer=TOWN)
    assert (refused.value.code, before) == ("depot.held_back", everything())


def test_a_lot_is_held_before_it_is_in_the_depot() -> None:
    (goods,) = passed([500])
    hold(goods)
    receive()
    market.Line.objects.filter(id=goods.line).update(state="ready")
    assert door.ready_goods(list(market.Order.objects.values_list("destination_id", flat=True)), viewer=TOWN) == []


def test_nobody_holds_or_lifts_or_reads_what_is_anothers() -> None:
    (goods,) = free_goods([500])
    rival = owner(builders.factory())
    acts: list[Callable[[Any], object]] = [
        lambda viewer: hold(goods, viewer=viewer),
        lambda viewer: lift(goods, viewer=viewer),
    ]
    for viewer in (rival, ANONYMOUS):
        for act in acts:
            with pytest.raises(Missing):
                act(viewer)
    assert hold(goods, viewer=owner(goods.owner), because="recall") == 1
    with pytest.raises(Missing):
        acts[1](owner(goods.owner))
    assert door.holds(viewer=rival) == door.holds(viewer=ANONYMOUS) == []
    with pytest.raises(Refusal) as refused:
        lift(goods, "because")
    assert refused.value.code == "depot.unknown_reason"
    with pytest.raises(Missing):
        door.lift_holds("nosuchlot", "inspected", viewer=DESK, on=ON, now=NOW)
    assert models.Hold.objects.get().lifted_on is None


def test_goods_that_look_the_same_are_of_lots_by_their_pairs() -> None:
    first, second = free_goods([50, 30], owner=builders.factory(), sku=builders.sku())
    site, keeper = shop()
    consigned(first, site, 60)
    code = models.ShopEntry.objects.get().code
    gtin = market.Sku.objects.get(pk=first.sku).gtin
    place = models.ShopEntry.objects.get().shop.code
    mine = owner(first.owner)
    assert {one.lot_id: one.pairs for one in door.lots_there(gtin, shop=place, viewer=mine)} == {
        first.lot: 50,
        second.lot: 10,
    }
    assert {one.lot_id: one.pairs for one in door.lots_sent(code, viewer=mine)} == {first.lot: 50, second.lot: 10}
    assert {one.lot_id: one.pairs for one in door.lots_there(gtin, viewer=DESK)} == {second.lot: 20}
    for viewer in (keeper, owner(builders.factory()), ANONYMOUS):
        assert door.lots_there(gtin, shop=place, viewer=viewer) == door.lots_sent(code, viewer=viewer) == []


@pytest.mark.django_db(transaction=True)
def test_of_a_hold_and_a_reservation_at_once_one_comes_first() -> None:
    (goods,) = free_goods([10])
    found = in_threads(2, lambda number: hold(goods) if number else len(reserve(goods).done))
    assert found[1] == 1
    assert models.Reservation.objects.filter(line=None, state="held").count() == found[0]
    assert reserve(goods, "again").refused
