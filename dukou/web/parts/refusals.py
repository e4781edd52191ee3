"""Answer a refusal as a page or as JSON, in the reader's language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from dukou.base.errors import Missing, Refusal
from dukou.web import words

GetResponse = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Turn a refusal that a page did not answer itself into 404 (it does not exist) or 422 (it is not possible)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        """Answer a refusal; anything else is a bug and goes on."""
        if not isinstance(raised, Refusal):
            return None
        status = 404 if isinstance(raised, Missing) else 422
        if request.path.startswith("/api/"):
            return JsonResponse({"code": raised.code, "words": words.sentence(raised)}, status=status)
        return render(request, "refused.html", {"words": words.sentence(raised), "status": status}, status=status)
