"""Protect claims without goods: its seller decides, its buyer may appeal, silence agrees, nothing is paid twice."""

import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.files import door as files
from dukou.journey.audit.cases import LAWS
from dukou.market import models as market
from dukou.market.door import claims
from dukou.market.records import NewClaim
from dukou.provenance import models as book
from dukou.registry import door as registry
from dukou.returns import door, models
from dukou.returns.records import RULINGS, By, ClaimCase
from dukou.returns.rules import cases as rules
from tests import builders
from tests.builders import DESK, NOW, owner, purchaser
from tests.provenance.threads import in_threads
from tests.returns.builders import FEES, at_places, days_after, delivered
from tests.returns.laws import broken

VALUE_MINOR = 13_500


@pytest.fixture
def town(tmp_path: Any, settings: Any) -> dict[str, Any]:
    """Build a delivered line of which its buyer claims 100 pairs that never came, with a picture, and its case."""
    settings.DUKOU_HOME = tmp_path
    builders.limits(FEES | {"returns.answer_days": 3, "returns.appeal_days": 7})
    seller = builders.factory()
    (line,) = delivered([500], seller=seller)
    row = market.Line.objects.select_related("order").get(pk=line)
    buyer = row.order.buyer_id
    registry.set_clock(on=days_after(1), viewer=TOWN)
    picture = files.store(png(), purpose="claim", firm=buyer, viewer=purchaser(buyer), now=NOW).code
    new = NewClaim(row.number, 100, "short", "credit", picture, "pairs_missing")
    claims.file_claim(row.order.code, new, request_key="k", viewer=purchaser(buyer), now=NOW)
    assert door.take_back(on=days_after(2), viewer=TOWN, now=NOW) == 1
    return {"seller": seller, "buyer": buyer, "line": line, "code": models.Case.objects.get().code}


def png() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(kept, "PNG")
    return kept.getvalue()


def case() -> models.Case:
    return models.Case.objects.get()


def seen(town: dict[str, Any], viewer: Any, on: date | None = None) -> ClaimCase:
    return door.claim_case(town["code"], viewer=viewer, on=on or days_after(2))


def decide(town: dict[str, Any], ruling: str, part_minor: int = 0, **by: Any) -> None:
    who = {"viewer": owner(town["seller"]), "on": days_after(2)} | by
    door.decide(town["code"], ruling, part_minor, now=NOW, **who)


def refusal(act: Any) -> str:
    before = [list(table.objects.values_list()) for table in (models.Case, models.Decision, models.Note, book.Fact)]
    with pytest.raises(Refusal) as refused:
        act()
    assert before == [
        list(table.objects.values_list()) for table in (models.Case, models.Decision, models.Note, book.Fact)
    ]
    return refused.value.code


@pytest.mark.doors
@pytest.mark.django_db
def test_a_claim_without_goods_waits_for_its_seller_who_sees_the_picture(town: dict[str, Any]) -> None:
    one = case()
    assert (one.outcome, one.state, one.received_on, one.answer_by) == ("credit", "open", None, days_after(5))
    assert (one.reason, one.detail, one.refund_minor) == ("short", "pairs_missing", VALUE_MINOR)
    assert at_places(town["line"]) == {"buyer": 500}
    sellers, buyers = owner(town["seller"]), purchaser(town["buyer"])
    told = seen(town, sellers)
    pictures = [files.read(seen(town, who).picture, viewer=who).content for who in (sellers, buyers)]
    assert pictures[0] == pictures[1]
    assert (told.may, seen(town, buyers).may, seen(town, DESK).may) == ({"decide", "write"}, {"write"}, {"write"})
    assert [waits.code for waits in door.claims_to_decide(viewer=sellers)] == [town["code"]]
    assert door.claims_to_decide(viewer=DESK) == door.claims_to_decide(viewer=ANONYMOUS) == []


@pytest.mark.doors
@pytest.mark.django_db
def test_what_is_credited_whole_is_closed_the_next_day_and_settled_once(town: dict[str, Any]) -> None:
    for _again in range(2):
        decide(town, "as_claimed")
    assert models.Decision.objects.count() == book.Fact.objects.filter(kind="returns.case_decided").count() == 1
    assert [door.close(on=days_after(day), viewer=TOWN, now=NOW) for day in (2, 3, 4)] == [0, 1, 0]
    (handed,) = door.closed(on=days_after(3), viewer=TOWN)
    assert (handed.refund_minor, handed.freight_minor, handed.handling_minor) == (VALUE_MINOR, 0, 0)
    assert broken(LAWS) == set()


@pytest.mark.doors
@pytest.mark.django_db
def test_a_part_may_be_appealed_and_the_desk_has_the_last_word(town: dict[str, Any]) -> None:
    decide(town, "in_part", 3_500)
    assert (case().refund_minor, case().withheld_minor, case().appeal_by) == (3_500, 10_000, days_after(9))
    assert door.close(on=days_after(9), viewer=TOWN, now=NOW) == 0
    buyers = purchaser(town["buyer"])
    assert "appeal" in seen(town, buyers, days_after(9)).may
    for _again in range(2):
        door.appeal(town["code"], " The scale says 20 kg. ", viewer=buyers, on=days_after(9), now=NOW)
    assert refusal(lambda: decide(town, "as_claimed", on=days_after(9))) == "returns.not_to_decide"
    assert [waits.code for waits in door.claims_to_decide(viewer=DESK)] == [town["code"]]
    decide(town, "as_claimed", viewer=DESK, on=days_after(10))
    told = seen(town, buyers, days_after(10))
    assert [(one.by, one.credit_minor) for one in told.decisions] == [("seller", 3_500), ("desk", VALUE_MINOR)]
    assert [(one.firm, one.text) for one in told.notes] == [(town["buyer"], "The scale says 20 kg.")]
    assert (told.may, case().withheld_minor) == ({"write"}, 0)
    assert door.close(on=days_after(11), viewer=TOWN, now=NOW) == 1
    assert refusal(lambda: door.write_note(town["code"], "late", viewer=buyers, now=NOW)) == "returns.case_closed"
    assert broken(LAWS) == set()


