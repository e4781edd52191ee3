"""Tell homes and boards what lies in overseas depots and what should have arrived there."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from dukou.base.viewer import Viewer
from dukou.depot.door import abroad
from dukou.web.parts import formats
from dukou.web.parts.cards import Card


def cards(viewer: Viewer, on: date) -> list[Card]:
    """Return the card of an owner's goods overseas, if it has any there or on their way."""
    lying = sum(one.pairs for one in abroad.overseas_stock(on=on, viewer=viewer))
    coming = sum(row.inbound.pairs for row in abroad.inbound(viewer=viewer) if row.inbound.received_on is None)
    if not lying and not coming:
        return []
    return [
        Card(
            title=_("In overseas depots"),
            value=formats.number(lying),
            unit=_("pairs"),
            text=_("On their way there: %(pairs)s.") % {"pairs": formats.pairs(coming)},
            href=reverse("overseas"),
        )
    ]


def board(viewer: Viewer, on: date) -> list[Card]:
    """Return the overseas desk: what is on its way, and what of it is overdue."""
    coming = [row.inbound for row in abroad.inbound(viewer=viewer) if row.inbound.received_on is None]
    overdue = sum(one.pairs for one in coming if one.expected_on < on)
    return [
        Card(
            title=_("On their way to overseas depots"),
            value=formats.number(sum(one.pairs for one in coming)),
            unit=_("pairs"),
            text=_("Overdue: %(pairs)s.") % {"pairs": formats.pairs(overdue)},
            href=reverse("overseas_desk"),
            tone="warning" if overdue else "",
        )
    ]
