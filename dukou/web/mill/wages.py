"""Show a firm what its workers earned on a day, by hand-overs times piece rates."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.money import Money
from dukou.mill import door as mill
from dukou.mill.records import WageRow
from dukou.registry import door as registry
from dukou.web.middleware import viewer_of
from dukou.web.mill import rows
from dukou.web.parts import formats
from dukou.web.parts.forms import DayField
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table, table_page
from dukou.web.words.floor import OPERATIONS

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """Hold what a worker earned, and what it is made of."""

    worker: str
    made_of: str
    amount: Money


@dataclass(frozen=True, slots=True)
class EarnedRow:
    """Hold what a worker earned at one operation."""

    worker: str
    operation: str
    units: str
    rate: str
    amount: Money


@dataclass(frozen=True, slots=True)
class OperationSum:
    """Hold what an operation did in all, and what it cost."""

    name: str
    units: str
    amount: Money
    workers: int


@login_required
@require_safe
def wages(request: PageRequest) -> HttpResponse:
    """Show the wage sheet of a day, yesterday's unless another one is asked for."""
    today = registry.today()
    on = _day_asked(request, today)
    sheet = mill.wage_sheet(viewer=viewer_of(request), on=on)
    context = {
        "section": "wages",
        "on": on,
        "earlier": on - A_DAY,
        "later": on + A_DAY if on < today else None,
        "today": today,
        "month": f"{on:%Y-%m}",
        "total": Money(sum(one.amount_minor for one in sheet)),
        "currency": formats.currency("CNY"),
        "workers": len({one.worker for one in sheet}),
        "operations": _by_operation(sheet),
    }
    second = _rows(request, sheet)
    return table_page(request, "mill/wages.html", {**context, "second": second}, _workers(request, sheet), second)


def _day_asked(request: PageRequest, today: date) -> date:
    """Return the day in the address; what is no day, or has not come yet, means yesterday."""
    try:
        asked = DayField(required=False).clean(request.GET.get("on", ""))
    except ValidationError:
        asked = None
    return asked if asked and asked <= today else today - A_DAY


def _by_operation(sheet: Sequence[WageRow]) -> list[OperationSum]:
    found = []
    for code, name in OPERATIONS.items():
        mine = [one for one in sheet if one.operation == code]
        if mine:
            amount = Money(sum(one.amount_minor for one in mine))
            units = rows.units(code, sum(one.units for one in mine))
            found.append(OperationSum(str(name), units, amount, len({one.worker for one in mine})))
    return found


def _workers(request: PageRequest, sheet: Sequence[WageRow]) -> Table:
    of_worker: dict[int, list[WageRow]] = defaultdict(list)
    for one in sheet:
        of_worker[one.worker].append(one)
    return table(
        request,
        key="wages",
        title=_("By worker"),
        columns=[
            Column("worker", _("Worker"), "code"),
            Column("made_of", _("Made of")),
            Column("amount", _("Earned"), "money"),
        ],
        rows=[
            WorkerRow(str(worker), _made_of(mine), Money(sum(one.amount_minor for one in mine)))
            for worker, mine in of_worker.items()
        ],
        empty=_empty(),
    )


def _made_of(mine: Sequence[WageRow]) -> str:
    return " + ".join(
        f"{OPERATIONS[one.operation]} {formats.number(one.units)} × {rows.rate_number(one.rate_e4)}" for one in mine
    )


def _rows(request: PageRequest, sheet: Sequence[WageRow]) -> Table:
    return table(
        request,
        key="earned",
        prefix="e-",
        title=_("By worker and operation"),
        columns=[
            Column("worker", _("Worker"), "code"),
            Column("operation", _("Operation")),
            Column("units", _("Handed over")),
            Column("rate", _("Piece rate")),
            Column("amount", _("Earned"), "money"),
        ],
        rows=[
            EarnedRow(
                str(one.worker),
                str(OPERATIONS[one.operation]),
                rows.units(one.operation, one.units),
                rows.rate(one.operation, one.rate_e4),
                Money(one.amount_minor),
            )
            for one in sheet
        ],
        choices=[Choice("operation", _("Operation"))],
        empty=_empty(),
    )


def _empty() -> Empty:
    return Empty(
        _("Nothing was handed over on this day."),
        _("Wages are hand-overs times piece rates. Choose another day, or enter hand-overs at a lot."),
        reverse("lots"),
        _("To the lots"),
    )
