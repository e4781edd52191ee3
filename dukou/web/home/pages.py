"""Show everyone's home: what to do today, by role."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dukou.base.viewer import BUYER, FACTORY, OFFICE, SHOP, Viewer
from dukou.registry import door as registry
from dukou.web.abroad import cards as abroad
from dukou.web.depot import cards as depot
from dukou.web.freight import cards as freight
from dukou.web.lab import cards as lab
from dukou.web.market import cards as market
from dukou.web.middleware import viewer_of
from dukou.web.mill import cards as mill
from dukou.web.parts.cards import Card
from dukou.web.returns import cards as returns
from dukou.web.settlement import cards as settlement
from dukou.web.town import cards as town

Cards = Callable[[Viewer, date], Sequence[Card]]

HOMES: dict[str, tuple[Cards, ...]] = {
    FACTORY: (freight.cards, settlement.cards, mill.cards, depot.cards, returns.cards, abroad.cards),
    BUYER: (market.cards, returns.buyer_cards),
    SHOP: (depot.shop_cards,),
    OFFICE: (town.cards,),
}
DESKS: tuple[tuple[str | Promise, str, Cards], ...] = (
    (_("Freight"), "freight_desk", freight.board),
    (_("Returns"), "returns_desk", returns.board),
    (_("Planning"), "planning_desk", mill.board),
    (_("Lab"), "lab_desk", lab.board),
    (_("Depot"), "depot_desk", depot.board),
    (_("Overseas depots"), "overseas_desk", abroad.board),
    (_("Accounts"), "accounts_desk", settlement.board),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Hold what a shared desk must look at first."""

    title: str
    url: str
    cards: Sequence[Card]


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the reader's roles have to do today; a shared desk sees every desk's board."""
    viewer, on = viewer_of(request), registry.today()
    cards = [
        card for role, parts in HOMES.items() if role in viewer.roles for part in parts for card in part(viewer, on)
    ]
    desks = [Desk(str(title), url, board(viewer, on)) for title, url, board in DESKS] if viewer.runs_desks else []
    return render(request, "home/home.html", {"section": "home", "on": on, "cards": cards, "desks": desks})
