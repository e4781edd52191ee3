"""Protect a firm's monthly statement: it is the books, posting by posting, and foots to the last fen."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.freight.records import LoadBill
from dukou.provenance import beat as sealer
from dukou.provenance import door as provenance
from dukou.settlement import door, models
from dukou.settlement.records import MonthStatement
from tests import builders
from tests.builders import DESK, NOW, ON, owner, purchaser
from tests.returns.builders import days_after
from tests.settlement import auditor
from tests.settlement.sources import Sources, closed_case, delivery, orders
from tests.settlement.test_books import Events, events, happen

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
FIRST, NEXT, LATER = date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 20)


def stated(firm: int, month: date = FIRST, on: date = LATER) -> MonthStatement:
    return door.month_statement(month, viewer=owner(firm), on=on)


def run(town: Sources, days: int) -> None:
    with town.open():
        for day in range(days):
            door.post_day(on=days_after(day), viewer=TOWN, now=NOW)


def posted(firm: int, first: date, last: date) -> dict[tuple[str, str], int]:
    """Add a firm's postings up from the tables alone."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for whose, on, kind, currency, amount in auditor.rows(
        'SELECT a.firm_id, e."on", a.kind, p.currency, p.amount_minor FROM settlement_posting p'
        " JOIN settlement_entry e ON e.id = p.entry_id JOIN settlement_account a ON a.id = p.account_id"
    ):
        if whose == firm and first <= date.fromisoformat(str(on)) <= last:
            sums[kind, currency] += amount
    return {account: amount for account, amount in sums.items() if amount}


@given(events)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_statements_are_the_postings_and_each_month_begins_where_the_last_one_ended(wanted: Events) -> None:
    with transaction.atomic():
        builders.limits({"settlement.term_days": 20})
        firms = [builders.firm() for _number in range(3)]
        town, _cash = happen(wanted, firms, orders(4, sellers=firms))
        run(town, 45)
        for firm in firms:
            if not models.Account.objects.filter(firm_id=firm).exists():
                continue
            ended: dict[tuple[str, str], int] = {}
            for month in (FIRST, NEXT):
                found = stated(firm, month)
                assert foots(found)
                assert debts(found) == closing(found)
                moved = {(one.account, one.currency): one.closing_minor - one.opening_minor for one in found.accounts}
                sums = posted(firm, found.since, found.until)
                assert {account: amount for account, amount in moved.items() if amount} == sums
                opening = {(one.account, one.currency): one.opening_minor for one in found.accounts}
                assert {account: amount for account, amount in opening.items() if amount} == ended
                ended = {(one.account, one.currency): one.closing_minor for one in found.accounts if one.closing_minor}
            assert ended == posted(firm, date.min, NEXT + timedelta(days=30))
        transaction.set_rollback(True)


def debts(found: MonthStatement) -> tuple[int, int]:
    """Return what the statement says is owed to the firm, and what the firm owes."""
    return sum(one.owed.total_minor for one in found.owed), sum(one.owed.total_minor for one in found.owing)


def closing(found: MonthStatement) -> tuple[int, int]:
    """Return what the books say of both when the month is over."""
    stands = {one.account: one.closing_minor for one in found.accounts}
    return stands.get("receivable", 0), -stands.get("payable", 0)


def foots(found: MonthStatement) -> bool:
    """Tell whether each account's rows lead from its opening to its closing balance, row by row."""
    balance = {(one.account, one.currency): one.opening_minor for one in found.accounts}
    for row in found.rows:
        balance[row.account, row.currency] += row.amount_minor
        if balance[row.account, row.currency] != row.balance_minor:
            return False
    return balance == {(one.account, one.currency): one.closing_minor for one in found.accounts}


@pytest.fixture
def firms() -> list[int]:
    builders.limits({"settlement.term_days": 10})
    return [builders.firm() for _number in range(2)]


def busy(firms: list[int]) -> Sources:
    """Let the first firm deliver two orders, one knitted by the second, pay freight, and take goods back."""
    town = Sources()
    one, other = orders(2, sellers=firms[:1])
    town.deliveries[ON] += [delivery(one, 1, 100), delivery(other, 2, 200, maker=firms[1])]
    town.awards[2] = 25_000
    town.loads[days_after(1)].append(LoadBill("load1", 1_000, 250, 100, ((firms[0], 900),)))
    town.closed[days_after(2)].append(
        closed_case("case1", town.deliveries[ON][0], 500, freight_minor=70, handling_minor=30)
    )
    run(town, 4)
    return town


