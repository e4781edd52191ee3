"""Protect what a firm is told it is owed: by age, by buyer, with every movement, sent once a day, to no rival."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, BUYER
from dukou.freight.records import LoadBill
from dukou.market import models as market
from dukou.post import door as post
from dukou.post import models as outbox
from dukou.provenance import models as book
from dukou.registry import models as registry
from dukou.settlement import door, models
from tests import builders
from tests.builders import DESK, NOW, ON, owner, purchaser
from tests.provenance.threads import in_threads
from tests.returns.builders import days_after
from tests.settlement.sources import Sources, closed_case, delivery, orders

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
TERM_DAYS = 10
PHONE = "+8613900007777"


@pytest.fixture
def firms() -> list[int]:
    builders.limits({"settlement.term_days": TERM_DAYS})
    return [builders.firm() for _number in range(3)]


def run(town: Sources, days: int) -> None:
    with town.open():
        for day in range(days):
            door.post_day(on=days_after(day), viewer=TOWN, now=NOW)


def two_sales(firms: list[int]) -> tuple[Sources, int, str]:
    """Let the first firm deliver 135 yuan today and in three days, and credit 5 yuan in between; keep both unpaid."""
    town = Sources()
    one, other = orders(2, sellers=firms[:1])
    market.Order.objects.filter(pk=one["id"]).update(external_ref="PO-7")
    town.deliveries[ON].append(delivery(one, 1, 100))
    town.deliveries[days_after(3)].append(delivery(other, 2, 100))
    town.closed[days_after(1)].append(closed_case("some", town.deliveries[ON][0], 500))
    run(town, 4)
    return town, one["buyer_id"], code_of(one["buyer_id"])


def code_of(firm: int) -> str:
    return registry.Firm.objects.get(pk=firm).code


def person(firm: int, phone: str, email: str = "") -> int:
    row = get_user_model().objects.create(phone=phone, email=email, password="!")
    registry.Membership.objects.create(person=row, firm_id=firm, role=BUYER, since=NOW)
    return row.pk


@pytest.mark.parametrize(
    ("past", "name"),
    [
        (0, "not_due_minor"),
        (1, "to_30_days_minor"),
        (30, "to_30_days_minor"),
        (31, "to_60_days_minor"),
        (60, "to_60_days_minor"),
        (61, "to_90_days_minor"),
        (90, "to_90_days_minor"),
        (91, "older_minor"),
    ],
)
def test_debts_are_aged_by_their_due_date(past: int, name: str, firms: list[int]) -> None:
    two_sales(firms)
    models.Invoice.objects.filter(on=days_after(3)).delete()
    (debt,) = door.owed_to_me(viewer=owner(firms[0]), on=days_after(TERM_DAYS + past))
    assert (getattr(debt.owed, name), debt.owed.total_minor) == (13_000, 13_000)
    assert (debt.owed.overdue, debt.owed.overdue_minor) == ((1, 13_000) if past else (0, 0))


def test_buyer_and_seller_see_the_same_debt_from_both_sides(firms: list[int]) -> None:
    _town, buyer, code = two_sales(firms)
    (mine,) = door.owed_to_me(viewer=owner(firms[0]), on=days_after(TERM_DAYS + 1))
    (theirs,) = door.i_owe(viewer=purchaser(buyer), on=days_after(TERM_DAYS + 1))
    assert mine.owed == theirs.owed
    assert (mine.firm.code, theirs.firm.id) == (code, firms[0])
    assert (mine.owed.overdue, mine.owed.total_minor, mine.oldest_due_on) == (1, 26_500, days_after(TERM_DAYS))
    assert door.i_owe(viewer=owner(firms[0]), on=ON) == door.owed_to_me(viewer=purchaser(buyer), on=ON) == []


def test_a_statement_has_every_movement_and_its_balance_is_what_is_open(firms: list[int]) -> None:
    _town, buyer, code = two_sales(firms)
    stated = door.statement(code, viewer=owner(firms[0]), since=ON, on=days_after(5))
    assert [(one.kind, one.amount_minor, one.balance_minor) for one in stated.movements] == [
        ("invoice", 13_500, 13_500),
        ("refund", -500, 13_000),
        ("invoice", 13_500, 26_500),
    ]
    bills = list(models.Invoice.objects.order_by("on").values_list("code", flat=True))
    assert [one.reference for one in stated.movements] == [bills[0], "some", bills[1]]
    assert stated.movements[0].order_ref == "PO-7"
    assert stated.opening_minor == 0
    assert stated.closing_minor == stated.owed.total_minor == sum(one.open_minor for one in stated.open) == 26_500
    later = door.statement(code, viewer=owner(firms[0]), since=days_after(2), on=days_after(5))
    assert (later.opening_minor, len(later.movements), later.closing_minor) == (13_000, 1, 26_500)
    seen = door.statement_from(code_of(firms[0]), viewer=purchaser(buyer), since=ON, on=days_after(5))
    assert seen == stated


def test_a_payment_closes_the_balance(firms: list[int]) -> None:
    town, _buyer, code = two_sales(firms)
    run(town, 60)
    stated = door.statement(code, viewer=owner(firms[0]), since=ON, on=days_after(60))
    assert (stated.closing_minor, stated.open) == (0, ())
    paid = {one.reference for one in stated.movements if one.kind == "payment"}
    assert paid == set(models.Invoice.objects.values_list("code", flat=True))


def test_a_maker_states_to_the_seller_of_record_and_is_not_told_the_order(firms: list[int]) -> None:
    seller, maker, _rival = firms
    town = Sources()
    (order,) = orders(1, sellers=[seller])
    town.deliveries[ON].append(delivery(order, 1, 100, maker=maker))
    town.awards[1] = 12_825
    run(town, 1)
    stated = door.statement(code_of(seller), viewer=owner(maker), since=ON, on=ON)
    assert [(one.kind, one.amount_minor, one.order_ref) for one in stated.movements] == [("back_to_back", 12_825, "")]


def test_nobody_else_has_a_statement(firms: list[int]) -> None:
    _town, buyer, code = two_sales(firms)
    for stranger in (owner(firms[1]), purchaser(buyer), DESK, ANONYMOUS):
        for read in (
            lambda who: door.statement(code, viewer=who, since=ON, on=ON),
            lambda who: door.send_statement(code, viewer=who, on=ON, now=NOW),
        ):
            with pytest.raises(Missing, match=r"settlement\.never_billed"):
                read(stranger)
    for stranger in (owner(firms[1]), owner(firms[0]), DESK, ANONYMOUS):
        with pytest.raises(Missing, match=r"settlement\.never_billed"):
            door.statement_from(code_of(firms[0]), viewer=stranger, since=ON, on=ON)
    with pytest.raises(Missing):
        door.statement("nosuchfirm", viewer=owner(firms[0]), since=ON, on=ON)


def test_a_statement_is_sent_once_a_day_to_each_of_the_buyers_people(firms: list[int]) -> None:
    _town, buyer, code = two_sales(firms)
    people = [person(buyer, PHONE, "purchase@buyer.example"), person(buyer, "+8613900008888")]
    person(firms[1], "+8613900009999")
    sent_now = [door.send_statement(code, viewer=owner(firms[0]), on=days_after(day), now=NOW) for day in (5, 5, 6)]
    assert sent_now == [True, False, True]
    (newest, _first) = post.notices(viewer=purchaser(buyer))
    assert (newest.kind, newest.facts["seller"], newest.facts["owed_minor"]) == (
        "settlement.statement",
        code_of(firms[0]),
        26_500,
    )
    sent = outbox.Message.objects.order_by("id").values_list("channel", "recipient")
    assert list(sent) == 2 * [("email", f"person:{people[0]}"), ("sms", f"person:{people[1]}")]
    assert book.Fact.objects.filter(kind="settlement.statement_sent", firm=firms[0]).count() == 2
    (debt,) = door.owed_to_me(viewer=owner(firms[0]), on=days_after(6))
    assert debt.sent_on == days_after(6)


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_once(firms: list[int]) -> None:
    _town, buyer, code = two_sales(firms)
    person(buyer, PHONE)
    sent = in_threads(2, lambda _n: door.send_statement(code, viewer=owner(firms[0]), on=days_after(5), now=NOW))
    assert sorted(sent) == [False, True]
    assert outbox.Notice.objects.count() == outbox.Message.objects.count() == models.StatementSent.objects.count() == 1


def test_the_desk_sees_sums_by_seller_and_no_buyer(firms: list[int]) -> None:
    town, buyer, _code = two_sales(firms)
    town.loads[days_after(4)].append(LoadBill("load", 1_000, 250, 100, ((firms[0], 600), (firms[1], 300))))
    with town.open():
        door.post_day(on=days_after(4), viewer=TOWN, now=NOW)
    shown = door.desk(viewer=DESK, on=days_after(TERM_DAYS + 1))
    (late,) = shown.overdue
    assert (late.firm.id, late.amount_minor, late.invoices, late.oldest_due_on) == (
        firms[0],
        13_000,
        1,
        days_after(TERM_DAYS),
    )
    assert [(one.on, one.amount_minor) for one in shown.due] == [(days_after(TERM_DAYS + 3), 13_500)]
    assert [(one.firm.id, one.amount_minor) for one in shown.town_due] == [(firms[0], 600), (firms[1], 300)]
    assert (shown.town["shortfall"], shown.town["owed_by_firms"], shown.town["carriers"]) == (100, 900, -750)
    assert (shown.trial, shown.unbalanced, shown.settled_on) == ({"CNY": 0}, 0, days_after(4))
    assert str(buyer) not in {str(one.firm.id) for one in (*shown.overdue, *shown.town_due)}
    assert door.overdue_in_town(viewer=DESK, on=days_after(TERM_DAYS + 1)) == (1, 13_000)
    for stranger in (owner(firms[0]), purchaser(buyer), ANONYMOUS):
        for read in (door.desk, door.overdue_in_town):
            with pytest.raises(Missing, match=r"settlement\.for_desks"):
                read(viewer=stranger, on=ON)


def test_an_entry_that_does_not_balance_is_on_the_desk(firms: list[int]) -> None:
    two_sales(firms)
    posting = models.Posting.objects.order_by("id")[0]
    posting.amount_minor += 1
    posting.save()
    shown = door.desk(viewer=DESK, on=days_after(5))
    assert (shown.unbalanced, shown.trial) == (1, {"CNY": 1})


def test_queries_do_not_grow_with_the_invoices(firms: list[int], django_assert_num_queries: Any) -> None:
    town = Sources()
    placed = orders(40, sellers=firms[:1])
    for line, order in enumerate(placed, start=1):
        town.deliveries[ON].append(delivery(order, line, 100))
    run(town, 1)
    code = code_of(placed[0]["buyer_id"])
    with django_assert_num_queries(2):
        assert len(door.owed_to_me(viewer=owner(firms[0]), on=ON)) == 1
    with django_assert_num_queries(6):
        assert len(door.statement(code, viewer=owner(firms[0]), since=ON, on=ON).movements) == 40
    with django_assert_num_queries(8):
        door.desk(viewer=DESK, on=ON)
