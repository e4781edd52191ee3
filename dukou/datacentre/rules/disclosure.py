"""Decide which parts of a total may be published: five firms, none over half, and nothing to be had by subtraction."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from dukou.datacentre.records import Cell, FigureRecord

FEWEST_FIRMS = 5
FEW, HALF, REST = "few", "half", "rest"


@dataclass(frozen=True, slots=True)
class Part:
    """Hold a part's sums, and what each firm has of its base."""

    name: str
    amount: int
    base: int
    base_of_firm: Counter[int]

    @property
    def firms(self) -> int:
        """Return how many firms stand behind the part."""
        return len(self.base_of_firm)


def parts(cells: Sequence[Cell]) -> list[Part]:
    """Sum the cells by part, in the order of the parts' names."""
    by_part: dict[str, list[Cell]] = {}
    for cell in cells:
        by_part.setdefault(cell.part, []).append(cell)
    return [_part(name, found) for name, found in sorted(by_part.items())]


def is_narrow(together: Sequence[Part]) -> bool:
    """Tell whether these parts together have fewer than five firms, or one of more than half."""
    base_of_firm = sum((part.base_of_firm for part in together), Counter[int]())
    if len(base_of_firm) < FEWEST_FIRMS:
        return True
    return 2 * max(base_of_firm.values()) > base_of_firm.total()


def suppressed(found: Sequence[Part], *beside: Sequence[Part]) -> frozenset[str]:
    """Return the parts that may not be shown beside their total.

    A narrow part is hidden. What all hidden parts make up follows from the total by subtraction, so as long as that
    is narrow too, the part with the fewest firms of those left is hidden with them. Where the same parts are counted
    otherwise `beside`, a part is narrow if it is so in one of the counts.
    """
    hidden = {part.name for part in found if _is_narrow_in_one({part.name}, found, *beside)}
    while hidden and _is_narrow_in_one(hidden, found, *beside):
        left = [part for part in found if part.name not in hidden]
        if not left:
            break
        hidden.add(min(left, key=lambda part: (part.firms, part.base, part.name)).name)
    return frozenset(hidden)


def _is_narrow_in_one(names: Collection[str], *counts: Sequence[Part]) -> bool:
    return any(is_narrow([part for part in found if part.name in names]) for found in counts)


def why(part: Part) -> str:
    """Return why a part that is suppressed is so: few firms, half of it one firm's, or what others hide with it."""
    if part.firms < FEWEST_FIRMS:
        return FEW
    return HALF if is_narrow([part]) else REST


def shown(figure: FigureRecord) -> FigureRecord:
    """Return a figure as others than the town may see it: none of fewer than five firms."""
    if figure.is_suppressed or not figure.firms or figure.firms >= FEWEST_FIRMS:
        return figure
    return replace(figure, value=None, firms=None, is_suppressed=True, reason=FEW)


def _part(name: str, cells: Sequence[Cell]) -> Part:
    base_of_firm = Counter[int]()
    for cell in cells:
        base_of_firm[cell.firm] += cell.base
    return Part(name, sum(cell.amount for cell in cells), base_of_firm.total(), base_of_firm)
