"""Show a firm the work of others that is offered to it, let it answer, and show what it passes on itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing
from dukou.base.money import Money
from dukou.mill import door as mill
from dukou.mill.records import Offer, Overflow
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table, table_page
from dukou.web.words import floor as w

ANSWERS = {"accept": mill.accept_awards, "decline": mill.decline_awards}


@dataclass(frozen=True, slots=True)
class OfferCard:
    """Hold one offer that waits for an answer, or was accepted and waits for its plan."""

    code: str
    style: str
    variant: str
    needle_count: int
    pairs: int
    price: str
    amount: Money
    knit_by: date
    answer_by: date
    source: str
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """Hold an offer that was answered."""

    style: str
    variant: str
    pairs: int
    price: str
    amount: Money
    offered_on: date
    due_on: date
    state: tuple[str, str]


@dataclass(frozen=True, slots=True)
class OverflowRow:
    """Hold a line that the firm passes on."""

    style: str
    pairs: int
    price: Money
    amount: Money
    kept: Money
    offered_on: date
    state: tuple[str, str]
    maker: str


@once
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: PageRequest) -> HttpResponse:
    """Show what is offered to the firm and what it offers, and take an answer."""
    if request.method == "POST":
        return _answer(request)
    viewer = viewer_of(request)
    waiting = [_card(one) for one in mill.open_awards(viewer=viewer)]
    context = {
        "section": "offers",
        "open": [one for one in waiting if not one.is_agreed],
        "agreed": [one for one in waiting if one.is_agreed],
        "total": Money(sum(one.amount.amount_minor for one in waiting if not one.is_agreed)),
        "is_desk": viewer.runs_desks,
    }
    answered = _answered(request, mill.answered_awards(viewer=viewer))
    second = _overflow(request, mill.overflow(viewer=viewer))
    return table_page(request, "mill/offers.html", {**context, "second": second}, answered, second)


def _answer(request: PageRequest) -> HttpResponse:
    """Accept or decline one offer; one that is not the firm's own does not exist."""
    answer = ANSWERS.get(request.POST.get("answer", ""))
    if answer is None:
        raise Missing("mill.award_not_found")
    code = request.POST.get("code", "")
    outcome = answer([code], viewer=viewer_of(request), on=registry.today(), now=now())
    for one in outcome.refused:
        if isinstance(one.refusal, Missing):
            raise one.refusal
        messages.error(request, words.sentence(one.refusal))
    if outcome.done and answer is mill.accept_awards:
        messages.success(request, _("Accepted: it becomes a work order with the next plan."))
    elif outcome.done:
        messages.success(request, _("Declined: the town asks another firm."))
    return redirect("offers")


def price(amount_minor: int, pairs: int) -> str:
    """Return the price of a pair, to a hundredth of a fen."""
    a_pair = (Decimal(amount_minor) / 100 / max(pairs, 1)).quantize(Decimal("0.0001"))
    return f"{formats.number(a_pair, 4)} {_('CNY a pair')}"


def _card(one: Offer) -> OfferCard:
    return OfferCard(
        code=one.code,
        style=named(one.style_zh, one.style_en),
        variant=f"{named(one.colour_zh, one.colour_en)} · {one.size}",
        needle_count=one.needle_count,
        pairs=one.pairs,
        price=price(one.amount_minor, one.pairs),
        amount=Money(one.amount_minor),
        knit_by=one.due_on,
        answer_by=one.decline_by,
        source=str(w.SOURCES[one.source]),
        is_agreed=one.agreed_on is not None,
    )


def _answered(request: PageRequest, found: Sequence[Offer]) -> Table:
    rows = [
        AnsweredRow(
            style=named(one.style_zh, one.style_en),
            variant=f"{named(one.colour_zh, one.colour_en)} · {one.size}",
            pairs=one.pairs,
            price=price(one.amount_minor, one.pairs),
            amount=Money(one.amount_minor),
            offered_on=one.awarded_on,
            due_on=one.due_on,
            state=_badge("agreed" if one.agreed_on and one.state == "offered" else one.state),
        )
        for one in found
    ]
    return table(
        request,
        key="answered",
        title=_("Answered"),
        columns=[
            Column("style", _("Sock")),
            Column("variant", _("Colour and size")),
            Column("pairs", _("Pairs"), "pairs"),
            Column("price", _("Price a pair")),
            Column("amount", _("Amount"), "money"),
            Column("offered_on", _("Offered on"), "date"),
            Column("due_on", _("Knit by"), "date"),
            Column("state", _("Answer"), "badge"),
        ],
        rows=rows,
        choices=[Choice("state", _("Answer"))],
        empty=Empty(
            _("No offer was answered yet."),
            _("What you accept becomes a lot. What you do not decline in time stands as well."),
            reverse("lots"),
            _("To the lots"),
        ),
        page_size=10,
    )


def _overflow(request: PageRequest, found: Sequence[Overflow]) -> Table:
    rows = [
        OverflowRow(
            style=named(one.style_zh, one.style_en),
            pairs=one.pairs,
            price=Money(one.price_minor),
            amount=Money(one.amount_minor),
            kept=Money(one.price_minor - one.amount_minor),
            offered_on=one.awarded_on,
            state=_badge(one.state),
            maker=named(one.maker_zh, one.maker_en),
        )
        for one in found
    ]
    return table(
        request,
        key="overflow",
        prefix="o-",
        title=_("What we pass on"),
        columns=[
            Column("style", _("Sock")),
            Column("pairs", _("Pairs"), "pairs"),
            Column("price", _("Our price"), "money"),
            Column("amount", _("The maker gets"), "money"),
            Column("kept", _("We keep"), "money"),
            Column("offered_on", _("Offered on"), "date"),
            Column("state", _("State"), "badge"),
            Column("maker", _("Maker")),
        ],
        rows=rows,
        empty=Empty(
            _("You pass nothing on."),
            _("A line that your machines cannot knit in time is offered to others, where its buyer agrees."),
        ),
        page_size=10,
    )


def _badge(state: str) -> tuple[str, str]:
    text, look = w.AWARDS[state]
    return str(text), look
