"""Tell an owner of his lots, wages and offers, and the planning desk what expires next."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.base.money import Money
from dukou.base.viewer import FACTORY, Viewer
from dukou.mill import door as mill
from dukou.web.mill.desk import award_card
from dukou.web.parts import formats
from dukou.web.parts.cards import Card

YESTERDAY = timedelta(days=1)


def cards(viewer: Viewer, on: date) -> list[Card]:
    """Return the offers that wait for an answer, the lots in work, and yesterday's wages."""
    if FACTORY not in viewer.roles:
        return []
    return [*_offers(viewer), _lots(viewer, on), _wages(viewer, on - YESTERDAY)]


def board(viewer: Viewer, _on: date) -> list[Card]:
    """Return the awards whose deadline expires next."""
    return [award_card([one for one in mill.open_awards(viewer=viewer) if one.agreed_on is None])]


def _offers(viewer: Viewer) -> list[Card]:
    offers = [one for one in mill.open_awards(viewer=viewer) if one.agreed_on is None]
    if not offers:
        return []
    worth = formats.money(Money(sum(one.amount_minor for one in offers)))
    day = formats.day(min(one.decline_by for one in offers))
    text = _("%(worth)s; answer by the end of %(day)s.") % {"worth": worth, "day": day}
    unit = ngettext("offer", "offers", len(offers))
    title, number = _("Work offered to you"), formats.number(len(offers))
    return [Card(title, number, unit, text, reverse("offers"), tone="warning", action=_("Answer"))]


def _lots(viewer: Viewer, on: date) -> Card:
    counts = mill.lot_counts(viewer=viewer, on=on)
    unit = ngettext("lot", "lots", counts.in_work)
    if not counts.late:
        return Card(_("Lots in work"), formats.number(counts.in_work), unit, _("None is late."), reverse("lots"))
    text = ngettext("%(count)s is late: %(worth)s at risk.", "%(count)s are late: %(worth)s at risk.", counts.late) % {
        "count": formats.number(counts.late),
        "worth": formats.money(Money(counts.late_minor)),
    }
    return Card(_("Lots in work"), formats.number(counts.in_work), unit, text, reverse("lots"), tone="trouble")


def _wages(viewer: Viewer, on: date) -> Card:
    sheet = mill.wage_sheet(viewer=viewer, on=on)
    total = Money(sum(one.amount_minor for one in sheet))
    workers = len({one.worker for one in sheet})
    text = ngettext("%(count)s worker, by hand-overs", "%(count)s workers, by hand-overs", workers) % {
        "count": formats.number(workers)
    }
    value, unit = formats.number(total.decimal(), 2), formats.currency(total.currency)
    return Card(_("Yesterday's wages"), value, unit, text, reverse("wages"))
