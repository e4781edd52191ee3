"""Time the second start of the town."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PORT = "8971"
PATIENCE_SECONDS = 600


def second_start_seconds(root: Path) -> float:
    """Start the town twice in a folder of its own; return the seconds until the second start answers."""
    with tempfile.TemporaryDirectory() as home:
        first, second = (_start(root, home) for _start_number in range(2))
    print(f"up: first start with everything installed {first:.1f} s")
    return second


def _start(root: Path, home: str) -> float:
    environment = os.environ | {"DUKOU_HOME": home, "DUKOU_PORT": PORT}
    start = time.monotonic()
    town = subprocess.Popen([sys.executable, "town.py", "up"], cwd=root, env=environment, stdout=subprocess.DEVNULL)
    try:
        while time.monotonic() - start < PATIENCE_SECONDS:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5) as page:
                    page.read()
                return time.monotonic() - start
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the town did not answer")
    finally:
        town.send_signal(signal.SIGINT)
        town.wait(60)
