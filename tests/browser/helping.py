"""Prepare a town that a walk needs otherwise than the demo has it, through the doors that people use."""

import io
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.journey.towns import ROOT, environment

SET_UP = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "dukou.site.settings"
import django
django.setup()
from datetime import datetime, timezone
from dukou.base.town import TOWN
from dukou.depot import door as depot
from dukou.registry import door as registry
now, on = datetime.now(timezone.utc), registry.today()
"""


def in_town(home: Path, script: str) -> str:
    """Run a few lines in a town and return what they print."""
    command = [sys.executable, "-c", SET_UP + script]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), check=True, capture_output=True, text=True)
    return done.stdout


def picture() -> dict[str, object]:
    """Return a photograph as a file field takes it."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#8a5a3c").save(out, "JPEG")
    return {"name": "socks.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
