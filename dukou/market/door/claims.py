"""Open the claims: a buyer says what is wrong with goods that he got, and the returns desk takes them back."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.market import models, rules
from dukou.market.records import ClaimableLine, ClaimRecord, NewClaim
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry

MOST = 200
CLAIMABLE_FIELDS = (
    "number",
    "sku__style__name_zh",
    "sku__style__name_en",
    "sku__colour_zh",
    "sku__colour_en",
    "sku__size",
)
FIELDS = (
    "id",
    "line__order__code",
    "line_id",
    "line__number",
    "line__sku__style__name_zh",
    "line__sku__style__name_en",
    "line__sku__colour_zh",
    "line__sku__colour_en",
    "line__sku__size",
    "pairs",
    "reason",
    "wish",
    "picture",
    "claimed_on",
    "state",
    "detail",
)


def claims(*, viewer: Viewer, order_code: str = "", only_open: bool = False) -> list[ClaimRecord]:
    """Return the claims of the viewer's orders, as buyer or as seller, the last ones first; desks see all.

    At most `MOST`. One is open until the returns desk has taken it in hand.
    """
    rows = models.ReturnRequest.objects.filter(claimed_on__isnull=False)
    if not viewer.runs_desks:
        if viewer.firm is None:
            return []
        rows = rows.filter(Q(line__buyer_id=viewer.firm) | Q(line__seller_id=viewer.firm))
    if order_code:
        rows = rows.filter(line__order__code=order_code) if rules.is_plain(order_code) else rows.none()
    if only_open:
        rows = rows.filter(state="waiting")
    return [ClaimRecord(*row) for row in rows.order_by("-id").values_list(*FIELDS)[:MOST]]


def claimable(order_code: str, *, viewer: Viewer) -> list[ClaimableLine]:
    """Return the lines of an order of which the viewer's firm, as its buyer, can claim something; at most `MOST`."""
    if viewer.firm is None or not rules.is_plain(order_code):
        raise Missing("market.order_not_found")
    rows = models.Line.objects.filter(order__code=order_code, buyer_id=viewer.firm).exclude(state="imported")
    if not rows.exists():
        raise Missing("market.order_not_found")
    waiting = models.ReturnRequest.objects.filter(line=OuterRef("pk"), claimed_on__isnull=False, state="waiting")
    claimed = waiting.values("line").annotate(pairs=Sum("pairs")).values("pairs")
    left = F("delivered_pairs") - F("returned_pairs") - Coalesce(Subquery(claimed), 0)
    found = rows.filter(state="delivered").annotate(left=left).filter(left__gt=0).order_by("number")
    return [ClaimableLine(*row) for row in found.values_list(*CLAIMABLE_FIELDS, "left")[:MOST]]


def file_claim(order_code: str, new: NewClaim, *, request_key: str, viewer: Viewer, now: datetime) -> int:
    """Claim part of a delivered line, as its buyer, and return the claim's key; sent twice it is claimed once.

    The returns desk takes it in hand on the town's next day. Refused where more is claimed than was delivered and has
    neither come back nor been claimed already, and where the published days for claims are over.
    """
    rules.require_claim(new, request_key)
    today = registry.today()
    line = _line(order_code, new.line_number, viewer)
    if (filed := _filed(line, request_key)) is not None:
        return filed
    try:
        with transaction.atomic():
            row = models.Line.objects.select_for_update(of=("self",)).get(pk=line)
            if row.delivered_on is None:
                raise Refusal("market.not_delivered")
            rules.require_claim_in_time(row.delivered_on, registry.limits(on=today), today)
            waiting = models.ReturnRequest.objects.filter(line_id=line, claimed_on__isnull=False, state="waiting")
            claimed = waiting.aggregate(pairs=Sum("pairs"))["pairs"] or 0
            left = row.delivered_pairs - row.returned_pairs - claimed
            if new.pairs > left:
                raise Refusal("market.claim_too_large", {"pairs": new.pairs, "left": left})
            made = models.ReturnRequest.objects.create(
                line=row,
                pairs=new.pairs,
                # It begins on the town's next day.
                lag_days=(today + timedelta(days=1) - row.delivered_on).days,
                claimed_on=today,
                reason=new.reason,
                detail=new.detail or None,
                wish=new.wish,
                picture=new.picture or None,
                request_key=request_key or None,
            )
            payload: Payload = {"line": row.number, "pairs": new.pairs, "reason": new.reason, "wish": new.wish}
            fact = NewFact("market.claim_filed", order_code, row.seller_id, payload, today)
            provenance.append([fact], viewer=viewer, now=now)
    except IntegrityError:
        # Somebody else filed it between the look and the write.
        if (filed := _filed(line, request_key)) is not None:
            return filed
        raise
    return made.pk


def _line(order_code: str, number: int, viewer: Viewer) -> int:
    """Return the key of a line that the viewer's firm bought; for everyone else it does not exist."""
    if viewer.firm is None or not rules.is_plain(order_code):
        raise Missing("market.order_not_found")
    rows = models.Line.objects.filter(order__code=order_code, number=number, buyer_id=viewer.firm)
    key = rows.exclude(state="imported").values_list("id", flat=True).first()
    if key is None:
        raise Missing("market.order_not_found")
    return key


def _filed(line: int, request_key: str) -> int | None:
    """Return the key of the claim that was filed under this request key."""
    if not request_key:
        return None
    rows = models.ReturnRequest.objects.filter(line_id=line, request_key=request_key)
    return rows.values_list("id", flat=True).first()
