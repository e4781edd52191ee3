"""Protect the map: its lines are what counting by hand gives, and none of them tells of fewer than five firms."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.datacentre.rules import flows
from dukou.datacentre.rules.counting import Count
from tests.datacentre.tables import ON, Row, counted_from

FEW = settings(max_examples=30)
ZONES = {"GB": "uk", "DE": "eu_west", "JP": "near_asia", "CNYIW": "home_east"}
VILLAGES = ("east", "west", None)
SERVICES = st.sampled_from(["express", "sea_lcl"])


@st.composite
def shipments(draw: st.DrawFn) -> list[Row]:
    """Draw shipments of loads that each go to one destination; some left too early for the window."""
    count = draw(st.sampled_from([0, 4, 40, 120]))
    loads = [(f"load{n}", draw(st.sampled_from(sorted(ZONES))), draw(st.integers(0, 35))) for n in range(12)]
    found = []
    for _row in range(count):
        load, destination, age = draw(st.sampled_from(loads))
        firm = draw(st.integers(1, 24))
        found.append(
            {
                "load": load,
                "destination": destination,
                "on": ON - timedelta(days=age),
                "firm": firm,
                "zone": VILLAGES[firm % 3],
                "service": draw(SERVICES),
                "own_best_service": draw(SERVICES),
            }
        )
    return found


def counted(rows: Sequence[Row]) -> list[Count]:
    savings = [{name: value for name, value in row.items() if name not in {"on", "zone"}} for row in rows]
    # A load has as many baselines as firms; the window must not count its shipments once for each.
    baselines = [{name: row[name] for name in ("load", "destination", "on", "firm")} for row in rows]
    firms = [{"firm": firm, "kind": "factory", "zone": VILLAGES[firm % 3]} for firm in range(1, 25)]
    return flows.counts(counted_from(savings=savings, baselines=baselines, firms=firms), ON, ZONES)


def in_window(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if ON - timedelta(days=28) <= row["on"] < ON]


def by_hand(rows: Sequence[Row], way: str) -> int:
    """Count departures without the rules' help."""
    if way == "naive":
        return len(rows)
    if way == "own_best":
        return len({(row["load"], row["firm"], row["own_best_service"]) for row in rows})
    return len({(row["load"], row["service"]) for row in rows})


def cells_of(counts: Sequence[Count], key: str) -> dict[str, Decimal | None]:
    return {one.part: one.value for one in counts if one.key == key and one.part}


def rows_in(rows: Sequence[Row], parts: Sequence[str], begins: str) -> dict[str, list[Row]]:
    """Lay each row into the first cell, from narrow to wide, that was shown and that it fits."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        start = row["zone"] or "*"
        region = {"GB": "europe", "DE": "europe", "JP": "asia", "CNYIW": "home"}[row["destination"]]
        ends = [row["destination"], f"@{region}", "*"]
        starts = [start, "*"] if begins == "village" else ["*"]
        fitting = [f"{one}>{end}" for one in starts[:1] for end in ends] + ["*>*"]
        found[next(name for name in fitting if name in parts)].append(row)
    return found


@FEW
@given(shipments())
def test_departures_are_what_counting_by_hand_gives(rows: list[Row]) -> None:
    left, found = in_window(rows), counted(rows)
    whole: dict[str, Any] = {one.key: one.value for one in found if not one.part}
    assert whole == {f"flow.{way}": by_hand(left, way) for way in ("naive", "own_best", "together")}
    for key, way, begins in (
        ("flow.naive", "naive", "village"),
        ("flow.own_best", "own_best", "village"),
        ("flow.together", "together", "depot"),
    ):
        cells = cells_of(found, key)
        if None not in cells.values():
            # A departure has one destination, so the cells of a way add up to the town's departures.
            assert sum(value or 0 for value in cells.values()) == by_hand(left, way)
            laid = rows_in(left, list(cells), begins)
            assert {name: by_hand(of_cell, way) for name, of_cell in laid.items()} == cells


@FEW
@given(shipments())
def test_no_line_tells_of_fewer_than_five_firms_nor_of_one_that_has_most_of_it(rows: list[Row]) -> None:
    left, found = in_window(rows), counted(rows)
    for key, begins in (("flow.naive", "village"), ("flow.together", "depot"), ("flow.pickup", "village")):
        cells = cells_of(found, key)
        if None in cells.values():
            # What may not be shown is everything that is left, so nothing follows from the total.
            assert set(cells) == {"*>*"}
            continue
        for of_cell in rows_in(left, list(cells), begins).values():
            firms: dict[int, int] = defaultdict(int)
            for row in of_cell:
                firms[row["firm"]] += 1
            assert len(firms) >= 5
            assert 2 * max(firms.values()) <= len(of_cell)


def test_the_same_cells_are_drawn_alone_and_at_own_best() -> None:
    rows = [
        {
            "load": f"load{firm % 2}",
            "destination": "GB",
            "on": ON - timedelta(days=1),
            "firm": firm,
            "service": "sea_lcl",
            "own_best_service": "express",
        }
        for firm in range(3, 22, 3)
        for _order in range(2)
    ]
    found = counted(rows)
    assert cells_of(found, "flow.naive") == {"east>GB": 14}
    assert cells_of(found, "flow.own_best") == {"east>GB": 7}
    assert cells_of(found, "flow.pickup") == {"east>*": 2}
    assert cells_of(found, "flow.together") == {"*>GB": 2}
