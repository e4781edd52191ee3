"""Protect who types `dukou`: a bad word is answered in words and one exit code, and changes nothing."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError

from dukou.site import command, verbs

ROOT = Path(__file__).resolve().parents[2]
PROBLEM = {
    "lines": [
        {"candidates": [{"slot": 0, "work_ms": 3_600_000, "cost_minor": 70, "due_day": 1}], "penalty_minor": 1_000}
    ],
    "free_ms": [[0, 7_200_000]],
}


def dukou(*arguments: str | Path, home: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "dukou", *map(str, arguments)],
        env={"PATH": os.environ["PATH"], "DUKOU_HOME": str(home), **env},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["solve", "philosophy", "p.json"], "There is no engine philosophy"),
        (["solve", "match", "absent.json"], "absent.json is not a JSON object"),
        (["check", "match", "absent.json", "absent.json"], "absent.json is not a JSON object"),
        (["restore", "absent.tar.gz"], "There is no archive absent.tar.gz"),
        (["audit"], "No town stands here"),
        (["report"], "No town stands here"),
        (["backup", "never.tar.gz"], "No town stands here"),
        (["seed", "--on", "9999-12-31"], "first day lies between the years 2000 and 2100"),
        (["seed", "--on", "0001-01-01"], "first day lies between the years 2000 and 2100"),
        (["seed", "--seed", "99999999999999999999999"], "A seed is a whole number between 0 and 999"),
        (["seed", "--seed", "-1"], "A seed is a whole number between 0 and 999"),
    ],
)
def test_a_refusal_is_in_words_and_changes_nothing(arguments: list[str], words: str, tmp_path: Path) -> None:
    done = dukou(*arguments, home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    # Settings keep a secret there from the first command on.
    assert not (tmp_path / "home").exists() or {one.name for one in (tmp_path / "home").iterdir()} == {"secret"}
    assert not (ROOT / "never.tar.gz").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--days", "0"], "'0' is not a whole number of 1 or more"),
        (["run", "--days", "many"], "'many' is not a whole number"),
        (["run"], "required"),
        (["import-orders", "book.csv", "--scale", "-1"], "'-1' is not a whole number"),
        (["import-orders", "book.csv", "--start-on", "yesterday"], "yesterday"),
        (["seed", "--size", "huge"], "huge"),
        (["seed", "--on", "12025-01-01"], "12025-01-01"),
        (["dance"], "dance"),
        ([], "VERB"),
    ],
)
def test_a_word_that_the_command_does_not_know_is_named(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(arguments)
    assert left.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("[]", "p.json is not a JSON object"),
        ('"text"', "p.json is not a JSON object"),
        ("{", "p.json is not a JSON object"),
        ("", "p.json is not a JSON object"),
        ('{"a":' * 100_000, "p.json is not a JSON object"),
        ("{}", "p.json is not of the form Problem"),
        ('{"lines": 5, "free_ms": 7}', "p.json is not of the form Problem"),
    ],
)
def test_a_problem_that_is_none_is_refused(given: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(given)
    done = dukou("solve", "match", tmp_path / "p.json", home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert not (tmp_path / "home").exists()


def test_a_bad_setting_beside_a_refusal_is_one_line(tmp_path: Path) -> None:
    done = dukou("solve", "philosophy", "p.json", home=tmp_path / "home", DUKOU_PORT="many")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "DUKOU_PORT='many'" in done.stderr


def test_a_folder_that_cannot_be_made_is_one_line() -> None:
    for arguments in (["audit"], ["seed"], ["up", "--prepare"]):
        done = dukou(*arguments, home=Path("/proc/no-folder"))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "/proc/no-folder" in done.stderr


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "town.sqlite3").write_text("a letter")
    done = dukou("audit", home=tmp_path)
    assert (done.returncode, done.stderr) == (2, "dukou: The database refused: file is not a database\n")


def test_a_fault_of_the_house_is_not_put_on_the_machine() -> None:
    assert command._from_outside(ZeroDivisionError()) is None
    assert command._from_outside(IntegrityError()) is None
    full = command._from_outside(OSError(28, "No space left on device"))
    assert full is not None
    assert (full.code, full.facts) == ("site.disk", {"reason": "No space left on device"})


def test_a_reader_that_went_away_ends_the_command_quietly(tmp_path: Path) -> None:
    (tmp_path / "problem.json").write_text(json.dumps(PROBLEM))
    with subprocess.Popen(
        [sys.executable, "-m", "dukou", "solve", "match", str(tmp_path / "problem.json")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as solving:
        assert solving.stdout
        assert solving.stderr
        solving.stdout.close()
        assert solving.stderr.read() == b""
        assert solving.wait() == command.UNREAD


def test_figures_that_find_no_room_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "problem.json").write_text(json.dumps(PROBLEM))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dukou", "solve", "match", str(tmp_path / "problem.json")],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "DUKOU_HOME": str(tmp_path / "home")},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "No space left on device" in done.stderr


def test_two_seeds_at_once_make_one_town(tmp_path: Path) -> None:
    seeding = [
        subprocess.Popen(
            [sys.executable, "-m", "dukou", "seed", "--size", "small"],
            env={"PATH": os.environ["PATH"], "DUKOU_HOME": str(tmp_path)},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [one.communicate() for one in seeding]
    assert sorted(one.returncode for one in seeding) == [0, 2], said
    ((_, refused),) = [one for one, process in zip(said, seeding, strict=True) if process.returncode == 2]
    assert refused.splitlines()[-1].startswith("dukou: A town stands here already.")
    assert "Traceback" not in refused
    # The town that stands can be saved, and only to a place where it can be written.
    done = dukou("backup", "/proc/town.tar.gz", home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "/proc/" in done.stderr
    with sqlite3.connect(tmp_path / "town.sqlite3") as town:
        assert town.execute("SELECT count(*) > 10 FROM registry_firm").fetchone() == (1,)


def test_an_engine_solves_and_checks_from_the_shell(tmp_path: Path) -> None:
    home, problem, answer = tmp_path / "home", tmp_path / "problem.json", tmp_path / "answer.json"
    problem.write_text(json.dumps(PROBLEM))
    solved = dukou("solve", "match", problem, home=home)
    assert solved.returncode == 0, solved.stderr
    answer.write_text(solved.stdout)
    checked = dukou("check", "match", problem, answer, home=home)
    assert (checked.returncode, json.loads(checked.stdout)) == (0, [])
    wrong = json.loads(solved.stdout)
    wrong["cost_minor"] += 1
    answer.write_text(json.dumps(wrong))
    checked = dukou("check", "match", problem, answer, home=home)
    assert checked.returncode == 1
    assert json.loads(checked.stdout)[0]["law"]
    assert not home.exists()


@pytest.mark.parametrize(
    ("env", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": ""}, "zh-hans"),
    ],
)
def test_the_terminal_names_its_language(env: dict[str, str], language: str) -> None:
    assert command._language(env) == language


def test_every_verb_with_figures_prints_them_as_json_too() -> None:
    figures = {"seed", "import-orders x", "run --days 1", "audit", "report", "backup x", "restore x"}
    for line in figures:
        assert command.parser().parse_args([*line.split(), "--json"]).json is True


def test_figures_are_shown_as_lines_or_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    verbs._show({"pairs_delivered": 12, "by_firm": {"陈": 1}}, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"pairs_delivered": 12, "by_firm": {"陈": 1}}
    verbs._show({"pairs_delivered": 12}, as_json=False)
    assert capsys.readouterr().out.split() == ["pairs", "delivered", "12"]


def test_a_secret_of_our_own_is_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUKOU_SECRET", raising=False)
    with verbs.secret_kept_apart():
        assert len(os.environ["DUKOU_SECRET"]) >= 32
    assert "DUKOU_SECRET" not in os.environ
    monkeypatch.setenv("DUKOU_SECRET", "x" * 40)
    with verbs.secret_kept_apart():
        assert os.environ["DUKOU_SECRET"] == "x" * 40
    assert os.environ["DUKOU_SECRET"] == "x" * 40


def test_what_a_solver_prints_by_itself_does_not_stand_in_what_was_asked_for() -> None:
    noisy = "import os; from dukou.__main__ import keep_output; keep_output(); os.write(1, b'noise'); print('{}')"
    found = subprocess.run([sys.executable, "-c", noisy], capture_output=True, text=True, check=True)
    assert (found.stdout, found.stderr) == ("{}\n", "noise")
