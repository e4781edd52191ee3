"""Open what goes wrong on the road: exceptions found by rule and by people, and claims against carriers."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.viewer import OPERATOR, Viewer, require_town
from dukou.files import door as files
from dukou.freight import models
from dukou.freight.door.transit import HISTORY, alike, history, is_plain, visible_shipment
from dukou.freight.door.troubles import New, add_exceptions
from dukou.freight.records.tracking import (
    ClaimRecord,
    ClaimStepRecord,
    ExceptionPage,
    ExceptionRecord,
    OnTheRoad,
)
from dukou.freight.rules import carbon as ways
from dukou.freight.rules import claiming as rules
from dukou.freight.rules import tracking
from dukou.post import door as post
from dukou.post.records import NewNotice
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry

PAGE, MOST_GAPS = 25, 50_000
ROAD = (
    *("id", "code", "firm_id", "due_on", "leaves_on", "arrives_on"),
    *("load__destination_id", "load__destination__zone", "tariff__service", "tariff__transit_days"),
)
FIELDS = (
    *("code", "shipment__code", "shipment__load__destination__code", "shipment__tariff__service"),
    *("kind", "found_by", "found_on", "cartons", "shipment__due_on", "shipment__arrives_on", "outcome", "closed_on"),
    *("shipment__state", "shipment__load__destination__iso", "claim_deadline", "claim_state"),
)
NOTICE = "freight.claim"


def find_exceptions(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Find what on the road is late or missing, each once, and return how many; for the town."""
    require_town(viewer)
    known = models.RoadException.objects.filter(shipment_id=OuterRef("id"))
    there = models.TrackEvent.objects.filter(shipment_id=OuterRef("id"), kind="delivered")
    told = models.TrackEvent.objects.filter(shipment_id=OuterRef("id")).exclude(source="town").order_by("-at")
    road = models.Shipment.objects.filter(state="on_road", leaves_on__lte=on).exclude(Exists(there))
    looked_at = road.annotate(
        last_at=Subquery(told.values("at")[:1]),
        is_late=Exists(known.filter(kind="late")),
        is_missing=Exists(known.filter(kind="missing")),
    )
    rows = list(looked_at.order_by("id").values_list(*ROAD, "last_at", "is_late", "is_missing"))
    if not rows:
        return 0
    goods = _on_the_road(rows, on)
    silences = _silences(on) if any(one.last_at for one in goods) else {}
    found: list[New] = [
        (models.RoadException(shipment_id=one.id, kind=kind, found_by="rule", found_on=on), one.code, one.firm)
        for one, kind in tracking.exceptions(goods, silences, on=on, now=now)
    ]
    if not found:
        return 0
    with transaction.atomic():
        return add_exceptions(found, viewer=viewer, on=on, now=now)


def _on_the_road(rows: Sequence[tuple[Any, ...]], on: date) -> list[OnTheRoad]:
    """Estimate each arrival, once for all that left alike."""
    past = history({row[8] for row in rows}, on)
    estimates = {}
    found = []
    for key, code, firm, due_on, *way, last_at, is_late, is_missing in rows:
        left_on, told_on, destination, zone, service, days = way
        if (same := tuple(way)) not in estimates:
            estimates[same] = tracking.arrival(
                alike(past, destination, zone, service), left_on=left_on, promise_days=days, told_on=told_on, on=on
            )
        known = frozenset(kind for kind, is_known in (("late", is_late), ("missing", is_missing)) if is_known)
        found.append(OnTheRoad(key, code, firm, due_on, told_on, estimates[same], service, last_at, known))
    return found


def _silences(on: date) -> dict[str, timedelta | None]:
    """Return how long carriers may say nothing, by service, from the pauses between their messages of a year."""
    told = models.TrackEvent.objects.filter(
        source="carrier", shipment__state="delivered", shipment__arrives_on__gte=on - HISTORY
    )
    rows = told.order_by("-shipment_id", "at").values_list("shipment_id", "shipment__tariff__service", "at")
    gaps: dict[str, list[timedelta]] = defaultdict(list)
    before: tuple[int, datetime] | None = None
    for shipment, service, at in rows[:MOST_GAPS]:
        if before is not None and before[0] == shipment:
            gaps[service].append(at - before[1])
        before = (shipment, at)
    return {service: tracking.longest_silence(some) for service, some in gaps.items()}


