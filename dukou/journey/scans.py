"""Send what a phone scanned to the room that it concerns: the dock's to returns, hand-overs to the mill, and the rest.

The rest is the depot's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dukou.base.errors import Missing, Outcome, Refused
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.depot.records import NewScan
from dukou.mill import door as mill
from dukou.mill.records import NewHandOver
from dukou.returns.door import dock
from dukou.returns.records.dock import NewDockScan

DOCK = "returns"


@dataclass(frozen=True, slots=True)
class SentScan:
    """Hold a scan as a phone sends it; a hand-over, or the undo of one, also names operation, worker and shift.

    What the dock takes in, or the undo of it, names `room`; of a parcel it has weight, the text of a label inside, the
    last digits of the sender's telephone number, and the code of a picture.
    """

    key: str
    act: str
    code: str
    at: datetime
    pairs: int | None = None
    undoes: str | None = None
    operation: str = ""
    worker: int = 0
    shift: str = "day"
    room: str = ""
    grams: int | None = None
    lot: str = ""
    phone: str = ""
    picture: str = ""


def replay(scans: Sequence[SentScan], *, viewer: Viewer, on: date, now: datetime) -> Outcome[str]:
    """Bring scans to their rooms, each for itself, and return the keys of those that are kept, however often sent."""
    docked = [row for row, one in enumerate(scans) if one.room == DOCK]
    handed = [row for row, one in enumerate(scans) if one.operation and one.room != DOCK]
    others = [row for row, one in enumerate(scans) if not one.operation and one.room != DOCK]
    done: list[str] = []
    refused: list[Refused] = []
    if others:
        kept = depot.record_scans([_scan(scans[row]) for row in others], viewer=viewer, now=now)
        done += [one.key for one in kept.done]
        refused += [Refused(others[one.row], one.refusal) for one in kept.refused]
    if handed:
        given = mill.hand_over([_hand_over(scans[row]) for row in handed], viewer=viewer, now=now)
        done += given.done
        refused += [Refused(handed[one.row], one.refusal) for one in given.refused]
    if docked:
        taken, turned_down = _docked([scans[row] for row in docked], viewer, on, now)
        done += taken
        refused += [Refused(docked[one.row], one.refusal) for one in turned_down]
    return Outcome(tuple(done), tuple(sorted(refused, key=lambda one: one.row)))


def _docked(
    scans: Sequence[SentScan], viewer: Viewer, on: date, now: datetime
) -> tuple[tuple[str, ...], Sequence[Refused]]:
    """Bring scans to the dock; who does not work there is refused each of them."""
    new = [
        NewDockScan(
            one.key, one.act, one.code, one.at, one.pairs, one.grams, one.lot, one.phone, one.picture, one.undoes
        )
        for one in scans
    ]
    try:
        found = dock.receive(new, viewer=viewer, on=on, now=now)
    except Missing as missing:
        return (), [Refused(row, missing) for row in range(len(scans))]
    return found.done, found.refused


def _scan(one: SentScan) -> NewScan:
    return NewScan(one.key, one.act, one.code, one.at, one.pairs, one.undoes)


def _hand_over(one: SentScan) -> NewHandOver:
    code = one.code.strip().lower()
    return NewHandOver(one.key, code, one.operation, one.worker, one.pairs or 0, one.shift, one.undoes or "")
