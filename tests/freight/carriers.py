"""Stand in for carriers on a loopback socket: each speaks its own published message shape, written apart from ours."""

import base64
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlsplit

ACCOUNT, KEY = "TOWN01", "check-word"
SLOW_SECONDS = 0.6
Answer = tuple[int, bytes]


@dataclass
class Stub:
    """Answer as one carrier does; `mood` is yes, no, later, garbled, slow, down, there or odd."""

    answer: Callable[["Stub", "Asked"], Answer]
    mood: str = "yes"
    # What was ordered, by our number: a carrier takes an order once.
    orders: dict[str, str] = field(default_factory=dict)
    asked: int = 0


@dataclass(frozen=True)
class Asked:
    """Hold a request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Carrier(ThreadingHTTPServer):
    """Serve a stub."""

    def __init__(self, stub: Stub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stub = stub

    def handle_error(self, *_args: Any) -> None:
        """Say nothing where the other side hung up."""


class _Handler(BaseHTTPRequestHandler):
    server: Carrier

    def _serve(self) -> None:
        stub = self.server.stub
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        stub.asked += 1
        status, answer = stub.answer(stub, Asked(self.command, self.path, dict(self.headers), body))
        if stub.mood == "slow":
            # The order is taken, only the answer comes too late.
            time.sleep(SLOW_SECONDS)
        if stub.mood in {"down", "garbled"}:
            status, answer = (503, b"busy") if stub.mood == "down" else (200, b"<html>we are moving</html>")
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_POST(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def number(stub: Stub, reference: str, prefix: str) -> str:
    """Return the carrier's number of an order, the first one where it is known already."""
    return stub.orders.setdefault(reference, f"{prefix}{len(stub.orders) + 1:010}")


def sf_express(stub: Stub, asked: Asked) -> Answer:
    form = {name: values[0] for name, values in parse_qs(asked.body.decode(), strict_parsing=True).items()}
    signed = hashlib.md5(quote_plus(form["msgData"] + form["timestamp"] + KEY).encode(), usedforsecurity=False).digest()
    if base64.b64encode(signed).decode() != form["msgDigest"] or form["partnerID"] != ACCOUNT:
        return 200, json.dumps({"apiResultCode": "A1004", "apiErrorMsg": "bad digest"}).encode()
    content = json.loads(form["msgData"])
    inner: dict[str, Any]
    if form["serviceCode"] == "EXP_RECE_SEARCH_ROUTES":
        (waybill_no,) = content["trackingNumber"]
        codes = ("50", "30", "80") if stub.mood == "there" else ("50",)
        routes = [
            {"acceptTime": f"2025-12-1{place} 08:00:00", "acceptAddress": "深圳市", "opCode": code}
            for place, code in enumerate(codes)
        ]
        if stub.mood == "odd":
            odd = {"acceptAddress": "深\x00圳", "opCode": "30"}
            routes += [{"acceptTime": "2025-12-10 09:00:00", **odd}, {"acceptTime": "2099-12-10 09:00:00", **odd}]
        data = {"routeResps": [{"mailNo": waybill_no, "routes": routes}]}
        inner = {"success": True, "errorCode": "S0000", "msgData": data}
        return 200, json.dumps({"apiResultCode": "A1000", "apiResultData": json.dumps(inner)}).encode()
    order = content.get("orderId", "")
    if stub.mood == "no":
        inner = {"success": False, "errorCode": "8057", "errorMsg": "out of reach", "msgData": None}
    elif form["serviceCode"] == "EXP_RECE_UPDATE_ORDER":
        inner = {"success": True, "errorCode": "S0000", "msgData": {"orderId": order, "resStatus": 2}}
    else:
        assert form["serviceCode"] in {"EXP_RECE_CREATE_ORDER", "EXP_RECE_SEARCH_ORDER_RESP"}
        waybill = {"waybillType": 1, "waybillNo": number(stub, order, "SF")}
        filtered = 1 if stub.mood == "later" else 2
        data = {"orderId": order, "filterResult": filtered, "waybillNoInfoList": [waybill]}
        inner = {"success": True, "errorCode": "S0000", "errorMsg": None, "msgData": data}
    return 200, json.dumps({"apiErrorMsg": "", "apiResultCode": "A1000", "apiResultData": json.dumps(inner)}).encode()


