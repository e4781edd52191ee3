"""Protect the reader of documents: they say what the code and its configuration say."""

import re
import tomllib
from pathlib import Path

from dukou.site.command import parser

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 200
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()


def drawn_layers(text: str) -> list[str]:
    """Return the layers drawn in the river of a document."""
    block = re.search(r"<!-- river:.*?-->\n```\n(.*?)```", text, re.DOTALL)
    assert block
    return [re.split(r"\s{2,}", line)[0] for line in block[1].splitlines()]


def contract_layers(name: str = "river") -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return list(next(one for one in contracts if one["id"] == name)["layers"])


def first_cells(text: str, heading: str) -> set[str]:
    """Return the first column of the table that has this heading."""
    rows = text[text.index(f"| {heading} |") :].split("\n\n", maxsplit=1)[0].splitlines()[2:]
    return {row.split("|")[1].strip(" `") for row in rows}


def test_the_drawn_river_is_the_contract() -> None:
    assert drawn_layers(ARCHITECTURE) == contract_layers()


def test_a_room_drawn_elsewhere_is_seen() -> None:
    swapped = ARCHITECTURE.replace("\nmill  ", "\nbarn  ", 1)
    assert drawn_layers(swapped) != contract_layers()


def test_the_river_flows_through_what_is_there() -> None:
    layers = {one.strip() for layer in contract_layers() for one in layer.split("|")}
    there = {path.parent.name for path in (ROOT / "dukou").glob("*/__init__.py")} | {"__main__"}
    assert layers == there


def test_the_files_of_a_room_are_those_of_the_contract() -> None:
    provided = set(re.findall(r"\w+", " ".join(contract_layers("shape"))))
    named = {name.removesuffix(".py").rstrip("/") for name in first_cells(ARCHITECTURE, "file")}
    # Django's own files are in the contract, and explained by Django.
    assert named - {"__init__"} == provided - {"admin", "apps", "migrations"}


def test_the_table_of_engines_names_them_all() -> None:
    there = {path.parent.name for path in (ROOT / "dukou" / "engines").glob("*/__init__.py")}
    assert first_cells(ARCHITECTURE, "engine") == there
    planted = ARCHITECTURE.replace("| share |", "| guess |", 1)
    assert first_cells(planted, "engine") != there


def test_the_checks_that_are_named_are_there() -> None:
    named = set(re.findall(r"`(?:tests/)?([\w/]*test_\w+\.py)`", ARCHITECTURE))
    assert named
    assert [name for name in named if not list((ROOT / "tests").rglob(name))] == []
    assert [name for name in re.findall(r"`(tests/[\w/]+)`", ARCHITECTURE) if not (ROOT / name).exists()] == []


def test_architecture_is_short() -> None:
    assert ARCHITECTURE.count("\n") <= LONGEST


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
