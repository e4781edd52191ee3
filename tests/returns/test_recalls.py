"""Protect recalls: buyers are told and see themselves alone, stock is held, and what comes back is counted."""

from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.depot import door as depot_door
from dukou.depot import models as depot
from dukou.depot.records import NewReservation
from dukou.journey import recalling
from dukou.journey.audit.cases import LAWS as CASES
from dukou.journey.audit.faults import HOLDS, RECALLS
from dukou.mill import models as mill
from dukou.post import door as post
from dukou.provenance import models as book
from dukou.registry import door as registry
from dukou.returns import door, models
from dukou.returns.door import recalls
from tests import builders
from tests.builders import DESK, NOW, owner, purchaser
from tests.provenance.threads import in_threads
from tests.returns.builders import FEES, at_places, days_after, delivered, wish
from tests.returns.laws import broken

TABLES = (models.Recall, models.RecallBuyer, models.Case, depot.Hold, book.Fact)


@pytest.fixture
def town() -> dict[str, Any]:
    """Build a delivered line of 500 pairs, of which 100 came back and lie on the shelf."""
    builders.limits(FEES | {"returns.hold_days": 3})
    registry.set_clock(on=days_after(8), viewer=TOWN)
    maker, seller = builders.factory(), builders.factory()
    (line,) = delivered([500], seller=seller, maker=maker)
    lot = mill.Lot.objects.get(line_id=line)
    wish(line, 100)
    door.take_back(on=days_after(2), viewer=TOWN, now=NOW)
    models.Case.objects.update(reason="surplus", draw=1)
    door.grade(on=days_after(7), limit=QUICK, viewer=TOWN, now=NOW)
    return {
        "maker": maker,
        "seller": seller,
        "line": line,
        "lot": lot.code,
        "buyer": models.Case.objects.get().buyer_id,
    }


def call(town: dict[str, Any], reason: str = "needle", **by: Any) -> str:
    given = {"viewer": owner(town["seller"]), "on": days_after(8), "now": NOW} | by
    return recalling.recall(town["lot"], reason, **given)


def refusal(act: Any) -> str:
    before = [list(table.objects.values_list()) for table in TABLES]
    with pytest.raises(Refusal) as refused:
        act()
    assert before == [list(table.objects.values_list()) for table in TABLES]
    return refused.value.code


def laws() -> set[str]:
    return broken([*RECALLS, *HOLDS, *CASES])


@pytest.mark.doors
@pytest.mark.django_db
def test_a_seller_calls_a_lot_back_and_what_comes_is_counted_until_it_is_settled(town: dict[str, Any]) -> None:
    code = call(town)
    assert call(town) == code
    case = models.Case.objects.get(recall__code=code)
    assert (case.pairs, case.reason, case.received_on, case.state) == (400, "faulty", days_after(13), "open")
    sellers, buyers = owner(town["seller"]), purchaser(town["buyer"])
    (had,) = recalls.recall(code, viewer=sellers).buyers
    assert (had.buyer, had.pairs_ordered, had.pairs_back, had.case) == (town["buyer"], 500, 0, case.code)
    assert recalls.recall(code, viewer=sellers).places["buyer"] == 400
    mine = recalls.recall(code, viewer=buyers)
    assert ([one.case for one in mine.buyers], mine.places) == ([case.code], {})
    assert [one.kind for one in post.notices(viewer=buyers)] == ["returns.recalled"]
    assert [(one.because, one.lifted_on) for one in depot_door.holds(viewer=sellers)] == [("recall", None)]
    stock = depot.Stock.objects.get()
    if stock.pairs_on_hand:
        asked = NewReservation(None, town["seller"], stock.sku_id, 1, "x")
        assert depot_door.reserve([asked], viewer=sellers, now=NOW).refused
    assert recalls.close_recalls(on=days_after(9), viewer=TOWN, now=NOW) == 0
    door.grade(on=days_after(13), limit=QUICK, viewer=TOWN, now=NOW)
    assert at_places(town["line"]).get("buyer", 0) == 0
    assert recalls.recall(code, viewer=sellers).buyers[0].pairs_back == 400
    door.close(on=days_after(14), viewer=TOWN, now=NOW)
    assert [recalls.close_recalls(on=days_after(14), viewer=TOWN, now=NOW) for _again in range(2)] == [1, 0]
    assert (models.Recall.objects.get().state, laws()) == ("closed", set())


@pytest.mark.doors
@pytest.mark.django_db
def test_a_desk_asks_and_the_seller_consents_once(town: dict[str, Any]) -> None:
    code = call(town, viewer=DESK)
    assert (models.Recall.objects.get().state, depot.Hold.objects.count()) == ("asked", 0)
    buyers = purchaser(town["buyer"])
    assert recalls.recalls(viewer=buyers) == []
    with pytest.raises(Missing):
        recalls.recall(code, viewer=buyers)
    sellers = owner(town["seller"])
    assert recalls.recall(code, viewer=sellers).may_answer
    for _again in range(2):
        recalling.answer(code, consents=True, viewer=sellers, on=days_after(8), now=NOW)
    assert (models.Case.objects.filter(recall__code=code).count(), depot.Hold.objects.count()) == (1, 1)
    no = {"consents": False, "viewer": sellers, "on": days_after(8), "now": NOW}
    assert refusal(lambda: recalling.answer(code, **no)) == "returns.recall_answered"
    assert [one.pairs for one in recalls.recalls(viewer=buyers)] == [500]
    assert laws() == set()


