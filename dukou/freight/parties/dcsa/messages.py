"""Write DCSA booking requests and read what a line made of them, and its shipment, transport and equipment events."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from dukou.freight.records.parties import (
    BookingAnswer,
    BookingAsk,
    Contact,
    EventKind,
    Malformed,
    Outcome,
    PartyRequest,
    Sealed,
    TrackingEvent,
    json_object,
)

BOOKINGS, EVENTS_PATH = "/v2/bookings", "/v2/events"
FORTY_HIGH_CUBE, SOCKS_HS6 = "45G1", "611596"
GRAMS_A_KG, ML_A_M3 = 1_000, 1_000_000
OUTCOMES: Mapping[str, Outcome] = {
    "RECEIVED": "received",
    "UPDATE_RECEIVED": "received",
    "PENDING_UPDATE": "unclear",
    "CONFIRMED": "confirmed",
    "PENDING_AMENDMENT": "confirmed",
    "COMPLETED": "confirmed",
    "REJECTED": "refused",
    "DECLINED": "refused",
    "CANCELLED": "cancelled",
}
# By the kind of event and its own code; only what has happened counts (ACT).
EVENTS: Mapping[tuple[str, str], EventKind] = {
    ("SHIPMENT", "CONF"): "booked",
    ("EQUIPMENT", "GTIN"): "picked_up",
    ("TRANSPORT", "DEPA"): "departed",
    ("TRANSPORT", "ARRI"): "arrived",
    ("EQUIPMENT", "GTOT"): "out_for_delivery",
    ("EQUIPMENT", "DROP"): "delivered",
    ("SHIPMENT", "HOLD"): "exception",
}
CODE_OF = {"SHIPMENT": "shipmentEventTypeCode", "TRANSPORT": "transportEventTypeCode"}
EQUIPMENT_CODE, HAPPENED = "equipmentEventTypeCode", "ACT"


def ask_booking(one: BookingAsk) -> PartyRequest:
    """Return a booking request for whole containers from port to port."""
    content = {
        "receiptTypeAtOrigin": "CY",
        "deliveryTypeAtDestination": "CY",
        "cargoMovementTypeAtOrigin": "FCL",
        "cargoMovementTypeAtDestination": "FCL",
        "carrierServiceCode": one.service,
        "serviceContractReference": one.account,
        "freightPaymentTermCode": "PRE",
        "isPartialLoadAllowed": False,
        "isExportDeclarationRequired": True,
        "isImportLicenseRequired": False,
        "isEquipmentSubstitutionAllowed": False,
        "communicationChannelCode": "AO",
        "expectedDepartureDate": one.departs_on.isoformat(),
        "references": [{"type": "FF", "value": one.reference}],
        "shipmentLocations": [_location("POL", one.origin), _location("POD", one.destination)],
        "documentParties": {"shipper": _party(one.origin), "consignee": _party(one.destination)},
        "requestedEquipments": [_equipment(one)],
    }
    return _request(f"POST {BOOKINGS}", content)


def ask_status(_reference: str, carrier_reference: str) -> PartyRequest:
    """Return a question what became of a booking request."""
    return PartyRequest(f"GET {BOOKINGS}/{quote(carrier_reference, safe='')}", b"")


def ask_cancel(_reference: str, carrier_reference: str) -> PartyRequest:
    """Return the cancellation of a booking."""
    verb = f"PATCH {BOOKINGS}/{quote(carrier_reference, safe='')}"
    return _request(verb, {"bookingStatus": "CANCELLED", "reason": "cancelled by the shipper"})


def ask_events(carrier_reference: str) -> PartyRequest:
    """Return a question how far a booking's containers are."""
    return PartyRequest(f"GET {EVENTS_PATH}?carrierBookingReference={quote(carrier_reference, safe='')}", b"")


def seal(one: PartyRequest, *, account: str, key: str, code: str, at: datetime) -> Sealed:
    """Return a request with the line's token; the message's code goes along, so that a repeat is known."""
    method, _blank, path = one.verb.partition(" ")
    headers = {
        "API-Version": "2",
        "Content-Type": "application/json",
        "Authorization": f"Bearer {key}",
        "Consumer-Key": account,
        "X-Correlation-ID": code,
        "Date": f"{at.astimezone(UTC):%a, %d %b %Y %H:%M:%S GMT}",
    }
    return Sealed(method, path, headers, one.body)


