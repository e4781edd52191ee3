"""Show background work: what was asked for, how far it is, and what came of it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dukou.base.errors import Missing
from dukou.jobs import door as jobs
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.work.shown import shown


@login_required
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """Show the newest work of the viewer's firm."""
    rows = [shown(one) for one in jobs.list_jobs(viewer=viewer_of(request))]
    empty = {
        "title": _("No work in the background."),
        "hint": _("What takes longer than a page may appears here, and goes on while you are away."),
    }
    return render(request, "work/work.html", {"section": "work", "rows": rows, "empty": empty})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, code: str) -> HttpResponse:
    """Show one piece of work and what came of it, and ask it to stop; for another firm it does not exist."""
    viewer = viewer_of(request)
    if request.method == "POST":
        jobs.ask_stop([code], viewer=viewer, now=now())
        return redirect("job", code)
    found = jobs.list_jobs(viewer=viewer, codes=[code])
    if not found:
        raise Missing("jobs.job_not_found")
    return render(request, "work/job.html", {"section": "work", "job": shown(found[0])})
