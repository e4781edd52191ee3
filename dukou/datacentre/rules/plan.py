"""Measure the town against its plan: what the targets ask for, as far as it can be counted, under the same keys."""

from datetime import date
from decimal import Decimal
from typing import Any

from dukou.datacentre.rules.counting import Count, quotient, rows

PRICE_SCALE = 10_000
DAYS_A_YEAR = 365
KINDS = {"factory": "town.sock_firms", "supplier": "town.chain_firms"}


def counts(tables: dict[str, Any], on: date, above_scale_yuan: Decimal | None) -> list[Count]:
    """Return the plan's figures; a year is so many times the days that the town has lived.

    `above_scale_yuan` is the yearly output from which on a firm is above designated size; None where none is published.
    """
    lines = tables["lines"]
    value = lines.made_pairs * lines.unit_price_e4
    by_firm = rows(lines.group_by("seller").aggregate(pairs=lines.made_pairs.sum(), value=value.sum()))
    (first,) = rows(lines.aggregate(on=lines.placed_on.min()))
    days, firms = (on - first["on"]).days if first["on"] else 0, len(by_firm)
    outputs = [quotient(row["value"] * DAYS_A_YEAR, days * PRICE_SCALE) for row in by_firm]
    pairs = sum(row["pairs"] for row in by_firm)
    return [
        *_firms(tables["firms"]),
        _above_scale([one for one in outputs if one is not None], above_scale_yuan),
        Count("town.pairs_a_year", quotient(pairs * DAYS_A_YEAR, days), "pairs", firms),
        Count("town.output_a_year", sum((one for one in outputs if one), Decimal()) if days else None, "CNY", firms),
        Count("town.days_lived", Decimal(days), "days"),
        Count("town.value_made", quotient(sum(row["value"] for row in by_firm), PRICE_SCALE), "CNY", firms),
    ]


def _firms(firms: Any) -> list[Count]:
    found = {row["kind"]: row["count"] for row in rows(firms.group_by("kind").aggregate(count=firms.count()))}
    return [Count(key, Decimal(found.get(kind, 0)), "firms", found.get(kind, 0)) for kind, key in KINDS.items()]


def _above_scale(outputs: list[Decimal], above_scale_yuan: Decimal | None) -> Count:
    """Count the firms above designated size; so few that they could be named are suppressed."""
    if above_scale_yuan is None:
        return Count("town.above_scale_firms", None, "firms")
    found = sum(1 for one in outputs if one >= above_scale_yuan)
    return Count("town.above_scale_firms", Decimal(found), "firms", found)