def deppon(stub: Stub, asked: Asked) -> Answer:
    form = {name: values[0] for name, values in parse_qs(asked.body.decode(), strict_parsing=True).items()}
    hexed = hashlib.md5((form["params"] + KEY + form["timestamp"]).encode(), usedforsecurity=False).hexdigest()
    if base64.b64encode(hexed.encode()).decode() != form["digest"] or form["companyCode"] != ACCOUNT:
        return 200, json.dumps({"result": "false", "resultCode": "2001", "reason": "bad digest"}).encode()
    order = json.loads(form["params"])["logisticID"]
    if stub.mood == "no":
        return 200, json.dumps({"result": "false", "resultCode": "3010", "reason": "no such branch"}).encode()
    reply = {"result": "true", "resultCode": "1000", "logisticID": order, "uniquerRequestNumber": "38525813676188993"}
    if asked.path.endswith("createOrderNotify.action") and stub.mood != "later":
        reply |= {"mailNo": number(stub, order, "DPK"), "parentMailNo": number(stub, order, "DPK")}
    return 200, json.dumps(reply).encode()


def rail_edifact(stub: Stub, asked: Asked) -> Answer:
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    segments = asked.body.decode().removeprefix("UNA:+.? '").split("'")
    if any(one.startswith("UNH+1+IFTSTQ:D:99B:UN") for one in segments):
        return 200, status_report(stub, next(one for one in segments if one.startswith("RFF+BN:")))
    bgm = next(one for one in segments if one.startswith("BGM")).split("+")
    booked = number(stub, bgm[2], "RB")
    word = {"no": "RE", "later": "AB"}.get(stub.mood, "AP")
    told = ["UNH+1+IFTMBC:D:99B:UN", f"BGM+770+{booked}+6+{word}", "DTM+137:202512030900:203", f"RFF+BN:{booked}"]
    told += [f"RFF+FF:{bgm[2]}", "TDT+20++2", "LOC+9+CNSHE:139:6:SHENYANG", "DTM+133:20251211:102"]
    told += ["LOC+11+DEHAM:139:6:HAMBURG", "DTM+132:20251229:102"]
    if word == "RE":
        told.insert(4, "FTX+ACD++NOSPACE")
    told.append(f"UNT+{len(told) + 1}+1")
    return 200, interchange(told)


def interchange(message: list[str]) -> bytes:
    lines = ["UNB+UNOY:4+RAIL+TOWN01+20251203:0900+77", *message, "UNZ+1+77"]
    return ("UNA:+.? '" + "'\r\n".join(lines) + "'").encode()


def status_report(stub: Stub, booking: str) -> bytes:
    """Report what happened to the wagons of a booking: the last first, and the first of them twice."""
    steps = [("13", "10", "SHENYANG"), ("24", "11", "MANZHOULI"), ("24", "11", "MANZHOULI")]
    steps += [("21", "12", "DUISBURG")] if stub.mood == "there" else []
    told = ["UNH+1+IFTSTA:D:99B:UN", "BGM+23+7+9", "DTM+137:202512030900:203", booking, "CNI+1"]
    for code, day, place in reversed(steps):
        told += [f"STS+1+{code}", f"DTM+334:202512{day}0800:203", f"LOC+175+CNXXX:139:6:{place}"]
    return interchange([*told, f"UNT+{len(told) + 1}+1"])


def dcsa(stub: Stub, asked: Asked) -> Answer:
    assert (asked.headers["API-Version"], asked.headers["Authorization"]) == ("2", f"Bearer {KEY}")
    path = urlsplit(asked.path).path
    if asked.method == "POST":
        content = json.loads(asked.body)
        reference = content["references"][0]["value"]
        if stub.mood == "no":
            errors = [{"errorCode": 7003, "errorCodeText": "invalidData", "errorCodeMessage": "no such port"}]
            return 400, json.dumps({"httpMethod": "POST", "statusCode": 400, "errors": errors}).encode()
        return 202, json.dumps({"carrierBookingRequestReference": number(stub, reference, "CBRR")}).encode()
    request = path.rpartition("/")[2]
    if asked.method == "PATCH":
        assert json.loads(asked.body)["bookingStatus"] == "CANCELLED"
        return 202, json.dumps({"carrierBookingRequestReference": request, "bookingStatus": "CANCELLED"}).encode()
    legs = [{"transportPlanStage": "MNC", "plannedDepartureDate": "2025-12-12", "plannedArrivalDate": "2026-01-20"}]
    found = {"carrierBookingRequestReference": request, "carrierBookingReference": f"BK{request}"}
    status = {"later": "RECEIVED", "declined": "DECLINED"}.get(stub.mood, "CONFIRMED")
    return 200, json.dumps({**found, "bookingStatus": status, "transportPlan": legs}).encode()


STUBS: dict[str, Callable[[Stub, Asked], Answer]] = {
    "sf_express": sf_express,
    "deppon": deppon,
    "rail_edifact": rail_edifact,
    "dcsa": dcsa,
}
