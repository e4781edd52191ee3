"""Protect the figures of the whole town: each is what counting by hand gives, and nothing is counted from nothing."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.datacentre.rules import town
from tests.datacentre.tables import Row, counted_from, share, values

FEW = settings(max_examples=20)
PLACED_ON = date(2026, 1, 5)


@st.composite
def line_rows(draw: st.DrawFn) -> Row:
    state, pairs = draw(st.sampled_from(["delivered", "refused", "shipped"])), draw(st.integers(1, 900))
    made, is_there = 0 if state == "refused" else pairs, state == "delivered"
    return {
        "line": draw(st.integers(1, 10**6)),
        "seller": draw(st.integers(1, 9)),
        "source": draw(st.sampled_from(["own", "overflow", "town"])),
        "state": state,
        "pairs": pairs,
        "made_pairs": made,
        "delivered_pairs": made if is_there else 0,
        "unit_price_e4": draw(st.integers(1, 40_000)),
        "placed_on": PLACED_ON,
        "due_on": PLACED_ON + timedelta(days=40),
        "delivered_on": PLACED_ON + timedelta(days=draw(st.integers(20, 60))) if is_there else None,
    }


INSPECTIONS = st.fixed_dictionaries(
    {
        "line": st.integers(1, 9),
        "lot": st.integers(1, 9),
        "firm": st.integers(1, 9),
        "attempt": st.integers(1, 2),
        "result": st.sampled_from(["accepted", "rejected"]),
    }
)
GROUP_DAYS = st.fixed_dictionaries(
    {"firm": st.integers(1, 9), "used_ms": st.integers(0, 500), "capacity_ms": st.integers(500, 900)}
)


@FEW
@given(st.lists(line_rows(), max_size=30), st.lists(INSPECTIONS, max_size=20), st.lists(GROUP_DAYS, max_size=20))
def test_the_town_is_what_counting_by_hand_gives(
    lines: list[Row], inspections: list[Row], group_days: list[Row]
) -> None:
    there = [row for row in lines if row["state"] == "delivered"]
    made, pairs = sum(row["made_pairs"] for row in lines), sum(row["delivered_pairs"] for row in there)
    days = sum((row["delivered_on"] - row["placed_on"]).days * row["delivered_pairs"] for row in there)
    value_e4 = sum(row["delivered_pairs"] * row["unit_price_e4"] for row in there)
    first = [row for row in inspections if row["attempt"] == 1]
    tables = counted_from(lines=lines, inspections=inspections, group_days=group_days)
    assert values(town.counts(tables)) == {
        "town.pairs_ordered": sum(row["pairs"] for row in lines),
        "town.pairs_refused": sum(row["pairs"] for row in lines if row["state"] == "refused"),
        "town.pairs_made": made,
        "town.pairs_delivered": pairs,
        "town.overflow_share": share(sum(row["made_pairs"] for row in lines if row["source"] == "overflow"), made),
        "town.output": Decimal(value_e4) / 10_000,
        "town.price_a_pair": share(value_e4, pairs * 10_000),
        "town.on_time_share": share(
            sum(row["delivered_pairs"] for row in there if row["delivered_on"] <= row["due_on"]), pairs
        ),
        "town.days_to_door": share(days, pairs),
        "town.lots_rejected_share": share(sum(row["result"] == "rejected" for row in first), len(first)),
        "town.machine_use": share(
            sum(row["used_ms"] for row in group_days), sum(row["capacity_ms"] for row in group_days)
        ),
    }


def test_an_empty_town_has_sums_of_nothing_and_no_shares() -> None:
    found: dict[str, Any] = values(town.counts(counted_from()))
    sums = {"town.pairs_ordered", "town.pairs_refused", "town.pairs_made", "town.pairs_delivered", "town.output"}
    assert {found.pop(key) for key in sums} == {0}
    assert set(found.values()) == {None}
