"""Open the papers of shipments: issue them, list them, and hand out what is printed on them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.freight import models
from dukou.freight.records.papers import (
    CartonRange,
    DataForm,
    Declaration,
    Good,
    Label,
    LabelKind,
    PaperHead,
    PaperParty,
    PaperPlace,
    PaperRow,
    PaperSet,
    Stacking,
)
from dukou.freight.rules.papers import declaring, labelling, packing, printing
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

MOST_SHIPMENTS = 200
SORTS = {"leaves_on": "load__on", "pairs": "pairs", "cartons": "cartons"}
HEAD = (
    "code",
    "shipment__code",
    "shipment__load__code",
    "shipment__order__code",
    "shipment__order__external_ref",
    "shipment__order__incoterm",
    "shipment__order__currency",
    "issued_on",
    "shipment__load__on",
    "shipment__arrives_on",
    "shipment__tariff__service",
    *(f"firm__{name}" for name in PaperParty.__slots__),
    *(f"buyer__{name}" for name in PaperParty.__slots__),
    *(f"shipment__load__destination__{name}" for name in PaperPlace.__slots__),
)
GOODS = (
    "line__number",
    "line__sku__gtin",
    "line__sku__style__name_zh",
    "line__sku__style__name_en",
    "line__sku__colour_zh",
    "line__sku__colour_en",
    "line__sku__size",
    "line__sku__style__hs_code",
    "lot__code",
    "line__unit_price_e4",
    "pairs",
)
PACKED = ("line__number", "pallet__number", "first", "count", "pairs", "net_grams", "ml", "sscc_first")
ROW = (
    "code",
    "load__code",
    "order__code",
    "order__external_ref",
    "firm__name_zh",
    "firm__name_en",
    "buyer__name_zh",
    "buyer__name_en",
    "load__destination__code",
    "load__on",
    "cartons",
    "pairs",
    "grams",
    "value_minor",
    "papers",
    "issued_on",
    "firm_id",
)
TO_PACK = (
    "shipment_id",
    "line_id",
    "line__number",
    "line__sku__style__grams_per_pair",
    "line__sku__style__ml_per_pair",
)


def issue_papers(
    shipments: Sequence[str], *, on_pallets: bool, on: date, viewer: Viewer, now: datetime
) -> Outcome[str]:
    """Issue the papers of shipments, each for itself, and return the shipments that have them; for desks.

    Cartons are numbered and put on pallets by the dated numbers of the day. What was issued once stays as it is.
    """
    if not viewer.runs_desks:
        raise Missing("freight.shipment_not_found")
    if len(shipments) > MOST_SHIPMENTS:
        raise Refusal("freight.too_many_shipments", {"most": MOST_SHIPMENTS})
    stacking = packing.stacking(registry.limits(on=on))
    prefix = _prefix(viewer) if on_pallets else ""
    found = _to_pack(shipments, viewer)
    done, refused = [], []
    for row, code in enumerate(shipments):
        try:
            if code not in found:
                raise Missing("freight.shipment_not_found")
            if not found[code].is_issued:
                ranges = found[code].packed(stacking, on_pallets=on_pallets)
                _issue(found[code], ranges, stacking, prefix, on, viewer, now)
            done.append(code)
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    return Outcome(tuple(done), tuple(refused))


def papers(shipment: str, *, viewer: Viewer) -> PaperSet:
    """Return the papers of a shipment for its seller, its buyer and desks; for others they do not exist."""
    return _paper_set(shipment, viewer, may_buy=True)


def labels(kind: LabelKind, shipment: str, *, first: int, count: int, viewer: Viewer) -> list[Label]:
    """Return some labels of a shipment's cartons or pallets for its seller and desks, at most `MOST_LABELS`."""
    found = _paper_set(shipment, viewer, may_buy=False)
    labelling.require_part(first, count)
    of_kind = {"carton": labelling.carton_labels, "pallet": labelling.pallet_labels}
    return of_kind[kind](found, first=first, count=count)


def declaration(shipment: str, *, viewer: Viewer) -> Declaration:
    """Return what customs are told of a shipment, with the duties of its day, for its seller and desks."""
    found = _paper_set(shipment, viewer, may_buy=False)
    places = {one.code: one.id for one in registry.destinations()}
    duties = registry.duties(on=found.head.leaves_on)
    return declaring.declaration(found, [one for one in duties if one.destination == places[found.head.place.code]])


def declaration_data(shipment: str, form: DataForm, *, viewer: Viewer) -> bytes:
    """Return the same as a broker's program reads it."""
    return declaring.data(declaration(shipment, viewer=viewer), form)


