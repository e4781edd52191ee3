"""Put a statement of account on paper: bilingual headings, names as both sides write them, amounts in figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dukou.base.money import Money
from dukou.settlement.records import Party, Statement
from dukou.web.parts.excel import Sheet
from dukou.web.parts.names import both
from dukou.web.settlement.capitals import in_capitals
from dukou.web.words.settlement import AGES, MOVEMENTS

BOOKS = "CNY"
PaperCell = str | date | Money


@dataclass(frozen=True, slots=True)
class Paper:
    """Hold the lines of a statement; headings stand in Chinese and English."""

    title: str
    file_name: str
    facts: tuple[tuple[str, PaperCell], ...]
    moved_title: str
    moved_heading: tuple[str, ...]
    moved: tuple[tuple[PaperCell, ...], ...]
    open_title: str
    open_heading: tuple[str, ...]
    open: tuple[tuple[PaperCell, ...], ...]
    ages: tuple[tuple[str, Money], ...]

    def sheets(self) -> tuple[Sheet, ...]:
        """Return the statement as sheets of a workbook."""
        heading = (self.title, "")
        return (
            (self.title, heading, [*self.facts, *self.ages]),
            (self.moved_title, self.moved_heading, self.moved),
            (self.open_title, self.open_heading, self.open),
        )


def name_of(party: Party) -> str:
    """Return a firm's names as both sides write them."""
    return " ".join(dict.fromkeys((party.name_zh, party.name_en)))


def paper_of(stated: Statement) -> Paper:
    """Return the paper of a statement."""

    def money(amount_minor: int) -> Money:
        return Money(amount_minor, stated.currency)

    opening = (stated.since, both(_("Opening balance")), "", "", "", "", money(stated.opening_minor))
    closing = (stated.on, both(_("Closing balance")), "", "", "", "", money(stated.closing_minor))
    moved = [
        (
            one.on,
            both(MOVEMENTS[one.kind]),
            one.reference,
            one.order_ref,
            money(one.amount_minor) if one.amount_minor > 0 else "",
            money(-one.amount_minor) if one.amount_minor < 0 else "",
            money(one.balance_minor),
        )
        for one in stated.movements
    ]
    return Paper(
        title=both(_("Statement of account")),
        file_name=f"statement-{stated.buyer.code}-{stated.on}",
        facts=tuple(_facts(stated)),
        moved_title=both(_("Movements")),
        moved_heading=_bilingual(_("Date"), _("Kind"), _("Paper"), _("Order"), _("Billed"), _("Settled"), _("Balance")),
        moved=(opening, *moved, closing),
        open_title=both(_("Open invoices")),
        open_heading=_bilingual(
            _("Invoice number"), _("Issued on"), _("Due on"), _("Amount"), _("Open"), _("Days late")
        ),
        open=tuple(
            (
                one.code,
                one.on,
                one.due_on,
                money(one.amount_minor),
                money(one.open_minor),
                str(max(0, (stated.on - one.due_on).days)),
            )
            for one in stated.open
        ),
        ages=tuple((both(words), money(getattr(stated.owed, name))) for name, words in AGES.items()),
    )


def _facts(stated: Statement) -> Sequence[tuple[str, PaperCell]]:
    facts: list[tuple[str, PaperCell]] = []
    for words, party in ((_("Seller"), stated.seller), (_("Buyer"), stated.buyer)):
        facts.append((both(words), name_of(party)))
        if party.uscc:
            facts.append((both(_("Unified social credit code")), party.uscc))
    facts += [
        (both(_("Period")), f"{stated.since} – {stated.on}"),
        (both(_("Currency")), stated.currency),
        (both(_("Open")), Money(stated.closing_minor, stated.currency)),
    ]
    if stated.currency == BOOKS:
        facts.append((both(_("Amount in capitals")), in_capitals(stated.closing_minor)))
    return [*facts, (both(_("Overdue")), Money(stated.owed.overdue_minor, stated.currency))]


def _bilingual(*words: str | Promise) -> tuple[str, ...]:
    return tuple(map(both, words))
