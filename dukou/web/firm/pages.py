"""Show what joining means, what was told to a firm, and let it leave with everything that is its own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.money import Money
from dukou.base.viewer import OFFICE, Viewer
from dukou.depot import door as depot
from dukou.journey.leaving import leave_town
from dukou.post import door as post
from dukou.registry import door as registry
from dukou.registry.records import FirmRecord
from dukou.settlement import door as settlement
from dukou.web.clock import now
from dukou.web.firm.book import firm_sheets
from dukou.web.firm.notices import notice_rows
from dukou.web.middleware import viewer_of
from dukou.web.parts.excel import download, workbook
from dukou.web.parts.forms import Form, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.words.visible import FIGURES, ROLES

LONGEST_NAME = 120


class LeaveForm(Form):
    """Ask for the firm's name, so that nobody leaves by a slip of the thumb."""

    name = forms.CharField(label=gettext_lazy("Your firm's name"), max_length=LONGEST_NAME)


@require_safe
def joining(request: PageRequest) -> HttpResponse:
    """Show, before anybody joins, which figure of a firm each role can see."""
    context = {"section": "joining", "roles": ROLES, "figures": FIGURES}
    return render(request, "firm/joining.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def leaving(request: PageRequest) -> HttpResponse:
    """Say what happens to a firm that leaves, and let it leave once its name is typed."""
    viewer = viewer_of(request)
    firm = _own(viewer)
    may_leave = not viewer.runs_desks and OFFICE not in viewer.roles
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            leave_town(form.cleaned_data["name"], viewer=viewer, on=registry.today(), now=now())
        except Missing:
            raise
        except Refusal as refusal:
            refused(form, refusal, "name")
        else:
            messages.success(request, _("Your firm has left. Its access has ended."))
            return redirect("leaving")
    context: dict[str, Any] = {"section": "leaving", "firm": firm, "may_leave": may_leave, "form": form}
    if firm and may_leave:
        context |= {"name": named(firm.name_zh, firm.name_en), **_under_way(viewer)}
    return render(request, "firm/leaving.html", context)


@login_required
@require_safe
def firm_workbook(request: PageRequest) -> HttpResponse:
    """Return everything that is the firm's own as one workbook."""
    viewer = viewer_of(request)
    if _own(viewer) is None:
        raise Missing("registry.firm_not_found", {"count": 1})
    return download(workbook(firm_sheets(viewer, registry.today())), "firm")


@login_required
@require_safe
def notices(request: PageRequest) -> HttpResponse:
    """List what was told to the reader's firm, the newest first."""
    viewer = viewer_of(request)
    found = post.notices(viewer=viewer)
    rows = notice_rows(found, viewer=viewer)
    context = {"section": "notices", "rows": rows, "unread": sum(one.is_unread for one in rows), "most": post.PAGE}
    return render(request, "firm/notices.html", context)


@login_required
@require_POST
@once
def read_notices(request: PageRequest) -> HttpResponse:
    """Mark what the page shows as read."""
    viewer = viewer_of(request)
    unread = [one.code for one in post.notices(viewer=viewer, unread=True)]
    post.mark_read(unread, viewer=viewer, now=now())
    return redirect("notices")


def _own(viewer: Viewer) -> FirmRecord | None:
    """Return the firm that the reader acts for."""
    if viewer.firm is None or viewer.runs_desks:
        return None
    return next(iter(registry.firms(viewer=viewer)), None)


def _under_way(viewer: Viewer) -> dict[str, Any]:
    """Return what is under way when a firm leaves, and goes on without it."""
    on = registry.today()
    debts, owing = settlement.owed_to_me(viewer=viewer, on=on), settlement.i_owe(viewer=viewer, on=on)
    return {
        "pairs": sum(one.pairs_on_hand for one in depot.stock(viewer=viewer)),
        "owed": Money(sum(one.owed.total_minor for one in debts)),
        "owing": Money(sum(one.owed.total_minor for one in owing)),
    }
