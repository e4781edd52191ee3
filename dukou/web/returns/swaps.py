"""Let a shop swap slow sizes and colours of several owners in one request; owners answer, and the round brings it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing, Refusal
from dukou.base.quantity import MAX_PAIRS
from dukou.base.viewer import SHOP, Viewer
from dukou.depot import door as depot
from dukou.depot.records import ExchangeRecord, NewSwap, NewSwapRound, ShelfRecord
from dukou.journey.swapping import swap_round
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.clock import now
from dukou.web.depot.shop import chosen, key_of, option, sock_of, value_of
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import Form, PairsField, PictureField, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import FIELD, once
from dukou.web.parts.requests import PageRequest
from dukou.web.returns.labels import LONGEST_KEY, kept
from dukou.web.words import scans as w

PAGE = require_http_methods(["GET", "HEAD", "POST"])
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a swap that is proposed: what goes back, what comes instead, and how many pairs."""

    number: int
    title: str
    out: str
    into: str
    pairs: int


@dataclass(slots=True)
class OwnersGoods:
    """Hold what an owner has at the shop: what is proposed, and what may be chosen."""

    owner: str
    lines: list[Line] = field(default_factory=list)
    free_number: int = 0
    there: list[tuple[str, str]] = field(default_factory=list)
    every: list[tuple[str, str]] = field(default_factory=list)


class RoundForm(Form):
    """Ask who gave and who took at the shop, and for a picture where counts differ."""

    given_by = forms.CharField(label=gettext_lazy("Who gives"), max_length=40)
    taken_by = forms.CharField(label=gettext_lazy("Who takes"), max_length=40)
    picture = PictureField(
        label=gettext_lazy("A picture"),
        required=False,
        help_text=gettext_lazy("Needed where the count is not the one asked for."),
    )


@login_required
@never_cache
@PAGE
@once
def swaps(request: PageRequest) -> HttpResponse:
    """Show a shop what to swap of whose goods, an owner what shops ask of it, and the desk what the round brings."""
    viewer = viewer_of(request)
    error = ""
    if request.method == "POST":
        try:
            return _act(request, viewer)
        except Missing:
            raise
        except Refusal as refusal:
            error = words.sentence(refusal)
    asked = [one for one in depot.exchanges(viewer=viewer) if one.batch and not one.is_undo]
    is_shop = SHOP in viewer.roles
    context = {
        "section": "shop" if is_shop else "depot_desk" if viewer.runs_desks else "stock",
        "error": error,
        "is_shop": is_shop,
        "goods": _goods(viewer) if is_shop else [],
        "requests": _requests(asked, viewer),
        "runs_desks": viewer.runs_desks,
    }
    return render(request, "returns/swaps.html", context, status=422 if error else 200)


@login_required
@never_cache
@PAGE
@once
def swap_carried(request: PageRequest, batch: str) -> HttpResponse:
    """Put down what the round took from a shop and brought there, each line counted by itself."""
    viewer = viewer_of(request)
    if not viewer.runs_desks:
        raise Http404
    agreed = depot.exchanges(viewer=viewer, state="agreed", batch=batch) if batch.isalnum() else []
    form = RoundForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            done = _carry(request, batch, agreed, form.cleaned_data, viewer)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Swapped lines: %(lines)s.") % {"lines": done})
            return redirect("swaps")
    if not agreed and not form.errors:
        raise Http404
    lines = [(_sock(one), one, request.POST.get(f"found-{one.code}", one.pairs)) for one in agreed]
    context = {"section": "depot_desk", "form": form, "lines": lines}
    return render(request, "returns/swap_round.html", context, status=422 if form.errors else 200)


def _act(request: PageRequest, viewer: Viewer) -> HttpResponse:
    on = registry.today()
    if request.POST.get("act") == "ask":
        depot.ask_exchanges(_asked(request), viewer=viewer, on=on, now=now())
        messages.success(request, _("Asked. Each owner answers his own lines; the round brings what is agreed."))
    else:
        is_agreed = request.POST.get("act") == "agree"
        depot.agree_exchange(request.POST.get("code", ""), is_agreed=is_agreed, viewer=viewer, on=on, now=now())
        messages.success(request, _("Agreed; the round brings it.") if is_agreed else _("Refused; the shop sees it."))
    return redirect("swaps")


