"""Protect the reading of the outbound logistics workbook: every rule of it, and that what is amiss is named."""

import itertools
import re
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from dukou.base.solving import QUICK
from dukou.engines import consolidate as engine
from dukou.engines.consolidate import brunel
from dukou.engines.consolidate.formats import FORMATS

BRUNEL = FORMATS["brunel"]
DAY = date(2013, 5, 26)
Sheets = dict[str, list[list[Any]]]

# Three plants with two ports; SOLO is there for one customer only; IDLE takes nothing, GHOST is in no other sheet.
COST = {"MAIN": 0.5, "SOLO": 0.25, "FAR": 1.5, "IDLE": 0.01}
CAPACITY = {"MAIN": 2, "SOLO": 2, "FAR": 1, "IDLE": 0}
PORTS = [("MAIN", "A"), ("SOLO", "A"), ("FAR", "B"), ("IDLE", "A")]
MAKES = [*(("MAIN", product) for product in (1, 2)), ("SOLO", 1), ("FAR", 2), ("FAR", 3), ("IDLE", 1), ("GHOST", 1)]
# Port, service, and (up to kg, minimum, rate a kg) of the bands of an offer by air, or (kg, dollars) of a truck.
AIR = [
    ("A", "DTD", [(99.99, 1.0, 0.2), (5000, 4.0, 0.05)]),
    ("A", "DTD", [(99.99, 4.0, 0.09)]),
    ("B", "DTD", [(5000, 2.5, 0.08)]),
    ("A", "DTP", [(5000, 1.5, 0.04)]),
]
TRUCKS = [("B", "DTP", (40, 6.0)), ("B", "DTP", (300, 10.0))]


def order(name: object, service: str, product: int, units: int, weight: float, customer: str = "ANY") -> list[Any]:
    return [name, DAY, service, customer, product, "END", units, weight]


ORDERS = [
    order(1447296446.7, "DTD", 1, 100, 60, "FEW"),
    order("second", "DTD", 1, 10, 70),
    order("third", "CRF", 3, 40, 500),
    order("fourth", "DTP", 2, 8, 0),
]


def book(orders: list[list[Any]]) -> Sheets:
    """Return the sheets of the small case."""
    rate_head = ["Carrier", "orig_port_cd", "dest_port_cd", "minm_wgh_qty", "max_wgh_qty", "svc_cd", "minimum cost"]
    rates: list[list[Any]] = [[*rate_head, "rate", "mode_dsc", "tpt_day_cnt", "Carrier type"]]
    for port, service, bands in AIR:
        least = 0.0
        for up_to, minimum, rate in bands:
            rates.append(["air", port, "END", least, up_to, service, minimum, rate, "AIR   ", 2, "1"])
            least = up_to + 0.01
    for port, service, (weight, price) in TRUCKS:
        rates.append(["road", port, "END", 0, weight, service, price, price - 5, "GROUND", 1, "1"])
    rates.append(["air", "C", "END", 0, 5000, "DTD", 0, 0, "AIR", 1, "1"])
    rates.append(["air", "A", "ELSEWHERE", 0, 5000, "DTD", 0, 0, "AIR", 1, "1"])
    order_head = ["Order ID", "Order Date", "Service Level", "Customer", "Product ID", "Destination Port"]
    return {
        "OrderList": [[*order_head, "Unit quantity", "Weight"], *(list(one) for one in orders)],
        "FreightRates": rates,
        "WhCosts": [["WH", "Cost/unit"], *([*pair] for pair in COST.items())],
        "WhCapacities": [["Plant ID", "Daily Capacity "], *([*pair] for pair in CAPACITY.items())],
        "ProductsPerPlant": [["Plant Code", "Product ID"], *([*pair] for pair in MAKES)],
        "VmiCustomers": [["Plant Code", "Customers"], ["SOLO", "FEW"]],
        "PlantPorts": [["Plant Code", "Port", None], *([*pair, None] for pair in PORTS), [None, None, None]],
    }


