"""Show an owner what of his goods leaves today, what it costs alone and together, and take his answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing
from dukou.base.money import Money
from dukou.freight import door as freight
from dukou.freight.records import APART, ParcelOffer
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.clock import now
from dukou.web.freight.cards import DEPARTURE_HOUR, OFFER_HOUR, totals
from dukou.web.freight.places import Places, places, sentence
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.words.freight import ANSWERS, OFFER_REASONS

ANSWERED = {"accept": True, "decline": False}
FULL = 100


@dataclass(frozen=True, slots=True)
class Row:
    """Hold what leaves for one destination; `width` is together as a share of own best, in percent."""

    code: str
    load: str
    place: str
    parcels: int
    pairs: int
    own_best: Money
    together: Money
    saved: Money
    width: int
    late_pairs: int
    own_best_late_pairs: int
    why: str
    answer: str
    answer_words: str
    is_open: bool
    is_asked: bool
    is_alone_as_cheap: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def parcels(request: PageRequest) -> HttpResponse:
    """Show today's parcels; a POST accepts or declines some of them, until their loads leave."""
    viewer, on = viewer_of(request), registry.today()
    if viewer.runs_desks:
        return redirect("freight_desk")
    if request.method == "POST":
        return _answered(request)
    mine = freight.offers(viewer=viewer, on=on)
    rows = _rows(mine, places()) if mine else []
    own_best, together = totals(mine)
    context = {
        "section": "parcels",
        "on": on,
        "rows": rows,
        "own_best": own_best,
        "together": together,
        "saved": own_best - together,
        "share": (own_best - together).amount_minor / own_best.amount_minor if own_best.amount_minor else 0,
        "parcels": sum(one.shipments for one in mine),
        "is_open": any(one.is_open for one in mine),
        "waiting": [one for one in rows if one.is_asked and one.answer != "accepted"],
        "departs": f"{DEPARTURE_HOUR:02}:00",
        "offered": f"{OFFER_HOUR:02}:00",
    }
    return render(request, "freight/parcels.html", context)


def _rows(mine: Sequence[ParcelOffer], where: Places) -> list[Row]:
    """Return the destinations, those with most to save first."""
    rows = [
        Row(
            code=one.code,
            load=one.load,
            place=where.name(one.destination),
            parcels=one.shipments,
            pairs=one.pairs,
            own_best=Money(one.own_best_minor),
            together=Money(one.together_minor),
            saved=Money(one.own_best_minor - one.together_minor),
            width=FULL * one.together_minor // max(1, one.own_best_minor),
            late_pairs=one.late_pairs,
            own_best_late_pairs=one.own_best_late_pairs,
            why=sentence(one.reason, OFFER_REASONS),
            answer=one.answer,
            answer_words=_said(one),
            is_open=one.is_open,
            is_asked=one.is_asked,
            is_alone_as_cheap=one.reason.code == "freight.offer_alone_as_cheap",
        )
        for one in mine
    ]
    return sorted(rows, key=lambda row: (-row.saved.amount_minor, row.code))


def _said(one: ParcelOffer) -> str:
    """Return what the owner said, or what became of it once the load has left."""
    if one.is_open:
        return str(ANSWERS[one.answer])
    return _("went alone") if one.answer in APART else _("went together")


def _answered(request: PageRequest) -> HttpResponse:
    """Take an answer to some parcels, and say what became of it."""
    answer, codes = request.POST.get("answer", ""), request.POST.getlist("code")
    if answer not in ANSWERED or not codes:
        messages.error(request, _("Choose parcels, and accept or decline them."))
        return redirect("parcels")
    viewer, on = viewer_of(request), registry.today()
    outcome = freight.answer_offers(codes, ANSWERED[answer], viewer=viewer, on=on, now=now())
    if not outcome.done and all(isinstance(one.refusal, Missing) for one in outcome.refused):
        raise outcome.refused[0].refusal
    for said in sorted({words.sentence(one.refusal) for one in outcome.refused}):
        messages.error(request, said)
    if count := len(outcome.done):
        shown = {"count": formats.number(count)}
        if ANSWERED[answer]:
            said = ngettext("%(count)s destination goes together.", "%(count)s destinations go together.", count)
        else:
            said = ngettext(
                "%(count)s destination goes at your own best, alone.",
                "%(count)s destinations go at your own best, alone.",
                count,
            )
        messages.success(request, said % shown)
    return redirect("parcels")
