"""Define the figures of the whole town: what was ordered, made, passed and delivered."""

from decimal import Decimal
from typing import Any

from dukou.datacentre.records import Cell
from dukou.datacentre.rules.counting import Count, quotient, rows

PRICE_SCALE = 10_000


def counts(tables: dict[str, Any]) -> list[Count]:
    """Return the figures of everything that was opened in town."""
    return [*_lines(tables["lines"]), *_lots(tables["inspections"]), *_machines(tables["group_days"])]


def details(tables: dict[str, Any]) -> list[Count]:
    """Return what the days to the door are made of, and the days to each destination."""
    lines = tables["lines"]
    there = lines.filter(lines.state == "delivered")
    cells = there.group_by(part=there.destination.fill_null(""), firm=there.seller)
    days = (there.delivered_on - there.placed_on).cast("int64") * there.delivered_pairs
    found = rows(cells.aggregate(amount=days.sum(), base=there.delivered_pairs.sum()))
    firms = len({row["firm"] for row in found})
    return [
        Count("town.pair_days", Decimal(sum(row["amount"] for row in found)), "pair-days", firms),
        *Count.by_part("town.days_to_door", [Cell(**row) for row in found if row["part"]], "days"),
    ]


def _lines(lines: Any) -> list[Count]:
    delivered = lines.state == "delivered"
    (sums,) = rows(
        lines.aggregate(
            firms=lines.seller.nunique(),
            ordered=lines.pairs.sum(),
            made=lines.made_pairs.sum(),
            delivered=lines.delivered_pairs.sum(),
            refused=(lines.state == "refused").ifelse(lines.pairs, 0).sum(),
            on_time=(delivered & (lines.delivered_on <= lines.due_on)).ifelse(lines.delivered_pairs, 0).sum(),
            days=delivered.ifelse(
                (lines.delivered_on - lines.placed_on).cast("int64") * lines.delivered_pairs, 0
            ).sum(),
            value_e4=(lines.delivered_pairs * lines.unit_price_e4).sum(),
            passed_on=(lines.source == "overflow").ifelse(lines.made_pairs, 0).sum(),
        )
    )
    sums = {name: value or 0 for name, value in sums.items()}
    firms = sums["firms"]
    return [
        Count("town.pairs_ordered", Decimal(sums["ordered"]), "pairs", firms),
        Count("town.pairs_refused", Decimal(sums["refused"]), "pairs", firms),
        Count("town.pairs_made", Decimal(sums["made"]), "pairs", firms),
        Count("town.pairs_delivered", Decimal(sums["delivered"]), "pairs", firms),
        Count("town.overflow_share", quotient(sums["passed_on"], sums["made"]), "share", firms),
        Count("town.output", quotient(sums["value_e4"], PRICE_SCALE), "CNY", firms),
        Count("town.price_a_pair", quotient(sums["value_e4"], sums["delivered"] * PRICE_SCALE), "CNY/pair", firms),
        Count("town.on_time_share", quotient(sums["on_time"], sums["delivered"]), "share", firms),
        Count("town.days_to_door", quotient(sums["days"], sums["delivered"]), "days", firms),
    ]


def _lots(inspections: Any) -> list[Count]:
    first = inspections.filter(inspections.attempt == 1)
    (sums,) = rows(
        first.aggregate(
            lots=first.count(), rejected=(first.result == "rejected").cast("int64").sum(), firms=first.firm.nunique()
        )
    )
    return [Count("town.lots_rejected_share", quotient(sums["rejected"] or 0, sums["lots"]), "share", sums["firms"])]


def _machines(group_days: Any) -> list[Count]:
    (sums,) = rows(
        group_days.aggregate(
            used=group_days.used_ms.sum(), capacity=group_days.capacity_ms.sum(), firms=group_days.firm.nunique()
        )
    )
    return [Count("town.machine_use", quotient(sums["used"] or 0, sums["capacity"] or 0), "share", sums["firms"])]
