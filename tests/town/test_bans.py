"""Protect the bans: ruff, mypy and pytest refuse what the house forbids, seen on planted breaches."""

import subprocess
import sys
import tomllib
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
DOCSTRING = '"""Break one rule."""\n\n'
BREACHES = {
    "from django.dispatch import receiver\n\n__all__ = ['receiver']\n": "TID251",
    "from django.db.models.signals import post_save\n\n__all__ = ['post_save']\n": "TID251",
    "from django.apps import apps\n\nMODEL = apps.get_model('market', 'Line')\n": "TID251",
    "from django.utils import timezone\n\nNOW = timezone.now()\n": "TID251",
    "import datetime\n\nNOW = datetime.datetime.now(datetime.UTC)\n": "TID251",
    "import datetime\n\nNOW = datetime.date.today()\n": "DTZ011",
    "import time\n\nNOW = time.time()\n": "TID251",
    "import dukou\n\nX = dukou._hidden\n": "SLF001",
    "print('said')\n": "T201",
}


def ruff_codes(source: str, name: str) -> str:
    done = subprocess.run(
        [str(BIN / "ruff"), "check", "--no-cache", "--output-format", "concise", "--stdin-filename", name, "-"],
        input=DOCSTRING + source,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    return done.stdout


@pytest.mark.parametrize(("source", "code"), BREACHES.items())
def test_ruff_refuses(source: str, code: str) -> None:
    assert code in ruff_codes(source, "dukou/mill/rules.py")


def test_pages_may_read_the_clock_where_rooms_may_not() -> None:
    source = "from django.utils import timezone\n\nNOW = timezone.now()\n"
    assert "TID251" not in ruff_codes(source, "dukou/web/clock.py")
    assert "TID251" in ruff_codes(source, "dukou/market/door.py")


def test_mypy_refuses_an_untyped_function(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("def double(x):\n    return 2 * x\n")
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert options["strict"] is True
    config = tmp_path / "mypy.ini"
    config.write_text("[mypy]\nstrict = true\n")
    done = subprocess.run(
        [str(BIN / "mypy"), "--config-file", str(config), "--cache-dir", str(tmp_path / "cache"), str(planted)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "no-untyped-def" in done.stdout


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning, match="planted"):
        warnings.warn("planted", UserWarning, stacklevel=1)


def test_no_type_error_is_waved_through() -> None:
    from tests.town.tree import python_files

    marks = ("type: " + "ignore", "no" + "qa", "pragma: no " + "cover")
    waved = [path for path in python_files() if any(mark in (ROOT / path).read_text() for mark in marks)]
    assert waved == []
