"""Invent an order book of a wholesaler, in the form in which a real one comes in."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dukou.base.draws import stable_key, uniforms

HEADING = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
CUSTOMERS = 90
STOCK_CODES = 400
# Where the invented customers live; the first ones are the larger markets.
COUNTRIES = ("Germany", "United Kingdom", "France", "Japan", "Netherlands", "EIRE", "Spain", "Poland")
QUANTITIES = (6, 12, 24, 24, 48, 72, 144, 480)
MOST_LINES = 9
CANCELLED_SHARE = 0.04
SATURDAY = 5
FIRST_INVOICE = 700_000
Row = tuple[str, ...]


def book(*, seed: int, on: date, days: int, orders_a_day: int) -> bytes:
    """Return the book as CSV: so many orders on each weekday from a date on, and a few cancellations."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADING)
    number = FIRST_INVOICE
    for day in range(days):
        day_on = on + timedelta(days=day)
        for _order in range(orders_a_day if day_on.weekday() < SATURDAY else 0):
            number += 1
            writer.writerows(_invoice(number, day_on, seed))
    return out.getvalue().encode()


def _invoice(number: int, on: date, seed: int) -> Iterator[Row]:
    draws = _Draws(seed, number)
    customer = int(draws.next() ** 2 * CUSTOMERS)
    country = COUNTRIES[stable_key(seed, "country", customer) % len(COUNTRIES) // (1 + customer % 2)]
    at = datetime.combine(on, time(9 + int(draws.next() * 8), int(draws.next() * 60)))
    for _line in range(1 + int(draws.next() * MOST_LINES)):
        code = f"{10_000 + int(draws.next() ** 2 * STOCK_CODES)}"
        quantity = QUANTITIES[int(draws.next() * len(QUANTITIES))]
        rest = (f"{10_000 + customer}", country)
        yield (str(number), code, f"SOCK {code}", str(quantity), f"{at:%Y-%m-%d %H:%M:%S}", "1.00", *rest)
        if draws.next() < CANCELLED_SHARE:
            back = at + timedelta(days=2 + int(draws.next() * 20))
            yield (f"C{number}", code, f"SOCK {code}", f"-{quantity // 2}", f"{back:%Y-%m-%d %H:%M:%S}", "1.00", *rest)


class _Draws:
    """Hand out one invoice's draws, one after the other."""

    def __init__(self, seed: int, number: int) -> None:
        keys = [stable_key(seed, number, place) for place in range(4 + MOST_LINES * 4)]
        self._left: Iterator[float] = iter(uniforms("seed.book", keys).tolist())

    def next(self) -> float:
        """Return the next draw in [0, 1)."""
        return next(self._left)
