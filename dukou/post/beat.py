"""Give up the messages whose senders died too often; the sending itself is done at the edge of the system."""

from datetime import datetime

from dukou.base.town import TOWN
from dukou.post import door


def tick(now: datetime) -> int:
    """Give up what nobody may claim again, and return how many messages that were."""
    return door.bury(viewer=TOWN, now=now)
