"""Protect the reader of documents: they say what the code and its configuration say."""

import re
import tomllib
from pathlib import Path

from dukou.site.command import parser

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 200


def drawn_layers(text: str) -> list[str]:
    """Return the layers drawn in the river of a document."""
    block = re.search(r"<!-- river:.*?-->\n```\n(.*?)```", text, re.DOTALL)
    assert block
    return [re.split(r"\s{2,}", line)[0] for line in block[1].splitlines()]


def contract_layers() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return list(next(one for one in contracts if one["id"] == "river")["layers"])


def test_the_drawn_river_is_the_contract() -> None:
    assert drawn_layers((ROOT / "ARCHITECTURE.md").read_text()) == contract_layers()


def test_a_room_drawn_elsewhere_is_seen() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    swapped = text.replace("\nmill  ", "\nbarn  ", 1)
    assert drawn_layers(swapped) != contract_layers()


def test_architecture_is_short() -> None:
    assert (ROOT / "ARCHITECTURE.md").read_text().count("\n") <= LONGEST


def test_readme_shows_the_two_commands_and_a_picture_that_exists() -> None:
    text = (ROOT / "README.md").read_text()
    assert "python3 town.py up" in text
    assert "python3 town.py test" in text
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_command_knows_the_promised_verbs() -> None:
    promised = ["up", "seed", "import-orders", "run", "audit", "report", "solve", "check", "backup", "restore"]
    assert all(verb in parser().format_help() for verb in promised)
