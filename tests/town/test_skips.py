"""Protect the closing line: in CI a skip is a failure, unless the shared data is absent."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLANTED = {
    "allowed": "pytest.skip('absent: ../shared')",
    "planted": "pytest.skip('no time')",
    "expected": "pytest.xfail('known')",
    "fine": "pass",
}


def closing_line(folder: Path, source: str, *options: str, **env: str) -> tuple[int, str]:
    (folder / "test_planted.py").write_text(f"import pytest\n{source}")
    plugins = [part for name in ("no:django", "no:cacheprovider", "tests.skips") for part in ("-p", name)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "/dev/null", "--rootdir", folder, *plugins, *options, folder],
        env={"PATH": "", **env},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()[-1]


def planted(*names: str) -> str:
    return "".join(f"def test_{name}():\n    {PLANTED[name]}\n" for name in names)


@pytest.mark.parametrize("strict", [{"CI": "true"}, {"DUKOU_STRICT_SKIPS": "1"}])
@pytest.mark.parametrize("options", [[], ["-n", "1"]])
def test_a_planted_skip_fails(strict: dict[str, str], options: list[str], tmp_path: Path) -> None:
    code, line = closing_line(tmp_path, planted(*PLANTED), *options, **strict)
    assert code == 1
    assert "1 failed, 1 passed, 1 skipped, 1 xfailed" in line


def test_an_absent_shared_folder_is_no_failure(tmp_path: Path) -> None:
    code, line = closing_line(tmp_path, planted("allowed", "expected", "fine"), CI="true")
    assert code == 0
    assert "1 passed, 1 skipped, 1 xfailed" in line


def test_elsewhere_a_skip_is_a_skip(tmp_path: Path) -> None:
    code, line = closing_line(tmp_path, planted(*PLANTED))
    assert code == 0
    assert "1 passed, 2 skipped, 1 xfailed" in line


def test_a_file_that_skips_itself_fails(tmp_path: Path) -> None:
    source = "pytest.skip('no browser', allow_module_level=True)\n"
    assert closing_line(tmp_path, source, CI="true")[0] != 0
    assert "1 skipped" in closing_line(tmp_path, source)[1]


def test_a_fixture_that_skips_fails(tmp_path: Path) -> None:
    source = "@pytest.fixture\ndef gone():\n    pytest.skip('no server')\ndef test_it(gone):\n    pass\n"
    code, line = closing_line(tmp_path, source, CI="true")
    assert code == 1
    assert "1 error" in line


def test_a_pass_that_is_absent_is_reported_as_skipped(tmp_path: Path) -> None:
    code, line = closing_line(tmp_path, planted("fine"), DUKOU_ABSENT="PostgreSQL")
    assert (code, "1 skipped" in line) == (0, True)
    assert closing_line(tmp_path, planted("fine"), DUKOU_ABSENT="PostgreSQL", CI="true")[0] == 1
