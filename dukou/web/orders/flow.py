"""Draw how far the lines of an order are: the landings of the river, and how many lines have passed each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dukou.market.records import STAGES, LineRecord, Progress

# The landings in the order of the river, with what lies before each of them.
LANDINGS = (
    ("ordered", gettext_lazy("Ordered")),
    ("knitting", gettext_lazy("Knitting")),
    ("checked", gettext_lazy("Checked")),
    ("depot", gettext_lazy("Depot")),
    ("road", gettext_lazy("On the road")),
    ("delivered", gettext_lazy("Delivered")),
)
DONE, NOW, AHEAD = "done", "now", "ahead"
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Landing:
    """Hold a landing: `here` lines are at it, `look` is done, now or ahead."""

    title: str
    here: int
    look: str


@dataclass(frozen=True, slots=True)
class Flow:
    """Hold the landings, how many lines were stopped on the way, and how far all of them are in percent."""

    landings: tuple[Landing, ...]
    stopped: int
    percent: int
    text: str


def progress_of(lines: Sequence[LineRecord]) -> Progress:
    """Count lines by how far they are."""
    return Progress(**Counter(STAGES[one.state] for one in lines))


def flow(progress: Progress, lines: int) -> Flow:
    """Return how far the lines of an order are."""
    counts = [getattr(progress, name) for name, _title in LANDINGS]
    # How many lines are at a landing or past it; those that were stopped are past none.
    reached = [sum(counts[place:]) for place in range(len(counts))]
    landings = tuple(
        Landing(str(title), here, NOW if here else DONE if at_least else AHEAD)
        for (_name, title), here, at_least in zip(LANDINGS, counts, reached, strict=True)
    )
    going = lines - progress.stopped
    passed = sum(reached[1:])
    percent = round(PERCENT * passed / (going * (len(LANDINGS) - 1))) if going else PERCENT
    if not going:
        text = _("stopped")
    elif progress.delivered == going:
        text = _("delivered")
    else:
        text = _("%(done)s of %(all)s delivered") % {"done": progress.delivered, "all": going}
    return Flow(landings, progress.stopped, percent, text)
