"""Show awards to the firms they are offered to, let them answer, and say what accepted ones are worth."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from dukou.base.errors import Outcome, Refusal, Refused
from dukou.base.money import line_amount
from dukou.base.viewer import Viewer, require_town
from dukou.mill import models
from dukou.mill.records import AwardRecord, Offer, Overflow
from dukou.mill.rules import declining
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

CHUNK = 10_000
PAGE = 100
T = TypeVar("T")
AWARD_FIELDS = (
    "code",
    "line_id",
    "seller_id",
    "firm_id",
    "group_id",
    "source",
    "pairs",
    "amount_minor",
    "awarded_on",
    "decline_by",
    "due_on",
    "state",
    "agreed_on",
)
OFFER_FIELDS = (
    "code",
    "line_id",
    "firm_id",
    "firm__name_zh",
    "firm__name_en",
    "source",
    "line__sku__style__name_zh",
    "line__sku__style__name_en",
    "line__sku__colour_zh",
    "line__sku__colour_en",
    "line__sku__size",
    "line__sku__style__needle_count",
    "pairs",
    "amount_minor",
    "awarded_on",
    "decline_by",
    "due_on",
    "state",
    "agreed_on",
)


def awards(*, viewer: Viewer, state: str | None = None, count: int = PAGE) -> list[AwardRecord]:
    """Return the newest awards offered to the viewer's firm, all or those in a state; desks see all firms'."""
    rows = _seen(viewer).order_by("-awarded_on", "-id")
    if state is not None:
        rows = rows.filter(state=state)
    return [AwardRecord(*row) for row in rows.values_list(*AWARD_FIELDS)[:count]]


def open_awards(*, viewer: Viewer, count: int = PAGE) -> list[Offer]:
    """Return the awards that wait for an answer of the viewer's firm, the most urgent and dearest first.

    Desks see those of all firms.
    """
    rows = _seen(viewer).filter(state="offered").order_by("decline_by", "-amount_minor", "id")
    return [Offer(*row) for row in rows.values_list(*OFFER_FIELDS)[:count]]


def answered_awards(*, viewer: Viewer, count: int = PAGE) -> list[Offer]:
    """Return the newest awards that the viewer's firm accepted or declined; desks see those of all firms."""
    rows = _seen(viewer).filter(Q(state__in=["accepted", "declined"]) | Q(agreed_on__isnull=False))
    return [Offer(*row) for row in rows.order_by("-awarded_on", "-id").values_list(*OFFER_FIELDS)[:count]]


def overflow(*, viewer: Viewer, count: int = PAGE) -> list[Overflow]:
    """Return the lines that the viewer's firm passes on to others, newest first.

    Whom the town asks is no business of the seller before that firm has accepted.
    """
    rows = models.Award.objects.filter(seller_id=viewer.firm, source="overflow").exclude(state="declined")
    if viewer.firm is None:
        return []
    names = ("line__sku__style__name_zh", "line__sku__style__name_en", "firm__name_zh", "firm__name_en")
    fields = ("line_id", "pairs", "amount_minor", "line__unit_price_e4", "awarded_on", "due_on", "state")
    found = []
    for row in rows.order_by("-awarded_on", "-id").values_list(*names, *fields)[:count]:
        style_zh, style_en, maker_zh, maker_en, line, pairs, amount, price, awarded_on, due_on, state = row
        maker = (maker_zh, maker_en) if state == "accepted" else (None, None)
        whole = line_amount(price, pairs).amount_minor
        found.append(Overflow(line, style_zh, style_en, pairs, amount, whole, awarded_on, due_on, state, *maker))
    return found


def accept_awards(codes: Sequence[str], *, viewer: Viewer, on: date, now: datetime) -> Outcome[str]:
    """Accept awards of the viewer's own firm, each for itself, and return the codes of those that stand.

    An accepted award cannot be declined any more; the next plan makes it a work order. Accepting it again changes
    nothing. Another firm's award does not exist for the viewer.
    """
    done: list[str] = []
    refused: list[Refused] = []
    agreed: dict[str, int] = {}
    with transaction.atomic():
        known = _own(codes, viewer)
        for row, code in enumerate(codes):
            award = known.get(code)
            try:
                if award is None or award.state != "offered" or award.agreed_on is None:
                    declining.require_open(award, on)
            except Refusal as refusal:
                refused.append(Refused(row, refusal))
                continue
            if award and award.agreed_on is None:
                known[code] = replace(award, agreed_on=on)
                agreed[code] = award.line_id
            done.append(code)
        for chunk in _chunks(agreed):
            models.Award.objects.filter(code__in=chunk).update(agreed_on=on)
        facts = [NewFact("mill.award_agreed", code, viewer.firm, {"line": line}, on) for code, line in agreed.items()]
        provenance.append(facts, viewer=viewer, now=now)
    return Outcome(tuple(done), tuple(refused))


def decline_awards(codes: Sequence[str], *, viewer: Viewer, on: date, now: datetime) -> Outcome[str]:
    """Decline awards of the viewer's own firm, each for itself, and return the codes of those declined.

    Another firm's award does not exist for the viewer. One whose deadline has passed, or that was declined before, is
    refused and stays as it is. The line of a declined award is awarded anew by the next plan, not to this firm.
    """
    done: list[str] = []
    refused: list[Refused] = []
    with transaction.atomic():
        known = _own(codes, viewer)
        for row, code in enumerate(codes):
            try:
                declining.require_open(known.get(code), on)
            except Refusal as refusal:
                refused.append(Refused(row, refusal))
                continue
            known[code] = replace(known[code], state="declined")
            done.append(code)
        for chunk in _chunks(done):
            models.Award.objects.filter(code__in=chunk).update(state="declined")
        facts = [NewFact("mill.award_declined", code, viewer.firm, {"line": known[code].line_id}, on) for code in done]
        provenance.append(facts, viewer=viewer, now=now)
    return Outcome(tuple(done), tuple(refused))


def award_amounts(line_ids: Sequence[int], *, viewer: Viewer) -> dict[int, int]:
    """Return, by line, what its seller owes the firm that accepted the award, in minor units."""
    require_town(viewer)
    found: dict[int, int] = {}
    for chunk in _chunks(line_ids):
        rows = models.Award.objects.filter(line_id__in=chunk, state="accepted")
        found.update(rows.values_list("line_id", "amount_minor"))
    return found


def _seen(viewer: Viewer) -> QuerySet[models.Award]:
    """Return the awards offered to the viewer's firm; all for desks."""
    rows = models.Award.objects.all()
    if viewer.runs_desks:
        return rows
    return rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)


def _own(codes: Sequence[str], viewer: Viewer) -> dict[str, AwardRecord]:
    """Return the awards of the viewer's own firm among these, locked until the transaction ends."""
    found: dict[str, AwardRecord] = {}
    if viewer.firm is None:
        return found
    for chunk in _chunks(code for code in codes if declining.is_code(code)):
        rows = models.Award.objects.filter(code__in=chunk, firm_id=viewer.firm).order_by("id").select_for_update()
        found |= {row[0]: AwardRecord(*row) for row in rows.values_list(*AWARD_FIELDS)}
    return found


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
