"""Write firm bookings (IFTMBF) and status requests (IFTSTQ), read confirmations (IFTMBC) and reports (IFTSTA), D.99B.

Transport status is coded after UN/ECE Recommendation 24, the answer to a booking by the response type (4343).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from dukou.freight.parties.rail_edifact.syntax import ADVICE, Segment, component, first, read, segment, written
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
)

BOOKING, CANCELLATION, STATUS = "IFTMBF", "IFTMBF cancel", "IFTSTQ"
DIRECTORY = ("D", "99B", "UN")
CHARACTERS, OPERATOR, PATH = ("UNOY", "4"), "RAIL", "/edifact"
ORIGINAL, CANCEL, REQUEST = "9", "1", "13"
RAIL, FORTY_HIGH_CUBE = "2", "45G1"
DAY, MINUTE = "102", "203"
GRAMS_A_KG, ML_A_M3 = 1_000, 1_000_000
OUTCOMES: Mapping[str, Outcome] = {"AP": "confirmed", "CA": "confirmed", "RE": "refused", "AB": "received"}
EVENTS: Mapping[str, EventKind] = {
    "6": "booked",
    "13": "picked_up",
    "24": "departed",
    "1": "arrived",
    "21": "delivered",
    "18": "exception",
    "20": "exception",
    "23": "exception",
}


def ask_booking(one: BookingAsk) -> PartyRequest:
    """Return a firm booking."""
    body = [
        segment("BGM", "335", one.reference, ORIGINAL),
        segment("TSR", "", one.service),
        segment("CNT", ("7", _decimal(one.grams, GRAMS_A_KG), "KGM")),
        segment("CNT", ("11", str(one.cartons))),
        segment("CNT", ("15", _decimal(one.ml, ML_A_M3), "MTQ")),
        segment("RFF", ("CT", one.account)),
        segment("TDT", "20", "", RAIL),
        segment("LOC", "9", (one.origin.code, "139", "6", one.origin.city)),
        segment("DTM", ("133", f"{one.departs_on:%Y%m%d}", DAY)),
        segment("LOC", "11", (one.destination.code, "139", "6", one.destination.city)),
        *_party("CZ", one.origin),
        *_party("CN", one.destination),
        segment("GID", "1", (str(one.cartons), "CT")),
        segment("FTX", "AAA", "", "", one.goods),
        segment("EQD", "CN", "", FORTY_HIGH_CUBE),
        segment("EQN", (str(one.vehicles), "2")),
    ]
    return PartyRequest(BOOKING, _message("IFTMBF", body))


def ask_cancel(reference: str, carrier_reference: str) -> PartyRequest:
    """Return the cancellation of a booking."""
    body = [segment("BGM", "335", reference, CANCEL), segment("RFF", ("BN", carrier_reference))]
    return PartyRequest(CANCELLATION, _message("IFTMBF", body))


def ask_events(carrier_reference: str) -> PartyRequest:
    """Return a question how far the consignments of a booking are; a status report answers it."""
    body = [segment("BGM", "", carrier_reference, REQUEST), segment("RFF", ("BN", carrier_reference))]
    return PartyRequest(STATUS, _message("IFTSTQ", body))


def seal(one: PartyRequest, *, account: str, key: str, code: str, at: datetime) -> Sealed:
    """Return an interchange for the operator's gateway, which knows us by a token and a repeat by its reference."""
    sent = at.astimezone(UTC)
    begin = segment("UNB", CHARACTERS, account, OPERATOR, (f"{sent:%Y%m%d}", f"{sent:%H%M}"), code)
    body = written([begin]) + one.body + written([segment("UNZ", "1", code)])
    headers = {"Content-Type": "application/EDIFACT; charset=UTF-8", "Authorization": f"Bearer {key}"}
    return Sealed("POST", PATH, headers, ADVICE.encode() + body)


def read_booking(body: bytes) -> BookingAnswer:
    """Return what a booking confirmation says."""
    found = _read(body, "IFTMBC")
    bgm = first(found, "BGM")
    response = component(bgm, 3, 0)
    if response not in OUTCOMES:
        raise Malformed("4343")
    return BookingAnswer(
        outcome=OUTCOMES[response],
        reference=component(first(found, "RFF", "BN"), 0, 1),
        note=component(first(found, "FTX", "ACD"), 2, 0),
        departs_on=_day(first(found, "DTM", "133")),
        arrives_on=_day(first(found, "DTM", "132")),
    )


def read_cancel(body: bytes) -> BookingAnswer:
    """Return whether a cancellation was accepted."""
    answer = read_booking(body)
    return BookingAnswer("cancelled" if answer.outcome == "confirmed" else "refused", answer.reference, answer.note)


def read_events(body: bytes) -> tuple[TrackingEvent, ...]:
    """Return how far consignments are; reports that say nothing new of the goods are left out."""
    found = _read(body, "IFTSTA")
    starts = [place for place, (tag, _elements) in enumerate(found) if tag == "STS"]
    common = component(first(found, "RFF", "BN"), 0, 1)
    events = []
    for start, end in zip(starts, [*starts[1:], len(found)], strict=True):
        report = found[start:end]
        code = component(report[0], 1, 0)
        if code in EVENTS:
            reference = component(first(report, "RFF", "BN"), 0, 1) or common
            place = component(first(report, "LOC"), 1, 3) or component(first(report, "LOC"), 1, 0)
            events.append(TrackingEvent(reference, EVENTS[code], _instant(first(report, "DTM", "334")), place))
    return tuple(events)


def _message(kind: str, body: Sequence[Segment]) -> bytes:
    """Return a message, not yet in an interchange: that bears the hour at which it is sent."""
    head, tail = segment("UNH", "1", (kind, *DIRECTORY)), segment("UNT", str(len(body) + 2), "1")
    return written([head, *body, tail])


def _party(role: str, one: Contact) -> list[Segment]:
    return [
        segment("NAD", role, "", "", one.name, one.street, one.city, one.region, "", one.country),
        segment("CTA", "IC"),
        segment("COM", (one.phone, "TE")),
    ]


def _read(body: bytes, kind: str) -> list[Segment]:
    found = read(body)
    if component(first(found, "UNH"), 1, 0) != kind:
        raise Malformed(kind)
    return found


def _decimal(amount: int, whole: int) -> str:
    """Return an amount in whole units with as many places as it needs, exact."""
    units, rest = divmod(amount, whole)
    places = len(str(whole)) - 1
    return f"{units}.{rest:0{places}}".rstrip("0").rstrip(".")


def _day(one: Segment) -> date | None:
    text = component(one, 0, 1)
    return _instant(one).date() if text else None


def _instant(one: Segment) -> datetime:
    text, form = component(one, 0, 1), component(one, 0, 2)
    try:
        return datetime.strptime(text, {DAY: "%Y%m%d", MINUTE: "%Y%m%d%H%M"}[form]).replace(tzinfo=UTC)
    except (KeyError, ValueError):
        raise Malformed("DTM") from None
