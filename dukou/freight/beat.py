"""Hear what carriers replied, and ask them what became of bookings and where goods are."""

from datetime import datetime

from dukou.base.town import TOWN
from dukou.freight.door import booking
from dukou.post import door as post


def tick(now: datetime) -> int:
    """Act on each reply that waits, put follow-up questions into the outbox, and return how much moved."""
    replies = post.replies(booking.TEMPLATES, viewer=TOWN)
    heard = sum(booking.hear(reply, viewer=TOWN, now=now) for reply in replies)
    return heard + booking.follow_up(viewer=TOWN, now=now)