@pytest.mark.doors
@pytest.mark.django_db
def test_a_refusal_without_an_appeal_is_closed_when_the_days_are_over(town: dict[str, Any]) -> None:
    decide(town, "count_agrees")
    buyers = purchaser(town["buyer"])
    assert door.close(on=days_after(9), viewer=TOWN, now=NOW) == 0
    late = days_after(10)
    assert refusal(lambda: door.appeal(town["code"], "no", viewer=buyers, on=late, now=NOW)) == "returns.no_appeal"
    assert door.close(on=late, viewer=TOWN, now=NOW) == 1
    assert (case().refund_minor, case().withheld_minor, broken(LAWS)) == (0, VALUE_MINOR, set())


@pytest.mark.doors
@pytest.mark.django_db
def test_who_does_not_answer_agrees(town: dict[str, Any]) -> None:
    assert [door.lapse(on=days_after(day), viewer=TOWN, now=NOW) for day in (5, 6, 7)] == [0, 1, 0]
    (decision,) = models.Decision.objects.all()
    assert (decision.by, decision.ruling, decision.credit_minor) == ("rule", "seller_silent", VALUE_MINOR)
    assert refusal(lambda: decide(town, "not_shown", on=days_after(6))) == "returns.not_to_decide"
    assert (case().appeal_by, broken(LAWS)) == (None, set())


@pytest.mark.doors
@pytest.mark.django_db
def test_nobody_else_decides_appeals_writes_or_sees_it(town: dict[str, Any]) -> None:
    buyers = purchaser(town["buyer"])
    assert refusal(lambda: decide(town, "as_claimed", viewer=buyers)) == "returns.case_not_found"
    assert refusal(lambda: decide(town, "as_claimed", viewer=DESK)) == "returns.not_to_decide"
    rival = owner(builders.factory())
    decide(town, "count_agrees")
    acts = [
        lambda viewer: decide(town, "as_claimed", viewer=viewer),
        lambda viewer: door.appeal(town["code"], "mine", viewer=viewer, on=days_after(3), now=NOW),
        lambda viewer: door.write_note(town["code"], "hello", viewer=viewer, now=NOW),
        lambda viewer: seen(town, viewer),
    ]
    for act in acts:
        for viewer in (rival, ANONYMOUS):
            with pytest.raises(Missing):
                act(viewer)
    for viewer in (owner(town["seller"]), DESK):
        with pytest.raises(Missing):
            acts[1](viewer)
    assert (case().refund_minor, models.Note.objects.count()) == (0, 0)


@pytest.mark.doors
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ruling", "part_minor", "code"),
    [
        ("", 0, "unknown_ruling"),
        ("seller_silent", 0, "unknown_ruling"),
        ("in_part", 0, "no_such_part"),
        ("in_part", -1, "no_such_part"),
        ("in_part", VALUE_MINOR, "no_such_part"),
    ],
)
def test_a_ruling_that_is_none_is_refused(town: dict[str, Any], ruling: str, part_minor: int, code: str) -> None:
    assert refusal(lambda: decide(town, ruling, part_minor)) == f"returns.{code}"


@pytest.mark.doors
@pytest.mark.django_db
def test_notes_are_kept_whole_or_refused(town: dict[str, Any]) -> None:
    door.write_note(town["code"], "数过了，少一包。", viewer=owner(town["seller"]), now=NOW)
    door.write_note(town["code"], "Both of you: look at the hand-over.", viewer=DESK, now=NOW)
    assert [(one.firm, one.text[:2]) for one in seen(town, DESK).notes] == [(town["seller"], "数过"), (None, "Bo")]
    for text, code in (("  ", "empty_note"), ("x" * 501, "long_note")):
        told = refusal(lambda text=text: door.write_note(town["code"], text, viewer=DESK, now=NOW))
        assert told == f"returns.{code}"


@pytest.mark.doors
@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_stands(town: dict[str, Any]) -> None:
    acts = (lambda: decide(town, "as_claimed"), lambda: decide(town, "not_shown"))

    def answer(number: int) -> str:
        try:
            acts[number]()
        except Refusal as refused:
            return refused.code
        return "done"

    found = in_threads(2, answer)
    assert sorted(found) == ["done", "returns.not_to_decide"]
    assert (models.Decision.objects.count(), broken(LAWS)) == (1, set())


@given(
    st.sampled_from([*RULINGS, "gift"]),
    st.integers(-5, 20_000),
    st.integers(1, 15_000),
    st.sampled_from(["seller", "desk", "rule"]),
)
def test_no_ruling_credits_more_than_the_goods_were_sold_for(ruling: str, part: int, value: int, by: By) -> None:
    try:
        found, credit = rules.credited(ruling, part, value, by=by)
    except Refusal:
        return
    assert 0 <= credit <= value
    assert (RULINGS[found] == "all") == (credit == value)
    assert (RULINGS[found] == "nothing") == (credit == 0)
