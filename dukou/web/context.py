"""Give every template what the frame of a page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from dukou.web.parts.nav import frame


def town(request: HttpRequest) -> dict[str, Any]:
    """Return whether this town is a demo (the banner says so), where the reader is, and what stands around the page.

    The frame is looked up only by a template that shows it: a part that htmx asks for has none.
    """
    return {
        "is_demo": settings.DUKOU_DEMO,
        "here": request.get_full_path(),
        "frame": SimpleLazyObject(lambda: frame(request)),
    }
