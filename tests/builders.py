"""Build small towns for door tests, row by row: who is in town, what it knits, what was ordered.

Each function writes what it is asked for, fills the rest with plain values, and returns the key of the new row.
Codes are counted, so that any number of rows can be built in one test.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import count

from dukou.base.days import instant
from dukou.base.draws import stable_key
from dukou.base.ids import gln, gtin13
from dukou.base.money import line_amount
from dukou.base.viewer import BUYER, FACTORY, OPERATOR, Viewer
from dukou.market import models as market
from dukou.registry import models as registry

ON = date(2025, 12, 3)
NOW = instant(ON, 20)
DESK = Viewer(person=900, firm=None, roles=frozenset({OPERATOR}), request_id="desk")
_numbers = count(1)

# Whole units here; the table holds millionths.
LIMITS: dict[str, float] = {
    "mill.machine_hour_minor": 40,
    "mill.overflow_margin": 0.05,
    "mill.piece_rate_knitting": 0.08,
    "mill.piece_rate_toe_closing": 0.035,
    "mill.piece_rate_boarding": 0.02,
    "mill.piece_rate_packing": 0.05,
    "settlement.term_days": 30,
    "logistics.alone_minor_a_carton": 100,
    "logistics.alone_minor_a_shipment": 1_000,
    "logistics.pickup_minor_a_carton": 60,
    "logistics.depot_minor_a_carton": 80,
    "logistics.desk_minor_a_shipment": 300,
    "logistics.capital_rate_year": 0.06,
    "logistics.late_day_share": 0.005,
    "papers.carton_grams": 600,
    "papers.pallet_grams": 9_500,
    "papers.pallet_most_ml": 1_500_000,
    "papers.pallet_most_grams": 800_000,
    "stowing.carton_length_mm": 600,
    "stowing.carton_width_mm": 400,
    "stowing.truck_length_mm": 9_600,
    "stowing.truck_off_centre_share": 0.1,
    "stowing.truck_width_mm": 2_400,
    "stowing.truck_height_mm": 2_600,
}


def owner(firm: int) -> Viewer:
    """Return someone who runs a factory."""
    return Viewer(person=firm, firm=firm, roles=frozenset({FACTORY}), request_id=f"r-{firm}")


def purchaser(firm: int) -> Viewer:
    """Return someone who buys for a firm."""
    return Viewer(person=firm, firm=firm, roles=frozenset({BUYER}), request_id=f"r-{firm}")


def firm(
    kind: str = "factory", *, takes_overflow: bool = True, gives_overflow: bool = True, gs1_prefix: str | None = None
) -> int:
    number = next(_numbers)
    row = registry.Firm.objects.create(
        code=f"firm{number}",
        kind=kind,
        name_zh=f"某某{number}",
        name_en=f"Firm {number}",
        takes_overflow=takes_overflow,
        gives_overflow=gives_overflow,
        gs1_prefix=gs1_prefix,
        joined_on=ON,
    )
    return row.pk


def site(firm: int, *, kind: str = "factory", zone: str = "park") -> int:
    number = next(_numbers)
    row = registry.Site.objects.create(
        code=f"site{number}",
        firm_id=firm,
        kind=kind,
        gln=gln("6930999", number),
        name_zh=f"厂房{number}",
        name_en=f"Site {number}",
        zone=zone,
        country="CN",
        lat_e6=41_500_000,
        lon_e6=123_000_000,
    )
    return row.pk


def group(
    firm: int,
    *,
    machines: int = 10,
    needle_count: int = 144,
    double_cylinder: bool = False,
    terry: str = "plain",
    colours_a_course: int = 1,
    integrated: bool = False,
    efficiency_ppm: int = 900_000,
    site_id: int | None = None,
) -> int:
    """Build a machine group of a factory, on a site of its own where none is named."""
    row = registry.MachineGroup.objects.create(
        code=f"group{next(_numbers)}",
        firm_id=firm,
        site_id=site_id or site(firm),
        needle_count=needle_count,
        cylinder_e2=375,
        double_cylinder=double_cylinder,
        terry=terry,
        colours_a_course=colours_a_course,
        integrated=integrated,
        machines=machines,
        efficiency_ppm=efficiency_ppm,
    )
    return row.pk


def factory(*, groups: int = 1, takes_overflow: bool = True, gives_overflow: bool = True, machines: int = 10) -> int:
    """Build a factory with so many plain groups of 144 needles."""
    row = firm(takes_overflow=takes_overflow, gives_overflow=gives_overflow)
    place = site(row)
    for _group in range(groups):
        group(row, machines=machines, site_id=place)
    return row


def destination(*, lane_days: int = 5, cutoff_weekdays: str = "0,1,2,3,4,5,6", iso: str = "DE") -> int:
    number = next(_numbers)
    row = registry.Destination.objects.create(
        code=f"D{number}",
        iso=iso,
        zone="EU",
        name_zh=f"某地{number}",
        name_en=f"Place {number}",
        lane_days=lane_days,
        cutoff_weekdays=cutoff_weekdays,
    )
    return row.pk


def sku(
    *,
    family: str = "plain_crew",
    needle_count: int = 144,
    double_cylinder: bool = False,
    terry: str = "plain",
    colours_a_course: int = 1,
    cycle_ms: int = 145_000,
    loss_ppm: int = 40_000,
    unit_price_e4: int = 13_500,
    pairs_per_carton: int = 200,
    grams_per_pair: int = 40,
    ml_per_pair: int = 350,
    firm: int | None = None,
) -> int:
    """Build a style with one SKU and return the key of the SKU."""
    number = next(_numbers)
    style = market.Style.objects.create(
        code=f"style{number}",
        firm_id=firm,
        family=family,
        name_zh=f"袜{number}",
        name_en=f"Sock {number}",
        needle_count=needle_count,
        double_cylinder=double_cylinder,
        terry=terry,
        colours_a_course=colours_a_course,
        cycle_ms=cycle_ms,
        loss_ppm=loss_ppm,
        grams_per_pair=grams_per_pair,
        ml_per_pair=ml_per_pair,
        pairs_per_carton=pairs_per_carton,
        unit_price_e4=unit_price_e4,
        lead_days=30,
        hs_code="611595",
        share_ppm=10_000,
    )
    row = market.Sku.objects.create(
        style=style, gtin=gtin13("6930999", number), colour_zh="黑", colour_en="black", size="24-26"
    )
    return row.pk


def order(
    lines: Sequence[tuple[int, int]],
    *,
    seller: int,
    buyer: int | None = None,
    destination_id: int | None = None,
    addressed_to: str = "firm",
    consents_overflow: bool = True,
    consents_sites: bool = False,
    placed_on: date = ON,
    ready_in: int = 30,
    state: str = "open",
    draw: int | None = None,
) -> list[int]:
    """Build an order of ``(sku, pairs)`` that must be ready so many days after it was placed; return its lines.

    `draw` names the chances of the order and its lines where a test depends on them.
    """
    number = next(_numbers)
    place = registry.Destination.objects.get(pk=destination_id or destination())
    buyer_id = buyer or firm("buyer", takes_overflow=False, gives_overflow=False)
    prices = dict(market.Sku.objects.values_list("id", "style__unit_price_e4"))
    row = market.Order.objects.create(
        code=f"order{number}",
        buyer_id=buyer_id,
        seller_id=seller,
        addressed_to=addressed_to,
        placed_at=instant(placed_on, 9),
        placed_on=placed_on,
        destination=place,
        consents_overflow=consents_overflow,
        consents_sites=consents_sites,
        state="imported" if state == "imported" else "open",
        draw=stable_key("order", draw or number),
        lines=len(lines),
        pairs=sum(pairs for _sku, pairs in lines),
        amount_minor=sum(line_amount(prices[sku], pairs).amount_minor for sku, pairs in lines),
    )
    ready_by_on = placed_on + timedelta(days=ready_in)
    return [
        market.Line.objects.create(
            order=row,
            number=place_in_order,
            sku_id=sku,
            seller_id=seller,
            buyer_id=buyer_id,
            pairs=pairs,
            unit_price_e4=prices[sku],
            placed_on=placed_on,
            due_on=ready_by_on + timedelta(days=place.lane_days),
            ready_by_on=ready_by_on,
            state=state,
            draw=stable_key("line", draw or number, place_in_order),
        ).pk
        for place_in_order, (sku, pairs) in enumerate(lines, start=1)
    ]


def limits(changed: Mapping[str, float] | None = None) -> None:
    """Publish the dated numbers that the rooms ask for, some of them changed."""
    registry.Limit.objects.bulk_create(
        registry.Limit(
            key=key, value_e6=round(value * 1_000_000), unit="as named", valid_from=date(2020, 1, 1), source="test"
        )
        for key, value in {**LIMITS, **(changed or {})}.items()
    )


def line_states(lines: Sequence[int]) -> list[str]:
    """Return how far these lines are, in the order asked for."""
    found = dict(market.Line.objects.filter(id__in=lines).values_list("id", "state"))
    return [found[line] for line in lines]
