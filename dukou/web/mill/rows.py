"""Turn lots into rows of the list, and say what they are in the reader's language."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.mill.records import MillLot
from dukou.web.parts import formats
from dukou.web.parts.names import named
from dukou.web.words import floor as w

KNITS = frozenset(("waiting", "knitting"))
OVER = frozenset(("passed", "scrapped"))
Badge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LotRow:
    """Hold one lot as the list shows it; `late` is empty where it is in time."""

    code: str
    sock: str
    pairs: int
    machines: str
    state: Badge
    due_on: date
    late: Badge | None


def lot_row(lot: MillLot, on: date) -> LotRow:
    """Return a lot as a row on a day."""
    return LotRow(
        code=lot.code,
        sock=f"{named(lot.style_zh, lot.style_en)} · {variant(lot)}",
        pairs=lot.pairs,
        machines=machines(lot.needle_count, lot.terry, lot.machines),
        state=state(lot.state),
        due_on=lot.due_on if lot.state in KNITS else lot.ready_by_on,
        late=late(lot, on),
    )


def variant(lot: MillLot) -> str:
    """Return colour and size."""
    return f"{named(lot.colour_zh, lot.colour_en)} · {lot.size}"


def state(code: str) -> Badge:
    """Return the badge of a lot's state."""
    text, look = w.STATES[code]
    return str(text), look


def machines(needle_count: int, terry: str, count: int) -> str:
    """Return what a machine group is and how many machines it has."""
    return ngettext(
        "%(needles)s needles, %(terry)s, %(count)s machine", "%(needles)s needles, %(terry)s, %(count)s machines", count
    ) % {"needles": needle_count, "terry": w.TERRY[terry], "count": formats.number(count)}


def late(lot: MillLot, on: date) -> Badge | None:
    """Return by how much a lot is late: for its knitting, or for the day on which it must be ready."""
    if lot.state in OVER:
        return None
    due_on = lot.due_on if lot.state in KNITS else lot.ready_by_on
    days = (on - due_on).days
    if days <= 0:
        return None
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}, "bg-red-lt"


def units(operation: str, count: int) -> str:
    """Return a count with the unit of its operation: pieces after knitting, pairs after the others."""
    if operation != "knitting":
        return formats.pairs(count)
    return ngettext("%(count)s piece", "%(count)s pieces", count) % {"count": formats.number(count)}


def rate(operation: str, rate_e4: int) -> str:
    """Return a piece rate in yuan."""
    a_unit = _("CNY a piece") if operation == "knitting" else _("CNY a pair")
    return f"{rate_number(rate_e4)} {a_unit}"


def rate_number(rate_e4: int) -> str:
    """Return a piece rate with as many digits as it has, two at least."""
    digits = next(digits for digits in (2, 3, 4) if rate_e4 % 10 ** (4 - digits) == 0)
    return formats.number(rate_e4 / 10_000, digits)
