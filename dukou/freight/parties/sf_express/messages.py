"""Write orders, questions of price, labels and routes as SF's open platform takes them, and read its replies.

`msgDigest` is the Base64 of the MD5 of the URL-encoded content, timestamp and check word; a reply holds a second
JSON text, `apiResultData`.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus, urlencode

from dukou.freight.records.parties import (
    BookingAnswer,
    BookingAsk,
    Contact,
    EventKind,
    Label,
    Malformed,
    PartyRequest,
    RateAnswer,
    RateAsk,
    Sealed,
    TrackingEvent,
    china_instant,
    json_object,
)

PATH = "/std/service"
ORDER, FOUND_ORDER = "EXP_RECE_CREATE_ORDER", "EXP_RECE_SEARCH_ORDER_RESP"
CANCEL, PRICE = "EXP_RECE_UPDATE_ORDER", "EXP_RECE_QUERY_DELIVERTM"
ROUTES, LABEL = "EXP_RECE_SEARCH_ROUTES", "COM_RECE_CLOUD_PRINT_WAYBILLS"
DONE, SOUND = "A1000", "S0000"
# The carrier's system failed, or knows us for too many calls: ask again, nothing was decided.
TROUBLE = frozenset(("A1006", "A1011", "A1099"))
SENDER, RECEIVER, CANCELLED, MOTHER = 1, 2, 2, 1
GRAMS_A_KG, CENTS = 1_000, 100
EVENTS: Mapping[str, EventKind] = {
    "50": "picked_up",
    "30": "departed",
    "31": "arrived",
    "44": "out_for_delivery",
    "80": "delivered",
    "8000": "delivered",
    "33": "exception",
    "70": "exception",
}


def ask_booking(one: BookingAsk) -> PartyRequest:
    """Return an order, for which the carrier is to give a waybill."""
    content = {
        "language": "zh-CN",
        "orderId": one.reference,
        "monthlyCard": one.account,
        "expressTypeId": int(one.service) if one.service.isdecimal() else 1,
        "payMethod": 1,
        "parcelQty": one.cartons,
        "totalWeight": _kilograms(one.grams),
        "totalVolume": one.ml,
        "sendStartTm": f"{one.departs_on:%Y-%m-%d} 00:00:00",
        "isReturnRoutelabel": 1,
        "isGenWaybillNo": 1,
        "contactInfoList": [_contact(SENDER, one.origin), _contact(RECEIVER, one.destination)],
        "cargoDetails": [{"name": one.goods, "count": one.cartons}],
    }
    return _request(ORDER, content)


def ask_status(reference: str, _carrier_reference: str) -> PartyRequest:
    """Return a question what became of an order; it is answered as the order itself."""
    return _request(FOUND_ORDER, {"orderId": reference, "searchType": "1", "language": "zh-CN"})


def ask_cancel(reference: str, _carrier_reference: str) -> PartyRequest:
    """Return the cancellation of an order."""
    return _request(CANCEL, {"orderId": reference, "dealType": CANCELLED})


def ask_price(one: RateAsk) -> PartyRequest:
    """Return a question of price and time."""
    content = {
        "businessType": one.service,
        "weight": _kilograms(one.grams),
        "volume": one.ml,
        "searchPrice": "1",
        "srcAddress": _place(one.origin),
        "destAddress": _place(one.destination),
    }
    return _request(PRICE, content)


def ask_label(waybill: str, *, template: str) -> PartyRequest:
    """Return a request for the label of a waybill as PDF."""
    content = {
        "templateCode": template,
        "version": "2.0",
        "fileType": "pdf",
        "documents": [{"masterWaybillNo": waybill}],
    }
    return _request(LABEL, content)


def ask_events(waybill: str) -> PartyRequest:
    """Return a question how far a waybill is."""
    return _request(ROUTES, {"language": "0", "trackingType": "1", "trackingNumber": [waybill], "methodType": "1"})


def seal(one: PartyRequest, *, account: str, key: str, code: str, at: datetime) -> Sealed:
    """Return a request signed with the check word; `code` is the same over repeats, `account` the partner's."""
    stamp = str(int(at.timestamp() * 1_000))
    content = one.body.decode()
    digest = hashlib.md5(quote_plus(content + stamp + key).encode(), usedforsecurity=False).digest()
    form = {
        "partnerID": account,
        "requestID": code,
        "serviceCode": one.verb,
        "timestamp": stamp,
        "msgDigest": base64.b64encode(digest).decode(),
        "msgData": content,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
    return Sealed("POST", PATH, headers, urlencode(form).encode())


def read_booking(body: bytes) -> BookingAnswer:
    """Return what the carrier made of an order."""
    content, refusal = _result(body)
    if refusal is not None:
        return refusal
    numbers = [one for one in _list(content, "waybillNoInfoList") if one.get("waybillType", MOTHER) == MOTHER]
    waybill = _text(numbers[0], "waybillNo") if numbers else ""
    if not waybill:
        raise Malformed("waybillNoInfoList")
    # 1: a person looks at the address first; 3: it is not served.
    filtered = str(content.get("filterResult", "2"))
    if filtered == "3":
        return BookingAnswer("refused", waybill, "filterResult 3")
    return BookingAnswer("received" if filtered == "1" else "confirmed", waybill)


def read_cancel(body: bytes) -> BookingAnswer:
    """Return whether an order was cancelled."""
    content, refusal = _result(body)
    if refusal is not None:
        return refusal
    return BookingAnswer("cancelled" if content.get("resStatus") == CANCELLED else "refused")


def read_price(body: bytes) -> RateAnswer:
    """Return the price of the first service that the carrier names."""
    content, refusal = _result(body)
    if refusal is not None:
        raise Malformed(refusal.note)
    offers = _list(content, "deliverTmDto")
    if not offers:
        raise Malformed("deliverTmDto")
    try:
        yuan = Decimal(str(offers[0]["fee"]))
    except (KeyError, ArithmeticError):
        raise Malformed("fee") from None
    return RateAnswer(int(yuan * CENTS), str(offers[0].get("currency") or "CNY"))


def read_label(body: bytes) -> Label:
    """Return where the label is kept."""
    reply = json_object(body)
    inner = json_object(str(reply.get("apiResultData", "")).encode())
    files = _list(_dict(inner, "obj"), "files")
    if inner.get("success") is not True or not files:
        raise Malformed("files")
    return Label(_text(files[0], "waybillNo"), _text(files[0], "url"), _text(files[0], "token"))


def read_events(body: bytes) -> tuple[TrackingEvent, ...]:
    """Return how far the waybills are; steps that say nothing new of the goods are left out."""
    content, refusal = _result(body)
    if refusal is not None:
        raise Malformed(refusal.note)
    return tuple(
        TrackingEvent(
            _text(answer, "mailNo"),
            EVENTS[code],
            china_instant(_text(route, "acceptTime"), "acceptTime"),
            _place_of(route),
        )
        for answer in _list(content, "routeResps")
        for route in _list(answer, "routes")
        if (code := str(route.get("opCode", ""))) in EVENTS
    )


def _request(verb: str, content: Mapping[str, Any]) -> PartyRequest:
    return PartyRequest(verb, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def _contact(kind: int, one: Contact) -> dict[str, Any]:
    return {"contactType": kind, "contact": one.name, "mobile": one.phone, "country": one.country} | _place(one)


def _place(one: Contact) -> dict[str, str]:
    return {"province": one.region, "city": one.city, "address": one.street}


def _place_of(route: Mapping[str, Any]) -> str:
    return str(route.get("acceptAddress") or "")


def _kilograms(grams: int) -> float:
    return grams / GRAMS_A_KG


def _result(body: bytes) -> tuple[dict[str, Any], BookingAnswer | None]:
    """Return the content of a reply, or the refusal that it is."""
    reply = json_object(body)
    code = str(reply.get("apiResultCode", ""))
    if code in TROUBLE:
        return {}, BookingAnswer("unclear", note=code)
    if code != DONE:
        return {}, BookingAnswer("refused", note=code)
    inner = json_object(str(reply.get("apiResultData", "")).encode())
    if inner.get("success") is not True or inner.get("errorCode", SOUND) != SOUND:
        return {}, BookingAnswer("refused", note=str(inner.get("errorCode", "")))
    return _dict(inner, "msgData"), None


def _dict(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = found.get(name)
    if not isinstance(value, dict):
        raise Malformed(name)
    return value


def _list(found: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = found.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Malformed(name)
    return value


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(name)
    return value
