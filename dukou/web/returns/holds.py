"""Show what is held back, to its owner and to desks, which let it go with a reason."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Refusal
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.depot.records import HoldRecord
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import Form, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table, table_page
from dukou.web.words import faults as w


@dataclass(frozen=True, slots=True)
class Row:
    """Hold what is held back as the list shows it."""

    lot: str
    state: tuple[str | Promise, str]
    because: str
    pairs: int
    sock: str
    owner: str
    held_on: date
    lifted_on: date | None


class LiftForm(Form):
    """Read which lot is let go, and why."""

    lot = forms.CharField(label=gettext_lazy("Lot"), max_length=16)
    reason = forms.ChoiceField(label=gettext_lazy("Why it may go"), choices=[("", "—"), *w.LIFTED.items()])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def holds(request: PageRequest) -> HttpResponse:
    """List what is held back; a desk's POST lets a lot go."""
    viewer = viewer_of(request)
    if request.method == "POST" and not viewer.runs_desks:
        raise Http404
    form = LiftForm(request.POST or None, initial={"lot": request.GET.get("lot", "")[:16]})
    if request.method == "POST" and form.is_valid():
        try:
            _lift(form.cleaned_data, viewer)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("The lot may go again."))
            return redirect("holds")
    found = depot.holds(viewer=viewer)
    going = [one for one in found if one.lifted_on is None]
    context = {
        "section": "depot_desk" if viewer.runs_desks else "stock",
        "form": form if viewer.runs_desks and going else None,
        "lots": len({one.lot_id for one in going}),
        "pairs": sum({one.lot_id: one.pairs_on_hand for one in going}.values()),
    }
    response = table_page(request, "returns/holds.html", context, _table(request, found))
    response.status_code = 422 if form.errors else response.status_code
    return response


def _lift(given: dict[str, Any], viewer: Viewer) -> None:
    lot = given["lot"].strip().lower()
    depot.lift_holds(lot, given["reason"], viewer=viewer, on=registry.today(), now=now())


def _table(request: PageRequest, found: list[HoldRecord]) -> Table:
    rows = [
        Row(
            lot=one.lot_code,
            state=(w.LIFTED[one.lifted_for], "bg-green-lt") if one.lifted_on else (_("held back"), "bg-red-lt"),
            because=str(w.BECAUSE[one.because]),
            pairs=one.pairs_on_hand,
            sock=f"{named(one.name_zh, one.name_en)} · {named(one.colour_zh, one.colour_en)} · {one.size}",
            owner=named(one.owner_zh, one.owner_en),
            held_on=one.held_on,
            lifted_on=one.lifted_on,
        )
        for one in found
    ]
    return table(
        request,
        key="holds",
        title=_("Goods held back"),
        columns=[
            Column("lot", _("Lot"), "code"),
            Column("state", _("State"), "badge"),
            Column("because", _("Because of")),
            Column("pairs", _("In the depot"), "pairs"),
            Column("sock", _("Sock")),
            Column("owner", _("Owner"), "as_written"),
            Column("held_on", _("Since"), "date"),
            Column("lifted_on", _("Until"), "date"),
        ],
        rows=rows,
        empty=Empty(_("Nothing is held back."), _("Repeated faults of a lot, or a recall, hold its goods back.")),
        link=lambda row: reverse("trace", args=[row.lot]),
    )
