"""Bring in a sheet: show row by row what would come in, then let it in whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from dukou.base.errors import Refusal
from dukou.web import words
from dukou.web.parts.excel import MOST_ROWS, Cell, read_sheet
from dukou.web.parts.formats import number
from dukou.web.parts.requests import PageRequest

SHOWN_ROWS = 200
TEMPLATE = "parts/sheet.html"
Rows = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Show a row of a sheet: what is wrong with it, or else what is to be said of it."""

    number: int
    cells: Sequence[str]
    fault: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SheetShown:
    """Hold the rows of a sheet, and what is said where all of them are good."""

    said: str
    rows: tuple[SheetRow, ...]

    @property
    def faults(self) -> int:
        """Return how many rows have a fault."""
        return sum(bool(one.fault) for one in self.rows)

    @property
    def first(self) -> list[SheetRow]:
        """Return the rows that are shown, those with a fault before the others."""
        return sorted(self.rows, key=lambda one: not one.fault)[:SHOWN_ROWS]

    @property
    def is_cut(self) -> bool:
        """Tell whether rows are not shown."""
        return len(self.rows) > SHOWN_ROWS


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Name a page that brings a sheet in; `preview` judges rows, `take` lets them in and says that it has.

    `back` and `template` are addresses, `who` says who sees what comes in.
    """

    section: str
    title: str
    hint: str
    headings: Sequence[str]
    required: Sequence[str]
    back: str
    back_title: str
    template: str
    who: str
    preview: Callable[[Rows], SheetShown]
    take: Callable[[Rows], str]


def sheet_page(request: PageRequest, page: SheetPage) -> HttpResponse:
    """Show a sheet's rows and what is wrong with them, or bring the sheet in."""
    context = {"section": page.section, "page": page, "most_rows": number(MOST_ROWS), "shown_rows": SHOWN_ROWS}
    if request.method == "POST":
        try:
            rows = _uploaded(request)
            if request.POST.get("want") == "import":
                messages.success(request, page.take(rows))
                return redirect(page.back)
            context["preview"] = page.preview(rows)
        except Refusal as said:
            context["refusal"] = words.sentence(said)
    if request.htmx:
        # Only a good answer is swapped in, so what is wrong with a sheet is one too.
        return render(request, f"{TEMPLATE}#result", context)
    return render(request, TEMPLATE, context, status=422 if "refusal" in context else 200)


def _uploaded(request: PageRequest) -> Rows:
    upload = request.FILES.get("sheet")
    if upload is None:
        raise Refusal("files.empty")
    return read_sheet(upload)
