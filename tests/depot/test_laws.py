"""Protect the auditor of goods overseas: it agrees with the doors on a busy depot, and sees what is changed."""

from datetime import timedelta

import pytest
from django.db import connection

from dukou.base.town import TOWN
from dukou.depot import models
from dukou.depot.door import abroad as door
from dukou.depot.door import fees
from dukou.journey.audit import abroad as laws
from tests.builders import DESK, NOW, ON
from tests.depot.builders import free_goods
from tests.depot.overseas import announced, arrived, charge, overseas, rate, worked

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
DAYS = 12


def broken() -> set[str]:
    with connection.cursor() as cursor:
        found = set()
        for law in laws.LAWS:
            cursor.execute(law.query(connection.vendor))
            if cursor.fetchall():
                found.add(law.name)
    return found


@pytest.fixture(autouse=True)
def _busy_depot() -> None:
    """Let three lots of two owners come, go, come back and be disposed of under many rules."""
    site = overseas()
    rate("JPY", 46_000)
    charge(site, "receive", "carton", [(0, 5_000), (2, 3_000)])
    charge(site, "receive", "kg", [(0, 123)], minimum_minor=150)
    charge(site, "store", "m3", [(0, 4_567), (4, 12_001)], free_days=2)
    charge(site, "store", "carton", [(0, 7)], currency="JPY")
    charge(site, "store", "kg", [(0, 3)], valid_to=ON + timedelta(days=5))
    charge(site, "store", "kg", [(0, 5)], valid_from=ON + timedelta(days=6))
    charge(site, "store", "day", [(0, 10_000), (3, 15_003)], free_days=1)
    charge(site, "pick", "pair", [(0, 9_900), (1, 2_533)], minimum_minor=1_500)
    charge(site, "pack", "order", [(0, 20_000)], currency="CNY")
    charge(site, "return", "m3", [(0, 777)])
    charge(site, "dispose", "kg", [(0, 3_333)], minimum_minor=1)
    mine, more = free_goods([500, 300])
    (theirs,) = free_goods([450], sku=mine.sku)
    code = announced(mine, site, 760)
    door.receive_inbound(code, pairs=740, damaged_pairs=7, viewer=DESK, on=ON, now=NOW)
    for day in range(DAYS):
        on = ON + timedelta(days=day)
        fees.charge_fees(on=on, viewer=TOWN, now=NOW)
        order = f"PO-{day}" if day % 2 else ""
        worked("sent", mine, site, 41 + day, f"s{day}", on, order)
        if day % 3 == 1:
            arrived(theirs, site, 100 + day, f"t{day}", on, "MSKU-1")
            arrived(theirs, site, 1, f"v{day}", on, "MSKU-1")
            worked("sent", mine, site, 3, f"u{day}", on, order)
            worked("sent", theirs, site, 2, f"x{day}", on, order)
            worked("returned", mine, site, 13, f"r{day}", on, order)
        if day % 4 == 3:
            worked("disposed", theirs, site, 9, f"d{day}", on)
    fees.charge_fees(on=ON + timedelta(days=DAYS), viewer=TOWN, now=NOW)
    assert more.sku == mine.sku
    assert models.FeeLine.objects.count() > 8 * DAYS


def test_the_auditor_counts_what_the_doors_charged() -> None:
    assert broken() == set()


@pytest.mark.parametrize(
    ("event", "column", "law"),
    [
        ("store", "exact_e10", "what lies overseas is charged by each rule of each day, by its age, exactly and once"),
        ("pick", "exact_e10", "what happened overseas is charged by each rule of its day, exactly and once"),
        ("return", "amount", "what happened overseas is charged by each rule of its day, exactly and once"),
    ],
)
def test_a_fee_that_was_changed_is_seen(event: str, column: str, law: str) -> None:
    line = models.FeeLine.objects.filter(rule__event=event).order_by("-id")[0]
    setattr(line, column, getattr(line, column) + 1)
    line.save()
    assert law in broken()


def test_a_fee_that_is_gone_is_seen() -> None:
    models.FeeLine.objects.filter(rule__event="store", rule__basis="m3").order_by("id")[5].delete()
    seen = broken()
    assert "what lies overseas is charged by each rule of each day, by its age, exactly and once" in seen
    assert "every day's fees are a fact of their owner, in lines and in yuan" in seen
