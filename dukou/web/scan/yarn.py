"""Let a maker say from which yarn a lot of his was knitted."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing, Refusal
from dukou.mill import door as mill
from dukou.mill.records import NewYarnUse
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import Form, refused
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.words import floor

GRAMS_A_KILO = 1_000


class YarnForm(Form):
    """Read a lot of yarn and how much of it went into a lot of socks."""

    number = forms.CharField(label=gettext_lazy("Number at the supplier"), max_length=40)
    fibre = forms.ChoiceField(label=gettext_lazy("Fibre"), choices=list(floor.FIBRES.items()))
    count = forms.CharField(label=gettext_lazy("Count, such as 32s/1 or 70D"), max_length=12, required=False)
    used = forms.DecimalField(label=gettext_lazy("Kilograms in this lot"), max_digits=9, decimal_places=3, min_value=0)
    came = forms.DecimalField(
        label=gettext_lazy("Kilograms that came, if it is new"),
        max_digits=9,
        decimal_places=3,
        min_value=0,
        required=False,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def yarn(request: PageRequest, code: str) -> HttpResponse:
    """Show what is known of a lot's yarn to its maker, and take more."""
    viewer = viewer_of(request)
    lot = mill.lot(code, viewer=viewer)
    if not viewer.acts_for(lot.firm):
        raise Missing("mill.lot_not_found")
    form = YarnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        used, came = (int((given[name] or 0) * GRAMS_A_KILO) for name in ("used", "came"))
        new = NewYarnUse(code, given["number"].strip(), given["fibre"], given["count"].strip(), used, came)
        try:
            mill.book_yarn(new, viewer=viewer, on=registry.today(), now=now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Entered. The trace of this lot's goods names it."))
            return redirect("lot_yarn", code)
    known = [(floor.FIBRES[one.fibre], one) for one in mill.yarn_of_lots([lot.id], viewer=viewer)]
    context = {"section": "lots", "code": code, "form": form, "known": known}
    return render(request, "scan/yarn.html", context, status=422 if form.errors else 200)
