"""Protect parcels that came back without a word: one case each, no pair twice, nobody charged for the unproven."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import F, QuerySet

from dukou.base.errors import Missing, Refusal
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, BUYER, OPERATOR
from dukou.journey import parcels as journey
from dukou.journey.audit.books import EVENTS
from dukou.market import models as market
from dukou.mill import models as mill
from dukou.returns import door, models
from dukou.returns.door import dock, faults
from dukou.returns.records import NewParcel
from dukou.returns.records.dock import NewDockScan
from dukou.returns.rules import cases as rules
from dukou.settlement import door as settlement
from dukou.settlement import models as books
from tests import builders
from tests.builders import DESK, NOW, ON, owner, purchaser
from tests.provenance.threads import in_threads
from tests.returns.builders import FEES, at_places, days_after, delivered, wish
from tests.returns.laws import broken
from tests.web.people import person

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _fees() -> None:
    builders.limits(FEES)


def book(pairs: int = 40, ref: str = "SF100", came_on: date = ON, **changed: Any) -> str:
    new = NewParcel(
        **{"came_on": came_on, "carrier_ref": ref, "cartons": 1, "grams": 2_000, "pairs_counted": pairs} | changed
    )
    return door.book_parcel(new, viewer=DESK, now=NOW)


def match(code: str, line: int, day: int = 1) -> None:
    journey.match(code, line, viewer=DESK, on=days_after(day), now=NOW)


def test_a_parcel_finds_its_line_and_its_case_charges_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "CONDITIONS", ((1.0, "opened"),))
    seller = builders.factory()
    (line,) = delivered([500], seller=seller)
    code = book()
    assert [one.state for one in door.parcels(viewer=DESK)] == ["unmatched"]
    match(code, line)
    match(code, line)
    (case,) = models.Case.objects.all()
    assert (case.reason, case.outcome, case.pairs, case.refund_minor) == ("unproven", "refund", 40, 5_400)
    assert market.Line.objects.get(pk=line).returned_pairs == 40
    (shown,) = door.parcels(viewer=DESK)
    assert (shown.state, shown.line, shown.case) == ("matched", line, case.code)
    assert [one.code for one in door.open_cases(viewer=DESK)] == [case.code]
    assert door.grade(on=days_after(1), limit=QUICK, viewer=TOWN, now=NOW) == 1
    case.refresh_from_db()
    assert (case.freight_minor, case.handling_minor, case.borne_minor) == (0, 0, 320 + 40 * 18)
    # What nobody is charged for is a loss of the town's all the same.
    assert door.export_cases(viewer=TOWN)["handling_minor"].to_pylist() == [320 + 40 * 18]
    assert at_places(line) == {"buyer": 460, "depot": 40}


def test_what_nobody_is_charged_for_is_the_common_funds_in_the_books_as_on_its_page() -> None:
    (line,) = delivered([500], seller=builders.factory())
    match(book(), line)
    assert door.grade(on=days_after(1), limit=QUICK, viewer=TOWN, now=NOW) == 1
    assert door.close(on=days_after(2), viewer=TOWN, now=NOW) == 1
    settlement.post_day(on=days_after(2), viewer=TOWN, now=NOW)
    case = models.Case.objects.get()
    town = books.Posting.objects.filter(account__firm=None, account__kind="common_fund")
    assert town.get().amount_minor == case.borne_minor == faults.fund(viewer=DESK).borne_minor > 0
    (posted,) = broken_without(town)
    assert "way back and handling" in posted


def broken_without(postings: QuerySet[books.Posting]) -> set[str]:
    """Return the laws of events that break once some postings say more than they did; none is broken before."""
    assert broken(EVENTS) == set()
    postings.update(amount_minor=F("amount_minor") + 1)
    return broken(EVENTS)


def test_a_parcel_is_booked_once_and_only_with_sense() -> None:
    book()
    for changed, word in (
        ({}, "parcel_booked"),
        ({"ref": "=!"}, "bad_carrier_ref"),
        ({"ref": "SF2", "pairs": 0}, "absurd_parcel"),
        ({"ref": "SF2", "grams": 0}, "absurd_parcel"),
        ({"ref": "SF2", "note_code": "stolen"}, "unknown_note"),
    ):
        with pytest.raises(Refusal) as refusal:
            book(**changed)
        assert refusal.value.code == f"returns.{word}"
    assert models.Parcel.objects.count() == 1


def test_no_more_comes_back_than_was_delivered() -> None:
    first, second = delivered([50, 30], seller=builders.factory())
    match(book(40, "SF1"), first)
    code = book(20, "SF2")
    for line, day, word in (
        (first, 1, "not_so_many"),
        (second, 0, "delivered_today"),
        (first + 99, 1, "line_not_found"),
    ):
        with pytest.raises(Refusal) as refusal:
            match(code, line, day)
        assert refusal.value.code == f"returns.{word}"
    match(code, second)
    with pytest.raises(Refusal, match="parcel_matched"):
        match(code, first)
    assert models.Case.objects.count() == 2


def test_the_town_opens_the_case_of_a_match_that_was_cut_short() -> None:
    (line,) = delivered([50], seller=builders.factory())
    door.match_parcel(book(), line, viewer=DESK, on=days_after(1), now=NOW)
    wish(line, 50, lag_days=1)
    assert door.take_back(on=days_after(1), viewer=TOWN, now=NOW) == 1
    # The buyer's own request came first and took all that was left.
    assert list(models.Case.objects.values_list("reason", "pairs")) != [("unproven", 40)]
    assert market.Line.objects.get(pk=line).returned_pairs == 50


def test_parcels_are_the_desks_own() -> None:
    seller = builders.factory()
    (line,) = delivered([50], seller=seller)
    code = book()
    for viewer in (owner(seller), purchaser(builders.firm("buyer")), ANONYMOUS):
        assert door.parcels(viewer=viewer) == door.open_cases(viewer=viewer) == []
        for refused in (
            lambda viewer=viewer: door.parcel(code, viewer=viewer),
            lambda viewer=viewer: door.candidates(code, viewer=viewer),
            lambda viewer=viewer: door.match_parcel(code, line, viewer=viewer, on=ON, now=NOW),
            lambda viewer=viewer: door.book_parcel(NewParcel(ON, "SF3", 1, 1, 1), viewer=viewer, now=NOW),
        ):
            with pytest.raises(Missing):
                refused()


def test_lines_are_proposed_by_pairs_and_day_and_found_by_name() -> None:
    first, second = delivered([500, 40], seller=builders.factory())
    code = book(40, came_on=days_after(3))
    assert [one.line.line_id for one in door.candidates(code, viewer=DESK)] == [second, first]
    order = market.Line.objects.get(pk=first).order
    assert [one.line.line_id for one in door.candidates(code, search=order.buyer.name_en, viewer=DESK)]
    assert door.candidates(code, search="nobody", viewer=DESK) == []
    match(code, second)
    assert [one.line.line_id for one in door.candidates(book(40, "SF9", days_after(3)), viewer=DESK)] == [first]


def test_a_parcel_is_looked_for_by_the_label_inside_and_the_senders_telephone() -> None:
    seller, clerk = builders.factory(), person(builders.firm("operator"), OPERATOR, "+8613900001234")
    first, second, third = delivered([500, 500, 40], seller=seller)
    buyer = market.Line.objects.get(pk=second).order.buyer_id
    person(buyer, BUYER, "+8613899998888")
    market.Line.objects.filter(pk__in=[first, third]).update(buyer=builders.firm("buyer"))
    desk = replace(DESK, person=clerk)
    lot = mill.Lot.objects.get(line_id=first).code
    scan = NewDockScan(str(uuid4()), "parcel", "SF77", NOW, pairs=40, grams=900, lot=lot, phone="99998888")
    assert dock.receive([scan], viewer=desk, on=days_after(3), now=NOW).done == (scan.key,)
    (parcel,) = models.Parcel.objects.all()
    assert "99998888" not in {parcel.phone_digest, parcel.phone_salt}
    found = door.candidates(parcel.code, viewer=desk)
    assert [(one.line.line_id, one.by) for one in found] == [
        (first, ("lot",)),
        (second, ("phone",)),
        (third, ("pairs",)),
    ]


def test_a_parcel_that_nobody_knows_is_given_up_after_its_days_and_charged_to_nobody() -> None:
    (line,) = delivered([500], seller=builders.factory())
    code = book()
    assert door.lapse_parcels(on=days_after(30), viewer=TOWN, now=NOW) == 0
    assert door.lapse_parcels(on=days_after(31), viewer=TOWN, now=NOW) == 1
    assert door.lapse_parcels(on=days_after(32), viewer=TOWN, now=NOW) == 0
    assert (door.parcel(code, viewer=DESK).state, door.parcel(code, viewer=DESK).lapsed_on) == (
        "lapsed",
        days_after(31),
    )
    with pytest.raises(Refusal, match="parcel_lapsed"):
        match(code, line, 32)
    assert not models.Case.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_match_one_parcel_once() -> None:
    (line,) = delivered([50], seller=builders.factory())
    code = book()
    in_threads(3, lambda _number: match(code, line))
    assert models.Case.objects.count() == 1


def test_a_buyers_claim_has_his_reason_and_his_wish() -> None:
    first, second = delivered([500, 500], seller=builders.factory())
    for line, reason, wished in ((first, "faulty", "exchange"), (second, "wrong_size", "refund")):
        key = wish(line, 200)
        market.ReturnRequest.objects.filter(pk=key).update(reason=reason, wish=wished, claimed_on=ON)
    door.take_back(on=days_after(1), viewer=TOWN, now=NOW)
    assert list(models.Case.objects.order_by("id").values_list("reason", "outcome")) == [
        ("faulty", "exchange"),
        ("wrong_size", "refund"),
    ]
