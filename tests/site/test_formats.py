"""Protect who solves from the shell: files are read and written as they are, and what is wrong is named."""

import argparse
import json
import pkgutil
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from dukou import engines
from dukou.engines import match
from dukou.engines.route.formats import FORMATS
from dukou.site import command, formats, verbs
from tests.site.test_command import PROBLEM, dukou

VRP = """NAME : tiny
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 5
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 10
4 1 1
DEMAND_SECTION
1 0
2 3
3 3
4 2
DEPOT_SECTION
1
-1
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.vrp"
    path.write_text(VRP)
    return path


def test_a_public_file_is_solved_and_its_written_answer_checked(tiny: Path, tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "tiny.sol"
    solved = dukou("solve", "route", tiny, "--limit", "0.2", "--out", out, home=home)
    assert (solved.returncode, solved.stderr) == (0, "")
    assert "cost                             30" in solved.stdout.splitlines()
    assert out.read_text().splitlines()[-1] == "Cost 30"
    checked = dukou("check", "route", tiny, out, home=home)
    assert (checked.returncode, json.loads(checked.stdout)) == (0, [])
    out.write_text(out.read_text().replace("Cost 30", "Cost 29"))
    checked = dukou("check", "route", tiny, out, home=home)
    assert checked.returncode == 1
    assert json.loads(checked.stdout)[0]["facts"] == {"said": 29, "sum": 30}
    assert not home.exists()


def test_an_answer_that_was_written_wrong_is_found(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Route #1: 1 3\nRoute #2: 2\nCost 29\n"
    monkeypatch.setitem(FORMATS, "vrplib", replace(FORMATS["vrplib"], write=lambda _problem, _answer: text))
    assert command.main(["solve", "route", str(tiny), "--iterations", "5", "--out", str(tiny.with_suffix(".sol"))]) == 1
    assert json.loads(capsys.readouterr().err)[0]["facts"] == {"said": 29, "sum": 30}


def test_a_plan_that_cannot_visit_all_is_a_no(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny.write_text(VRP.replace("CAPACITY : 5", "CAPACITY : 2"))
    assert command.main(["solve", "route", str(tiny), "--iterations", "5", "--out", str(tiny.with_suffix(".sol"))]) == 1
    said = capsys.readouterr()
    assert "infeasible" in said.out
    assert "says that it is infeasible" in said.err


def test_json_is_written_as_it_is_printed_and_iterations_repeat_it(tmp_path: Path) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "answer.json"
    problem.write_text(json.dumps(PROBLEM))
    printed = dukou("solve", "match", problem, "--iterations", "9", home=tmp_path / "home")
    written = dukou("solve", "match", problem, "--iterations", "9", "--out", out, home=tmp_path / "home")
    assert (printed.returncode, written.returncode, written.stdout) == (0, 0, "")
    assert out.read_text() == printed.stdout


@pytest.mark.parametrize(
    ("old", "new", "more", "words"),
    [
        ("", "", ["--format", "br"], "There is no format br for this engine. Known: json, vrplib, dethloff, solomon."),
        ("3 0 10", "3 0 ten", [], "tiny.vrp cannot be read: line 9: '3 0 ten' are not all numbers"),
        (VRP, "", [], "tiny.vrp cannot be read: DIMENSION is no whole number of 2 or more: ''"),
        ("tiny", "\udc80", [], "tiny.vrp cannot be read: "),
        ("", "", ["--format", "json"], "tiny.vrp is not a JSON object"),
    ],
)
def test_a_bad_file_is_one_line_that_says_what_and_where(
    old: str, new: str, more: list[str], words: str, tiny: Path
) -> None:
    tiny.write_bytes(VRP.replace(old, new).encode(errors="surrogateescape"))
    out = tiny.with_suffix(".sol")
    done = dukou("solve", "route", tiny, "--out", out, *more, home=tiny.parent / "home")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert words in done.stderr
    assert not out.exists()


def test_a_file_that_is_not_there_is_one_line(tiny: Path) -> None:
    for arguments in (["solve", "route", "absent.vrp"], ["check", "route", tiny, "absent.sol"]):
        done = dukou(*arguments, home=tiny.parent / "home")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "cannot be read: No such file or directory" in done.stderr


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_limit_is_a_number_of_seconds(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(["solve", "route", "p.vrp", f"--limit={seconds}"])
    assert left.value.code == 2
    assert f"{seconds!r} is not a number of seconds above 0" in capsys.readouterr().err


def test_options_reach_the_format_and_seconds_alone_lift_the_iterations() -> None:
    def ask(line: str) -> argparse.Namespace:
        return command.parser().parse_args(line.split())

    asked = ask("solve load f --format br --index 3 --support full --limit 5")
    assert verbs._options(asked) == {"index": "3", "support": "full"}
    assert (verbs._limit(asked).seconds, verbs._limit(asked).iterations) == (5, verbs.UNBOUNDED)
    plain = ask("solve route f --iterations 7")
    assert verbs._options(plain) == {}
    assert (verbs._limit(plain).seconds, verbs._limit(plain).iterations) == (None, 7)


def test_every_engine_that_solves_is_known_and_so_are_its_formats() -> None:
    names = {one.name for one in pkgutil.iter_modules(engines.__path__)}
    assert set(formats.ENGINES) == names - {"trace"}
    public = {name for name in names if find_spec(f"dukou.engines.{name}.formats")}
    assert public == formats.PUBLIC


def test_the_ending_chooses_the_format_unless_one_is_named() -> None:
    def form(engine: str, named: str | None, path: str) -> object:
        return formats.tongue(engine, named, Path(path)).form

    assert form("route", None, "a.vrp") is FORMATS["vrplib"]
    assert form("route", None, "a.vrpspd") is FORMATS["dethloff"]
    assert form("route", "solomon", "a.vrp") is FORMATS["solomon"]
    assert form("route", None, "a.json") is form("route", "json", "a.vrp") is None
    assert formats.tongue("match", None, Path("a.vrp")).engine is match
