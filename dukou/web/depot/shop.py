"""Let a partner shop enter its sales in three taps, see its shelf, and ask for other sizes."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import SHOP
from dukou.depot import door as depot
from dukou.depot.records import EntryRecord, ExchangeRecord, NewSale, NewSwap, ShelfRecord
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.clock import now
from dukou.web.depot.stock import shelf_table
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.forms import PairsField
from dukou.web.parts.names import named
from dukou.web.parts.once import FIELD, once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import table_page
from dukou.web.words import scans as w

TAPS = (1, 2, 3, 5, 10)
MOST_TODAY = 20


@dataclass(frozen=True, slots=True)
class Size:
    """Hold one size that a tap chooses; `whose` names the owner where several have it on this shelf."""

    value: str
    size: str
    whose: str
    pairs: int


@dataclass(slots=True)
class Group:
    """Hold a style and colour that a tap opens."""

    name: str
    colour: str
    pairs: int = 0
    sizes: list[Size] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sold:
    """Hold one of today's sales."""

    code: str
    name: str
    pairs: int
    is_undone: bool


@login_required
@require_safe
def shop(request: PageRequest) -> HttpResponse:
    """Show the shelf to sell from, today's total, and which sizes to swap."""
    viewer, on = viewer_of(request), registry.today()
    if SHOP not in viewer.roles:
        raise Http404
    shelf = depot.shop_stock(on=on, viewer=viewer)
    sales = depot.sales(on=on, viewer=viewer)
    swaps = [one for one in depot.exchanges(viewer=viewer) if not one.is_undo]
    waiting = {(one.owner, sock_of(one), one.size_in) for one in swaps if one.state == "asked"}
    ideas = [one for one in depot.suggested_exchanges(on=on, viewer=viewer) if one.slow.colour_en == one.fast.colour_en]
    suggested = [(sock_of(one.slow), one) for one in ideas]
    context = {
        "section": "shop",
        "groups": groups(shelf),
        "taps": TAPS,
        "today": sum(one.pairs for one in sales if not one.is_undone),
        "week": sum(one.sold_7 for one in shelf),
        "sold": _sold(sales, shelf)[:MOST_TODAY],
        # What is asked for already is no suggestion any more.
        "suggestions": [(sock, one) for sock, one in suggested if (one.fast.owner, sock, one.fast.size) not in waiting],
        "choices": [option(one) for one in shelf if one.pairs],
        "all_sizes": [option(one) for one in shelf],
        "swaps": [(*w.SWAPS[one.state], sock_of(one), one) for one in swaps],
        "on": on,
    }
    return table_page(request, "depot/shop.html", context, shelf_table(request, shelf, is_shop=True))


@login_required
@require_POST
@once
def sale(request: HttpRequest) -> HttpResponse:
    """Enter a sale."""
    viewer, on = viewer_of(request), registry.today()
    shop_key, owner, sku = chosen(request.POST.get("size", ""))
    try:
        new = NewSale(shop_key, owner, sku, _pairs(request), key_of(request))
        outcome = depot.sell([new], viewer=viewer, on=on, now=now())
        if outcome.refused:
            raise outcome.refused[0].refusal
    except Missing:
        raise
    except Refusal as refusal:
        messages.error(request, words.sentence(refusal))
    else:
        messages.success(request, _("Sold: %(pairs)s.") % {"pairs": formats.pairs(outcome.done[0].pairs)})
    return redirect("shop")


@login_required
@require_POST
@once
def undo_sale(request: HttpRequest, code: str) -> HttpResponse:
    """Take a sale back."""
    depot.undo_sale(code, viewer=viewer_of(request), on=registry.today(), now=now())
    messages.success(request, _("The sale was taken back; the goods are on the shelf again."))
    return redirect("shop")


@login_required
@require_POST
@once
def exchange(request: HttpRequest) -> HttpResponse:
    """Ask the depot to swap a slow size."""
    shop_key, owner, sku_out = chosen(request.POST.get("out", ""))
    _shop, owner_in, sku_in = chosen(request.POST.get("in", ""))
    try:
        if owner != owner_in:
            raise Refusal("depot.other_owner")
        new = NewSwap(shop_key, owner or 0, sku_out, sku_in, _pairs(request), key_of(request))
        depot.ask_exchange(new, viewer=viewer_of(request), on=registry.today(), now=now())
    except Missing:
        raise
    except Refusal as refusal:
        messages.error(request, words.sentence(refusal))
    else:
        messages.success(request, _("Asked. The depot's desk answers today."))
    return redirect("shop")


def groups(shelf: Sequence[ShelfRecord]) -> list[Group]:
    """Return what can be sold by style and colour, what sells best first."""
    found: dict[tuple[int, str, str], Group] = {}
    sold: dict[tuple[int, str, str], int] = {}
    owners: dict[tuple[int, int], int] = {}
    there = [one for one in shelf if one.pairs]
    for one in there:
        owners[one.shop, one.sku_id] = owners.get((one.shop, one.sku_id), 0) + 1
    for one in sorted(there, key=lambda one: one.size):
        key = (one.shop, one.style_code, one.colour_en)
        name, colour = named(one.name_zh, one.name_en), named(one.colour_zh, one.colour_en)
        group = found.setdefault(key, Group(name, colour))
        whose = named(one.owner_zh, one.owner_en) if owners[one.shop, one.sku_id] > 1 else ""
        group.sizes.append(Size(value_of(one), one.size, whose, one.pairs))
        group.pairs += one.pairs
        sold[key] = sold.get(key, 0) + one.sold_30
    return [found[key] for key in sorted(found, key=lambda key: -sold[key])]


def _sold(sales: Sequence[EntryRecord], shelf: Sequence[ShelfRecord]) -> list[Sold]:
    names = {(one.shop, one.owner, one.sku_id): one for one in shelf}
    found = []
    for sale in sales:
        one = names.get((sale.shop, sale.owner, sale.sku_id))
        found.append(Sold(sale.code, f"{sock_of(one)} · {one.size}" if one else "", sale.pairs, sale.is_undone))
    return found


def sock_of(one: ShelfRecord | ExchangeRecord) -> str:
    """Name style and colour."""
    return f"{named(one.name_zh, one.name_en)} · {named(one.colour_zh, one.colour_en)}"


def option(one: ShelfRecord) -> tuple[str, str]:
    """Return a size of an owner as a list offers it."""
    title = f"{sock_of(one)} · {one.size} · {named(one.owner_zh, one.owner_en)} ({formats.pairs(one.pairs)})"
    return value_of(one), title


def value_of(one: ShelfRecord) -> str:
    """Return what a form sends for a size of an owner at a shop."""
    return f"{one.shop}-{one.owner}-{one.sku_id}"


def chosen(value: str) -> tuple[int, int | None, int]:
    """Return shop, owner and SKU that a tap chose; what was never offered does not exist."""
    parts = value.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts):
        raise Missing("depot.shop_not_found")
    return int(parts[0]), int(parts[1]), int(parts[2])


def _pairs(request: HttpRequest) -> int:
    """Return the pairs typed or tapped."""
    text = request.POST.get("other") or request.POST.get("pairs", "")
    try:
        return int(PairsField(required=False).clean(text) or 0)
    except ValidationError:
        return 0


def key_of(request: HttpRequest) -> str:
    """Return the name under which the town keeps this entry once, however often the form is sent."""
    return sha256((request.POST.get(FIELD) or secrets.token_hex()).encode()).hexdigest()[:32]
