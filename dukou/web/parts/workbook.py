"""Write tables as Excel workbooks in which no text can act as a formula."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins with one of these is read as a formula, here or after a copy into another program.
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
# Control characters are no XML and would break the file.
UNWRITABLE = {code: None for code in range(32) if chr(code) not in "\t\r\n"}
Cell = str | int | float | date | datetime | None


def neutral(value: Cell) -> Cell:
    """Return a value that a spreadsheet shows as text where it might act: with an apostrophe before it."""
    if not isinstance(value, str):
        return value
    text = value.translate(UNWRITABLE)
    return f"'{text}" if text.startswith(ACTIVE) else text


def workbook(title: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return one sheet with a heading and rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    bold = []
    for text in heading:
        cell = WriteOnlyCell(sheet, value=text)
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for row in rows:
        sheet.append([_plain(neutral(value)) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def download(content: bytes, name: str) -> HttpResponse:
    """Return a workbook as a file to keep."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _plain(value: Cell) -> Cell:
    """Return an instant without its zone, which a workbook cannot hold."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
