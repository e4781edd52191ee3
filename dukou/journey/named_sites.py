"""Name to a buyer the sites that could knit together what he means to order from the town, with their certificates."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, SHOP, Viewer
from dukou.market.records import Cart
from dukou.mill import door as mill
from dukou.mill.records import SockNeed
from dukou.registry import door as registry

BUYING_ROLES = frozenset((BUYER, SHOP))


@dataclass(frozen=True, slots=True)
class NamedSite:
    """Show a firm that could knit part of an order: where it works, and what it is certified for today."""

    code: str
    name_zh: str
    name_en: str
    village: str
    certificates: tuple[str, ...]


def named_sites(cart: Cart, *, by: date, on: date, viewer: Viewer) -> list[NamedSite]:
    """Return the sites for what lies in a cart, ready by a day; none where the town could not knit it all by then."""
    if not is_named_to(viewer):
        return []
    pairs: dict[tuple[str, int, bool, str, int], int] = defaultdict(int)
    for one in cart.lines:
        pairs[one.family, one.needle_count, one.double_cylinder, one.terry, one.colours_a_course] += one.pairs
    chosen = mill.able_sites([SockNeed(*kind, count) for kind, count in pairs.items()], by=by, on=on, viewer=TOWN)
    if not chosen:
        return []
    firms = {one.id: one for one in registry.firms(viewer=TOWN, kinds=["factory"])}
    villages = {one.firm: one.zone for one in registry.sites(viewer=TOWN, kinds=["factory"])}
    papers: dict[int, set[str]] = defaultdict(set)
    for paper in registry.certificates(viewer=TOWN, on=on):
        papers[paper.firm].add(paper.kind)
    return [
        NamedSite(firms[key].code, firms[key].name_zh, firms[key].name_en, villages[key], tuple(sorted(papers[key])))
        for key in chosen
    ]


def is_named_to(viewer: Viewer) -> bool:
    """Tell whether sites are named to a viewer: to those who buy, never to those who compete."""
    return viewer.firm is not None and bool(BUYING_ROLES & viewer.roles)
