"""Protect what pages load: every named file is there, compressed, under a name that changes with its content."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from dukou.site import statics
from tests.journey.towns import ROOT, environment

GATHER = "import django; django.setup(); from dukou.site import statics; statics.gather()"


def gathered(home: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "dukou.site.settings"}
    subprocess.run([sys.executable, "-c", GATHER], env=environment(home) | settings, cwd=ROOT, check=True)


@pytest.mark.parametrize("name", statics.PACKAGES)
def test_every_named_file_of_a_package_is_found(name: str) -> None:
    assert finders.find(name)


def test_an_unknown_file_is_not_found() -> None:
    assert not finders.find("tabler/css/nothing.css")


@pytest.mark.slow
def test_up_gathers_them_once_compressed_and_named_by_content(tmp_path: Path) -> None:
    gathered(tmp_path)
    manifest = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]
    made = (tmp_path / "static" / "staticfiles.json").stat().st_mtime_ns
    for name in (*statics.PACKAGES, "dukou/dukou.css"):
        served = tmp_path / "static" / manifest[name]
        assert served.name != Path(name).name
        assert served.with_name(f"{served.name}.gz").stat().st_size < served.stat().st_size
    gathered(tmp_path)
    assert (tmp_path / "static" / "staticfiles.json").stat().st_mtime_ns == made
