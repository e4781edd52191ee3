"""Keep goods at depots overseas: what is announced, what came of it, what lies there for whom, and what was done.

Custody is the depot's; the goods stay their owner's, and each move of them is a row of the ledger.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.viewer import Viewer, require_town
from dukou.depot import models
from dukou.depot.door.moves import SHELVE, enter, require_there, signed_at
from dukou.depot.door.overseas import AT_DEPOT, NAMES, NAMES_OF_LOT, SKU, overseas_moves, own, require_open
from dukou.depot.door.shelf import execute, locked, locked_free, require_transaction
from dukou.depot.records import FreeStock, GoodsBack
from dukou.depot.records.abroad import (
    DepotRecord,
    GoodsName,
    InboundRecord,
    InboundRow,
    NewDepot,
    NewInbound,
    NewWork,
    OverseasStock,
    WorkRecord,
    WorkRow,
)
from dukou.depot.rules import abroad as rules
from dukou.depot.rules import fees, goods
from dukou.depot.rules.abroad import Done
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry

OVERSEAS = "overseas_depot"
MOST_WORK = 500
INBOUND = tuple(f"{name}_id" if name in ("site", "owner") else name for name in InboundRecord.__slots__)
WORK = tuple(f"{name}_id" if name in ("site", "owner") else name for name in WorkRecord.__slots__)


def publish_depots(new: Sequence[NewDepot], *, viewer: Viewer, now: datetime) -> int:
    """Publish what leads to depots overseas and whom they serve, all or nothing."""
    require_town(viewer)
    there = {one.id for one in registry.sites(viewer=viewer, kinds=[OVERSEAS])}
    if any(one.site not in there for one in new):
        raise Missing("depot.overseas_not_found")
    try:
        with transaction.atomic():
            models.OverseasDepot.objects.bulk_create(
                models.OverseasDepot(
                    site_id=one.site, destination_id=one.destination, capacity_ml=one.capacity_ml, source=one.source
                )
                for one in new
            )
            facts = [NewFact("depot.overseas_published", f"{one.site}") for one in new]
            provenance.append(facts, viewer=viewer, now=now)
    except IntegrityError as clash:
        raise Refusal("depot.overseas_published") from clash
    return len(new)


def overseas_depots() -> list[DepotRecord]:
    """Return the depots overseas; they are public."""
    rows = models.OverseasDepot.objects.order_by("site_id").values_list(
        "site_id", "site__code", "site__name_zh", "site__name_en", "destination_id", "destination__zone", "capacity_ml"
    )
    return [DepotRecord(*row) for row in rows]


def announce(new: Sequence[NewInbound], *, viewer: Viewer, on: date, now: datetime) -> Outcome[InboundRecord]:
    """Send owners' free goods on their way to depots overseas, each for itself; a key that was sent before is once.

    An owner announces its own goods, a desk everybody's.
    """
    goods.require_few(len(new))
    places = {one.site for one in overseas_depots()}
    asked: dict[int, NewInbound] = {}
    refused = []
    for row, one in enumerate(new):
        try:
            if one.site not in places or not (viewer.runs_desks or viewer.acts_for(one.owner)):
                raise Missing("depot.overseas_not_found")
            rules.require_inbound(one, on)
            asked[row] = one
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    with transaction.atomic():
        require_open(on)
        free = locked_free({one.owner for one in asked.values()}, {one.sku_id for one in asked.values()})
        rows = models.Inbound.objects.filter(key__in=map(rules.key_of, asked.values())).values_list(*INBOUND)
        found = rules.announce(asked, free, {row[1]: InboundRecord(*row) for row in rows}, on)
        execute(SHELVE, [(-pairs, lot) for _record, lots in found.new for lot, pairs in lots])
        models.Inbound.objects.bulk_create(
            models.Inbound(**dict(zip(INBOUND, _values(one), strict=True))) for one, _lots in found.new
        )
        _enter(found.new, lambda _one: ("depot", "inbound"), on)
        provenance.append([_announced(one) for one, _lots in found.new], viewer=viewer, now=now)
    return Outcome(found.done, _in_order(refused, found.refused))


def receive_inbound(
    code: str, *, pairs: int, damaged_pairs: int, viewer: Viewer, on: date, now: datetime
) -> InboundRecord:
    """Count what came of an announcement: whole pairs onto the shelf, damaged ones to scrap, the rest is lost.

    For desks, once; more than was announced is refused.
    """
    if not viewer.runs_desks:
        raise Missing("depot.inbound_not_found")
    with transaction.atomic():
        require_open(on)
        row = models.Inbound.objects.select_for_update().filter(code=code).values_list(*INBOUND).first()
        if row is None:
            raise Missing("depot.inbound_not_found")
        one = InboundRecord(*row)
        rules.require_count(one, pairs, damaged_pairs)
        sent = models.StockMove.objects.filter(cause=code, to_place="inbound").order_by("lot_id")
        lots = list(sent.values_list("lot_id", "pairs"))
        for place, moved in rules.split_arrival(lots, pairs, damaged_pairs).items():
            enter([(lot, one.owner, count, code) for lot, count in moved], "inbound", place, on, shop=one.site)
        counted: dict[str, Any] = {"received_on": on, "received_pairs": pairs, "damaged_pairs": damaged_pairs}
        models.Inbound.objects.filter(code=code).update(**counted)
        payload = {"damaged": damaged_pairs, "missing": one.pairs - pairs - damaged_pairs, "pairs": pairs}
        fact = NewFact("depot.inbound_received", code, one.owner, payload, on)
        provenance.append([fact], viewer=viewer, now=now)
    return replace(one, **counted)


def work_overseas(new: Sequence[NewWork], *, viewer: Viewer, on: date, now: datetime) -> Outcome[WorkRecord]:
    """Enter what depots overseas did with owners' goods, each for itself, once a key; for desks.

    What is held back is not there to be sent out.
    """
    goods.require_few(len(new))
    if not viewer.runs_desks:
        raise Missing("depot.overseas_not_found")
    places = {one.site for one in overseas_depots()}
    asked: dict[int, NewWork] = {}
    refused = []
    for row, one in enumerate(new):
        try:
            if one.site not in places:
                raise Missing("depot.overseas_not_found")
            rules.require_work(one)
            asked[row] = one
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    with transaction.atomic():
        require_open(on)
        there = _locked_overseas({one.site for one in asked.values()}, {one.sku_id for one in asked.values()})
        rows = models.OverseasEntry.objects.filter(key__in=map(rules.key_of, asked.values())).values_list(*WORK)
        found = rules.work(asked, there, {row[1]: WorkRecord(*row) for row in rows}, on, now)
        models.OverseasEntry.objects.bulk_create(
            models.OverseasEntry(**dict(zip(WORK, _values(one), strict=True))) for one, _lots in found.new
        )
        _enter(found.new, lambda one: rules.ROUTES[one.kind], on)
        provenance.append([_worked(one) for one, _lots in found.new], viewer=viewer, now=now)
    return Outcome(found.done, _in_order(refused, found.refused))


def shelve_returns(goods_back: Sequence[GoodsBack], site: int, *, on: date, viewer: Viewer) -> None:
    """Put goods that came back from buyers on the shelf of a depot overseas, in the caller's transaction."""
    require_town(viewer)
    require_transaction()
    require_open(on)
    stocks = locked(one.lot_id for one in goods_back)
    require_there(goods_back, "returned")
    moves = [(one.lot_id, stocks[one.lot_id][1], one.pairs, one.cause) for one in goods_back]
    enter(moves, "returned", "abroad", on, shop=site)


