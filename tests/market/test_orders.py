"""Protect orders: only what can be made is placed, and buyer, seller and desks alone see it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dukou.base.days import business_date
from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.market import models
from dukou.market.door import catalogue, orders, steps
from dukou.market.records import NewLine, NewOrder
from dukou.provenance.models import Fact
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from tests import builders as build

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
TEXT = "=HYPERLINK(1)"


def world() -> dict[str, Any]:
    seller, buyer, rival = build.factory(), build.firm("buyer"), build.factory()
    sku = build.sku()
    registry_door.set_clock(on=build.ON, viewer=TOWN)
    return {
        "seller": seller,
        "buyer": buyer,
        "rival": rival,
        "gtin": models.Sku.objects.get(pk=sku).gtin,
        "seller_code": registry.Firm.objects.get(pk=seller).code,
        "place": registry.Destination.objects.get(pk=build.destination(lane_days=5)).code,
    }


def new(town: dict[str, Any], **changed: Any) -> NewOrder:
    values = {
        "buyer": town["buyer"],
        "seller_code": town["seller_code"],
        "destination_code": town["place"],
        "lines": (NewLine(town["gtin"], 600),),
        "external_ref": TEXT,
    }
    return NewOrder(**{**values, **changed})


def place(town: dict[str, Any], **changed: Any) -> Any:
    return orders.place_orders([new(town, **changed)], viewer=build.purchaser(town["buyer"]), now=build.NOW)


def test_a_placed_order_has_its_dates_its_amount_and_its_fact() -> None:
    town = world()
    (code,) = place(town).done
    one = orders.order(code, viewer=build.purchaser(town["buyer"]))
    assert (one.pairs, one.amount_minor, one.external_ref) == (600, 81_000, TEXT)
    _one, (line,) = orders.order_lines(code, viewer=build.purchaser(town["buyer"]))
    assert line.due_on == date(2026, 1, 7)
    assert list(Fact.objects.values_list("kind", "subject", "firm")) == [
        ("market.order_placed", code, town["seller"]),
    ]


BAD = [
    ({"lines": ()}, "market.number_of_lines"),
    ({"lines": (NewLine("6930999000019", 600),)}, "market.bad_gtin"),
    ({"lines": (NewLine("4006381333931", 600),)}, "market.unknown_sku"),
    ({"lines": (NewLine("x" * 10_000, 600),)}, "market.bad_gtin"),
    ({"external_ref": "x" * 10_000}, "market.text_too_long"),
    ({"external_ref": "a\x00b"}, "market.bad_text"),
    ({"external_ref": "a\nb"}, "market.bad_text"),
    ({"external_ref": "a\ud800"}, "market.bad_text"),
    ({"incoterm": "ZZZ"}, "market.unknown_incoterm"),
    ({"destination_code": "x" * 10_000}, "market.unknown_destination"),
    ({"seller_code": "nobody"}, "market.unknown_seller"),
    ({"to_town": True}, "market.town_needs_trader"),
]


@pytest.mark.parametrize(("changed", "code"), BAD)
def test_a_bad_order_is_refused_and_changes_nothing(changed: dict[str, Any], code: str) -> None:
    outcome = place(world(), **changed)
    assert [one.refusal.code for one in outcome.refused] == [code]
    assert outcome.done == ()
    assert models.Order.objects.count() == models.Line.objects.count() == Fact.objects.count() == 0


@pytest.mark.parametrize(
    ("pairs", "due_on", "code"),
    [
        (0, None, "market.absurd_quantity"),
        (-5, None, "market.absurd_quantity"),
        (10**12, None, "market.absurd_quantity"),
        (600, build.ON, "market.past_due"),
        (600, date.min, "market.past_due"),
        (600, build.ON + timedelta(days=731), "market.due_too_far"),
        (600, date.max, "market.due_too_far"),
    ],
)
def test_a_bad_line_is_refused_and_changes_nothing(pairs: int, due_on: date | None, code: str) -> None:
    town = world()
    outcome = place(town, lines=(NewLine(town["gtin"], pairs, due_on),))
    assert [one.refusal.code for one in outcome.refused] == [code]
    assert models.Order.objects.count() == 0


def test_the_last_due_date_that_is_taken_is_two_years_ahead() -> None:
    town = world()
    last = build.ON + timedelta(days=730)
    (code,) = place(town, lines=(NewLine(town["gtin"], 600, last),)).done
    _one, (line,) = orders.order_lines(code, viewer=build.purchaser(town["buyer"]))
    assert line.due_on == last


def test_a_firm_does_not_order_from_itself() -> None:
    town = world()
    outcome = orders.place_orders([new(town, buyer=town["seller"])], viewer=build.owner(town["seller"]), now=build.NOW)
    assert [one.refusal.code for one in outcome.refused] == ["market.same_firm"]
    assert models.Order.objects.count() == models.Line.objects.count() == Fact.objects.count() == 0


def test_too_many_orders_at_once_are_refused_whole() -> None:
    town = world()
    with pytest.raises(Refusal, match=r"market\.number_of_orders"):
        orders.place_orders([new(town)] * 201, viewer=build.purchaser(town["buyer"]), now=build.NOW)
    assert models.Order.objects.count() == models.Line.objects.count() == Fact.objects.count() == 0


# Late in the evening in town, and the same evening seen from Greenwich's next day.
@pytest.mark.parametrize("clock", [datetime(2031, 5, 6, 15, 59, 59, tzinfo=UTC), datetime(2019, 1, 1, tzinfo=UTC)])
def test_an_order_is_placed_on_the_towns_day_whatever_the_wall_clock_says(clock: datetime) -> None:
    town = world()
    buyer = build.purchaser(town["buyer"])
    (code,) = orders.place_orders([new(town)], viewer=buyer, now=clock).done
    row = models.Order.objects.get(code=code)
    assert (row.placed_on, business_date(row.placed_at)) == (build.ON, build.ON)
    # What was done when is told by the wall clock, in the book of facts.
    assert list(Fact.objects.values_list("town_on", "at")) == [(build.ON, clock)]
    due_on = build.ON + timedelta(days=1)
    assert orders.place_orders([new(town, lines=(NewLine(town["gtin"], 1, due_on),))], viewer=buyer, now=clock).done


def test_without_a_town_there_is_no_day_to_order_on() -> None:
    town = world()
    registry.TownClock.objects.all().delete()
    with pytest.raises(Refusal, match=r"registry\.no_town"):
        place(town)
    assert models.Order.objects.count() == 0


def test_nobody_orders_for_another_firm_and_good_orders_stand_beside_bad_ones() -> None:
    town = world()
    both = [new(town), new(town, buyer=town["rival"])]
    outcome = orders.place_orders(both, viewer=build.purchaser(town["buyer"]), now=build.NOW)
    assert len(outcome.done) == 1
    assert [(one.row, one.refusal.code) for one in outcome.refused] == [(1, "market.not_your_firm")]


def test_buyer_seller_and_desk_see_an_order_and_nobody_else() -> None:
    town = world()
    (code,) = place(town).done
    for viewer in (build.purchaser(town["buyer"]), build.owner(town["seller"]), build.DESK, TOWN):
        assert [one.code for one in orders.orders(viewer=viewer).orders] == [code]
        assert orders.order_lines(code, viewer=viewer)[1]
    for viewer in (build.owner(town["rival"]), ANONYMOUS, Viewer(person=5)):
        assert orders.orders(viewer=viewer).orders == ()
        assert orders.orders(viewer=viewer, search=code).total == 0
        with pytest.raises(Missing):
            orders.order(code, viewer=viewer)
        with pytest.raises(Missing):
            orders.order_lines(code, viewer=viewer)


@pytest.mark.parametrize("consents", [False, True])
def test_the_buyer_learns_who_else_knits_only_if_he_agreed_to_named_sites(consents: bool) -> None:
    town = world()
    (code,) = place(town, consents_sites=consents, consents_overflow=True).done
    _one, (line,) = orders.order_lines(code, viewer=TOWN)
    steps.mark_planned([(line.id, town["rival"], "overflow")], viewer=TOWN)
    _one, (seen,) = orders.order_lines(code, viewer=build.purchaser(town["buyer"]))
    name = registry.Firm.objects.get(pk=town["rival"]).name_en
    assert (seen.maker, seen.maker_en) == ((town["rival"], name) if consents else (None, None))
    _one, (seen,) = orders.order_lines(code, viewer=build.owner(town["seller"]))
    assert seen.maker_en == name


def test_pages_go_through_all_orders_once_newest_first() -> None:
    town = world()
    outcome = orders.place_orders([new(town)] * 60, viewer=build.purchaser(town["buyer"]), now=build.NOW)
    seen: list[str] = []
    before: str | None = ""
    while before is not None:
        page = orders.orders(viewer=build.purchaser(town["buyer"]), before=before)
        assert page.total == 60
        seen += [one.code for one in page.orders]
        before = page.before
    assert seen == list(reversed(outcome.done))


def test_the_mark_of_a_page_tells_no_number_of_orders() -> None:
    town = world()
    done = orders.place_orders([new(town)] * 3, viewer=build.purchaser(town["buyer"]), now=build.NOW).done
    page = orders.orders(viewer=build.purchaser(town["buyer"]), size=1)
    assert page.before == page.orders[0].code == done[-1]


def test_a_strangers_order_is_no_mark() -> None:
    town = world()
    both = [new(town), new(town, buyer=town["rival"])]
    mine, others = orders.place_orders(both, viewer=build.DESK, now=build.NOW).done
    assert [one.code for one in orders.orders(viewer=build.purchaser(town["buyer"]), before=others).orders] == [mine]
    assert [one.code for one in orders.orders(viewer=build.DESK, before=others).orders] == [mine]


@pytest.mark.parametrize(
    "mark",
    [
        "nonsense",
        "2025-12-03|x",
        "x" * 10_000,
        "||||",
        "0001-01-01T00:00:00+23:00|5",
        "9999-12-31T23:59:59-23:00|5",
        f"2025-12-03T00:00:00+00:00|{10**30}",
        "a\x00b",
        "\ud800",
    ],
)
def test_a_mark_that_is_none_shows_the_first_page(mark: str) -> None:
    town = world()
    place(town)
    assert len(orders.orders(viewer=build.purchaser(town["buyer"]), before=mark).orders) == 1


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x" * 10_000])
def test_a_text_that_cannot_be_kept_finds_nothing(text: str) -> None:
    town = world()
    place(town)
    viewer = build.purchaser(town["buyer"])
    assert orders.orders(viewer=viewer, search=text).orders == ()
    assert orders.orders(viewer=viewer, destination=text).orders == ()
    with pytest.raises(Missing):
        orders.order(text, viewer=viewer)


@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow_with_orders_and_lines(count: int, django_assert_num_queries: Any) -> None:
    town = world()
    (code, *_rest) = orders.place_orders(
        [new(town, lines=(NewLine(town["gtin"], 600),) * count)] * count,
        viewer=build.purchaser(town["buyer"]),
        now=build.NOW,
    ).done
    viewer = build.purchaser(town["buyer"])
    with django_assert_num_queries(2):
        orders.orders(viewer=viewer)
    with django_assert_num_queries(3):
        orders.orders(viewer=viewer, before=code)
    with django_assert_num_queries(1):
        orders.order(code, viewer=viewer)
    with django_assert_num_queries(1):
        orders.order_lines(code, viewer=viewer)
    with django_assert_num_queries(1):
        catalogue.skus()


def to_town(town: dict[str, Any], **changed: Any) -> Any:
    trader = build.firm("trader")
    code = registry.Firm.objects.get(pk=trader).code
    return place(town, seller_code=code, to_town=True, **changed)


def test_a_buyer_agrees_to_named_sites() -> None:
    town = world()
    rival_code = registry.Firm.objects.get(pk=town["rival"]).code
    (code,) = to_town(town, sites=(town["seller_code"], rival_code, rival_code)).done
    order = models.Order.objects.get(code=code)
    assert order.consents_sites
    agreed = {order.pk: frozenset((town["seller"], town["rival"]))}
    for viewer in (build.purchaser(town["buyer"]), TOWN, build.DESK):
        assert orders.consented_firms([order.pk], viewer=viewer) == agreed
    assert orders.consented_firms([order.pk], viewer=build.owner(town["rival"])) == {}
    assert Fact.objects.get(kind="market.sites_agreed").firm == town["buyer"]


def test_an_order_without_named_sites_names_none() -> None:
    town = world()
    (code,) = to_town(town).done
    assert orders.consented_firms([models.Order.objects.get(code=code).pk], viewer=TOWN) == {}


def test_sites_that_are_no_factories_are_refused() -> None:
    town = world()
    trader = registry.Firm.objects.get(pk=build.firm("trader")).code
    retired = registry.Firm.objects.get(pk=build.factory())
    registry.Firm.objects.filter(pk=retired.pk).update(retired_at=build.NOW)
    for sites in (("nobody",), (trader,), (retired.code,), ("a\x00b",)):
        assert [one.refusal.code for one in to_town(town, sites=sites).refused] == ["market.unknown_site"]
    refused = place(town, sites=(town["seller_code"],)).refused
    assert [one.refusal.code for one in refused] == ["market.sites_of_firm_order"]
    assert models.Order.objects.count() == models.SiteConsent.objects.count() == 0


def test_an_order_sent_twice_under_one_key_is_placed_once() -> None:
    town = world()
    first, second = (place(town, request_key="form 1").done for _try in range(2))
    assert first == second
    # The key is the buyer's own.
    other = new(town, buyer=town["rival"], request_key="form 1")
    assert orders.place_orders([other], viewer=build.owner(town["rival"]), now=build.NOW).done != first
    assert models.Order.objects.count() == 2


def test_a_retired_firm_takes_no_order() -> None:
    town = world()
    registry.Firm.objects.filter(pk=town["seller"]).update(retired_at=build.NOW)
    assert [one.refusal.code for one in place(town).refused] == ["market.unknown_seller"]
