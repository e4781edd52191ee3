"""Protect what is set aside: it leaves its shelf, goes to nobody else, and goes back where it lay."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.depot import door, models
from dukou.depot.door import asides
from dukou.depot.records import NewExchange, NewHold, NewReservation
from dukou.depot.records.asides import SetAside
from dukou.depot.rules import nearest
from dukou.registry.records import DestinationRecord
from tests import builders
from tests.builders import NOW, ON, owner
from tests.returns.asked import at_shop, shelved, sku_of
from tests.returns.builders import at_places

CODE = "casecode22222222"


def near(owner_of: int, sku: int, place: int) -> list[Any]:
    wanted = {(owner_of, sku_of(sku).gtin)}
    with transaction.atomic():
        found = asides.near_goods(wanted, destinations=[place], viewer=TOWN, is_locked=True)
    return found[place]


def put_aside(some: list[Any], pairs: int) -> None:
    with transaction.atomic():
        goods = [SetAside(one.lot_id, one.owner, one.place, one.site, pairs, CODE) for one in some]
        asides.set_aside(goods, on=ON, viewer=TOWN)


@pytest.mark.doors
@pytest.mark.django_db
def test_what_is_set_aside_is_nobody_elses_until_it_is_put_back() -> None:
    firm, sku, place = builders.factory(), builders.sku(), builders.destination()
    shop = builders.site(builders.firm("shop"), kind="shop")
    lines = [shelved(sku, 50, seller=firm), at_shop(sku, 40, seller=firm, shop=shop)]
    put_aside(near(firm, sku, place), 30)
    assert [at_places(line) for line in lines] == [{"depot": 20, "set_aside": 30}, {"shop": 10, "set_aside": 30}]
    assert sorted(one.pairs for one in near(firm, sku, place)) == [10, 20]
    asked = NewReservation(lot_id=None, owner=firm, sku_id=sku, pairs=21, key="mine")
    assert door.reserve([asked], viewer=owner(firm), now=NOW).refused
    with transaction.atomic():
        assert asides.put_back([CODE, "another22222222"], on=ON, viewer=TOWN) == 60
        assert asides.put_back([CODE], on=ON, viewer=TOWN) == 0
    assert [at_places(line) for line in lines] == [{"depot": 50}, {"shop": 40}]
    assert models.Stock.objects.get(lot__line_id=lines[0]).pairs_on_hand == 50


@pytest.mark.doors
@pytest.mark.django_db
def test_what_is_set_aside_leaves_once_and_no_free_goods_with_it() -> None:
    firm, sku, place = builders.factory(), builders.sku(), builders.destination()
    line = shelved(sku, 50, seller=firm)
    put_aside(near(firm, sku, place), 30)
    for _again in range(2):
        with transaction.atomic():
            sent = door.exchange([NewExchange(firm, sku, 45, CODE)], on=ON, viewer=TOWN)
        assert sent == {CODE: 30}
    assert at_places(line) == {"depot": 20, "exchanged": 30}
    with transaction.atomic():
        assert asides.put_back([CODE], on=ON, viewer=TOWN) == 0
    assert [(one.cause, one.owner, one.pairs) for one in asides.exchanged(on=ON, viewer=TOWN)] == [(CODE, firm, 30)]


@pytest.mark.doors
@pytest.mark.django_db
def test_a_lot_that_is_held_back_replaces_nothing_but_goods_of_another_do() -> None:
    firm, sku, place = builders.factory(), builders.sku(), builders.destination()
    shop = builders.site(builders.firm("shop"), kind="shop")
    lines = [shelved(sku, 30, seller=firm), at_shop(sku, 40, seller=firm, shop=shop)]
    put_aside(near(firm, sku, place), 30)
    lot = models.Stock.objects.get(lot__line_id=lines[0]).lot_id
    for _again in range(2):
        door.hold_lots([NewHold(lot, firm, "faults", "afault2222222222")], viewer=owner(firm), on=ON, now=NOW)
    assert [at_places(line) for line in lines] == [{"depot": 30}, {"shop": 40}]

    def sent() -> dict[str, int]:
        with transaction.atomic():
            return door.exchange([NewExchange(firm, sku, 30, CODE)], on=ON, viewer=TOWN)

    assert sent() == {CODE: 0}
    fresh = shelved(sku, 50, seller=firm)
    assert sent() == {CODE: 30}
    assert [at_places(line) for line in (*lines, fresh)] == [
        {"depot": 30},
        {"shop": 40},
        {"depot": 20, "exchanged": 30},
    ]


@pytest.mark.doors
@pytest.mark.django_db
def test_the_steps_are_the_towns_alone_and_in_a_transaction() -> None:
    firm = builders.factory()
    for act in (
        lambda: asides.near_goods([], destinations=[], viewer=owner(firm)),
        lambda: asides.set_aside([], on=ON, viewer=owner(firm)),
        lambda: asides.put_back([], on=ON, viewer=owner(firm)),
        lambda: asides.exchanged(on=ON, viewer=owner(firm)),
    ):
        with pytest.raises(Missing):
            act()


@pytest.mark.parametrize("lots", [1, 4])
@pytest.mark.doors
@pytest.mark.django_db
def test_queries_do_not_grow_with_the_lots(lots: int, django_assert_num_queries: Any) -> None:
    firm, sku, place = builders.factory(), builders.sku(), builders.destination()
    for _one in range(lots):
        shelved(sku, 50, seller=firm)
    wanted = {(firm, sku_of(sku).gtin)}
    with django_assert_num_queries(6):
        assert len(asides.near_goods(wanted, destinations=[place], viewer=TOWN)[place]) == lots


PLACES = [
    DestinationRecord(1, "DEHAM", "DE", "eu", "汉堡", "Hamburg", 47, frozenset()),
    DestinationRecord(2, "FR", "FR", "eu", "法国", "France", 47, frozenset()),
    DestinationRecord(3, "CNYIW", "CN", "home_east", "义乌", "Yiwu", 7, frozenset()),
]


@given(st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_the_same_place_is_nearest_then_the_zone_then_the_depot(to: DestinationRecord, at: DestinationRecord) -> None:
    overseas = nearest.far(nearest.At("abroad", at.id, at.zone), to)
    shop = nearest.far(nearest.at_shop(at.name_zh, PLACES), to)
    depot = nearest.far(nearest.At("depot"), to)
    assert depot == nearest.TOWN_DEPOT
    if to.id == at.id:
        assert overseas == shop == nearest.SAME_PLACE < depot
    elif to.zone == at.zone:
        assert overseas == shop == nearest.SAME_ZONE < depot
    else:
        assert depot < shop < overseas == nearest.TOO_FAR
    assert nearest.far(nearest.at_shop("无此地", PLACES), to) == nearest.ELSEWHERE
