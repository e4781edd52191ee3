"""Protect what only one process may do: a lock is given to one, and no dead one keeps it."""

import subprocess
import sys
from pathlib import Path

import pytest

from dukou.site.lock import held
from dukou.site.secret import town_secret

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
from dukou.site.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_one_process_holds_another_does_not_until_the_first_is_killed(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with held(tmp_path, wait=False) as ours:
            assert ours is None
        other.kill()
        other.wait()
        with held(tmp_path, wait=False) as ours:
            assert ours is not None


def test_who_has_to_wait_says_so_and_goes_on_in_the_end(tmp_path: Path) -> None:
    with held(tmp_path):
        waiting = holder(tmp_path)
        assert waiting.stderr
        assert "waits for it" in waiting.stderr.readline()
        assert waiting.poll() is None
    with waiting:
        assert waiting.stdout
        assert waiting.stdout.readline() == "held\n"


def test_a_lock_ends_with_its_block_whatever_happens_there(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), held(tmp_path):
        raise ZeroDivisionError
    with held(tmp_path, wait=False) as ours:
        assert ours is not None


def test_a_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    first = town_secret({}, tmp_path / "home")
    assert len(first) >= 32
    assert town_secret({}, tmp_path / "home") == first
    assert [one.name for one in (tmp_path / "home").iterdir()] == ["secret"]
    assert (tmp_path / "home" / "secret").stat().st_mode & 0o777 == 0o600
