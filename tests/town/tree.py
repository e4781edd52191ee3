"""List the files of the checkout that house rules look at."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("dukou", "tests", "benchmarks", "docs", ".ci")
NOT_OURS = {"__pycache__", "node_modules", "migrations", ".hypothesis"}


def tracked() -> list[Path]:
    """Return every file of the house, relative to the checkout, without what tools make."""
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    top = list(ROOT.glob("*"))
    return sorted(
        path.relative_to(ROOT)
        for path in (*top, *inside)
        if path.is_file() and not NOT_OURS & set(path.parts) and path.suffix not in {".pyc", ".mo"}
    )


def python_files() -> list[Path]:
    """Return the Python files, migrations left out."""
    return [path for path in tracked() if path.suffix == ".py"]


def templates() -> list[Path]:
    """Return the page templates."""
    return [path for path in tracked() if path.suffix == ".html"]