def read(sheets: Sheets) -> brunel.Case:
    """Write the workbook and read it."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.xlsx"
        made.save(path)
        return BRUNEL.read(path, {})


def origins(case: brunel.Case) -> dict[str, dict[str, int]]:
    return {
        name: {case.places[place].name: minor for place, minor in one.origins}
        for name, one in zip(case.orders, case.shipments, strict=True)
    }


def test_a_plant_serves_what_it_makes_for_whom_it_is_there() -> None:
    assert origins(read(book(ORDERS))) == {
        "1447296446.7": {"MAIN": 500_000, "SOLO": 250_000},
        "second": {"MAIN": 50_000},
        "third": {"FAR": 600_000},
        "fourth": {"MAIN": 40_000, "FAR": 120_000},
    }


def test_what_no_order_asks_for_plays_no_part() -> None:
    case = read(book(ORDERS))
    assert {place.name for place in case.places} == {
        *("MAIN", "SOLO", "FAR", "A day 1", "B day 1", "DTD END", "DTP END", "CRF END"),
    }
    assert [place.most_shipments_a_day for place in case.places[:3]] == [1, 2, 2]
    assert len(case.departures) == len(AIR) + len(TRUCKS) + 3 + 3


def test_offers_of_the_same_prices_are_one_the_quickest() -> None:
    sheets = book(ORDERS)
    slower = [["other", *row[1:9], 9, "2"] for row in sheets["FreightRates"][1:]]
    quicker = [["quick", *row[1:9], 0, "2"] for row in sheets["FreightRates"][1:3]]
    sheets["FreightRates"] += [*slower, *quicker]
    case = read(sheets)
    assert len(case.departures) == len(read(book(ORDERS)).departures)
    assert max(one.arrives_day for one in case.departures) == 2
    assert [one.arrives_day for one in case.departures if "quick" in one.name] == [0]


def ways(service: str, places: dict[str, int], days: int) -> Iterator[tuple[int, str, int, int]]:
    """Yield the plant's cost, plant, day and offer of each way to serve an order."""
    offers = [number for number, one in enumerate([*AIR, *TRUCKS]) if one[1] == service] or [-1]
    for plant, minor in places.items():
        for day in range(days):
            for number in offers:
                if number < 0 or dict(PORTS)[plant] == [*AIR, *TRUCKS][number][0]:
                    yield minor, plant, day, number


def cheapest(case: brunel.Case, services: list[str], days: int) -> float:
    """Try all ways; infinite where there is none."""
    best = inf
    options = [
        list(ways(service, origins(case)[name], days)) for service, name in zip(services, case.orders, strict=True)
    ]
    for chosen in itertools.product(*options):
        served: dict[tuple[str, int], int] = defaultdict(int)
        loads: dict[tuple[int, int], int] = defaultdict(int)
        for one, (_minor, plant, day, number) in zip(case.shipments, chosen, strict=True):
            served[plant, day] += 1
            loads[number, day] += one.grams
        if any(count > CAPACITY[plant] for (plant, _day), count in served.items()):
            continue
        total = sum(minor for minor, *_rest in chosen)
        best = min(best, total + sum(charge(number, grams) for (number, _day), grams in loads.items()))
    return best


