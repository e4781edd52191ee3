"""Show awards to the firms they are offered to, let them decline, and say what accepted ones are worth."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction

from dukou.base.errors import Outcome, Refusal, Refused
from dukou.base.viewer import Viewer, require_town
from dukou.mill import models
from dukou.mill.records import AwardRecord
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
)


def awards(*, viewer: Viewer, state: str | None = None, count: int = PAGE) -> list[AwardRecord]:
    """Return the newest awards offered to the viewer's firm, all or those in a state; desks see all firms'."""
    rows = models.Award.objects.order_by("-awarded_on", "-id")
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)
    if state is not None:
        rows = rows.filter(state=state)
    return [AwardRecord(*row) for row in rows.values_list(*AWARD_FIELDS)[:count]]


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