def report_exception(
    shipment: str, kind: str, *, cartons: int, picture: str, viewer: Viewer, on: date, now: datetime
) -> str:
    """Report cartons that came damaged or not at all, as seller, buyer or desk; return the exception's code.

    The same kind of a shipment is reported once, and the first report counts.
    """
    row = visible_shipment(shipment, viewer)
    rules.require_report(kind, cartons, row.cartons)
    if row.state == "waiting":
        raise Refusal("freight.not_left_yet", {})
    if picture and not files.describe([picture], viewer=viewer):
        raise Refusal("freight.picture_not_found", {})
    by = "desk" if viewer.runs_desks else "seller" if viewer.acts_for(row.firm_id) else "buyer"
    new = models.RoadException(shipment=row, kind=kind, found_by=by, found_on=on, cartons=cartons, picture=picture)
    with transaction.atomic():
        add_exceptions([(new, row.code, row.firm_id)], viewer=viewer, on=on, now=now)
        return models.RoadException.objects.get(shipment=row, kind=kind).code


def exceptions(
    *,
    viewer: Viewer,
    on: date,
    is_open: bool | None = True,
    kind: str = "",
    shipment: str = "",
    first: int = 0,
    count: int = PAGE,
) -> tuple[list[ExceptionRecord], int]:
    """Return some exceptions, the open ones first, and how many there are: a firm's own, for desks all."""
    rows = _visible(viewer)
    if is_open is not None:
        rows = rows.filter(closed_on__isnull=is_open)
    if kind:
        rows = rows.filter(kind=kind)
    if shipment:
        rows = rows.filter(shipment__code=shipment)
    total = rows.count()
    return _records(
        rows.order_by(F("closed_on").desc(nulls_first=True), "-found_on", "-id")[first : first + count], viewer, on
    ), total


def open_exceptions(*, viewer: Viewer) -> dict[str, int]:
    """Count the open exceptions by kind: a firm's own, for desks all."""
    rows = _visible(viewer).filter(closed_on__isnull=True).order_by().values_list("kind")
    return dict(rows.annotate(count=Count("id")))


def exception(code: str, *, viewer: Viewer, on: date) -> ExceptionPage:
    """Return an exception with its claim; for all but its seller, its buyer and the desks it does not exist.

    Pictures are named to those who may open them, the carrier to desks.
    """
    row = _found(code, viewer)
    (record,) = _records(_visible(viewer).filter(pk=row.pk), viewer, on)
    is_sellers = viewer.runs_desks or viewer.acts_for(row.shipment.firm_id)
    claim = models.CarrierClaim.objects.filter(exception=row).first() if is_sellers else None
    codes = [row.picture, *(claim.pictures if claim else ())]
    known = {one.code for one in files.describe([one for one in codes if one], viewer=viewer)}
    return ExceptionPage(
        record=record,
        picture=row.picture if row.picture in known else "",
        value_minor=row.shipment.value_minor,
        claim=_claim(claim, known, viewer) if claim else None,
    )


def _claim(row: models.CarrierClaim, pictures: Collection[str], viewer: Viewer) -> ClaimRecord:
    steps = models.ClaimStep.objects.filter(claim=row).order_by("id").values_list("state", "paid_minor", "on")
    return ClaimRecord(
        code=row.code,
        carrier=row.carrier_id if viewer.runs_desks else None,
        amount_minor=row.amount_minor,
        deadline_on=row.deadline_on,
        filed_on=row.filed_on,
        pictures=tuple(code for code in row.pictures if code in pictures),
        steps=tuple(ClaimStepRecord(*step) for step in steps),
    )


