"""Let a firm net what it and another one owe each other: both agree for a month, and either may withdraw."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dukou.base.errors import Refusal
from dukou.base.money import Money
from dukou.registry import door as registry
from dukou.settlement import door as settlement
from dukou.settlement.records import NettingOffer
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest


@dataclass(frozen=True, slots=True)
class OfferRow:
    """Hold what one other firm and the reader's owe each other, and how far both agreed."""

    code: str
    name: str
    owed: Money
    owing: Money
    amount: Money
    i_agreed: bool
    partner_agreed: bool
    done: tuple[tuple[date, Money], ...]


@login_required
@require_safe
def netting(request: PageRequest) -> HttpResponse:
    """Show the firms with which debts stand both ways, and who agreed to net them this month."""
    on = registry.today()
    offers = settlement.netting_offers(viewer=viewer_of(request), on=on)
    context = {"section": "money", "month": on.replace(day=1), "offers": [_row(one) for one in offers]}
    return render(request, "settlement/netting.html", context)


@login_required
@require_POST
@once
def agree(request: PageRequest, code: str) -> HttpResponse:
    """Agree to net this month's debts with a firm, or withdraw."""
    agrees = request.POST.get("agrees") == "yes"
    month = _month(request.POST.get("month", ""))
    changed = settlement.agree_netting(
        code, month, agrees=agrees, viewer=viewer_of(request), on=registry.today(), now=now()
    )
    if changed and agrees:
        messages.success(request, _("You agreed. It is netted at the end of the month if the other firm agrees too."))
    elif changed:
        messages.success(request, _("You withdrew. Nothing will be netted."))
    return redirect("netting")


def _month(text: str) -> date:
    """Return the month that a form names; what is none is not this month."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("settlement.not_this_month") from None


def _row(one: NettingOffer) -> OfferRow:
    return OfferRow(
        code=one.partner.code,
        name=named(one.partner.name_zh, one.partner.name_en),
        owed=Money(one.owed_to_me_minor),
        owing=Money(one.i_owe_minor),
        amount=Money(one.amount_minor),
        i_agreed=one.i_agreed,
        partner_agreed=one.partner_agreed,
        done=tuple((done.month, Money(done.amount_minor)) for done in one.done),
    )
