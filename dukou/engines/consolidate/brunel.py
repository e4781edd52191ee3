"""Read the outbound logistics case of Brunel University London as a problem of this engine.

The workbook (doi 10.17633/rd.brunel.7558679; I. Dzalbs and T. Kalganova, "Accelerating supply chains with Ant Colony
Optimization across a range of hardware solutions", Computers & Industrial Engineering 147, 2020) holds the orders that
a maker of chips had on one day, the plants that may serve them and the carriers' rates. What it leaves open is read so:

- A plant serves an order if it makes the product, works (it has a capacity and a cost a unit) and, where VmiCustomers
  names it, is there for that customer. Serving costs its price a unit.
- A plant's daily capacity counts orders of every service. The plants cannot serve the list in a day (PLANT03 takes
  1,013 orders a day and is the only lawful plant of 7,043), so it is served over the fewest days that capacities allow:
  seven. Which order goes on which day is free, for neither being early nor being late has a price.
- CRF is freight that the customer refers: a carrier of the customer fetches it at the plant; only the plant is paid.
- DTD and DTP are what the customer chose: only the rates of that service count. Any carrier and transit time will do.
- Goods go from a plant to its ports without a price, and leave a port on the day on which they leave the plant. What
  leaves a port on a day with the same offer is weighed together, from whichever plants it comes.
- An offer is a carrier's rates of one port, service, mode, transit time and contract. Where they overlap they are
  several offers, side by side: the cheaper bands one, the dearer ones the next.
- By air the band of the whole weight prices all of it, at least at the band's minimum cost. A weight between two bands
  is in the heavier one. By ground a row is a truck that carries up to its weight at its rate, or at its minimum cost
  if that is more; as many trucks go as are needed. Of offers with the same port, service and prices the quickest is
  kept.
- Weights are kilograms, taken to the nearest gram (an order may weigh nothing); money is in 1/10,000 of a dollar.
- Plants without a capacity (CND9 has none), ports without a plant and services that nobody ordered play no part. Where
  no plant may serve an order, or no offer carries it, the workbook is refused and the order named; the published one
  has no such order.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from dukou.engines.consolidate.problem import Band, Departure, Place, Problem, Shipment, Tariff
from dukou.engines.consolidate.sheets import GROUND, Order, Rate, Tables, read_tables

MINOR_A_DOLLAR = 10_000
GRAMS_A_TONNE, KG_A_TONNE = 1_000_000, 1_000
FETCHED = "CRF"
# So many orders that nothing carries are named in one breath.
NAMED = 10
FREE = Tariff("free", "parcel", bands=(Band(),))


@dataclass(frozen=True, slots=True)
class Case(Problem):
    """Hold the problem and the names of its orders."""

    orders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Carry what leaves a port for another with a service, at one tariff."""

    origin: str
    destination: str
    service: str
    days: int
    tariff: Tariff

    @property
    def most_grams(self) -> float:
        """Return how heavy an order can be; trucks may divide it between them."""
        return max((band.up_to_amount or 0 for band in self.tariff.bands), default=inf)


def read(path: Path, _options: Mapping[str, str]) -> Case:
    """Return the problem that a workbook poses.

    Raises
    ------
    ValueError
        Where the workbook is malformed, or no plant or offer may take an order.
    """
    tables = read_tables(path)
    if not tables.orders:
        raise ValueError("sheet OrderList: there is no order")
    other = next((one for one in tables.orders if one.day != tables.orders[0].day), None)
    if other is not None:
        raise ValueError(f"sheet OrderList: order {other.name} is of another day, {other.day}")
    offers = _offers(tables)
    lawful = [_lawful(tables, offers, order) for order in tables.orders]
    stranded = [order.name for order, plants in zip(tables.orders, lawful, strict=True) if not plants]
    if stranded:
        names = ", ".join(stranded[:NAMED]) + (", ..." if len(stranded) > NAMED else "")
        raise ValueError(f"sheet OrderList: no plant and offer may take {len(stranded)} orders: {names}")
    days = fewest_days(tables.capacity, lawful)
    return _case(tables, offers, lawful, days)


def _offers(tables: Tables) -> list[Offer]:
    """Return what the carriers offer for the orders that there are; of offers with the same prices, the quickest."""
    wanted = {(order.service, order.destination) for order in tables.orders}
    reached = {port for _plant, port in tables.ports}
    alike: dict[tuple[int, str, str, str, str, str, str], list[Rate]] = defaultdict(list)
    for one in tables.rates:
        if one.origin in reached and (one.service, one.destination) in wanted:
            key = (one.days, one.origin, one.destination, one.service, one.carrier, one.mode, one.contract)
            alike[key].append(one)
    found: dict[tuple[str, str, str, Tariff], Offer] = {}
    for days, origin, destination, service, carrier, mode, contract in sorted(alike):
        rates = alike[days, origin, destination, service, carrier, mode, contract]
        tariffs = map(_truck, rates) if mode == GROUND else map(_banded, _side_by_side(rates))
        for number, tariff in enumerate(tariffs, 1):
            named = replace(tariff, name=f"{carrier} {service} {mode} {days} d {contract} ({number})")
            offer = Offer(origin, destination, service, days, named)
            found.setdefault((origin, destination, service, tariff), offer)
    return list(found.values())


