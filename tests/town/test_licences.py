"""Protect the licence: nothing we build on is under the GPL or AGPL (the LGPL is no hindrance)."""

import json
import re
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
    licence = licence_of(distribution(name))
    assert licence.strip(), "the package states no licence"
    assert not COPYLEFT.search(licence)


def test_npm_packages_are_not_copyleft() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    licences = {name: one.get("license", "") for name, one in packages.items() if name}
    assert licences
    assert all(licence and not COPYLEFT.search(licence) for licence in licences.values()), licences


def test_locks_name_no_registry() -> None:
    for lock in ("requirements.lock", "requirements-test.lock", "package-lock.json"):
        text = (ROOT / lock).read_text()
        assert "://" not in re.sub(r'"(?:url|homepage|funding)": "[^"]*"', "", text), lock
