"""Define the figures of returns: what they cost for 100 pairs delivered, in weekly cohorts that have closed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dukou.datacentre.rules.counting import Count, quotient, rows

COHORT_DAYS = 60
A_HUNDRED = 100
MINOR_A_YUAN = 100


def counts(tables: dict[str, Any], on: date) -> list[Count]:
    """Return the figures of the pairs delivered in weeks that ended 60 days ago or earlier; open cases at full loss."""
    last = _last_closed_day(on)
    lines, cases = tables["lines"], tables["cases"]
    delivered = lines.filter(lines.delivered_on <= last)
    (total,) = rows(delivered.aggregate(pairs=delivered.delivered_pairs.sum(), firms=delivered.seller.nunique()))
    found = cases.inner_join(delivered.select(line="line", sold="delivered_on"), "line")
    closed = found.state == "closed"
    loss = (
        found.refund_minor + found.replacement_minor + found.freight_minor + found.handling_minor - found.resale_minor
    )
    (sums,) = rows(
        found.aggregate(
            loss=closed.ifelse(loss, found.value_minor).sum(),
            pairs=found.pairs.sum(),
            cases=found.count(),
            exchanges=(found.pairs_replaced > 0).cast("int64").sum(),
            days=closed.ifelse((found.closed_on - found.requested_on).cast("int64"), COHORT_DAYS).sum(),
        )
    )
    sums = {name: value or 0 for name, value in sums.items()}
    pairs, firms = total["pairs"] or 0, total["firms"]
    return [
        Count(
            "returns.net_loss_a_hundred",
            quotient(sums["loss"] * A_HUNDRED, pairs * MINOR_A_YUAN),
            "CNY/100 pairs",
            firms,
        ),
        Count("returns.rate", quotient(sums["pairs"], pairs), "share", firms),
        Count("returns.exchanges_kept", quotient(sums["exchanges"], sums["cases"]), "share", firms),
        Count("returns.days_until_whole", quotient(sums["days"], sums["cases"]), "days", firms),
        Count("returns.cases", Decimal(sums["cases"]), "cases", firms),
    ]


def _last_closed_day(on: date) -> date:
    """Return the Sunday that ended the last week of which every day is 60 days ago."""
    day = on - timedelta(days=COHORT_DAYS)
    return day - timedelta(days=(day.weekday() + 1) % 7)
