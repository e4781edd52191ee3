"""Hold invented rows and forms by which the page of parts shows every part in every state."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dukou.base.money import Money
from dukou.web.parts.cards import Card
from dukou.web.parts.editing import EditForm, version
from dukou.web.parts.forms import DayField, Form, MoneyField, PairsField, PictureField, PriceField
from dukou.web.parts.progress import Progress
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table
from dukou.web.words.jobs import STATES

ON = date(2026, 1, 29)
AT = datetime(2026, 1, 29, 6, 30, tzinfo=UTC)
MANY = 60


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a row with a cell of every kind."""

    name: str
    code: str
    pairs: int | None
    amount: Money
    share: Decimal
    on: date | None
    at: datetime
    state: tuple[str, str]
    more: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """Hold a step of a timeline."""

    title: str
    on: date | None
    tone: str
    text: str
    is_simulated: bool = False


class SampleForm(Form):
    """Read a value of every kind."""

    pairs = PairsField(label=gettext_lazy("Pairs"), least=100, help_text=gettext_lazy("Such as 1200 or 1,200."))
    amount = MoneyField(label=gettext_lazy("Amount"))
    due_on = DayField(label=gettext_lazy("Due on"), earliest=ON)


class SamplePrice(EditForm):
    """Edit a price."""

    price = PriceField(label=gettext_lazy("Price a pair"))


class SamplePicture(Form):
    """Read a picture."""

    picture = PictureField(label=gettext_lazy("Picture of the goods"))


def columns() -> tuple[Column, ...]:
    """Return a column of every kind."""
    return (
        Column("name", _("Text"), "text"),
        Column("code", _("Code"), "code"),
        Column("pairs", _("Pairs"), "pairs"),
        Column("amount", _("Amount"), "money"),
        Column("share", _("Share"), "percent"),
        Column("on", _("Day"), "date"),
        Column("at", _("Instant"), "instant"),
        Column("state", _("State"), "badge"),
        Column("more", _("Link"), "link", is_sortable=False),
    )


def full_table(request: PageRequest) -> Table:
    """Return a table of several pages."""
    states = [(str(words), look) for words, look in STATES.values()]
    rows = [
        Row(
            name=_("Row %(number)s") % {"number": number},
            code=f"L-{number:04}",
            pairs=None if number % 17 == 0 else number * 1_240,
            amount=Money(number * 123_456),
            share=Decimal(number) / 100,
            on=None if number % 13 == 0 else date.fromordinal(ON.toordinal() + number),
            at=AT,
            state=states[number % len(states)],
            more=(_("Glossary"), reverse("glossary")),
        )
        for number in range(1, MANY + 1)
    ]
    return table(
        request,
        key="sample",
        title=_("A table"),
        columns=columns(),
        rows=rows,
        choices=(Choice("state", _("State")),),
        empty=_empty(),
        page_size=10,
        link=lambda row: f"{reverse('parts')}?q={row.code}",
    )


def empty_table(request: PageRequest) -> Table:
    """Return a table in which nothing is yet."""
    some = columns()[:4]
    return table(
        request, key="sample-empty", title=_("A table without rows"), columns=some, rows=(), empty=_empty(), prefix="e-"
    )


def _empty() -> Empty:
    hint = _("Rows appear here as soon as the first order is planned.")
    return Empty(_("Nothing here yet."), hint, reverse("glossary"), _("Look at the glossary"))


def refused_form() -> SampleForm:
    """Return a form that was refused and keeps what was typed."""
    return SampleForm({"pairs": "12", "amount": "1.234.5", "due_on": "2020-01-01"})


def changed_form() -> SamplePrice:
    """Return a form whose object somebody else changed meanwhile."""
    return SamplePrice({"price": "1.35", "version": version({"price": 12_800})}, stored={"price": 13_100})


def refused_picture() -> SamplePicture:
    """Return a form that lacks its picture."""
    return SamplePicture({})


def steps() -> tuple[Step, ...]:
    """Return a timeline with a step of every tone."""
    return (
        Step(_("Ordered"), ON, "done", _("18,000 pairs, due in six weeks.")),
        Step(_("Inspection"), ON, "trouble", _("Rejected: too many dropped stitches.")),
        Step(_("Knitting"), ON, "now", _("Half of it is made."), is_simulated=True),
        Step(_("Delivery"), None, "ahead", ""),
    )


def cards() -> tuple[Card, ...]:
    """Return a card of every tone."""
    here = reverse("parts")
    return (
        Card(_("Parcels today"), "41", "", _("Pick-up at 17:00."), here, action=_("Accept")),
        Card(_("Saved this month"), "1,240.00", _("CNY"), _("Against your own best."), here, "good"),
        Card(_("Offer"), "12,000", _("pairs"), _("Answer by 18:00."), here, "warning", _("Answer")),
        Card(_("Overdue"), "2", "", _("Two buyers have not paid."), here, "trouble", _("Send a statement")),
    )


def jobs() -> tuple[Progress, ...]:
    """Return background work in every state."""
    percents = {"queued": 0, "running": 45, "done": 100, "failed": 60, "stopped": 30}
    return tuple(
        Progress(
            code="",
            title=_("Move the town's clock"),
            state_words=str(words),
            look=look,
            percent=percents[state],
            note=_("The process that did it ended before it was done.") if state == "failed" else "",
            ended_at=None if state in {"queued", "running"} else AT,
        )
        for state, (words, look) in STATES.items()
    )


def context() -> dict[str, object]:
    """Return all samples but the tables."""
    return {
        "form": SampleForm(),
        "refused_form": refused_form(),
        "changed_form": changed_form(),
        "picture_form": SamplePicture(),
        "refused_picture": refused_picture(),
        "steps": steps(),
        "cards": cards(),
        "jobs": jobs(),
        "empty": _empty(),
        "amount": Money(123_450),
        "foreign": Money(-99_900, "EUR"),
        "share": Decimal("0.189"),
        "one": 1,
        "count": 1_200_000,
        "on": ON,
        "at": AT,
    }
