"""Protect wages on paper: every hand-over paid once at its day's rate, corrections apart, and only in its own firm."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from dukou.base.viewer import FACTORY, OPERATOR
from dukou.mill import door, models
from dukou.mill.records import NewHandOver
from dukou.registry import models as registry
from dukou.web.mill import wage_month
from tests import builders
from tests.builders import NOW, owner
from tests.mill.test_handing import a_lot, scan, send
from tests.mill.towns import day
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
MONTH = "2025-12"


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)


def scanned() -> tuple[Any, Client]:
    """Let a worker pack twice, and take one of them back."""
    town, lot = a_lot(days=1)
    send(owner(town.own), scan(lot), scan(lot, "scan-0002", units=40), NewHandOver("undo-0001", undoes="scan-0002"))
    return town, logged_in(town.own, FACTORY)


def text(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())


def test_the_month_shows_days_corrections_and_sums() -> None:
    town, client = scanned()
    page = text(client, f"/wages/{MONTH}/")
    for part in ("4007", "Taken back", f"/wages/{MONTH}/4007/slip.pdf", "5.00"):
        assert part in page, part
    assert f"/wages/{MONTH}/" in text(client, "/wages/")
    paid = door.wages(viewer=owner(town.own), since=day(0), until=day(3), worker=4_007)
    assert [(one.units, one.is_correction, one.amount_minor) for one in paid] == [(140, False, 700), (-40, True, -200)]


def test_a_slip_and_the_workbook_come_to_what_was_handed_over() -> None:
    town, client = scanned()
    slip = PdfReader(io.BytesIO(client.get(f"/wages/{MONTH}/4007/slip.pdf").content))
    found = "".join(page.extract_text() for page in slip.pages)
    for part in ("4007", "5.00 CNY", "-40", "撤回 Taken back"):
        assert part in found, part
    sums, rows = load_workbook(io.BytesIO(client.get(f"/wages/{MONTH}/wages.xlsx").content)).worksheets
    earned = round(sum(row[1] for row in list(sums.iter_rows(values_only=True))[1:]) * 100)
    assert earned == round(sum(row[-1] for row in list(rows.iter_rows(values_only=True))[1:]) * 100)
    assert earned == sum(one.amount_minor for one in door.wages(viewer=owner(town.own), since=day(0), until=day(30)))
    workers = models.HandOver.objects.values("worker").distinct().count()
    assert len(PdfReader(io.BytesIO(client.get(f"/wages/{MONTH}/wages.pdf").content)).pages) == workers


@pytest.mark.parametrize("month", ["2026-01", "2025-13", "x", "%00"])
def test_what_is_no_month_that_has_begun_is_404(month: str) -> None:
    _town, client = scanned()
    for file in ("", "wages.xlsx", "wages.pdf", "4007/slip.pdf"):
        assert client.get(f"/wages/{month}/{file}").status_code == 404
    for worker in (4_999, 0, 10**30):
        assert client.get(f"/wages/{MONTH}/{worker}/slip.pdf").status_code == 404


def test_more_slips_than_one_waits_for_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _town, client = scanned()
    monkeypatch.setattr(wage_month, "MOST_SLIPS", 0)
    assert client.get(f"/wages/{MONTH}/wages.pdf").status_code == 422
    assert client.get(f"/wages/{MONTH}/4007/slip.pdf").status_code == 200


def test_nobody_else_sees_wages() -> None:
    town, _client = scanned()
    for firm, role, phone in (
        (town.other, FACTORY, "+8613900002222"),
        (builders.firm("operator"), OPERATOR, "+8613900003333"),
    ):
        client = logged_in(firm, role, phone)
        assert "4007" not in text(client, f"/wages/{MONTH}/")
        assert client.get(f"/wages/{MONTH}/4007/slip.pdf").status_code == 404


def test_an_owner_sets_a_rate_that_holds_from_its_day_on() -> None:
    town, client = scanned()
    sent = {"operation": "packing", "rate": "0.0625", "valid_from": day(1).isoformat()}
    assert client.post("/wages/rates/", sent)["Location"] == "/wages/rates/"
    assert "0.0625" in text(client, "/wages/rates/")
    lot = models.Lot.objects.get()
    registry.TownClock.objects.update(on=day(1))
    send(owner(town.own), scan(lot, "scan-0003", units=8))
    paid = door.wages(viewer=owner(town.own), since=day(0), until=day(1), worker=4_007)
    assert [(one.rate_e4, one.amount_minor) for one in paid] == [(500, 700), (500, -200), (625, 50)]
    assert [(one.operation, one.rate_e4) for one in door.piece_rates(viewer=owner(town.own))] == [("packing", 625)]
    assert door.piece_rates(viewer=owner(town.other)) == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"rate": "0"}, 422),
        ({"rate": "-1"}, 422),
        ({"rate": "1000"}, 422),
        ({"rate": "x"}, 422),
        ({"operation": "dyeing"}, 422),
        ({"valid_from": day(0).isoformat()}, 422),
        ({"valid_from": (day(0) + timedelta(days=400)).isoformat()}, 422),
        ({"valid_from": ""}, 422),
    ],
)
def test_rates_that_cannot_be_are_refused_and_nothing_changes(changed: dict[str, str], status: int) -> None:
    _town, client = scanned()
    sent = {"operation": "packing", "rate": "0.0625", "valid_from": day(1).isoformat(), **changed}
    assert client.post("/wages/rates/", sent).status_code == status
    assert not models.PieceRate.objects.exists()


def test_a_day_s_rate_is_set_once_and_by_the_owner_alone() -> None:
    town, client = scanned()
    sent = {"operation": "packing", "rate": "0.0625", "valid_from": day(1).isoformat()}
    assert client.post("/wages/rates/", sent).status_code == 302
    assert client.post("/wages/rates/", {**sent, "rate": "0.07"}).status_code == 422
    desk = logged_in(builders.firm("operator"), OPERATOR, "+8613900003333")
    assert desk.post("/wages/rates/", {**sent, "valid_from": day(2).isoformat()}).status_code == 404
    assert list(models.PieceRate.objects.values_list("firm_id", "rate_e4")) == [(town.own, 625)]


def test_the_simulated_floor_pays_the_firm_s_own_rate() -> None:
    town, _lot = a_lot(days=1)
    door.set_piece_rate("knitting", 900, day(1), viewer=owner(town.own), on=day(0), now=NOW)
    from tests.mill.towns import knit

    knit(1)
    rates = dict(models.HandOver.objects.filter(operation="knitting").values_list("on", "rate_e4"))
    assert rates.get(day(0)) == 800
    assert rates.get(day(1), 900) == 900
