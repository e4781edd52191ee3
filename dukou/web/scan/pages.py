"""Let people scan on a phone, with or without a link, and take what their phones kept."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dukou.base.errors import Refusal
from dukou.files import door as files
from dukou.journey.scans import replay
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.scan.sent import scans_in
from dukou.web.words import floor
from dukou.web.words import scans as w

KEPT_STATICS = (
    "tabler/css/tabler.min.css",
    "dukou/dukou.css",
    "dukou/frame.css",
    "dukou/kit.css",
    "dukou/scan/scan.css",
    "htmx/htmx.min.js",
    "dukou/drafts.js",
    "dukou/keys.js",
    "dukou/scan/queue.js",
    "dukou/scan/scan.js",
    "dukou/ferry.svg",
)
ACTS = ("seen", "damaged", "opened", "loaded")
# What only the dock's desk may note.
DOCK_ACTS = ("returned", "parcel")


@login_required
@require_safe
@never_cache
def scan(request: HttpRequest) -> HttpResponse:
    """Show the scanning page of whoever has logged in."""
    viewer = viewer_of(request)
    context = _words() | {"section": "scan", "person": viewer.person, "firm": viewer.firm or ""}
    context["desk"] = 1 if viewer.runs_desks else 0
    return _with_reader(request, "scan/scan.html", context)


@require_safe
@never_cache
def shell(request: HttpRequest) -> HttpResponse:
    """Return the scanning page of nobody, which a phone keeps and shows where there is no link."""
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(language):
        return _with_reader(request, "scan/shell.html", _words())


@require_POST
def take(request: HttpRequest) -> JsonResponse:
    """Take scans that a phone sends; each is kept once under its key, however often it is sent."""
    viewer = viewer_of(request)
    if viewer.person is None:
        return JsonResponse({"code": "log_in"}, status=401)
    try:
        person, rows = scans_in(request.body)
    except ValueError:
        return JsonResponse({"code": "bad_request"}, status=400)
    if person != viewer.person:
        # The phone holds scans of somebody who used it before: they wait for him.
        return JsonResponse({"code": "another_person"}, status=409)
    outcome = replay(rows, viewer=viewer, on=registry.today(), now=now())
    refused = [{"key": rows[one.row].key, "words": words.sentence(one.refusal)} for one in outcome.refused]
    return JsonResponse({"done": list(outcome.done), "refused": refused})


@require_POST
def picture(request: HttpRequest) -> JsonResponse:
    """Keep a picture that a phone took for a scan, and return under which code."""
    viewer = viewer_of(request)
    if viewer.person is None:
        return JsonResponse({"code": "log_in"}, status=401)
    try:
        content = request.body
        kept = files.store(content, purpose="returns", firm=viewer.firm, viewer=viewer, now=now())
    except RequestDataTooBig:
        return JsonResponse({"code": "too_large"}, status=413)
    except Refusal as refusal:
        return JsonResponse({"words": words.sentence(refusal)}, status=422)
    return JsonResponse({"code": kept.code})


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, so that it stands before every page."""
    statics = [static(name) for name in KEPT_STATICS]
    version = sha256("".join(statics).encode()).hexdigest()[:16]
    context = {"statics": statics, "queue": static("dukou/scan/queue.js"), "version": version}
    response = render(request, "scan/sw.js", context, content_type="text/javascript")
    response["Service-Worker-Allowed"] = "/"
    return response


def _with_reader(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render a page that may run WebAssembly: the library that reads barcodes where a browser cannot is that."""
    page: Callable[[HttpRequest], HttpResponse] = csp_update({"script-src": ["'wasm-unsafe-eval'"]})(
        lambda request: render(request, template, context)
    )
    return page(request)


def _words() -> dict[str, Any]:
    return {
        "acts": [(act, w.ACTS[act]) for act in ACTS],
        "dock_acts": [(act, w.ACTS[act]) for act in DOCK_ACTS],
        "operations": list(floor.OPERATIONS.items()),
        "shifts": list(floor.SHIFTS.items()),
        "reader": static("barcode/ponyfill.js"),
        "reader_wasm": static("barcode/zxing_reader.wasm"),
    }
