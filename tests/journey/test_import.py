"""Protect the town from a bad order book, and a good one from the town: each row counts once, whatever happens."""

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from pytest_django import DjangoDbBlocker

from dukou.base.errors import Refusal
from dukou.base.town import TOWN
from dukou.journey import day
from dukou.journey import import_orders as importing
from dukou.journey.import_orders import LAST_DAY, ImportReport, import_orders
from dukou.journey.seed import seed_town
from dukou.journey.seed.book import book
from dukou.market import models
from dukou.market.door import imports
from dukou.market.parties.online_retail import book as online_retail
from dukou.registry import door as town_clock
from dukou.registry import models as registry
from tests.builders import NOW
from tests.journey.towns import FIRST_DAY

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
HEADING = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
GOOD = "536365,85123A,A HEART,6,2010-12-01 08:26:00,2.55,17850,Germany"
# A Wednesday, as is the town's first day.
BOOK_ON = date(2010, 12, 1)
# Rows of each fate; the town does not know the last two rows' country, so what is cancelled of it was never bought.
MIXED = f"""{HEADING}
{GOOD}
{GOOD}
536365,71053,A LANTERN,6,2010-12-01 08:26:00,3.39,17850,Germany
536366,POST,POSTAGE,3,2010-12-02 09:00:00,18,17850,Germany
536367,22752,BOXES,2,2010-12-02 09:01:00,7.65,,Germany
536368,22752,BOXES,0,2010-12-02 09:02:00,7.65,17850,Germany
C536369,71053,A LANTERN,-2,2010-12-09 10:00:00,3.39,17850,Germany
C536370,71053,A LANTERN,-600,2010-12-09 10:00:00,3.39,17850,Germany
536371,=1+1,A FORMULA,6,2010-12-03 08:26:00,2.55,17850,Germany
536372,85123A,A HEART,6,2010-12-03 08:26:00,2.55,13047,Atlantis
C536373,85123A,A HEART,-6,2010-12-04 08:26:00,2.55,13047,Atlantis
""".encode()
REASONS = {
    4: "market.not_goods",
    5: "market.no_customer",
    6: "market.zero_quantity",
    8: "market.cancellation_without_purchase",
    9: "market.not_goods",
    10: "market.unknown_destination",
    11: "market.cancellation_without_purchase",
}


