"""Read sheets that people upload, and write workbooks in which no text can act as a formula."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Protocol

from django.http import HttpResponse
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dukou.base.errors import Refusal
from dukou.base.money import Money, minor_digits

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins with one of these is read as a formula, here or after a copy into another program.
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
# Control characters are no XML and would break the file.
UNWRITABLE = {code: None for code in range(32) if chr(code) not in "\t\r\n"}
# A sheet's name may not hold these, nor be longer.
UNTITLED, LONGEST_TITLE = str.maketrans("[]:*?/\\", "       "), 31
LARGEST_BYTES = 10_000_000
LARGEST_UNPACKED_BYTES = 200_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
WIDEST_COLUMN, NARROWEST_COLUMN = 48, 10
ZIP = b"PK\x03\x04"
Cell = str | int | float | date | datetime | None


class Upload(Protocol):
    """Name what is asked of a file that came in."""

    @property
    def size(self) -> int | None:
        """Return how many bytes it has."""
        ...

    def read(self) -> bytes:
        """Return its bytes."""
        ...


Sheet = tuple[str, Sequence[str], Iterable[Sequence[Cell | Money]]]


def neutral(value: Cell) -> Cell:
    """Return a value that a spreadsheet shows as text where it might act: with an apostrophe before it."""
    if not isinstance(value, str):
        return value
    text = value.translate(UNWRITABLE)
    return f"'{text}" if text.startswith(ACTIVE) else text


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook with a sheet for each title, heading and rows."""
    book = Workbook(write_only=True)
    for title, heading, rows in sheets:
        sheet = book.create_sheet(title.translate(UNTITLED).translate(UNWRITABLE)[:LONGEST_TITLE].strip("' ") or None)
        sheet.freeze_panes = "A2"
        for place, text in enumerate(heading, 1):
            width = min(max(len(text) * 2, NARROWEST_COLUMN), WIDEST_COLUMN)
            sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.append([_bold(sheet, text) for text in heading])
        for row in rows:
            sheet.append([_written(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def download(content: bytes, name: str) -> HttpResponse:
    """Return a workbook as a file to keep."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def read_sheet(upload: Upload) -> list[list[Cell]]:
    """Return the rows of a workbook's first sheet, or of a CSV file, without blank rows and columns at the end.

    All rows are of one width. Refuses a file that is empty, too large, damaged, or neither of the two.
    """
    if not upload.size:
        raise Refusal("files.empty")
    if upload.size > LARGEST_BYTES:
        raise Refusal("files.too_large", {"bytes": upload.size, "most_bytes": LARGEST_BYTES})
    content = upload.read()
    rows = list(islice(_rows(content), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise Refusal("town.sheet_too_long", {"most": MOST_ROWS})
    while rows and not _filled(rows[-1]):
        rows.pop()
    width = max(map(_filled, rows), default=0)
    return [(row + [None] * width)[:width] for row in rows]


def _filled(row: Sequence[Cell]) -> int:
    """Return how many cells a row has up to its last one that holds something."""
    return max((place for place, value in enumerate(row, 1) if value not in {None, ""}), default=0)


def _rows(content: bytes) -> Iterator[list[Cell]]:
    return _book_rows(content) if content.startswith(ZIP) else _csv_rows(content)


def _book_rows(content: bytes) -> Iterator[list[Cell]]:
    try:
        if _unpacked_bytes(content) > LARGEST_UNPACKED_BYTES:
            raise Refusal("files.bomb")
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield [_read(value) for value in row]
    except (Refusal, MemoryError):
        raise
    except Exception:  # hostile bytes may trip a reader in any way
        raise Refusal("files.broken") from None


def _unpacked_bytes(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(part.file_size for part in archive.infolist())


def _csv_rows(content: bytes) -> Iterator[list[Cell]]:
    text = _text(content)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            yield list(row[:MOST_COLUMNS])
    except csv.Error:
        raise Refusal("files.broken") from None


def _text(content: bytes) -> str:
    """Return the text of a CSV file: UTF-8, or GB 18030 as Chinese spreadsheets write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refusal("files.unknown_type")


def _read(value: Any) -> Cell:
    return value if isinstance(value, str | int | float | date | None) else str(value)


def _written(sheet: Any, value: Cell | Money) -> Any:
    """Return what to write for a value; an amount is a number that shows its currency."""
    if isinstance(value, Money):
        cell = WriteOnlyCell(sheet, value=float(value.decimal()))
        digits = minor_digits(value.currency)
        cell.number_format = f'#,##0{"." if digits else ""}{"0" * digits} "{value.currency}"'
        return cell
    return _plain(neutral(value))


def _plain(value: Cell) -> Any:
    """Return an instant without its zone, which a workbook cannot hold."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=str(neutral(text)))
    cell.font = Font(bold=True)
    return cell
