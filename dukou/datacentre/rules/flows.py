"""Count the departures of the last weeks between villages and destinations: each order alone, own best, together.

A departure is what is handed to one service of a carrier on one day. Cells that would tell of single firms are merged
into wider ones, the same in every way of going, so that nothing follows from two of them by subtraction.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dukou.datacentre.records import ELSEWHERE, REGION, Cell, region_of
from dukou.datacentre.rules.counting import WINDOW_DAYS, Count, rows
from dukou.datacentre.rules.disclosure import FEW, Part, parts, suppressed

UNIT = "departures"
Row = Mapping[str, Any]
# The cell that a row belongs to: "village>destination", with ELSEWHERE for what is not told apart.
Level = Callable[[Row], str]
EVERYWHERE = f"{ELSEWHERE}>{ELSEWHERE}"

# What goes at once in each way; of the naive one, each order by itself.
ONCE: Mapping[str, tuple[str, ...]] = {
    "naive": ("row",),
    "own_best": ("load", "firm", "own_best_service"),
    "together": ("load", "service"),
}


def counts(tables: dict[str, Any], on: date, zones: Mapping[str, str]) -> list[Count]:
    """Return the departures of the last 28 days, of the whole town and between its places.

    Each order by itself and own best go from the villages to the destinations, together from the villages to the depot
    (`flow.pickup`: the departures that have goods of a village in them) and from there on. `zones` are the
    destinations' tariff zones, by code.
    """
    left = _left(tables, on, zones)
    alone = {"flow.naive": "naive", "flow.own_best": "own_best"}
    return [
        *(_whole(left, way) for way in ONCE),
        *_between(left, alone, (_lane, _region_lane, _village_lane, _everywhere)),
        *_between(left, {"flow.pickup": "together"}, (_village_lane, _everywhere)),
        *_between(left, {"flow.together": "together"}, (_depot_lane, _depot_region_lane, _everywhere)),
    ]


def _left(tables: dict[str, Any], on: date, zones: Mapping[str, str]) -> list[Row]:
    """Return the shipments that left in the window, each with its firm's village and its destination's region."""
    baselines, savings, firms = tables["baselines"], tables["savings"], tables["firms"]
    recent = baselines.filter(baselines.on >= on - timedelta(days=WINDOW_DAYS), baselines.on < on)
    loads = recent.select("load").distinct()
    found = savings.inner_join(loads, "load").left_join(firms.select("firm", "zone"), "firm")
    columns = ("load", "destination", "firm", "zone", "service", "own_best_service")
    return [
        {**row, "row": number, "region": REGION + region_of(zones.get(row["destination"], ""))}
        for number, row in enumerate(rows(found.select(*columns)))
    ]


def _whole(left: Sequence[Row], way: str) -> Count:
    firms = {row["firm"] for row in left}
    return Count(f"flow.{way}", Decimal(len(_departures(left, way))), UNIT, len(firms))


def _between(left: Sequence[Row], keys: Mapping[str, str], levels: Sequence[Level]) -> Iterator[Count]:
    """Yield the departures of each cell, as narrow as it may be shown; what may not be shown at all is suppressed."""
    cells: dict[str, list[Row]] = defaultdict(list)
    for level in levels:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in left:
            found[level(row)].append(row)
        hidden = suppressed(*(_widths(found, way) for way in ONCE))
        for name in found.keys() - hidden:
            cells[name] += found[name]
        left = [row for name in hidden for row in found[name]]
    for key, way in keys.items():
        for name, found_rows in sorted(cells.items()):
            yield Count(key, Decimal(len(_departures(found_rows, way))), UNIT, None, name)
        if left:
            yield Count(key, None, UNIT, None, EVERYWHERE, is_suppressed=True, reason=FEW)


def _widths(cells: Mapping[str, Sequence[Row]], way: str) -> list[Part]:
    """Return what each firm has of each cell: how many departures carry goods of it."""
    return parts(
        [
            Cell(name, firm, count, count)
            for name, found in cells.items()
            for firm, count in _by_firm(found, way).items()
        ]
    )


def _by_firm(found: Sequence[Row], way: str) -> dict[int, int]:
    by_firm: dict[int, set[Hashable]] = defaultdict(set)
    for row in found:
        by_firm[row["firm"]].add(_departure(row, way))
    return {firm: len(once) for firm, once in by_firm.items()}


def _departures(found: Sequence[Row], way: str) -> set[Hashable]:
    return {_departure(row, way) for row in found}


def _departure(row: Row, way: str) -> Hashable:
    return tuple(row[name] for name in ONCE[way])


def _village(row: Row) -> str:
    return str(row["zone"] or ELSEWHERE)


def _lane(row: Row) -> str:
    return f"{_village(row)}>{row['destination']}"


def _region_lane(row: Row) -> str:
    return f"{_village(row)}>{row['region']}"


def _village_lane(row: Row) -> str:
    return f"{_village(row)}>{ELSEWHERE}"


def _depot_lane(row: Row) -> str:
    return f"{ELSEWHERE}>{row['destination']}"


def _depot_region_lane(row: Row) -> str:
    return f"{ELSEWHERE}>{row['region']}"


def _everywhere(_row: Row) -> str:
    return EVERYWHERE
