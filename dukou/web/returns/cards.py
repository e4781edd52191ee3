"""Tell the desks' board what waits at returns."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.market.door import bought
from dukou.returns import door as returns
from dukou.returns.door import faults, measures, policy, recalls
from dukou.web.parts import formats
from dukou.web.parts.cards import Card


def cards(viewer: Viewer, on: date) -> list[Card]:
    """Return the claims that the reader's firm has to answer, and what is left of goods that came back, if any."""
    return [*_claims(viewer, on), *_charges(viewer, on), *_recalls(viewer), *_came_back(viewer), *_watched(viewer, on)]


def buyer_cards(viewer: Viewer, _on: date) -> list[Card]:
    """Return what the reader's firm has of delivered goods, and can return or exchange, if there is any."""
    lines = bought.bought(viewer=viewer)
    if not lines:
        return []
    return [
        Card(
            title=_("Return or exchange"),
            value=formats.number(len(lines)),
            unit=ngettext("line", "lines", len(lines)),
            text=_("You see what you get before you send it."),
            href=reverse("ask"),
            action=_("Choose goods"),
        )
    ]


def _watched(viewer: Viewer, on: date) -> list[Card]:
    """Return how many buyers, addresses and reasons stand out, if any do, for a person to look at."""
    found = sum(one.stands_out for one in policy.watch(viewer=viewer, on=on))
    if not found:
        return []
    return [
        Card(
            title=_("Returns that stand out"),
            value=formats.number(found),
            unit="",
            text=_("More than twice the town's median in 90 days. Look, and judge by what you see."),
            href=reverse("returns_policy"),
            action=_("Look at it"),
        )
    ]


def _claims(viewer: Viewer, on: date) -> list[Card]:
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


def _charges(viewer: Viewer, on: date) -> list[Card]:
    """Return the charges for faults that wait for the reader's answer, if there are any."""
    waiting = [one for one in faults.faults(viewer=viewer, on=on) if one.may]
    if not waiting:
        return []
    return [
        Card(
            title=_("Charges for faults"),
            value=formats.money(Money(sum(one.amount_minor for one in waiting))),
            unit="",
            text=_("Look at the evidence, and answer."),
            href=reverse("faults"),
            tone="warning",
            action=_("Answer"),
        )
    ]


def _recalls(viewer: Viewer) -> list[Card]:
    """Return the recalls that are going on and concern the reader, if there are any."""
    going = [one for one in recalls.recalls(viewer=viewer) if one.state in {"asked", "open"}]
    if not going:
        return []
    return [
        Card(
            title=_("Recalls"),
            value=formats.number(len(going)),
            unit="",
            text=_("Pairs that were delivered: %(pairs)s.")
            % {"pairs": formats.number(sum(one.pairs for one in going))},
            href=reverse("recalls"),
            tone="warning",
            action=_("Look at them"),
        )
    ]


def _came_back(viewer: Viewer) -> list[Card]:
    found = measures.goods_left(by="reason", viewer=viewer)
    if not found:
        return []
    spared = sum(one.left_minor - one.own_left_minor for one in found)
    return [
        Card(
            title=_("What came back"),
            value=formats.money(Money(spared)),
            unit=_("spared"),
            text=_("Cases placed: %(cases)s. So much more is left of the goods together than alone; simulated.")
            % {"cases": formats.number(sum(one.cases for one in found))},
            href=reverse("returns_costs"),
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
        *_watched(viewer, on),
        *_charges(viewer, on),
        *_recalls(viewer),
        *_came_back(viewer),
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
