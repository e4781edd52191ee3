"""Decide what becomes of each line that is to be made: its own firm knits it, the town awards it, or it is refused."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from dukou.base.solving import Limit
from dukou.market.records import LineToMake
from dukou.mill.rules.awards import Placement, Terms, award
from dukou.mill.rules.capability import Need, can_knit, cost_ppm, need_of
from dukou.mill.rules.capacity import Capacity
from dukou.mill.rules.lots import Job, jobs, knit_by
from dukou.registry.records import FirmRecord, GroupRecord

NO_MACHINE, NO_CAPACITY = "mill.no_machine", "mill.no_capacity"


@dataclass(frozen=True, slots=True)
class LiveAward:
    """Hold an award that was neither declined nor accepted yet."""

    id: int
    code: str
    line_id: int
    firm: int
    group: int
    source: str
    decline_by: date
    work_ms: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Town:
    """Hold what a plan is made from; `work` is what is under way, as ``(group, due on, milliseconds left)``.

    `declined` names, by line, the firms that would not have it; `agreed`, by order for the town, the only firms that
    its buyer lets knit it; `plans` counts the plans written before this one.
    """

    plans: int
    lines: Sequence[LineToMake]
    groups: Sequence[GroupRecord]
    firms: Sequence[FirmRecord]
    work: Sequence[tuple[int, date, int]]
    live: Sequence[LiveAward]
    declined: Mapping[int, Set[int]]
    agreed: Mapping[int, Set[int]]
    terms: Terms


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold what is decided: awards that became work, own lines, new awards, and lines refused with a reason."""

    accepted: Sequence[tuple[LiveAward, Job]]
    own: Sequence[Placement]
    awarded: Sequence[Placement]
    refused: Sequence[tuple[Job, str]]

    @property
    def decisions(self) -> int:
        """Return how many lines something is decided for."""
        return len(self.accepted) + len(self.own) + len(self.awarded) + len(self.refused)


def source_of(line: LineToMake) -> str:
    """Return why another firm than the seller of record may knit a line."""
    return "town" if line.addressed_to == "town" else "overflow"


def decide(town: Town, *, on: date, limit: Limit) -> Plan:
    """Return the day's plan: earlier orders first on their firm's own machines, what is left awarded all at once."""
    live = {one.line_id: one for one in town.live}
    todo = jobs(town.lines)
    accepted = [
        (live[job.line.line_id], job)
        for job in todo
        if job.line.line_id in live and live[job.line.line_id].decline_by < on
    ]
    todo = [job for job in todo if job.line.line_id not in live]
    capacity = _capacity(town, on)
    own, left = _own(todo, town.groups, capacity)
    gives = {firm.id for firm in town.firms if firm.gives_overflow}
    refused = [(job, reason) for job, reason in left if reason and not _may_pass_on(job.line, gives)]
    to_town = [job for job, reason in left if not reason or _may_pass_on(job.line, gives)]
    takes = {firm.id for firm in town.firms if firm.takes_overflow and firm.kind == "factory"}
    awarded, nobody = award(
        to_town,
        [group for group in town.groups if group.firm in takes],
        capacity,
        barred=_barred(to_town, takes, town),
        terms=town.terms,
        limit=limit,
    )
    return Plan(accepted, own, awarded, [*refused, *nobody])


def _barred(jobs: Sequence[Job], takes: Set[int], town: Town) -> dict[int, Set[int]]:
    """Return, by line, the firms that may not have it: those that declined, and those its buyer did not agree to."""
    found = dict(town.declined)
    for job in jobs:
        if (agreed := town.agreed.get(job.line.order_id)) is not None:
            found[job.line.line_id] = found.get(job.line.line_id, frozenset()) | (takes - agreed)
    return found


def _may_pass_on(line: LineToMake, gives: Set[int]) -> bool:
    """Tell whether buyer and seller let another firm knit what the seller cannot."""
    return line.consents_overflow and line.seller in gives


def _capacity(town: Town, on: date) -> Capacity:
    work = [*town.work, *((one.group, one.due_on, one.work_ms) for one in town.live)]
    last_on = max([line.ready_by_on for line in town.lines], default=on)
    return Capacity(town.groups, on=on, work=work, last_on=max([last_on, *(due_on for _group, due_on, _ms in work)]))


def _own(
    todo: Sequence[Job], groups: Sequence[GroupRecord], capacity: Capacity
) -> tuple[list[Placement], list[tuple[Job, str | None]]]:
    """Place the lines addressed to firms on their own machines; return those left with the reason.

    Lines that the town may award already are left without one.
    """
    of_firm: dict[int, list[GroupRecord]] = defaultdict(list)
    for group in groups:
        of_firm[group.firm].append(group)
    capable: dict[tuple[int, Need], list[GroupRecord]] = {}
    placed: list[Placement] = []
    left: list[tuple[Job, str | None]] = []
    for job in todo:
        if job.line.state == "offered" or job.line.addressed_to == "town":
            left.append((job, None))
            continue
        key = job.line.seller, need_of(job.line)
        if key not in capable:
            capable[key] = [group for group in of_firm[key[0]] if can_knit(group, key[1])]
        best = _best(job, capable[key], capacity)
        if best is None:
            left.append((job, NO_CAPACITY if capable[key] else NO_MACHINE))
            continue
        due_on = knit_by(job.line, integrated=best.integrated)
        capacity.take(best.id, capacity.day(due_on), job.work_ms)
        placed.append(Placement(job, best, due_on))
    return placed, left


def _best(job: Job, capable: Sequence[GroupRecord], capacity: Capacity) -> GroupRecord | None:
    """Return the group with room that suits a line best, and of equals the one with most room."""
    need = need_of(job.line)
    days = [capacity.day(knit_by(job.line, integrated=integrated)) for integrated in (False, True)]
    rooms = [(group, capacity.room_ms(group.id, days[group.integrated])) for group in capable]
    fitting = [(cost_ppm(group, need), -room, group.id, group) for group, room in rooms if room >= job.work_ms]
    return min(fitting)[3] if fitting else None
