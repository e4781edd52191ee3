"""Let a form that is sent twice act once: the second answer is the first one's."""

import time
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

FIELD = "once"
KEPT_SECONDS = 24 * 60 * 60
# How long the second sender waits for the first one's answer, and how often he looks.
LONGEST_WAIT_SECONDS, LOOK_SECONDS = 8.0, 0.1
PENDING = ""
View = TypeVar("View", bound=Callable[..., HttpResponse])


def once(view: View) -> View:
    """Answer a POST that bears a known token of `{% once_field %}` as the first one was answered.

    Only an answer that leads on (a redirect) is kept: a form that was refused may be mended and sent again.
    """

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = request.POST.get(FIELD, "") if request.method == "POST" else ""
        if not token:
            return view(request, *args, **kwargs)
        key = _key(request, token)
        if not cache.add(key, PENDING, KEPT_SECONDS):
            return redirect(_first_answer(key) or request.get_full_path())
        try:
            response = view(request, *args, **kwargs)
        except BaseException:
            cache.delete(key)
            raise
        where = response.get("Location") or response.get("HX-Redirect")
        if where:
            cache.set(key, where, KEPT_SECONDS)
        else:
            cache.delete(key)
        return response

    return cast(View, respond)


def _key(request: HttpRequest, token: str) -> str:
    """Return the name of this sending: a token counts for one person at one address."""
    return "once:" + sha256(repr((request.user.pk, request.path, token)).encode()).hexdigest()


def _first_answer(key: str) -> str:
    """Return where the first sending led; the address is empty while it is still at work, or has failed."""
    last = time.monotonic() + LONGEST_WAIT_SECONDS
    while (where := cache.get(key)) == PENDING and time.monotonic() < last:
        time.sleep(LOOK_SECONDS)
    return str(where or PENDING)
