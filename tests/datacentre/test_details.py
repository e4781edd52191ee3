"""Protect what figures open to: their sums give the figures again; days and plan are what counting by hand gives."""

import sqlite3
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from dukou.datacentre.rules import days, freight, plan, returns, town
from dukou.web.town.made import FORMULAS
from tests.datacentre.tables import ON, Row, counted_from, values
from tests.datacentre.test_freight_figures import SAVINGS, baselines, paid_row, saved_row

FEW = settings(max_examples=20)
YESTERDAY = ON - timedelta(days=1)


def evaluated(key: str, known: dict[str, Decimal | None]) -> float | None:
    """Put numbers into a formula as the page shows it, and let a database reckon it out."""
    pattern, terms = FORMULAS[key]
    numbers = [known[term] for term in terms]
    if None in numbers:
        return None
    formula = pattern.replace("÷", "/").replace("×", "*").replace("−", "-")
    sql = "SELECT " + formula.replace("{}", "CAST(? AS REAL)")
    (result,) = sqlite3.connect(":memory:").execute(sql, [float(one or 0) for one in numbers]).fetchone()
    return None if result is None else float(result)


def near(value: Decimal | None) -> Any:
    return None if value is None else pytest.approx(float(value))


@FEW
@given(rows=baselines(), saved=SAVINGS)
def test_formulas_of_freight_give_their_figures(rows: list[Row], saved: list[Row]) -> None:
    tables = counted_from(baselines=rows, savings=saved)
    known: dict[str, Any] = values([*freight.counts(tables), *freight.details(tables, ON)])
    for key in ("freight.naive_a_pair", "freight.own_best_a_pair", "freight.together_a_pair", "freight.saving_share"):
        assert evaluated(key, known) == near(known[key]), key


def test_a_destination_costs_what_its_own_rows_cost_and_hides_with_its_saving() -> None:
    place = {"destination": "DE"}
    firms = range(1, 7)
    alone = {"destination": "FR", "firm": 9}
    paid = [paid_row(**place, firm=firm, on=YESTERDAY, late_pairs=0) for firm in firms]
    saved = [saved_row(firm=firm, risk_minor=10) for firm in firms]
    tables = counted_from(baselines=paid, savings=saved)
    assert values(freight.details(tables, ON), "DE") == {
        "freight.naive_a_pair": Decimal("0.121"),
        "freight.own_best_a_pair": Decimal("0.101"),
        "freight.together_a_pair": Decimal("0.075"),
    }
    both = counted_from(baselines=[*paid, paid_row(**alone)], savings=[*saved, saved_row(**alone)])
    assert set(values(freight.details(both, ON), "FR").values()) == {None}
    places = [one for one in freight.details(both, ON) if one.part and one.key != "freight.firms_saving_share"]
    assert {one.part: one.reason for one in places} == {"DE": "rest", "FR": "few"}


