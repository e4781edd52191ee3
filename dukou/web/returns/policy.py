"""Let a seller lay down what becomes of returns, whom it trusts and what it agrees to; show what strikes the eye."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing, Refusal
from dukou.base.money import PRICE_SCALE
from dukou.base.viewer import Viewer
from dukou.registry import door as registry
from dukou.returns.door import policy as door
from dukou.returns.records.asking import SellerTerms
from dukou.returns.records.policy import EqualRecord, NewEqual, PolicyPage
from dukou.web import words
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.forms import Form, MoneyField, PriceField, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table, table_page
from dukou.web.words import asking as w
from dukou.web.words.steps import REASONS

MILLION, PERCENT_E6, PRICE_PLACES = 1_000_000, 10_000, 2
LONGEST_CODE = 16
DONE = {
    "terms": gettext_lazy("Laid down. It holds for what is asked from now on."),
    "trust": gettext_lazy("This buyer gets replacements ahead from now on."),
    "distrust": gettext_lazy("This buyer gets replacements only for goods that are back."),
    "equal": gettext_lazy("Said. It holds when both sides have said the same."),
}


class TermsForm(Form):
    """Read a seller's policy."""

    keeps_goods = forms.BooleanField(
        label=gettext_lazy("Let goods stay with the buyer where their way back costs more than they are worth"),
        required=False,
    )
    most_price = PriceField(label=gettext_lazy("but only up to this price a pair, in yuan"), required=False)
    most_value = MoneyField(label=gettext_lazy("and up to this value of the goods, in yuan"), required=False)
    part = forms.IntegerField(
        label=gettext_lazy("Part of the price for who keeps the goods, in per cent; 0 offers none"),
        min_value=0,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class TrustForm(Form):
    """Read of which order the buyer is to be trusted."""

    order = forms.CharField(label=gettext_lazy("Number of an order of the buyer's"), max_length=LONGEST_CODE)


class EqualForm(Form):
    """Read which article goes for which."""

    way = forms.ChoiceField(
        label=gettext_lazy("Direction"),
        choices=[
            ("take", gettext_lazy("my buyers get the partner's article")),
            ("give", gettext_lazy("the partner's buyers get mine")),
        ],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial="take",
    )
    own_gtin = forms.CharField(label=gettext_lazy("My article (GTIN)"), max_length=14)
    partner_code = forms.CharField(label=gettext_lazy("Partner's code"), max_length=LONGEST_CODE)
    partner_gtin = forms.CharField(label=gettext_lazy("Partner's article (GTIN)"), max_length=14)
    price = PriceField(label=gettext_lazy("Price a pair between the two, in yuan"))


FORMS: dict[str, type[Form]] = {"terms": TermsForm, "trust": TrustForm, "equal": EqualForm}


@dataclass(frozen=True, slots=True)
class Row:
    """Hold what is watched of a buyer, an address or a reason as the list shows it."""

    by: str
    name: str
    cases: int
    kept: float
    median_kept: float | None
    faulty: float
    median_faulty: float | None
    look: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hold an agreement as it is shown."""

    one: EqualRecord
    partner: str
    price: str
    state: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def policy(request: PageRequest) -> HttpResponse:
    """Show a seller its policy and what strikes the eye, a desk the latter; a POST changes the policy."""
    viewer, on = viewer_of(request), registry.today()
    watched = _watched(request, viewer, on)
    if viewer.runs_desks:
        return table_page(request, "returns/policy.html", {"section": "returns_policy"}, watched)
    page = door.policy(viewer=viewer)
    act = request.POST.get("act", "")
    shown = {
        name: form(request.POST if name == act else None, initial=_initial(page), auto_id=f"{name}_%s")
        for name, form in FORMS.items()
    }
    if request.method == "POST" and (done := _done(request, act, shown, viewer, on)):
        messages.success(request, done)
        return redirect("returns_policy")
    context = {
        "section": "returns_policy",
        "forms": shown,
        "page": page,
        "own_code": registry.firms(viewer=viewer)[0].code,
        "trusted": [(one.buyer, named(one.name_zh, one.name_en), one.since) for one in page.trusted],
        "equals": [_agreement(one) for one in page.equals],
    }
    response = table_page(request, "returns/policy.html", context, watched)
    response.status_code = 422 if request.method == "POST" else response.status_code
    return response


def _done(request: PageRequest, act: str, shown: dict[str, Form], viewer: Viewer, on: date) -> str:
    """Do what was sent, and return what is to be said of it; nothing where it was refused on its form."""
    form = shown.get(act)
    try:
        if form is not None and not form.is_valid():
            return ""
        _do(act, form.cleaned_data if form else request.POST, viewer, on)
    except Missing as missing:
        if form is None:
            raise
        refused(form, missing)
        return ""
    except Refusal as refusal:
        if form is None:
            messages.error(request, words.sentence(refusal))
        else:
            refused(form, refusal)
        return ""
    return str(DONE[act.partition("-")[0]])


def _do(act: str, given: Any, viewer: Viewer, on: date) -> None:
    if act == "terms":
        door.lay_down(_terms(given), version=given["version"], viewer=viewer, on=on, now=now())
    elif act == "trust":
        door.trust(given["order"].strip(), viewer=viewer, on=on, now=now())
    elif act == "distrust":
        door.distrust(_key(given.get("buyer", "")), viewer=viewer, on=on, now=now())
    elif act in {"equal", "equal-agree", "equal-end"}:
        door.agree_equal(_equal(act, given), viewer=viewer, on=on, now=now())
    else:
        raise Missing("returns.no_policy")


def _terms(given: dict[str, Any]) -> SellerTerms:
    return SellerTerms(
        keeps_goods=given["keeps_goods"],
        most_price_e4=given["most_price"] or 0,
        most_value_minor=given["most_value"] or 0,
        part_e6=given["part"] * PERCENT_E6,
    )


def _equal(act: str, given: Any) -> NewEqual:
    """Return what is said of an equal article: by the form, or by a button at what was said before."""
    return NewEqual(
        is_giver=given.get("way") == "give",
        own_gtin=given.get("own_gtin", "").strip(),
        partner_code=given.get("partner_code", "").strip(),
        partner_gtin=given.get("partner_gtin", "").strip(),
        unit_price_e4=given["price"] if act == "equal" else _key(given.get("price_e4", "")),
        stands=act != "equal-end",
    )


def _key(text: str) -> int:
    """Return a key or a price that a button bears; what no button bears does not exist."""
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_CODE):
        raise Missing("returns.no_policy")
    return int(text)


def _initial(page: PolicyPage) -> dict[str, Any]:
    terms = page.terms
    return {
        "keeps_goods": terms.keeps_goods,
        "most_price": terms.most_price_e4 or "",
        "most_value": terms.most_value_minor or "",
        "part": terms.part_e6 // PERCENT_E6,
        "version": page.version,
    }


def _agreement(one: EqualRecord) -> Agreement:
    if one.i_say and one.partner_says:
        state = _("holds")
    else:
        state = _("waits for the other side") if one.i_say else _("waits for you")
    price = formats.number(one.unit_price_e4 / PRICE_SCALE, PRICE_PLACES)
    return Agreement(one, named(one.partner_zh, one.partner_en), price, state)


def _watched(request: PageRequest, viewer: Viewer, on: date) -> Table:
    looks = {True: (_("look at it"), "bg-yellow-lt"), False: (_("usual"), "bg-secondary-lt")}
    rows = [
        Row(
            by=str(w.WATCHED[one.by]),
            name=str(REASONS[one.key]) if one.by == "reason" else named(one.name_zh, one.name_en),
            cases=one.cases,
            kept=one.kept_e6 / MILLION,
            median_kept=None if one.median_kept_e6 is None else one.median_kept_e6 / MILLION,
            faulty=one.faulty_e6 / MILLION,
            median_faulty=None if one.median_faulty_e6 is None else one.median_faulty_e6 / MILLION,
            look=looks[one.stands_out],
        )
        for one in door.watch(viewer=viewer, on=on)
    ]
    return table(
        request,
        key="watched",
        title=_("Returns of the last 90 days beside the town's median"),
        columns=[
            Column("name", _("Who, where or why"), "as_written"),
            Column("by", _("By")),
            Column("look", _("To look at"), "badge"),
            Column("cases", _("Returns"), "number"),
            Column("kept", _("Kept and refunded"), "percent"),
            Column("median_kept", _("Median"), "percent"),
            Column("faulty", _("Said to be faulty"), "percent"),
            Column("median_faulty", _("Median of faulty"), "percent"),
        ],
        rows=rows,
        choices=[Choice("by", _("By"))],
        empty=Empty(
            _("No returns in the last 90 days."), _("Who returns unusually much is shown here, to people only.")
        ),
    )
