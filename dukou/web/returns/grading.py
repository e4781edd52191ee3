"""Let people at the desk grade goods on a phone, and publish how often they err."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.journey.grading import put_grading
from dukou.registry import door as registry
from dukou.returns.door import grading as door
from dukou.returns.records.grading import NewGrading, ToGrade
from dukou.web import words
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.forms import Form, PictureField, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import FIELD, once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table, table_page
from dukou.web.returns.labels import LONGEST_KEY, kept
from dukou.web.words import dock as w
from dukou.web.words.steps import REASONS

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Row:
    """Hold goods to grade as the list shows them."""

    sock: str
    due_on: date
    pairs: int
    value: Money
    reason: str
    code: str


class GradingForm(Form):
    """Read in what condition goods are, and a picture of them."""

    seen = forms.IntegerField(min_value=0, max_value=2, widget=forms.HiddenInput)
    condition = forms.ChoiceField(
        label=gettext_lazy("Condition"),
        choices=tuple(w.CONDITIONS.items()),
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    picture = PictureField(label=gettext_lazy("A picture of the goods"))


@login_required
@never_cache
@PAGE
@once
def gradings(request: PageRequest) -> HttpResponse:
    """List the goods that the reader may grade; a POST says that a firm is close to him."""
    viewer, on = viewer_of(request), registry.today()
    if not viewer.runs_desks:
        raise Http404
    if request.method == "POST":
        return _declare(request, viewer)
    goods = _table(request, door.to_grade(on=on, viewer=viewer))
    firms = [(one.id, named(one.name_zh, one.name_en)) for one in registry.firms(viewer=viewer)]
    context = {
        "section": "returns_desk",
        "ties": [named(one.name_zh, one.name_en) for one in door.ties(viewer=viewer)],
        "firms": sorted(firms, key=lambda one: one[1]),
    }
    return table_page(request, "returns/grading.html", context, goods)


@login_required
@never_cache
@PAGE
@once
def grade(request: PageRequest, code: str) -> HttpResponse:
    """Grade one case's goods; who began before another was done is told so."""
    viewer, on = viewer_of(request), registry.today()
    if not viewer.runs_desks:
        raise Http404
    found = door.to_grade(on=on, viewer=viewer, code=code)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = GradingForm(*sent, initial={"seen": found[0].seen if found else 0})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            key = request.POST.get(FIELD, "")[:LONGEST_KEY]
            new = NewGrading(key, code, typed["condition"], kept(typed["picture"], viewer), typed["seen"])
            put_grading(new, viewer=viewer, on=on, now=now())
        except Missing:
            raise
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Put down. Where another person must agree, it waits for him."))
            return redirect("gradings")
    if not found and not form.errors:
        raise Http404
    context = {"section": "returns_desk", "form": form, "one": _row(found[0]) if found else None, "code": code}
    return render(request, "returns/grade.html", context, status=422 if form.errors else 200)


@require_safe
def errors(request: PageRequest) -> HttpResponse:
    """Publish how often a second person, who did not know the first one's grade, graded otherwise."""
    viewer = viewer_of(request)
    found = door.error_rates(viewer=viewer)
    rows = [(w.GRADES[first], w.GRADES[second], count) for first, second, count in found.rows] if found else []
    share = formats.percent(found.share_ppm / 1_000_000) if found else ""
    context = {"section": "town", "found": found, "rows": rows, "share": share}
    return render(request, "returns/grade_errors.html", context)


def _declare(request: PageRequest, viewer: Viewer) -> HttpResponse:
    text = request.POST.get("firm", "")
    firm = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    try:
        door.declare_tie(firm, viewer=viewer, now=now())
    except Refusal as refusal:
        messages.error(request, words.sentence(refusal))
    else:
        messages.success(request, _("Put down. You are shown no goods of that firm any more."))
    return redirect("gradings")


def _row(one: ToGrade) -> Row:
    sock = f"{named(one.name_zh, one.name_en)} · {named(one.colour_zh, one.colour_en)} · {one.size}"
    return Row(sock, one.due_on, one.pairs, Money(one.value_minor), str(REASONS[one.reason]), one.code)


def _table(request: PageRequest, goods: list[ToGrade]) -> Table:
    return table(
        request,
        key="gradings",
        title=_("Goods to grade"),
        columns=[
            Column("sock", _("Sock")),
            Column("due_on", _("By"), "date"),
            Column("pairs", _("Pairs"), "pairs"),
            Column("value", _("Value"), "money"),
            Column("reason", _("Reason")),
        ],
        rows=[_row(one) for one in goods],
        empty=Empty(_("Nothing waits for your grading."), _("Goods come here when the dock has scanned them.")),
        link=lambda row: reverse("grade", args=[row.code]),
        sort="due_on",
    )
