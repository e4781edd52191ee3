"""Protect the pages of papers: printed in both languages, alike in every form, issued once, by desks alone."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OPERATOR
from dukou.freight import models
from dukou.market import models as market
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from tests import builders as build
from tests.freight.builders import ON, firms, leave, place, ready_order
from tests.web import raster, zebra
from tests.web.people import logged_in
from tests.web.test_labels import scanned

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
LONG = "辽宁省海城市小码头袜业针织精品出口有限责任公司第一分公司" * 4
FORMS = {
    "packing-list": ("pdf", "xlsx"),
    "invoice": ("pdf", "xlsx"),
    "note": ("pdf", "xlsx"),
    "customs": ("pdf", "xlsx", "json", "xml"),
    "carton-labels": ("pdf", "zpl"),
    "pallet-labels": ("pdf", "zpl"),
}
BUYERS = ("packing-list.pdf", "packing-list.xlsx", "invoice.pdf", "invoice.xlsx")
# Goods leave today where they would be late by the next load.
DAYS = {"express": 3, "ltl": 7, "truck": 8}
NAMES = [f"{paper}.{form}" for paper, forms in FORMS.items() for form in forms]


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)


def a_town(*pairs: int, services: tuple[str, ...] = ("truck",)) -> dict[str, Any]:
    """Let an order of a seller leave for a buyer abroad, on a day with a duty."""
    (seller,), there = firms(1), place(services=services)
    lines = ready_order(there, seller, pairs or (500, 130), due_in=DAYS[services[0]])
    registry.Duty.objects.create(
        destination_id=there, hs_code="611595", rate_ppm=120_000, valid_from=date(2025, 1, 1), source="EU table"
    )
    leave()
    registry_door.set_clock(on=ON, viewer=TOWN)
    order = market.Line.objects.get(pk=lines[0]).order
    shipment = models.Shipment.objects.get(order=order)
    return {
        "seller": seller,
        "buyer": order.buyer_id,
        "rival": build.firm(),
        "desk": logged_in(build.firm("operator"), OPERATOR, "+8613900002222"),
        "load": shipment.load.code,
        "shipment": shipment.code,
        "pairs": shipment.pairs,
    }


def issue(town: dict[str, Any], **posted: str) -> str:
    posted = posted or {"on_pallets": "on"}
    desk: Client = town["desk"]
    return desk.post(f"/loads/{town['load']}/papers/", posted, follow=True).content.decode()


def printed(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def test_the_desk_issues_once_what_a_load_lacks() -> None:
    town = a_town()
    path = f"/loads/{town['load']}/papers/"
    assert "1 shipment has no papers yet." in town["desk"].get(path).content.decode()
    page = issue(town)
    assert "Papers of 1 shipment are issued." in page
    assert "All shipments of this load have their papers." in page
    assert f"/papers/{town['shipment']}/" in page
    assert models.PaperSet.objects.count() == models.Pallet.objects.count() == 1
    issue(town)
    assert models.PaperSet.objects.count() == 1


def test_without_pallets_there_are_no_pallet_labels() -> None:
    town = a_town()
    issue(town, once="x")
    page = logged_in(town["seller"], FACTORY).get(f"/papers/{town['shipment']}/").content.decode()
    assert "carton-labels.pdf" in page
    assert "pallet-labels" not in page


def test_what_cannot_be_issued_is_said_and_changes_nothing() -> None:
    town = a_town()
    registry.Limit.objects.filter(key="papers.pallet_most_ml").delete()
    response = town["desk"].post(f"/loads/{town['load']}/papers/", {"on_pallets": "on"})
    assert response.status_code == 422
    assert "papers.pallet_most_ml" in response.content.decode()
    assert not models.PaperSet.objects.exists()


def test_seller_and_desk_open_every_paper_a_buyer_two_and_a_rival_none() -> None:
    town = a_town()
    issue(town)
    seller, buyer = logged_in(town["seller"], FACTORY), logged_in(town["buyer"], BUYER, "+4940111222")
    rival = logged_in(town["rival"], FACTORY, "+8613900003333")
    desk = town["desk"]
    for name in NAMES:
        path = f"/papers/{town['shipment']}/{name}"
        assert [one.get(path).status_code for one in (seller, desk, rival)] == [200, 200, 404], name
        assert buyer.get(path).status_code == (200 if name in BUYERS else 404), name
        assert Client().get(path).status_code == 302
    assert rival.get(f"/papers/{town['shipment']}/").status_code == 404
    assert seller.get(f"/loads/{town['load']}/papers/").status_code == 404
    assert seller.get(f"/loads/{town['load']}/papers/loading-list.pdf").status_code == 404
    assert desk.get(f"/loads/{town['load']}/papers/loading-list.pdf").status_code == 200
    assert town["shipment"] in buyer.get("/papers/").content.decode()
    assert town["shipment"] not in rival.get("/papers/").content.decode()
    page = buyer.get(f"/papers/{town['shipment']}/").content.decode()
    assert "invoice.pdf" in page
    for name in ("customs", "note", "labels"):
        assert f"{name}.pdf" not in page


@pytest.mark.parametrize(
    "name", ["", "invoice", "invoice.doc", "x.pdf", "customs.zpl", "carton-labels.xlsx", "%00.pdf"]
)
def test_a_paper_that_is_none_does_not_exist(name: str) -> None:
    town = a_town()
    issue(town)
    client = logged_in(town["seller"], FACTORY)
    path = f"/papers/{town['shipment']}/{name}" if name else "/papers/nosuch/"
    assert client.get(path).status_code == 404


def test_papers_are_in_both_languages_whatever_the_reader_speaks() -> None:
    town = a_town()
    issue(town)
    client = logged_in(town["seller"], FACTORY)
    words = {
        "packing-list": ("装箱单", "Packing list", "600"),
        "invoice": ("商业发票", "Commercial invoice", "人民币"),
        "note": ("Sender", "CMR", "Haicheng"),
        "customs": ("61159500", "EU table", "102.06"),
    }
    for paper, parts in words.items():
        texts = set()
        for language in ("zh-hans", "en"):
            client.cookies["django_language"] = language
            texts.add(printed(client.get(f"/papers/{town['shipment']}/{paper}.pdf").content))
        (text,) = texts
        for part in parts:
            assert part in text, (paper, part)


def test_names_wrap_and_script_is_text() -> None:
    town = a_town()
    registry.Firm.objects.filter(pk=town["buyer"]).update(name_zh=LONG, name_en=SCRIPT)
    issue(town)
    client = logged_in(town["seller"], FACTORY)
    for paper in ("packing-list", "invoice", "note", "carton-labels"):
        content = client.get(f"/papers/{town['shipment']}/{paper}.pdf").content
        for part in (LONG, SCRIPT):
            assert part in printed(content), paper
    page = client.get(f"/papers/{town['shipment']}/").content.decode()
    assert SCRIPT not in page
    registry.Firm.objects.filter(pk=town["buyer"]).update(name_zh="=1+1", name_en="=1+1")
    book = load_workbook(io.BytesIO(client.get(f"/papers/{town['shipment']}/invoice.xlsx").content))
    assert any("'=1+1" in str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_hundreds_of_lines_fill_numbered_pages_under_one_heading() -> None:
    town = a_town(*([210] * 150))
    issue(town)
    client = logged_in(town["seller"], FACTORY)
    for paper in ("packing-list", "invoice"):
        content = client.get(f"/papers/{town['shipment']}/{paper}.pdf").content
        # How many pages there are is drawn apart.
        pages = [page.extract_text().replace(" / \n", " / ") for page in PdfReader(io.BytesIO(content)).pages]
        assert len(pages) > 3
        for number, page in enumerate(pages[1:-1], start=2):
            assert f"{number} / {len(pages)}" in page
            assert "Description of goods" in page
    rows = load_workbook(io.BytesIO(client.get(f"/papers/{town['shipment']}/packing-list.xlsx").content)).worksheets[1]
    assert len(list(rows.iter_rows())) >= 1 + 300 + 1


def test_the_figures_of_all_papers_agree() -> None:
    town = a_town()
    issue(town)
    client, path = logged_in(town["seller"], FACTORY), f"/papers/{town['shipment']}"

    def sums(name: str, sheet: int) -> dict[str, Any]:
        found = load_workbook(io.BytesIO(client.get(f"{path}/{name}.xlsx").content)).worksheets[sheet]
        heading, *rows = found.iter_rows(values_only=True)
        return dict(zip((str(one).rsplit(" ", 1)[-1] for one in heading), rows[-1], strict=True))

    shipment = models.Shipment.objects.get()
    told = json.loads(client.get(f"{path}/customs.json").content)
    packed, invoiced, declared = sums("packing-list", 1), sums("invoice", 1), sums("customs", 1)
    noted = sums("note", 1)
    assert packed["Pairs"] == invoiced["Pairs"] == declared["Pairs"] == told["totals"]["pairs"] == shipment.pairs
    assert invoiced["Amount"] == declared["value"] == told["totals"]["value_minor"] / 100 == shipment.value_minor / 100
    gross = told["totals"]["gross_grams"]
    assert list(noted.values())[-2] == gross / 1_000
    assert (
        gross
        == shipment.grams + shipment.cartons * build.LIMITS["papers.carton_grams"] + build.LIMITS["papers.pallet_grams"]
    )


def test_labels_of_a_real_shipment_scan_and_lead_to_the_carton() -> None:
    town = a_town()
    issue(town)
    client, path = logged_in(town["seller"], FACTORY), f"/papers/{town['shipment']}"
    pictures = raster.pages(client.get(f"{path}/carton-labels.pdf?first=3").content)
    same = [one.image for one in zebra.printed(client.get(f"{path}/carton-labels.zpl?first=3").content)]
    assert len(pictures) == len(same) == 2
    assert [scanned(one) for one in pictures] == [scanned(one) for one in same]
    found = scanned(pictures[0])
    assert len(found) == 4
    (link,) = [text for text, kind in found.items() if kind == "]Q1"]
    response = client.get(link.removeprefix("http://testserver"), follow=True)
    assert response.redirect_chain == [(f"/t/{link.rsplit('/', 1)[-1]}/", 302)]
    assert response.status_code == 200
    (pallet,) = raster.pages(client.get(f"{path}/pallet-labels.pdf").content)
    assert list(scanned(pallet).values()) == ["]C1"]


@pytest.mark.parametrize("query", ["first=x", "first=-1", "first=99999999999", "first=0", "first=٣", ""])
def test_an_odd_number_prints_from_the_first_label(query: str) -> None:
    town = a_town()
    issue(town)
    content = logged_in(town["seller"], FACTORY).get(f"/papers/{town['shipment']}/carton-labels.pdf?{query}").content
    assert len(raster.pages(content)) == 4


def test_labels_after_the_last_are_an_empty_print() -> None:
    town = a_town()
    issue(town)
    client = logged_in(town["seller"], FACTORY)
    assert client.get(f"/papers/{town['shipment']}/carton-labels.zpl?first=900").content == b""
    assert client.get(f"/papers/{town['shipment']}/carton-labels.pdf?first=900").status_code == 200


def test_where_nothing_can_be_said_the_reason_is() -> None:
    town = a_town(services=("express",))
    issue(town)
    registry.Duty.objects.all().delete()
    client = logged_in(town["seller"], FACTORY)
    for name, words in (("note.pdf", "needs no consignment note"), ("customs.pdf", "No duty on code 611595")):
        response = client.get(f"/papers/{town['shipment']}/{name}")
        assert response.status_code == 422
        assert words in response.content.decode()


def test_each_mode_has_its_note() -> None:
    town = a_town(services=("ltl",))
    issue(town)
    client = logged_in(town["seller"], FACTORY)
    notes = {"ltl": "CMR consignment note", "rail_fcl": "CIM/SMGS", "sea_fcl": "Instruction for a bill of lading"}
    for service, title in notes.items():
        registry.Tariff.objects.update(service=service)
        text = printed(client.get(f"/papers/{town['shipment']}/note.pdf").content)
        assert title in text
        assert "DAP" in text


def test_the_loading_list_adds_up_to_the_load() -> None:
    town = a_town()
    content = town["desk"].get(f"/loads/{town['load']}/papers/loading-list.xlsx").content
    *_rows, last = load_workbook(io.BytesIO(content)).worksheets[1].iter_rows(values_only=True)
    load = models.Load.objects.get()
    assert last[5:7] == (load.pairs, load.grams / 1_000)


@pytest.mark.parametrize("lines", [1, 30])
def test_queries_stay_within_twenty(lines: int, django_assert_max_num_queries: Any) -> None:
    town = a_town(*([210] * lines))
    issue(town)
    seller, desk = logged_in(town["seller"], FACTORY), town["desk"]
    paths = ("/papers/", f"/papers/{town['shipment']}/", *(f"/papers/{town['shipment']}/{name}" for name in NAMES))
    for client, path in (*((seller, path) for path in paths), (desk, f"/loads/{town['load']}/papers/")):
        with django_assert_max_num_queries(20):
            assert client.get(path).status_code == 200
