"""Protect the way of goods: told once in any order, estimated from what really happened, shown by a live link alone."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.freight import models
from dukou.freight.door import claiming
from dukou.freight.door import tracking as door
from dukou.freight.records.parties import TrackingEvent
from dukou.freight.records.tracking import Basis, NewEvent, Source
from dukou.freight.rules import tracking as rules
from dukou.market import models as market
from dukou.provenance import models as book
from tests import builders as town
from tests.freight.builders import NOW, ON, deliver, firms, leave, place, ready_order

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TRUCK_DAYS = 8


def on_its_way(number: int = 1, due_in: int = TRUCK_DAYS) -> list[models.Shipment]:
    there, sellers = place(services=("truck",)), firms(number)
    for firm in sellers:
        ready_order(there, firm, (300,), due_in=due_in)
    leave()
    return list(models.Shipment.objects.order_by("id"))


def tell(*new: NewEvent, source: Source = "carrier", viewer: Viewer = TOWN, on: date = ON) -> list[int]:
    outcome = door.record_events(new, source=source, viewer=viewer, on=on, now=NOW)
    return [one.row for one in outcome.refused]


def event(code: str, kind: str = "arrived_at_hub", at: datetime = NOW, **told: str) -> NewEvent:
    return NewEvent(code, kind, at, **{"place": "Shenyang", **told})


def told() -> list[tuple[str, str]]:
    return list(models.TrackEvent.objects.exclude(source="town").order_by("id").values_list("kind", "key"))


def test_the_rooms_own_steps_tell_what_they_know() -> None:
    (shipment,) = on_its_way()
    code = door.share_track(shipment.code, viewer=town.DESK, on=ON, now=NOW)
    deliver(ON)
    deliver(ON)
    assert [one.kind for one in door.track(code, on=ON).steps] == ["handed_over", "left"]
    deliver(ON + TRUCK_DAYS * DAY)
    seen = door.track(code, on=ON + TRUCK_DAYS * DAY)
    assert [one.kind for one in seen.steps] == ["handed_over", "left", "delivered"]
    assert (seen.state, seen.delivered_on, seen.arrival) == ("delivered", ON + TRUCK_DAYS * DAY, None)


@given(st.permutations(range(5)), st.lists(st.integers(0, 4), max_size=5))
@settings(max_examples=15)
def test_the_order_and_the_repeats_of_messages_make_no_difference(order: list[int], again: list[int]) -> None:
    models.TrackEvent.objects.all().delete()
    shipment = models.Shipment.objects.first() or on_its_way()[0]
    models.TrackEvent.objects.all().delete()
    kinds = ("handed_over", "left", "arrived_at_hub", "out_for_delivery", "exception")
    events = [event(shipment.code, kind, NOW - (5 - place) * HOUR, key=f"c{place}") for place, kind in enumerate(kinds)]
    for place_in in (*order, *again):
        assert tell(events[place_in]) == []
    seen = door.own_track(shipment.code, viewer=TOWN, on=ON).track
    assert [one.kind for one in seen.steps] == list(kinds)
    assert len(told()) == len(kinds)


def test_a_load_tells_of_all_that_its_service_carries_each_with_a_fact_of_its_firm() -> None:
    shipments = on_its_way(3)
    load = models.Load.objects.get()
    message = TrackingEvent("REF1", "arrived", NOW, "DEHAM")
    new = rules.told_by_carrier(load.code, message, service="truck")
    assert tell(new, new, rules.told_by_carrier(load.code, message, service="ltl")) == [2]
    assert [kind for kind, _key in told()] == ["arrived_at_hub"] * 3
    facts = book.Fact.objects.filter(kind="freight.way_told").order_by("id")
    assert [(one.subject, one.firm) for one in facts] == [(one.code, one.firm_id) for one in shipments]
    assert set(facts.values_list("payload", flat=True)) == {'{"kind":"arrived_at_hub","source":"carrier"}'}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "teleported"}, "freight.unknown_event"),
        ({"at": NOW + 2 * DAY}, "freight.event_ahead"),
        ({"place": "x" * 61}, "freight.bad_event"),
        ({"place": "a\nb"}, "freight.bad_event"),
        ({"key": "k" * 80}, "freight.bad_event"),
        ({"code": "nosuchshipment"}, "freight.shipment_not_found"),
        ({"code": "%"}, "freight.shipment_not_found"),
    ],
)
def test_what_cannot_have_happened_is_refused_by_its_row(changed: dict[str, Any], code: str) -> None:
    (shipment,) = on_its_way()
    bad = replace(event(shipment.code, "left"), **changed)
    outcome = door.record_events([event(shipment.code), bad], source="carrier", viewer=TOWN, on=ON, now=NOW)
    assert (outcome.done, [(one.row, one.refusal.code) for one in outcome.refused]) == ((0,), [(1, code)])
    assert len(told()) == book.Fact.objects.filter(kind="freight.way_told").count() == 1


def test_firms_tell_nothing_and_nobody_invents_a_source() -> None:
    (shipment,) = on_its_way()
    with pytest.raises(Missing):
        tell(event(shipment.code), viewer=town.owner(shipment.firm_id))
    with pytest.raises(Refusal):
        tell(event(shipment.code), source="town")
    with pytest.raises(Refusal):
        tell(*[event(shipment.code)] * (door.MOST_EVENTS + 1))
    assert told() == []


def test_telling_many_takes_as_few_queries_as_telling_one() -> None:
    shipments = on_its_way(4)
    counts = []
    for some in (shipments[:1], shipments):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            tell(*(event(one.code, place=f"{len(some)}", key=f"k{len(some)}") for one in some))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 7


def test_a_link_shows_the_way_and_a_forged_withdrawn_or_old_one_nothing() -> None:
    shipment, other = on_its_way(2)
    code = door.share_track(shipment.code, viewer=town.purchaser(shipment.buyer_id), on=ON, now=NOW)
    assert door.share_track(shipment.code, viewer=town.owner(shipment.firm_id), on=ON, now=NOW) == code
    assert door.track(code, on=ON).cartons == shipment.cartons
    for forged in (shipment.code, code[:-1], code.upper(), f"{code}x", "%", "", "路" * 16):
        with pytest.raises(Missing):
            door.track(forged, on=ON)
    last = ON + TRUCK_DAYS * DAY + door.LINK_HOLDS
    assert door.track(code, on=last).cartons == shipment.cartons
    with pytest.raises(Missing):
        door.track(code, on=last + DAY)
    with pytest.raises(Missing):
        door.withdraw_track(shipment.code, viewer=town.owner(other.firm_id), on=ON, now=NOW)
    assert door.withdraw_track(shipment.code, viewer=town.owner(shipment.firm_id), on=ON, now=NOW) == 1
    with pytest.raises(Missing):
        door.track(code, on=ON)
    again = door.share_track(shipment.code, viewer=town.DESK, on=ON, now=NOW)
    assert again != code
    assert door.own_track(shipment.code, viewer=town.DESK, on=ON).link == again


def test_the_page_behind_a_link_takes_a_fixed_number_of_queries() -> None:
    (shipment,) = on_its_way()
    code = door.share_track(shipment.code, viewer=TOWN, on=ON, now=NOW)
    with CaptureQueriesContext(connection) as seen:
        door.track(code, on=ON)
    assert len(seen) <= 8


DAYS = st.dictionaries(st.integers(0, 60), st.integers(1, 30), max_size=8)


@given(DAYS, DAYS, DAYS, st.integers(0, 70), st.integers(0, 40))
@settings(max_examples=200)
def test_an_estimate_is_that_of_the_narrowest_class_with_enough_arrivals_like_it(
    lane: dict[int, int], zone: dict[int, int], service: dict[int, int], gone: int, promise: int
) -> None:
    left = date(2026, 1, 5)
    classes: dict[Basis, dict[int, int]] = {"lane": lane, "zone": zone, "service": service}
    found = rules.arrival(
        classes, left_on=left, promise_days=promise, told_on=left + promise * DAY, on=left + gone * DAY
    )
    alike = {name: sorted(Counter(days).elements()) for name, days in classes.items()}
    enough = {name: [one for one in days if one >= gone] for name, days in alike.items()}
    names = [name for name in rules.CLASSES if len(enough[name]) >= rules.LEAST_ARRIVALS]
    likely, latest = (found.likely_on - left).days, (found.latest_on - left).days
    assert gone <= likely <= latest
    if not names:
        assert (found.basis, found.arrivals, likely, latest) == ("promise", 0, max(promise, gone), max(promise, gone))
        return
    days = enough[names[0]]
    assert (found.basis, found.arrivals) == (names[0], len(days))
    for number, share in ((likely, 0.5), (latest, 0.9)):
        assert number in days
        assert sum(one <= number for one in days) >= share * len(days) > sum(one < number for one in days)


def test_a_reported_delay_is_never_undercut() -> None:
    left = date(2026, 1, 5)
    past: dict[Basis, dict[int, int]] = {"lane": {8: 30}}
    found = rules.arrival(past, left_on=left, promise_days=8, told_on=left + 12 * DAY, on=left + 2 * DAY)
    assert (found.likely_on, found.latest_on, found.basis) == (left + 12 * DAY, left + 12 * DAY, "delay")


def test_history_is_read_from_what_arrived_on_the_lane() -> None:
    (shipment,) = on_its_way()
    code = door.share_track(shipment.code, viewer=TOWN, on=ON, now=NOW)
    seen = door.track(code, on=ON).arrival
    assert seen is not None
    assert (seen.basis, seen.likely_on) == ("promise", ON + TRUCK_DAYS * DAY)
    past = models.Shipment.objects.get()
    for number in range(rules.LEAST_ARRIVALS):
        past.pk, past.code, past.order_id = None, f"past{number}", town_order(past)
        past.state, past.leaves_on, past.arrives_on = "delivered", ON - 30 * DAY, ON - (20 - number % 2) * DAY
        past.save(force_insert=True)
    seen = door.track(code, on=ON).arrival
    assert seen is not None
    assert (seen.basis, seen.arrivals) == ("lane", 20)
    assert (seen.likely_on, seen.latest_on) == (ON + 10 * DAY, ON + 11 * DAY)


def town_order(like: models.Shipment) -> int:
    """Return a further order of the same firms: a load carries an order once."""
    order = like.order
    lines = town.order([(town.sku(), 10)], seller=order.seller_id, buyer=order.buyer_id)
    return market.Line.objects.get(pk=lines[0]).order_id


def test_late_and_missing_goods_are_found_once_and_closed_by_their_arrival() -> None:
    shipment, other = on_its_way(2)
    models.Shipment.objects.filter(pk=shipment.pk).update(due_on=ON + 7 * DAY)
    assert find(ON) == 1
    assert find(ON) == 0
    (late,) = models.RoadException.objects.all()
    assert (late.shipment_id, late.kind, late.found_by) == (shipment.pk, "late", "rule")
    models.Shipment.objects.filter(pk=other.pk).update(due_on=ON + 90 * DAY)
    tell(event(other.code, at=NOW))
    last = ON + (TRUCK_DAYS + 3) * DAY
    assert find(last) == 0
    models.Shipment.objects.filter(pk=shipment.pk).update(arrives_on=last)
    assert find(last + DAY) == 1
    assert models.RoadException.objects.get(kind="missing").shipment_id == other.pk
    deliver(last)
    assert set(models.RoadException.objects.values_list("outcome", flat=True)) == {"arrived"}
    facts = book.Fact.objects.filter(kind__startswith="freight.exception")
    assert Counter(facts.values_list("kind", flat=True)) == {
        "freight.exception_found": 2,
        "freight.exception_closed": 2,
    }


def find(on: date) -> int:
    return claiming.find_exceptions(on=on, viewer=TOWN, now=NOW + (on - ON))


def test_a_carrier_that_is_silent_for_longer_than_ever_has_lost_the_goods() -> None:
    (shipment,) = on_its_way(due_in=TRUCK_DAYS)
    past = models.Shipment.objects.get()
    past.pk, past.code, past.order_id = None, "past1", town_order(past)
    past.state, past.leaves_on, past.arrives_on = "delivered", ON - 30 * DAY, ON - 20 * DAY
    past.save(force_insert=True)
    tell(*(event("past1", at=NOW - 30 * DAY + hour * HOUR, key=f"c{hour}") for hour in range(rules.LEAST_GAPS + 1)))
    tell(event(shipment.code, at=NOW))
    assert find(ON) == 0
    assert find(ON + DAY) == 1
    assert models.RoadException.objects.get().kind == "missing"


@given(st.lists(st.integers(1, 400), max_size=80))
@settings(max_examples=100)
def test_a_silence_is_too_long_beyond_all_but_one_in_a_hundred(hours: list[int]) -> None:
    longest = rules.longest_silence([one * HOUR for one in hours])
    if len(hours) < rules.LEAST_GAPS:
        assert longest is None
    else:
        assert longest is not None
        assert sum(one * HOUR > longest for one in hours) <= len(hours) / 100
        assert longest in [one * HOUR for one in hours]


def test_goods_that_their_carrier_says_are_there_are_looked_for_no_more() -> None:
    (shipment,) = on_its_way()
    tell(event(shipment.code, "delivered"))
    seen = door.own_track(shipment.code, viewer=TOWN, on=ON).track
    assert (seen.state, seen.delivered_on, seen.arrival) == ("delivered", ON, None)
    assert find(ON + 30 * DAY) == 0
