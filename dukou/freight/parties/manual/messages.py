"""Write a booking as a sheet and a letter, and read the sheet that comes back.

The sheet has two columns, a name in both languages and a value; the carrier fills in the last four.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from dukou.freight.records.parties import BookingAnswer, BookingAsk, Malformed, Outcome

GRAMS_A_KG, ML_A_M3 = 1_000, 1_000_000
ANSWER, NUMBER, DEPARTS, ARRIVES = (
    "答复（接/不接） Answer (yes/no)",
    "承运单号 Your number",
    "发车日 Departs on",
    "到达日 Arrives on",
)
REFERENCE = "订舱号 Our number"
ANSWERS: Mapping[str, Outcome] = {
    **dict.fromkeys(("接", "yes", "y", "ok"), "confirmed"),
    **dict.fromkeys(("不接", "no", "n"), "refused"),
}
# A cell that begins with one of these would be read as a formula.
ACTIVE = ("=", "+", "-", "@")
WIDTHS = {"A": 36, "B": 48}


def sheet(one: BookingAsk) -> bytes:
    """Return the workbook of a booking."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "订舱 Booking"
    for name, value in _rows(one).items():
        page.append([name, f"'{value}" if isinstance(value, str) and value.startswith(ACTIVE) else value])
    for name in (ANSWER, NUMBER, DEPARTS, ARRIVES):
        page.append([name, None])
    for column, width in WIDTHS.items():
        page.column_dimensions[column].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def letter(one: BookingAsk) -> str:
    """Return the words of a booking for an e-mail or the telephone, in both languages."""
    lines = [f"{name}: {value}" for name, value in _rows(one).items()]
    return "\n".join(["请确认以下订舱。 Please confirm this booking.", "", *lines])


def read_sheet(body: bytes) -> tuple[str, BookingAnswer]:
    """Return our number and what the carrier wrote into the sheet."""
    try:
        rows = load_workbook(io.BytesIO(body), read_only=True, data_only=True).worksheets[0]
        found = {str(row[0]).strip(): row[1] for row in rows.iter_rows(max_col=2, values_only=True) if row[0]}
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError):
        raise Malformed("workbook") from None
    outcome = ANSWERS.get(_text(found.get(ANSWER)).casefold())
    if outcome is None:
        raise Malformed(ANSWER)
    answer = BookingAnswer(
        outcome=outcome,
        reference=_text(found.get(NUMBER)),
        departs_on=_day(found.get(DEPARTS)),
        arrives_on=_day(found.get(ARRIVES)),
    )
    return _text(found.get(REFERENCE)), answer


def _rows(one: BookingAsk) -> dict[str, str | int | float | date]:
    return {
        REFERENCE: one.reference,
        "账号 Account": one.account,
        "服务 Service": one.service,
        "发车日期 Departure": one.departs_on,
        "起运地 From": f"{one.origin.name}, {one.origin.city} {one.origin.street}",
        "电话 Telephone": one.origin.phone,
        "目的地 To": f"{one.destination.name}, {one.destination.city} {one.destination.street}",
        "货物 Goods": one.goods,
        "箱数 Cartons": one.cartons,
        "毛重 kg": one.grams / GRAMS_A_KG,
        "体积 m3": one.ml / ML_A_M3,
        "车/箱数 Vehicles": one.vehicles,
    }


def _text(value: object) -> str:
    return "" if value is None else str(value).strip().removeprefix("'")


def _day(value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        raise Malformed(DEPARTS) from None
