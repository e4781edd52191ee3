"""Hear what carriers replied, ask them what became of bookings, and ask for loads to be stowed."""

from datetime import datetime

from dukou.base.town import TOWN
from dukou.freight.door import booking, stowing
from dukou.post import door as post


def tick(now: datetime) -> int:
    """Act on replies, put follow-up questions into the outbox, ask for what is to be stowed; return how much moved."""
    replies = post.replies(booking.TEMPLATES, viewer=TOWN)
    heard = sum(booking.hear(reply, viewer=TOWN, now=now) for reply in replies)
    return heard + booking.follow_up(viewer=TOWN, now=now) + stowing.ask_due(viewer=TOWN, now=now)
