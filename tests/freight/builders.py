"""Lay goods ready in the depot, as receiving would, and publish tariffs for them."""

from datetime import date, timedelta
from itertools import count

from django.db.models import Max

from dukou.base.draws import stable_key
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.depot import models as depot
from dukou.freight import door
from dukou.market import models as market
from dukou.mill import models as mill
from dukou.registry import models as registry
from tests import builders as town

ON = town.ON
NOW = town.NOW
PREFIX = "6930998"
_numbers = count(1)

# Express is quick and dear; the truck takes a week, the sea a month. In fen, after public ranges.
EXPRESS = {"kind": "parcel", "transit_days": 3, "first_grams": 1_000, "first_minor": 1_200, "step_grams": 1_000}
SERVICES: dict[str, dict[str, object]] = {
    "express": {**EXPRESS, "step_minor": 600, "ml_per_kg": 6_000},
    "ltl": {
        "kind": "shared",
        "transit_days": 7,
        "rate_minor": 34_700,
        "rate_unit": "m3",
        "minimum_minor": 3_000,
        "delivery_minor": 500,
    },
    "truck": {
        "kind": "vehicle",
        "transit_days": 8,
        "vehicle_minor": 70_000,
        "capacity_ml": 6_000_000,
        "capacity_grams": 3_000_000,
        "delivery_minor": 500,
    },
}


def firms(number: int) -> list[int]:
    return [town.firm() for _firm in range(number)]


def tariff(destination: int, service: str, **changed: object) -> int:
    """Publish a tariff of `SERVICES`, some of its figures changed, or one of another service."""
    row = registry.Tariff.objects.create(
        destination_id=destination,
        carrier_id=_carrier(),
        service=service,
        source="test",
        **{"valid_from": date(2020, 1, 1), **SERVICES.get(service, {}), **changed},
    )
    return row.pk


def place(*, cutoff_weekdays: str = "0,1,2,3,4,5,6", services: tuple[str, ...] = tuple(SERVICES)) -> int:
    """Build a destination with its tariffs, and publish fees where there are none."""
    if not registry.Limit.objects.exists():
        town.limits()
    row = town.destination(cutoff_weekdays=cutoff_weekdays, lane_days=10)
    for service in services:
        tariff(row, service)
    return row


def ready_order(
    destination: int, seller: int, pairs: tuple[int, ...], *, buyer: int | None = None, due_in: int = 8
) -> list[int]:
    """Build an order whose lines lie ready, due so many days from today; return its lines.

    What is due in eight days leaves today: by the slowest service it would be late tomorrow.
    """
    sku = market.Sku.objects.values_list("id", flat=True).first() or town.sku()
    lines = town.order(
        [(sku, one) for one in pairs],
        seller=seller,
        buyer=buyer,
        destination_id=destination,
        placed_on=ON - timedelta(days=30),
    )
    market.Line.objects.filter(id__in=lines).update(due_on=ON + timedelta(days=due_in))
    for line in lines:
        lay_ready(line)
    return lines


def lay_ready(line_id: int) -> int:
    """Write the rows of a line that was made, passed, received and reserved; return its lot."""
    line = market.Line.objects.select_related("sku__style").get(pk=line_id)
    number = next(_numbers)
    group = registry.MachineGroup.objects.filter(firm_id=line.seller_id).values_list("id", flat=True).first()
    group = group or town.group(line.seller_id)
    work = mill.WorkOrder.objects.create(
        code=f"work{number}",
        line=line,
        firm_id=line.seller_id,
        group_id=group,
        source="own",
        pairs=line.pairs,
        planned_on=line.placed_on,
        due_on=line.ready_by_on,
    )
    lot = mill.Lot.objects.create(
        code=f"lot{number}",
        work_order=work,
        line=line,
        firm_id=line.seller_id,
        group_id=group,
        family=line.sku.style.family,
        pairs=line.pairs,
        cycle_ms=line.sku.style.cycle_ms,
        due_on=line.ready_by_on,
        draw=stable_key("lot", number),
        pieces_to_make=2 * line.pairs,
        pieces_to_lose=0,
        pieces_made=2 * line.pairs,
        pairs_good=line.pairs,
        pairs_passed=line.pairs,
        made_on=ON,
        passed_on=ON,
        state="passed",
    )
    _shelve(line, lot)
    market.Line.objects.filter(pk=line_id).update(state="ready", made_pairs=line.pairs, maker_id=line.seller_id)
    return lot.pk


def _shelve(line: market.Line, lot: mill.Lot) -> None:
    stock = depot.Stock.objects.create(
        lot=lot,
        owner_id=line.seller_id,
        sku_id=line.sku_id,
        site_id=_depot_site(),
        pairs_on_hand=line.pairs,
        pairs_reserved=line.pairs,
    )
    depot.StockMove.objects.create(
        lot=lot,
        owner_id=line.seller_id,
        from_place="mill",
        to_place="depot",
        pairs=line.pairs,
        on=ON,
        cause="received",
    )
    depot.Reservation.objects.create(stock=stock, line=line, key=f"line:{line.pk}", pairs=line.pairs)
    full = line.sku.style.pairs_per_carton
    cartons = -(-line.pairs // full)
    last = depot.CartonRun.objects.aggregate(last=Max("serial_first"))["last"] or 0
    depot.CartonRun.objects.create(
        lot=lot,
        prefix=PREFIX,
        serial_first=last + 1_000_000,
        count=cartons,
        pairs_per_carton=full,
        pairs_last=line.pairs - (cartons - 1) * full,
    )


def _depot_site() -> int:
    found = registry.Site.objects.filter(kind="depot").values_list("id", flat=True).first()
    return found or town.site(town.firm("depot", gs1_prefix=PREFIX), kind="depot")


def _carrier() -> int:
    found = registry.Firm.objects.filter(kind="carrier").values_list("id", flat=True).first()
    return found or town.firm("carrier")


def prepare(on: date = ON) -> int:
    return door.prepare(on=on, viewer=TOWN, now=NOW)


def freeze(on: date = ON) -> int:
    return door.freeze(on=on, limit=QUICK, viewer=TOWN, now=NOW)


def offer(on: date = ON) -> int:
    return door.offer(on=on, limit=QUICK, viewer=TOWN, now=NOW)


def dispatch(on: date = ON) -> int:
    return door.dispatch(on=on, limit=QUICK, viewer=TOWN, now=NOW)


def deliver(on: date) -> int:
    return door.deliver(on=on, viewer=TOWN, now=NOW)


def leave_to_one() -> list[int]:
    """Let a load leave in which one of two firms stays alone with the town's dearer handling; return both, it first."""
    there, sellers = place(services=("truck",)), firms(2)
    registry.Limit.objects.filter(key="logistics.desk_minor_a_shipment").update(value_e6=20_000 * 10**6)
    for firm in sellers:
        ready_order(there, firm, (300,))
    prepare()
    freeze()
    offer()
    gone = town.owner(sellers[1])
    (seen,) = door.offers(viewer=gone, on=ON)
    assert door.answer_offers([seen.code], accept=False, viewer=gone, on=ON, now=NOW).done
    dispatch()
    return sellers


def leave() -> None:
    """Take today's load through its first four steps."""
    prepare()
    freeze()
    offer()
    dispatch()
