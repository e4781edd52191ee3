"""Tell the lab desk which lots were rejected and what hangs on them."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.lab import door as lab
from dukou.lab.records import RejectedLot
from dukou.web.parts import formats
from dukou.web.parts.cards import Card

LOOKED_BACK = timedelta(days=14)


def board(viewer: Viewer, on: date) -> list[Card]:
    """Return the lots that wait for another inspection, and those lost in two weeks."""
    found = lab.rejected(viewer=viewer, since=on - LOOKED_BACK)
    return [waiting_card(found), scrapped_card(found)]


def waiting_card(found: Sequence[RejectedLot]) -> Card:
    """Return how many lots are sorted again, when the next one comes back, and what they are worth."""
    lots = {one.lot_code: one for one in found if one.state == "rework"}
    if not lots:
        return Card(_("Being sorted again"), "0", "", _("No lot waits for sorting."), reverse("lab_desk"), tone="good")
    worth = formats.money(Money(sum(one.amount_minor for one in lots.values())))
    days = [one.again_on for one in lots.values() if one.again_on]
    text = _("%(worth)s at risk; the next inspection is on %(day)s.") % {
        "worth": worth,
        "day": formats.day(min(days)) if days else "–",
    }
    unit = ngettext("lot", "lots", len(lots))
    return Card(_("Being sorted again"), formats.number(len(lots)), unit, text, reverse("lab_desk"), tone="trouble")


def scrapped_card(found: Sequence[RejectedLot]) -> Card:
    """Return how many pairs rejections cost."""
    pairs = sum(one.pairs_scrapped for one in found)
    text = ngettext("%(count)s rejection in 14 days", "%(count)s rejections in 14 days", len(found)) % {
        "count": formats.number(len(found))
    }
    unit = ngettext("pair", "pairs", pairs)
    return Card(_("Sorted out and scrapped"), formats.number(pairs), unit, text, reverse("lab_desk"))
