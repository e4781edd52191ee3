"""Let a buyer, or a consumer by his link, ask goods back: chosen, told what becomes of them, sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing, Refusal
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.journey import asking as journey
from dukou.market.door.bought import CONSUMER
from dukou.registry import door as registry
from dukou.returns.door import asking
from dukou.returns.records.asking import AskedRecord, AskLine, NewAsk, Planned, Preview, Returnable
from dukou.web import words
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.forms import half_width, plain_number
from dukou.web.parts.names import named
from dukou.web.parts.once import FIELD, once
from dukou.web.parts.qr import svg_path
from dukou.web.parts.requests import PageRequest
from dukou.web.tracing import request_id
from dukou.web.words import asking as w

MOST_DIGITS = 12
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold a line as it can be chosen, with what was typed of it."""

    key: int
    name: str
    variant: str
    article: str
    order: str
    seller: str
    left: int
    delivered_on: date
    last_on: date | None
    rule: str
    is_excluded_once_opened: bool
    is_closed: bool
    part: str
    sizes: Sequence[tuple[str, str]]
    is_chosen: bool
    pairs: str
    reason: str
    wish: str
    gtin: str
    is_opened: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what is told of a line before it is sent."""

    name: str
    pairs: int
    told: str
    text: str
    instead: Sequence[str]
    refund: Money
    withheld: Money
    payer: str
    way: Money
    is_ahead: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def ask(request: PageRequest) -> HttpResponse:
    """Ask goods back that the reader's firm bought."""
    return _page(request, viewer_of(request), reverse("ask"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def ask_by_link(request: PageRequest, code: str) -> HttpResponse:
    """Ask goods back as the consumer who has this link; one that does not stand is not there."""
    return unlisted(_page(request, consumer_of(code), reverse("ask_by_link", args=[code])))


def consumer_of(link: str) -> Viewer:
    """Return the consumer who has a link."""
    return Viewer(scope=f"{CONSUMER}{link}", request_id=request_id.get())


def unlisted(response: HttpResponse) -> HttpResponse:
    """Keep an address that is a key to oneself: no other site is told of it, and no search engine keeps it."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page(request: PageRequest, viewer: Viewer, at: str) -> HttpResponse:
    on = registry.today()
    if request.method != "POST":
        return _choose(request, viewer, on, at)
    try:
        new = _read(request.POST)
    except Missing:
        raise
    except Refusal as refusal:
        return _choose(request, viewer, on, at, words.sentence(refusal))
    if request.POST.get("act") != "send":
        return _tell(request, new, viewer, on, at)
    mark, key = request.POST.get("mark", ""), request.POST.get(FIELD, "")
    try:
        code = journey.ask(new, mark=mark, request_key=key, viewer=viewer, on=on, now=now())
    except Missing:
        raise
    except Refusal as refusal:
        return _tell(request, new, viewer, on, at, words.sentence(refusal))
    return redirect(f"{at}?sent={code}")


def _choose(request: PageRequest, viewer: Viewer, on: date, at: str, error: str = "") -> HttpResponse:
    """Show the goods, those that can go back first, or what was sent."""
    lines = asking.returnable(viewer=viewer, on=on)
    before = asking.asked(viewer=viewer)
    sent = next((one for one in before if one.code == request.GET.get("sent")), None)
    shown = [_shown(one, request) for one in lines]
    context = {
        "section": "ask",
        "at": at,
        "link": (viewer.scope or "").removeprefix(CONSUMER),
        "is_consumer": viewer.scope is not None,
        "error": error,
        "lines": sorted(shown, key=lambda one: (not one.is_chosen, one.is_closed)),
        "reasons": w.REASONS.items(),
        "sent": _receipt(sent, request) if sent else None,
        "before": [_asked(one) for one in before],
    }
    return render(request, "returns/ask.html", context, status=422 if error else 200)


def _tell(request: PageRequest, new: NewAsk, viewer: Viewer, on: date, at: str, error: str = "") -> HttpResponse:
    """Show what becomes of the request, to be sent with one tap; what is not allowed is said at the goods."""
    try:
        found = journey.preview(new, viewer=viewer, on=on)
    except Missing:
        raise
    except Refusal as refusal:
        return _choose(request, viewer, on, at, words.sentence(refusal))
    lines = {one.line.line_id: one for one in asking.returnable(viewer=viewer, on=on)}
    context = {
        "section": "ask",
        "at": at,
        "is_consumer": viewer.scope is not None,
        "error": error,
        "told": [_told(one, lines) for one in found.lines],
        "total": Money(sum(one.refund_minor for one in found.lines)),
        "is_ahead": any(one.is_ahead for one in found.lines),
        "return_by": found.return_by if _has_goods(found) else None,
        "mark": found.mark,
        "kept": [(name, one) for name in request.POST for one in request.POST.getlist(name) if _is_kept(name)],
    }
    return render(request, "returns/ask_told.html", context, status=422 if error else 200)


def _read(sent: QueryDict) -> NewAsk:
    """Read the lines that were chosen; a line that is no number does not exist."""
    keys = [half_width(one) for one in sent.getlist("line")]
    if not keys:
        raise Refusal("returns.nothing_chosen")
    if not all(one.isascii() and one.isdigit() and len(one) <= MOST_DIGITS for one in keys):
        raise Missing("returns.line_not_found")
    return NewAsk(tuple(_line(one, sent) for one in keys))


def _line(key: str, sent: QueryDict) -> AskLine:
    typed = plain_number(sent.get(f"pairs-{key}", ""))
    if not (typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS):
        raise Refusal("market.absurd_quantity")
    reason, _dot, detail = sent.get(f"reason-{key}", "").partition(".")
    return AskLine(
        line_id=int(key),
        pairs=int(typed),
        reason=reason,
        wish=sent.get(f"wish-{key}", "exchange"),
        detail=detail,
        gtin=sent.get(f"gtin-{key}", ""),
        is_opened=f"opened-{key}" in sent,
    )


def _shown(one: Returnable, request: PageRequest) -> Shown:
    line, typed = one.line, request.POST
    key = line.line_id
    return Shown(
        key=key,
        name=named(line.name_zh, line.name_en),
        variant=f"{named(line.colour_zh, line.colour_en)} · {line.size}",
        article=line.gtin,
        order=line.order_code,
        seller=named(line.seller_zh, line.seller_en),
        left=line.left,
        delivered_on=line.delivered_on,
        last_on=one.last_on,
        rule=str(w.RULES.get(one.rule, "")),
        is_excluded_once_opened=line.sold_to == "consumer" and "opened_intimate" in line.exclusions,
        is_closed=one.rule == "closed",
        part=formats.percent(one.part_e6 / MILLION, 0) if one.part_e6 else "",
        sizes=[
            (variant.gtin, f"{named(variant.colour_zh, variant.colour_en)} · {variant.size}")
            for variant in one.variants
            if variant.gtin != line.gtin
        ],
        is_chosen=str(key) in (typed.getlist("line") or request.GET.getlist("line")),
        pairs=typed.get(f"pairs-{key}", formats.number(line.left)),
        reason=typed.get(f"reason-{key}", ""),
        wish=typed.get(f"wish-{key}", "exchange"),
        gtin=typed.get(f"gtin-{key}", ""),
        is_opened=f"opened-{key}" in typed,
    )


def _told(one: Planned, lines: Mapping[int, Returnable]) -> Told:
    found = lines[one.line_id]
    names = {
        variant.gtin: f"{named(variant.colour_zh, variant.colour_en)} · {variant.size}" for variant in found.variants
    }
    equal = _("an equal article of another maker")
    instead = [
        f"{formats.pairs(part.pairs)}: {names.get(part.gtin, '') if part.owner == one.seller else equal}"
        for part in one.articles
    ]
    return Told(
        name=f"{named(found.line.name_zh, found.line.name_en)} · {found.line.size}",
        pairs=one.pairs,
        told=one.told,
        text=str(w.TOLD[one.told]),
        instead=instead,
        refund=Money(one.refund_minor),
        withheld=Money(one.withheld_minor),
        payer=str(w.PAYERS[one.payer]),
        way=Money(one.way_minor),
        is_ahead=one.is_ahead,
    )


def _receipt(one: AskedRecord, request: PageRequest) -> dict[str, Any]:
    """Return what was just sent, each case with the QR code that a shop or the dock scans, as SVG draws it."""
    shown = _asked(one)
    for case in shown["cases"]:
        link = reverse("return_handed", args=[case["label"]])
        case["qr_width"], case["qr_path"] = svg_path(request.build_absolute_uri(link))
    return shown


def _asked(one: AskedRecord) -> dict[str, Any]:
    cases = [
        {
            "code": case.code,
            "name": f"{named(case.name_zh, case.name_en)} · {case.size}",
            "seller": named(case.seller_zh, case.seller_en),
            "pairs": case.pairs,
            "promised": case.pairs_promised,
            "is_rest_refunded": 0 < case.pairs_promised < case.pairs,
            "outcome": words_of_outcome(case.outcome),
            "state": w.STATES[case.state],
            "is_to_send": case.state == "open",
            "label": case.label,
        }
        for case in one.cases
    ]
    return {"code": one.code, "on": one.asked_on, "return_by": one.return_by, "cases": cases}


def words_of_outcome(outcome: str) -> str:
    """Return what becomes of a case that was asked for; a credit is a part for goods that stay."""
    return str(w.TOLD.get("part" if outcome == "credit" else outcome, outcome))


def _has_goods(found: Preview) -> bool:
    return any(one.payer != "nobody" for one in found.lines)


def _is_kept(name: str) -> bool:
    return name == "line" or name.partition("-")[0] in {"pairs", "reason", "wish", "gtin", "opened"}
