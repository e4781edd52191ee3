"""Protect the town from a power cut: killed at any moment and run again, it is the town of an unbroken run."""

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.journey.towns import ROOT, copied, dukou, environment, rows, seeded

pytestmark = pytest.mark.slow
KILLS = 20
LONGEST_SECONDS = 2.5


def run_until_killed(home: Path, seconds: float) -> bool:
    """Run the town, kill it after so many seconds, and tell whether it had ended by itself."""
    town = subprocess.Popen(
        [sys.executable, "-m", "dukou", "run", "--until-settled"],
        env=environment(home),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        town.wait(seconds)
    except subprocess.TimeoutExpired:
        town.send_signal(signal.SIGKILL)
        town.wait()
        return False
    return True


def test_a_run_killed_twenty_times_ends_like_an_unbroken_one(tmp_path: Path) -> None:
    start = seeded(tmp_path / "start", days=15)
    unbroken, broken = copied(start, tmp_path / "unbroken"), copied(start, tmp_path / "broken")
    dukou(unbroken, "run", "--until-settled")
    chance = random.Random(20_251_203)
    killed = 0
    for _kill in range(KILLS):
        # Starting takes about a second; the moments after it are what is to be hit.
        killed += not run_until_killed(broken, 0.9 + chance.random() * LONGEST_SECONDS)
    assert killed > 0
    dukou(broken, "run", "--until-settled")
    whole, mended = dukou(unbroken, "audit"), dukou(broken, "audit")
    assert mended["faults"] == whole["faults"] == []
    assert mended["figures"] == whole["figures"]


def test_a_run_killed_before_its_figures_were_kept_is_mended_by_the_next(settled_town: Path, tmp_path: Path) -> None:
    home = copied(settled_town, tmp_path / "town")
    with closing(sqlite3.connect(home / "town.sqlite3")) as town, town:
        town.execute("DELETE FROM datacentre_figure")
    assert dukou(home, "run", "--until-settled")["days"] == 0
    assert rows(home, "SELECT COUNT(*) FROM datacentre_figure")[0][0] > 0


def test_a_town_that_is_lost_and_restored_is_the_same_town(settled_town: Path, tmp_path: Path) -> None:
    archive = tmp_path / "town.tar.gz"
    before = dukou(settled_town, "audit")["figures"]
    dukou(settled_town, "backup", str(archive))
    dukou(tmp_path / "elsewhere", "restore", str(archive))
    after = dukou(tmp_path / "elsewhere", "audit")
    assert after["faults"] == []
    assert after["figures"] == before
