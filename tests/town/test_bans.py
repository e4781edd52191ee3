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
OPTIONS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
BANNED: tuple[str, ...] = tuple(OPTIONS["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"])
# Each banned name, as it would be used.
USES = {
    "django.dispatch": "from django.dispatch import receiver\n\n__all__ = ['receiver']\n",
    "django.db.models.signals": "from django.db.models.signals import post_save\n\n__all__ = ['post_save']\n",
    "django.apps.apps.get_model": "from django.apps import apps\n\nMODEL = apps.get_model('market', 'Line')\n",
    "django.utils.timezone.now": "from django.utils import timezone\n\nNOW = timezone.now()\n",
    "datetime.datetime.now": "import datetime\n\nNOW = datetime.datetime.now(datetime.UTC)\n",
    "datetime.datetime.today": "from datetime import datetime\n\nNOW = datetime.today()\n",
    "datetime.datetime.utcnow": "from datetime import datetime\n\nNOW = datetime.utcnow()\n",
    "datetime.date.today": "import datetime\n\nNOW = datetime.date.today()\n",
    "time.time": "import time\n\nNOW = time.time()\n",
}
BREACHES = {
    "SLF001": "import dukou\n\nX = dukou._hidden\n",
    "T201": "print('said')\n",
    "DTZ005": "import datetime\n\nNOW = datetime.datetime.now()\n",
    "D103": "def public():\n    return 1\n",
    "D401": 'def public():\n    """Returns one."""\n    return 1\n',
    "ERA001": "# x = 1\n",
    "F401": "import os\n",
    "E501": f"X = '{'x' * 120}'\n",
    "C901": "def _many(x):\n" + "".join(f"    if x == {n}:\n        x += 1\n" for n in range(13)) + "    return x\n",
    "FBT003": "print.__call__(True)\n",
    "S608": "SQL = f'SELECT * FROM market_line WHERE id = {1 + 1}'\n",
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


def test_each_banned_name_has_a_planted_use() -> None:
    assert set(USES) == set(BANNED)


@pytest.mark.parametrize("name", BANNED)
def test_ruff_refuses_a_banned_name(name: str) -> None:
    assert f"TID251 `{name}` is banned" in ruff_codes(USES[name], "dukou/mill/rules.py")


@pytest.mark.parametrize("code", BREACHES)
def test_ruff_refuses(code: str) -> None:
    assert code in ruff_codes(BREACHES[code], "dukou/mill/rules.py")


def test_ruff_lets_an_honest_module_pass() -> None:
    source = 'def double(x: int) -> int:\n    """Return twice as much."""\n    return 2 * x\n'
    assert "All checks passed!" in ruff_codes(source, "dukou/mill/rules.py")


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("dukou/web/clock.py", True),
        ("dukou/site/health.py", True),
        ("dukou/intake/clock.py", True),
        ("dukou/market/door.py", False),
        ("dukou/engines/match/solve.py", False),
        ("dukou/journey/day.py", False),
        ("dukou/base/days.py", False),
    ],
)
def test_only_the_edge_of_the_house_reads_the_clock(path: str, may: bool) -> None:
    assert ("TID251" in ruff_codes(USES["django.utils.timezone.now"], path)) != may


def test_mypy_refuses_an_untyped_function(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("def double(x):\n    return 2 * x\n")
    config = tmp_path / "mypy.ini"
    config.write_text("[mypy]\nstrict = true\n")
    done = subprocess.run(
        [str(BIN / "mypy"), "--config-file", str(config), "--cache-dir", str(tmp_path / "cache"), str(planted)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "no-untyped-def" in done.stdout


def test_mypy_looks_at_the_whole_house_through_djangos_eyes() -> None:
    options = OPTIONS["mypy"]
    assert options["strict"] is True
    assert options["packages"] == ["dukou"]
    assert options["plugins"] == ["mypy_django_plugin.main"]
    # One block names the packages without types; of ours nothing is waved through but a class above ours without types.
    untyped, *ours = options["overrides"]
    assert not [name for name in untyped["module"] if name.startswith(("dukou", "tests"))]
    assert set(untyped) == {"module", "ignore_missing_imports", "follow_imports"}
    assert all(set(block) == {"module", "disallow_subclassing_any"} for block in ours)
    assert not [name for block in ours for name in block["module"] if "*" in name]


def test_every_exception_from_the_types_is_commented() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    blocks = [number for number, line in enumerate(lines) if line == "[[tool.mypy.overrides]]"]
    assert blocks
    assert [lines[number - 1] for number in blocks if not lines[number - 1].startswith("# ")] == []


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning, match="planted"):
        warnings.warn("planted", UserWarning, stacklevel=1)


@pytest.mark.parametrize(
    ("source", "ends"),
    [
        ("def test_it():\n    pass\n", "1 passed"),
        ("def test_it():\n    warnings.warn('planted')\n", "1 failed"),
        ("@pytest.mark.xfail\ndef test_it():\n    pass\n", "1 failed"),
        ("@pytest.mark.unheard_of\ndef test_it():\n    pass\n", "1 error"),
    ],
)
def test_pytest_refuses_warnings_hopes_and_unknown_marks(source: str, ends: str, tmp_path: Path) -> None:
    (tmp_path / "test_planted.py").write_text(f"import warnings\n\nimport pytest\n\n\n{source}")
    arguments = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-p", "no:django"]
    # Without Django's plug-in its one option is unknown, which a strict configuration refuses.
    arguments += ["-o", "strict_config=false", "-W", "ignore::pytest.PytestConfigWarning", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ends in done.stdout.splitlines()[-1]


def test_no_type_error_is_waved_through() -> None:
    from tests.town.tree import python_files

    marks = ("type: " + "ignore", "no" + "qa", "pragma: no " + "cover")
    waved = [path for path in python_files() if any(mark in (ROOT / path).read_text() for mark in marks)]
    assert waved == []
