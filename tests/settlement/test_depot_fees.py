"""Protect fees of depots overseas in the books: each once, with the day after, from its owner to who runs the depot."""

from typing import Any

import pytest
from django.db import connection

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.depot import models as depot
from dukou.depot.door import fees
from dukou.journey.audit import books
from dukou.journey.audit.law import Law
from dukou.provenance import door as provenance
from dukou.registry.models import Site
from dukou.settlement import door, models
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.depot.builders import Goods
from tests.depot.overseas import charge, goods_overseas, worked
from tests.provenance.threads import in_threads
from tests.returns.builders import days_after
from tests.settlement import auditor

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
# Two cartons received at 5.00, and 0.140 m3 at 90.00 a day: 10.00 and 12.60 euros at 8.25.
RECEIVED, STORED = 8_250, 10_395


@pytest.fixture
def there() -> tuple[Goods, int]:
    """Bring goods overseas, where receiving and storing them costs; return them and who runs the depot."""
    builders.limits({"settlement.term_days": 10})
    site, goods = goods_overseas()
    charge(site, "receive", "carton", [(0, 50_000)])
    charge(site, "store", "m3", [(0, 900_000)])
    return goods, Site.objects.get(pk=site).firm_id


def day(number: int) -> int:
    """Charge what is over and post, as the town's day does."""
    on = days_after(number)
    fees.charge_fees(on=on, viewer=TOWN, now=NOW)
    return door.post_day(on=on, viewer=TOWN, now=NOW)


def balance(firm: int, kind: str) -> int:
    return auditor.balances().get((firm, kind), 0)


def broken(laws: tuple[Law, ...] = books.OVERSEAS) -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for law in laws:
            cursor.execute(law.query(connection.vendor))
            if cursor.fetchall():
                found.add(law.name)
    return found


def account(viewer: Viewer, until: int) -> Any:
    return door.depot_account(viewer=viewer, since=ON, on=days_after(until))


def test_a_days_fees_are_posted_with_the_next_day_and_paid_on_monday(there: tuple[Goods, int]) -> None:
    firm, operator = there[0].owner, there[1]
    assert [day(number) for number in range(3)] == [0, 2, 1]
    assert (balance(firm, "depot_fees"), balance(firm, "owed_to_depots")) == (
        RECEIVED + 2 * STORED,
        -RECEIVED - 2 * STORED,
    )
    assert (balance(operator, "owed_by_owners"), balance(operator, "depot_income")) == (
        RECEIVED + 2 * STORED,
        -RECEIVED - 2 * STORED,
    )
    assert door.desk(viewer=DESK, on=days_after(2)).depots_due == RECEIVED + 2 * STORED
    # Goods that lie there cost every day: that keeps nothing under way.
    assert door.under_way(viewer=TOWN) == 0
    assert [day(number) for number in range(3, 6)] == [1, 1, 2]
    assert days_after(5).weekday() == 0
    paid = RECEIVED + 4 * STORED
    assert (balance(firm, "bank"), balance(operator, "bank")) == (-paid, paid)
    assert (balance(firm, "owed_to_depots"), balance(operator, "owed_by_owners")) == (-STORED, STORED)
    assert auditor.faults() == []


def test_the_owner_sees_each_fee_by_its_code_and_nobody_else_does(there: tuple[Goods, int]) -> None:
    firm, operator = there[0].owner, there[1]
    for number in range(6):
        day(number)
    shown = account(owner(firm), 5)
    lines = {one.code: one for one in fees.fee_lines(viewer=owner(firm), since=ON, until=days_after(5))}
    posted = [one for one in shown.movements if one.kind == "depot_fee"]
    assert [lines[one.reference].cny_minor for one in posted] == [one.amount_minor for one in posted]
    assert {one.reference for one in posted} == set(lines)
    (payment,) = (one for one in shown.movements if one.kind == "depots_payment")
    assert payment.amount_minor == -RECEIVED - 4 * STORED
    assert (shown.opening_minor, shown.closing_minor) == (0, STORED)
    later = door.depot_account(viewer=owner(firm), since=days_after(5), on=days_after(5))
    assert (later.opening_minor, later.closing_minor) == (RECEIVED + 4 * STORED, STORED)
    for stranger in (owner(operator), owner(builders.factory()), DESK, ANONYMOUS):
        assert account(stranger, 5).movements == ()
        assert account(stranger, 5).closing_minor == 0