def charge(number: int, grams: int) -> float:
    """Return what an offer charges for a load, in 1/10,000 of a dollar, rounded up."""
    if number < 0:
        return 0
    if number >= len(AIR):
        kg, dollars = TRUCKS[number - len(AIR)][2]
        return max(1, -(-grams // (kg * 1000))) * round(dollars * 10_000)
    for up_to, low, rate in AIR[number][2]:
        if grams <= round(up_to * 1000):
            return max(round(low * 10_000), -(-grams * round(rate * 10_000) // 1000))
    return inf


@st.composite
def order_lists(draw: st.DrawFn) -> list[list[Any]]:
    """Draw up to four orders that some plant may serve, of weights where bands and trucks change."""
    kinds = [("DTD", 1, "FEW"), ("DTD", 1, "ANY"), ("DTD", 2, "ANY"), ("DTP", 2, "FEW"), ("CRF", 3, "ANY")]
    weights = st.sampled_from([0, 0.4, 9.5, 40, 40.001, 59.99, 99.99, 99.995, 301, 2500])
    return [
        order(f"order {number}", service, product, draw(st.integers(1, 60)), draw(weights), customer)
        for number, (service, product, customer) in enumerate(
            draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=4))
        )
    ]


# Four orders of which no one alone finds the cheaper band, and four that fill a truck up to the last rounding.
FILLING = [("DTD", "FEW", 1, 0), ("DTD", "ANY", 1, 40), ("DTD", "ANY", 1, 40.001), ("DTD", "ANY", 1, 59.99)]
ROUNDING = [("DTD", "FEW", 45, 40.001), ("DTD", "ANY", 1, 59.99), ("DTD", "FEW", 1, 99.99), ("DTP", "FEW", 1, 301)]


def orders_of(rows: list[tuple[str, str, int, float]]) -> list[list[Any]]:
    """Return orders by service, customer, units and weight; what goes by DTP is the second product."""
    return [
        order(f"order {number}", service, 2 if service == "DTP" else 1, units, kg, customer)
        for number, (service, customer, units, kg) in enumerate(rows)
    ]


@settings(max_examples=25)
@given(order_lists())
@example(orders_of(FILLING))
@example(orders_of(ROUNDING))
def test_the_engine_comes_as_near_to_trying_all_ways_as_it_promises(orders: list[list[Any]]) -> None:
    case = read(book(orders))
    days = 1 + max(one.leaves_day for one in case.departures)
    answer = engine.solve(case, limit=QUICK, seed=1)
    assert engine.check(case, answer) == []
    least = cheapest(case, [row[2] for row in orders], days)
    assert bool(answer.paths) == (least < inf)
    if not answer.paths:
        return
    assert BRUNEL.read_answer(case, BRUNEL.write(case, answer)) == answer
    # At fifty iterations a search may end a thousandth above its bound.
    assert answer.bound_minor <= least <= answer.cost_minor <= least + answer.cost_minor // 1_000


@settings(max_examples=40)
@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 3), min_size=1),
    st.lists(st.sets(st.sampled_from("abcd"), min_size=1), min_size=1, max_size=9),
)
def test_the_list_takes_the_fewest_days(capacity: dict[str, int], wishes: list[set[str]]) -> None:
    lawful = [frozenset(wish & set(capacity)) or frozenset(capacity) for wish in wishes]

    def fits(days: int) -> bool:
        """Serve order after order, moving those that were served where that makes room (Kuhn 1955)."""
        seats = [(plant, seat) for plant, count in capacity.items() for seat in range(count * days)]
        taken: dict[tuple[str, int], int] = {}

        def seated(i: int, asked: set[tuple[str, int]]) -> bool:
            for seat in seats:
                if seat[0] in lawful[i] and seat not in asked:
                    asked.add(seat)
                    if seat not in taken or seated(taken[seat], asked):
                        taken[seat] = i
                        return True
            return False

        return all(seated(i, set()) for i in range(len(lawful)))

    days = brunel.fewest_days(capacity, lawful)
    assert fits(days)
    assert days == 1 or not fits(days - 1)


def test_the_written_answer_is_read_back_by_names() -> None:
    case = read(book(ORDERS))
    answer = engine.solve(case, limit=QUICK, seed=1)
    text = BRUNEL.write(case, answer)
    assert BRUNEL.read_answer(case, text) == answer
    assert "FAR - CRF END, free" in text
    told = BRUNEL.tell(case, answer)
    assert told["orders"] == len(ORDERS)
    assert told["bound_dollars"] <= told["ours_dollars"] <= told["each_order_on_its_own_dollars"]
    assert told["orders_without_weight"] == told["orders_fetched_by_customers"] == 1


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("second", "third", "it lacks 'second'"),
        ("FAR - CRF END, free", "FAR - CRF MOON, free", "it lacks 'day 1: FAR - CRF MOON, free'"),
        ('"paths"', '"ways"', "it lacks 'paths'"),
        ("{", "[", "Expecting"),
    ],
)
def test_an_answer_that_names_what_there_is_not_is_refused(was: str, becomes: str, said: str) -> None:
    case = read(book(ORDERS))
    text = BRUNEL.write(case, engine.solve(case, limit=QUICK, seed=1))
    with pytest.raises(ValueError, match=said):
        BRUNEL.read_answer(case, text.replace(was, becomes))


