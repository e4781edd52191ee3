"""Protect the translation for carriers: what is written is what was meant, and hostile bytes are only malformed."""

import io
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dukou.freight.parties.dcsa import messages as dcsa
from dukou.freight.parties.deppon import messages as deppon
from dukou.freight.parties.manual import messages as manual
from dukou.freight.parties.rail_edifact import messages as rail
from dukou.freight.parties.rail_edifact import syntax
from dukou.freight.parties.sf_express import messages as sf
from dukou.freight.records.parties import (
    BookingAnswer,
    BookingAsk,
    Contact,
    Label,
    Malformed,
    Outcome,
    RateAnswer,
    RateAsk,
    TrackingEvent,
)

AT = datetime(2025, 12, 3, 9, 30, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" '+:?"), min_size=1, max_size=20).map(
    lambda text: f"a{text}z"
)
CONTACTS = st.builds(Contact, TEXT, TEXT, st.sampled_from(["CN", "DE"]), TEXT, TEXT, TEXT, st.just("CNSHE"))
DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))
ASKS = st.builds(
    BookingAsk,
    reference=st.text("abcdefgh234567", min_size=1, max_size=16),
    account=TEXT,
    service=st.sampled_from(["1", "2", "231"]),
    origin=CONTACTS,
    destination=CONTACTS,
    goods=TEXT,
    cartons=st.integers(1, 99_999),
    grams=st.integers(1, 10**9),
    ml=st.integers(1, 10**9),
    departs_on=DAYS,
    vehicles=st.integers(1, 99),
)
few = settings(max_examples=30)


def contact_of(found: dict[str, Any], kept: Contact, name: str, phone: str) -> Contact:
    """Return a contact as a message says it; what its form does not carry is taken over."""
    return Contact(
        found[name], found[phone], kept.country, found["province"], found["city"], found["address"], kept.code
    )


@given(ASKS)
@few
def test_a_parcel_order_says_what_was_meant(one: BookingAsk) -> None:
    found = json.loads(sf.ask_booking(one).body)
    sender, receiver = found["contactInfoList"]
    assert [sender["contactType"], receiver["contactType"]] == [1, 2]
    back = BookingAsk(
        reference=found["orderId"],
        account=found["monthlyCard"],
        service=str(found["expressTypeId"]),
        origin=contact_of(sender, one.origin, "contact", "mobile"),
        destination=contact_of(receiver, one.destination, "contact", "mobile"),
        goods=found["cargoDetails"][0]["name"],
        cartons=found["parcelQty"],
        grams=round(found["totalWeight"] * 1_000),
        ml=found["totalVolume"],
        departs_on=date.fromisoformat(found["sendStartTm"][:10]),
        vehicles=one.vehicles,
    )
    assert back == one


@given(ASKS)
@few
def test_a_part_load_order_says_what_was_meant(one: BookingAsk) -> None:
    found = json.loads(deppon.ask_booking(one).body)
    package = found["packageInfo"]
    back = BookingAsk(
        reference=found["logisticID"],
        account=found["customerCode"],
        service=found["transportType"],
        origin=contact_of(found["sender"], one.origin, "name", "mobile"),
        destination=contact_of(found["receiver"], one.destination, "name", "mobile"),
        goods=package["cargoName"],
        cartons=package["totalNumber"],
        grams=round(package["totalWeight"] * 1_000),
        ml=round(package["totalVolume"] * 1_000_000),
        departs_on=date.fromisoformat(found["gmtCommit"][:10]),
        vehicles=one.vehicles,
    )
    assert back == one