@pytest.mark.parametrize("firms", [1, 4, 5, 9, 10, 49, 50, 73])
def test_no_tenth_of_firms_has_fewer_than_five(firms: int) -> None:
    tables = counted_from(baselines=[paid_row(firm=firm, on=YESTERDAY) for firm in range(1, firms + 1)], savings=[])
    tenths = [one for one in freight.details(tables, ON) if one.key == "freight.firms_saving_share"]
    assert len(tenths) == min(10, firms // 5)
    assert all(one.firms is not None and one.firms >= 5 for one in tenths)
    assert sum(one.firms or 0 for one in tenths) == (firms if tenths else 0)


def test_what_was_saved_lately_is_of_four_weeks_and_without_what_the_town_bore() -> None:
    old, new = ON - timedelta(days=29), YESTERDAY
    rows = [
        *(paid_row(load="old", on=old, firm=firm) for firm in range(6)),
        *(paid_row(load="new", on=new, firm=firm, load_shortfall_minor=60) for firm in range(6)),
    ]
    found = values(freight.details(counted_from(baselines=rows), ON))
    assert found["freight.saved_lately"] == Decimal(6 * (1_000 - 740) - 60) / 100


def line(**changed: Any) -> Row:
    return {
        "line": 1,
        "seller": 1,
        "source": "own",
        "state": "delivered",
        "pairs": 100,
        "made_pairs": 100,
        "delivered_pairs": 100,
        "unit_price_e4": 10_000,
        "placed_on": ON - timedelta(days=73),
        "due_on": ON,
        "delivered_on": YESTERDAY,
        "destination": "DE",
        **changed,
    }


def test_a_year_is_five_times_what_a_fifth_of_it_made() -> None:
    lines = [line(line=n, seller=n, made_pairs=100 * n, unit_price_e4=20_000) for n in range(1, 8)]
    firms = [{"firm": n, "kind": "factory", "zone": "east"} for n in range(6)] + [{"firm": 9, "kind": "supplier"}]
    tables = counted_from(lines=lines, firms=firms)
    found = {one.key: one for one in plan.counts(tables, ON, Decimal(3_000))}
    assert (found["town.pairs_a_year"].value, found["town.output_a_year"].value) == (14_000, 28_000)
    assert (found["town.sock_firms"].value, found["town.chain_firms"].value) == (6, 1)
    assert (found["town.above_scale_firms"].value, found["town.above_scale_firms"].firms) == (5, 5)
    assert plan.counts(tables, ON, None)[2].value is None
    known = {one.key: one.value for one in found.values()} | values(town.counts(tables))
    for key in ("town.pairs_a_year", "town.output_a_year", "town.price_a_pair"):
        assert evaluated(key, known) == near(known[key])


def test_nothing_lived_is_no_year() -> None:
    found = values(plan.counts(counted_from(), ON, Decimal(1)))
    assert (found["town.pairs_a_year"], found["town.output_a_year"], found["town.above_scale_firms"]) == (None, None, 0)


def test_days_to_the_door_are_told_by_destination() -> None:
    lines = [line(line=n, seller=n, delivered_on=ON - timedelta(days=n)) for n in range(1, 7)]
    tables = counted_from(lines=[*lines, line(line=9, seller=9, destination="FR"), line(line=10, delivered_pairs=0)])
    found = values([*town.counts(tables), *town.details(tables)])
    assert evaluated("town.days_to_door", found) == near(found["town.days_to_door"])
    parts = {one.part: one for one in town.details(tables) if one.part}
    assert (parts["FR"].reason, parts["DE"].reason) == ("few", "rest")


def test_the_loss_is_made_of_its_parts_and_open_weeks_are_told_apart() -> None:
    case = {
        "line": 1,
        "firm": 1,
        "pairs": 5,
        "reason": "faulty",
        "pairs_replaced": 0,
        "value_minor": 900,
        "refund_minor": 500,
        "replacement_minor": 40,
        "freight_minor": 30,
        "handling_minor": 20,
        "resale_minor": 10,
        "borne_minor": 0,
        "own_cost_minor": 65,
        "requested_on": YESTERDAY,
        "closed_on": YESTERDAY,
        "state": "closed",
    }
    old = [line(line=n, seller=n, delivered_on=ON - timedelta(days=100)) for n in range(1, 7)]
    new = [line(line=n, seller=n) for n in range(11, 14)]
    cases = [case, {**case, "line": 2, "state": "open"}, {**case, "line": 11}]
    tables = counted_from(lines=[*old, *new], cases=cases)
    found = values([*returns.counts(tables, ON), *returns.details(tables, ON)])
    assert found["returns.net_loss_a_hundred"] == Decimal(580 + 900) / 600
    assert evaluated("returns.net_loss_a_hundred", found) == near(found["returns.net_loss_a_hundred"])
    assert found["returns.loss_so_far_a_hundred"] == Decimal(580) / 300
    assert found["returns.own_best_so_far_a_hundred"] == Decimal(605) / 300
    assert found["returns.own_best_loss_a_hundred"] == Decimal(605 + 900) / 600
    assert evaluated("returns.own_best_loss_a_hundred", found) == near(found["returns.own_best_loss_a_hundred"])
    assert evaluated("returns.saving_a_hundred", found) == near(found["returns.saving_a_hundred"])
    alone, together = [one for one in returns.details(tables, ON) if one.part]
    assert date.fromisoformat(together.part) <= ON - timedelta(days=100)
    assert together.value == found["returns.net_loss_a_hundred"]
    assert (alone.part, alone.value) == (together.part, found["returns.own_best_loss_a_hundred"])


@pytest.mark.parametrize(("firms", "shown"), [(6, True), (4, False), (0, True)])
def test_the_last_day_is_told_where_enough_firms_stand_behind_it(firms: int, shown: bool) -> None:
    tables = counted_from(
        baselines=[paid_row(load=f"load{n % 2}", firm=n, on=YESTERDAY) for n in range(firms)] + [paid_row(on=ON)],
        inspections=[
            {"firm": n, "lot": n, "on": YESTERDAY, "lot_pairs": 100, "pairs_scrapped": 1, "result": result}
            for n in range(firms)
            for result in ("accepted", "rejected")
        ],
        lines=[line(line=n, seller=n) for n in range(firms)],
    )
    whole = (min(firms, 2), 100 * firms, firms, 99 * firms, 100 * firms)
    found = values(days.counts(tables, ON))
    assert tuple(found.values()) == (whole if shown else (None,) * 5)
