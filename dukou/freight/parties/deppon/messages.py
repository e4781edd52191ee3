"""Write orders as Deppon's open platform takes them, and read its replies.

`digest` is the Base64 of the hexadecimal MD5 of parameters, application key and timestamp.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from dukou.freight.records.parties import (
    BookingAnswer,
    BookingAsk,
    Contact,
    EventKind,
    Malformed,
    PartyRequest,
    Sealed,
    TrackingEvent,
    china_instant,
    json_object,
)

ORDER = "/dop-interface-sync/standard-order/createOrderNotify.action"
CANCEL = "/dop-interface-async/standard-order/cancelOrder.action"
TRACE = "/dop-interface-sync/standard-query/newTraceQuery.action"
DEPPON = "DEPPON"
TRUE = "true"
# By truck, as a standard part load; to the door without going upstairs; billed to the account by the month.
STANDARD_LTL, PICK_UP, TO_THE_DOOR, MONTHLY = "JZKH", "2", "3", "2"
# What the town calls it.
LTL = "ltl"
GRAMS_A_KG, ML_A_M3 = 1_000, 1_000_000
EVENTS: Mapping[str, EventKind] = {
    "GOT": "picked_up",
    "DEPARTURE": "departed",
    "ARRIVAL": "arrived",
    "SENT_SCAN": "out_for_delivery",
    "SIGNED": "delivered",
    "ERROR": "exception",
    "FAILED": "exception",
}


def ask_booking(one: BookingAsk) -> PartyRequest:
    """Return an order."""
    content = {
        "logisticID": one.reference,
        "custOrderNo": one.reference,
        "companyCode": one.account,
        "customerCode": one.account,
        "orderType": PICK_UP,
        "transportType": STANDARD_LTL if one.service in {"", LTL} else one.service,
        "sender": _contact(one.origin),
        "receiver": _contact(one.destination),
        "packageInfo": {
            "cargoName": one.goods,
            "totalNumber": one.cartons,
            "totalWeight": one.grams / GRAMS_A_KG,
            "totalVolume": one.ml / ML_A_M3,
            "deliveryType": TO_THE_DOOR,
        },
        "gmtCommit": f"{one.departs_on:%Y-%m-%d} 00:00:00",
        "payType": MONTHLY,
    }
    return _request(ORDER, content)


def ask_cancel(reference: str, carrier_reference: str) -> PartyRequest:
    """Return the cancellation of an order."""
    return _request(
        CANCEL,
        {"logisticCompanyID": DEPPON, "logisticID": reference, "mailNo": carrier_reference, "remark": "cancelled"},
    )


def ask_events(waybill: str) -> PartyRequest:
    """Return a question how far a waybill is."""
    return _request(TRACE, {"mailNo": waybill})


def seal(one: PartyRequest, *, account: str, key: str, code: str, at: datetime) -> Sealed:
    """Return a request signed with the application key; the order's own number lets the carrier know a repeat."""
    stamp, content = str(int(at.timestamp() * 1_000)), one.body.decode()
    hexed = hashlib.md5(f"{content}{key}{stamp}".encode(), usedforsecurity=False).hexdigest()
    form = {
        "companyCode": account,
        "digest": base64.b64encode(hexed.encode()).decode(),
        "timestamp": stamp,
        "params": content,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8", "X-Request-ID": code}
    return Sealed("POST", one.verb, headers, urlencode(form).encode())


def read_booking(body: bytes) -> BookingAnswer:
    """Return what the carrier made of an order."""
    reply = json_object(body)
    code = str(reply.get("resultCode", ""))
    waybill = str(reply.get("parentMailNo") or reply.get("mailNo") or "")
    if str(reply.get("result")).lower() == TRUE:
        return BookingAnswer("confirmed" if waybill else "received", waybill)
    if not code:
        raise Malformed("resultCode")
    return BookingAnswer("refused", note=code)


def read_cancel(body: bytes) -> BookingAnswer:
    """Return whether an order was cancelled."""
    reply = json_object(body)
    if str(reply.get("result")).lower() == TRUE:
        return BookingAnswer("cancelled")
    return BookingAnswer("refused", note=str(reply.get("resultCode", "")))


def read_events(body: bytes) -> tuple[TrackingEvent, ...]:
    """Return how far a waybill is; steps that say nothing new of the goods are left out."""
    reply = json_object(body)
    if str(reply.get("result")).lower() != TRUE:
        raise Malformed(str(reply.get("resultCode", "")))
    found = reply.get("responseParam")
    traces = found.get("trace_list") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(traces, list):
        raise Malformed("trace_list")
    waybill = str(found.get("tracking_number", ""))
    return tuple(
        TrackingEvent(
            waybill, EVENTS[str(one.get("status"))], china_instant(one.get("time"), "time"), str(one.get("city") or "")
        )
        for one in traces
        if isinstance(one, dict) and str(one.get("status")) in EVENTS
    )


def _request(verb: str, content: Mapping[str, Any]) -> PartyRequest:
    return PartyRequest(verb, json.dumps(content, ensure_ascii=False).encode())


def _contact(one: Contact) -> dict[str, str]:
    return {
        "name": one.name,
        "mobile": one.phone,
        "province": one.region,
        "city": one.city,
        "address": one.street,
    }
