"""Note that somebody asked for a bill that is not his: its owner and the operators are told, the asker learns nothing.

A page asks for this work for every bill that it refuses, whether there is such a bill or not, so that neither its
answer nor the time it takes says which.
"""

import hashlib
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import OPERATOR, Viewer
from dukou.freight import door as freight
from dukou.jobs import door as jobs
from dukou.jobs.records import Json, Lease, NewJob
from dukou.post import door as post
from dukou.post.records import NewNotice
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

NOTE = ("journey", "note_attempt")
NOTICE, FACT = "freight.bill_attempt", "freight.bill_attempted"
LONGEST_CODE, KEY_DIGITS = 16, 16


def ask(load: str, firm: str, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Ask for the attempt to be noted, once for each person, bill and day; who acts for no firm leaves no trace."""
    if viewer.firm is None:
        return
    argument = {"load": _code(load), "firm": _code(firm), "on": str(on)}
    subject = hashlib.sha256(f"{load}\0{firm}\0{viewer.person}\0{on}".encode()).hexdigest()[:KEY_DIGITS]
    jobs.enqueue([NewJob(*NOTE, argument, firm=viewer.firm, key=f"attempt:{subject}")], viewer=viewer, now=now)


def _code(text: str) -> str:
    """Return what can be a code; anything else names nothing."""
    return text[:LONGEST_CODE] if text.isascii() and text.isalnum() else ""


def note(lease: Lease, clock: Callable[[], datetime]) -> Json:
    """Tell the bill's owner and the operators, if there is such a bill; the job's result says nothing either way."""
    load, code, on = (str(lease.argument[name]) for name in ("load", "firm", "on"))
    owner = registry.known_firms([code], viewer=TOWN).get(code)
    try:
        bill = freight.bill(load, firm=owner, viewer=TOWN)
    except Missing:
        return {}
    _tell(bill.load, bill.firm, lease, on, clock())
    return {}


def _tell(load: str, owner: int, lease: Lease, on: str, now: datetime) -> None:
    """Put down notices and facts, once for a job however often it is tried."""
    facts: dict[str, str | int | None] = {"load": load, "on": on}
    to = {owner: facts}
    to |= {desk.id: {**facts, "by": lease.firm} for desk in registry.firms(viewer=TOWN, kinds=[OPERATOR])}
    notices = [NewNotice(firm, NOTICE, its, key=f"{lease.code}:{firm}") for firm, its in to.items()]
    with transaction.atomic():
        if not post.notify(notices, viewer=TOWN, now=now):
            return
        day = date.fromisoformat(on)
        # Who asked is for the town to know; the owner learns that somebody did.
        told = [NewFact(FACT, load, owner, {}, day), NewFact(FACT, load, None, {"by": lease.firm}, day)]
        provenance.append(told, viewer=TOWN, now=now)
