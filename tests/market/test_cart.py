"""Protect the cart: it keeps what a person put in for a firm, and is ordered once."""

from datetime import timedelta
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, BUYER, Viewer
from dukou.market import models
from dukou.market.door import cart, orders
from dukou.market.records import NewLine, NewOrder
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from tests import builders as build
from tests.web.people import person

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def world() -> dict[str, Any]:
    seller, buyer, other = build.factory(), build.firm("buyer"), build.firm("buyer")
    registry_door.set_clock(on=build.ON, viewer=TOWN)
    return {
        "gtins": [models.Sku.objects.get(pk=build.sku()).gtin for _style in range(2)],
        "mine": _viewer(buyer, "+8613900000101"),
        "colleague": _viewer(buyer, "+8613900000102"),
        "other": _viewer(other, "+8613900000103"),
        "seller_code": registry.Firm.objects.get(pk=seller).code,
        "place": registry.Destination.objects.get(pk=build.destination()).code,
    }


def _viewer(firm: int, phone: str) -> Viewer:
    return Viewer(person=person(firm, BUYER, phone), firm=firm, roles=frozenset({BUYER}))


def in_cart(viewer: Viewer) -> list[tuple[str, int]]:
    return [(one.gtin, one.pairs) for one in cart.cart(viewer=viewer).lines]


def test_a_cart_keeps_the_last_quantity_and_loses_what_is_taken_out() -> None:
    town = world()
    one, two = town["gtins"]
    cart.fill({one: 600, two: 50}, viewer=town["mine"], now=build.NOW)
    cart.fill({one: 1_200}, viewer=town["mine"], now=build.NOW)
    cart.fill({two: 0}, viewer=town["mine"], now=build.NOW)
    assert in_cart(town["mine"]) == [(one, 1_200)]


def test_nobody_looks_into_anothers_cart() -> None:
    town = world()
    cart.fill({town["gtins"][0]: 600}, viewer=town["mine"], now=build.NOW)
    for viewer in (town["colleague"], town["other"], build.DESK, TOWN, ANONYMOUS):
        assert in_cart(viewer) == []
    for viewer in (TOWN, ANONYMOUS):
        with pytest.raises(Missing):
            cart.fill({town["gtins"][0]: 600}, viewer=viewer, now=build.NOW)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"4006381333931": 5}, "market.unknown_sku"),
        ({"x" * 10_000: 5}, "market.unknown_sku"),
        ({"a\x00b": 5}, "market.unknown_sku"),
        ({"first": -1}, "market.absurd_quantity"),
        ({"first": 10**12}, "market.absurd_quantity"),
    ],
)
def test_a_bad_line_is_refused_and_changes_nothing(wanted: dict[str, int], code: str) -> None:
    town = world()
    one, two = town["gtins"]
    asked = {two: 7, **{one if gtin == "first" else gtin: pairs for gtin, pairs in wanted.items()}}
    with pytest.raises(Refusal) as refused:
        cart.fill(asked, viewer=town["mine"], now=build.NOW)
    assert refused.value.code == code
    assert in_cart(town["mine"]) == []


def test_the_same_cart_sent_twice_makes_one_order() -> None:
    town = world()
    cart.fill({town["gtins"][0]: 600}, viewer=town["mine"], now=build.NOW)
    key = cart.cart(viewer=town["mine"]).key
    new = NewOrder(
        town["mine"].firm,
        town["seller_code"],
        town["place"],
        (NewLine(town["gtins"][0], 600),),
        request_key=key,
    )
    first, second = (orders.place_orders([new], viewer=town["mine"], now=build.NOW).done for _try in range(2))
    assert first == second
    assert models.Order.objects.count() == 1
    # Filled with the same once more it is another cart.
    for later, pairs in ((1, 0), (2, 600)):
        cart.fill({town["gtins"][0]: pairs}, viewer=town["mine"], now=build.NOW + timedelta(seconds=later))
    assert cart.cart(viewer=town["mine"]).key != key
