"""Let the desk take returns in overseas, bring them home, and note what customs were told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing, Refusal
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.depot.door import abroad as depots
from dukou.registry import door as registry
from dukou.returns.door import abroad as door
from dukou.returns.records.abroad import AbroadCase, RideRecord, WaitingHome
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import Form, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.words import dock as w
from dukou.web.words.steps import DISPOSITIONS


class ReceiveForm(Form):
    """Ask which return came in, and at which depot."""

    text = forms.CharField(label=gettext_lazy("Scan or type the label"), max_length=200)
    site = forms.TypedChoiceField(label=gettext_lazy("Overseas depot"), coerce=int)

    def __init__(self, *sent: Any, sites: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*sent, **options)
        field = self.fields["site"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(sites)


class RideForm(Form):
    """Ask from which depot a ride home is booked."""

    site = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class CustomsForm(Form):
    """Ask what customs were told of which return."""

    code = forms.CharField(max_length=16, widget=forms.HiddenInput)
    status = forms.ChoiceField(choices=tuple(w.CUSTOMS_NEXT.items()), widget=forms.HiddenInput)
    reference = forms.CharField(max_length=40)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def abroad(request: PageRequest) -> HttpResponse:
    """Show what came back overseas; a POST takes a return in, books a ride home, or notes what customs were told."""
    viewer, on = viewer_of(request), registry.today()
    if not viewer.runs_desks:
        raise Http404
    act = request.POST.get("act", "") if request.method == "POST" else ""
    sites = [(one.site, named(one.name_zh, one.name_en)) for one in depots.overseas_depots()]
    form = ReceiveForm(request.POST if act == "receive" else None, sites=sites)
    sent = {"receive": form, "ride": RideForm(request.POST), "customs": CustomsForm(request.POST)}.get(act)
    if sent is not None and sent.is_valid():
        try:
            _do(act, sent.cleaned_data, viewer)
        except Missing:
            raise
        except Refusal as refusal:
            refused(sent, refusal)
        else:
            messages.success(request, DONE[act])
            return redirect("returns_abroad")
    errors = [str(one) for one in sent.non_field_errors()] if sent and sent is not form else []
    context = {
        "section": "returns_desk",
        "form": form,
        "errors": errors,
        "waiting": [_waiting(one) for one in door.waiting_home(on=on, viewer=viewer)],
        "cases": [_case(one) for one in door.abroad_cases(on=on, viewer=viewer)],
        "rides": [_ride(one) for one in door.rides(viewer=viewer)],
    }
    return render(request, "returns/dock_abroad.html", context, status=422 if act else 200)


DONE = {
    "receive": gettext_lazy("Received. Now it is graded there."),
    "ride": gettext_lazy("The ride home is booked."),
    "customs": gettext_lazy("Put down."),
}


def _do(act: str, typed: dict[str, Any], viewer: Viewer) -> None:
    on = registry.today()
    if act == "receive":
        door.receive_abroad(typed["text"], typed["site"], viewer=viewer, on=on, now=now())
    elif act == "ride":
        door.book_ride(typed["site"], viewer=viewer, on=on, now=now())
    else:
        door.note_customs(typed["code"], typed["status"], typed["reference"], viewer=viewer, on=on, now=now())


def _waiting(one: WaitingHome) -> dict[str, Any]:
    return {
        "one": one,
        "site": named(one.site_zh, one.site_en),
        "value": Money(one.value_minor),
        "cost": Money(one.cost_minor),
        "may_ride": one.pays or one.is_due,
    }


def _case(one: AbroadCase) -> dict[str, Any]:
    last = one.customs[-1].status if one.customs else ""
    # Without relief there is nothing to claim.
    steps = {"exported": "claimed" if one.relief_until else "imported", "claimed": "imported"}
    following = steps.get(last, "")
    return {
        "one": one,
        "site": named(one.site_zh, one.site_en),
        "sock": f"{named(one.name_zh, one.name_en)} · {named(one.colour_zh, one.colour_en)} · {one.size}",
        "value": Money(one.value_minor),
        "condition": w.CONDITIONS.get(one.condition, ""),
        "place": _("on its ride home") if one.ride else DISPOSITIONS.get(one.disposition, ""),
        "customs": [(w.CUSTOMS[each.status], each) for each in one.customs],
        "next": following if one.disposition == "ride_home" else "",
        "next_words": w.CUSTOMS_NEXT.get(following, ""),
    }


def _ride(one: RideRecord) -> dict[str, Any]:
    return {
        "one": one,
        "site": named(one.site_zh, one.site_en),
        "why": w.WHY[one.why],
        "value": Money(one.value_minor),
        "cost": Money(one.cost_minor),
    }
