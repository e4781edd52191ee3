"""Say in few words who sees what through a door: the language of the visibility table."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.test import Client

from dukou.base.viewer import Viewer
from tests.visibility.deals import Deal
from tests.visibility.world import CLASSES, World

Kind = Literal["sees", "nothing", "missing", "refused", "may", "log_in"]


@dataclass(frozen=True)
class Question:
    """Hold who asks in which town, and for what: the owner's deal, or one that nobody has."""

    world: World
    viewer: Viewer
    deal: Deal


@dataclass(frozen=True)
class Visit:
    """Hold the browser that asks for an address, the town, and what is asked for."""

    client: Client
    world: World
    deal: Deal


Call = Callable[[Question], object]
Ask = Callable[[Visit], Any]
# The town has no log-in.
VISITORS = tuple(who for who in CLASSES if who != "town")


@dataclass(frozen=True)
class Cell:
    """Say what one class of viewer gets that asks for what is the owner's.

    `labels` name tables whose marks the answer may bear: those of rows that the viewer's firm has a part in, or with a
    class before a slash, of that class's rows. ``sees``: the answer bears a mark of each label, and of others only of
    `also`. ``may``: it may. ``nothing``: an empty answer, or a page that says nothing of what was asked for.
    ``missing``: for the viewer it does not exist. ``refused``: another refusal. ``log_in``: who asks is to log in.
    """

    kind: Kind
    labels: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()


NOTHING, MISSING, REFUSED, MAY = Cell("nothing"), Cell("missing"), Cell("refused"), Cell("may")
LOG_IN = Cell("log_in")


@dataclass(frozen=True)
class Row:
    """Tie a door to the way it is opened and to what each class of viewer gets."""

    door: Callable[..., Any]
    call: Call
    cells: Mapping[str, Cell]
    # What a door without a viewer says of the owner to whoever names it by a code that cannot be guessed.
    told: frozenset[str] = frozenset()
    is_public: bool = False

    def __post_init__(self) -> None:
        """Refuse a row that leaves a class out."""
        if not self.is_public and set(self.cells) != set(CLASSES):
            raise ValueError(f"{self.door.__qualname__}: {sorted(set(CLASSES) ^ set(self.cells))}")


@dataclass(frozen=True)
class Path:
    """Tie an address to a way of asking for it and to what each class of viewer gets."""

    route: str
    ask: Ask
    cells: Mapping[str, Cell]

    def __post_init__(self) -> None:
        """Refuse a row that leaves a class out."""
        if set(self.cells) != set(VISITORS):
            raise ValueError(f"{self.route}: {sorted(set(VISITORS) ^ set(self.cells))}")


def path(route: str, ask: Ask, *, others: Cell, desk: Cell, anonymous: Cell = LOG_IN, **cells: Cell) -> Path:
    """Name the classes that get something of an address; the others get `others`."""
    return Path(route, ask, dict.fromkeys(VISITORS, others) | {"desk": desk, "anonymous": anonymous} | cells)


def sees(*labels: str, also: Collection[str] = ()) -> Cell:
    """Bear a mark of each of these tables, and perhaps of others."""
    return Cell("sees", frozenset(labels), frozenset(also))


def may(*labels: str) -> Cell:
    """Do something, and bear marks of these tables at most."""
    return Cell("may", frozenset(labels))


def public(door: Callable[..., Any], call: Call, *told: str) -> Row:
    """Open a door that has no viewer: all that it answers is public, but for what it is told to say."""
    return Row(door, call, {}, frozenset(told), is_public=True)


def step(door: Callable[..., Any], call: Call, *labels: str) -> Row:
    """Open a step of the town, or what rooms tell each other: for everyone else it does not exist."""
    cells = dict.fromkeys(CLASSES, MISSING) | {"town": sees(*labels) if labels else may()}
    return Row(door, call, cells)


def row(door: Callable[..., Any], call: Call, *, others: Cell = NOTHING, desks: Cell, **cells: Cell) -> Row:
    """Name the classes that get something; desk and town get `desks`, the others nothing."""
    every = dict.fromkeys(CLASSES, others) | {"desk": desks, "town": desks}
    return Row(door, call, every | cells)


def own(door: Callable[..., Any], call: Call, label: str, *, by: tuple[str, ...], **cells: Cell) -> Row:
    """Open a reader that shows each of these classes the rows of its own firm, desks all of them, others nothing."""
    return row(door, call, desks=sees(label), **(dict.fromkeys(by, sees(label)) | cells))
