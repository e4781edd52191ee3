"""Protect who owes whom: bills once, credits first, refunds at most what was paid, to each firm its own alone."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.freight.records import LoadBill
from dukou.market import models as market
from dukou.provenance import door as provenance
from dukou.provenance import models as book
from dukou.settlement import door, models
from tests import builders
from tests.builders import DESK, NOW, ON, owner, purchaser
from tests.provenance.threads import in_threads
from tests.returns.builders import days_after, delivered
from tests.settlement import auditor
from tests.settlement.sources import Sources, closed_case, delivery, orders

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
TERM_DAYS = 10


@pytest.fixture
def firms() -> list[int]:
    builders.limits({"settlement.term_days": TERM_DAYS})
    return [builders.firm() for _number in range(3)]


def post(day: int = 0) -> int:
    return door.post_day(on=days_after(day), viewer=TOWN, now=NOW)


def sold(firms: list[int], *, count: int = 1, maker: int | None = None) -> Sources:
    """Let so many orders of the first firm be delivered today, of 100 pairs for 135 yuan each."""
    town = Sources()
    for line, order in enumerate(orders(count, sellers=firms[:1]), start=1):
        town.deliveries[ON].append(delivery(order, line, 100, maker=maker))
        town.awards[line] = 12_825
    return town


def invoice() -> models.Invoice:
    return models.Invoice.objects.get(kind="sale")


def balance(firm: int | None, kind: str) -> int:
    return auditor.balances().get((firm, kind), 0)


def owed(firm: int) -> int:
    return sum(one.owed.total_minor for one in door.owed_to_me(viewer=owner(firm), on=ON))


def kinds() -> list[str]:
    return list(models.Entry.objects.order_by("id").values_list("kind", flat=True))


def test_a_delivery_is_billed_and_paid_when_its_day_has_come(firms: list[int]) -> None:
    town = sold(firms)
    with town.open():
        assert post() == 1
        bill = invoice()
        assert (bill.amount_minor, bill.due_on) == (13_500, days_after(TERM_DAYS))
        assert balance(firms[0], "receivable") == 13_500
        (fact,) = provenance.facts_about([bill.code], viewer=owner(firms[0]))
        assert (fact.kind, fact.payload["amount_minor"]) == ("settlement.invoice_issued", 13_500)
        pays = (bill.pay_on - ON).days
        assert pays >= TERM_DAYS
        assert [post(day) for day in range(1, pays + 2)] == [0] * (pays - 1) + [1, 0]
    assert (invoice().paid_minor, balance(firms[0], "bank"), balance(firms[0], "receivable")) == (13_500, 13_500, 0)


def test_a_return_before_payment_lowers_what_is_owed_and_a_whole_one_closes_the_invoice(firms: list[int]) -> None:
    town = sold(firms)
    (one,) = town.deliveries[ON]
    town.closed[days_after(2)].append(closed_case("half", one, 6_750))
    town.closed[days_after(3)].append(closed_case("rest", one, 6_750))
    with town.open():
        post()
        post(2)
        assert (invoice().credited_minor, owed(firms[0])) == (6_750, 6_750)
        post(3)
        assert door.under_way(viewer=TOWN) == 0
        for day in range(4, 50):
            assert post(day) == 0
    assert kinds() == ["invoice", "refund", "refund"]
    assert (invoice().paid_minor, balance(firms[0], "bank")) == (0, 0)


def test_a_return_after_payment_is_refunded_from_the_bank_at_most_what_was_paid(firms: list[int]) -> None:
    town = sold(firms)
    (one,) = town.deliveries[ON]
    town.closed[days_after(40)] += [closed_case("most", one, 13_000), closed_case("beyond", one, 600)]
    with town.open():
        for day in range(41):
            post(day)
    assert (invoice().refunded_minor, balance(firms[0], "bank"), balance(firms[0], "refunds")) == (13_500, 0, 13_500)
    assert auditor.faults() == []


def test_what_another_firm_knitted_is_billed_to_the_seller_of_record_who_pays_it(firms: list[int]) -> None:
    seller, maker, _other = firms
    town = sold(firms, count=2, maker=maker)
    with town.open():
        post()
        assert balance(maker, "receivable") == 2 * 12_825
        assert balance(seller, "payable") == -2 * 12_825
        assert owed(maker) == 2 * 12_825
        for day in range(1, 40):
            post(day)
    assert (balance(maker, "bank"), balance(seller, "bank")) == (2 * 12_825, 2 * (13_500 - 12_825))
    assert (balance(seller, "payable"), balance(maker, "receivable")) == (0, 0)


def test_a_maker_is_owed_for_what_was_delivered_not_for_what_was_scrapped(firms: list[int]) -> None:
    seller, maker, _other = firms
    town = sold(firms, maker=maker)
    town.scrapped = 50
    with town.open():
        post()
    assert (balance(maker, "receivable"), balance(seller, "payable")) == (8_550, -8_550)
    assert invoice().amount_minor == 13_500


def test_firms_pay_the_town_and_the_town_its_carriers_each_monday(firms: list[int]) -> None:
    town = Sources()
    town.loads[ON].append(LoadBill("load", 1_000, 250, 100, ((firms[0], 600), (firms[1], 300))))
    with town.open():
        assert [post(day) for day in range(6)] == [1, 0, 0, 0, 0, 3]
        assert days_after(5).weekday() == 0
        assert door.under_way(viewer=TOWN) == 0
        assert post(12) == 0
    assert (balance(firms[0], "bank"), balance(firms[1], "bank"), balance(None, "bank")) == (-600, -300, 150)
    assert (balance(None, "shortfall"), balance(None, "service_costs")) == (100, -250)


def test_goods_back_on_the_shelf_move_no_money_and_seconds_bring_cash(firms: list[int]) -> None:
    town = sold(firms)
    (one,) = town.deliveries[ON]
    town.closed[days_after(1)] += [
        closed_case("shelf", one, 4_000, disposition="restock", freight_minor=800),
        closed_case("seconds", one, 1_000, resale_minor=300, disposition="seconds", handling_minor=320),
        closed_case("swap", one, 0, replacement_minor=2_000, disposition="rebag"),
        closed_case("unproven", one, 0, borne_minor=500, borne_freight_minor=200, disposition="restock"),
    ]
    with town.open():
        post()
        post(1)
    seller = firms[0]
    assert (balance(seller, "bank"), balance(seller, "resale"), balance(seller, "return_costs")) == (300, -300, 1_120)
    assert (balance(None, "carriers"), balance(None, "service_costs")) == (-800 - 200, -320 - 300)
    assert balance(None, "common_fund") == 500
    assert auditor.faults() == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_post_a_day_once(firms: list[int]) -> None:
    town = sold(firms, count=20)
    with town.open():
        assert sorted(in_threads(2, lambda _number: post())) == [0, 20]
    assert models.Invoice.objects.count() == 20
    assert book.Fact.objects.filter(kind="settlement.day_posted").count() == 1
    assert auditor.faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_run_that_dies_half_way_leaves_nothing_and_the_next_one_posts_all(
    firms: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_args: object, **_kwargs: object) -> None:
        raise OSError("killed")

    town = sold(firms, count=3)
    with town.open():
        with monkeypatch.context() as patch:
            patch.setattr(provenance, "append", die)
            with pytest.raises(OSError, match="killed"):
                post()
        for table in (models.Invoice, models.Entry, models.Posting, models.Account, models.SettledDay):
            assert not table.objects.exists()
        assert post() == 3


@pytest.mark.django_db(transaction=True)
def test_a_load_that_does_not_add_up_stops_the_day_and_leaves_nothing(firms: list[int]) -> None:
    town = sold(firms)
    town.loads[ON].append(LoadBill("load", 1_000, 250, 0, ((firms[0], 600),)))
    with town.open(), pytest.raises(ValueError, match="freight:load"):
        post()
    for table in (models.Invoice, models.Entry, models.SettledDay):
        assert not table.objects.exists()


def test_each_firm_sees_its_own_books_alone(firms: list[int]) -> None:
    seller, maker, rival = firms
    town = sold(firms, maker=maker)
    (one,) = town.deliveries[ON]
    with town.open():
        post()
    order, buyer = one.order_id, one.buyer
    assert [row.kind for row in door.invoices_of_orders([order], viewer=purchaser(buyer))] == ["sale"]
    assert [row.kind for row in door.invoices_of_orders([order], viewer=owner(maker))] == ["back_to_back"]
    for viewer in (owner(seller), DESK, TOWN):
        assert len(door.invoices_of_orders([order], viewer=viewer)) == 2
    assert {row.firm for row in door.balances(viewer=owner(seller))} == {seller}
    assert {row.firm for row in door.balances(viewer=DESK)} == {seller, maker}
    for stranger in (owner(rival), ANONYMOUS, Viewer(person=1)):
        assert door.invoices_of_orders([order], viewer=stranger) == []
        assert door.balances(viewer=stranger) == []
        assert door.owed_to_me(viewer=stranger, on=ON) == door.i_owe(viewer=stranger, on=ON) == []


def test_posting_and_exports_are_for_the_town_alone(firms: list[int]) -> None:
    town = sold(firms)
    with town.open():
        for viewer in (owner(firms[0]), DESK, ANONYMOUS):
            with pytest.raises(Missing):
                door.post_day(on=ON, viewer=viewer, now=NOW)
            for read in (door.trial_balance, door.under_way, door.export_postings):
                with pytest.raises(Missing):
                    read(viewer=viewer)
    assert not models.SettledDay.objects.exists()


def test_the_export_holds_every_posting(firms: list[int]) -> None:
    empty = door.export_postings(viewer=TOWN)
    town = sold(firms)
    with town.open():
        post()
    table = door.export_postings(viewer=TOWN)
    assert (table.schema, empty.num_rows) == (empty.schema, 0)
    assert sorted(zip(table["account"].to_pylist(), table["amount_minor"].to_pylist(), strict=True)) == [
        ("receivable", 13_500),
        ("revenue", -13_500),
    ]
    assert table["on"].to_pylist() == [ON, ON]


def test_the_markets_own_deliveries_are_billed(firms: list[int]) -> None:
    lines = delivered([100, 50], seller=firms[0])
    assert post() == 1
    row = market.Line.objects.get(id=lines[0])
    assert invoice().amount_minor == 13_500 + 6_750
    assert (invoice().seller_id, invoice().buyer_id, invoice().order_id) == (firms[0], row.buyer_id, row.order_id)


def test_queries_do_not_grow_with_the_day(firms: list[int], django_assert_num_queries: Any) -> None:
    def busy(day: int, count: int) -> Sources:
        town = Sources()
        for line, order in enumerate(orders(count, sellers=firms[:1]), start=1):
            one = delivery(order, line, 100)
            town.deliveries[days_after(day)].append(one)
            town.closed[days_after(day)].append(closed_case(f"{day}:{line}", one, 700, freight_minor=800))
        return town

    few, many = busy(1, 1), busy(2, 40)
    with few.open():
        post(0)
        with CaptureQueriesContext(connection) as asked:
            assert post(1) == 3
    with many.open(), django_assert_num_queries(len(asked) - 1):
        assert post(2) == 120
    with django_assert_num_queries(2):
        assert len(door.owed_to_me(viewer=owner(firms[0]), on=ON)) == 2
    with django_assert_num_queries(1):
        door.invoices_of_orders([one.order_id for one in many.deliveries[days_after(2)]], viewer=owner(firms[0]))
    with django_assert_num_queries(1):
        door.balances(viewer=TOWN)
