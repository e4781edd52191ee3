"""Choose what leads where in the frame of a page, by the role of whoever looks at it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dukou.base.viewer import BUYER, FACTORY, OFFICE, OPERATOR, SHOP, SUPPLIER, Viewer
from dukou.post import door as post
from dukou.registry import door as registry
from dukou.web.middleware import viewer_of
from dukou.web.parts.names import named

# The bar at the foot of a phone holds so many entries; what is left stands behind "More".
BAR = 4
MOST_COUNTED = 9
TITLES: dict[str, tuple[str | Promise, str]] = {
    "home": (_("Today"), "home"),
    "parcels": (_("Parcels"), "parcel"),
    "lots": (_("Lots"), "lot"),
    "money": (_("Money"), "money"),
    "stock": (_("Stock"), "stock"),
    "overseas": (_("Overseas depots"), "ferry"),
    "overseas_desk": (_("Overseas depots"), "ferry"),
    "wages": (_("Wages"), "people"),
    "offers": (_("Offers"), "offer"),
    "orders": (_("Orders"), "order"),
    "bills": (_("Freight bills"), "bill"),
    "papers": (_("Papers"), "bill"),
    "market": (_("Market"), "market"),
    "cart": (_("Cart"), "cart"),
    "shop": (_("Sales"), "shop"),
    "scan": (_("Scan"), "scan"),
    "planning_desk": (_("Planning"), "lot"),
    "lab_desk": (_("Lab"), "check"),
    "depot_desk": (_("Depot"), "stock"),
    "freight_desk": (_("Freight"), "parcel"),
    "returns_desk": (_("Returns"), "back"),
    "accounts_desk": (_("Accounts"), "money"),
    "exceptions": (_("Exceptions on the road"), "bell"),
    "ask": (_("Return or exchange"), "back"),
    "returns_policy": (_("Policy of returns"), "back"),
    "returns_costs": (_("What came back"), "back"),
    "recalls": (_("Recalls"), "bell"),
    "swaps": (_("Swaps at shops"), "shop"),
    "work": (_("Background work"), "clock"),
    "clock": (_("Clock"), "clock"),
    "screen": (_("Big screen"), "screen"),
    "crossing": (_("Crossing"), "ferry"),
    "town": (_("Town"), "town"),
    "joining": (_("Before joining"), "people"),
    "leaving": (_("Leaving"), "back"),
    "glossary": (_("Glossary"), "book"),
}
COMMON = ("crossing", "town", "glossary")
MAIN: dict[str, tuple[str, ...]] = {
    FACTORY: (*("home", "parcels", "lots", "money", "stock", "offers", "wages", "orders", "bills", "papers"), "market"),
    BUYER: ("market", "orders", "cart", "papers", "home"),
    SHOP: ("home", "shop", "stock", "scan", "orders", "market"),
    SUPPLIER: ("home", "market", "money"),
    OPERATOR: (
        *("home", "scan", "freight_desk", "returns_desk", "planning_desk", "lab_desk", "depot_desk", "accounts_desk"),
        *("orders", "papers"),
    ),
    OFFICE: ("town", "screen", "home", "market"),
}
ASIDE: dict[str, tuple[str, ...]] = {
    FACTORY: ("overseas", "exceptions", "returns_costs", "returns_policy", "recalls", "joining", "leaving"),
    BUYER: ("ask", "exceptions"),
    SHOP: ("ask", "swaps"),
    SUPPLIER: ("joining", "leaving"),
    OPERATOR: ("overseas_desk", "exceptions", "returns_costs", "recalls", "work", "clock"),
}
STRANGER = ("crossing", "town", "market", "glossary")


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one entry; a page marks it by naming it as its `section`."""

    name: str
    title: str
    icon: str
    href: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Hold what stands around a page."""

    main: tuple[Entry, ...]
    aside: tuple[Entry, ...]
    firm: str = ""
    has_firms: bool = False
    unread: str = ""

    @property
    def bar(self) -> tuple[Entry, ...]:
        """Return what a phone's bar shows."""
        return self.main[:BAR]

    @property
    def rest(self) -> tuple[Entry, ...]:
        """Return what a phone shows behind "More"."""
        return (*self.main[BAR:], *self.aside)


def frame(request: HttpRequest) -> Frame:
    """Return what stands around the pages of this reader; takes at most two queries of its own."""
    viewer = viewer_of(request)
    role = next((one for one in MAIN if one in viewer.roles), "")
    main = MAIN.get(role, STRANGER)
    aside = [name for name in (*ASIDE.get(role, ()), *COMMON) if name not in main]
    if viewer.person is None:
        return Frame(tuple(_entries(main)), tuple(_entries(aside)))
    mine = registry.firms_of_person(viewer=viewer)
    firm = next((named(zh, en) for key, _code, zh, en in mine if viewer.acts_for(key)), "")
    return Frame(tuple(_entries(main)), tuple(_entries(aside)), firm, len(mine) > 1, _unread(viewer))


def _entries(names: Sequence[str]) -> Iterator[Entry]:
    for name in names:
        title, icon = TITLES[name]
        if href := address(name):
            yield Entry(name, str(title), icon, href)


def address(name: str) -> str:
    """Return the address of a page, or nothing where no such page stands."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _unread(viewer: Viewer) -> str:
    """Return how many notices wait for the viewer's firm, as the bell shows it."""
    waiting = len(post.notices(viewer=viewer, unread=True, limit=MOST_COUNTED + 1))
    return f"{MOST_COUNTED}+" if waiting > MOST_COUNTED else str(waiting or "")
