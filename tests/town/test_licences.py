"""Protect the licence: nothing we build on is under the GPL or AGPL (the LGPL is no hindrance)."""

import json
import re
from collections.abc import Mapping
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPYLEFT = re.compile(r"(?<!L)(?<!Lesser )(?:\bA?GPL|GNU (?:Affero )?General Public)", re.IGNORECASE)
LOCKED = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements-test.lock").read_text(), re.MULTILINE)


def licence_of(package: Distribution) -> str:
    """Return what a distribution says of its licence."""
    meta = package.metadata
    classifiers = [one for one in meta.get_all("Classifier") or [] if one.startswith("License")]
    short = (meta.get("License") or "").splitlines()[:1]
    return " ".join([meta.get("License-Expression") or "", *short, *classifiers])


def test_the_pattern_sees_a_planted_licence() -> None:
    for bad in (
        "GPL-3.0-only",
        "AGPL-3.0",
        "GNU General Public License v3 (GPLv3)",
        "GNU Affero General Public License",
    ):
        assert COPYLEFT.search(bad)
    for good in (
        "LGPL-2.1-or-later",
        "GNU Lesser General Public License v3 (LGPLv3)",
        "MIT",
        "Apache-2.0",
        "BSD-3-Clause",
    ):
        assert not COPYLEFT.search(good)


@pytest.mark.parametrize("name", LOCKED)
def test_python_package_is_not_copyleft(name: str) -> None:
    assert unfit({name: licence_of(distribution(name))}) == {}


def unfit(licences: Mapping[str, str]) -> dict[str, str]:
    """Return the packages that state no licence, or one that does not fit ours."""
    return {name: licence for name, licence in licences.items() if not licence.strip() or COPYLEFT.search(licence)}


def test_npm_packages_are_not_copyleft() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    licences = {name: one.get("license", "") for name, one in packages.items() if name}
    assert licences
    assert unfit(licences) == {}


def test_a_planted_package_is_seen() -> None:
    planted = {"good": "MIT", "silent": "", "bad": "AGPL-3.0-or-later"}
    assert unfit(planted) == {"silent": "", "bad": "AGPL-3.0-or-later"}


def test_every_lock_is_looked_at() -> None:
    assert {path.name for path in ROOT.glob("requirements*.lock")} == {
        "requirements.lock",
        "requirements-test.lock",
        # Node and npm for a machine that has none, under the MIT and Node's own licence; nothing of ours imports it.
        "requirements-node.lock",
    }
    ran = set(re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert ran <= set(LOCKED)


def test_locks_name_no_registry() -> None:
    for lock in ("requirements.lock", "requirements-test.lock", "package-lock.json"):
        text = (ROOT / lock).read_text()
        assert "://" not in re.sub(r'"(?:url|homepage|funding)": "[^"]*"', "", text), lock
