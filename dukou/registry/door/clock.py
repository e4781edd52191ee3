"""Keep the town's clock: its business date, and how many of the day's steps are done."""

from datetime import date

from django.db import transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer, require_town
from dukou.registry import models
from dukou.registry.door.scope import entered_once
from dukou.registry.records import Clock


def town_clock(*, viewer: Viewer) -> Clock:
    """Return the town's business date and step, for the town and its desks."""
    if not viewer.runs_desks:
        raise Missing("town.only")
    row = models.TownClock.objects.filter(id=1).values_list("on", "step").first()
    if row is None:
        raise Refusal("registry.no_town")
    return Clock(*row)


def today() -> date:
    """Return the town's business date; it is public."""
    on = models.TownClock.objects.filter(id=1).values_list("on", flat=True).first()
    if on is None:
        raise Refusal("registry.no_town")
    return on


def advance_clock(*, expected: tuple[date, int], to: tuple[date, int], viewer: Viewer) -> None:
    """Move the clock if it stands where expected; else another run moved it, and this one is refused."""
    require_town(viewer)
    on, step = expected
    moved = models.TownClock.objects.filter(id=1, on=on, step=step).update(on=to[0], step=to[1])
    if not moved:
        raise Refusal("registry.clock_moved")


def set_clock(*, on: date, viewer: Viewer) -> None:
    """Start the town's clock; it is set once."""
    require_town(viewer)
    with entered_once(), transaction.atomic():
        models.TownClock.objects.create(id=1, on=on)
