"""Show the parts and the words of all pages, and answer what parts ask for: kept views, how work goes on, pictures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dukou.files import door as files
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.kit import samples
from dukou.web.kit.words import glossary_table
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import half_width
from dukou.web.parts.once import once
from dukou.web.parts.progress import progress
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import table_page

SHOWN_IN_PLACE = ("image/png", "image/jpeg", "image/webp")


@require_http_methods(["GET", "HEAD", "POST"])
@once
def parts(request: PageRequest) -> HttpResponse:
    """Show every part in every state; its form acts on nothing."""
    form = samples.SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("Taken. On this page nothing is kept."))
        return redirect("parts")
    tables = samples.full_table(request), samples.empty_table(request)
    shown = {**samples.context(), "section": "parts", "form": form, "empty_table": tables[1]}
    return table_page(request, "kit/parts.html", shown, *tables)


@require_safe
def glossary(request: PageRequest) -> HttpResponse:
    """Show the field's words in both languages, with what they are called in code."""
    return table_page(request, "kit/glossary.html", {"section": "glossary"}, glossary_table(request))


@login_required
@require_POST
@once
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters and the order of a table under a name, and go back to the table."""
    name, query = half_width(request.POST.get("name", "")).strip(), request.POST.get("query", "")
    registry.save_view(request.POST.get("table", ""), name, query, viewer=viewer_of(request), now=now())
    return _back(request)


@login_required
@require_POST
def retire_view(request: HttpRequest, code: str) -> HttpResponse:
    """Let a kept view go, and go back to the table."""
    registry.retire_view(code, viewer=viewer_of(request), now=now())
    return _back(request)


@login_required
@require_safe
def job_progress(request: HttpRequest, code: str) -> HttpResponse:
    """Show how work goes on; at its end the page around it is shown anew."""
    job = progress(code, viewer=viewer_of(request))
    response = render(request, "parts/progress.html", {"job": job})
    if job.ended_at:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_safe
def kept_file(request: HttpRequest, code: str) -> HttpResponse:
    """Show a picture or hand out a paper of the viewer's firm; any other does not exist."""
    opened = files.read(code, viewer=viewer_of(request))
    response = HttpResponse(opened.content, content_type=opened.ref.media_type)
    if opened.ref.media_type not in SHOWN_IN_PLACE:
        response["Content-Disposition"] = "attachment"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _back(request: HttpRequest) -> HttpResponse:
    """Go back to where the form stood; nowhere outside the house."""
    there = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return redirect(there if is_ours else "/")
