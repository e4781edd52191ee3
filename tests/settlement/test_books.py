"""Protect the books: whatever happens in town, they balance, nothing is paid twice, and in the end all is settled."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dukou.base.town import TOWN
from dukou.depot.records.abroad import FeeBill
from dukou.freight.records import LoadBill
from dukou.market.records import Delivery
from dukou.settlement import door, models
from tests import builders
from tests.builders import NOW, ON
from tests.settlement import auditor
from tests.settlement.sources import Sources, closed_case, delivery, orders

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
EVENT_DAYS, LONGEST = 12, 60
SETTLED_ACCOUNTS = {
    *("receivable", "payable", "owed_to_town", "owed_by_firms", "carriers"),
    *("owed_to_depots", "owed_by_owners"),
}
days = st.integers(0, EVENT_DAYS - 1)
sales = st.tuples(days, st.integers(0, 3), st.integers(1, 900), st.integers(1, 300), st.integers(0, 2))
loads = st.tuples(days, st.lists(st.integers(0, 5_000), min_size=3, max_size=3), st.integers(0, 900))
fees = st.tuples(days, st.integers(0, 2), st.integers(1, 3_000))
returned = st.tuples(st.integers(0, 50), st.integers(1, 20), st.floats(0, 1), st.sampled_from(["restock", "seconds"]))


@dataclass(frozen=True)
class Events:
    """Hold what happens: sales as (day, order, pairs, price in minor, maker), loads, returns of earlier sales, fees."""

    sales: list[tuple[int, int, int, int, int]]
    loads: list[tuple[int, list[int], int]]
    returned: list[tuple[int, int, float, str]]
    fees: list[tuple[int, int, int]]


events = st.builds(
    Events,
    st.lists(sales, max_size=14),
    st.lists(loads, max_size=5),
    st.lists(returned, max_size=8),
    st.lists(fees, max_size=6),
)


def happen(
    wanted: Events, firms: list[int], placed: list[dict[str, Any]]
) -> tuple[Sources, dict[tuple[Any, str], int]]:
    """Return the sources of these events, and each one's cash in the end, counted from the events alone."""
    town, cash = Sources(), {(firm, "bank"): 0 for firm in (*firms, None)}
    sold: list[tuple[int, Delivery, int]] = []
    for line, (day, which, pairs, price, maker) in enumerate(wanted.sales, start=1):
        one = delivery(placed[which], line, pairs, maker=firms[maker], price_e4=price * 100)
        town.deliveries[ON + timedelta(days=day)].append(one)
        sold.append((day, one, pairs))
        cash[one.seller, "bank"] += pairs * price
        if one.maker != one.seller:
            town.awards[line] = pairs * price * 9 // 10
            cash[one.seller, "bank"] -= town.awards[line]
            cash[one.maker, "bank"] += town.awards[line]
    for number, (day, charges, shortfall) in enumerate(wanted.loads):
        pooled = sum(charges) + shortfall
        bill = LoadBill(f"load{number}", pooled, pooled // 4, shortfall, tuple(zip(firms, charges, strict=True)))
        town.loads[ON + timedelta(days=day)].append(bill)
        for firm, charge in bill.charges:
            cash[firm, "bank"] -= charge
        cash[None, "bank"] += bill.handling_minor - shortfall
    for number, (which, lag, share, where) in enumerate(wanted.returned if sold else []):
        day, one, left = sold[which % len(sold)]
        pairs = round(left * share)
        if pairs:
            sold[which % len(sold)] = (day, one, left - pairs)
            value = pairs * one.unit_price_e4 // 100
            replaced = value // 3 if where == "seconds" else 0
            money = {"replacement_minor": replaced, "freight_minor": 700, "handling_minor": 320}
            case = closed_case(
                f"case{number}",
                one,
                value - replaced,
                resale_minor=value // 2 if where == "seconds" else 0,
                disposition=where,
                **money,
            )
            town.closed[ON + timedelta(days=day + lag)].append(case)
            cash[one.seller, "bank"] += (value // 2 if where == "seconds" else 0) - (value - replaced) - 1_020
            cash[None, "bank"] += 320
    for number, (day, which, amount) in enumerate(wanted.fees):
        # The third firm runs the depots, and may have goods there itself.
        town.fees[ON + timedelta(days=day)].append(FeeBill(f"fee{number}", firms[which], firms[2], amount))
        cash[firms[which], "bank"] -= amount
        cash[firms[2], "bank"] += amount
    return town, {account: amount for account, amount in cash.items() if amount}


def post(day: int) -> int:
    return door.post_day(on=ON + timedelta(days=day), viewer=TOWN, now=NOW)


@given(events)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_books_balance_every_day_and_everyone_ends_with_the_cash_that_is_his(wanted: Events) -> None:
    with transaction.atomic():
        builders.limits({"settlement.term_days": 4})
        firms = [builders.firm() for _number in range(3)]
        town, cash = happen(wanted, firms, orders(4, sellers=firms))
        with town.open():
            for day in range(LONGEST):
                post(day)
                if day % 4 == 0:
                    assert auditor.faults() == []
                if day >= EVENT_DAYS + 20 and not door.under_way(viewer=TOWN):
                    break
        assert door.under_way(viewer=TOWN) == 0
        assert auditor.faults() == []
        assert set(door.trial_balance(viewer=TOWN).values()) <= {0}
        books = auditor.balances()
        assert {account: amount for account, amount in books.items() if account[1] == "bank"} == cash
        assert {kind for _firm, kind in books} & SETTLED_ACCOUNTS == set()
        transaction.set_rollback(True)


@given(events)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_day_posted_again_changes_nothing(wanted: Events) -> None:
    with transaction.atomic():
        builders.limits({"settlement.term_days": 4})
        firms = [builders.firm() for _number in range(3)]
        town, _cash = happen(wanted, firms, orders(4, sellers=firms))
        with town.open():
            for day in range(EVENT_DAYS):
                post(day)
                before = everything()
                assert post(day) == 0
                assert everything() == before
        transaction.set_rollback(True)


def everything() -> list[Any]:
    tables = (models.Invoice, models.Entry, models.Posting, models.Account, models.SettledDay)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_the_auditor_sees_planted_faults() -> None:
    builders.limits()
    (placed,) = orders(1, sellers=[builders.firm()])
    town = Sources()
    town.deliveries[ON].append(delivery(placed, 1, 100))
    with town.open():
        post(0)
    assert auditor.faults() == []
    posting = models.Posting.objects.order_by("id")[0]
    posting.amount_minor += 1
    posting.save()
    assert len(auditor.faults()) == 3
    models.Invoice.objects.update(paid_minor=13_500)
    assert [fault for fault in auditor.faults() if "receivable" in fault]