def test_days_that_were_charged_late_are_posted_together_and_only_once(there: tuple[Goods, int]) -> None:
    firm = there[0].owner
    fees.charge_fees(on=days_after(4), viewer=TOWN, now=NOW)
    assert [day(number) for number in (4, 4, 5)] == [5, 0, 2]
    assert balance(firm, "depot_fees") == RECEIVED + 5 * STORED
    posted = depot.FeeDay.objects.order_by("on").values_list("posted_on", flat=True)
    assert list(posted) == [days_after(4)] * 4 + [days_after(5)]


def test_a_fee_of_no_fen_is_not_posted_and_is_not_lost(there: tuple[Goods, int]) -> None:
    goods, _operator = there
    depot.FeeTier.objects.update(price_e4=0)
    site = depot.OverseasDepot.objects.get().site_id
    charge(site, "pick", "pair", [(0, 1)])
    # A pair costs 0.0001 euros: a cent is full with the hundredth.
    for number in range(100):
        worked("sent", goods, site, 1, f"w{number}")
    assert day(1) == 1
    assert depot.FeeLine.objects.count() == 100
    assert balance(goods.owner, "depot_fees") == 8


def test_fees_are_taken_by_the_town_in_a_transaction_alone(there: tuple[Goods, int]) -> None:
    fees.charge_fees(on=days_after(1), viewer=TOWN, now=NOW)
    for viewer in (owner(there[0].owner), DESK, ANONYMOUS):
        with pytest.raises(Missing):
            fees.take_fees(on=days_after(1), viewer=viewer)
    assert depot.FeeDay.objects.get().posted_on is None


@pytest.mark.django_db(transaction=True)
def test_two_at_once_post_fees_once(there: tuple[Goods, int]) -> None:
    fees.charge_fees(on=days_after(3), viewer=TOWN, now=NOW)
    with pytest.raises(RuntimeError, match="transaction"):
        fees.take_fees(on=days_after(3), viewer=TOWN)
    posted = in_threads(2, lambda number: door.post_day(on=days_after(3 + number), viewer=TOWN, now=NOW))
    assert sum(posted) == 4
    assert balance(there[0].owner, "depot_fees") == RECEIVED + 3 * STORED
    assert auditor.faults() == []


@pytest.mark.django_db(transaction=True)
def test_fees_of_a_run_that_dies_are_posted_by_the_next(
    there: tuple[Goods, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_args: object, **_kwargs: object) -> None:
        raise OSError("killed")

    fees.charge_fees(on=days_after(2), viewer=TOWN, now=NOW)
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "append", die)
        with pytest.raises(OSError, match="killed"):
            door.post_day(on=days_after(2), viewer=TOWN, now=NOW)
    assert not models.Entry.objects.exists()
    assert set(depot.FeeDay.objects.values_list("posted_on", flat=True)) == {None}
    assert door.post_day(on=days_after(2), viewer=TOWN, now=NOW) == 3
    assert balance(there[0].owner, "depot_fees") == RECEIVED + 2 * STORED


@pytest.mark.usefixtures("there")
def test_the_audit_agrees_with_the_books_and_sees_what_is_changed() -> None:
    for number in range(7):
        day(number)
    assert broken() == set()
    posting = models.Posting.objects.filter(account__kind="depot_fees").order_by("id")[0]
    models.Posting.objects.filter(pk=posting.pk).update(amount_minor=posting.amount_minor + 1)
    assert broken() == {one.name for one in books.OVERSEAS[:2]}
    models.Posting.objects.filter(pk=posting.pk).update(amount_minor=posting.amount_minor)
    depot.FeeDay.objects.filter(on=ON).update(posted_on=None)
    assert broken() == {one.name for one in books.OVERSEAS[:3]}


def test_queries_do_not_grow_with_the_fees(there: tuple[Goods, int], django_assert_num_queries: Any) -> None:
    for number in range(1, 5):
        day(number)
    for until in (1, 4):
        with django_assert_num_queries(2):
            account(owner(there[0].owner), until)
