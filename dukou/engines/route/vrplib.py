"""Take VRPLIB files apart into keywords and sections, each row with its line."""

from dataclasses import dataclass, field

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """Hold a file's keywords, and for each section its rows of numbers, each after its line."""

    words: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[tuple[int, Row]]] = field(default_factory=dict)

    def whole(self, name: str, least: int) -> int:
        """Return the whole number that a keyword has, not less than the least."""
        text = self.words.get(name, "")
        if not text.isdecimal() or int(text) < least:
            raise ValueError(f"{name} is no whole number of {least} or more: {text!r}")
        return int(text)

    def of_nodes(self, name: str, width: int, *, whole: bool = False) -> list[Row]:
        """Return a section of one row a node: its number, which is left out here, and so many more, whole or not."""
        found: dict[float, Row] = {}
        for line, (node, *row) in self.sections.get(name, []):
            if len(row) != width:
                raise ValueError(f"line {line}: a row of {name} has {1 + width} numbers")
            if whole and not all(map(float.is_integer, row)):
                raise ValueError(f"line {line}: {name} has whole numbers")
            if node in found:
                raise ValueError(f"line {line}: {name} has node {node:g} twice")
            found[node] = tuple(row)
        nodes = range(1, self.whole("DIMENSION", 1) + 1)
        if missing := [node for node in nodes if node not in found]:
            raise ValueError(f"{name} lacks node {missing[0]}")
        return [found[node] for node in nodes]

    def all_numbers(self, name: str, count: int) -> list[float]:
        """Return the numbers of a section, wherever its lines end."""
        found = [value for _line, row in self.sections.get(name, []) for value in row]
        if len(found) != count:
            raise ValueError(f"{name} has {len(found)} numbers, not {count}")
        return found


def parse(text: str) -> Instance:
    """Take a file apart."""
    found, section = Instance(), ""
    for line, words in enumerate(map(str.split, text.splitlines()), start=1):
        if not words or words[0] == "EOF":
            continue
        if _is_number(words[0]):
            if not section:
                raise ValueError(f"line {line}: numbers stand outside a section")
            if not all(map(_is_number, words)):
                raise ValueError(f"line {line}: {' '.join(words)!r} are not all numbers")
            found.sections[section].append((line, tuple(map(float, words))))
        elif words[0].endswith("_SECTION"):
            section = words[0]
            found.sections[section] = []
        else:
            name, _colon, value = " ".join(words).partition(":")
            section, found.words[name.strip()] = "", value.strip().strip('"')
    return found


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False
