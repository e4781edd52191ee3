"""Tell the desks' board what waits at returns."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.returns import door as returns
from dukou.web.parts import formats
from dukou.web.parts.cards import Card


def cards(viewer: Viewer, on: date) -> list[Card]:
    """Return the claims that the reader's firm has to answer, if there are any."""
    waiting = returns.claims_to_decide(viewer=viewer)
    if not waiting:
        return []
    first = waiting[0].due_on or on
    return [
        Card(
            title=_("Claims to answer"),
            value=formats.number(len(waiting)),
            unit="",
            text=_("The first by %(day)s; who does not answer agrees.") % {"day": formats.day(first)},
            href=reverse("claims"),
            tone="warning",
            action=_("Answer"),
        )
    ]


def board(viewer: Viewer, on: date) -> list[Card]:
    """Return the parcels without a line by age, and the open cases by money."""
    parcels = returns.parcels(viewer=viewer, state="unmatched")
    cases = returns.open_cases(viewer=viewer)
    oldest = max(((on - one.came_on).days for one in parcels), default=0)
    return [
        Card(
            title=_("Parcels without a line"),
            value=formats.number(len(parcels)),
            unit="",
            text=_("The oldest has waited %(days)s days.") % {"days": oldest} if parcels else _("Each found its line."),
            href=reverse("returns_desk"),
            tone="trouble" if parcels else "good",
            action=_("Find their lines") if parcels else "",
        ),
        Card(
            title=_("Returns to make good"),
            value=formats.money(Money(sum(one.refund_minor for one in cases))),
            unit="",
            text=_("Open cases: %(cases)s.") % {"cases": formats.number(len(cases))},
            href=reverse("returns_desk"),
        ),
        *_appeals(viewer),
    ]


def _appeals(viewer: Viewer) -> list[Card]:
    """Return the claims whose buyers ask for the desk's word, if there are any."""
    waiting = returns.claims_to_decide(viewer=viewer)
    if not waiting:
        return []
    return [
        Card(
            title=_("Claims appealed"),
            value=formats.number(len(waiting)),
            unit="",
            text=_("Seller and buyer disagree; what the desk decides stands."),
            href=reverse("claims"),
            tone="warning",
            action=_("Decide"),
        )
    ]
