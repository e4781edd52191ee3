"""Show the way of a shipment to whoever has its link: no log-in, no names, nothing of other firms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dukou.freight.door import tracking
from dukou.registry import door as registry
from dukou.web.track.way import way


@require_safe
@never_cache
def track(request: HttpRequest, code: str) -> HttpResponse:
    """Show where goods are and when they are likely to arrive; a link that does not stand is not there."""
    shown = tracking.track(code, on=registry.today())
    response = render(request, "track/track.html", way(shown))
    # The address is the key: no other site is told of it, and no search engine keeps it.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
