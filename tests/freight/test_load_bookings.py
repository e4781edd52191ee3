"""Protect the booking of a load: one press, one booking; what its carrier tells reaches each shipment aboard, once."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.freight import beat, models
from dukou.freight import door as freight
from dukou.freight.door import booking, carriers, tracking
from dukou.freight.door import load_bookings as door
from dukou.freight.records.carriers import NewBooking
from dukou.freight.records.parties import Contact
from dukou.provenance.models import Fact
from dukou.registry import door as registry
from dukou.registry import models as registry_models
from dukou.site import wire
from tests import builders as town
from tests.freight.builders import NOW, ON, dispatch, firms, freeze, leave, offer, place, prepare, ready_order
from tests.freight.carriers import Stub

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SENDER = Contact("渡口共享仓", "+8641812345678", "CN", "辽宁省", "辽阳市", "小北河镇 1 号", "CNSHE")
# By which service of the builders goods travel, in how many days, and what it is called.
SERVICES = {"sf_express": ("express", 3, "express"), "rail_edifact": ("truck", 8, "rail_fcl")}


def ready(number: int = 3, service: str = "truck", days: int = 8, called: str = "truck") -> list[int]:
    """Lay goods of some firms ready for one place; return the firms."""
    registry.set_clock(on=ON, viewer=TOWN)
    there, sellers = place(services=(service,)), firms(number)
    registry_models.Tariff.objects.update(service=called)
    for firm in sellers:
        ready_order(there, firm, (300,), due_in=days)
    return sellers


def carrier() -> int:
    return registry_models.Firm.objects.get(kind="carrier").pk


def spoken() -> None:
    carriers.speak(carrier(), protocol="manual", account="A", viewer=town.DESK, now=NOW)


def told_who_sends() -> None:
    """Book something else with the carrier, which says who sends."""
    where = registry.destinations()[0].code
    who = (SENDER, replace(SENDER, name="receiver"))
    booking.book(
        NewBooking("before", carrier(), "any", where, ON, 1, 9_000, 80_000, "socks", *who), viewer=town.DESK, now=NOW
    )


def book(service: str = "truck", on: Any = ON, viewer: Any = town.DESK) -> str:
    load = models.Load.objects.get().code
    return door.book_load(load, carrier=carrier(), service=service, viewer=viewer, on=on, now=NOW)


def carry(now: datetime) -> None:
    wire.carry(now)
    beat.tick(now)


def steps(shipment: models.Shipment) -> list[tuple[str, str]]:
    track = tracking.own_track(shipment.code, viewer=town.owner(shipment.firm_id), on=ON).track
    return [(one.kind, one.place) for one in track.steps if one.source == "carrier"]


def decline(firm: int) -> None:
    codes = [one.code for one in freight.offers(viewer=town.owner(firm), on=ON)]
    freight.answer_offers(codes, accept=False, viewer=town.owner(firm), on=ON, now=NOW)


@pytest.mark.parametrize("stub", SERVICES, indirect=True)
def test_what_a_carrier_tells_stands_on_the_way_of_each_shipment_aboard_and_of_no_other(
    stub: Stub, request: Any
) -> None:
    service, days, called = SERVICES[request.node.callspec.params["stub"]]
    sellers = ready(3, service, days, called)
    told_who_sends()
    prepare()
    freeze()
    offer()
    decline(sellers[0])
    dispatch()
    code = book(called)
    carry(NOW)
    alone, *aboard = models.Shipment.objects.order_by("firm_id")
    for number, mood in enumerate(("yes", "yes", "there", "there")):
        stub.mood = mood
        carry(NOW + (8 + number) * DAY)
        carry(NOW + (8 + number) * DAY)
    kinds = ["picked_up", "departed", "delivered"]
    events = [one.kind for one in booking.booking(code, viewer=town.DESK)[1]]
    assert events == ["asked", "confirmed", *kinds]
    for shipment in aboard:
        told = steps(shipment)
        assert [kind for kind, _place in told] == ["handed_over", "left", "delivered"]
        assert all(place for _kind, place in told)
    assert steps(alone) == []
    facts = Fact.objects.filter(kind="freight.way_told").values_list("subject", flat=True)
    assert Counter(facts) == {shipment.code: 3 for shipment in aboard}


@pytest.mark.parametrize("stub", ["sf_express"], indirect=True)
def test_what_cannot_be_so_is_left_out_and_many_events_are_told_in_parts(stub: Stub, monkeypatch: Any) -> None:
    ready(3, *SERVICES["sf_express"])
    told_who_sends()
    leave()
    book("express")
    carry(NOW)
    monkeypatch.setattr(booking, "MOST_EVENTS", 2)
    for day, mood in ((8, "odd"), (9, "garbled"), (10, "there")):
        stub.mood = mood
        carry(NOW + day * DAY)
        carry(NOW + day * DAY)
    for shipment in models.Shipment.objects.all():
        assert steps(shipment) == [("handed_over", "深圳市"), ("left", "深圳市"), ("delivered", "深圳市")]
    told = models.BookingEvent.objects.filter(booking__load__isnull=False, kind="departed")
    assert list(told.order_by("at").values_list("note", flat=True)) == ["", "深圳市"]


def test_a_load_is_booked_in_one_press_with_what_is_aboard_once_somebody_has_said_who_sends() -> None:
    sellers = ready()
    spoken()
    prepare()
    freeze()
    offer()
    decline(sellers[0])
    load = models.Load.objects.get().code
    with pytest.raises(Refusal, match=r"freight\.sender_unknown"):
        book()
    assert not models.Booking.objects.exists()
    told_who_sends()
    code = book()
    assert book() == code
    kept = models.Booking.objects.get(code=code)
    aboard = models.Shipment.objects.exclude(firm_id=sellers[0])
    for name in ("cartons", "grams", "ml"):
        assert getattr(kept, name) == sum(aboard.values_list(name, flat=True))
    assert (kept.departs_on, kept.sender["name"], kept.load_id) == (ON, SENDER.name, models.Load.objects.get().pk)
    dispatch()
    (one,) = door.to_book(load, viewer=town.DESK)
    assert one.booking is not None
    assert (one.booking.code, one.cartons, one.vehicles) == (code, kept.cartons, 1)


def test_who_said_no_is_asked_anew_and_what_has_left_is_not_booked() -> None:
    ready()
    spoken()
    told_who_sends()
    leave()
    code = book()
    booking.answer_by_hand(code, outcome="refused", reference="", note="", viewer=town.DESK, now=NOW)
    again = book()
    assert again != code
    booking.cancel_booking(again, viewer=town.DESK, now=NOW)
    before = models.Booking.objects.count()
    with pytest.raises(Refusal, match=r"freight\.left_already"):
        book(on=ON + DAY)
    with pytest.raises(Missing, match=r"freight\.nothing_aboard"):
        book("air")
    assert models.Booking.objects.count() == before


def test_a_second_booking_of_the_same_part_under_another_number_is_refused() -> None:
    ready()
    spoken()
    told_who_sends()
    leave()
    book()
    load = models.Load.objects.get().code
    new = door.load_booking(load, carrier=carrier(), service="truck", viewer=town.DESK, on=ON)
    with pytest.raises(Refusal, match=r"freight\.load_booked_already"):
        booking.book(replace(new, key="another"), viewer=town.DESK, now=NOW)
    with pytest.raises(Missing, match=r"freight\.load_not_found"):
        booking.book(replace(new, key="third", load="nosuchload"), viewer=town.DESK, now=NOW)


def test_nothing_is_to_be_booked_before_the_load_is_offered() -> None:
    ready()
    prepare()
    load = models.Load.objects.get().code
    assert door.to_book(load, viewer=town.DESK) == []
    freeze()
    assert door.to_book(load, viewer=town.DESK) == []
    offer()
    assert [one.booking for one in door.to_book(load, viewer=town.DESK)] == [None]


def missed(on: Any = ON, hour: int = 18) -> list[tuple[str | None, str | None]]:
    return [(one.load, one.booking) for one in door.missed_cut_offs(on=on, hour=hour, viewer=town.DESK)]


def test_a_cut_off_is_missed_where_a_carrier_that_is_spoken_to_has_not_said_yes_in_time() -> None:
    ready()
    leave()
    load = models.Load.objects.get().code
    assert missed() == []
    spoken()
    assert missed(hour=16) == []
    assert missed() == [(load, None)]
    told_who_sends()
    code = book()
    assert missed() == [(load, code)]
    assert (load, code) in missed(ON + DAY, hour=0)
    booking.answer_by_hand(code, outcome="confirmed", reference="7", note="", viewer=town.DESK, now=NOW)
    assert missed() == []
    assert [one[0] for one in missed(ON + DAY)] == [None]


def test_who_goes_alone_misses_no_cut_off_of_the_towns() -> None:
    sellers = ready(2)
    spoken()
    prepare()
    freeze()
    offer()
    for firm in sellers:
        decline(firm)
    dispatch()
    assert missed() == []
    assert door.to_book(models.Load.objects.get().code, viewer=town.DESK) == []


def test_only_desks_see_what_is_to_be_booked_and_book_it() -> None:
    (seller,) = ready(1)
    spoken()
    leave()
    load = models.Load.objects.get().code
    with pytest.raises(Missing):
        door.to_book(load, viewer=town.owner(seller))
    with pytest.raises(Missing):
        book(viewer=town.owner(seller))
    assert door.missed_cut_offs(on=ON, hour=23, viewer=town.owner(seller)) == []
    assert not models.Booking.objects.exists()


@pytest.mark.parametrize("number", [1, 12])
def test_queries_do_not_grow_with_the_firms_aboard(number: int, django_assert_max_num_queries: Any) -> None:
    ready(number)
    spoken()
    told_who_sends()
    leave()
    load = models.Load.objects.get().code
    with django_assert_max_num_queries(9):
        door.to_book(load, viewer=town.DESK)
    with django_assert_max_num_queries(2):
        door.missed_cut_offs(on=ON, hour=18, viewer=town.DESK)
