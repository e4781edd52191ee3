"""Open what is to be booked of loads: what goes by which carrier, a booking in one step, and missed cut-offs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Subquery

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.freight import models
from dukou.freight.door.booking import FIELDS, book
from dukou.freight.door.goods import goods_of, offers_of
from dukou.freight.records import APART, Goods
from dukou.freight.records.carriers import BookingRecord, MissedCutOff, NewBooking, ToBook
from dukou.freight.records.parties import Contact
from dukou.freight.rules import booking as rules
from dukou.freight.rules.ways import arrives_on, leaves_on
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord, TariffRecord

LIVE = (rules.ASKED, rules.CONFIRMED)
# Who goes by what: the tariff, and the goods that the town carries by it.
Groups = Mapping[int, Sequence[Goods]]


def to_book(load: str, *, viewer: Viewer) -> list[ToBook]:
    """Return what goes by each carrier's service of an offered or dispatched load, with its live booking; for desks.

    Before the load leaves, it is as offered: what is booked then may differ from what leaves.
    """
    row = _load(load, viewer)
    groups = _groups(row)
    if not groups:
        return []
    tariffs = {one.id: one for one in registry.tariffs(on=row.on) if one.destination == row.destination_id}
    carriers = {one.id: one.carrier for one in registry.tariff_rows(viewer=viewer, on=row.on)}
    live = models.Booking.objects.filter(load=row, state__in=LIVE).values_list(*FIELDS)
    booked = {(one.carrier, one.service): one for one in (BookingRecord(*fields) for fields in live)}
    return [
        _to_book(carriers[key], tariffs[key], goods, row.on, booked.get((carriers[key], tariffs[key].service)))
        for key, goods in sorted(groups.items())
        if key in tariffs
    ]


def load_booking(load: str, *, carrier: int, service: str, viewer: Viewer, on: date) -> NewBooking:
    """Return the booking of a carrier's part of a load, as it would be made on a day; for desks.

    The sender is that of the last booking with the carrier, without a name where there is none; the receiver is the
    destination itself, where the carrier hands over. Refuses what has left already.
    """
    row = _load(load, viewer)
    parts = to_book(load, viewer=viewer)
    one = next((part for part in parts if (part.carrier, part.service) == (carrier, service)), None)
    if one is None:
        raise Missing("freight.nothing_aboard")
    if one.departs_on < on:
        raise Refusal("freight.left_already", {"on": str(one.departs_on)})
    over = models.Booking.objects.filter(load=row, carrier_id=carrier, service=service).exclude(state__in=LIVE)
    place = next(each for each in registry.destinations() if each.id == row.destination_id)
    return NewBooking(
        # Who was refused or cancelled is asked anew under a number of its own.
        key=f"load:{load}:{service}:{carrier}:{over.count()}",
        carrier=carrier,
        service=service,
        destination=place.code,
        departs_on=one.departs_on,
        cartons=one.cartons,
        grams=one.grams,
        ml=one.ml,
        goods=rules.GOODS,
        sender=_last_sender(carrier),
        receiver=_receiver(place),
        vehicles=one.vehicles,
        load=load,
    )


def book_load(load: str, *, carrier: int, service: str, viewer: Viewer, on: date, now: datetime) -> str:
    """Book a carrier for its part of a load in one step and return the booking's code; again it is the same booking.

    Refuses a carrier that has not been told yet who sends: that is asked once, with the first booking.
    """
    new = load_booking(load, carrier=carrier, service=service, viewer=viewer, on=on)
    if not new.sender.name:
        raise Refusal("freight.sender_unknown")
    return book(new, viewer=viewer, now=now)


def missed_cut_offs(*, on: date, hour: int, viewer: Viewer) -> list[MissedCutOff]:
    """Return departures that a carrier has not confirmed though its cut-off has passed, the oldest first; for desks.

    Asked about are carriers that somebody speaks to: what was booked and is not answered, however long ago, and what
    leaves on the day and is not confirmed by its cut-off hour.
    """
    if not viewer.runs_desks:
        return []
    asked = models.Booking.objects.filter(state=rules.ASKED, departs_on__lt=on).order_by("departs_on", "id")
    fields = ("load__code", "destination__code", "service", "departs_on", "code")
    return [MissedCutOff(*row) for row in asked.values_list(*fields)] + _missed_today(on, hour)


def _missed_today(on: date, hour: int) -> list[MissedCutOff]:
    spoken = models.CarrierProfile.objects.values("carrier_id")
    alone = models.Offer.objects.filter(load_id=OuterRef("load_id"), firm_id=OuterRef("firm_id"), answer__in=APART)
    leaving = models.Shipment.objects.filter(
        ~Exists(alone),
        state="on_road",
        leaves_on=on,
        tariff__carrier_id__in=spoken,
        tariff__cutoff_hour__lte=hour,
    )
    of_load = models.Booking.objects.filter(
        load_id=OuterRef("load_id"),
        service=OuterRef("tariff__service"),
        carrier_id=OuterRef("tariff__carrier_id"),
    )
    open_ones = leaving.filter(~Exists(of_load.filter(state=rules.CONFIRMED))).annotate(
        booking=Subquery(of_load.filter(state=rules.ASKED).values("code")[:1])
    )
    fields = ("load__code", "load__destination__code", "tariff__service", "leaves_on", "booking")
    rows = open_ones.order_by("load__code", "tariff__service").values_list(*fields).distinct()
    return [MissedCutOff(*row) for row in rows]


def _load(code: str, viewer: Viewer) -> models.Load:
    found = models.Load.objects.filter(code=code).first() if viewer.runs_desks and code.isalnum() else None
    if found is None:
        raise Missing("freight.load_not_found")
    return found


def _groups(load: models.Load) -> Groups:
    """Return the goods that the town carries of a load, by tariff; before it is offered there is nothing to book."""
    if load.state not in {"offered", "dispatched"}:
        return {}
    offers = offers_of([load])[load.pk]
    alone = {one.firm_id for one in offers if one.answer in APART}
    goods = goods_of([load])[load.pk]
    if load.state == "dispatched":
        ways = dict(models.Shipment.objects.filter(load=load).values_list("id", "tariff_id"))
    else:
        of_firm = {one.firm_id: iter(one.tariffs) for one in offers}
        ways = {one.shipment: next(of_firm[one.firm]) for one in goods if one.firm in of_firm}
    found: dict[int, list[Goods]] = defaultdict(list)
    for one in goods:
        if one.firm not in alone and (tariff := ways.get(one.shipment)) is not None:
            found[tariff].append(one)
    return found


def _to_book(
    carrier: int, tariff: TariffRecord, goods: Sequence[Goods], on: date, booking: BookingRecord | None
) -> ToBook:
    grams, ml = sum(one.grams for one in goods), sum(one.ml for one in goods)
    return ToBook(
        carrier=carrier,
        service=tariff.service,
        departs_on=leaves_on(tariff, on),
        arrives_on=arrives_on(tariff, on),
        cartons=sum(one.cartons for one in goods),
        grams=grams,
        ml=ml,
        vehicles=rules.vehicles(tariff, grams=grams, ml=ml),
        booking=booking,
    )


def _last_sender(carrier: int) -> Contact:
    last = models.Booking.objects.filter(carrier_id=carrier).order_by("-id").values_list("sender", flat=True).first()
    return Contact(**last) if last else Contact("", "", rules.HOME, "", "", "")


def _receiver(place: DestinationRecord) -> Contact:
    """Return a destination as who receives; a code of five letters is its UN/LOCODE."""
    code = place.code if rules.LOCODE.fullmatch(place.code) else ""
    return Contact(f"{place.name_zh} {place.name_en}", "", place.iso, "", place.name_en, "", code)
