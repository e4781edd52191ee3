"""Seal what waits."""

from datetime import datetime

from dukou.base.town import TOWN
from dukou.provenance import door


def tick(now: datetime) -> int:
    """Seal the waiting facts, slice by slice, and return how many new heads cover."""
    sealed = 0
    while some := door.seal(viewer=TOWN, now=now):
        sealed += some
    return sealed
