"""Prove that nothing was lost, oversold, overcharged or paid twice.

The audit reads the tables with SQL of its own and calls no door, so that a door that adds up wrongly is
found out. Each law is a query that returns the rows that break it; an honest town returns none.
"""

from dataclasses import dataclass, field

from django.db import connection

from dukou.journey.audit import (
    abroad,
    asking,
    books,
    cases,
    dock,
    facts,
    faults,
    freight,
    goods,
    makers,
    market,
    money,
    pairs,
    placing,
    planning,
    rounds,
    sharing,
    stowing,
    told,
    tracking,
)
from dukou.journey.audit.law import Law

ROOMS = (
    market,
    makers,
    pairs,
    goods,
    abroad,
    freight,
    planning,
    sharing,
    stowing,
    rounds,
    tracking,
    cases,
    asking,
    dock,
    placing,
    faults,
    money,
    books,
    told,
    facts,
)
LAWS: tuple[Law, ...] = tuple(law for room in ROOMS for law in room.LAWS)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """Name a broken law, how many rows break it, and the first of them."""

    law: str
    rows: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditResult:
    """Report the broken laws and the town's totals."""

    laws: int
    faults: tuple[Fault, ...]
    figures: dict[str, int] = field(default_factory=dict)


def audit() -> AuditResult:
    """Check every law over the whole town and return what breaks it, with totals to compare towns by."""
    faults = [fault for law in LAWS if (fault := _fault(law))]
    faults += [Fault(law, 1, (text,)) for law, text in facts.unproven()]
    return AuditResult(laws=len(LAWS) + len(facts.PROOFS), faults=tuple(faults), figures=figures())


def figures() -> dict[str, int]:
    """Return totals that depend on what happened in town, not on when the computer did it."""
    with connection.cursor() as cursor:
        found = {}
        for name, sql in (*pairs.FIGURES, *freight.FIGURES, *money.FIGURES, *facts.FIGURES):
            cursor.execute(sql)
            found[name] = int(cursor.fetchone()[0] or 0)
        return found


def _fault(law: Law) -> Fault | None:
    with connection.cursor() as cursor:
        cursor.execute(law.query(connection.vendor))
        rows = cursor.fetchall()
    if not rows:
        return None
    return Fault(law.name, len(rows), tuple(" ".join(map(str, row)) for row in rows[:SHOWN]))
