"""Show an owner what of its goods lies overseas, what that costs and why, and what it might place where."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.money import Money
from dukou.base.solving import QUICK
from dukou.base.viewer import FACTORY, Viewer
from dukou.depot import door as depot
from dukou.depot.door import abroad, fees, placing
from dukou.depot.records.abroad import ProposalRecord
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.abroad import billed, sentences, shown
from dukou.web.abroad.forms import AnnounceForm, ProposeForm
from dukou.web.clock import now
from dukou.web.freight.places import service_name
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.forms import refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import table_page
from dukou.web.words import abroad as w

FEE_DAYS, FEE_LINES_DAYS, WORK_DAYS = 30, 90, 90


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """Hold a line of a proposal as it is shown."""

    sock: str
    size: str
    depot: str
    service: str
    pairs: int
    forecast: int
    comes_on: date


@dataclass(frozen=True, slots=True)
class Proposed:
    """Hold a proposal as it is shown."""

    code: str
    on: date
    state: tuple[Any, str]
    is_open: bool
    budget: Money | None
    expected: Money
    bound: Money
    lines: tuple[ProposedLine, ...]


@login_required
@require_safe
def overseas(request: PageRequest) -> HttpResponse:
    """Show the reader's goods overseas; a desk is led to its own page."""
    viewer, on = viewer_of(request), registry.today()
    if viewer.runs_desks:
        return redirect("overseas_desk")
    lying = abroad.overseas_stock(on=on, viewer=viewer)
    announced = abroad.inbound(viewer=viewer)
    coming = sum(row.inbound.pairs for row in announced if row.inbound.received_on is None)
    since = on - timedelta(days=FEE_DAYS)
    inbound = shown.inbound_table(request, announced, on, is_desk=False)
    sums = fees.fee_sums(viewer=viewer, since=since, until=on)
    newest = placing.proposals(viewer=viewer)[:1]
    work = abroad.overseas_work(viewer=viewer, since=on - timedelta(days=WORK_DAYS), until=on)
    handled = shown.handled_table(request, work, is_desk=False)
    context = {
        "section": "overseas",
        "pairs": sum(one.pairs for one in lying),
        "coming": coming,
        "fees": Money(sum(one.cny_minor for one in sums)),
        "days": FEE_DAYS,
        "proposal": _proposed(newest[0], on) if newest else None,
        "is_owner": FACTORY in viewer.roles,
        "form": ProposeForm(),
        "inbound": inbound,
        "handled": handled,
    }
    stock = shown.stock_table(request, lying, on, is_desk=False)
    return table_page(request, "abroad/overseas.html", context, stock, inbound, handled)


@login_required
@require_safe
def fee_list(request: PageRequest) -> HttpResponse:
    """List the fees of the reader's goods line by line; desks see all."""
    viewer, on = viewer_of(request), registry.today()
    lines = fees.fee_lines(viewer=viewer, since=on - timedelta(days=FEE_LINES_DAYS), until=on)
    depots = depot_names()
    rules = billed.rule_table(request, fees.fee_rules(on=on), depots)
    context = {
        "section": "overseas_desk" if viewer.runs_desks else "overseas",
        "is_desk": viewer.runs_desks,
        "rules": rules,
    }
    return table_page(request, "abroad/fees.html", context, billed.fee_table(request, lines, depots), rules)


