"""Publish the depots overseas: where tariffs lead to them, how much they hold, and what they charge.

Prices are round figures within public ranges of 2025, or estimates and marked so. Hamburg charges as European depots
do; Warsaw and Incheon as those that Chinese firms run: free at first, then by age.
"""

from dataclasses import dataclass
from datetime import date, datetime

from dukou.base.town import TOWN
from dukou.depot.door import abroad, fees
from dukou.depot.records.abroad import Basis, Event, NewDepot, NewFeeRule, Tier
from dukou.registry import door as registry

ROOM = "own estimate of the room that the town rents"
RECEIVING = "public range 2025: 0.25-1.00 USD a carton received; taken in euros"
STORAGE = "public range 2025, UK: 6-9 GBP a pallet and week, at 1.5 m3 a pallet; taken in euros"
PICKING = "public range 2025: 0.25-0.45 GBP each further item; taken for a carton, in euros"
PACKING = "public range 2025: 3.50-9.00 USD an order before postage; taken in euros"
RETURNS = "own estimate: 0.5-2 USD a returned piece, taken for a parcel; unverified"
DISPOSAL = "own estimate of recycling by the kilogram, unverified"
INBOUND = "own estimate of depots that Chinese firms run: 8-15 USD/m3 inbound, unverified"
BY_AGE = "own estimate of depots that Chinese firms run: 30-60 free days, then by age, unverified"
M3 = 1_000_000


@dataclass(frozen=True, slots=True)
class Fee:
    """Hold a fee: `tiers` are ``(from, price in 1/10,000)``."""

    event: Event
    basis: Basis
    tiers: tuple[tuple[int, int], ...]
    source: str
    free_days: int = 0
    minimum_minor: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Hold a depot overseas by the English name of its site, and the destination that tariffs lead to."""

    name_en: str
    destination: str
    capacity_m3: int
    currency: str
    fees: tuple[Fee, ...]


def _by_age(inbound_e4: int, free_days: int, first_e4: int, old_e4: int) -> tuple[Fee, ...]:
    return (
        Fee("receive", "m3", ((0, inbound_e4),), INBOUND),
        Fee("store", "m3", ((0, first_e4), (90, old_e4)), BY_AGE, free_days),
        Fee("pick", "carton", ((0, 6_000),), PICKING),
        Fee("pack", "order", ((0, 35_000),), PACKING),
        Fee("return", "order", ((0, 20_000),), RETURNS),
        Fee("dispose", "kg", ((0, 3_000),), DISPOSAL),
    )


PLACES = (
    Place(
        "Hamburg depot",
        "DEHAM",
        800,
        "EUR",
        (
            Fee("receive", "carton", ((0, 6_000), (100, 4_000)), RECEIVING, minimum_minor=500),
            Fee("store", "m3", ((0, 7_500), (60, 9_500)), STORAGE),
            Fee("pick", "carton", ((0, 6_000), (1, 4_000)), PICKING),
            Fee("pack", "order", ((0, 35_000),), PACKING),
            Fee("return", "order", ((0, 18_000),), RETURNS),
            Fee("dispose", "kg", ((0, 3_500),), DISPOSAL, minimum_minor=200),
        ),
    ),
    Place("Warsaw depot", "PL", 600, "USD", _by_age(120_000, 30, 4_500, 12_000)),
    Place("Incheon depot", "KRSEL", 400, "USD", _by_age(80_000, 60, 3_000, 10_000)),
)


def publish(*, on: date, now: datetime) -> None:
    """Publish depots, and fees valid from the month in which the town begins; sites, places and rates stand already."""
    sites = {one.name_en: one.id for one in registry.sites(viewer=TOWN, kinds=["overseas_depot"])}
    places = {one.code: one.id for one in registry.destinations()}
    depots = [NewDepot(sites[one.name_en], places[one.destination], one.capacity_m3 * M3, ROOM) for one in PLACES]
    abroad.publish_depots(depots, viewer=TOWN, now=now)
    rules = [
        NewFeeRule(
            site=sites[place.name_en],
            event=fee.event,
            basis=fee.basis,
            tiers=tuple(Tier(*tier) for tier in fee.tiers),
            currency=place.currency,
            valid_from=on.replace(day=1),
            source=fee.source,
            free_days=fee.free_days,
            minimum_minor=fee.minimum_minor,
        )
        for place in PLACES
        for fee in place.fees
    ]
    fees.publish_fee_rules(rules, viewer=TOWN, now=now)
