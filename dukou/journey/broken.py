"""Break a copy of the town on purpose and let the audit find it: one carton vanishes, and a law names its lot.

The town itself is only read. The copy lies in the town's data folder while it is audited, and is deleted afterwards.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from dukou.base.draws import stable_key
from dukou.base.errors import Refusal
from dukou.base.ids import sscc
from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.jobs import door as jobs
from dukou.jobs.records import Json, Lease, NewJob

BREAK = ("journey", "break_copy")
LEASE_SECONDS = 120
LONGEST_AUDIT_SECONDS = 100
FOLDER, DATABASE = "broken", "town.sqlite3"
# Cartons on the shelf: those of the asker's firm first, then the town's own, then any; of long runs before short ones.
ON_THE_SHELF = """
    SELECT r.id, r.prefix, r.serial_first, r.count, r.pairs_per_carton, r.pairs_last, t.id, t.code
    FROM depot_cartonrun r JOIN mill_lot t ON t.id = r.lot_id JOIN market_line l ON l.id = t.line_id
    JOIN depot_stock s ON s.lot_id = t.id JOIN registry_firm f ON f.id = s.owner_id
    WHERE s.pairs_on_hand > 0
    ORDER BY CASE WHEN :firm IN (l.seller_id, l.buyer_id) THEN 0 WHEN f.kind = 'trader' THEN 1 ELSE 2 END,
      r.count = 1, r.id DESC
    LIMIT 10
"""
Phase = Callable[[int, str], bool]


@dataclass(frozen=True, slots=True)
class Carton:
    """Hold the carton that vanishes: the last one of its lot's run."""

    run: int
    left: int
    pairs_per_carton: int
    pairs: int
    sscc: str
    lot: int
    lot_code: str


def ask(*, viewer: Viewer, now: datetime) -> str:
    """Ask for a copy to be broken, and return the job's code; a person has one such job at a time."""
    if viewer.firm is None:
        raise Refusal("journey.no_firm")
    return jobs.enqueue_alone(NewJob(*BREAK, firm=viewer.firm, max_attempts=2), viewer=viewer, now=now, is_mine=True)


def break_copy(lease: Lease, clock: Callable[[], datetime]) -> Json:
    """Copy the town, audit the copy, let a carton vanish from it, audit it again, and return what was found."""
    if connection.vendor != "sqlite":
        raise Refusal("journey.copy_needs_sqlite")

    def report(progress_ppm: int, note_code: str) -> bool:
        return jobs.progress(
            lease,
            progress_ppm=progress_ppm,
            note_code=note_code,
            lease_seconds=LEASE_SECONDS,
            viewer=TOWN,
            now=clock(),
        )

    database = Path(str(connection.settings_dict["NAME"]))
    return broken(database, settings.DUKOU_HOME, firm=lease.firm or 0, draw=lease.code, report=report)


def broken(database: Path, home: Path, *, firm: int, draw: str, report: Phase) -> dict[str, Any]:
    """Do so for the town in a file, with the copy in a data folder; `report` says False where it is to stop."""
    with _copy_in(home) as copy:
        if not report(100_000, "journey.copying"):
            return {}
        _copy(database, copy / DATABASE)
        if not report(300_000, "journey.auditing_whole"):
            return {}
        before = _audited(copy)
        if not report(550_000, "journey.breaking"):
            return {}
        carton = _vanish(copy / DATABASE, firm, draw)
        if not report(600_000, "journey.auditing_broken"):
            return {}
        after = _audited(copy)
    return {
        "laws": after["laws"],
        "faults_before": len(before["faults"]),
        "faults": [
            {"law": fault["law"], "rows": fault["rows"], "names_lot": _names(fault, carton.lot)}
            for fault in after["faults"]
        ],
        "sscc": carton.sscc,
        "lot": carton.lot_code,
        "pairs": carton.pairs,
        "cartons_left": carton.left,
    }


@contextmanager
def _copy_in(home: Path) -> Iterator[Path]:
    """Hand out an empty folder that goes afterwards; what a worker left that was killed goes before."""
    folder = home / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _copy(database: Path, to: Path) -> None:
    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(to)) as copy,
    ):
        source.backup(copy)


def _vanish(copy: Path, firm: int, draw: str) -> Carton:
    """Let one carton vanish from a copy: its run is one shorter, and no goods moved."""
    with closing(sqlite3.connect(copy)) as town:
        rows = town.execute(ON_THE_SHELF, {"firm": firm}).fetchall()
        if not rows:
            raise Refusal("journey.no_carton")
        run, prefix, first, count, full, last, lot, code = rows[stable_key("broken", draw) % len(rows)]
        if count == 1:
            town.execute("DELETE FROM depot_cartonrun WHERE id = ?", (run,))
        else:
            town.execute(
                "UPDATE depot_cartonrun SET count = count - 1, pairs_last = pairs_per_carton WHERE id = ?", (run,)
            )
        town.commit()
    return Carton(run, count - 1, full, last, sscc(prefix, first + count - 1), lot, code)


def _audited(folder: Path) -> dict[str, Any]:
    """Audit the town in a data folder, by a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DUKOU_HOME": str(folder), "PYTHONPATH": str(settings.BASE_DIR)}
    done = subprocess.run(
        [sys.executable, "-m", "dukou", "audit", "--json"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_AUDIT_SECONDS,
    )
    if not done.stdout:
        raise RuntimeError(f"the audit of the copy ended with {done.returncode}: {done.stderr[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _names(fault: dict[str, Any], lot: int) -> bool:
    """Tell whether the rows of a fault name a lot; a row begins with what it names."""
    return any(row.split(" ")[0] == str(lot) for row in fault["first"])
