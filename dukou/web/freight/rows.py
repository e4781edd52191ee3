"""Show loads as rows, to those who work at a desk."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dukou.base.errors import Missing
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.freight.records import LoadRecord
from dukou.web.freight.places import Places
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.requests import PageRequest
from dukou.web.words.freight import LOAD_STATES

STATE_LOOKS = {"prepared": "bg-secondary-lt", "frozen": "bg-secondary-lt", "offered": "bg-yellow-lt"}
SOLVED = frozenset(("offered", "dispatched"))


@dataclass(frozen=True, slots=True)
class LoadRow:
    """Hold a load as the board shows it; money is None until it is known."""

    code: str
    on: date
    destination: str
    state: tuple[str, str]
    firms: int
    pairs: int
    own_best: Money | None
    together: Money | None
    saved: Money | None
    shortfall: Money | None
    answers: str


def desk_viewer(request: PageRequest) -> Viewer:
    """Return the viewer if he works at a desk; for others the page does not exist."""
    viewer = viewer_of(request)
    if not viewer.runs_desks:
        raise Missing("freight.load_not_found")
    return viewer


def together(one: LoadRecord) -> int:
    """Return what a load costs all its firms, waiting included."""
    return one.pooled_minor + one.waiting_minor


def load_row(one: LoadRecord, where: Places) -> LoadRow:
    """Return a load as it is shown."""
    is_known = one.state in SOLVED
    return LoadRow(
        code=one.code,
        on=one.on,
        destination=where.name(one.destination),
        state=(str(LOAD_STATES[one.state]), STATE_LOOKS.get(one.state, "bg-azure-lt")),
        firms=one.firms,
        pairs=one.pairs,
        own_best=Money(one.own_best_minor) if one.state != "prepared" else None,
        together=Money(together(one)) if is_known else None,
        saved=Money(one.own_best_minor - together(one)) if is_known else None,
        shortfall=Money(one.shortfall_minor) if is_known else None,
        answers=_answers(one),
    )


def _answers(one: LoadRecord) -> str:
    """Say how firms answered, if any did."""
    if not one.accepted + one.declined:
        return ""
    return _("%(accepted)s accepted, %(declined)s declined") % {
        "accepted": formats.number(one.accepted),
        "declined": formats.number(one.declined),
    }
