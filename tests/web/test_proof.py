"""Protect the pages of the live proof, and those of what firms save and how a load is divided."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OFFICE, OPERATOR
from dukou.freight import models
from dukou.freight.records.proving import PROOF_SHEETS, ProofKind
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from tests import builders as build
from tests.freight.builders import ON
from tests.freight.test_proving import draw_all, join, left
from tests.web.language import assert_one_language
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
MOST_QUERIES = 24


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)
    registry_door.set_clock(on=ON, viewer=TOWN)


def desk() -> Client:
    return logged_in(build.firm("operator"), OPERATOR, phone="+8613900002222")


def read(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    return page.content.decode()


def sheet(kind: ProofKind, *rows: dict[str, Any]) -> SimpleUploadedFile:
    columns = PROOF_SHEETS[kind]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.zh for column in columns])
    writer.writerows([row.get(column.name, "") for column in columns] for row in rows)
    return SimpleUploadedFile("sheet.csv", out.getvalue().encode(), "text/csv")


def test_an_owner_takes_part_and_leaves_again() -> None:
    (one,) = left((300,), lambda _sellers: [])
    owner = logged_in(one, FACTORY)
    assert "does not take part" in read(owner, "/proof/")
    owner.post("/proof/", {"joins": "yes"})
    assert models.ProofConsent.objects.get().joins
    assert "Your firm takes part" in read(owner, "/proof/")
    owner.post("/proof/", {"joins": "no"})
    assert not models.ProofConsent.objects.order_by("-id")[0].joins
    assert owner.get("/desks/proof/").status_code == 404
    assert owner.get("/proof/sheets/bills/").status_code == 404
    buyer = logged_in(build.firm("buyer"), BUYER, phone="+8613900003333")
    assert {buyer.get(address).status_code for address in ("/proof/", "/desks/proof/", "/proof/sheets/past/")} == {404}


def test_old_invoices_are_looked_at_come_in_and_are_compared() -> None:
    (one,) = left((300,), lambda _sellers: [])
    owner, place = logged_in(one, FACTORY), registry.Destination.objects.order_by("id")[0]
    good = {"month": "2025-03", "zone": place.name_en, "pairs": 1_000, "amount_minor": 912.3}
    bad = good | {"zone": "moon"}
    page = owner.post("/proof/sheets/past/", {"want": "preview", "sheet": sheet("past", good, bad)}).content.decode()
    assert "1 row has a fault" in page
    assert "Nobody delivers to a zone called moon" in page
    assert 'value="import"' not in page
    refused = owner.post("/proof/sheets/past/", {"want": "import", "sheet": sheet("past", good, bad)})
    assert (refused.status_code, models.PastBill.objects.count()) == (422, 0)
    came = owner.post("/proof/sheets/past/", {"want": "import", "sheet": sheet("past", good)}, follow=True)
    assert "1 row came in." in came.content.decode()
    assert "0.9123" in read(owner, "/proof/")
    template = owner.get("/proof/sheets/past/template.xlsx")
    assert template.status_code == 200


def test_the_desk_brings_bills_in_and_sees_what_is_open_and_what_matches_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw_all(monkeypatch)
    one, *_others = left((300, 250, 200), lambda sellers: sellers[:1])
    load, firm = models.Load.objects.get().code, registry.Firm.objects.get(id=one)
    service = models.Shipment.objects.filter(firm_id=one).values_list("tariff__service", flat=True)[0]
    carrier = registry.Firm.objects.filter(kind="carrier").order_by("id")[0].code
    row = {"carrier": carrier, "invoice": "2026-0101", "line": 1, "reference": load, "firm": firm.code}
    row |= {"service": service, "amount_minor": 61.5, "billed_on": str(ON)}
    stray = row | {"line": 2, "reference": "load-of-nobody"}
    client = desk()
    page = client.post("/proof/sheets/bills/", {"want": "preview", "sheet": sheet("bills", row, stray)})
    assert "1 of them names no load known here." in page.content.decode()
    client.post("/proof/sheets/bills/", {"want": "import", "sheet": sheet("bills", row, stray)})
    shown = read(client, "/desks/proof/")
    assert "load-of-nobody" in shown
    assert "what went together" in shown
    assert client.get("/proof/").status_code == 302
    office = logged_in(build.firm("office"), OFFICE, phone="+8613900004444")
    seen = read(office, "/desks/proof/")
    assert "61.50" in seen
    assert not {load, firm.code, firm.name_en, "load-of-nobody"} & set(seen.replace("<", " ").replace(">", " ").split())


def test_the_desk_sees_how_a_load_is_divided_and_what_each_firm_saves(django_assert_max_num_queries: Any) -> None:
    sellers = left((300, 250, 200), lambda _sellers: [])
    load, client = models.Load.objects.get().code, desk()
    names = [registry.Firm.objects.get(id=firm).name_en for firm in sellers]
    for address in (f"/loads/{load}/sharing/", "/desks/freight/savings/"):
        with django_assert_max_num_queries(MOST_QUERIES):
            page = read(client, address)
        assert all(name in page for name in names)
    owner = logged_in(sellers[0], FACTORY)
    assert owner.get(f"/loads/{load}/sharing/").status_code == 404
    assert owner.get("/desks/freight/savings/").status_code == 404
    bill = read(owner, f"/bills/{load}/")
    assert "What your share rests on" in bill
    assert "in the group that gains least by this division" in bill
    assert not any(name in bill for name in names[1:])


def test_pages_speak_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_all(monkeypatch)
    one, *_others = left((300, 250, 200), lambda sellers: sellers[:1])
    join(one, joins=False)
    load = models.Load.objects.get().code
    owner, operator = logged_in(one, FACTORY), desk()
    known = (*registry.Firm.objects.all(), *registry.Destination.objects.all())
    names = [name for one in known for name in (one.name_en, one.name_zh)]
    for client, address in (
        (owner, "/proof/"),
        (owner, "/proof/sheets/past/"),
        (operator, "/desks/proof/"),
        (operator, "/proof/sheets/bills/"),
        (operator, "/desks/freight/savings/"),
        (operator, f"/loads/{load}/sharing/"),
    ):
        for language in ("en", "zh-hans"):
            page = client.get(address, headers={"accept-language": language})
            assert_one_language(page.content.decode(), language, names)