@given(ASKS)
@few
def test_a_sea_booking_says_what_was_meant(one: BookingAsk) -> None:
    found = json.loads(dcsa.ask_booking(one).body)
    (equipment,) = found["requestedEquipments"]
    (commodity,) = equipment["commodities"]
    parties = found["documentParties"]

    def party(role: str) -> Contact:
        who = parties[role]
        address = who["address"]
        phone, port = who["partyContactDetails"][0]["phone"], {"shipper": "POL", "consignee": "POD"}[role]
        code = next(
            place["location"]["UNLocationCode"]
            for place in found["shipmentLocations"]
            if place["locationTypeCode"] == port
        )
        return Contact(
            *(who["partyName"], phone, address["countryCode"], address["stateRegion"], address["city"]),
            *(address["street"], code),
        )

    back = BookingAsk(
        reference=found["references"][0]["value"],
        account=found["serviceContractReference"],
        service=found["carrierServiceCode"],
        origin=party("shipper"),
        destination=party("consignee"),
        goods=commodity["commodityType"],
        cartons=commodity["outerPackaging"]["numberOfPackages"],
        grams=round(commodity["cargoGrossWeight"]["value"] * 1_000),
        ml=round(commodity["cargoGrossVolume"]["value"] * 1_000_000),
        departs_on=date.fromisoformat(found["expectedDepartureDate"]),
        vehicles=equipment["units"],
    )
    assert back == one


@given(ASKS)
@few
def test_a_rail_booking_says_what_was_meant_and_counts_its_segments(one: BookingAsk) -> None:
    sealed = rail.seal(rail.ask_booking(one), account="TOWN01", key="k", code="msg1", at=AT)
    found = syntax.read(sealed.body)
    assert [found[0][0], found[1][0], found[-1][0]] == ["UNB", "UNH", "UNZ"]
    assert syntax.component(found[0], 4, 0) == syntax.component(found[-1], 1, 0) == "msg1"

    def at(tag: str, element: int, place: int, qualifier: str = "") -> str:
        return syntax.component(syntax.first(found, tag, qualifier), element, place)

    def party(role: str, qualifier: str) -> Contact:
        start = next(place for place, one in enumerate(found) if one == syntax.first(found, "NAD", role))
        phone = syntax.component(syntax.first(found[start:], "COM"), 0, 0)
        street, city, region = (at("NAD", element, 0, role) for element in (4, 5, 6))
        return Contact(
            at("NAD", 3, 0, role), phone, at("NAD", 8, 0, role), region, city, street, at("LOC", 1, 0, qualifier)
        )

    back = BookingAsk(
        reference=at("BGM", 1, 0),
        account=at("RFF", 0, 1, "CT"),
        service=at("TSR", 1, 0),
        origin=party("CZ", "9"),
        destination=party("CN", "11"),
        goods=at("FTX", 3, 0, "AAA"),
        cartons=int(at("CNT", 0, 1, "11")),
        grams=int(Decimal(at("CNT", 0, 1, "7")) * 1_000),
        ml=int(Decimal(at("CNT", 0, 1, "15")) * 1_000_000),
        departs_on=datetime.strptime(at("DTM", 0, 1, "133"), "%Y%m%d").replace(tzinfo=UTC).date(),
        vehicles=int(at("EQN", 0, 0)),
    )
    assert back == one


ELEMENTS = st.lists(st.text(st.characters(exclude_categories=("C", "Z")), max_size=6), min_size=1, max_size=3)


@given(st.lists(st.tuples(st.sampled_from(["BGM", "FTX", "NAD"]), st.lists(ELEMENTS, max_size=4)), max_size=6))
@few
def test_any_segments_are_read_as_they_were_written(body: list[tuple[str, list[list[str]]]]) -> None:
    inner = [syntax.segment(tag, *elements) for tag, elements in body]
    head, tail = syntax.segment("UNH", "1"), syntax.segment("UNT", str(len(inner) + 2), "1")
    whole = [syntax.segment("UNB", ("UNOY", "4")), head, *inner, tail, syntax.segment("UNZ", "1", "x")]
    found = syntax.read(syntax.ADVICE.encode() + syntax.written(whole))
    assert [trimmed(one) for one in found] == [trimmed(one) for one in whole]


def trimmed(one: syntax.Segment) -> tuple[str, list[list[str]]]:
    """Return a segment without what is left empty at its ends, which the syntax leaves out."""
    elements = [list(element) for element in one[1]]
    for element in elements:
        while element and not element[-1]:
            element.pop()
    while elements and not elements[-1]:
        elements.pop()
    return one[0], elements


