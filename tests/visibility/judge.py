"""Ask through a door as each class of viewer, and judge the answer by its cell of the table."""

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from dukou.base.errors import Missing, Outcome, Refusal
from tests.visibility.answers import is_blank, said
from tests.visibility.deals import GHOST, Deal
from tests.visibility.marks import Marks, is_allowed
from tests.visibility.rows import Cell, Question, Row
from tests.visibility.world import World


@dataclass(frozen=True)
class Town:
    """Hold the built town and all its marks."""

    world: World
    marks: Marks


def asked(row: Row, who: str, town: Town, deal: Deal) -> object:
    """Open a door and return its answer, or its refusal; what it wrote is taken back."""
    with transaction.atomic():
        try:
            return row.call(Question(town.world, town.world.viewers[who], deal))
        except Refusal as refusal:
            return refusal
        finally:
            transaction.set_rollback(True)


def faults(row: Row, who: str, town: Town) -> Iterator[str]:
    """Yield what is wrong with what one class of viewer gets."""
    cell = row.cells[who]
    answer = asked(row, who, town, town.world.owner)
    text = said(answer)
    if kind_of(answer, cell) != cell.kind:
        yield f"{who} should get {cell.kind} but gets {text[:300]}"
        return
    if cell.kind in {"nothing", "missing", "refused"}:
        text, nowhere = haunted(text, town.world.owner), said(asked(row, who, town, GHOST))
        if nowhere != text:
            yield f"{who} can tell that it is there: {text[:200]} instead of {nowhere[:200]}"
    yield from marks_of_others(text, who, cell, town)
    yield from (f"{who} should see {label} but does not" for label in unseen(text, cell, town))


def haunted(text: str, deal: Deal) -> str:
    """Return a text as if what was asked for had been the ghost's: repeating a question tells nothing."""
    for one in dataclasses.fields(Deal):
        mine, ghosts = getattr(deal, one.name), getattr(GHOST, one.name)
        if isinstance(mine, str | int) and mine:
            text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(str(mine))}(?![A-Za-z0-9])", str(ghosts), text)
    return text


def kind_of(answer: object, cell: Cell) -> str:
    """Return which kind of answer this is."""
    if isinstance(answer, Missing):
        return "missing"
    if isinstance(answer, Refusal) or (isinstance(answer, Outcome) and answer.refused and not answer.done):
        return "refused"
    if cell.kind == "may":
        return "may"
    return "nothing" if is_blank(answer) else "sees"


def marks_of_others(text: str, who: str, cell: Cell, town: Town) -> Iterator[str]:
    """Yield what a text says that this class may not know."""
    if who in {"desk", "town"}:
        return
    firms, labels = town.world.firms, cell.labels | cell.also
    for word, rows in sorted(town.marks.found_in(text).items()):
        if not any(is_allowed(one, firm=firms.get(who), labels=labels, firms=firms) for one in rows):
            yield f"{who} reads {word}, of {sorted({one.label for one in rows})}"


def unseen(text: str, cell: Cell, town: Town) -> list[str]:
    """Return the labels that should be seen and are not: a search that finds nothing would prove nothing."""
    found = {one.label for rows in town.marks.found_in(text).values() for one in rows}
    seen = found | {label.removesuffix(":key") for label in found}
    return sorted(label for label in cell.labels if cell.kind == "sees" and label.rpartition("/")[2] not in seen)