def paper_rows(
    *,
    viewer: Viewer,
    load: str = "",
    first: int = 0,
    count: int = 25,
    sort: str = "-leaves_on",
    search: str = "",
    issued: bool | None = True,
) -> tuple[list[PaperRow], int]:
    """Return shipments whose papers the viewer may see, the last ones first, and how many there are in all.

    `issued` keeps those that have papers, or those that have none; without it both are shown. What has none is shown to
    its seller and desks. `search` is a whole code or reference.
    """
    papers_of = models.PaperSet.objects.filter(shipment_id=OuterRef("id"))
    rows = models.Shipment.objects.annotate(
        papers=Subquery(papers_of.values("code")[:1]), issued_on=Subquery(papers_of.values("issued_on")[:1])
    )
    rows = _of(rows, viewer, may_buy=bool(issued))
    if issued is not None:
        rows = rows.filter(papers__isnull=not issued)
    if load:
        rows = rows.filter(load__code=load) if load.isalnum() else rows.none()
    if search:
        known = Q(code=search) | Q(order__code=search) | Q(order__external_ref=search)
        rows = rows.filter(known) if search.isprintable() else rows.none()
    name = SORTS.get(sort.removeprefix("-"), "load__on")
    ordered = rows.order_by(f"-{name}" if sort.startswith("-") else name, "-id")
    found = ordered.values_list(*ROW)[first : first + count]
    shown = [replace(PaperRow(*row), load=_load(row[1], firm, viewer)) for *row, firm in found]
    return shown, rows.count()


@dataclass(frozen=True, slots=True)
class _ToPack:
    """Hold a shipment that is to get papers, its lines by number, and the runs of its cartons."""

    shipment: models.Shipment
    is_issued: bool
    lines: Mapping[int, int]
    runs: Sequence[Any]

    def packed(self, stacking: Stacking, *, on_pallets: bool) -> list[CartonRange]:
        """Return its cartons, numbered; refuse those that are not what freight carries."""
        ranges = packing.numbered(self.runs, stacking, on_pallets=on_pallets)
        one = self.shipment
        packing.require_whole(ranges, cartons=one.cartons, pairs=one.pairs, grams=one.grams, ml=one.ml)
        return ranges


def _to_pack(codes: Sequence[str], viewer: Viewer) -> dict[str, _ToPack]:
    plain = {code for code in codes if code.isalnum()}
    shipments = {one.pk: one for one in models.Shipment.objects.filter(code__in=plain)}
    issued = set(models.PaperSet.objects.filter(shipment_id__in=shipments).values_list("shipment_id", flat=True))
    rows = list(models.ShipmentLine.objects.filter(shipment_id__in=shipments).values_list(*TO_PACK))
    cartons = defaultdict(list)
    for one in depot.cartons_of_lines([row[1] for row in rows], viewer=viewer):
        cartons[one.line_id].append(one)
    lines: dict[int, dict[int, int]] = defaultdict(dict)
    runs: dict[int, list[Any]] = defaultdict(list)
    for shipment, line, number, grams, ml in sorted(rows, key=lambda row: (row[0], row[2])):
        lines[shipment][number] = line
        runs[shipment] += packing.carton_runs(number, cartons[line], grams_per_pair=grams, ml_per_pair=ml)
    return {one.code: _ToPack(one, key in issued, lines[key], runs[key]) for key, one in shipments.items()}


def _prefix(viewer: Viewer) -> str:
    """Return the company prefix of the town's depot, which numbers its pallets."""
    for firm in registry.firms(viewer=viewer, kinds=["depot"]):
        if firm.gs1_prefix:
            return firm.gs1_prefix
    raise Refusal("freight.no_prefix")