@given(ASKS, st.sampled_from(["接", "yes", "不接", "No"]), TEXT, DAYS)
@few
def test_a_sheet_that_a_carrier_filled_in_is_read_as_he_meant(
    one: BookingAsk, word: str, number: str, arrives: date
) -> None:
    book = load_workbook(io.BytesIO(manual.sheet(one)))
    filled = {manual.ANSWER: word, manual.NUMBER: number, manual.DEPARTS: one.departs_on, manual.ARRIVES: arrives}
    for row in book.worksheets[0].iter_rows():
        if row[0].value in filled:
            row[1].value = filled[row[0].value]
    out = io.BytesIO()
    book.save(out)
    outcome: Outcome = "confirmed" if word in {"接", "yes"} else "refused"
    answer = BookingAnswer(outcome, number, departs_on=one.departs_on, arrives_on=arrives)
    assert manual.read_sheet(out.getvalue()) == (one.reference, answer)
    assert one.goods in manual.letter(one)


def test_a_letter_shows_no_formula() -> None:
    contact = Contact("n", "p", "CN", "r", "c", "s")
    one = BookingAsk("ref", "=1+1", "1", contact, contact, "@goods", 1, 1, 1, date(2025, 12, 3))
    page = load_workbook(io.BytesIO(manual.sheet(one))).worksheets[0]
    assert {str(row[1].value)[0] for row in page.iter_rows() if row[1].value} & set("=+-@") == set()


READERS: dict[str, Callable[[bytes], object]] = {
    "sf booking": sf.read_booking,
    "sf cancel": sf.read_cancel,
    "sf price": sf.read_price,
    "sf label": sf.read_label,
    "sf events": sf.read_events,
    "deppon booking": deppon.read_booking,
    "deppon cancel": deppon.read_cancel,
    "deppon events": deppon.read_events,
    "rail booking": rail.read_booking,
    "rail cancel": rail.read_cancel,
    "rail events": rail.read_events,
    "sea booking": dcsa.read_booking,
    "sea cancel": dcsa.read_cancel,
    "sea events": dcsa.read_events,
    "manual": manual.read_sheet,
}
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
NAMES = st.sampled_from(
    [
        *(
            "apiResultCode",
            "apiResultData",
            "success",
            "msgData",
            "waybillNoInfoList",
            "result",
            "resultCode",
            "mailNo",
        ),
        *("responseParam", "trace_list", "bookingStatus", "transportPlan", "events", "eventType", "eventDateTime"),
        *("feedbacks", "errors", "carrierBookingReference", "eventClassifierCode", "transportEventTypeCode"),
    ]
)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5))
HOSTILE = st.one_of(
    st.binary(max_size=80),
    JSON.map(lambda found: json.dumps(found).encode()),
    JSON.map(
        lambda found: json.dumps({"apiResultCode": "A1000", "apiResultData": json.dumps(found)}).encode(),
    ),
    st.text("UNBHTZSA+:?'1", max_size=60).map(lambda text: f"UNB+UNOY:4'{text}UNZ+1'".encode()),
)


@pytest.mark.parametrize("name", READERS)
@given(body=HOSTILE)
@settings(max_examples=60)
def test_hostile_bytes_are_malformed_and_nothing_worse(name: str, body: bytes) -> None:
    with suppress(Malformed):
        READERS[name](body)


def test_prices_labels_and_routes_of_parcels_are_read() -> None:
    contact = Contact("n", "p", "CN", "辽宁省", "辽阳市", "1 号")
    ask = json.loads(sf.ask_price(RateAsk("A", "1", contact, contact, 500, 2_000)).body)
    assert (ask["weight"], ask["srcAddress"]["city"]) == (0.5, "辽阳市")
    price = {"success": True, "msgData": {"deliverTmDto": [{"businessType": "1", "fee": 12.5, "currency": "CNY"}]}}
    assert sf.read_price(reply_of_sf(price)) == RateAnswer(1_250, "CNY")
    file = {"waybillNo": "SF1", "url": "https://x.example/1.pdf", "token": "t"}
    label = {"success": True, "obj": {"files": [file]}}
    assert sf.read_label(reply_of_sf(label)) == Label("SF1", file["url"], "t")
    assert json.loads(sf.ask_label("SF1", template="fm_76130").body)["documents"] == [{"masterWaybillNo": "SF1"}]
    route = {"acceptTime": "2025-12-03 17:30:00", "acceptAddress": "深圳市", "opCode": "80", "remark": "signed"}
    other = {**route, "opCode": "9999"}
    routes = {"success": True, "msgData": {"routeResps": [{"mailNo": "SF1", "routes": [other, route]}]}}
    assert sf.read_events(reply_of_sf(routes)) == (TrackingEvent("SF1", "delivered", AT, "深圳市"),)
    assert json.loads(sf.ask_events("SF1").body)["trackingNumber"] == ["SF1"]


