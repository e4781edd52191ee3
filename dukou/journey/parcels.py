"""Match a parcel that came back without a word, and open its case at once."""

from datetime import date, datetime

from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.returns import door as returns


def match(code: str, line_id: int, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Let the desk say which line a parcel is of; the town opens the case at once, or else with its next day."""
    returns.match_parcel(code, line_id, viewer=viewer, on=on, now=now)
    returns.open_parcels(on=on, viewer=TOWN, now=now)
