"""Name the request that htmx's middleware has looked at."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    """Hold a request; `htmx` tells whether only a part of the page is asked for."""

    htmx: HtmxDetails
