"""Protect the start: a bad setting stops it with one line that names the setting."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dukou.base import environ
from dukou.base.errors import BadSetting

BAD: list[tuple[Callable[..., Any], dict[str, str], tuple[Any, ...]]] = [
    (environ.flag, {"X": "perhaps"}, (True,)),
    (environ.number, {"X": "many"}, (1, 0, 9)),
    (environ.number, {"X": "10"}, (1, 0, 9)),
    (environ.choice, {"X": "c"}, ("a", ("a", "b"))),
    (environ.folder, {"X": __file__}, (Path("a"),)),
]


@pytest.mark.parametrize(("read", "env", "rest"), BAD)
def test_a_bad_value_names_its_setting(read: Callable[..., Any], env: dict[str, str], rest: tuple[Any, ...]) -> None:
    with pytest.raises(BadSetting, match="X="):
        read(env, "X", *rest)
    read({}, "X", *rest)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DUKOU_PORT", "99999"),
        ("DUKOU_DEBUG", "perhaps"),
        ("DUKOU_LOG_LEVEL", "loud"),
        ("DUKOU_SECRET", "short"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "postgresql://host/"),
    ],
)
def test_the_command_stops_with_one_line(name: str, value: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dukou", "audit"],
        env={"PATH": "", "DUKOU_HOME": str(tmp_path), name: value},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert name in done.stderr
    assert done.stderr.count("\n") == 1