def spoilt(sheet: str, row: int, column: int, value: object) -> Sheets:
    sheets = book(ORDERS)
    sheets[sheet][row - 1][column] = value
    return sheets


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({k: v for k, v in book(ORDERS).items() if k != "VmiCustomers"}, "there is no sheet VmiCustomers"),
        (spoilt("WhCosts", 1, 1, "Price"), "sheet WhCosts, row 1: there is no column Cost/unit"),
        (book([]), "sheet OrderList: there is no order"),
        (spoilt("OrderList", 3, 7, "heavy"), "sheet OrderList, row 3, Weight: 'heavy' is no number from 0 up"),
        (spoilt("OrderList", 3, 7, -1), "sheet OrderList, row 3, Weight: -1 is no number"),
        (spoilt("OrderList", 3, 7, value=True), "sheet OrderList, row 3, Weight: True is no number"),
        (spoilt("OrderList", 3, 6, 1.5), "sheet OrderList, row 3, Unit quantity: 1.5 is no whole number"),
        (spoilt("OrderList", 3, 3, " "), "sheet OrderList, row 3, Customer: there is nothing"),
        (spoilt("OrderList", 3, 1, "May"), "sheet OrderList, row 3, Order Date: 'May' is no date"),
        (spoilt("OrderList", 3, 1, date(2013, 5, 27)), "order second is of another day, 2013-05-27"),
        (spoilt("OrderList", 3, 0, "third"), "sheet OrderList, row 4, Order ID: third is in row 3 already"),
        (spoilt("WhCapacities", 3, 0, "MAIN"), "sheet WhCapacities, row 3, Plant ID: MAIN is in row 2 already"),
        (spoilt("FreightRates", 2, 8, "SEA"), "sheet FreightRates, row 2, mode_dsc: SEA is neither AIR nor GROUND"),
        (spoilt("FreightRates", 3, 4, 99), "sheet FreightRates, row 3, max_wgh_qty: the band holds no weight"),
        (spoilt("OrderList", 3, 4, 9), "no plant and offer may take 1 orders: second"),
        (spoilt("OrderList", 3, 2, "SLOW"), "no plant and offer may take 1 orders: second"),
        (spoilt("OrderList", 3, 7, 5000.5), "no plant and offer may take 1 orders: second"),
        (spoilt("WhCapacities", 2, 1, 0), "no plant and offer may take 1 orders: second"),
    ],
)
def test_a_malformed_workbook_is_refused_with_what_and_where(sheets: Sheets, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read(sheets)


@pytest.mark.parametrize("name", ["case.xlsx", "case.txt"])
@pytest.mark.parametrize("inside", [None, "xl/workbook.xml", "[Content_Types].xml"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, name: str, inside: str | None) -> None:
    path = tmp_path / name
    path.write_text("no zip")
    if inside:
        with zipfile.ZipFile(path, "w") as made:
            made.writestr(inside, "no XML")
    with pytest.raises(ValueError, match="it is no Excel workbook"):
        BRUNEL.read(path, {})


def test_the_real_workbook_is_read_whole(shared_data: Path) -> None:
    case = BRUNEL.read(shared_data / "freight" / "outbound_logistics_brunel.xlsx", {})
    assert len(case.shipments) == len(set(case.orders)) == 9_215
    # PLANT03 is the only plant of 7,043 orders and takes 1,013 a day.
    assert {one.leaves_day for one in case.departures} == set(range(7))
    assert len({one.name for one in case.departures}) == len(case.departures)
    alone = [one for one in case.shipments if [case.places[place].name for place, _minor in one.origins] == ["PLANT03"]]
    assert len(alone) == 7_043
    assert sum(one.grams for one in case.shipments) == pytest.approx(183_117_600, abs=9_215)
