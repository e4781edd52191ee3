"""Show whose fault returns were: a desk finds it, the maker answers, a desk decides; and the common fund."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Refusal
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.lab import door as lab
from dukou.registry import door as registry
from dukou.returns import door as returns
from dukou.returns.door import faults as door
from dukou.returns.records import LONGEST_NOTE, CaseRecord
from dukou.returns.records.faults import FaultRecord, NewFault, ToJudge
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.forms import Form, PictureField, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table, table_page
from dukou.web.words import faults as w
from dukou.web.words.steps import REASONS

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a finding as the list shows it."""

    case: str
    state: tuple[str | Promise, str]
    cause: str
    amount: Money
    answer_by: date | None
    seller: str
    maker: str
    lot: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Hold a case that nobody has judged as the desk's list shows it."""

    case: str
    received_on: date
    cost: Money
    pairs: int
    reason: str
    seller: str
    lot: str


@dataclass(frozen=True, slots=True)
class Borne:
    """Hold what the common fund bore as its page shows it."""

    on: date
    what: str
    amount: Money


class FindForm(Form):
    """Read whose fault a case was, and what shows it."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Whose fault it was"), choices=list(w.FINDINGS.items()), required=False
    )
    inspection = forms.ChoiceField(label=gettext_lazy("Inspection that shows it"), required=False)
    picture = PictureField(label=gettext_lazy("Picture that shows it"), required=False)

    def __init__(self, *args: Any, inspections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["inspection"]).choices = [("", "—"), *inspections]


class AnswerForm(Form):
    """Read how a charge is answered."""

    answer = forms.ChoiceField(label=gettext_lazy("Your answer"))
    text = forms.CharField(
        label=gettext_lazy("If you object: why"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@login_required
@require_safe
def faults(request: PageRequest) -> HttpResponse:
    """List findings in which the reader has a part; a desk also sees the cases that nobody has judged."""
    viewer, on = viewer_of(request), registry.today()
    found = _found_table(request, door.faults(viewer=viewer, on=on))
    if not viewer.runs_desks:
        return table_page(request, "returns/faults.html", {"section": "faults"}, found)
    waiting = _waiting_table(request, door.to_judge(viewer=viewer))
    context = {"section": "returns_desk", "waiting": waiting}
    return table_page(request, "returns/faults.html", context, found, waiting)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def fault(request: PageRequest, code: str) -> HttpResponse:
    """Show what was found of a case; a POST finds it, as a desk, or answers the charge."""
    viewer, on = viewer_of(request), registry.today()
    one, case = door.fault(code, viewer=viewer, on=on), None
    if one is None:
        case = returns.case(code, viewer=viewer)
    form = _find_form(request, case, viewer) if case else _answer_form(request, one, viewer)
    if request.method == "POST" and form is None:
        raise Http404
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _do(code, form.cleaned_data, viewer, on, is_finding=case is not None)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Found. Seller and maker are told.") if case else _("Answered."))
            return redirect("fault", code)
    context = {"section": "faults", "code": code, "form": form, "case": case} | (_shown(one) if one else {})
    if case:
        context |= {"reason": REASONS[case.reason]}
    return render(request, "returns/fault.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def fund(request: PageRequest) -> HttpResponse:
    """Publish what the common fund bore, of no named firm."""
    found = door.fund(viewer=viewer_of(request))
    rows = [Borne(one.on, str(w.BORNE[one.what]), Money(one.amount_minor)) for one in found.rows]
    columns = [Column("on", _("Day"), "date"), Column("what", _("What for")), Column("amount", _("Borne"), "money")]
    shown = table(
        request,
        key="fund",
        title=_("What the fund bore"),
        columns=columns,
        rows=rows,
        empty=Empty(_("The fund has borne nothing."), _("What nobody can be charged for is listed here.")),
        sort="-on",
    )
    return table_page(request, "returns/fund.html", {"section": "fund", "borne": Money(found.borne_minor)}, shown)


def _do(code: str, given: dict[str, Any], viewer: Viewer, on: date, *, is_finding: bool) -> None:
    if is_finding:
        picture = given["picture"].read() if given["picture"] else b""
        new = NewFault(code, given["cause"], given["inspection"], picture)
        door.find_fault(new, viewer=viewer, on=on, now=now())
    else:
        door.answer_charge(code, given["answer"], given.get("text", ""), viewer=viewer, on=on, now=now())


def _find_form(request: PageRequest, case: CaseRecord, viewer: Viewer) -> Form:
    known = lab.inspections_of_lines([case.line], viewer=viewer)
    choices = [(one.code, f"{formats.day(one.on)} · {one.attempt}") for one in known]
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return FindForm(*sent, inspections=choices)


def _answer_form(request: PageRequest, one: FaultRecord | None, viewer: Viewer) -> Form | None:
    if one is None or not one.may:
        return None
    words = w.ANSWERS | ({"charge": w.UPHELD} if viewer.runs_desks else {})
    form = AnswerForm(request.POST if request.method == "POST" else None)
    choices = [("", "—"), *((name, words[name]) for name in words if name in one.may)]
    cast(forms.ChoiceField, form.fields["answer"]).choices = choices
    if "dispute" not in one.may:
        del form.fields["text"]
    return form


def _shown(one: FaultRecord) -> dict[str, Any]:
    state, look = w.STATES[one.state]
    return {
        "one": one,
        "finding": w.FINDINGS[one.cause],
        "state": state,
        "look": look,
        "seller": named(one.seller_zh, one.seller_en),
        "maker": named(one.maker_zh, one.maker_en),
        "cost": Money(one.cost_minor),
        "amount": Money(one.amount_minor),
        "share": one.share_e6 / MILLION,
    }


def _found_table(request: PageRequest, found: list[FaultRecord]) -> Table:
    rows = [
        Row(
            case=one.case,
            state=w.STATES[one.state],
            cause=str(w.FINDINGS[one.cause]),
            amount=Money(one.amount_minor),
            answer_by=one.answer_by,
            seller=named(one.seller_zh, one.seller_en),
            maker=named(one.maker_zh, one.maker_en),
            lot=one.lot_code,
        )
        for one in found
    ]
    return table(
        request,
        key="faults",
        title=_("Faults found"),
        columns=[
            Column("case", _("Return case"), "code"),
            Column("state", _("State"), "badge"),
            Column("cause", _("Cause")),
            Column("amount", _("Charged"), "money"),
            Column("answer_by", _("Answer by"), "date"),
            Column("seller", _("Seller"), "as_written"),
            Column("maker", _("Maker"), "as_written"),
            Column("lot", _("Lot"), "code"),
        ],
        rows=rows,
        empty=Empty(_("No fault was found."), _("Where a desk finds whose fault a return was, it stands here.")),
        link=lambda row: reverse("fault", args=[row.case]),
    )


def _waiting_table(request: PageRequest, found: list[ToJudge]) -> Table:
    rows = [
        Waiting(
            case=one.case,
            received_on=one.received_on,
            cost=Money(one.cost_minor),
            pairs=one.pairs,
            reason=str(REASONS[one.reason]),
            seller=named(one.seller_zh, one.seller_en),
            lot=one.lot_code,
        )
        for one in found
    ]
    return table(
        request,
        key="waiting",
        prefix="waiting-",
        title=_("Faulty goods, nobody has said whose fault"),
        columns=[
            Column("case", _("Return case"), "code"),
            Column("received_on", _("Came on"), "date"),
            Column("cost", _("Cost"), "money"),
            Column("pairs", _("Pairs"), "pairs"),
            Column("reason", _("Reason")),
            Column("seller", _("Seller"), "as_written"),
            Column("lot", _("Lot"), "code"),
        ],
        rows=rows,
        empty=Empty(_("Every faulty return is judged."), _("Goods that come back faulty wait here.")),
        link=lambda row: reverse("fault", args=[row.case]),
        sort="-received_on",
    )
