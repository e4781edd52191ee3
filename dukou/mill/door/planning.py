"""Plan the day: read the town, think, and write what was decided if no other plan was written meanwhile."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import BigIntegerField, ExpressionWrapper, F, Sum
from django.db.models.functions import Cast

from dukou.base.ids import new_code
from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.market.door import steps as market
from dukou.market.door.orders import consented_firms
from dukou.market.records import LineToMake
from dukou.mill import models
from dukou.mill.rules.awards import Placement, Terms, amount_minor, award_minor
from dukou.mill.rules.lots import Job
from dukou.mill.rules.planning import LiveAward, Plan, Town, decide, source_of
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

CHUNK = 2_000
LIVE = ("id", "code", "line_id", "firm_id", "group_id", "source", "decline_by", "work_ms", "due_on")
PIECES_LEFT = Cast(F("pieces_to_make") - F("pieces_made"), BigIntegerField())
WORK_LEFT = ExpressionWrapper(PIECES_LEFT * F("cycle_ms"), output_field=BigIntegerField())
# Written without model instances: the town's year has a quarter of a million of each.
WORK_ORDER = (
    "INSERT INTO mill_workorder (code, line_id, firm_id, group_id, source, pairs, planned_on, due_on)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
LOT = (
    "INSERT INTO mill_lot (code, line_id, work_order_id, firm_id, group_id, family, pairs, cycle_ms, due_on, draw,"
    " pieces_to_make, pieces_to_lose, pieces_made, pieces_lost, pairs_good, pairs_passed, state)"
    " VALUES (%s, %s, (SELECT id FROM mill_workorder WHERE line_id = %s), %s, %s, %s, %s, %s, %s, %s, %s, %s,"
    " 0, 0, 0, 0, 'waiting')"
)
AWARD = (
    "INSERT INTO mill_award (code, line_id, seller_id, firm_id, group_id, source, pairs, amount_minor, awarded_on,"
    " decline_by, work_ms, due_on, state) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'offered')"
)
# A line with its work, and who knits it where, until when and why.
Given = tuple[Job, int, int, date, str]


def plan(*, on: date, limit: Limit, viewer: Viewer, now: datetime) -> int:
    """Decide what becomes of each open line and each award past its deadline; return how many were decided.

    Lines stay with the firm they are addressed to if its machines can knit them in time. Others, where buyer and firm
    consent, and those for the town are awarded to firms that take such work and may decline until the day ends; the
    rest is refused. All of a plan is written, or nothing; planning again finds nothing left to decide.

    Parameters
    ----------
    limit
        Effort of the engine that awards.
    """
    require_town(viewer)
    # A plan that another one overtook is made again from what that one left.
    while (town := _read(on, viewer)).lines:
        decided = decide(town, on=on, limit=limit)
        if not decided.decisions or _write(decided, town, on, viewer, now):
            return decided.decisions
    return 0


def work_under_way() -> list[tuple[int, date, int]]:
    """Return the machine time that open lots still need, by group and date."""
    rows = models.Lot.objects.filter(state__in=["waiting", "knitting"]).values_list("group_id", "due_on")
    return list(rows.annotate(work_ms=Sum(WORK_LEFT)).order_by("group_id", "due_on"))


def _read(on: date, viewer: Viewer) -> Town:
    planner, _ = models.Planner.objects.get_or_create(pk=1)
    lines = market.lines_to_plan(viewer=viewer)
    if not lines:
        return Town(planner.plans, (), (), (), (), (), {}, {}, Terms(0, 0))
    limits = registry.limits(on=on)
    return Town(
        plans=planner.plans,
        lines=lines,
        groups=registry.machine_groups(viewer=viewer),
        firms=registry.firms(viewer=viewer),
        work=work_under_way(),
        live=_live(),
        declined=_declined(),
        agreed=_agreed(lines, viewer),
        terms=Terms(limits["mill.machine_hour_minor"], limits["mill.overflow_margin"]),
    )


def _live() -> list[LiveAward]:
    """Return the awards that were neither declined nor accepted yet, oldest first."""
    rows = models.Award.objects.filter(state="offered").order_by("id")
    return [LiveAward(*row) for row in rows.values_list(*LIVE)]


def _declined() -> dict[int, set[int]]:
    """Return the firms that declined a line that is still offered, by line."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = models.Award.objects.filter(state="declined", line__state="offered").values_list("line_id", "firm_id")
    for line, firm in rows:
        found[line].add(firm)
    return found