def inbound(*, viewer: Viewer) -> list[InboundRow]:
    """Return what is announced overseas, what has not come yet first; an owner's own, desks see all."""
    rows = own(models.Inbound.objects.all(), viewer).order_by(
        F("received_on").desc(nulls_first=True), "expected_on", "id"
    )
    return [
        InboundRow(InboundRecord(*row[: len(INBOUND)]), GoodsName(*row[len(INBOUND) :]))
        for row in rows.values_list(*INBOUND, *NAMES)
    ]


def overseas_work(*, viewer: Viewer, since: date, until: date) -> list[WorkRow]:
    """Return what depots overseas did on some days, newest first, at most `MOST_WORK`; an owner's own, desks all."""
    rows = own(models.OverseasEntry.objects.filter(on__gte=since, on__lte=until), viewer).order_by("-on", "-id")
    return [
        WorkRow(WorkRecord(*row[: len(WORK)]), GoodsName(*row[len(WORK) :]))
        for row in rows.values_list(*WORK, *NAMES)[:MOST_WORK]
    ]


def overseas_stock(*, on: date, viewer: Viewer) -> list[OverseasStock]:
    """Return what lies overseas at the end of a day by depot, owner, SKU and the day since when it lies there.

    An owner sees its own, desks see all.
    """
    moves = own(models.StockMove.objects.filter(AT_DEPOT), viewer)
    lying: dict[tuple[int, int, int, date], int] = defaultdict(int)
    for layer in fees.layers(overseas_moves(moves.filter(on__lte=on)), on):
        lying[layer.move.site, layer.move.owner, layer.move.sku_id, layer.since] += layer.pairs
    by = ("site_id", "owner_id", f"{SKU}_id")
    rows = moves.filter(**{f"{SKU}__in": {key[2] for key in lying}}).order_by().values_list(*by, *NAMES_OF_LOT)
    names = {row[:3]: GoodsName(*row[3:]) for row in rows.distinct()}
    return [OverseasStock(*key, pairs, names[key[:3]]) for key, pairs in sorted(lying.items())]