def read_booking(body: bytes) -> BookingAnswer:
    """Return what the line made of a request; its own errors are refusals."""
    found = json_object(body)
    if errors := found.get("errors"):
        first = errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {}
        return BookingAnswer("refused", note=str(first.get("errorCode") or found.get("statusCode") or ""))
    reference = str(found.get("carrierBookingReference") or found.get("carrierBookingRequestReference") or "")
    status = str(found.get("bookingStatus") or "RECEIVED")
    if not reference or status not in OUTCOMES:
        raise Malformed("bookingStatus")
    legs = [one for one in _list(found, "transportPlan") if one.get("transportPlanStage") in {None, "MNC"}]
    return BookingAnswer(
        outcome=OUTCOMES[status],
        reference=reference,
        note=_feedback(found),
        departs_on=_day(legs[0].get("plannedDepartureDate")) if legs else None,
        arrives_on=_day(legs[-1].get("plannedArrivalDate")) if legs else None,
    )


def read_cancel(body: bytes) -> BookingAnswer:
    """Return whether a booking was cancelled; a line may have received the wish only."""
    answer = read_booking(body)
    if json_object(body).get("bookingCancellationStatus") == "CANCELLATION_RECEIVED":
        return BookingAnswer("received", answer.reference)
    return answer


def read_events(body: bytes) -> tuple[TrackingEvent, ...]:
    """Return what has happened to a booking's containers; what is only planned or says nothing new is left out."""
    try:
        found = json.loads(body)
    except ValueError:
        raise Malformed("json") from None
    listed = found.get("events") if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Malformed("events")
    return tuple(
        TrackingEvent(_reference(one), EVENTS[kind], _instant(one.get("eventDateTime")), _place(one))
        for one in listed
        if one.get("eventClassifierCode") == HAPPENED and (kind := _kind(one)) in EVENTS
    )


def _request(verb: str, content: Mapping[str, Any]) -> PartyRequest:
    return PartyRequest(verb, json.dumps(content, ensure_ascii=False).encode())


def _equipment(one: BookingAsk) -> dict[str, Any]:
    commodity = {
        "commodityType": one.goods,
        "HSCodes": [SOCKS_HS6],
        "cargoGrossWeight": {"value": one.grams / GRAMS_A_KG, "unit": "KGM"},
        "cargoGrossVolume": {"value": one.ml / ML_A_M3, "unit": "MTQ"},
        "outerPackaging": {"packageCode": "CT", "numberOfPackages": one.cartons, "description": "cartons"},
    }
    return {
        "ISOEquipmentCode": FORTY_HIGH_CUBE,
        "units": one.vehicles,
        "isShipperOwned": False,
        "commodities": [commodity],
    }


def _location(kind: str, one: Contact) -> dict[str, Any]:
    return {"locationTypeCode": kind, "location": {"locationName": one.city, "UNLocationCode": one.code}}


def _party(one: Contact) -> dict[str, Any]:
    address = {"street": one.street, "city": one.city, "stateRegion": one.region, "countryCode": one.country}
    return {
        "partyName": one.name,
        "address": address,
        "partyContactDetails": [{"name": one.name, "phone": one.phone}],
    }


def _feedback(found: Mapping[str, Any]) -> str:
    feedbacks = _list(found, "feedbacks")
    return str(feedbacks[0].get("code") or "") if feedbacks else ""


def _kind(one: Mapping[str, Any]) -> tuple[str, str]:
    kind = str(one.get("eventType") or "").upper()
    return kind, str(one.get(CODE_OF.get(kind, EQUIPMENT_CODE)) or "")


def _reference(one: Mapping[str, Any]) -> str:
    for document in _list(one, "documentReferences"):
        if document.get("documentReferenceType") == "BKG":
            return str(document.get("documentReferenceValue") or "")
    return ""


def _place(one: Mapping[str, Any]) -> str:
    for holder in (one.get("transportCall"), one.get("eventLocation")):
        if isinstance(holder, dict) and holder.get("UNLocationCode"):
            return str(holder["UNLocationCode"])
    return ""


def _instant(text: object) -> datetime:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise Malformed("eventDateTime") from None
    if found.tzinfo is None:
        raise Malformed("eventDateTime")
    return found.astimezone(UTC)


def _day(text: object) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        raise Malformed("transportPlan") from None


def _list(found: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = found.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Malformed(name)
    return value
