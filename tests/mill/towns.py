"""Build a small town with work for the mill, and look at what became of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.journey.audit import pairs
from dukou.market import models as market
from dukou.mill import door, models
from tests import builders
from tests.builders import NOW, ON


@dataclass(frozen=True, slots=True)
class Town:
    """Hold two factories, a trader who sells for the town, and a plain sock."""

    own: int
    other: int
    trader: int
    sock: int


def town() -> Town:
    builders.limits()
    return Town(
        own=builders.factory(),
        other=builders.factory(),
        trader=builders.firm("trader", takes_overflow=False, gives_overflow=False),
        sock=builders.sku(),
    )


def day(number: int) -> date:
    return ON + timedelta(days=number)


def plan(number: int = 0) -> int:
    """Plan on a day, counted from the first."""
    return door.plan(on=day(number), limit=QUICK, viewer=TOWN, now=NOW)


def knit(number: int) -> int:
    return door.run_floor(on=day(number), viewer=TOWN, now=NOW)


def lines(ids: list[int]) -> list[tuple[Any, ...]]:
    """Return state, maker, source and reason of these lines."""
    rows = market.Line.objects.filter(id__in=ids).order_by("id")
    return list(rows.values_list("state", "maker_id", "source", "refusal_code"))


def award_of(line: int) -> models.Award:
    """Return the newest award of a line."""
    return models.Award.objects.filter(line_id=line).latest("id")


def broken_laws() -> list[str]:
    """Return the laws on pairs that the town breaks, judged by the audit's own queries."""
    broken = []
    with connection.cursor() as cursor:
        for law in pairs.LAWS:
            cursor.execute(law.sql)
            if cursor.fetchall():
                broken.append(law.name)
    return broken


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return all that the mill keeps, and how far the lines are, to see whether something changed."""
    kept = {
        model.__name__: list(model.objects.order_by("id").values())
        for model in (models.Award, models.WorkOrder, models.Lot, models.Progress, models.GroupDay, models.FloorDay)
    }
    return {**kept, "Line": list(market.Line.objects.order_by("id").values())}
