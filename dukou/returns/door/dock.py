"""Open the way of a return to the dock: its label, who handed it to whom, and what the dock takes in by phone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from dukou.base.days import days_after, instant
from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.ids import as_code, new_code
from dukou.base.viewer import SHOP, Viewer
from dukou.depot import door as depot
from dukou.files import door as files
from dukou.freight.door.handovers import two_hands
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.returns import models
from dukou.returns.door.labels import case_of, of_label, text_of
from dukou.returns.door.parcels import keep_parcel
from dukou.returns.records.dock import HandedRecord, Label, NewDockScan, NewHanded
from dukou.returns.rules import cases as case_rules
from dukou.returns.rules import dock as rules

LEGS_OF_BUYER, LEGS_OF_SHOP = ("buyer_round",), ("buyer_shop", "shop_round")
LABEL = (
    "code",
    "line__sku__style__name_zh",
    "line__sku__style__name_en",
    "line__sku__colour_zh",
    "line__sku__colour_en",
    "line__sku__size",
    "pairs",
    "state",
    "received_on",
)


def label(code: str, *, viewer: Viewer) -> Label:
    """Return the label of a return that is to be sent, to its buyer and the desks; for others it does not exist."""
    rows = models.Case.objects.filter(code=as_code(code), received_on__isnull=False)
    if not viewer.runs_desks:
        rows = rows.filter(buyer_id=viewer.firm) if viewer.firm else rows.none()
    case = rows.first()
    if case is None:
        raise Missing("returns.case_not_found")
    return _label(case, models.LEGS if viewer.runs_desks else LEGS_OF_BUYER, viewer)


def labelled(text: str, *, viewer: Viewer) -> Label:
    """Return what a label names, to a partner shop that scans it and to desks; a forged or altered one is refused."""
    if not viewer.runs_desks and SHOP not in viewer.roles:
        raise Missing("returns.case_not_found")
    case = of_label(text)
    return _label(case, models.LEGS if viewer.runs_desks else LEGS_OF_SHOP, viewer)


def hand_over(new: NewHanded, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Put down that a labelled return went from one hand to another; a key that is kept is kept once.

    A buyer puts down what it gave to the round, a shop what it took and gave, desks every leg. Where the pairs counted
    are not those asked for, a picture is required. The book of facts has salted digests of the names.
    """
    if viewer.person is None:
        raise Missing("returns.case_not_found")
    shown = label(new.text, viewer=viewer) if new.text.isalnum() else labelled(new.text, viewer=viewer)
    if _is_kept(new, shown):
        return
    rules.require_handed(new, shown.legs, max(now, instant(days_after(on, 1))))
    names = two_hands(new.given_by, new.taken_by, asked=shown.pairs, found=new.found, picture=new.picture)
    _require_picture(new.picture, viewer)
    try:
        with transaction.atomic():
            _keep_hand_over(new, names, shown, viewer, on, now)
    except IntegrityError as twice:
        # It came in twice at once, or that leg is put down already.
        if not _is_kept(new, shown):
            raise Refusal("returns.leg_put_down") from twice


