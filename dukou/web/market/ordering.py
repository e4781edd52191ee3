"""Show the cart, and order what lies in it from a firm or from the town."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Refusal
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.journey import named_sites as siting
from dukou.market.door import cart as carts
from dukou.market.door import orders, prices
from dukou.market.records import Cart, NewLine, NewOrder, Quote
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord
from dukou.web.clock import now
from dukou.web.market.forms import FIRM, TOWN, OrderForm, field_name, quantities, quantity_form
from dukou.web.market.rows import cart_rows, cart_styles, variant
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.forms import refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.words.datacentre import VILLAGES

MOST_SITES = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def cart(request: PageRequest) -> HttpResponse:
    """Show what lies in the viewer's cart, and change its quantities."""
    viewer = viewer_of(request)
    found = carts.cart(viewer=viewer)
    names = {one.gtin: f"{named(one.name_zh, one.name_en)}, {variant(one)}" for one in found.lines}
    form = quantity_form(
        request.POST if request.method == "POST" else None,
        names=names,
        wanted={one.gtin: one.pairs for one in found.lines},
    )
    if request.method == "POST" and form.is_valid():
        gone = request.POST.get("remove", "")
        wanted = {gtin: 0 if gtin == gone else pairs for gtin, pairs in quantities(form, names).items()}
        there = {one.gtin: one.pairs for one in found.lines}
        try:
            carts.fill({one: pairs for one, pairs in wanted.items() if pairs != there[one]}, viewer=viewer, now=now())
            return redirect("checkout" if "order" in request.POST else "cart")
        except Refusal as refusal:
            refused(form, refusal)
    quote = _quote(found, viewer)
    rows = [(row, form[field_name(row.gtin)]) for row in cart_rows(found, quote)]
    ladders = prices.ladders([one.style_code for one in found.lines], viewer=viewer)
    context = {
        "section": "cart",
        "rows": rows,
        "form": form,
        "styles": cart_styles(found, ladders),
        "pairs": sum(one.pairs for one in found.lines),
        "total": Money(quote.amount_minor),
        "is_short": bool(quote.short),
    }
    return render(request, "market/cart.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def checkout(request: PageRequest) -> HttpResponse:
    """Order what lies in the cart; htmx asks for the sites and the total alone as the buyer chooses."""
    viewer = viewer_of(request)
    found = carts.cart(viewer=viewer)
    if request.method == "POST" and (code := orders.placed_under(request.POST.get("cart_key", ""), viewer=viewer)):
        return redirect("order", code)
    if not found.lines:
        return redirect("cart")
    if request.method == "GET" and request.htmx and request.htmx.target == "sites":
        return render(request, "market/checkout.html#sites", _site_context(request, found, viewer))
    desk = _Desk(found, viewer, request)
    if request.method == "POST" and desk.form.is_valid():
        try:
            code = desk.order()
        except Refusal as refusal:
            refused(desk.form, refusal)
        else:
            messages.success(request, _("The order is placed. Here is its journey."))
            return redirect("order", code)
    part = "market/checkout.html#total" if request.htmx and request.method == "GET" else "market/checkout.html"
    return render(request, part, desk.context())


def _site_context(request: PageRequest, cart: Cart, viewer: Viewer) -> dict[str, Any]:
    """Return the sites that could knit a cart in time; one is ticked until the buyer takes it away."""
    asked, today = request.GET, registry.today()
    place = next((one for one in registry.destinations() if one.code == asked.get("destination")), None)
    is_town = asked.get("addressed_to", TOWN) != FIRM
    found: list[siting.NamedSite] = []
    if is_town and place is not None:
        by = _due(asked.get("due_on", ""), cart, place, today) - timedelta(days=place.lane_days)
        found = siting.named_sites(cart, by=by, on=today, viewer=viewer)
    taken_away = set(asked.getlist("shown")) - set(asked.getlist("sites"))
    return {
        "is_town": is_town,
        "has_place": place is not None,
        "is_named_to": siting.is_named_to(viewer),
        "sites": [
            (one, named(one.name_zh, one.name_en), VILLAGES.get(one.village, one.village), one.code not in taken_away)
            for one in found
        ],
    }


def _due(typed: str, cart: Cart, place: DestinationRecord, today: date) -> date:
    """Return the day at the door: the one typed, or what the published lead time gives."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return today + timedelta(days=max(one.lead_days for one in cart.lines) + place.lane_days)


class _Desk:
    """Hold one cart that is being ordered."""

    def __init__(self, cart: Cart, viewer: Viewer, request: PageRequest) -> None:
        self.cart, self.viewer = cart, viewer
        self.today = registry.today()
        self.places = {one.code: one for one in registry.destinations()}
        self.traders = registry.trading_companies()
        self.asked = request.POST if request.method == "POST" else request.GET
        self.place = self.places.get(self.asked.get("destination") or orders.last_destination(viewer=viewer))
        self.is_town = self.asked.get("addressed_to", TOWN) != FIRM and bool(self.traders)
        self.chosen_code = (self.asked.get("seller") or self.asked.get("seller_code") or "").strip()[:16]
        self.form = OrderForm(
            request.POST if request.method == "POST" else None,
            sellers=[(one.code, named(one.name_zh, one.name_en)) for one in orders.known_sellers(viewer=viewer)],
            places=[("", "–"), *((one.code, named(one.name_zh, one.name_en)) for one in self.places.values())],
            sites=self.asked.getlist("sites")[:MOST_SITES],
            today=self.today + timedelta(days=1),
            initial={"destination": self.place.code if self.place else "", "cart_key": cart.key},
        )
        self.quote = self._quote()

    def order(self) -> str:
        """Place the order as it was shown, and empty the cart."""
        given = self.form.cleaned_data
        if given["cart_key"] != self.cart.key:
            raise Refusal("market.cart_changed")
        if given["amount_minor"] != self.quote.amount_minor:
            raise Refusal(
                "market.price_changed", {"amount": formats.number(Money(self.quote.amount_minor).decimal(), 2)}
            )
        if self.is_town and self.asked.getlist("shown") and not given["sites"]:
            raise Refusal("market.no_site_agreed")
        new = NewOrder(
            buyer=self.viewer.firm or 0,
            seller_code=self.seller_code,
            destination_code=given["destination"],
            lines=tuple(NewLine(one.gtin, one.pairs, given["due_on"]) for one in self.cart.lines),
            to_town=self.is_town,
            external_ref=given["reference"],
            incoterm=given["incoterm"],
            consents_overflow=given["consents_overflow"] and not self.is_town,
            sites=tuple(given["sites"]) if self.is_town else (),
            request_key=self.cart.key,
        )
        outcome = orders.place_orders([new], viewer=self.viewer, now=now())
        for one in outcome.refused:
            raise one.refusal
        carts.fill({one.gtin: 0 for one in self.cart.lines}, viewer=self.viewer, now=now())
        return outcome.done[0]

    @property
    def seller_code(self) -> str:
        """Return the code of the seller of record."""
        return self.traders[0].code if self.is_town else self.chosen_code

    def context(self) -> dict[str, Any]:
        """Return what the page shows."""
        trader = self.traders[0] if self.traders else None
        return {
            "section": "cart",
            "form": self.form,
            "lines": len(self.cart.lines),
            "pairs": sum(one.pairs for one in self.cart.lines),
            "total": Money(self.quote.amount_minor),
            "amount_minor": self.quote.amount_minor,
            "short": self.quote.short,
            "is_town": self.is_town,
            "trader": named(trader.name_zh, trader.name_en) if trader else "",
            "kept_sites": self.asked.getlist("sites")[:MOST_SITES],
            "kept_shown": self.asked.getlist("shown")[:MOST_SITES],
            "place": named(self.place.name_zh, self.place.name_en) if self.place else "",
            "lane_days": self.place.lane_days if self.place else 0,
            "lead_days": max(one.lead_days for one in self.cart.lines),
            "earliest": _due("", self.cart, self.place, self.today) if self.place else None,
        }

    def _quote(self) -> Quote:
        try:
            return _quote(self.cart, self.viewer, self.seller_code)
        except Refusal:
            # A code that is no seller's: the order itself is refused in words.
            return _quote(self.cart, self.viewer)


def _quote(cart: Cart, viewer: Viewer, seller_code: str = "") -> Quote:
    return prices.quote([(one.gtin, one.pairs) for one in cart.lines], viewer=viewer, seller_code=seller_code)
