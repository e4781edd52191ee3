"""Let Lighthouse look at pages of the town of DUKOU_HOME on its phone profile, and print the scores as JSON."""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

import django

from benchmarks.pages import clients, served, session
from benchmarks.visits import NOBODY

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
CHROMIUM = "/usr/bin/chromium"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
RUNS, ATTEMPTS = 3, 4
PAGES = {
    "start": (NOBODY, "/"),
    "market": (NOBODY, "/market/"),
    "owner": ("factory", "/home/"),
    "scanning": ("operator", "/scan/"),
}


def main() -> None:
    """Look at each page several times and print the median scores, 0 to 100."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dukou.site.settings")
    django.setup()
    people = clients()
    with served() as port:
        scores = {
            name: _scores(f"http://127.0.0.1:{port}{path}", session(people[role]))
            for name, (role, path) in PAGES.items()
        }
    print(json.dumps(scores))


def _scores(url: str, cookie: str) -> dict[str, float]:
    runs = [_one(url, cookie) for _run in range(RUNS)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def _one(url: str, cookie: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as scratch:
        headers, out = Path(scratch) / "headers.json", Path(scratch) / "report.json"
        headers.write_text(json.dumps({"Cookie": f"sessionid={cookie}"} if cookie else {}))
        command = [
            shutil.which("node") or "node",
            str(PROGRAM),
            url,
            "--quiet",
            "--output=json",
            f"--output-path={out}",
            f"--extra-headers={headers}",
            "--only-categories=performance,accessibility",
            f"--chrome-flags={FLAGS}",
        ]
        # A browser that was slow to start leaves no trace; Lighthouse then asks to be run again.
        for _attempt in range(ATTEMPTS):
            done = subprocess.run(
                command, check=False, env=os.environ | {"CHROME_PATH": CHROMIUM}, stdout=subprocess.DEVNULL
            )
            if done.returncode == 0:
                break
        else:
            raise SystemExit(f"Lighthouse does not manage {url}")
        categories = json.loads(out.read_text())["categories"]
    return {name: categories[name]["score"] * 100 for name in ("performance", "accessibility")}


if __name__ == "__main__":
    main()
