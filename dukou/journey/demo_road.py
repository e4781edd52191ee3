"""Let the demo's freight desk book its carriers, put down what they say of the goods, and issue papers.

Carriers are told by hand, as a town does that begins. Each act goes through the doors that people use, and finds
nothing to do where it was done before.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from dukou.base.days import instant
from dukou.base.town import TOWN
from dukou.freight import door as freight
from dukou.freight.door import booking, carriers, load_bookings, papers
from dukou.freight.records.parties import Contact
from dukou.registry import door as registry

# The day of the town's life on which the desk begins to book, and the hour at which it works.
BEGINS_ON, MORNING, NOON = 50, 9, 12
ACCOUNT = "DK-2601"
# Haicheng's country road; the number is of a form that no telephone company gives.
STREET, PHONE = "渡口镇园区 1 号", "+8641200000000"
# Where goods leave the country, by the kind of service (UN/LOCODE: Shenyang, Dalian).
GATES = {"rail": "CNSHE", "sea": "CNDLC"}
LOADS_WITH_PAPERS = 6


def morning(*, day: int, on: date) -> None:
    """Book what waits for its departure, and put down what carriers have said since yesterday."""
    if day < BEGINS_ON:
        return
    now = instant(on, MORNING)
    if not carriers.carriers(viewer=TOWN):
        for one in registry.firms(viewer=TOWN, kinds=[carriers.CARRIER]):
            carriers.speak(one.id, protocol="manual", account=ACCOUNT, viewer=TOWN, now=now)
    _hear(on, now)
    _book(on, now)


def last_morning(*, on: date) -> None:
    """Book and hear as on other mornings, and issue the papers of the last loads."""
    morning(day=BEGINS_ON, on=on)
    now = instant(on, MORNING)
    last = sorted({(one.left_on, one.load) for one in freight.on_road(viewer=TOWN)}, reverse=True)
    for _left_on, load in last[:LOADS_WITH_PAPERS]:
        rows, _total = papers.paper_rows(viewer=TOWN, load=load, count=papers.MOST_SHIPMENTS, issued=False)
        papers.issue_papers([row.shipment for row in rows], on_pallets=True, on=on, viewer=TOWN, now=now)


def _hear(on: date, now: datetime) -> None:
    """Let carriers confirm what leaves by tomorrow, and say of what left yesterday that it is through customs."""
    for one in booking.bookings(viewer=TOWN):
        if one.state == "asked" and one.departs_on <= on + timedelta(days=1):
            number = f"{ACCOUNT}-{one.departs_on:%m%d}-{one.cartons}"
            booking.answer_by_hand(one.code, outcome="confirmed", reference=number, note="", viewer=TOWN, now=now)
        gate = GATES.get(one.service.partition("_")[0])
        if gate and one.departs_on == on - timedelta(days=1):
            at = instant(one.departs_on, NOON)
            booking.tell_aboard(one.code, "customs_out", at=at, place=gate, viewer=TOWN, on=on, now=now)


def _book(on: date, now: datetime) -> None:
    """Book every part of a load that has not left yet."""
    depot = next(site for site in registry.sites(viewer=TOWN, kinds=["depot"]))
    sender = Contact(depot.name_zh, PHONE, "CN", "辽宁省", "海城市", STREET, GATES["rail"])
    for load in sorted({one.load for one in freight.on_road(viewer=TOWN) if one.left_on >= on}):
        for part in load_bookings.to_book(load, viewer=TOWN):
            if part.booking is None and part.departs_on >= on:
                new = load_bookings.load_booking(load, carrier=part.carrier, service=part.service, viewer=TOWN, on=on)
                booking.book(replace(new, sender=sender), viewer=TOWN, now=now)
