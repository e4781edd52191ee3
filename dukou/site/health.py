"""Tell a watchman how far seal and outbox lag behind."""

from datetime import UTC, datetime

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from dukou.base.town import TOWN
from dukou.post import door as post
from dukou.provenance import door as provenance

MOST_OPEN_FACTS = 1_000_000
LONGEST_LAG_SECONDS = 900


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 with the lags, or 503 where one is past its limit; no figure of any firm is in it."""
    lags = {
        "facts_waiting": provenance.waiting(viewer=TOWN),
        "outbox_lag_seconds": post.lag_seconds(viewer=TOWN, now=datetime.now(UTC)),
    }
    is_well = lags["facts_waiting"] <= MOST_OPEN_FACTS and lags["outbox_lag_seconds"] <= LONGEST_LAG_SECONDS
    return JsonResponse({"ok": is_well, **lags}, status=200 if is_well else 503)
