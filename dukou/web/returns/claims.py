"""Show a claim or a return to those who have a part in it: what is asked, what was decided, what is said and shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Refusal
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.journey import conversing
from dukou.market.door.bought import CONSUMER
from dukou.registry import door as registry
from dukou.returns import door as returns
from dukou.returns.records import LONGEST_NOTE, ClaimCase
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import Form, MoneyField, PictureField, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table, table_page
from dukou.web.returns.asking import consumer_of, unlisted
from dukou.web.words import returns as w
from dukou.web.words.asking import STATES
from dukou.web.words.market import CLAIM_DETAILS
from dukou.web.words.steps import REASONS


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a claim that waits for a decision as the list shows it."""

    code: str
    buyer: str
    pairs: int
    value: Money
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Said:
    """Hold what was decided or written, as it is shown."""

    by: str
    text: str
    at: date | datetime
    credit: Money | None = None
    picture: str = ""


class DecideForm(Form):
    """Read how a claim is decided."""

    ruling = forms.ChoiceField(label=gettext_lazy("Decision"), choices=[("", "—"), *w.RULINGS.items()])
    part = MoneyField(label=gettext_lazy("The part in yuan, if it is a part"), required=False)


class NoteForm(Form):
    """Read what is written to the other side."""

    text = forms.CharField(
        label=gettext_lazy("What you have to say"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )


class WriteForm(NoteForm):
    """Read what is written to the other side, or a picture of it."""

    picture = PictureField(label=gettext_lazy("A picture, if you have one"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False


FORMS: dict[str, type[Form]] = {"decide": DecideForm, "appeal": NoteForm, "write": WriteForm}
DONE = {
    "decide": gettext_lazy("Decided. Both sides see it."),
    "appeal": gettext_lazy("The returns desk looks at it again and has the last word."),
    "write": gettext_lazy("Written. The others see it."),
}


@login_required
@require_safe
def claims(request: PageRequest) -> HttpResponse:
    """List the claims without goods that wait for the reader's decision."""
    return table_page(request, "returns/claims.html", {"section": "claims"}, _table(request, viewer_of(request)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def claim(request: PageRequest, code: str) -> HttpResponse:
    """Show a claim or a return; a POST decides a claim, appeals, or writes to the other side."""
    return _page(request, code, viewer_of(request), reverse("claim_case", args=[code]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def claim_by_link(request: PageRequest, link: str, code: str) -> HttpResponse:
    """Show a return to the consumer who asked for it by his link; a POST writes to the seller."""
    return unlisted(_page(request, code, consumer_of(link), reverse("ask_case", args=[link, code])))


@login_required
@require_safe
def picture(request: PageRequest, code: str, name: str) -> HttpResponse:
    """Show a picture that was written on a case."""
    return _picture(code, name, viewer_of(request))


@require_safe
def picture_by_link(_request: PageRequest, link: str, code: str, name: str) -> HttpResponse:
    """Show a picture that was written on a case to the consumer who asked for it."""
    return unlisted(_picture(code, name, consumer_of(link)))


def _picture(code: str, name: str, viewer: Viewer) -> HttpResponse:
    opened = conversing.picture(code, name, viewer=viewer, on=registry.today())
    response = HttpResponse(opened.content, content_type=opened.ref.media_type)
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _page(request: PageRequest, code: str, viewer: Viewer, at: str) -> HttpResponse:
    on = registry.today()
    one = returns.claim_case(code, viewer=viewer, on=on)
    act = request.POST.get("act", "")
    shown = {
        name: form(*((request.POST, request.FILES) if name == act else ()), auto_id=f"{name}_%s")
        for name, form in FORMS.items()
        if name in one.may
    }
    sent = shown.get(act)
    if sent is not None and sent.is_valid():
        try:
            _do(act, code, sent.cleaned_data, viewer, on)
        except Refusal as refusal:
            refused(sent, refusal)
        else:
            messages.success(request, DONE[act])
            return redirect(at)
    status = 422 if request.method == "POST" else 200
    return render(request, "returns/claim.html", _context(one, shown, viewer), status=status)


def _do(act: str, code: str, given: dict[str, Any], viewer: Viewer, on: date) -> None:
    if act == "decide":
        returns.decide(code, given["ruling"], given["part"] or 0, viewer=viewer, on=on, now=now())
    elif act == "appeal":
        returns.appeal(code, given["text"], viewer=viewer, on=on, now=now())
    else:
        sent = given["picture"].read() if given["picture"] else None
        conversing.write(code, given["text"], sent, viewer=viewer, on=on, now=now())


def _context(one: ClaimCase, shown: dict[str, Form], viewer: Viewer) -> dict[str, Any]:
    seller, buyer = named(one.firm_zh, one.firm_en), named(one.buyer_zh, one.buyer_en)
    names = {None: _("the returns desk"), one.firm: seller, one.buyer: buyer}
    state, look = (STATES[one.state], "bg-azure-lt") if one.has_goods else w.CLAIM_STATES[one.state]
    return {
        "section": "claims",
        "one": one,
        "link": (viewer.scope or "").removeprefix(CONSUMER),
        "charged": Money(one.charged_minor),
        "reason": REASONS[one.reason],
        "detail": CLAIM_DETAILS.get(one.detail, ""),
        "value": Money(one.value_minor),
        "seller": seller,
        "buyer": buyer,
        "state": state,
        "look": look,
        "decisions": [
            Said(str(w.BY[each.by]), str(w.DECIDED[each.ruling]), each.on, Money(each.credit_minor))
            for each in one.decisions
        ],
        "notes": [
            Said(
                _("the consumer") if each.is_consumers else names[each.firm],
                each.text,
                each.written_at,
                picture=each.picture,
            )
            for each in one.notes
        ],
        "forms": shown,
    }


def _table(request: PageRequest, viewer: Viewer) -> Table:
    rows: Sequence[Row] = [
        Row(one.code, named(one.buyer_zh, one.buyer_en), one.pairs, Money(one.value_minor), one.due_on)
        for one in returns.claims_to_decide(viewer=viewer)
    ]
    columns = [
        Column("code", _("Claim"), "code"),
        Column("due_on", _("Appealed on") if viewer.runs_desks else _("Answer by"), "date"),
        Column("value", _("Claimed"), "money"),
        Column("pairs", _("Pairs"), "pairs"),
        Column("buyer", _("Buyer"), "as_written"),
    ]
    empty = Empty(
        _("No claim waits for your decision."),
        _("A buyer who keeps the goods and asks for a credit is answered here."),
    )
    return table(
        request,
        key="claims",
        title=_("Claims to decide"),
        columns=columns,
        rows=list(rows),
        empty=empty,
        sort="due_on",
        link=lambda row: reverse("claim_case", args=[row.code]),
    )