def _agreed(lines: Sequence[LineToMake], viewer: Viewer) -> dict[int, frozenset[int]]:
    """Return, by order for the town, the firms whose sites its buyer agreed to; others are left out."""
    return consented_firms(sorted({line.order_id for line in lines if line.addressed_to == "town"}), viewer=viewer)


def _write(decided: Plan, town: Town, on: date, viewer: Viewer, now: datetime) -> bool:
    """Write a plan, all or nothing, and tell whether it was written: not if another one was since it was read."""
    with transaction.atomic():
        if not models.Planner.objects.filter(pk=1, plans=town.plans).update(plans=F("plans") + 1):
            return False
        accepted = _accept([one for one, _job in decided.accepted])
        given: list[Given] = [(one.job, one.group.firm, one.group.id, one.due_on, "own") for one in decided.own]
        given += [
            (job, one.firm, one.group, one.due_on, one.source) for one, job in decided.accepted if one.id in accepted
        ]
        facts = [
            NewFact("mill.award_accepted", one.code, one.firm, {"line": one.line_id}, on)
            for one, _job in decided.accepted
            if one.id in accepted
        ]
        facts += _give(given, on)
        market.mark_planned([(job.line.line_id, firm, source) for job, firm, *_rest, source in given], viewer=viewer)
        facts += _offer(decided.awarded, town.terms, on)
        market.mark_offered([one.job.line.line_id for one in decided.awarded], viewer=viewer)
        market.refuse_lines([(job.line.line_id, reason) for job, reason in decided.refused], viewer=viewer)
        _refuse(decided.refused, on)
        provenance.append(facts, viewer=viewer, now=now)
    return True


def _refuse(refused: Sequence[tuple[Job, str]], on: date) -> None:
    """Keep when and why lines were refused."""
    models.RefusedLine.objects.bulk_create(
        [
            models.RefusedLine(
                line_id=job.line.line_id,
                seller_id=job.line.seller,
                reason=reason,
                pairs=job.line.pairs,
                amount_minor=amount_minor(job),
                on=on,
            )
            for job, reason in refused
        ],
        batch_size=CHUNK,
    )


def _accept(expired: Sequence[LiveAward]) -> set[int]:
    """Accept the awards that nobody declined at the last moment, and return their keys."""
    accepted: set[int] = set()
    for start in range(0, len(expired), CHUNK):
        keys = [one.id for one in expired[start : start + CHUNK]]
        rows = models.Award.objects.filter(id__in=keys, state="offered")
        accepted.update(rows.order_by("id").select_for_update().values_list("id", flat=True))
        rows.update(state="accepted")
    return accepted


def _give(given: Sequence[Given], on: date) -> list[NewFact]:
    """Write work orders with their lots and return the facts."""
    codes = [new_code() for _one in given]
    orders = [
        (code, job.line.line_id, firm, group, source, job.line.pairs, on, due_on)
        for code, (job, firm, group, due_on, source) in zip(codes, given, strict=True)
    ]
    lots = [_lot_row(*one) for one in given]
    with connection.cursor() as cursor:
        cursor.executemany(WORK_ORDER, orders)
        cursor.executemany(LOT, lots)
    return [
        NewFact(
            "mill.work_order_given",
            code,
            firm,
            {"line": line, "pairs": pairs, "source": source, "due_on": str(due_on)},
            on,
        )
        for code, line, firm, _group, source, pairs, _on, due_on in orders
    ]


def _lot_row(job: Job, firm: int, group: int, due_on: date, _source: str) -> tuple[int | str | date, ...]:
    line = job.line
    key = (new_code(), line.line_id, line.line_id, firm, group, line.family, line.pairs, line.cycle_ms, due_on)
    return (*key, line.draw, job.pieces_to_make, job.pieces_to_lose)


def _offer(placements: Sequence[Placement], terms: Terms, on: date) -> list[NewFact]:
    """Write awards that may be declined until the day ends, and return the facts."""
    rows = [(new_code(), one, award_minor(one.job, terms)) for one in placements]
    with connection.cursor() as cursor:
        cursor.executemany(AWARD, [_award_row(code, one, amount, on) for code, one, amount in rows])
    return [
        NewFact(
            "mill.award_offered",
            code,
            one.group.firm,
            {"line": one.job.line.line_id, "pairs": one.job.line.pairs, "amount_minor": amount, "decline_by": str(on)},
            on,
        )
        for code, one, amount in rows
    ]


def _award_row(code: str, one: Placement, amount_minor: int, on: date) -> tuple[int | str | date, ...]:
    line = one.job.line
    who = (line.line_id, line.seller, one.group.firm, one.group.id, source_of(line))
    return (code, *who, line.pairs, amount_minor, on, on, one.job.work_ms, one.due_on)
