"""Tell the planning desk which lines wait for its next plan."""

from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.market.door import steps as market
from dukou.market.records import LineToMake


def lines_waiting(*, viewer: Viewer) -> list[LineToMake]:
    """Return the lines that the next plan decides about; for desks only."""
    return market.lines_to_plan(viewer=TOWN) if viewer.runs_desks else []