@pytest.fixture(scope="module", autouse=True)
def _small_town(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Seed one small town for the whole module, and take it back afterwards."""
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock(), transaction.atomic():
        seed_town(size="small", seed=1, on=FIRST_DAY, now=NOW)
        yield
        transaction.set_rollback(True)


def bring_in(path: Path, **changed: Any) -> ImportReport:
    usual = {"profile": "online-retail", "scale": 10, "start_on": FIRST_DAY, "addressing": "firm", "dry_run": False}
    return import_orders(path=path, now=NOW, **(usual | changed))


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return a file with an invented book of a few days."""
    path = tmp_path / "book.csv"
    path.write_bytes(book(seed=11, on=BOOK_ON, days=4, orders_a_day=6))
    return path


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every room."""
    tables = [model for model in apps.get_models() if model.__module__.startswith("dukou.")]
    return {model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in tables}


def brought_in() -> list[tuple[Any, ...]]:
    """Return what a book became, without the codes and keys that differ from town to town."""
    fields = ("import_row", "number", "order__external_ref", "order__placed_at", "order__addressed_to", "order__lines")
    rows = models.Line.objects.order_by("import_row")
    rows = rows.values_list(*fields, "buyer__code", "seller__code", "sku__gtin", "pairs", "due_on", "state", "draw")
    returns = models.ReturnRequest.objects.order_by("import_row", "line__import_row")
    refusals = models.RowRefusal.objects.order_by("row").values_list("row", "code")
    return [*rows, *returns.values_list("import_row", "line__import_row", "pairs", "lag_days", "state"), *refusals]


def purchases(path: Path) -> list[dict[str, str]]:
    """Return the purchases of a book of which every row is good, read by a reader of our own."""
    with path.open(newline="") as file:
        return [row for row in csv.DictReader(file) if not row["InvoiceNo"].startswith("C")]


BAD = {
    "empty file": (b"", {}, "market.no_table"),
    "not a table": (b"\x00\x01\x02", {}, "market.missing_columns"),
    "other columns": (b"a,b\n1,2\n", {}, "market.missing_columns"),
    "wrong encoding": (f"{HEADING}\n{GOOD}".replace("HEART", "HÄRT").encode("latin-1"), {}, "market.wrong_encoding"),
    "gibberish encoding": (HEADING.encode("utf-16"), {}, "market.wrong_encoding"),
    "truncated gzip": (gzip.compress(MIXED, mtime=0)[:-20], {}, "market.broken_archive"),
    "gzip of nothing": (b"\x1f\x8b", {}, "market.broken_archive"),
    "scale of nothing": (MIXED, {"scale": 0}, "journey.bad_scale"),
    "scale below nothing": (MIXED, {"scale": -1}, "journey.bad_scale"),
    "absurd scale": (MIXED, {"scale": 100_001}, "journey.bad_scale"),
    "unknown profile": (MIXED, {"profile": "=cmd()" * 2_000}, "journey.unknown_profile"),
    "unknown addressing": (MIXED, {"addressing": "everybody"}, "journey.unknown_addressing"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_bad_book_is_refused_and_changes_nothing(name: str, dry_run: bool, tmp_path: Path) -> None:
    content, changed, code = BAD[name]
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    before = everything()
    with pytest.raises(Refusal) as refused:
        bring_in(path, dry_run=dry_run, **changed)
    assert refused.value.code == code
    assert everything() == before


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    before = everything()
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(Refusal, match=r"journey\.no_file"):
            bring_in(path)
    assert everything() == before


def test_a_town_without_its_trader_takes_no_book(written: Path) -> None:
    registry.Firm.objects.filter(kind="trader").update(retired_at=NOW)
    before = everything()
    with pytest.raises(Refusal, match=r"journey\.no_town"):
        bring_in(written)
    assert everything() == before


def test_each_row_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes(MIXED)
    report = bring_in(path)
    assert (report.rows, report.accepted, report.refused) == (11, 4, 7)
    assert report.refused_by_reason == Counter(REASONS.values())
    assert dict(models.RowRefusal.objects.values_list("row", "code")) == REASONS
    # Equal rows of one file are real: rows 1 and 2 are two lines.
    lines = list(models.Line.objects.order_by("import_row").values_list("import_row", flat=True))
    returned = set(models.ReturnRequest.objects.values_list("import_row", flat=True))
    assert lines == [1, 2, 3]
    assert returned == {7}
    assert sorted([*lines, *returned, *REASONS]) == list(range(1, 12))
    done = models.Import.objects.get()
    assert (done.state, done.rows_total, done.rows_accepted, done.rows_refused) == ("committed", 11, 4, 7)
    assert (report.orders, report.lines, report.pairs, report.returns) == (done.orders_done, 3, 180, 1)


def test_every_reason_for_a_row_has_words() -> None:
    from dukou.web import words

    assert set(REASONS.values()) <= set(words.refusal_words())


@pytest.mark.parametrize("addressing", importing.ADDRESSINGS)
def test_a_dry_run_says_what_would_be_and_writes_nothing(addressing: str, written: Path) -> None:
    before = everything()
    would = bring_in(written, addressing=addressing, dry_run=True)
    assert everything() == before
    did = bring_in(written, addressing=addressing)
    assert (would.dry_run, did.dry_run) == (True, False)
    for name in ("rows", "accepted", "refused", "refused_by_reason", "orders", "lines", "pairs", "returns"):
        assert getattr(would, name) == getattr(did, name)
    assert (would.first_on, would.last_on) == (did.first_on, did.last_on)


def test_the_same_file_again_changes_nothing_and_says_so(written: Path, tmp_path: Path) -> None:
    bring_in(written)
    before = everything()
    other_name = tmp_path / "another name.csv"
    other_name.write_bytes(written.read_bytes())
    for path, changed in ((written, {}), (other_name, {"scale": 3, "addressing": "town"})):
        again = bring_in(path, **changed)
        assert again.already_imported
        assert (again.accepted, again.refused, again.orders, again.lines, again.pairs, again.returns) == (0,) * 6
        assert everything() == before


def test_a_book_packed_and_unpacked_is_the_same_book(written: Path, tmp_path: Path) -> None:
    _report, plain = unbroken(written)
    packed = tmp_path / "book.csv.gz"
    packed.write_bytes(gzip.compress(written.read_bytes(), mtime=0))
    bring_in(packed)
    assert brought_in() == plain


class Killed(Exception):
    """Stand for the end of the process."""


def kill_after(chunks: int, patch: pytest.MonkeyPatch) -> None:
    """Let the process end when so many chunks, of four orders each, have been added."""
    left = iter(range(chunks))

    def add_until_killed(*arguments: Any, **named: Any) -> bool:
        if next(left, None) is None:
            raise Killed
        return add(*arguments, **named)

    add = imports.add_orders
    patch.setattr(importing, "ORDERS_A_CHUNK", 4)
    patch.setattr(imports, "add_orders", add_until_killed)


def unbroken(path: Path, **changed: Any) -> tuple[ImportReport, list[tuple[Any, ...]]]:
    """Return what an import that nobody disturbs reports and leaves, and take it back."""
    with transaction.atomic():
        found = bring_in(path, **changed), brought_in()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("chunks", [0, 1, 3])
def test_an_import_killed_in_the_middle_goes_on_like_an_unbroken_one(
    chunks: int, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, whole = unbroken(written)
    with monkeypatch.context() as patch:
        kill_after(chunks, patch)
        with pytest.raises(Killed):
            bring_in(written)
    assert models.Import.objects.get().orders_done == 4 * chunks < report.orders
    # Nothing of it is visible before all of it is there.
    assert not models.Order.objects.exclude(state="imported").exists()
    assert bring_in(written) == report
    assert brought_in() == whole


def test_going_on_with_other_options_mixes_nothing(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _report, whole = unbroken(written, scale=1)
    with monkeypatch.context() as patch:
        kill_after(1, patch)
        with pytest.raises(Killed):
            bring_in(written, scale=1)
    before = everything()
    for other in ({"scale": 20}, {"addressing": "town"}, {"start_on": FIRST_DAY + timedelta(days=7)}):
        with pytest.raises(Refusal) as refused:
            bring_in(written, **({"scale": 1} | other))
        assert refused.value.code == "market.other_options"
        assert refused.value.facts == {"scale": 1, "addressing": "firm", "start_on": str(FIRST_DAY)}
        assert everything() == before
    bring_in(written, scale=1)
    assert brought_in() == whole


@pytest.mark.parametrize("start_on", [None, FIRST_DAY])
def test_an_import_goes_on_from_its_own_day_though_the_towns_clock_moved(
    start_on: date | None, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, whole = unbroken(written, start_on=None)
    with monkeypatch.context() as patch:
        kill_after(1, patch)
        with pytest.raises(Killed):
            bring_in(written, start_on=None)
    later = FIRST_DAY + timedelta(days=9)
    town_clock.advance_clock(expected=(FIRST_DAY, 0), to=(later, 0), viewer=TOWN)
    assert bring_in(written, start_on=start_on) == report
    assert brought_in() == whole
    before = everything()
    assert bring_in(written, start_on=start_on).already_imported
    assert everything() == before


def test_half_an_import_keeps_no_day_from_being_the_last(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        kill_after(2, patch)
        with pytest.raises(Killed):
            bring_in(written)
    assert models.Line.objects.filter(state="imported").exists()
    assert day.is_settled()
    ran = day.run(days=None, until_settled=True, effort="quick", say=lambda _text: None)
    assert (ran.days, ran.settled) == (0, True)
    bring_in(written)
    assert not day.is_settled()


@pytest.mark.parametrize(
    "start_on", [date.min, BOOK_ON, FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1), date.max]
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_book_begins_neither_before_the_towns_day_nor_in_another_age(
    start_on: date, dry_run: bool, written: Path
) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        bring_in(written, start_on=start_on, dry_run=dry_run)
    assert (refused.value.code, refused.value.facts) == (
        "journey.bad_start",
        {"first": str(FIRST_DAY), "last": str(LAST_DAY)},
    )
    assert everything() == before


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("start_on", [date.min, date.max])
def test_no_day_overflows_when_an_import_goes_on(
    start_on: date, dry_run: bool, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        kill_after(1, patch)
        with pytest.raises(Killed):
            bring_in(written)
    before = everything()
    with pytest.raises(Refusal, match=r"journey\.bad_start"):
        bring_in(written, start_on=start_on, dry_run=dry_run)
    assert everything() == before


@pytest.mark.parametrize("addressing", importing.ADDRESSINGS)
def test_two_customers_or_countries_under_one_invoice_are_orders_of_their_own(addressing: str, tmp_path: Path) -> None:
    other_buyer = GOOD.replace("17850", "13047")
    other_place = GOOD.replace("Germany", "France")
    path = tmp_path / "shared.csv"
    path.write_text(f"{HEADING}\n{GOOD}\n{other_buyer}\n{GOOD}\n{other_place}\n{other_buyer}")
    report = bring_in(path, addressing=addressing)
    assert (report.orders, report.lines) == (3, 5)
    found = models.Line.objects.order_by("import_row").values_list(
        "order", "buyer__name_en", "order__buyer__name_en", "order__destination__name_en", "order__external_ref"
    )
    orders, *rest = zip(*found, strict=True)
    assert rest == [
        ("Buyer 17850", "Buyer 13047", "Buyer 17850", "Buyer 17850", "Buyer 13047"),
        ("Buyer 17850", "Buyer 13047", "Buyer 17850", "Buyer 17850", "Buyer 13047"),
        ("Germany", "Germany", "Germany", "France", "Germany"),
        ("536365",) * 5,
    ]
    assert orders[0] == orders[2]
    assert orders[1] == orders[4]
    assert len(set(orders)) == 3


def test_a_cancellation_from_another_age_is_refused_and_no_return_of_it_waits(tmp_path: Path) -> None:
    path = tmp_path / "ages.csv"
    cancels = [f"C{GOOD.replace(',6,', ',-2,').replace('2010', year)}" for year in ("9998", "2012", "2011")]
    path.write_text("\n".join([HEADING, GOOD, *cancels]))
    report = bring_in(path)
    assert report.refused_by_reason == {"market.bad_date": 1, "market.late_cancellation": 1}
    assert list(models.ReturnRequest.objects.values_list("import_row", "lag_days")) == [(4, 365)]


def test_an_invoice_number_that_cannot_be_kept_refuses_its_row(tmp_path: Path) -> None:
    path = tmp_path / "invoices.csv"
    invoices = ["5" * 41, "53\x0065", "53\x1b65"]
    path.write_text("\n".join([HEADING, GOOD, *(GOOD.replace("536365", one) for one in invoices)]))
    report = bring_in(path)
    assert report.refused_by_reason == {"market.bad_invoice": 3}
    assert list(models.Order.objects.values_list("external_ref", flat=True)) == ["536365"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_that_is_too_large_is_refused(
    pack: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(pack(MIXED))
    monkeypatch.setattr(online_retail, "MOST_BYTES", len(MIXED) - 1)
    monkeypatch.setattr(imports, "MOST_BYTES", len(MIXED) - 1)
    before = everything()
    with pytest.raises(Refusal, match=r"market\.file_too_large"):
        bring_in(path)
    assert everything() == before


def test_an_import_killed_before_it_commits_commits_once(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_arguments: Any, **_named: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(imports, "commit", killed)
        with pytest.raises(Killed):
            bring_in(written)
    report = bring_in(written)
    assert models.Line.objects.count() == report.lines
    assert models.Order.objects.count() == report.orders


def test_scale_multiplies_pairs_and_not_lines(written: Path) -> None:
    found = []
    for scale in (1, 20):
        with transaction.atomic():
            bring_in(written, scale=scale)
            lines = list(models.Line.objects.order_by("import_row").values_list("import_row", "pairs"))
            returned = list(models.ReturnRequest.objects.order_by("id").values_list("import_row", "pairs"))
            found.append((lines, returned))
            transaction.set_rollback(True)
    (lines, returned), (scaled_lines, scaled_returned) = found
    assert scaled_lines == [(row, 20 * pairs) for row, pairs in lines]
    assert scaled_returned == [(row, 20 * pairs) for row, pairs in returned]
    assert [pairs for _row, pairs in lines] == [int(row["Quantity"]) for row in purchases(written)]


def test_a_scale_that_makes_a_row_absurd_refuses_that_row(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text(f"{HEADING}\n{GOOD}\n{GOOD.replace(',6,', ',60000,')}")
    assert bring_in(path, scale=100_000).refused_by_reason == {"market.absurd_quantity": 1}


@pytest.mark.parametrize("start_on", [FIRST_DAY, FIRST_DAY + timedelta(days=3), date(2026, 3, 1), LAST_DAY])
def test_dates_shift_by_whole_weeks(start_on: date, written: Path) -> None:
    report = bring_in(written, start_on=start_on)
    at = {number: datetime.fromisoformat(row["InvoiceDate"]) for number, row in enumerate(purchases(written), start=1)}
    # The invented book has cancellations between its purchases, so its rows are found by their order.
    lines = models.Line.objects.order_by("import_row").values_list("placed_on", "due_on", "ready_by_on")
    shifts = {(placed - at[number].date()).days for number, (placed, _due, _ready) in enumerate(lines, start=1)}
    (shift,) = shifts
    assert shift % 7 == 0
    assert report.first_on
    assert start_on <= report.first_on < start_on + timedelta(days=7)
    assert all(placed < ready < due for placed, due, ready in lines)


def sellers_by(key: str) -> dict[Any, set[str]]:
    found: dict[Any, set[str]] = {}
    for value, seller in models.Line.objects.values_list(key, "seller__code"):
        found.setdefault(value, set()).add(seller)
    return found


def test_addressed_to_firms_an_invoice_has_one_firm_and_a_customer_few(written: Path) -> None:
    bring_in(written, addressing="firm")
    assert set(models.Order.objects.values_list("addressed_to", "seller__kind")) == {("firm", "factory")}
    assert all(len(firms) == 1 for firms in sellers_by("order__external_ref").values())
    of_customers = sellers_by("buyer__code")
    assert all(len(firms) <= importing.MOST_OWN_FIRMS for firms in of_customers.values())
    assert len(set().union(*of_customers.values())) > 1
    # Some customers let their firm pass on what it cannot make, others do not; each always says the same.
    consents = set(models.Order.objects.values_list("buyer_id", "consents_overflow"))
    assert len(consents) == len(of_customers)
    assert {consent for _buyer, consent in consents} == {True, False}


def test_addressed_to_the_town_all_lines_are_the_traders(written: Path) -> None:
    report = bring_in(written, addressing="town")
    assert set(models.Order.objects.values_list("addressed_to", "seller__kind")) == {("town", "trader")}
    assert models.Order.objects.count() == report.orders == len({row["InvoiceNo"] for row in purchases(written)})


def test_scattered_each_stock_code_has_its_firm(written: Path) -> None:
    bring_in(written, addressing="scattered")
    assert set(models.Order.objects.values_list("addressed_to", "seller__kind")) == {("firm", "factory")}
    rows = enumerate(purchases(written))
    lines = list(models.Line.objects.order_by("import_row").values_list("seller__code", "sku__gtin"))
    by_code: dict[str, set[tuple[str, str]]] = {}
    for number, row in rows:
        by_code.setdefault(row["StockCode"], set()).add(lines[number])
    assert all(len(places) == 1 for places in by_code.values())
    assert max(len(firms) for firms in sellers_by("order__external_ref").values()) > 1


def test_each_country_is_a_destination_and_each_customer_a_buyer(written: Path) -> None:
    bring_in(written)
    rows = purchases(written)
    lines = models.Line.objects.order_by("import_row").values_list("order__destination__name_en", flat=True)
    assert list(lines) == [row["Country"] for row in rows]
    assert models.Order.objects.values("buyer").distinct().count() == len({row["CustomerID"] for row in rows})


def test_prices_come_from_the_catalogue(written: Path) -> None:
    bring_in(written)
    lines = models.Line.objects.values_list("unit_price_e4", "sku__style__unit_price_e4", "sku__style__firm")
    assert all(price == published and firm is None for price, published, firm in lines)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_row_from_another_age_is_refused_and_moves_no_other(year: str, tmp_path: Path) -> None:
    path = tmp_path / "ages.csv"
    path.write_text(f"{HEADING}\n{GOOD}\n536399,85123A,A HEART,6,{year}-12-01 08:26:00,2.55,17850,Germany")
    report = bring_in(path)
    assert report.refused_by_reason == {"market.bad_date": 1}
    assert report.first_on == report.last_on == FIRST_DAY
