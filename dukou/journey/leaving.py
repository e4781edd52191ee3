"""Let a firm leave the town: its access ends, and what it was offered goes to others."""

from datetime import date, datetime

from django.db import transaction

from dukou.base.viewer import Viewer
from dukou.mill import door as mill
from dukou.registry import door as registry

MOST_OFFERS = 10_000


def leave_town(name: str, *, viewer: Viewer, on: date, now: datetime) -> int:
    """End the access of the viewer's firm and decline what it was offered, all or nothing; return how many had access.

    What it was ordered before is finished.
    """
    offered = mill.awards(viewer=viewer, state="offered", count=MOST_OFFERS)
    open_still = [one.code for one in offered if viewer.acts_for(one.firm) and one.decline_by >= on]
    with transaction.atomic():
        people = registry.leave(name, viewer=viewer, now=now)
        mill.decline_awards(open_still, viewer=viewer, on=on, now=now)
    return people