def test_each_row_names_what_it_rests_on_and_who_is_on_the_other_side(firms: list[int]) -> None:
    busy(firms)
    bills = dict(models.Invoice.objects.values_list("kind", "code"))
    sales = set(models.Invoice.objects.filter(kind="sale").values_list("code", flat=True))
    found = stated(firms[0])
    behind = {row.kind: row.reference for row in found.rows if row.kind != "invoice"}
    assert behind == {
        "back_to_back": bills["back_to_back"],
        "freight": "load1",
        "refund": "case1",
        "return_costs": "case1",
    }
    assert {row.reference for row in found.rows if row.kind == "invoice"} == sales
    partners = {(row.kind, row.partner.id if row.partner else None) for row in found.rows}
    buyer = models.Invoice.objects.filter(kind="sale")[0].buyer_id
    assert partners == {
        *(("invoice", buyer), ("refund", buyer), ("back_to_back", firms[1])),
        *(("freight", None), ("return_costs", None)),
    }
    maker = stated(firms[1])
    assert {(row.kind, row.partner.id if row.partner else 0, row.order_ref) for row in maker.rows} == {
        ("back_to_back", firms[0], "")
    }


def test_goods_debts_and_the_head_stand_on_it(firms: list[int]) -> None:
    busy(firms)
    assert stated(firms[0]).head is None
    sealer.tick(NOW)
    found = stated(firms[0], on=days_after(12))
    goods = {one.kind: (one.papers, one.pairs, one.amount_minor) for one in found.goods}
    assert goods["delivered"] == (2, 300, 40_500)
    assert goods["knitted_by_others"] == (1, 200, 25_000)
    assert goods["knitted_for_others"] == (0, 0, 0)
    assert {one.kind: one.pairs for one in stated(firms[1]).goods}["knitted_for_others"] == 200
    (owed,), (owing,) = found.owed, found.owing
    assert (owed.owed.total_minor, owed.oldest_due_on) == (40_000, days_after(10))
    assert (owing.firm.id, owing.owed.total_minor) == (firms[1], 25_000)
    assert found.head == provenance.head(viewer=owner(firms[0]))
    models.Invoice.objects.filter(kind="sale").update(pairs=None)
    assert {one.kind: one.pairs for one in stated(firms[0]).goods}["delivered"] is None


def test_what_is_paid_after_a_month_was_owed_at_its_end() -> None:
    builders.limits({"settlement.term_days": 40})
    firms = [builders.firm() for _number in range(2)]
    town = busy(firms)
    then = stated(firms[0], on=date(2025, 12, 31))
    assert debts(then) == (40_000, 25_000)
    run(town, 75)
    later = stated(firms[0])
    assert (later.owed, later.owing, later.owed_on) == (then.owed, then.owing, then.until)
    assert debts(stated(firms[0], LATER.replace(day=1))) == (0, 0)


@pytest.mark.parametrize("month", [date(2026, 3, 1), date(2025, 12, 2), date(2099, 1, 1)])
def test_a_month_that_has_not_begun_or_is_none_has_no_statement(month: date, firms: list[int]) -> None:
    busy(firms)
    with pytest.raises(Missing, match=r"settlement\.no_such_month"):
        stated(firms[0], month)


def test_who_has_no_books_has_no_statement(firms: list[int]) -> None:
    busy(firms)
    buyer = models.Invoice.objects.filter(kind="sale")[0].buyer_id
    for stranger in (purchaser(buyer), owner(builders.firm()), DESK, ANONYMOUS):
        with pytest.raises(Missing, match=r"settlement\.no_books"):
            door.month_statement(FIRST, viewer=stranger, on=LATER)


def test_an_empty_month_carries_the_balances_on(firms: list[int]) -> None:
    town = busy(firms)
    run(town, 60)
    found = stated(firms[0], date(2026, 2, 1))
    assert found.rows == ()
    assert all(one.opening_minor == one.closing_minor != 0 for one in found.accounts)


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_rows(count: int, firms: list[int], django_assert_num_queries: Any) -> None:
    town = Sources()
    for line, order in enumerate(orders(count, sellers=firms[:1]), start=1):
        town.deliveries[ON].append(delivery(order, line, 100))
    run(town, 1)
    with django_assert_num_queries(16):
        assert len(stated(firms[0]).rows) == 2 * count
