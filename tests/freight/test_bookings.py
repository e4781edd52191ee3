"""Protect a booking: a carrier takes it once, its word is heard once, and what cannot be read decides nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, OPERATOR, Viewer
from dukou.freight import beat, models
from dukou.freight.door import booking as door
from dukou.freight.door import carriers
from dukou.freight.records.carriers import NewBooking
from dukou.freight.records.parties import Contact, PartyRequest
from dukou.post import door as post
from dukou.post import models as outbox
from dukou.post import rules as post_rules
from dukou.provenance.models import Fact
from dukou.registry import door as registry
from dukou.site import wire
from tests import builders as town
from tests.freight.carriers import STUBS, Stub

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
NOW = town.NOW
DESK = Viewer(person=9, firm=9_999, roles=frozenset({OPERATOR}))
SENDER = Contact("渡口共享仓", "+8641812345678", "CN", "辽宁省", "辽阳市", "小北河镇 1 号", "CNSHE")
RECEIVER = Contact("Müller + Söhne: 'Strümpfe'?", "+4940123456", "DE", "Hamburg", "Hamburg", "Hafenstr. 1", "DEHAM")
PREFIX = {"sf_express": "SF", "deppon": "DPK", "rail_edifact": "RB", "dcsa": "BKCBRR"}


every_carrier = pytest.mark.parametrize("stub", STUBS, indirect=True)


def new(**changed: Any) -> NewBooking:
    plain = NewBooking(
        key="load-1",
        carrier=models.CarrierProfile.objects.get().carrier_id,
        service="1",
        destination=registry.destinations()[0].code,
        departs_on=town.ON + timedelta(days=8),
        cartons=20,
        grams=190_500,
        ml=1_680_250,
        goods="棉袜 cotton socks",
        sender=SENDER,
        receiver=RECEIVER,
    )
    return replace(plain, **changed)


def book(**changed: Any) -> str:
    return door.book(new(**changed), viewer=DESK, now=NOW)


def carry(now: datetime = NOW) -> None:
    wire.carry(now)
    beat.tick(now)


def shown(code: str) -> tuple[str, str, list[str]]:
    record, events, _letter = door.booking(code, viewer=DESK)
    return record.state, record.reference, [one.kind for one in events]


@every_carrier
def test_a_booking_is_asked_carried_confirmed_and_its_words_are_forgotten(stub: Stub, request: Any) -> None:
    code = book()
    assert shown(code) == ("asked", "", ["asked"])
    carry()
    carry(NOW + timedelta(hours=2))
    carry(NOW + timedelta(hours=2))
    state, reference, events = shown(code)
    protocol = request.node.callspec.params["stub"]
    later = ["received"] if protocol == "dcsa" else []
    assert (state, events) == ("confirmed", ["asked", *later, "confirmed"])
    assert reference.startswith(PREFIX[protocol])
    assert stub.asked == 1 + len(later)
    assert {bytes(one) for one in outbox.Message.objects.values_list("body", flat=True)} == {b""}
    assert not Fact.objects.filter(payload__contains="Hafenstr").exists()


@every_carrier
def test_a_carriers_no_is_a_refusal_with_its_code(stub: Stub) -> None:
    stub.mood = "no"
    code = book()
    carry()
    assert shown(code) == ("refused", models.Booking.objects.get().reference, ["asked", "refused"])
    assert models.BookingEvent.objects.get(kind="refused").note in {"8057", "3010", "NOSPACE", "7003"}
    with pytest.raises(Refusal, match=r"freight\.booking_over"):
        door.cancel_booking(code, viewer=DESK, now=NOW)


@every_carrier
def test_what_cannot_be_read_decides_nothing_and_a_person_can(stub: Stub) -> None:
    stub.mood = "garbled"
    code = book()
    carry()
    assert shown(code) == ("asked", "", ["asked", "unclear"])
    said = {"reference": "by phone 7", "note": "spoke to the dispatcher"}
    door.answer_by_hand(code, outcome="confirmed", viewer=DESK, now=NOW, **said)
    assert shown(code) == ("confirmed", "by phone 7", ["asked", "unclear", "confirmed"])


@every_carrier
@pytest.mark.parametrize("mood", ["slow", "down"])
def test_a_carrier_that_is_slow_or_down_is_asked_again_and_takes_the_order_once(stub: Stub, mood: str) -> None:
    stub.mood = mood
    code = book()
    carry()
    assert shown(code) == ("asked", "", ["asked"])
    stub.mood = "yes"
    for hours in (1, 3, 3):
        carry(NOW + timedelta(hours=hours))
    assert shown(code)[0] == "confirmed"
    assert list(stub.orders) == [code]


@pytest.mark.parametrize("stub", ["sf_express"], indirect=True)
def test_a_carrier_that_never_answers_is_told_to_the_desk(stub: Stub) -> None:
    stub.mood = "down"
    code = book()
    now = NOW
    for _attempt in range(post_rules.MOST_ATTEMPTS):
        carry(now)
        now += timedelta(days=1)
    assert shown(code) == ("asked", "", ["asked", "unreachable"])
    assert stub.asked == post_rules.MOST_ATTEMPTS


@pytest.mark.parametrize("stub", ["sf_express"], indirect=True)
def test_the_same_key_is_the_same_booking_and_another_one_under_it_is_refused(stub: Stub) -> None:
    code = book()
    assert book() == code
    with pytest.raises(Refusal, match=r"freight\.booking_key_used"):
        book(cartons=21)
    carry()
    carry()
    assert (stub.asked, models.Booking.objects.count(), outbox.Message.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("stub", ["sf_express"], indirect=True)
def test_a_parcel_keeps_the_sales_channels_own_waybill_and_none_is_ordered(stub: Stub) -> None:
    code = book(waybill="YT8812345678901")
    carry()
    assert shown(code) == ("confirmed", "YT8812345678901", ["waybill_kept"])
    assert (stub.asked, outbox.Message.objects.count()) == (0, 0)


@every_carrier
def test_a_cancellation_is_asked_once_and_heard(stub: Stub) -> None:
    code = book()
    carry()
    for _time in range(2):
        door.cancel_booking(code, viewer=DESK, now=NOW)
    asked = stub.asked
    carry()
    assert stub.asked == asked + 1
    assert shown(code)[0] == "cancelled"
    assert shown(code)[2].count("cancel_asked") == 1


@pytest.mark.parametrize("stub", ["sf_express", "dcsa"], indirect=True)
def test_what_is_only_received_is_asked_after_at_most_once_an_hour(stub: Stub) -> None:
    stub.mood = "later"
    code = book()
    carry()
    for minutes in (10, 61, 62, 70):
        carry(NOW + timedelta(minutes=minutes))
    assert (shown(code)[0], stub.asked) == ("asked", 2)
    stub.mood = "yes"
    carry(NOW + timedelta(minutes=130))
    carry(NOW + timedelta(minutes=131))
    assert (shown(code)[0], stub.asked) == ("confirmed", 3)


@pytest.mark.parametrize("stub", ["sf_express"], indirect=True)
def test_goods_on_the_way_are_asked_after_daily_until_they_are_there(stub: Stub) -> None:
    code = book()
    carry()
    for hours in (26, 26):
        carry(NOW + timedelta(hours=hours))
    assert stub.asked == 1
    left = NOW + timedelta(days=8)
    for mood, hours in (("yes", 0), ("yes", 1), ("garbled", 25), ("there", 50), ("there", 80)):
        stub.mood = mood
        carry(left + timedelta(hours=hours))
        carry(left + timedelta(hours=hours))
    assert shown(code) == ("confirmed", "SF0000000001", ["asked", "confirmed", "picked_up", "departed", "delivered"])
    assert stub.asked == 4


@pytest.mark.parametrize("stub", ["dcsa"], indirect=True)
def test_a_yes_that_comes_after_a_cancellation_changes_nothing(stub: Stub) -> None:
    code = book()
    door.answer_by_hand(code, outcome="cancelled", reference="", note="", viewer=DESK, now=NOW)
    carry()
    assert stub.asked == 1
    assert shown(code)[0] == "cancelled"


@pytest.mark.parametrize("stub", ["deppon"], indirect=True)
def test_a_reply_that_two_beats_see_is_heard_once(stub: Stub) -> None:
    book()
    wire.carry(NOW)
    (reply,) = post.replies((door.BOOK,), viewer=TOWN)
    assert [door.hear(reply, viewer=TOWN, now=NOW) for _beat in range(2)] == [1, 0]
    assert (models.BookingEvent.objects.count(), stub.asked) == (2, 1)


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("freight.weight_zero", {"grams": 0}),
    ("freight.weight_zero", {"cartons": 0}),
    ("freight.bad_booking", {"goods": "socks\n"}),
    ("freight.bad_booking", {"key": ""}),
    ("freight.bad_booking", {"waybill": "W" * 61}),
    ("freight.unknown_destination", {"destination": "Atlantis"}),
    ("freight.carrier_not_found", {"carrier": 9_990_001}),
]


@pytest.mark.parametrize("stub", ["sf_express"], indirect=True)
@pytest.mark.parametrize(("code", "changed"), WRONG)
@pytest.mark.usefixtures("stub")
def test_a_wrong_booking_is_refused_and_nothing_is_sent(code: str, changed: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as caught:
        book(**changed)
    assert caught.value.code == code
    assert (models.Booking.objects.count(), outbox.Message.objects.count()) == (0, 0)


@pytest.mark.parametrize("stub", ["sf_express"], indirect=True)
def test_a_word_by_hand_must_mean_something(stub: Stub) -> None:
    code = book()
    for outcome, note, refused in (("maybe", "", "unknown_outcome"), ("confirmed", "x" * 121, "bad_note")):
        with pytest.raises(Refusal, match=refused):
            door.answer_by_hand(code, outcome=outcome, reference="", note=note, viewer=DESK, now=NOW)
    assert (shown(code), stub.asked) == (("asked", "", ["asked"]), 0)


@pytest.mark.parametrize("stub", ["sf_express"], indirect=True)
@pytest.mark.usefixtures("stub")
def test_only_desks_see_and_make_bookings() -> None:
    code = book()
    for viewer in (ANONYMOUS, Viewer(person=1, firm=1)):
        for ask in (
            lambda who: door.book(new(), viewer=who, now=NOW),
            lambda who: door.booking(code, viewer=who),
            lambda who: door.booking_sheet(code, viewer=who),
            lambda who: door.cancel_booking(code, viewer=who, now=NOW),
            lambda who: door.answer_by_hand(code, outcome="refused", reference="", note="", viewer=who, now=NOW),
            lambda who: door.answer_by_sheet(b"", viewer=who, now=NOW),
            lambda who: door.follow_up(viewer=who, now=NOW),
        ):
            with pytest.raises(Missing):
                ask(viewer)
        assert (door.bookings(viewer=viewer), carriers.carriers(viewer=viewer)) == ([], [])
    with pytest.raises(Missing):
        carriers.speak(1, protocol="dcsa", account="A", viewer=ANONYMOUS, now=NOW)


def test_a_protocol_that_nobody_speaks_is_refused_to_the_desk_and_to_the_edge() -> None:
    town.limits()
    firm = town.firm("carrier")
    for protocol, account, code in (("telex", "A", "unknown_protocol"), ("dcsa", " ", "bad_account")):
        with pytest.raises(Refusal, match=code):
            carriers.speak(firm, protocol=protocol, account=account, viewer=DESK, now=NOW)
    with pytest.raises(Missing, match="carrier_not_found"):
        carriers.speak(town.firm(), protocol="dcsa", account="A", viewer=DESK, now=NOW)
    assert not models.CarrierProfile.objects.exists()
    request = PartyRequest("GET /", b"")
    with pytest.raises(Refusal, match="unknown_protocol"):
        carriers.seal("manual", request, account="A", key="k", code="c", at=NOW, viewer=TOWN)
    with pytest.raises(Missing):
        carriers.seal("dcsa", request, account="A", key="k", code="c", at=NOW, viewer=DESK)


@pytest.mark.parametrize("stub", ["sf_express"], indirect=True)
@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow_with_the_bookings(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        book(key=f"load-{number}")
    with django_assert_num_queries(1):
        assert len(door.bookings(viewer=DESK)) == count
    code = door.bookings(viewer=DESK, state="asked")[0].code
    with django_assert_num_queries(3):
        door.booking(code, viewer=DESK)
    with django_assert_num_queries(2):
        door.follow_up(viewer=TOWN, now=NOW + timedelta(days=1))