@pytest.mark.doors
@pytest.mark.django_db
def test_a_desk_sees_by_when_a_recall_is_answered_and_then_by_when_to_decide_about_the_goods(
    town: dict[str, Any],
) -> None:
    code = call(town, viewer=DESK)
    lying = depot.Stock.objects.get().pairs_on_hand

    def waiting() -> list[tuple[str, str, Any, int]]:
        found = door.expiring(on=days_after(8), viewer=DESK)
        return [(one.kind, one.code, one.expires_on, one.pairs) for one in found if one.kind in {"recall", "hold"}]

    assert waiting() == [("recall", code, days_after(10), 500)]
    recalling.answer(code, consents=True, viewer=owner(town["seller"]), on=days_after(8), now=NOW)
    assert waiting() == []
    models.Recall.objects.update(state="closed", closed_on=days_after(9))
    assert waiting() == [("hold", town["lot"], days_after(11), lying)]
    depot_door.lift_holds(town["lot"], "inspected", viewer=DESK, on=days_after(9), now=NOW)
    assert waiting() == []


@pytest.mark.doors
@pytest.mark.django_db
def test_a_declined_recall_leaves_everything_as_it_was_and_may_be_asked_again(town: dict[str, Any]) -> None:
    first = call(town, viewer=DESK)
    recalling.answer(first, consents=False, viewer=owner(town["seller"]), on=days_after(8), now=NOW)
    assert (depot.Hold.objects.count(), models.RecallBuyer.objects.count()) == (0, 0)
    assert call(town, viewer=DESK) != first
    assert laws() == set()


@pytest.mark.doors
@pytest.mark.django_db
def test_who_got_pairs_of_the_lot_in_exchange_is_told_too(town: dict[str, Any]) -> None:
    lot = mill.Lot.objects.get()
    (other,) = delivered([50], seller=town["seller"])
    wish(other, 20)
    door.take_back(on=days_after(2), viewer=TOWN, now=NOW)
    case = models.Case.objects.get(line_id=other)
    depot.StockMove.objects.create(
        lot=lot,
        owner_id=town["seller"],
        from_place="depot",
        to_place="exchanged",
        pairs=20,
        on=days_after(7),
        cause=case.code,
    )
    code = call(town)
    found = {one.buyer: (one.pairs_ordered, one.pairs_exchanged) for one in recalls.recall(code, viewer=DESK).buyers}
    assert found == {town["buyer"]: (500, 0), case.buyer_id: (0, 20)}
    theirs = recalls.recall(code, viewer=purchaser(case.buyer_id))
    assert [(one.buyer, one.case) for one in theirs.buyers] == [(case.buyer_id, "")]
    assert [one.pairs for one in recalls.recalls(viewer=purchaser(case.buyer_id))] == [20]
    assert broken(RECALLS) == set()


@pytest.mark.doors
@pytest.mark.django_db
def test_nobody_else_calls_back_answers_or_reads(town: dict[str, Any]) -> None:
    rival = owner(builders.factory())
    for viewer in (rival, owner(town["maker"]), purchaser(town["buyer"]), ANONYMOUS):
        assert refusal(lambda viewer=viewer: call(town, viewer=viewer)) == "mill.lot_not_found"
    assert refusal(lambda: call(town, reason="bored")) == "returns.unknown_recall_reason"
    code = call(town, viewer=DESK)
    for viewer in (rival, DESK, purchaser(town["buyer"]), ANONYMOUS):
        yes = {"consents": True, "viewer": viewer, "on": days_after(8), "now": NOW}
        assert refusal(lambda yes=yes: recalling.answer(code, **yes)) == "returns.recall_not_found"
    for viewer in (rival, ANONYMOUS):
        assert recalls.recalls(viewer=viewer) == []
        with pytest.raises(Missing):
            recalls.recall(code, viewer=viewer)
    for step in (recalls.open_recalled, recalls.close_recalls):
        with pytest.raises(Missing):
            step(on=days_after(8), viewer=DESK, now=NOW)


@pytest.mark.doors
@pytest.mark.django_db(transaction=True)
def test_two_at_once_call_a_lot_back_once(town: dict[str, Any]) -> None:
    found = in_threads(2, lambda _number: call(town))
    assert len(set(found)) == 1
    assert (models.Recall.objects.count(), models.Case.objects.filter(recall__isnull=False).count()) == (1, 1)
    assert laws() == set()
