"""Give every template what the frame of a page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def town(request: HttpRequest) -> dict[str, Any]:
    """Return whether this town is a demo (the banner says so) and where the reader is (to come back to)."""
    return {"is_demo": settings.DUKOU_DEMO, "here": request.get_full_path()}
