"""Let anybody hold his own order book against the town: every row is judged, nothing is written."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dukou.base.errors import Refusal
from dukou.files import door as files
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.demo.pages import require_demo
from dukou.web.parts import formats
from dukou.web.parts.excel import LARGEST_BYTES, MOST_ROWS, XLSX, Cell, download, read_sheet, workbook
from dukou.web.parts.requests import PageRequest

if TYPE_CHECKING:
    from dukou.journey.preview import Preview, RowResult

SHOWN_ROWS = 200
SHEETS = (XLSX, "text/csv")
MEGABYTE = 1_000_000
# The columns of an order book; each heading is known in both languages.
HEADINGS = (
    ("订单号", "Order no"),
    ("货号", "Goods"),
    ("数量", "Quantity"),
    ("日期", "Date"),
    ("客户", "Customer"),
    ("国家", "Country"),
)
EXAMPLE_COUNTRIES = (("德国", "Germany"), ("日本", "Japan"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def try_book(request: PageRequest) -> HttpResponse:
    """Show what the town would make of an order book, or hand out the rows that it would refuse."""
    require_demo()
    context: dict[str, Any] = {
        "section": "try",
        "headings": _headings(),
        "most_rows": formats.number(MOST_ROWS),
        "most_mib": LARGEST_BYTES // MEGABYTE,
    }
    is_refused = False
    if request.method == "POST":
        try:
            found = _judged(request)
        except Refusal as said:
            context["refusal"] = words.sentence(said)
            is_refused = True
        else:
            if request.POST.get("want") == "refused":
                return download(_refused_book(found), "refused-rows")
            context |= _shown(found)
    if request.htmx:
        # Only a good answer is swapped in, so what is wrong with a file is one too.
        return render(request, "demo/try.html#result", context)
    return render(request, "demo/try.html", context, status=422 if is_refused else 200)


@login_required
@require_GET
def template(_request: HttpRequest) -> HttpResponse:
    """Hand out an order book with its headings and two rows as an example."""
    require_demo()
    on: date = registry.today()
    rows: list[tuple[Cell, ...]] = [
        (f"A-100{place}", f"WZ-220{place}", 480 * place, on, f"{100 + place}", _named(*country))
        for place, country in enumerate(EXAMPLE_COUNTRIES, start=1)
    ]
    return download(workbook([(_("Order book"), _headings(), rows)]), "order-book")


def _judged(request: HttpRequest) -> "Preview":
    """Read the file that was sent, and judge it."""
    # Numbers and tables of books take a while to load: not for a page that nobody asks for.
    from dukou.journey.preview import preview

    upload = request.FILES.get("book")
    if upload is None:
        raise Refusal("files.empty")
    if 0 < (upload.size or 0) <= LARGEST_BYTES:
        _require_sheet(upload.read())
        upload.seek(0)
    return preview(read_sheet(upload))


def _require_sheet(content: bytes) -> None:
    """Refuse what is neither a workbook without macros nor a table of text, whatever its name says."""
    try:
        kind = files.media_type(content)
    except Refusal as said:
        if said.code != "files.unknown_type":
            raise
        kind = None
    if kind not in SHEETS:
        raise Refusal("journey.no_sheet")


def _shown(found: "Preview") -> dict[str, Any]:
    reasons = words.refusal_words()
    return {
        "report": found.report,
        "reasons": [(str(reasons[code]), count) for code, count in found.refused_by_reason.items()],
        "rows": list(_rows(found.rows[:SHOWN_ROWS])),
        "is_cut": len(found.rows) > SHOWN_ROWS,
        "shown_rows": SHOWN_ROWS,
    }


def _rows(rows: "tuple[RowResult, ...]") -> Iterator[tuple[int, tuple[str, ...], str]]:
    reasons = words.refusal_words()
    for one in rows:
        cells = tuple(cell.removesuffix(" 00:00:00") for cell in one.cells)
        yield one.number, cells, str(reasons[one.refusal]) if one.refusal else ""


def _refused_book(found: "Preview") -> bytes:
    """Return the refused rows as a workbook, each with its row in the sheet and its reason."""
    heading = [_("Row"), *_headings(), _("Reason")]
    rows: list[tuple[Cell, ...]] = [(number, *cells, reason) for number, cells, reason in _rows(found.refused)]
    return workbook([(_("Refused rows"), heading, rows)])


def _headings() -> list[str]:
    return [_named(zh, en) for zh, en in HEADINGS]


def _named(zh: str, en: str) -> str:
    return zh if (get_language() or "").startswith("zh") else en