def _asked(request: PageRequest) -> list[NewSwap]:
    """Return the lines of which pairs were typed."""
    found, key = [], key_of(request)
    for number in range(MOST_LINES):
        pairs = _pairs(request.POST.get(f"pairs-{number}", "") or "0")
        if not pairs:
            continue
        shop, owner, out = chosen(request.POST.get(f"out-{number}", ""))
        _shop, other, into = chosen(request.POST.get(f"in-{number}", ""))
        if owner != other:
            raise Refusal("depot.other_owner")
        found.append(NewSwap(shop, owner or 0, out, into, pairs, f"{key}-{number}"))
    return found


def _pairs(text: str) -> int:
    try:
        return int(PairsField(least=0).clean(text))
    except ValidationError as bad:
        raise Refusal("depot.absurd_quantity", {"pairs": text[:12], "most": MAX_PAIRS}) from bad


def _goods(viewer: Viewer) -> list[OwnersGoods]:
    """Return by owner what the sales of the shop propose, and one line to choose oneself."""
    on = registry.today()
    shelf = depot.shop_stock(on=on, viewer=viewer)
    found: dict[tuple[int, int], OwnersGoods] = {}
    by_owner: dict[tuple[int, int], list[ShelfRecord]] = defaultdict(list)
    for one in shelf:
        by_owner[one.shop, one.owner].append(one)
    number = 0
    for key, rows in by_owner.items():
        goods = found[key] = OwnersGoods(named(rows[0].owner_zh, rows[0].owner_en), free_number=number)
        goods.there = [option(one) for one in rows if one.pairs]
        goods.every = [option(one) for one in rows]
        number += 1
    for idea in depot.suggested_exchanges(on=on, viewer=viewer)[: MOST_LINES - number]:
        title = f"{sock_of(idea.slow)} {idea.slow.size} → {_other(idea.slow, idea.fast)}"
        line = Line(number, title, value_of(idea.slow), value_of(idea.fast), idea.pairs)
        found[idea.slow.shop, idea.slow.owner].lines.append(line)
        number += 1
    return list(found.values())


def _other(slow: ShelfRecord, fast: ShelfRecord) -> str:
    """Name what comes: its size, and its colour where that is another."""
    if slow.colour_en == fast.colour_en:
        return fast.size
    return f"{named(fast.colour_zh, fast.colour_en)} {fast.size}"


def _requests(asked: list[ExchangeRecord], viewer: Viewer) -> list[dict[str, Any]]:
    """Return the requests, each with its lines and what the reader can do with them."""
    by_batch: dict[str, list[ExchangeRecord]] = defaultdict(list)
    for one in asked:
        by_batch[one.batch].append(one)
    return [
        {
            "batch": batch,
            "shop": named(lines[0].shop_zh, lines[0].shop_en),
            "asked_on": lines[0].asked_on,
            "may_carry": viewer.runs_desks and any(one.state == "agreed" for one in lines),
            "lines": [
                {
                    "one": one,
                    "sock": _sock(one),
                    "owner": named(one.owner_zh, one.owner_en),
                    "state": w.SWAPS[one.state],
                    "may_answer": one.state == "asked" and viewer.acts_for(one.owner),
                }
                for one in sorted(lines, key=lambda one: one.code)
            ],
        }
        for batch, lines in by_batch.items()
    ]


def _sock(one: ExchangeRecord) -> str:
    colour, into = named(one.colour_zh, one.colour_en), named(one.colour_in_zh, one.colour_in_en)
    other = "" if colour == into else f"{into} "
    return f"{named(one.name_zh, one.name_en)} · {colour} {one.size_out} → {other}{one.size_in}"


def _carry(request: PageRequest, batch: str, agreed: list[ExchangeRecord], said: dict[str, Any], viewer: Viewer) -> int:
    """Swap the lines that were counted as agreed, and return how many; a line that could not be is told by itself."""
    counts = tuple((one.code, _pairs(request.POST.get(f"found-{one.code}", "") or "0")) for one in agreed)
    key, at = request.POST.get(FIELD, "")[:LONGEST_KEY] or batch, now()
    new = NewSwapRound(key, batch, counts, said["given_by"], said["taken_by"], at, kept(said["picture"], viewer))
    outcome = swap_round(new, viewer=viewer, on=registry.today(), now=at)
    for one in outcome.refused:
        messages.warning(request, f"{_sock(agreed[one.row])}: {words.sentence(one.refusal)}")
    return len(outcome.done)
