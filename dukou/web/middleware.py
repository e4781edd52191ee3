"""Give every request an id and a viewer."""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.registry import door as registry
from dukou.web.tracing import request_id as current_request

GetResponse = Callable[[HttpRequest], HttpResponse]
ACTING_FIRM = "acting_firm"
KNOWN_VIEWER = "dukou.viewer"
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_id(get_response: GetResponse) -> GetResponse:
    """Take the caller's X-Request-ID if it is well formed, else make one; logs and facts carry it."""

    def respond(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        value = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        token = current_request.set(value)
        try:
            response = get_response(request)
        finally:
            current_request.reset(token)
        response["X-Request-ID"] = value
        return response

    return respond


def viewer_of(request: HttpRequest) -> Viewer:
    """Return the viewer behind a request: the person, and the firm chosen in this session; looked up once a request."""
    # A request that was refused at the threshold has nobody yet.
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return ANONYMOUS
    asked = (person.pk, request.session.get(ACTING_FIRM))
    known: tuple[object, Viewer] | None = request.META.get(KNOWN_VIEWER)
    if known is None or known[0] != asked:
        person_id, firm_id = asked
        viewer = registry.viewer_for(person_id=person_id, firm_id=firm_id, request_id=current_request.get())
        known = (asked, viewer)
        request.META[KNOWN_VIEWER] = known
    return known[1]