@login_required
@require_safe
def fee(request: PageRequest, code: str) -> HttpResponse:
    """Show a fee: why, by which rule, and of which rows it is made."""
    viewer = viewer_of(request)
    page = fees.fee_line(code, viewer=viewer)
    line, rule = page.line, page.line.rule
    context = {
        "section": "overseas_desk" if viewer.runs_desks else "overseas",
        "line": line,
        "event": w.EVENTS[rule.event],
        "depot": depot_names().get(rule.site, ""),
        "why": sentences.why(line),
        "paper": page.paper,
        "is_delivery": rule.event == "receive",
        "charged": Money(line.amount_minor, rule.currency),
        "yuan": Money(line.cny_minor),
        "exact": sentences.fine_text(line.exact_e10, rule.currency),
        "before": sentences.fine_text(line.before_e10, rule.currency),
        "rest": sentences.fine_text(line.rest_e10, rule.currency),
        "rate": sentences.rate_text(line.rate_e6),
        "rule": rule,
        "source": sentences.source(rule),
    }
    return table_page(request, "abroad/fee.html", context, billed.parts_table(request, page))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def announce(request: PageRequest) -> HttpResponse:
    """Announce free goods of the reader's firm overseas."""
    viewer, on = owner_viewer(request), registry.today()
    free = {
        one.sku_id: f"{named(one.name_zh, one.name_en)} · {named(one.colour_zh, one.colour_en)} · {one.size}"
        f" ({formats.pairs(one.pairs_free)})"
        for one in depot.stock(viewer=viewer)
        if one.pairs_free
    }
    form = AnnounceForm(request.POST if request.method == "POST" else None, goods=free, depots=depot_names(), on=on)
    if request.method == "POST" and form.is_valid():
        new = form.inbound(viewer.firm or 0)
        found = abroad.announce([new], viewer=viewer, on=on, now=now())
        if not found.refused:
            messages.success(request, _("The goods are on their way."))
            return redirect("overseas")
        refused(form, found.refused[0].refusal)
    context = {"section": "overseas", "form": form, "has_goods": bool(free)}
    return render(request, "abroad/announce.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
@once
def propose(request: PageRequest) -> HttpResponse:
    """Work out what the reader's firm might place overseas."""
    viewer, form = owner_viewer(request), ProposeForm(request.POST)
    if form.is_valid():
        budget_minor = form.cleaned_data["budget"]
        placing.propose(viewer=viewer, on=registry.today(), limit=QUICK, now=now(), budget_minor=budget_minor)
    else:
        messages.error(request, " ".join(map(str, form.errors["budget"])))
    return redirect("overseas")


@login_required
@require_POST
@once
def answer(request: PageRequest, code: str) -> HttpResponse:
    """Accept or decline a proposal."""
    viewer, is_accepted = viewer_of(request), request.POST.get("answer") == "accept"
    try:
        placing.answer_proposal(code, is_accepted=is_accepted, viewer=viewer, on=registry.today(), now=now())
    except Missing:
        raise
    except Refusal as refusal:
        messages.error(request, words.sentence(refusal))
    else:
        messages.success(request, _("Accepted: the goods are on their way.") if is_accepted else _("Declined."))
    return redirect("overseas")


def owner_viewer(request: PageRequest) -> Viewer:
    """Return the viewer if he acts for a factory; for others the page does not exist."""
    viewer = viewer_of(request)
    if FACTORY not in viewer.roles:
        raise Missing("depot.overseas_not_found")
    return viewer


def depot_names() -> dict[int, str]:
    """Return what each overseas depot is called."""
    return {one.site: named(one.name_zh, one.name_en) for one in abroad.overseas_depots()}


def _proposed(one: ProposalRecord, on: date) -> Proposed:
    lines = tuple(
        ProposedLine(
            sock=shown.sock_name(row.goods),
            size=row.goods.size,
            depot=shown.depot_name(row.goods),
            service=service_name(row.placed.service),
            pairs=row.placed.pairs,
            forecast=row.placed.forecast_pairs,
            comes_on=(on if one.state == "open" else one.answered_on or on) + timedelta(days=row.placed.days),
        )
        for row in one.rows
    )
    return Proposed(
        code=one.code,
        on=one.on,
        state=w.PROPOSALS[one.state],
        is_open=one.state == "open" and bool(lines),
        budget=None if one.budget_minor is None else Money(one.budget_minor),
        expected=Money(one.expected_minor),
        bound=Money(one.bound_minor),
        lines=lines,
    )
