"""Protect goods sent ahead to a trusted buyer: who keeps both owes the price of one, once, and no pair is lost."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.journey.audit import asking as asking_laws
from dukou.journey.audit import books, cases, goods, money, pairs
from dukou.market import models as market
from dukou.provenance import models as book
from dukou.registry import door as registry
from dukou.returns import door, models
from dukou.returns.door import asking, dock, exchanging, policy
from dukou.returns.door.labels import text_of
from dukou.returns.records.asking import AskLine
from dukou.returns.records.dock import NewDockScan
from dukou.settlement import door as settlement
from dukou.settlement import models as settlement_models
from tests import builders
from tests.builders import DESK, NOW, ON, owner, purchaser
from tests.returns.asked import TODAY, bought, sent, shelved
from tests.returns.builders import FEES, at_places
from tests.returns.laws import broken

pytestmark = [pytest.mark.doors, pytest.mark.django_db, pytest.mark.usefixtures("lawful")]
OF_LINES = "a line's returns are its cases"
PAIRS = tuple(
    law
    for law in (*pairs.LAWS, *goods.LAWS)
    if law.name in {OF_LINES, "no place ever holds less than nothing of a lot"}
)
LAWS = (*asking_laws.LAWS, *cases.LAWS, *money.LAWS, *books.LAWS, *PAIRS)


@dataclass(frozen=True)
class Ahead:
    """Hold a buyer whom the seller trusts, and what the buyer sent back 100 pairs of while 60 went ahead."""

    seller: int
    buyer: int
    line: int
    shelf: int
    over: date


def built(*, never_sent: int) -> Ahead:
    builders.limits(FEES | {"returns.never_sent_share": never_sent, "settlement.term_days": 30})
    registry.set_clock(on=TODAY, viewer=TOWN)
    seller, buyer, sku = builders.factory(), builders.firm("buyer"), builders.sku()
    line = bought(sku, 200, seller=seller, buyer=buyer, place=builders.destination())
    shelf = shelved(sku, 60, seller=seller)
    order = market.Line.objects.select_related("order").get(pk=line).order
    policy.trust(order.code, viewer=owner(seller), on=ON, now=NOW)
    for day in range(3):
        settlement.post_day(on=ON + timedelta(days=day), viewer=TOWN, now=NOW)
    sent(AskLine(line, 100, "wrong_size", "exchange"), by=purchaser(buyer))
    return Ahead(seller, buyer, line, shelf, models.Ask.objects.get().return_by + timedelta(days=1))


def live(until: date) -> None:
    """Let the days pass as the town does."""
    on = TODAY
    while on <= until:
        asking.give_up(on=on, viewer=TOWN, now=NOW)
        door.grade(on=on, limit=QUICK, viewer=TOWN, now=NOW)
        door.close(on=on, viewer=TOWN, now=NOW)
        settlement.post_day(on=on, viewer=TOWN, now=NOW)
        on += timedelta(days=1)


def test_who_keeps_both_owes_the_price_of_what_was_sent_ahead_once() -> None:
    ahead = built(never_sent=1)
    live(ahead.over + timedelta(days=2))
    case, decision = models.Case.objects.get(), models.Decision.objects.get()
    assert (decision.by, decision.ruling, decision.on) == ("rule", "kept_both", ahead.over)
    assert (case.state, case.refund_minor, case.replacement_minor, case.withheld_minor) == ("closed", 0, 8_100, 5_400)
    assert book.Fact.objects.filter(kind="returns.case_decided", subject=case.code).count() == 1
    invoice = settlement_models.Invoice.objects.get(on=ahead.over)
    assert (invoice.seller_id, invoice.buyer_id, invoice.order_id) == (ahead.seller, ahead.buyer, case.order_id)
    assert (invoice.amount_minor, invoice.pairs) == (8_100, 60)
    assert (at_places(ahead.line), at_places(ahead.shelf)) == ({"buyer": 200}, {"exchanged": 60})
    for viewer in (owner(ahead.seller), purchaser(ahead.buyer)):
        assert door.claim_case(case.code, viewer=viewer, on=ahead.over).charged_minor == 8_100
        shown = settlement.invoices_of_orders([case.order_id], viewer=viewer)
        assert [one.amount_minor for one in shown] == [27_000, 8_100]
    exported = door.export_cases(viewer=TOWN).to_pylist()[0]
    assert (exported["pairs_replaced"], exported["replacement_minor"]) == (0, 0)
    assert broken(LAWS) == set()


def test_what_comes_back_in_time_owes_nothing(django_assert_num_queries: Any) -> None:
    ahead = built(never_sent=0)
    live(ahead.over + timedelta(days=2))
    with django_assert_num_queries(1):
        assert exchanging.owed_for_both(on=ahead.over, viewer=TOWN) == []
    assert (models.Case.objects.get().state, models.Decision.objects.count()) == ("closed", 0)
    assert [one.on for one in settlement_models.Invoice.objects.all()] == [ON]
    assert at_places(ahead.shelf) == {"exchanged": 60}
    assert broken(LAWS) == set()


def test_an_audit_finds_what_is_billed_for_no_case() -> None:
    ahead = built(never_sent=1)
    live(ahead.over)
    models.Decision.objects.update(ruling="not_sent_back")
    assert broken(money.LAWS) != set()


def test_goods_that_come_after_their_last_day_are_not_expected_any_more() -> None:
    ahead = built(never_sent=1)
    live(ahead.over)
    case = models.Case.objects.get()
    late = NewDockScan("0d9b7d4c-4a66-4a5e-9f0b-3d6f4f6d6a11", "returned", text_of(case.code), NOW)
    taken = dock.receive([late], viewer=DESK, on=ahead.over, now=NOW)
    assert [one.refusal.code for one in taken.refused] == ["returns.not_expected"]
    assert models.Case.objects.get().closed_on == case.closed_on
