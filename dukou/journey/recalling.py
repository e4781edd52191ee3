"""Call a lot back: its seller says so, and the town opens the buyers' returns at once."""

from datetime import date, datetime

from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.returns.door import recalls


def recall(lot_code: str, reason: str, *, viewer: Viewer, on: date, now: datetime) -> str:
    """Call a lot back as its seller, or ask him to as a desk; return the recall's code."""
    code = recalls.recall_lot(lot_code, reason, viewer=viewer, on=on, now=now)
    recalls.open_recalled(on=on, viewer=TOWN, now=now)
    return code


def answer(code: str, *, consents: bool, viewer: Viewer, on: date, now: datetime) -> None:
    """Consent to a recall that a desk asks for, or decline it, as the seller of record."""
    recalls.answer_recall(code, consents=consents, viewer=viewer, on=on, now=now)
    recalls.open_recalled(on=on, viewer=TOWN, now=now)
