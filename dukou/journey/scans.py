"""Send what a phone scanned to the room that it concerns: hand-overs to the mill, everything else to the depot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dukou.base.errors import Outcome, Refused
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.depot.records import NewScan
from dukou.mill import door as mill
from dukou.mill.records import NewHandOver

HANDED = "handed"


@dataclass(frozen=True, slots=True)
class SentScan:
    """Hold a scan as a phone sends it; a hand-over, or the undo of one, also names operation, worker and shift."""

    key: str
    act: str
    code: str
    at: datetime
    pairs: int | None = None
    undoes: str | None = None
    operation: str = ""
    worker: int = 0
    shift: str = "day"


def replay(scans: Sequence[SentScan], *, viewer: Viewer, now: datetime) -> Outcome[str]:
    """Bring scans to their rooms, each for itself, and return the keys of those that are kept, however often sent."""
    handed = [row for row, one in enumerate(scans) if one.operation]
    others = [row for row, one in enumerate(scans) if not one.operation]
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
    return Outcome(tuple(done), tuple(sorted(refused, key=lambda one: one.row)))


def _scan(one: SentScan) -> NewScan:
    return NewScan(one.key, one.act, one.code, one.at, one.pairs, one.undoes)


def _hand_over(one: SentScan) -> NewHandOver:
    code = one.code.strip().lower()
    return NewHandOver(one.key, code, one.operation, one.worker, one.pairs or 0, one.shift, one.undoes or "")
