"""Protect hand-overs and claims: two names, a count, a picture where it differs; each once, in time, told to few."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OPERATOR, Viewer
from dukou.files import door as files
from dukou.freight import models
from dukou.freight.door import claiming, handovers, tracking
from dukou.freight.records.tracking import NewEvent, NewHandOver
from dukou.journey.audit import tracking as road_laws
from dukou.post import models as post
from dukou.provenance import door as provenance
from dukou.provenance import models as book
from dukou.registry import models as registry
from tests import builders as town
from tests.freight.builders import NOW, ON, deliver, firms, leave, place, ready_order
from tests.freight.test_laws import broken
from tests.web.people import person

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
DAY = timedelta(days=1)
TRUCK_DAYS = 8


@pytest.fixture
def shipment() -> models.Shipment:
    (seller,), there = firms(1), place(services=("truck",))
    ready_order(there, seller, (500,), due_in=TRUCK_DAYS)
    leave()
    return models.Shipment.objects.get()


@pytest.fixture
def desk() -> Viewer:
    firm = town.firm("operator")
    return Viewer(person(firm, OPERATOR, "+8613900001111"), firm, frozenset({OPERATOR}))


def works_for(firm: int) -> Viewer:
    return Viewer(person(firm, FACTORY, "+8613900003333"), firm, frozenset({FACTORY}))


def picture(viewer: Viewer, colour: str = "red") -> str:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return files.store(out.getvalue(), purpose="hand_over", firm=viewer.firm, viewer=viewer, now=NOW).code


def given(row: models.Shipment, **changed: Any) -> NewHandOver:
    usual = {"key": "hand-0001", "leg": "depot_carrier", "given_by": "王 秀英", "taken_by": "李师傅"}
    return NewHandOver(**{**usual, "shipment": row.code, "found": row.cartons, "at": NOW, **changed})


def hand(one: NewHandOver, viewer: Viewer) -> str | None:
    """Hand over, and return the code of the refusal, if there is one."""
    outcome = handovers.hand_over([one], viewer=viewer, on=ON, now=NOW)
    return outcome.refused[0].refusal.code if outcome.refused else None


def test_the_same_key_is_one_hand_over_however_often_it_is_sent(shipment: models.Shipment, desk: Viewer) -> None:
    assert [hand(given(shipment), desk) for _time in range(3)] == [None] * 3
    assert hand(given(shipment, leg="round_depot"), desk) == "freight.hand_over_key_used"
    assert models.HandOver.objects.count() == book.Fact.objects.filter(kind="freight.handed_over").count() == 1


def test_the_book_has_salted_digests_of_names_and_nothing_once_they_are_blanked(
    shipment: models.Shipment, desk: Viewer
) -> None:
    assert hand(given(shipment, given_by=" 王  秀英 "), desk) is None
    row = models.HandOver.objects.get()
    (fact,) = [one for one in provenance.facts_about([shipment.code], viewer=TOWN) if one.kind == "freight.handed_over"]
    assert fact.payload["given"] == provenance.salted_digest("王 秀英", row.salt)
    assert fact.payload["taken"] == provenance.salted_digest("李师傅", row.salt)
    (shown,) = handovers.hand_overs(shipment.code, viewer=desk)
    assert (shown.given_by, shown.taken_by, shown.asked) == ("王 秀英", "李师傅", shipment.cartons)
    assert handovers.blank_names(before=ON, viewer=desk, now=NOW) == 0
    assert handovers.blank_names(before=ON + DAY, viewer=desk, now=NOW) == 1
    assert handovers.blank_names(before=ON + DAY, viewer=desk, now=NOW) == 0
    (shown,) = handovers.hand_overs(shipment.code, viewer=desk)
    assert (shown.given_by, shown.taken_by, shown.found) == ("", "", shipment.cartons)
    assert models.HandOver.objects.get().salt == ""


def test_a_difference_needs_a_picture_and_what_is_short_is_missing(shipment: models.Shipment, desk: Viewer) -> None:
    short = shipment.cartons - 1
    for found in (short, shipment.cartons + 1):
        assert hand(given(shipment, found=found), desk) == "freight.picture_required"
    assert hand(given(shipment, found=short, picture="nosuchpicture"), desk) == "freight.picture_not_found"
    assert models.HandOver.objects.count() == models.RoadException.objects.count() == 0
    assert hand(given(shipment, found=short, picture=picture(desk)), desk) is None
    (missing,) = models.RoadException.objects.all()
    assert (missing.kind, missing.found_by, missing.cartons) == ("missing", "hand_over", 1)
    deliver(ON + TRUCK_DAYS * DAY)
    missing.refresh_from_db()
    assert missing.closed_on is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"taken_by": " "}, "freight.two_names"),
        ({"given_by": "x" * 41}, "freight.two_names"),
        ({"given_by": "a\x00b"}, "freight.two_names"),
        ({"given_by": "李师傅"}, "freight.same_name_twice"),
        ({"leg": "moon"}, "freight.not_your_leg"),
        ({"key": "short"}, "freight.bad_hand_over"),
        ({"at": NOW + 3 * DAY}, "freight.bad_hand_over"),
        ({"found": -1}, "freight.carton_count_out_of_range"),
        ({"shipment": "nosuchshipment"}, "freight.shipment_not_found"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(
    changed: dict[str, Any], code: str, shipment: models.Shipment, desk: Viewer
) -> None:
    assert hand(given(shipment, **changed), desk) == code
    assert models.HandOver.objects.count() == 0


def test_a_firm_puts_down_its_own_end_alone_and_reads_no_other_names(shipment: models.Shipment, desk: Viewer) -> None:
    seller = works_for(shipment.firm_id)
    assert hand(given(shipment), seller) == "freight.not_your_leg"
    assert hand(given(shipment, leg="firm_round"), seller) is None
    assert hand(given(shipment, key="hand-0002"), desk) is None
    assert [one.given_by for one in handovers.hand_overs(shipment.code, viewer=seller)] == ["王 秀英", ""]
    rival = works_for_rival()
    assert hand(given(shipment, key="hand-0003", leg="firm_round"), rival) == "freight.shipment_not_found"
    with pytest.raises(Missing):
        handovers.hand_overs(shipment.code, viewer=rival)


def works_for_rival() -> Viewer:
    firm = town.firm()
    return Viewer(person(firm, FACTORY, "+8613900004444"), firm, frozenset({FACTORY}))


def terms() -> None:
    for kind, days in (("damaged", 7), ("missing", 7), ("late", 21)):
        registry.ClaimTerm.objects.create(mode="road", kind=kind, days=days, valid_from=ON - 400 * DAY, source="CMR")


def report(shipment: models.Shipment, viewer: Viewer, kind: str = "damaged", cartons: int = 2) -> str:
    return claiming.report_exception(shipment.code, kind, cartons=cartons, picture="", viewer=viewer, on=ON, now=NOW)


def claim(code: str, viewer: Viewer, amount: int = 5_000, on: Any = ON, **changed: Any) -> str:
    pictures = changed.get("pictures", [picture(viewer)])
    return claiming.file_claim(code, amount_minor=amount, pictures=pictures, viewer=viewer, on=on, now=NOW)


def test_a_claim_is_filed_once_in_time_and_told_to_firm_and_desk(shipment: models.Shipment, desk: Viewer) -> None:
    terms()
    code = report(shipment, desk)
    assert report(shipment, works_for(shipment.firm_id)) == code
    deliver(ON + TRUCK_DAYS * DAY)
    last = ON + (TRUCK_DAYS + 7) * DAY
    with pytest.raises(Refusal) as caught:
        claim(code, desk, on=last + DAY)
    assert caught.value.code == "freight.claim_too_late"
    made = claim(code, desk, on=last)
    assert claim(code, desk, on=last) == made
    (row,) = models.CarrierClaim.objects.all()
    assert (row.deadline_on, row.amount_minor, row.carrier_id) == (last, 5_000, shipment.tariff.carrier_id)
    notices = post.Notice.objects.filter(kind="freight.claim")
    assert set(notices.values_list("firm", flat=True)) == {shipment.firm_id, desk.firm}
    seen = claiming.exception(code, viewer=works_for_again(shipment.firm_id), on=ON).claim
    assert seen is not None
    assert (seen.amount_minor, seen.state) == (5_000, "filed")
    assert claiming.exception(code, viewer=town.purchaser(shipment.buyer_id), on=ON).claim is None
    with pytest.raises(Missing):
        claiming.exception(code, viewer=works_for_rival(), on=ON)


def works_for_again(firm: int) -> Viewer:
    return Viewer(1, firm, frozenset({FACTORY}))


def test_an_honest_road_breaks_no_law(shipment: models.Shipment, desk: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.freight.test_laws.LAWS", road_laws.LAWS)
    terms()
    event = NewEvent(shipment.code, "arrived_at_hub", NOW)
    tracking.record_events([event], source="carrier", viewer=desk, on=ON, now=NOW)
    assert hand(given(shipment, found=1, picture=picture(desk)), desk) is None
    code = report(shipment, desk)
    claim(code, desk)
    claiming.move_claim(code, "paid", paid_minor=1_000, viewer=desk, on=ON, now=NOW)
    claiming.close_exception(code, "settled", viewer=desk, on=ON, now=NOW)
    deliver(ON + TRUCK_DAYS * DAY)
    handovers.blank_names(before=ON + DAY, viewer=desk, now=NOW)
    assert broken() == set()
    models.CarrierClaim.objects.update(amount_minor=1)
    assert broken() == {"a claim is in time, within the goods' value, and every step of it is a fact"}


def test_states_of_a_claim_are_added_one_after_the_other(shipment: models.Shipment, desk: Viewer) -> None:
    terms()
    code = report(shipment, desk)
    claim(code, desk)

    def move(to: str, paid: int = 0) -> str:
        return claiming.move_claim(code, to, paid_minor=paid, viewer=desk, on=ON, now=NOW)

    assert [move("acknowledged"), move("acknowledged"), move("refused"), move("paid", 4_000)] == [
        *("acknowledged", "acknowledged", "refused"),
        "paid",
    ]
    for to, paid in (("dropped", 0), ("acknowledged", 0), ("paid", 10), ("nonsense", 0)):
        with pytest.raises(Refusal):
            move(to, paid)
    seen = claiming.exception(code, viewer=desk, on=ON).claim
    assert seen is not None
    assert [(one.state, one.paid_minor) for one in seen.steps] == [
        *(("filed", 0), ("acknowledged", 0), ("refused", 0)),
        ("paid", 4_000),
    ]
    told = book.Fact.objects.filter(kind="freight.claim_moved").order_by("id").values_list("payload", flat=True)
    assert [one.split('"state":')[1] for one in told] == ['"acknowledged"}', '"refused"}', '"paid"}']


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": 0}, "freight.claim_out_of_range"),
        ({"amount": 10**12}, "freight.claim_out_of_range"),
        ({"pictures": []}, "freight.claim_needs_picture"),
        ({"pictures": ["nosuchpicture"]}, "freight.picture_not_found"),
        ({"pictures": ["x"] * 11}, "freight.too_many_pictures"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(
    changed: dict[str, Any], code: str, shipment: models.Shipment, desk: Viewer
) -> None:
    terms()
    found = report(shipment, desk)
    with pytest.raises(Refusal) as caught:
        claim(found, desk, **changed)
    assert caught.value.code == code
    assert models.CarrierClaim.objects.count() == models.ClaimStep.objects.count() == 0


def test_without_a_published_term_nothing_is_claimed(shipment: models.Shipment, desk: Viewer) -> None:
    code = report(shipment, desk)
    with pytest.raises(Refusal) as caught:
        claim(code, desk)
    assert caught.value.code == "freight.no_claim_term"


def test_people_close_what_is_open_once_and_only_desks_do(shipment: models.Shipment, desk: Viewer) -> None:
    code = report(shipment, desk)
    seller = works_for(shipment.firm_id)
    for act in (
        lambda: claiming.close_exception(code, "settled", viewer=seller, on=ON, now=NOW),
        lambda: claim(code, seller),
        lambda: claiming.move_claim(code, "paid", paid_minor=1, viewer=seller, on=ON, now=NOW),
    ):
        with pytest.raises(Missing):
            act()
    with pytest.raises(Refusal):
        claiming.close_exception(code, "whatever", viewer=desk, on=ON, now=NOW)
    for outcome in ("settled", "dropped"):
        claiming.close_exception(code, outcome, viewer=desk, on=ON, now=NOW)
    (shown,), total = claiming.exceptions(viewer=seller, on=ON, is_open=False)
    assert (total, shown.outcome, shown.closed_on) == (1, "settled", ON)
    assert claiming.exceptions(viewer=seller, on=ON)[1] == 0
    assert book.Fact.objects.filter(kind="freight.exception_closed").count() == 1


@pytest.mark.parametrize(("kind", "cartons"), [("late", 1), ("damaged", 0), ("damaged", 10_000), ("", 1)])
def test_a_report_that_cannot_be_is_refused(kind: str, cartons: int, shipment: models.Shipment, desk: Viewer) -> None:
    with pytest.raises(Refusal):
        report(shipment, desk, kind, cartons)
    assert models.RoadException.objects.count() == 0


def test_showing_many_exceptions_takes_as_few_queries_as_showing_one(shipment: models.Shipment, desk: Viewer) -> None:
    counts = []
    for kind in ("damaged", "missing"):
        report(shipment, desk, kind)
        with CaptureQueriesContext(connection) as seen:
            claiming.exceptions(viewer=desk, on=ON)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 4
