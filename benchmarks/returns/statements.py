"""Measure the monthly statement of a firm with 20,000 postings in the month, and as many in the months before.

Each is one request of the firm's owner, from the database to the last byte: the page with its first rows, the PDF with
every posting, and the workbook with every posting.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks.table import Kept, Row, apart

MONTH, BEFORE, TODAY = date(2025, 12, 1), date(2025, 10, 1), date(2026, 1, 2)
POSTINGS, BUYERS, DAYS = 20_000, 40, 28
# How the entries of a firm that makes so many postings are mixed; each posts two on its accounts.
MIX = {"sale": 0.5, "payment": 0.3, "refund": 0.08, "freight": 0.07, "return_costs": 0.05}
FILES = ("page", "pdf", "xlsx")


def rows(kept: Kept, *, sample: bool) -> Iterator[Row]:
    """Yield the sum of the three, and beside it each; a sample and all are the same."""
    del sample
    found = kept.measured("statement", lambda: apart(__name__, "measured"))
    beside = {f"{one}, s": found[one] for one in FILES} | {"processor": found["processor"]}
    yield Row("statement 20,000 rows", "seconds", sum(found[one] for one in FILES), beside)
    yield Row("statement 20,000 rows", "rows", found["rows"])


def measured() -> dict[str, float]:
    """Build the firm's books in a town of its own, and ask for each of the three once after a first, small one."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"DUKOU_HOME": home, "DJANGO_SETTINGS_MODULE": "dukou.site.settings", "DATABASE_URL": ""}
        client, stated = _town()
        for path in ("/statements/2026-01/", "/statements/2026-01/statement.pdf", "/statements/2026-01/statement.xlsx"):
            client.get(path)
        begun = time.process_time()
        found = {
            name: _seconds(client, f"/statements/{MONTH:%Y-%m}/{path}")
            for name, path in zip(FILES, ("", "statement.pdf", "statement.xlsx"), strict=True)
        }
        return {**found, "processor": time.process_time() - begun, "rows": float(stated)}


def _seconds(client: Any, path: str) -> float:
    begun = time.perf_counter()
    response = client.get(path)
    assert response.status_code == 200, path
    return time.perf_counter() - begun


def _town() -> tuple[Any, int]:
    """Return the owner's browser, and how many postings the month has."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    setup_test_environment()
    from dukou.base.days import instant
    from dukou.registry import models as registry
    from dukou.settlement import models

    firm, *buyers = _firms(registry)
    registry.TownClock.objects.create(id=1, on=TODAY)
    for first in (BEFORE, MONTH):
        _fill(firm, buyers, first)
    person = get_user_model().objects.create(phone="+8613900000001")
    registry.Membership.objects.create(person=person, firm_id=firm, role="factory", since=instant(BEFORE))
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    in_month = models.Posting.objects.filter(account__firm_id=firm, entry__on__gte=MONTH, entry__on__lt=TODAY)
    return client, in_month.count()


def _firms(registry: Any) -> list[int]:
    new = [
        registry.Firm(
            code=f"firm{number}", kind=kind, name_zh=f"第{number}号", name_en=f"Firm {number}", joined_on=BEFORE
        )
        for number, kind in enumerate(["factory", *["buyer"] * BUYERS])
    ]
    return [one.pk for one in registry.Firm.objects.bulk_create(new)]


def _fill(firm: int, buyers: list[int], first: date) -> None:
    """Write a month of entries: sales to all buyers in turn, and what follows from them."""
    from dukou.settlement import rules
    from dukou.settlement.door.books import write_entries, write_invoices
    from dukou.settlement.records import NewEntry, NewInvoice

    entries = POSTINGS // 2
    count = {kind: round(share * entries) for kind, share in MIX.items()}
    days = [first + timedelta(days=number % DAYS) for number in range(entries)]
    orders = _orders(firm, buyers, first, count["sale"])
    sales = [
        NewInvoice("sale", order, firm, buyer, on, on + timedelta(days=30), on + timedelta(days=30), 12_345 + 7 * n, 90)
        for n, ((order, buyer), on) in enumerate(zip(orders, days, strict=False))
    ]
    write_invoices(sales)
    new = [rules.invoice_entry(one) for one in sales]
    sides = {
        "payment": ("bank", "receivable"),
        "refund": ("refunds", "receivable"),
        "freight": ("freight", "owed_to_town"),
        "return_costs": ("return_costs", "owed_to_town"),
    }
    for kind, (debit, credit) in sides.items():
        for number in range(count[kind]):
            order = None if kind == "freight" else orders[number % len(orders)][0]
            amount = 1_000 + 11 * number
            both = ((firm, debit, amount), (firm, credit, -amount))
            key = f"{kind}:c{first:%m}{number:013}"
            new.append(NewEntry(key, kind, days[number], both, firm=firm, order=order))
    write_entries(new)


def _orders(firm: int, buyers: list[int], first: date, count: int) -> list[tuple[int, int]]:
    from dukou.base.days import instant
    from dukou.market import models as market
    from dukou.registry import models as registry

    place, _is_new = registry.Destination.objects.get_or_create(
        code="DE-1", defaults={"iso": "DE", "zone": "EU", "name_zh": "汉堡", "name_en": "Hamburg", "lane_days": 5}
    )
    new = [
        market.Order(
            code=f"o{first:%m}{number:013}",
            buyer_id=buyers[number % len(buyers)],
            seller_id=firm,
            addressed_to="firm",
            external_ref=f"PO-{number}" if number % 2 else "",
            placed_at=instant(first),
            placed_on=first,
            destination=place,
            draw=number,
            lines=1,
            pairs=90,
            amount_minor=12_345,
        )
        for number in range(count)
    ]
    return [(one.pk, one.buyer_id) for one in market.Order.objects.bulk_create(new, batch_size=1_000)]
