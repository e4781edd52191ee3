"""End the jobs whose workers died."""

from datetime import datetime

from dukou.base.town import TOWN
from dukou.jobs import door


def tick(now: datetime) -> int:
    """End what nobody may claim again, and return how many jobs that were."""
    return door.bury(viewer=TOWN, now=now)
