"""Show recalls of lots: sellers and desks call back and count, buyers see what they have of a lot and its label."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import FACTORY, Viewer
from dukou.journey import recalling
from dukou.registry import door as registry
from dukou.returns.door import recalls as door
from dukou.returns.records.faults import RecalledFrom, RecallRecord
from dukou.web import words
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import Form, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table, table_page
from dukou.web.words import faults as w
from dukou.web.words.scans import PLACES


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a recall as the list shows it."""

    code: str
    lot: str
    state: tuple[str | Promise, str]
    reason: str
    pairs: int
    sock: str
    seller: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class Buyer:
    """Hold a buyer of a recalled lot as the page shows him."""

    name: str
    had: RecalledFrom
    pairs: int
    state: str


class RecallForm(Form):
    """Read which lot is called back, and why."""

    lot = forms.CharField(label=gettext_lazy("Lot"), max_length=16)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=[("", "—"), *w.RECALL_REASONS.items()])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def recalls(request: PageRequest) -> HttpResponse:
    """List recalls; a POST calls a lot back, as its seller, or asks him to, as a desk."""
    viewer = viewer_of(request)
    form = RecallForm(request.POST or None, initial={"lot": request.GET.get("lot", "")[:16]})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            code = recalling.recall(
                given["lot"].strip().lower(), given["reason"], viewer=viewer, on=registry.today(), now=now()
            )
        except Refusal as refusal:
            refused(form, refusal, "lot" if isinstance(refusal, Missing) else None)
        else:
            return redirect("recall", code)
    context = {
        "section": "recalls",
        "form": form if viewer.runs_desks or FACTORY in viewer.roles else None,
        "is_desk": viewer.runs_desks,
    }
    response = table_page(request, "returns/recalls.html", context, _table(request, viewer))
    response.status_code = 422 if form.errors else response.status_code
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def recall(request: PageRequest, code: str) -> HttpResponse:
    """Show a recall and who had what; a POST answers a desk that asks its seller for consent."""
    viewer = viewer_of(request)
    one = door.recall(code, viewer=viewer)
    if request.method == "POST":
        consents = request.POST.get("answer") == "consent"
        try:
            recalling.answer(code, consents=consents, viewer=viewer, on=registry.today(), now=now())
        except Missing:
            raise
        except Refusal as refusal:
            messages.error(request, words.sentence(refusal))
        else:
            done = _("The lot is called back.") if consents else _("Declined. Nothing was called back.")
            messages.success(request, done)
        return redirect("recall", code)
    return render(request, "returns/recall.html", _context(one, viewer))


def _context(one: RecallRecord, viewer: Viewer) -> dict[str, Any]:
    state, look = w.RECALL_STATES[one.state]
    mine = next((each for each in one.buyers if each.buyer == viewer.firm and each.case), None)
    delivered = sum(each.pairs_ordered + each.pairs_exchanged for each in one.buyers)
    back = sum(each.pairs_back for each in one.buyers)
    return {
        "section": "recalls",
        "one": one,
        "state": state,
        "look": look,
        "reason": w.RECALL_REASONS[one.reason],
        "sock": f"{named(one.name_zh, one.name_en)} · {named(one.colour_zh, one.colour_en)} · {one.size}",
        "seller": named(one.seller_zh, one.seller_en),
        "is_whole": viewer.runs_desks or viewer.acts_for(one.seller),
        "buyers": [
            Buyer(
                name=named(each.buyer_zh, each.buyer_en),
                had=each,
                pairs=each.pairs_ordered + each.pairs_exchanged,
                state=str(w.CASE_STATES.get(each.case_state, "")),
            )
            for each in one.buyers
        ],
        "delivered": delivered,
        "back": back,
        "out": delivered - back,
        "places": [(PLACES.get(place, place), pairs) for place, pairs in sorted(one.places.items())],
        "mine": mine,
    }


def _table(request: PageRequest, viewer: Viewer) -> Table:
    rows = [
        Row(
            code=one.code,
            lot=one.lot_code,
            state=w.RECALL_STATES[one.state],
            reason=str(w.RECALL_REASONS[one.reason]),
            pairs=one.pairs,
            sock=named(one.name_zh, one.name_en),
            seller=named(one.seller_zh, one.seller_en),
            asked_on=one.asked_on,
        )
        for one in door.recalls(viewer=viewer)
    ]
    return table(
        request,
        key="recalls",
        title=_("Recalls"),
        columns=[
            Column("lot", _("Lot"), "code"),
            Column("state", _("State"), "badge"),
            Column("reason", _("Why")),
            Column("pairs", _("Delivered"), "pairs"),
            Column("sock", _("Sock")),
            Column("seller", _("Seller"), "as_written"),
            Column("asked_on", _("Day"), "date"),
        ],
        rows=rows,
        empty=Empty(_("No lot is called back."), _("Whoever has goods of a lot that is called back finds it here.")),
        link=lambda row: reverse("recall", args=[row.code]),
    )