def announce_number(code: str, carrier_ref: str, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Say as a return's buyer under which carrier's number it was sent; a number names one return."""
    if not case_rules.CARRIER_REF.fullmatch(carrier_ref):
        raise Refusal("returns.bad_carrier_ref")
    shown = label(code, viewer=viewer)
    if shown.carrier_ref == carrier_ref:
        return
    if shown.state != "open":
        raise Refusal("returns.not_expected")
    case = models.Case.objects.get(code=code)
    try:
        with transaction.atomic():
            models.SentNumber.objects.create(case=case, carrier_ref=carrier_ref, on=on)
            fact = NewFact("returns.number_announced", code, case.firm_id, {}, on)
            provenance.append([fact], viewer=viewer, now=now)
    except IntegrityError as twice:
        raise Refusal("returns.number_taken") from twice


def receive(scans: Sequence[NewDockScan], *, viewer: Viewer, on: date, now: datetime) -> Outcome[str]:
    """Take in what the dock scanned, each for itself, in the order in which it was scanned; return the keys kept.

    Sent again they are kept once. A label sets its case received, by the person; a parcel that nobody announced is
    booked, and one whose carrier's number a buyer announced is that buyer's case. An undo is a row of its own.
    """
    if not viewer.runs_desks or viewer.person is None:
        raise Missing("returns.case_not_found")
    if len(scans) > rules.MOST_SCANS:
        raise Refusal("returns.too_many", {"most": rules.MOST_SCANS})
    done: list[str] = []
    refused: list[Refused] = []
    for row, one in sorted(enumerate(scans), key=lambda each: (str(each[1].at), each[0])):
        try:
            _receive(one, rules.require_scan(one, now), viewer, on, now)
            done.append(one.key)
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    return Outcome(tuple(done), tuple(sorted(refused, key=lambda each: each.row)))


def _receive(one: NewDockScan, key: UUID, viewer: Viewer, on: date, now: datetime) -> None:
    if _is_scanned(one, key, viewer):
        return
    _require_picture(one.picture, viewer)
    try:
        with transaction.atomic():
            row = models.DockScan(
                key=key, act=one.act, code=rules.plain_code(one.code), pairs=one.pairs, at=one.at, received_at=now
            )
            row.person_id = viewer.person or 0
            facts = _take(one, row, viewer, on, now)
            row.save()
            provenance.append(facts, viewer=viewer, now=now)
    except IntegrityError:
        # The same key came in twice at once; now the other's row is there to be found.
        if not _is_scanned(one, key, viewer):
            raise


def _is_scanned(one: NewDockScan, key: UUID, viewer: Viewer) -> bool:
    """Tell whether a scan is kept already; refuse another one under its key."""
    kept = models.DockScan.objects.filter(key=key).values_list("act", "code", "person_id").first()
    if kept is not None and kept != (one.act, rules.plain_code(one.code), viewer.person):
        raise Refusal("returns.scan_key_used")
    return kept is not None


def _take(one: NewDockScan, row: models.DockScan, viewer: Viewer, on: date, now: datetime) -> list[NewFact]:
    """Do what a scan says, in the caller's transaction; note on its row what it was of, and return the facts."""
    if one.act == "undone":
        return _undo(one, row, on)
    if one.act == "returned":
        return _take_case(case_of(one.code), row, on)
    announced = models.SentNumber.objects.filter(carrier_ref=one.code).select_related("case").first()
    if one.code and announced is not None:
        return _take_case(announced.case, row, on)
    row.parcel = _parcel(one, viewer, on)
    keep_parcel(row.parcel, viewer=viewer, now=now)
    return []


def _take_case(case: models.Case, row: models.DockScan, on: date) -> list[NewFact]:
    """Set a case received, in the caller's transaction."""
    case = models.Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.state == "received":
        raise Refusal("returns.received_before", {"case": case.code})
    if case.state != "open" or case.received_on is None:
        raise Refusal("returns.not_expected")
    row.case, row.expected_on = case, case.received_on
    case.state, case.received_on = "received", on
    case.save(update_fields=["state", "received_on"])
    return [NewFact("returns.case_received", case.code, case.firm_id, {"pairs": case.pairs}, on)]


def _parcel(one: NewDockScan, viewer: Viewer, on: date) -> models.Parcel:
    parcel = models.Parcel(
        code=new_code(),
        came_on=on,
        carrier_ref=one.code,
        cartons=1,
        grams=one.grams or 0,
        pairs_counted=one.pairs or 0,
        picture=one.picture,
        lot_seen_id=depot.known_code(one.lot, viewer=viewer).lot_id if one.lot else None,
    )
    if one.phone:
        parcel.phone_salt, parcel.phone_digits = new_code(), len(one.phone)
        parcel.phone_digest = provenance.salted_digest(one.phone, parcel.phone_salt)
    return parcel


def _undo(one: NewDockScan, row: models.DockScan, on: date) -> list[NewFact]:
    """Take back what a scan took in, as long as nothing came of it."""
    try:
        first_key = UUID(one.undoes or "")
    except ValueError as bad:
        raise Refusal("returns.bad_scan_key") from bad
    first = models.DockScan.objects.filter(key=first_key).exclude(act="undone").first()
    if first is None:
        raise Refusal("returns.scan_not_found")
    if models.DockScan.objects.filter(undoes=first).exists():
        raise Refusal("returns.scan_undone")
    row.undoes, row.case, row.parcel = first, first.case, first.parcel
    if first.case_id is not None:
        return _undo_case(first, on)
    return _undo_parcel(first.parcel_id or 0, on)


def _undo_case(first: models.DockScan, on: date) -> list[NewFact]:
    case = models.Case.objects.select_for_update(of=("self",)).get(pk=first.case_id or 0)
    if case.state != "received" or models.Grading.objects.filter(case=case).exists():
        raise Refusal("returns.graded_already")
    case.state, case.received_on = "open", first.expected_on
    case.save(update_fields=["state", "received_on"])
    return [NewFact("returns.receipt_undone", case.code, case.firm_id, {"pairs": case.pairs}, on)]


def _undo_parcel(key: int, on: date) -> list[NewFact]:
    parcel = models.Parcel.objects.select_for_update(of=("self",)).get(pk=key)
    if parcel.state != "unmatched":
        raise Refusal("returns.parcel_matched")
    parcel.state = "void"
    parcel.save(update_fields=["state"])
    return [NewFact("returns.parcel_voided", parcel.code, None, {"pairs": parcel.pairs_counted}, on)]


def _label(case: models.Case, legs: Sequence[str], viewer: Viewer) -> Label:
    code, *shown = models.Case.objects.values_list(*LABEL).get(pk=case.pk)
    numbers = models.SentNumber.objects.filter(case=case).order_by("-id").values_list("carrier_ref", flat=True)
    handed = list(models.HandOver.objects.filter(case=case).order_by("at", "id"))
    left = [leg for leg in legs if leg not in {one.leg for one in handed}] if case.state == "open" else []
    told = tuple(_handed(one, viewer) for one in handed)
    return Label(*(code, text_of(code), *shown, numbers.first() or "", told, tuple(left)))


def _handed(row: models.HandOver, viewer: Viewer) -> HandedRecord:
    """Return a hand-over; names and pictures are for desks and the firm that put them down."""
    if viewer.runs_desks or viewer.acts_for(row.firm_id):
        return HandedRecord(row.leg, row.asked, row.found, row.given_by, row.taken_by, row.picture, row.at)
    return HandedRecord(row.leg, row.asked, row.found, "", "", "", row.at)


def _is_kept(new: NewHanded, shown: Label) -> bool:
    """Tell whether a hand-over is kept already; refuse another one under its key."""
    kept = models.HandOver.objects.filter(key=new.key).values_list("case__code", "leg", "found").first()
    if kept is not None and kept != (shown.code, new.leg, new.found):
        raise Refusal("freight.hand_over_key_used")
    return kept is not None


def _keep_hand_over(
    new: NewHanded, names: tuple[str, str], shown: Label, viewer: Viewer, on: date, now: datetime
) -> None:
    case = models.Case.objects.get(code=shown.code)
    row = models.HandOver.objects.create(
        key=new.key,
        leg=new.leg,
        case=case,
        asked=case.pairs,
        found=new.found,
        given_by=names[0],
        taken_by=names[1],
        salt=new_code(),
        picture=new.picture,
        person_id=viewer.person or 0,
        firm_id=None if viewer.runs_desks else viewer.firm,
        at=new.at,
    )
    payload: Mapping[str, int | str | None] = {
        "asked": row.asked,
        "found": row.found,
        "given": provenance.salted_digest(row.given_by, row.salt),
        "leg": row.leg,
        "taken": provenance.salted_digest(row.taken_by, row.salt),
    }
    fact = NewFact("returns.handed_over", case.code, case.firm_id, payload, on)
    provenance.append([fact], viewer=viewer, now=now)


def _require_picture(code: str, viewer: Viewer) -> None:
    if code and not files.describe([code], viewer=viewer):
        raise Refusal("freight.picture_not_found")


def blank_names(*, before: date, viewer: Viewer, now: datetime) -> int:
    """Blank the names in hand-overs of returns and swaps from before a day, and their salts; return how many rows."""
    if not viewer.runs_desks:
        raise Missing("returns.case_not_found")
    with transaction.atomic():
        rows = models.HandOver.objects.filter(~Q(salt=""), at__lt=instant(before))
        blanked = rows.update(given_by="", taken_by="", salt="")
        if blanked:
            fact = NewFact("returns.names_blanked", str(before), None, {"rows": blanked}, before)
            provenance.append([fact], viewer=viewer, now=now)
        return blanked + depot.blank_names(before=before, viewer=viewer, now=now)