def _side_by_side(rates: Iterable[Rate]) -> list[list[Rate]]:
    """Divide rates into rows of bands that do not overlap, the cheaper bands before."""
    rows: list[list[Rate]] = []
    for rate in sorted(rates, key=lambda one: (one.from_grams, one.minimum, one.price, one.to_grams)):
        row = next((row for row in rows if row[-1].to_grams < rate.from_grams), None)
        if row is None:
            rows.append(row := [])
        row.append(rate)
    return rows


def _banded(row: Iterable[Rate]) -> Tariff:
    bands = (
        Band(one.to_grams, 0, 0, _minor(one.price * KG_A_TONNE), GRAMS_A_TONNE, minimum_minor=_minor(one.minimum))
        for one in row
    )
    return Tariff("", "shared", bands=tuple(bands))


def _truck(rate: Rate) -> Tariff:
    price = _minor(max(rate.minimum, rate.price))
    return Tariff("", "vehicle", vehicle_minor=price, capacity_grams=rate.to_grams, capacity_ml=1)


def _minor(dollars: float) -> int:
    return round(dollars * MINOR_A_DOLLAR)


def _lawful(tables: Tables, offers: Sequence[Offer], order: Order) -> frozenset[str]:
    """Return the plants that may serve an order and whose ports have an offer that carries it."""
    dedicated = {plant for plant, _customer in tables.customers}
    ends = order.service, order.destination
    ports = {one.origin for one in offers if (one.service, one.destination) == ends and order.grams <= one.most_grams}
    return frozenset(
        plant
        for plant, capacity in tables.capacity.items()
        if capacity
        and plant in tables.unit_cost
        and (plant, order.product) in tables.products
        and (plant not in dedicated or (plant, order.customer) in tables.customers)
        and (order.service == FETCHED or any((plant, port) in tables.ports for port in ports))
    )


def fewest_days(capacity: Mapping[str, int], lawful: Sequence[frozenset[str]]) -> int:
    """Return in how many days plants of a daily capacity can serve orders, each at one of its lawful plants."""
    kinds, plants, most = Counter(lawful), sorted(capacity), len(lawful)
    source, sink = len(kinds) + len(plants), len(kinds) + len(plants) + 1
    edges = [(source, kind, count) for kind, count in enumerate(kinds.values())]
    for kind, may in enumerate(kinds):
        edges += [(kind, len(kinds) + number, most) for number, plant in enumerate(plants) if plant in may]

    def suffices(days: int) -> bool:
        ends = [(len(kinds) + n, sink, min(most, capacity[plant] * days)) for n, plant in enumerate(plants)]
        tails, heads, takes = np.array([*edges, *ends], dtype=np.int32).T
        graph = csr_array((takes, (tails, heads)), shape=(sink + 1, sink + 1))
        return bool(maximum_flow(graph, source, sink).flow_value == most)

    return bisect_left(range(most), 1, lo=1, key=suffices)


def _case(tables: Tables, offers: Sequence[Offer], lawful: Sequence[frozenset[str]], days: int) -> Case:
    """Return the problem: a place for each plant, port and day, and for each port and service that is ordered."""
    plants = [(plant,) for plant in sorted(set().union(*lawful))]
    links = [((plant,), port) for plant, port in sorted(tables.ports) if (plant,) in plants]
    by_day = [(port, f"day {day + 1}") for day in range(days) for port in sorted({port for _plant, port in links})]
    ends = sorted({(order.service, order.destination) for order in tables.orders})
    keys: list[tuple[str, ...]] = [*plants, *by_day, *ends]
    number = {key: place for place, key in enumerate(keys)}
    tariffs = [FREE, *dict.fromkeys(offer.tariff for offer in offers)]
    used = {tariff: place for place, tariff in enumerate(tariffs)}

    def leave(
        origin: tuple[str, ...], to: tuple[str, ...], day: int, stage: str, tariff: Tariff, takes: int
    ) -> Departure:
        name = f"day {day + 1}: {origin[0]} - {' '.join(to)}, {tariff.name}"
        return Departure(number[origin], number[to], used[tariff], day, day, day + takes, stage, name=name)

    departures = []
    for day in range(days):
        at = f"day {day + 1}"
        departures += [leave(plant, (port, at), day, "pre", FREE, 0) for plant, port in links]
        departures += [leave(plant, end, day, "main", FREE, 0) for plant in plants for end in ends if end[0] == FETCHED]
        departures += [
            leave((one.origin, at), (one.service, one.destination), day, "main", one.tariff, one.days)
            for one in offers
            if (one.origin, at) in number
        ]
    last = max(one.arrives_day for one in departures)
    shipments = []
    for order, may in zip(tables.orders, lawful, strict=True):
        origins = tuple((number[plant,], _minor(tables.unit_cost[plant] * order.units)) for plant in sorted(may))
        shipments.append(Shipment(order.grams, 0, origins, number[order.service, order.destination], 0, last))
    places = [Place(" ".join(key), most_shipments_a_day=tables.capacity.get(" ".join(key))) for key in keys]
    names = tuple(order.name for order in tables.orders)
    return Case(tuple(tariffs), tuple(places), tuple(departures), tuple(shipments), orders=names)