def _locked_overseas(sites: Collection[int], skus: Collection[int]) -> Mapping[tuple[int, str], list[FreeStock]]:
    """Lock the stock of the lots of these SKUs that were at these depots, and return what lies or was sent there."""
    moves = models.StockMove.objects.filter(AT_DEPOT, site_id__in=sites, **{f"{SKU}__in": skus})
    lots = sorted(set(moves.values_list("lot_id", flat=True)))
    list(models.Stock.objects.filter(lot_id__in=lots).order_by("lot_id").select_for_update().values_list("id"))
    by = ("site_id", "lot_id", "owner_id", f"{SKU}_id")
    found: dict[tuple[int, str], list[FreeStock]] = defaultdict(list)
    summed = moves.values_list(*by).annotate(here=Sum(signed_at("abroad")), gone=Sum(signed_at("sent")))
    for site, lot, owner, sku, here, gone in summed.order_by("lot_id"):
        found[site, "abroad"].append(FreeStock(lot, owner, sku, here))
        found[site, "sent"].append(FreeStock(lot, owner, sku, gone))
    return found


def _enter(made: Sequence[tuple[Done, rules.Lots]], route: Callable[[Done], tuple[str, str]], on: date) -> None:
    """Write the moves that announcements or entries tell of, in one statement a site and route."""
    moves: dict[tuple[int, str, str], list[tuple[int, int, int, str]]] = defaultdict(list)
    for one, lots in made:
        from_place, to_place = route(one)
        moves[one.site, from_place, to_place].extend((lot, one.owner, pairs, one.code) for lot, pairs in lots)
    for (site, from_place, to_place), rows in moves.items():
        enter(rows, from_place, to_place, on, shop=site)


def _values(record: InboundRecord | WorkRecord) -> list[Any]:
    return [getattr(record, name) for name in type(record).__slots__]


def _announced(one: InboundRecord) -> NewFact:
    payload: Payload = {"expected_on": str(one.expected_on), "pairs": one.pairs, "site": one.site, "sku": one.sku_id}
    return NewFact("depot.inbound_announced", one.code, one.owner, payload, one.announced_on)


def _worked(one: WorkRecord) -> NewFact:
    payload = {"pairs": one.pairs, "site": one.site, "sku": one.sku_id}
    return NewFact(f"depot.overseas_{one.kind}", one.code, one.owner, payload, one.on)


def _in_order(first: Iterable[Refused], second: Iterable[Refused]) -> tuple[Refused, ...]:
    return tuple(sorted([*first, *second], key=lambda one: one.row))
