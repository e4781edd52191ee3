"""Tell homes and boards what lies in the depot, what shops sell, and what must leave."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.web.parts import formats
from dukou.web.parts.cards import Card


def cards(viewer: Viewer, _on: date) -> list[Card]:
    """Return the cards of an owner's stock, and of swaps that shops ask of it."""
    lying = depot.stock(viewer=viewer)
    free = sum(one.pairs_free for one in lying)
    return [
        *_asked(viewer),
        Card(
            title=_("In the depot"),
            value=formats.number(sum(one.pairs_on_hand for one in lying)),
            unit=_("pairs"),
            text=_("Free for sale: %(pairs)s.") % {"pairs": formats.pairs(free)},
            href=reverse("stock"),
        ),
    ]


def _asked(viewer: Viewer) -> list[Card]:
    """Return the card of swaps that wait for the owner's answer, if there are any."""
    asked = [one for one in depot.exchanges(viewer=viewer, state="asked") if one.batch]
    if not asked:
        return []
    return [
        Card(
            title=_("Swaps that shops ask of you"),
            value=formats.number(sum(one.pairs for one in asked)),
            unit=_("pairs"),
            text=_("Longest waiting since %(day)s.") % {"day": formats.day(min(one.asked_on for one in asked))},
            href=reverse("swaps"),
            tone="warning",
            action=_("Answer"),
        )
    ]


def shop_cards(viewer: Viewer, on: date) -> list[Card]:
    """Return the card of a shop's day."""
    sold = sum(one.pairs for one in depot.sales(on=on, viewer=viewer) if not one.is_undone)
    asked = depot.exchanges(viewer=viewer, state="asked")
    return [
        Card(
            title=_("Sold today"),
            value=formats.number(sold),
            unit=_("pairs"),
            text=_("Three taps: the sock, its size, how many pairs."),
            href=reverse("shop"),
            action=_("Enter a sale"),
        ),
        Card(
            title=_("Sizes you asked to swap"),
            value=formats.number(len(asked)),
            unit="",
            text=_("The depot's desk answers within the day.") if asked else _("Nothing is asked for."),
            href=reverse("shop"),
        ),
    ]


def board(viewer: Viewer, on: date) -> list[Card]:
    """Return the depot's desk: what lies ready, and swaps that shops wait for."""
    waiting = depot.waiting(viewer=viewer)
    late = sum(one.pairs for one in waiting if one.due_on <= on)
    asked = depot.exchanges(viewer=viewer, state="asked")
    return [
        Card(
            title=_("Lies ready in the depot"),
            value=formats.number(sum(one.pairs for one in waiting)),
            unit=_("pairs"),
            text=_("Due today or earlier: %(pairs)s.") % {"pairs": formats.pairs(late)},
            href=reverse("depot_desk"),
            tone="warning" if late else "",
        ),
        Card(
            title=_("Swaps that shops ask for"),
            value=formats.number(len(asked)),
            unit="",
            text=_("Longest waiting since %(day)s.") % {"day": formats.day(min(one.asked_on for one in asked))}
            if asked
            else _("No shop waits for an answer."),
            href=reverse("depot_desk"),
            tone="warning" if asked else "good",
        ),
        *_agreed(viewer),
    ]


def _agreed(viewer: Viewer) -> list[Card]:
    """Return the card of swaps that the round is to bring, if there are any."""
    agreed = depot.exchanges(viewer=viewer, state="agreed")
    if not agreed:
        return []
    return [
        Card(
            title=_("Swaps for the round"),
            value=formats.number(sum(one.pairs for one in agreed)),
            unit=_("pairs"),
            text=_("Owners have agreed; the round takes and brings."),
            href=reverse("swaps"),
            tone="warning",
        )
    ]