def close_exception(code: str, outcome: str, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Close an exception as a desk, saying what became of it; the same again changes nothing."""
    _require_desk(viewer)
    rules.require_outcome(outcome)
    row = _found(code, viewer)
    with transaction.atomic():
        open_rows = models.RoadException.objects.filter(pk=row.pk, closed_on__isnull=True)
        if open_rows.update(closed_on=on, outcome=outcome):
            fact = NewFact("freight.exception_closed", row.code, row.shipment.firm_id, {"outcome": outcome}, on)
            provenance.append([fact], viewer=viewer, now=now)


def file_claim(
    code: str, *, amount_minor: int, pictures: Sequence[str], viewer: Viewer, on: date, now: datetime
) -> str:
    """File a claim of an exception against its carrier as a desk, once, and return the claim's code.

    Refused after the day by which the carrier had to be told. Firm and desks are told by a notice.
    """
    _require_desk(viewer)
    row = _found(code, viewer)
    shipment = row.shipment
    rules.require_claim(amount_minor, shipment.value_minor, pictures, row.kind)
    if len(files.describe(pictures, viewer=viewer)) != len(set(pictures)):
        raise Refusal("freight.picture_not_found", {})
    (record,) = _records(_visible(viewer).filter(pk=row.pk), viewer, on)
    if record.deadline_on is None or shipment.tariff is None:
        raise Refusal("freight.no_claim_term", {"on": str(on)})
    if on > record.deadline_on:
        raise Refusal("freight.claim_too_late", {"deadline": str(record.deadline_on)})
    with transaction.atomic():
        models.RoadException.objects.select_for_update().get(pk=row.pk)
        if (filed := models.CarrierClaim.objects.filter(exception=row).first()) is not None:
            return filed.code
        claim = models.CarrierClaim.objects.create(
            code=new_code(),
            exception=row,
            carrier_id=shipment.tariff.carrier_id,
            amount_minor=amount_minor,
            deadline_on=record.deadline_on,
            filed_on=on,
            pictures=sorted(set(pictures)),
        )
        models.ClaimStep.objects.create(claim=claim, state="filed", on=on)
        payload: Payload = {"exception": row.code, "amount_minor": amount_minor, "pictures": len(claim.pictures)}
        provenance.append(
            [NewFact("freight.claim_filed", claim.code, shipment.firm_id, payload, on)], viewer=viewer, now=now
        )
        _tell(claim, "filed", viewer, on, now)
    return claim.code


def move_claim(code: str, to: str, *, paid_minor: int = 0, viewer: Viewer, on: date, now: datetime) -> str:
    """Put down what a carrier made of the claim of an exception, as a desk; return where it stands.

    The same again changes nothing. What is paid is stated here; settlement posts it from the carrier's own bill.
    """
    _require_desk(viewer)
    row = _found(code, viewer)
    with transaction.atomic():
        claim = models.CarrierClaim.objects.select_for_update().filter(exception=row).first()
        if claim is None:
            raise Missing("freight.claim_not_found")
        last = models.ClaimStep.objects.filter(claim=claim).order_by("-id")[0]
        if (last.state, last.paid_minor) == (to, paid_minor):
            return last.state
        rules.require_step(last.state, to, paid_minor)
        models.ClaimStep.objects.create(claim=claim, state=to, paid_minor=paid_minor, on=on)
        payload: Payload = {"state": to, "paid_minor": paid_minor}
        provenance.append(
            [NewFact("freight.claim_moved", claim.code, row.shipment.firm_id, payload, on)], viewer=viewer, now=now
        )
        _tell(claim, to, viewer, on, now)
    return to


def _tell(claim: models.CarrierClaim, state: str, viewer: Viewer, on: date, now: datetime) -> None:
    """Tell the goods' firm and the desks how far a claim is, once for each state."""
    exception = claim.exception
    facts: dict[str, str | int | None] = {"exception": exception.code, "state": state, "on": str(on)}
    to = {exception.shipment.firm_id, *(desk.id for desk in registry.firms(viewer=viewer, kinds=[OPERATOR]))}
    notices = [NewNotice(firm, NOTICE, facts, key=f"{claim.code}:{state}:{on}:{firm}") for firm in sorted(to)]
    post.notify(notices, viewer=viewer, now=now)


def _require_desk(viewer: Viewer) -> None:
    if not viewer.runs_desks:
        raise Missing("freight.exception_not_found")


def _visible(viewer: Viewer) -> QuerySet[models.RoadException]:
    rows = models.RoadException.objects.all()
    if viewer.runs_desks:
        return rows
    mine = Q(shipment__firm_id=viewer.firm) | Q(shipment__buyer_id=viewer.firm)
    return rows.none() if viewer.firm is None else rows.filter(mine)


def _found(code: str, viewer: Viewer) -> models.RoadException:
    rows = _visible(viewer).filter(code=code) if is_plain(code) else None
    row = rows.select_related("shipment__tariff").first() if rows is not None else None
    if row is None:
        raise Missing("freight.exception_not_found")
    return row


def _records(rows: QuerySet[models.RoadException], viewer: Viewer, on: date) -> list[ExceptionRecord]:
    """Return exceptions as they are shown: the deadline that a claim had, or that one filed by today would have."""
    of_claim = models.CarrierClaim.objects.filter(exception_id=OuterRef("id"))
    state = models.ClaimStep.objects.filter(claim__exception_id=OuterRef("id")).order_by("-id")
    found = rows.annotate(
        claim_deadline=Subquery(of_claim.values("deadline_on")[:1]),
        claim_state=Coalesce(Subquery(state.values("state")[:1]), Value("")),
    ).values_list(*FIELDS, "shipment__firm_id")
    terms = {(one.mode, one.kind): one.days for one in registry.claim_terms(on=on)}
    return [_record(row, viewer, on, terms) for row in found]


def _record(row: tuple[Any, ...], viewer: Viewer, on: date, terms: dict[tuple[str, str], int]) -> ExceptionRecord:
    *shown, state, iso, deadline_on, claim, firm = row
    kind, service, told_on = shown[4], shown[3], shown[9]
    if deadline_on is None:
        days = terms.get((ways.mode(service, iso), kind))
        deadline_on = rules.deadline(days, told_on=told_on, is_delivered=state == "delivered", on=on)
    is_sellers = viewer.runs_desks or viewer.acts_for(firm)
    return ExceptionRecord(*[*shown, *((deadline_on, claim) if is_sellers else (None, ""))])