def _issue(
    one: _ToPack,
    ranges: Sequence[CartonRange],
    stacking: Stacking,
    prefix: str,
    on: date,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Write the papers of a shipment, unless somebody else was quicker."""
    try:
        with transaction.atomic():
            row = models.PaperSet.objects.create(
                code=new_code(),
                shipment=one.shipment,
                firm_id=one.shipment.firm_id,
                buyer_id=one.shipment.buyer_id,
                issued_on=on,
                carton_grams=stacking.carton_grams,
                pallet_grams=stacking.pallet_grams,
            )
            pallets = _write_pallets(row, max((each.pallet or 0 for each in ranges), default=0), prefix)
            _write_cartons(row, ranges, one.lines, pallets)
            payload: dict[str, int | str | None] = {
                "cartons": one.shipment.cartons,
                "pallets": len(pallets),
                "pairs": one.shipment.pairs,
            }
            fact = NewFact("freight.papers_issued", one.shipment.code, one.shipment.firm_id, payload, on)
            provenance.append([fact], viewer=viewer, now=now)
    except IntegrityError:
        if not models.PaperSet.objects.filter(shipment=one.shipment).exists():
            raise


def _write_pallets(row: models.PaperSet, count: int, prefix: str) -> dict[int, models.Pallet]:
    """Write pallets, each number given once: the counter's row is locked until they are written."""
    if not count:
        return {}
    models.PalletSerial.objects.get_or_create(prefix=prefix)
    counter = models.PalletSerial.objects.select_for_update().get(prefix=prefix)
    numbers = packing.pallet_numbers(prefix, counter.next_serial, count)
    models.PalletSerial.objects.filter(pk=counter.pk).update(next_serial=counter.next_serial + count)
    rows = [models.Pallet(papers=row, number=number, sscc=sscc) for number, sscc in enumerate(numbers, start=1)]
    return {one.number: one for one in models.Pallet.objects.bulk_create(rows)}


def _write_cartons(
    row: models.PaperSet,
    ranges: Sequence[CartonRange],
    lines: Mapping[int, int],
    pallets: Mapping[int, models.Pallet],
) -> None:
    models.PackedCartons.objects.bulk_create(
        models.PackedCartons(
            papers=row,
            line_id=lines[one.line],
            pallet=pallets[one.pallet] if one.pallet else None,
            first=one.first,
            count=one.count,
            pairs=one.pairs,
            net_grams=one.net_grams,
            ml=one.ml,
            sscc_first=one.sscc_first,
        )
        for one in ranges
    )


def _of(rows: QuerySet[Any], viewer: Viewer, *, may_buy: bool) -> QuerySet[Any]:
    """Keep what the viewer's firm sells, and buys where a buyer may look; desks keep all."""
    if viewer.runs_desks:
        return rows
    if viewer.firm is None:
        return rows.none()
    return rows.filter(Q(firm_id=viewer.firm) | Q(buyer_id=viewer.firm) if may_buy else Q(firm_id=viewer.firm))


def _load(code: str, firm: int, viewer: Viewer) -> str | None:
    """Return the load's code for the seller and desks: a load tells of other firms."""
    return code if viewer.runs_desks or viewer.acts_for(firm) else None


def _paper_set(shipment: str, viewer: Viewer, *, may_buy: bool) -> PaperSet:
    rows = _of(models.PaperSet.objects.all(), viewer, may_buy=may_buy).select_related("shipment")
    row = rows.filter(shipment__code=shipment).first() if shipment.isalnum() else None
    if row is None:
        raise Missing("freight.papers_not_found")
    carried = models.ShipmentLine.objects.filter(shipment_id=row.shipment_id).order_by("line__number")
    goods = [Good(*fields) for fields in carried.values_list(*GOODS)]
    pallets = dict(models.Pallet.objects.filter(papers=row).values_list("number", "sscc"))
    head = _head(row, viewer)
    found = printing.paper_set(
        head, goods, _ranges(row), pallets, row.pallet_grams, is_for_seller=head.load is not None
    )
    return printing.require_value(found, row.shipment.value_minor)


def _ranges(row: models.PaperSet) -> list[CartonRange]:
    rows = models.PackedCartons.objects.filter(papers=row).order_by("first").values_list(*PACKED)
    return [
        CartonRange(line, pallet, first, count, pairs, net, net + row.carton_grams, ml, sscc)
        for line, pallet, first, count, pairs, net, ml, sscc in rows
    ]


def _head(row: models.PaperSet, viewer: Viewer) -> PaperHead:
    values = models.PaperSet.objects.filter(pk=row.pk).values_list(*HEAD).get()
    code, shipment, load, order, reference, incoterm, currency, issued_on, leaves_on, arrives_on, service = values[:11]
    seller, buyer, place = values[11:14], values[14:17], values[17:]
    return PaperHead(
        code=code,
        shipment=shipment,
        load=_load(load, row.firm_id, viewer),
        order=order,
        reference=reference,
        seller=PaperParty(*seller),
        buyer=PaperParty(*buyer),
        place=PaperPlace(*place),
        incoterm=incoterm,
        currency=currency,
        issued_on=issued_on,
        leaves_on=leaves_on,
        arrives_on=arrives_on,
        service=service,
        note=printing.note_kind(service, place[1]),
    )
