"""Build lots that wait for the lab."""

from collections.abc import Sequence
from datetime import date

from dukou.base.draws import stable_key
from dukou.market import models as market
from dukou.mill import models as mill
from tests import builders
from tests.builders import ON


def lots(
    pairs: Sequence[int], *, maker: int, seller: int | None = None, family: str = "plain_crew", draw: int = 0
) -> list[int]:
    """Build a lot of so many pairs each, made and due for inspection, and return their lines; `draw` is its chance."""
    group = builders.group(maker)
    sku = builders.sku(family=family)
    lines = builders.order([(sku, count) for count in pairs], seller=seller or maker, state="planned")
    market.Line.objects.filter(id__in=lines).update(maker_id=maker, source="own" if seller is None else "overflow")
    orders = mill.WorkOrder.objects.bulk_create(
        mill.WorkOrder(
            code=f"w{line}",
            line_id=line,
            firm_id=maker,
            group_id=group,
            source="own" if seller is None else "overflow",
            pairs=count,
            planned_on=ON,
            due_on=ON,
        )
        for line, count in zip(lines, pairs, strict=True)
    )
    mill.Lot.objects.bulk_create(
        mill.Lot(
            code=f"lot{one.line_id}",
            work_order=one,
            line_id=one.line_id,
            firm_id=maker,
            group_id=group,
            family=family,
            pairs=one.pairs,
            cycle_ms=145_000,
            due_on=ON,
            draw=stable_key("lot", draw, place),
            pieces_to_make=2 * one.pairs,
            pieces_to_lose=0,
            pieces_made=2 * one.pairs,
            pairs_good=one.pairs,
            finish_on=ON,
            made_on=ON,
            inspect_on=ON,
            state="made",
        )
        for place, one in enumerate(orders)
    )
    return lines


def lot_of(line: int) -> mill.Lot:
    return mill.Lot.objects.get(line_id=line)


def due_again(line: int) -> date | None:
    return lot_of(line).inspect_on
