"""Tell a buyer which firms could knit an order for the town, and the planning desk which lines wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.market.door import steps as market
from dukou.market.records import LineToMake
from dukou.mill import door as mill
from dukou.mill.records import SockNeed
from dukou.registry import door as registry


@dataclass(frozen=True, slots=True)
class AbleSite:
    """Name a firm that could knit part of an order, by its code, name and village; not how free it is."""

    code: str
    name_zh: str
    name_en: str
    village: str


def able_sites(needs: Sequence[SockNeed], *, by: date, viewer: Viewer) -> list[AbleSite]:
    """Return the firms that together could knit an order before a day, to whoever is logged in and buys for a firm.

    Only firms that take such work are named. There are none where together they could not knit it in time.
    """
    if viewer.firm is None:
        return []
    firms = mill.able_sites(needs, by=by, on=registry.today(), viewer=TOWN)
    names = {one.id: one for one in registry.firms(viewer=TOWN, kinds=["factory"])}
    villages = {one.firm: one.zone for one in registry.sites(viewer=TOWN, kinds=["factory"])}
    return [
        AbleSite(names[firm].code, names[firm].name_zh, names[firm].name_en, villages.get(firm, "")) for firm in firms
    ]


def lines_waiting(*, viewer: Viewer) -> list[LineToMake]:
    """Return the lines that the next plan decides about; for desks only."""
    return market.lines_to_plan(viewer=TOWN) if viewer.runs_desks else []
