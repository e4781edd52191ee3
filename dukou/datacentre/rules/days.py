"""Count what happened in town on its last whole day; so little that it would tell of single firms is suppressed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dukou.datacentre.records import Cell
from dukou.datacentre.rules.counting import Count, rows


def counts(tables: dict[str, Any], on: date) -> list[Count]:
    """Return what left, passed inspection and arrived on the day before."""
    day = on - timedelta(days=1)
    baselines, inspections, lines = (tables[name] for name in ("baselines", "inspections", "lines"))
    left = baselines.filter(baselines.on == day, baselines.charge_minor.notnull())
    seen = inspections.filter(inspections.on == day)
    passed = seen.filter(seen.result == "accepted")
    there = lines.filter(lines.delivered_on == day)
    (loads,) = rows(left.aggregate(count=left.load.nunique()))
    shared = _cells(left.group_by("firm").aggregate(amount=left.load.nunique()))
    whole = Count.of_cell("day.loads", shared, "loads")
    return [
        whole if whole.is_suppressed else Count(whole.key, Decimal(loads["count"]), whole.unit, whole.firms),
        Count.of_cell("day.pairs_left", _cells(left.group_by("firm").aggregate(amount=left.pairs.sum())), "pairs"),
        Count.of_cell("day.lots", _cells(seen.group_by("firm").aggregate(amount=seen.lot.nunique())), "lots"),
        Count.of_cell(
            "day.pairs_passed",
            _cells(passed.group_by("firm").aggregate(amount=(passed.lot_pairs - passed.pairs_scrapped).sum())),
            "pairs",
        ),
        Count.of_cell(
            "day.pairs_delivered",
            _cells(there.group_by(firm=there.seller).aggregate(amount=there.delivered_pairs.sum())),
            "pairs",
        ),
    ]


def _cells(by_firm: Any) -> list[Cell]:
    return [Cell("", row["firm"], row["amount"], row["amount"]) for row in rows(by_firm)]
