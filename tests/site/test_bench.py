"""Protect what is promised: a promise that is missed is told, and a run that was stopped goes on where it was."""

from pathlib import Path

import pytest

from benchmarks import table
from benchmarks.table import Kept, Row
from dukou.site import command, verbs


def test_rows_that_are_not_there_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(["bench", "freight", "--rows", "routes,clouds"])
    assert left.value.code == 2
    assert "there are no rows clouds" in capsys.readouterr().err


def test_there_is_nothing_to_measure_without_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verbs, "__file__", str(tmp_path / "dukou" / "site" / "verbs.py"))
    assert command.main(["bench", "freight"]) == 2
    assert "Benchmarks belong to a checkout" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("row", "words", "kept"),
    [
        (Row("route 206", "of_ortools", 0.88), "at most 0.88: kept", True),
        (Row("route 206", "of_ortools", 0.881), "at most 0.88: MISSED", False),
        (Row("load BR9-BR15", "fill_percent", 92), "at least 92: kept", True),
        (Row("load BR9-BR15", "fill_percent", 91.9, {"py3dbp": 70}), "at least 92: MISSED       py3dbp 70", False),
        (Row("route 206", "cost", 5), "5.000", True),
    ],
)
def test_a_row_says_whether_its_promise_is_kept(
    row: Row, words: str, kept: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert table.show(row, table.BUDGETS["freight"].get(row.name, {})) is kept
    assert capsys.readouterr().out.rstrip().endswith(words)


def test_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    path = tmp_path / "freight.jsonl"
    assert Kept(path).measured("route 1", lambda: {"cost": 5}) == {"cost": 5}
    again = Kept(path)
    assert again.measured("route 1", lambda: pytest.fail("measured twice")) == {"cost": 5}
    assert again.measured("route 2", lambda: 7) == 7
    assert len(path.read_text().splitlines()) == 2
