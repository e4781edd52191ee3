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
    """Return the viewer behind a request: the person, and the firm chosen in this session."""
    person = request.user
    if not person.is_authenticated:
        return ANONYMOUS
    return registry.viewer_for(
        person_id=person.pk, firm_id=request.session.get(ACTING_FIRM), request_id=current_request.get()
    )
