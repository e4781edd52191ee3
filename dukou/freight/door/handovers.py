"""Open hand-overs: cartons go from one hand to another, with two names, a count, and a picture where counts differ."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from dukou.base.days import days_after, instant
from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.files import door as files
from dukou.freight import models
from dukou.freight.door.transit import visible_shipment
from dukou.freight.door.troubles import add_exceptions
from dukou.freight.records.tracking import HandOverRecord, NewHandOver, ToHandOver
from dukou.freight.rules import claiming as rules
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

MOST = 200
# What other rooms ask of their hand-overs too.
two_hands = rules.two_hands
FIELDS = ("leg", "asked", "found", "given_by", "taken_by", "picture", "at", "firm_id")


def hand_over(new: Sequence[NewHandOver], *, viewer: Viewer, on: date, now: datetime) -> Outcome[str]:
    """Put down hand-overs, each for itself, and return the keys that stand; a key that is kept is kept once.

    Desks put down every leg, a seller what it gave to the round, a buyer what it took from the carrier. Cartons that
    are missing open an exception. The book of facts has digests of the names, salted with what is blanked with them.
    """
    if viewer.person is None:
        raise Missing("freight.shipment_not_found")
    if len(new) > MOST:
        raise Refusal("freight.too_many_rows", {"most": MOST})
    pictures = {one.code for one in files.describe([one.picture for one in new if one.picture], viewer=viewer)}
    done: list[str] = []
    refused: list[Refused] = []
    for row, one in enumerate(new):
        try:
            _hand_over(one, pictures, viewer, on, now)
            done.append(one.key)
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    return Outcome(tuple(done), tuple(refused))


def _hand_over(one: NewHandOver, pictures: set[str], viewer: Viewer, on: date, now: datetime) -> None:
    shipment = visible_shipment(one.shipment, viewer)
    rules.require_hand_over(one, shipment.cartons, _legs(shipment, viewer), max(now, instant(days_after(on, 1))))
    if one.picture and one.picture not in pictures:
        raise Refusal("freight.picture_not_found", {})
    if _is_kept(one, shipment):
        return
    try:
        with transaction.atomic():
            _write(one, shipment, viewer, on, now)
    except IntegrityError:
        # The same key came in twice at once; now the other's row is there to be found.
        if not _is_kept(one, shipment):
            raise


def _is_kept(one: NewHandOver, shipment: models.Shipment) -> bool:
    """Tell whether a hand-over is kept already; refuse another one under its key."""
    kept = models.HandOver.objects.filter(key=one.key).values_list("shipment_id", "leg", "found").first()
    if kept is not None and kept != (shipment.pk, one.leg, one.found):
        raise Refusal("freight.hand_over_key_used", {})
    return kept is not None


def _write(one: NewHandOver, shipment: models.Shipment, viewer: Viewer, on: date, now: datetime) -> None:
    given, taken = two_hands(one.given_by, one.taken_by, asked=shipment.cartons, found=one.found, picture=one.picture)
    row = models.HandOver.objects.create(
        key=one.key,
        leg=one.leg,
        shipment=shipment,
        asked=shipment.cartons,
        found=one.found,
        given_by=given,
        taken_by=taken,
        salt=new_code(),
        picture=one.picture,
        person_id=viewer.person or 0,
        firm_id=viewer.firm,
        at=one.at,
        told_at=now,
    )
    payload: Mapping[str, int | str | None] = {
        "leg": one.leg,
        "asked": row.asked,
        "found": row.found,
        "given": provenance.salted_digest(given, row.salt),
        "taken": provenance.salted_digest(taken, row.salt),
        "picture": one.picture or None,
    }
    provenance.append(
        [NewFact("freight.handed_over", shipment.code, shipment.firm_id, payload, on)], viewer=viewer, now=now
    )
    if one.found < shipment.cartons and shipment.state != "waiting":
        missing = models.RoadException(
            shipment=shipment,
            kind="missing",
            found_by="hand_over",
            found_on=on,
            cartons=shipment.cartons - one.found,
            picture=one.picture,
        )
        add_exceptions([(missing, shipment.code, shipment.firm_id)], viewer=viewer, on=on, now=now)


def _legs(shipment: models.Shipment, viewer: Viewer) -> tuple[str, ...]:
    """Return the legs whose end the viewer may put down."""
    if viewer.runs_desks:
        return rules.LEGS
    own = {"firm_round": viewer.acts_for(shipment.firm_id), "carrier_buyer": viewer.acts_for(shipment.buyer_id)}
    return tuple(leg for leg, is_own in own.items() if is_own)


def to_hand_over(shipment: str, *, viewer: Viewer) -> ToHandOver:
    """Return what is to be handed over of a shipment, to its seller, its buyer and the desks."""
    row = visible_shipment(shipment, viewer)
    return ToHandOver(row.code, row.load.destination.code, row.cartons, _legs(row, viewer))


def hand_overs(shipment: str, *, viewer: Viewer) -> list[HandOverRecord]:
    """Return the hand-overs of a shipment, oldest first, to its seller, its buyer and the desks.

    Names and pictures are shown to desks and to the firm that put them down.
    """
    row = visible_shipment(shipment, viewer)
    rows = models.HandOver.objects.filter(shipment=row).order_by("at", "id").values_list(*FIELDS)
    return [
        HandOverRecord(leg, asked, found, given, taken, picture, at)
        if viewer.runs_desks or viewer.acts_for(firm)
        else HandOverRecord(leg, asked, found, "", "", "", at)
        for leg, asked, found, given, taken, picture, at, firm in rows
    ]


def blank_names(*, before: date, viewer: Viewer, now: datetime) -> int:
    """Blank the names in hand-overs from before a day, and the salts of their digests; return how many rows.

    For the shared desks. Counts and pictures stay; what the book of facts has of the names tells nothing any more.
    """
    if not viewer.runs_desks:
        raise Missing("freight.shipment_not_found")
    with transaction.atomic():
        rows = models.HandOver.objects.filter(~Q(salt=""), at__lt=instant(before))
        blanked = rows.update(given_by="", taken_by="", salt="")
        if blanked:
            fact = NewFact("freight.names_blanked", str(before), None, {"rows": blanked}, before)
            provenance.append([fact], viewer=viewer, now=now)
    return blanked
