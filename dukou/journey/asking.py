"""Carry out what a buyer asks to return: what he may see is his own, what lies on whose shelf only the town knows."""

from datetime import date, datetime

from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.returns.door import asking
from dukou.returns.records.asking import NewAsk, Preview


def preview(new: NewAsk, *, viewer: Viewer, on: date) -> Preview:
    """Tell a buyer what becomes of his request."""
    return asking.preview(new, by=viewer, viewer=TOWN, on=on)


def ask(new: NewAsk, *, mark: str, request_key: str, viewer: Viewer, on: date, now: datetime) -> str:
    """Open a buyer's request as it was told, and return its code."""
    return asking.ask(new, mark=mark, request_key=request_key, by=viewer, viewer=TOWN, on=on, now=now)
