"""Keep skips honest: in CI each counts as a failure, unless the shared data is absent; a pass may be absent as a whole.

Loaded by `tests/conftest.py`. CI=true or DUKOU_STRICT_SKIPS=1 makes it strict; DUKOU_ABSENT=PostgreSQL skips every
test of a pass, visibly.
"""

import os
from collections.abc import Generator
from typing import Any, TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

ALLOWED = "absent: ../shared"
STRICT = os.environ.get("CI") == "true" or os.environ.get("DUKOU_STRICT_SKIPS") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = os.environ.get("DUKOU_ABSENT")
    for item in items if absent else ():
        item.add_marker(pytest.mark.skip(reason=f"absent: {absent}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return judged((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return judged((yield))


def judged(report: Report) -> Report:
    """Turn a skip into a failure where skips are not allowed."""
    if STRICT and report.skipped and not hasattr(report, "wasxfail") and reason(report.longrepr) != ALLOWED:
        report.outcome = "failed"
        report.longrepr = f"in CI nothing may be skipped: {reason(report.longrepr)}"
    return report


def reason(longrepr: Any) -> str:
    """Return why a test was skipped, in its own words."""
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return str(text).removeprefix("Skipped: ")