def reply_of_sf(inner: dict[str, Any]) -> bytes:
    return json.dumps({"apiResultCode": "A1000", "apiResultData": json.dumps(inner)}).encode()


def test_traces_of_part_loads_are_read() -> None:
    traces = [
        {"city": "广州市", "description": "d", "site": "s", "status": "GOT", "time": "2025-12-03 17:30:00"},
        {"city": "上海市", "description": "d", "site": "s", "status": "HELLO", "time": "2025-12-03 17:30:00"},
    ]
    body = {"result": "true", "responseParam": {"trace_list": traces, "tracking_number": "6293222153"}}
    assert deppon.read_events(json.dumps(body).encode()) == (TrackingEvent("6293222153", "picked_up", AT, "广州市"),)
    assert json.loads(deppon.ask_events("6293222153").body) == {"mailNo": "6293222153"}


def test_status_reports_of_a_railway_are_read() -> None:
    told = [
        *("UNH+1+IFTSTA:D:99B:UN", "BGM+23+7+9", "DTM+137:202512030900:203", "RFF+BN:RB1", "CNI+1"),
        *("STS+1+24", "DTM+334:202512030930:203", "LOC+175+CNMZL:139:6:MANZHOULI"),
        *("STS+1+31", "DTM+334:202512030930:203", "STS+1+21", "RFF+BN:RB2", "DTM+334:202512030930:203", "LOC+7+DEHAM"),
    ]
    lines = ["UNB+UNOY:4+RAIL+TOWN01+20251203:0900+8", *told, f"UNT+{len(told) + 1}+1", "UNZ+1+8"]
    events = rail.read_events("".join(f"{line}'\n" for line in lines).encode())
    assert events == (
        TrackingEvent("RB1", "departed", AT, "MANZHOULI"),
        TrackingEvent("RB2", "delivered", AT, "DEHAM"),
    )


def test_a_real_lines_confirmation_of_another_release_is_read() -> None:
    told = [
        *("UNH+001+IFTMBC:D:99B:UN:2.0", "BGM+770++6+AP", "DTM+137:201104190251:203", "TSR+30", "RFF+ZZZ:5502166"),
        *("RFF+BN:92418824", "RFF+BM:HLCUSUB110411566", "TDT+20+127+1++HLCU:172:182", "LOC+9+IDSUB:139:6:SURABAYA"),
        *("DTM+180:201104130200:203", "DTM+133:201104170000:203", "LOC+11+PKKHI:139:6:KARACHI"),
        "DTM+132:201105081200:203",
    ]
    lines = ["UNA:+.? 'UNB+UNOC:3+AAA:ZZZ+BBB:ZZZ+110419:0251+1", *told, f"UNT+{len(told) + 1}+001", "UNZ+1+1"]
    assert rail.read_booking("".join(f"{line}'" for line in lines).encode()) == BookingAnswer(
        "confirmed", "92418824", departs_on=date(2011, 4, 17), arrives_on=date(2011, 5, 8)
    )


def test_events_of_containers_are_read_and_plans_left_out() -> None:
    call = {"UNLocationCode": "CNDLC", "modeOfTransport": "VESSEL"}
    event = {
        "eventType": "TRANSPORT",
        "eventClassifierCode": "ACT",
        "transportEventTypeCode": "DEPA",
        "eventDateTime": "2025-12-03T17:30:00+08:00",
        "transportCall": call,
        "documentReferences": [{"documentReferenceType": "BKG", "documentReferenceValue": "BK1"}],
    }
    planned = {**event, "eventClassifierCode": "PLN"}
    expected = (TrackingEvent("BK1", "departed", AT, "CNDLC"),)
    assert dcsa.read_events(json.dumps([planned, event]).encode()) == expected
    assert dcsa.read_events(json.dumps({"events": [event]}).encode()) == expected
    assert dcsa.ask_events("BK 1").verb.endswith("carrierBookingReference=BK%201")
