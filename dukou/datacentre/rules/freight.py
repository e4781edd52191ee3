"""Define the figures of freight: what a pair costs alone, at its firm's own best, and together."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import ibis

from dukou.datacentre.records import Cell
from dukou.datacentre.rules.counting import Count, quotient, rows

MINOR_A_YUAN = 100
WORST_TENTH = 10


def counts(tables: dict[str, Any]) -> list[Count]:
    """Return the figures of every load that has left."""
    left = tables["baselines"].filter(tables["baselines"].charge_minor.notnull())
    by_firm = rows(
        left.group_by("firm").aggregate(
            naive=left.naive_minor.sum(),
            own_best=left.own_best_minor.sum(),
            together=(left.charge_minor + left.waiting_minor).sum(),
            own_on_time=(left.pairs - left.own_best_late_pairs).sum(),
            on_time=(left.pairs - left.late_pairs).sum(),
            pairs=left.pairs.sum(),
        )
    )
    return [*_a_pair(by_firm), *_savings(by_firm), *_by_destination(left)]


def _a_pair(by_firm: Sequence[dict[str, Any]]) -> list[Count]:
    """Divide everything from factory door to buyer's door by the pairs that arrive on time."""
    sums = {
        name: sum(row[name] for row in by_firm)
        for name in ("naive", "own_best", "together", "own_on_time", "on_time", "pairs")
    }
    firms = len(by_firm)
    return [
        Count("freight.naive_a_pair", quotient(sums["naive"], sums["own_on_time"] * MINOR_A_YUAN), "CNY/pair", firms),
        Count(
            "freight.own_best_a_pair", quotient(sums["own_best"], sums["own_on_time"] * MINOR_A_YUAN), "CNY/pair", firms
        ),
        Count("freight.together_a_pair", quotient(sums["together"], sums["on_time"] * MINOR_A_YUAN), "CNY/pair", firms),
        Count("freight.saving_share", quotient(sums["own_best"] - sums["together"], sums["own_best"]), "share", firms),
        Count("freight.on_time_share", quotient(sums["on_time"], sums["pairs"]), "share", firms),
        Count("freight.own_best_on_time_share", quotient(sums["own_on_time"], sums["pairs"]), "share", firms),
    ]


def _savings(by_firm: Sequence[dict[str, Any]]) -> list[Count]:
    """Look at each firm by itself: the median one, the worst tenth, and those that are worse off."""
    savings = sorted(Decimal(row["own_best"] - row["together"]) / row["own_best"] for row in by_firm if row["own_best"])
    firms = len(savings)
    worse = sum(1 for row in by_firm if row["together"] > row["own_best"])
    return [
        Count("freight.median_firm_saving", savings[firms // 2] if firms else None, "share", firms),
        Count("freight.worst_tenth_saving", savings[firms // WORST_TENTH] if firms else None, "share", firms),
        Count("freight.firms_worse_off", Decimal(worse), "firms", firms),
    ]


def _by_destination(left: Any) -> list[Count]:
    cells = left.group_by(part=left.destination, firm=left.firm).aggregate(
        amount=(left.own_best_minor - left.charge_minor - left.waiting_minor).sum(),
        base=left.own_best_minor.sum(),
    )
    found = [
        Cell(row["part"], row["firm"], row["amount"], row["base"]) for row in rows(cells.order_by(ibis.asc("part")))
    ]
    return Count.by_part("freight.saving_share", found, "share")
