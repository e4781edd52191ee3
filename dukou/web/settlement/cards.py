"""Tell an owner what he is owed, and the accounts desk what is overdue in town."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.settlement import door as settlement
from dukou.settlement.records import Debt
from dukou.web.parts import formats
from dukou.web.parts.cards import Card
from dukou.web.parts.names import named


def cards(viewer: Viewer, on: date) -> list[Card]:
    """Return what a firm is owed; the button leads to the statement of whoever is most overdue."""
    debts = settlement.owed_to_me(viewer=viewer, on=on)
    if not debts:
        return []
    overdue = sum(one.owed.overdue for one in debts)
    total = Money(sum(one.owed.total_minor for one in debts))
    worst = debts[0]
    return [
        Card(
            title=_("Owed to me"),
            value=formats.number(total.decimal(), 2),
            unit=formats.currency(total.currency),
            text=_late(debts, overdue) if overdue else _("Nothing is overdue."),
            href=reverse("statement", args=[worst.firm.code]) if overdue else reverse("money"),
            tone="warning" if overdue else "",
            action=_("Send statement") if overdue and worst.sent_on != on else "",
        )
    ]


def _late(debts: list[Debt], overdue: int) -> str:
    amount = formats.money(Money(sum(one.owed.overdue_minor for one in debts)))
    late = ngettext("%(count)s invoice overdue: %(amount)s.", "%(count)s invoices overdue: %(amount)s.", overdue)
    first = debts[0].firm
    most = _("Most of it by %(buyer)s.") % {"buyer": named(first.name_zh, first.name_en)}
    return f"{late % {'count': formats.number(overdue), 'amount': amount}} {most}"


def board(viewer: Viewer, on: date) -> list[Card]:
    """Return what the accounts desk looks at first: what is overdue in the town."""
    invoices, overdue_minor = settlement.overdue_in_town(viewer=viewer, on=on)
    overdue = Money(overdue_minor)
    return [
        Card(
            title=_("Overdue in town"),
            value=formats.number(overdue.decimal(), 2),
            unit=formats.currency(overdue.currency),
            text=ngettext("%(count)s invoice", "%(count)s invoices", invoices) % {"count": formats.number(invoices)},
            href=reverse("accounts_desk"),
            tone="warning" if invoices else "",
        )
    ]
