"""Show the depot's desk what may leave next, what shops ask for, and what was scanned."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dukou.base.days import days_after, on_or_after
from dukou.base.errors import Missing, Refusal
from dukou.depot import door as depot
from dukou.depot.records import ExchangeRecord, ScanRecord, WaitingRecord
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord
from dukou.web import words
from dukou.web.clock import now
from dukou.web.depot.stock import stock_rows
from dukou.web.middleware import viewer_of
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, table, table_page
from dukou.web.words import scans as w

MOST_ASKED, MOST_SCANS = 12, 12


@dataclass(frozen=True, slots=True)
class Leaving:
    """Hold what lies ready for a destination; a load takes what cannot wait for the cut-off after."""

    place: str
    cutoff: date
    due_on: date
    lines: int
    pairs: int
    state: tuple[str | Promise, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a swap that a shop asks for as the desk sees it."""

    code: str
    shop: str
    owner: str
    sock: str
    size_out: str
    size_in: str
    pairs: int
    free: int
    asked_on: date
    state: str | Promise
    look: str
    is_open: bool
    can_send: bool
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold a scan as the desk sees it."""

    act: str | Promise
    scan: ScanRecord
    can_undo: bool


@login_required
@require_safe
def desk(request: PageRequest) -> HttpResponse:
    """Show the depot's board."""
    viewer, on = viewer_of(request), registry.today()
    if not viewer.runs_desks:
        raise Http404
    waiting = leaving(depot.waiting(viewer=viewer), registry.destinations(), on)
    lying = depot.stock(viewer=viewer)
    goods = table(
        request,
        key="leaving",
        title=_("Lies ready, by next cut-off"),
        columns=[
            Column("place", _("Destination")),
            Column("cutoff", _("Cut-off"), "date"),
            Column("due_on", _("Due"), "date"),
            Column("lines", _("Lines"), "number"),
            Column("pairs", _("Pairs"), "pairs"),
            Column("state", _("When"), "badge"),
        ],
        rows=waiting,
        empty=Empty(_("Nothing waits to leave."), _("Goods come in when the lab has passed their lots.")),
    )
    free = table(
        request,
        key="free",
        prefix="free-",
        title=_("Free stock"),
        columns=[
            Column("style", _("Style")),
            Column("colour", _("Colour")),
            Column("size", _("Size")),
            Column("free", _("Free"), "pairs"),
        ],
        rows=[row for row in stock_rows(lying, []) if row.free],
        empty=Empty(_("No goods are free."), _("Goods become free when returns go back on the shelf.")),
        sort="-free",
        page_size=10,
    )
    swaps = [asked(one) for one in depot.exchanges(viewer=viewer) if not one.is_undo]
    swaps.sort(key=lambda one: not one.is_open)
    context = {
        "section": "depot_desk",
        "free": free,
        "swaps": swaps[:MOST_ASKED],
        "scans": [
            Seen(w.ACTS[one.act], one, not one.is_undone and one.undoes is None)
            for one in depot.scans(viewer=viewer)[:MOST_SCANS]
        ],
        "pairs_today": sum(one.pairs for one in waiting if one.cutoff == on),
        "pairs_waiting": sum(one.pairs for one in waiting),
        "pairs_free": sum(one.pairs_free for one in lying),
        "open_swaps": sum(one.is_open for one in swaps),
    }
    return table_page(request, "depot/desk.html", context, goods, free)


@login_required
@require_POST
@once
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Send what a shop asks for, refuse it, or swap it back."""
    viewer, on, verb = viewer_of(request), registry.today(), request.POST.get("answer", "")
    try:
        if verb == "undo":
            depot.undo_exchange(code, viewer=viewer, on=on, now=now())
        else:
            depot.answer_exchange(code, is_sent=verb == "send", viewer=viewer, on=on, now=now())
    except Missing:
        raise
    except Refusal as refusal:
        messages.error(request, words.sentence(refusal))
    else:
        done = {"undo": _("Swapped back."), "send": _("Sent.")}
        messages.success(request, done.get(verb, _("Refused; the shop sees it.")))
    return redirect("depot_desk")


@login_required
@require_POST
@once
def undo_scan(request: HttpRequest, key: str) -> HttpResponse:
    """Take a scan back by a scan of its own."""
    viewer, at = viewer_of(request), now()
    first = next((one for one in depot.scans(viewer=viewer) if one.key == key), None)
    if first is None or not viewer.runs_desks:
        raise Missing("depot.scan_not_found")
    outcome = depot.record_scans([first.undo(str(uuid.uuid4()), at)], viewer=viewer, now=at)
    if outcome.refused:
        messages.error(request, words.sentence(outcome.refused[0].refusal))
    else:
        messages.success(request, _("The scan was taken back."))
    return redirect("depot_desk")


def leaving(waiting: Sequence[WaitingRecord], places: Sequence[DestinationRecord], on: date) -> list[Leaving]:
    """Return what waits by the next cut-off of its destination, the most urgent first."""
    known = {place.id: place for place in places}
    found = []
    for one in waiting:
        place = known[one.destination]
        cutoff = on_or_after(on, place.cutoff_weekdays) if place.cutoff_weekdays else one.due_on
        name = named(place.name_zh, place.name_en)
        found.append(Leaving(name, cutoff, one.due_on, one.lines, one.pairs, _when(cutoff, on)))
    return sorted(found, key=lambda one: (one.cutoff, one.due_on))


def asked(one: ExchangeRecord) -> Asked:
    """Return a request of a shop as the desk sees it."""
    state, look = w.SWAPS[one.state]
    free = one.free_pairs or 0
    return Asked(
        code=one.code,
        shop=named(one.shop_zh, one.shop_en),
        owner=named(one.owner_zh, one.owner_en),
        sock=f"{named(one.name_zh, one.name_en)} · {named(one.colour_zh, one.colour_en)}",
        size_out=one.size_out,
        size_in=one.size_in,
        pairs=one.pairs,
        free=free,
        asked_on=one.asked_on,
        state=_("swapped back") if one.is_undone else state,
        look=look,
        # What is one line of several is answered by its owner, and the round brings it.
        is_open=one.state == "asked" and not one.batch,
        can_send=one.state == "asked" and not one.batch and free >= one.pairs,
        can_undo=one.state == "sent" and not one.is_undone,
    )


def _when(cutoff: date, on: date) -> tuple[str, str]:
    if cutoff == on:
        return _("today"), "bg-red-lt"
    if cutoff == days_after(on, 1):
        return _("tomorrow"), "bg-yellow-lt"
    return _("in %(days)s days") % {"days": (cutoff - on).days}, "bg-secondary-lt"
