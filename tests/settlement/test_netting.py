"""Protect netting: only with both firms' consent, nobody is better or worse off, and the books stay zero."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.journey.audit import books
from dukou.provenance import models as book
from dukou.registry import models as registry
from dukou.settlement import door, models, rules
from dukou.settlement.records import OpenDebt
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.provenance.threads import in_threads
from tests.returns.builders import days_after
from tests.settlement import auditor
from tests.settlement.sources import Sources, delivery, orders
from tests.settlement.test_depot_fees import broken as broken_of

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
MONTH, LAST_DAY = date(2025, 12, 1), 28
debts = st.lists(st.tuples(st.integers(0, 27), st.integers(1, 900)), max_size=5)


def code_of(firm: int) -> str:
    return registry.Firm.objects.get(pk=firm).code


def owing(
    firms: list[int], to_first: list[tuple[int, int]], to_second: list[tuple[int, int]], term_days: int = 60
) -> Sources:
    """Let each of two firms knit for the other: ``(day, amount in yuan)``."""
    builders.limits({"settlement.term_days": term_days})
    town = Sources()
    line = 0
    for maker, seller, some in ((firms[0], firms[1], to_first), (firms[1], firms[0], to_second)):
        for order, (day, amount) in zip(orders(len(some), sellers=[seller]), some, strict=True):
            line += 1
            town.deliveries[days_after(day)].append(delivery(order, line, 100, maker=maker))
            town.awards[line] = amount * 100
    return town


def run(town: Sources, days: int, first: int = 0) -> None:
    with town.open():
        for day in range(first, days):
            door.post_day(on=days_after(day), viewer=TOWN, now=NOW)


def agree(me: int, other: int, *, agrees: bool = True, on: date = ON) -> bool:
    return door.agree_netting(code_of(other), MONTH, agrees=agrees, viewer=owner(me), on=on, now=NOW)


def positions() -> dict[int | None, int]:
    """Return what each firm has and is owed, less what it owes."""
    found: dict[int | None, int] = {}
    for (firm, kind), amount in auditor.balances().items():
        if kind in {"bank", "receivable", "payable", "owed_to_depots", "owed_by_owners", "owed_to_town"}:
            found[firm] = found.get(firm, 0) + amount
    return found


def broken() -> set[str]:
    return broken_of(books.NETTING)


@given(debts, debts, st.booleans())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_s_net_position_changes_and_the_lesser_debt_is_gone(
    to_first: list[tuple[int, int]], to_second: list[tuple[int, int]], both: bool
) -> None:
    with transaction.atomic():
        firms = [builders.firm() for _number in range(2)]
        town = owing(firms, to_first, to_second)
        run(town, LAST_DAY)
        before, owed = positions(), [sum(amount for _day, amount in some) * 100 for some in (to_first, to_second)]
        if to_first or to_second:
            agree(firms[0], firms[1])
            if both:
                agree(firms[1], firms[0])
        run(town, LAST_DAY + 1, LAST_DAY)
        assert positions() == before
        assert auditor.faults() == []
        assert broken() == set()
        lesser = min(owed) if both else 0
        nettings = list(models.Netting.objects.values_list("amount_minor", flat=True))
        assert nettings == ([lesser] if lesser else [])
        for maker, sum_minor in zip(firms, owed, strict=True):
            rows = models.Invoice.objects.filter(kind="back_to_back", seller_id=maker).order_by("due_on", "id")
            open_minor = [one.amount_minor - one.paid_minor for one in rows]
            assert sum(open_minor) == sum_minor - lesser
            # The oldest are paid first: after one that is open nothing is paid.
            first_open = next((place for place, left in enumerate(open_minor) if left), len(open_minor))
            assert all(one.paid_minor == 0 for one in list(rows)[first_open + 1 :])
        transaction.set_rollback(True)


@given(st.lists(st.integers(1, 900), max_size=6), st.integers(0, 5_000))
def test_parts_pay_the_oldest_debts_first_and_sum_to_the_amount(owed: list[int], amount: int) -> None:
    parts = rules.netted_parts([OpenDebt(number, one) for number, one in enumerate(owed)], amount)
    assert sum(some for _debt, some in parts) == min(amount, sum(owed))
    assert all(some == debt.open_minor for debt, some in parts[:-1])
    assert [debt.invoice for debt, _some in parts] == list(range(len(parts)))


@pytest.fixture
def firms() -> list[int]:
    return [builders.firm() for _number in range(3)]


def test_what_is_left_is_paid_in_money_and_a_day_posted_again_nets_nothing(firms: list[int]) -> None:
    town = owing(firms, [(0, 100), (1, 50)], [(2, 120)], term_days=40)
    run(town, LAST_DAY)
    assert agree(firms[0], firms[1])
    assert not agree(firms[0], firms[1])
    assert agree(firms[1], firms[0])
    run(town, LAST_DAY + 1, LAST_DAY)
    (netting,) = models.Netting.objects.all()
    assert (netting.amount_minor, netting.month, netting.on) == (12_000, MONTH, days_after(LAST_DAY))
    assert sorted(models.NettedPart.objects.values_list("amount_minor", flat=True)) == [2_000, 10_000, 12_000]
    run(town, LAST_DAY + 1)
    assert models.Netting.objects.count() == 1
    run(town, 90, LAST_DAY + 1)
    assert auditor.faults() == []
    assert broken() == set()
    cash = {firm: amount for (firm, kind), amount in auditor.balances().items() if kind == "bank" and firm in firms}
    sold = 13_500
    assert cash == {firms[0]: 1 * sold + 3_000, firms[1]: 2 * sold - 3_000}
    told = book.Fact.objects.filter(kind="settlement.netted").values_list("firm", "subject")
    assert set(told) == {(firms[0], "2025-12"), (firms[1], "2025-12")}


def test_one_consent_alone_or_a_withdrawn_one_nets_nothing(firms: list[int]) -> None:
    town = owing(firms, [(0, 100)], [(0, 120)])
    run(town, LAST_DAY)
    agree(firms[0], firms[1])
    agree(firms[1], firms[0])
    assert agree(firms[0], firms[1], agrees=False)
    assert not agree(firms[0], firms[1], agrees=False)
    run(town, LAST_DAY + 1, LAST_DAY)
    assert not models.Netting.objects.exists()
    with pytest.raises(Refusal, match=r"settlement\.month_is_over"):
        agree(firms[0], firms[1], on=days_after(LAST_DAY))
    assert models.NettingConsent.objects.filter(withdrawn_at=None).count() == 1


def test_what_was_withdrawn_can_be_agreed_again(firms: list[int]) -> None:
    town = owing(firms, [(0, 100)], [(0, 120)])
    run(town, LAST_DAY)
    for agrees in (True, False, True):
        assert agree(firms[0], firms[1], agrees=agrees)
    agree(firms[1], firms[0])
    run(town, LAST_DAY + 1, LAST_DAY)
    assert models.Netting.objects.get().amount_minor == 10_000
    with pytest.raises(Refusal, match=r"settlement\.month_is_over"):
        agree(firms[0], firms[1], agrees=False, on=days_after(LAST_DAY))
    kinds = list(book.Fact.objects.filter(kind__startswith="settlement.netting_", firm=firms[0]).values_list("kind"))
    assert [kind for (kind,) in kinds] == [
        "settlement.netting_agreed",
        "settlement.netting_withdrawn",
        "settlement.netting_agreed",
    ]


def test_both_see_the_same_two_sums_and_strangers_nothing(firms: list[int]) -> None:
    town = owing(firms, [(0, 100)], [(0, 120)])
    run(town, 1)
    agree(firms[1], firms[0])
    (mine,) = door.netting_offers(viewer=owner(firms[0]), on=ON)
    (theirs,) = door.netting_offers(viewer=owner(firms[1]), on=ON)
    assert (mine.owed_to_me_minor, mine.i_owe_minor, mine.amount_minor) == (10_000, 12_000, 10_000)
    assert (theirs.owed_to_me_minor, theirs.i_owe_minor) == (12_000, 10_000)
    assert (mine.i_agreed, mine.partner_agreed, theirs.i_agreed, theirs.partner_agreed) == (False, True, True, False)
    for stranger in (owner(firms[2]), DESK, ANONYMOUS):
        assert door.netting_offers(viewer=stranger, on=ON) == []
        with pytest.raises(Missing, match=r"settlement\.never_billed"):
            door.agree_netting(code_of(firms[0]), MONTH, agrees=True, viewer=stranger, on=ON, now=NOW)
    run(town, LAST_DAY + 1, 1)
    agree_next = door.netting_offers(viewer=owner(firms[0]), on=date(2026, 1, 5))
    assert [(one.i_agreed, one.done) for one in agree_next] == [(False, ())]


@pytest.mark.parametrize("month", [date(2025, 11, 1), date(2026, 1, 1), date(2025, 12, 2), date.min])
def test_another_month_is_refused_and_nothing_changes(month: date, firms: list[int]) -> None:
    town = owing(firms, [(0, 100)], [(0, 120)])
    run(town, 1)
    with pytest.raises(Refusal, match=r"settlement\.not_this_month"):
        door.agree_netting(code_of(firms[1]), month, agrees=True, viewer=owner(firms[0]), on=ON, now=NOW)
    assert not models.NettingConsent.objects.exists()


@pytest.mark.parametrize("code", ["", "nosuchfirm222222", "\x00", "x" * 10_000, "袜"])
def test_what_is_no_partner_is_missing(code: str, firms: list[int]) -> None:
    town = owing(firms, [(0, 100)], [(0, 120)])
    run(town, 1)
    for asked in (code, code_of(firms[2]), code_of(firms[0])):
        with pytest.raises(Missing):
            door.agree_netting(asked, MONTH, agrees=True, viewer=owner(firms[0]), on=ON, now=NOW)
    assert not models.NettingConsent.objects.exists()


def test_a_depot_s_fees_are_netted_against_its_firm_s_debts() -> None:
    first, second = 7, 9
    entry = rules.netting_entry(
        {first: [OpenDebt(1, 300), OpenDebt(None, 200)], second: [OpenDebt(2, 450)]}, month=MONTH, on=ON
    )
    assert entry.amount_minor == 450
    assert set(entry.entry.sides) == {
        *((first, "receivable", -300), (second, "payable", 300)),
        *((first, "owed_by_owners", -150), (second, "owed_to_depots", 150)),
        *((second, "receivable", -450), (first, "payable", 450)),
    }
    # The books of depots overseas go by the owner of the goods.
    assert entry.entry.firm == second
    rules.require_balance(entry.entry)


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_agree_once(firms: list[int]) -> None:
    town = owing(firms, [(0, 100)], [(0, 120)])
    run(town, 1)
    said = in_threads(2, lambda _number: agree(firms[0], firms[1]))
    assert sorted(said) == [False, True]
    assert book.Fact.objects.filter(kind="settlement.netting_agreed").count() == 1


def test_the_audit_sees_a_netting_that_nobody_agreed_to(firms: list[int]) -> None:
    town = owing(firms, [(0, 100)], [(0, 120)])
    run(town, LAST_DAY)
    agree(firms[0], firms[1])
    agree(firms[1], firms[0])
    run(town, LAST_DAY + 1, LAST_DAY)
    assert broken() == set()
    models.NettingConsent.objects.filter(firm_id=firms[0]).update(withdrawn_at=NOW)
    assert broken() == {books.NETTING[1].name}
    models.Invoice.objects.filter(netted_minor__gt=0).update(netted_minor=1)
    assert broken() == {books.NETTING[1].name, books.NETTING[2].name}


def test_queries_do_not_grow_with_the_invoices(firms: list[int], django_assert_num_queries: Any) -> None:
    town = owing(firms, [(0, 10 + number) for number in range(20)], [(0, 120)])
    run(town, 1)
    with django_assert_num_queries(5):
        assert len(door.netting_offers(viewer=owner(firms[0]), on=ON)) == 1
    with django_assert_num_queries(10):
        agree(firms[0], firms[1])
