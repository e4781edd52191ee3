"""Show the catalogue, a style with its prices, and a firm's own prices."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Refusal
from dukou.market.door import cart as carts
from dukou.market.door import catalogue, prices
from dukou.market.records import Cart, PackRecord, StyleRecord
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.market.filters import read_asked
from dukou.web.market.forms import STEPS, LadderForm, field_name, may_price, quantities, quantity_form
from dukou.web.market.look import unit_price
from dukou.web.market.rows import colours, family_name, ladder_rows, style_cards
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import Form, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.words.market import TERRY

# What the list offers to filter by: prices in 1/10,000 yuan, lead times in days.
PRICES_E4 = (8_000, 10_000, 12_500, 15_000, 20_000, 30_000)
LEAD_DAYS = (30, 35)


@require_safe
def market(request: PageRequest) -> HttpResponse:
    """List the town's styles, with search and filters; everybody may look."""
    asked = read_asked(request.GET)
    page = catalogue.styles(
        viewer=viewer_of(request),
        search=asked.q,
        family=asked.family,
        needle_count=asked.needles,
        most_price_e4=asked.price,
        most_lead_days=asked.lead,
        sort=asked.sort,
        page=asked.page,
    )
    context = {
        "section": "market",
        "asked": asked,
        "cards": style_cards(page.styles),
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "previous_href": asked.page_href(page.page - 1) if page.page > 1 else "",
        "next_href": asked.page_href(page.page + 1) if page.page < page.pages else "",
        "families": [(one, family_name(one)) for one in page.families],
        "needle_counts": page.needle_counts,
        "prices": [(price, unit_price(price)) for price in PRICES_E4],
        "lead_days": LEAD_DAYS,
    }
    part = "market/market.html#found" if request.htmx and request.htmx.target == "found" else "market/market.html"
    return render(request, part, context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def style(request: PageRequest, code: str) -> HttpResponse:
    """Show a style, and put what is typed into its grid into the cart."""
    viewer = viewer_of(request)
    one, packs = catalogue.style(code, viewer=viewer)
    cart = carts.cart(viewer=viewer)
    names = {row.gtin: f"{named(row.colour_zh, row.colour_en)} {row.size}" for row in one.variants}
    wanted = {line.gtin: line.pairs for line in cart.lines if line.gtin in names}
    form = quantity_form(request.POST if request.method == "POST" else None, names=names, wanted=wanted)
    if request.method == "POST":
        if viewer.person is None:
            return redirect_to_login(request.get_full_path())
        if form.is_valid():
            try:
                carts.fill(_changed(form, names, wanted), viewer=viewer, now=now())
                return redirect("cart")
            except Refusal as refusal:
                refused(form, refusal)
    return render(request, "market/style.html", _style_context(request, one, packs, cart, form))


def _changed(form: Form, names: Iterable[str], wanted: Mapping[str, int]) -> dict[str, int]:
    """Return the quantities that differ from those in the cart."""
    return {gtin: pairs for gtin, pairs in quantities(form, names).items() if pairs != wanted.get(gtin, 0)}


def _style_context(
    request: PageRequest, one: StyleRecord, packs: tuple[PackRecord, ...], cart: Cart, form: Form
) -> dict[str, Any]:
    viewer = viewer_of(request)
    ladder = prices.ladders([one.code], viewer=viewer)[one.code]
    pairs = sum(line.pairs for line in cart.lines if line.style_code == one.code)
    sizes = list(dict.fromkeys(row.size for row in one.variants))
    grid = [
        (colour, [(row.size, form[field_name(row.gtin)], row.gtin) for row in one.variants if row.colour_en == key])
        for colour, key in zip(colours(one), dict.fromkeys(row.colour_en for row in one.variants), strict=True)
    ]
    return {
        "section": "market",
        "code": one.code,
        "name": named(one.name_zh, one.name_en),
        "family": family_name(one.family),
        "one": one,
        "terry": TERRY.get(one.terry, one.terry),
        "colours": colours(one),
        "sizes": sizes,
        "grid": grid,
        "form": form,
        "steps": ladder_rows(ladder, pairs),
        "pairs": pairs,
        "packs": [(named_variant(one, pack), pack.pairs, pack.gtin) for pack in packs],
        "may_price": may_price(viewer),
    }


def named_variant(one: StyleRecord, pack: PackRecord) -> str:
    """Return which colour and size a pack holds."""
    row = next(row for row in one.variants if row.gtin == pack.sku_gtin)
    return f"{named(row.colour_zh, row.colour_en)} · {row.size}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def own_prices(request: PageRequest, code: str) -> HttpResponse:
    """Let a firm write its own prices of a style; the second of two editors is shown what the first one left."""
    viewer = viewer_of(request)
    ladder = prices.own_ladder(code, viewer=viewer)
    one, _packs = catalogue.style(code, viewer=viewer)
    form = LadderForm(request.POST if request.method == "POST" else None, ladder=ladder, today=registry.today())
    if request.method == "POST" and form.is_valid():
        try:
            prices.edit_ladder(
                code,
                form.steps(),
                version=ladder.version,
                valid_from=form.cleaned_data["valid_from"],
                viewer=viewer,
                now=now(),
            )
            return redirect("style_prices", code)
        except Refusal as refusal:
            refused(form, refusal)
    context = {
        "section": "market",
        "code": code,
        "name": named(one.name_zh, one.name_en),
        "ladder": ladder,
        "form": form,
        "rows": [(form[f"pairs_{number}"], form[f"price_{number}"]) for number in range(1, STEPS + 1)],
        "heading": _("My prices") if ladder.is_own else _("Set my own prices"),
    }
    return render(request, "market/prices.html", context)
