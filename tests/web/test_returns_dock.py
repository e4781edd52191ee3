"""Protect the pages of labels, grading, returns overseas and shops' swaps: who may, in whose words, and only once."""

import io
import json
from typing import Any
from uuid import uuid4

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OPERATOR, SHOP
from dukou.depot import door as depot
from dukou.depot import models as depot_models
from dukou.depot.door import abroad as depots
from dukou.depot.records.abroad import NewDepot
from dukou.market import models as market
from dukou.registry import door as registry
from dukou.registry import models as registry_models
from dukou.returns import models
from dukou.returns.door import dock
from tests import builders as build
from tests.builders import NOW
from tests.depot.builders import consigned, free_goods, places
from tests.depot.builders import depot as town_depot
from tests.returns.builders import FEES
from tests.returns.clerks import ON, on_the_way
from tests.web.language import assert_one_language
from tests.web.people import logged_in
from tests.web.raster import pages

pytestmark = pytest.mark.django_db
LIMITS = {"returns.blind_share": 0, "returns.ride_home_minor": 1_000, "returns.ride_home_kilo_minor": 100}


@pytest.fixture(autouse=True)
def _town(settings: Any, tmp_path: Any) -> None:
    settings.DUKOU_HOME = tmp_path
    build.limits(FEES | LIMITS)
    registry.set_clock(on=ON, viewer=TOWN)


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return SimpleUploadedFile("socks.png", out.getvalue(), "image/png")


def buyer(case: models.Case) -> Client:
    return logged_in(market.Order.objects.get(pk=case.order_id).buyer_id, BUYER, "+8613900001112")


def desk(language: str = "en", phone: str = "+8613900001113") -> Client:
    firm = registry_models.Firm.objects.filter(kind="operator").values_list("id", flat=True).first()
    return logged_in(firm or build.firm("operator"), OPERATOR, phone, language)


def shopkeeper() -> Client:
    firm = build.firm("shop")
    build.site(firm, kind="shop")
    return logged_in(firm, SHOP, "+8613900001114")


def text_of(case: models.Case) -> str:
    return dock.label(case.code, viewer=TOWN).text


def test_a_buyer_shows_or_prints_his_label_and_the_shop_takes_the_goods() -> None:
    case = on_the_way()
    mine, shop = buyer(case), shopkeeper()
    page = mine.get(f"/returns/{case.code}/label/").content.decode()
    assert text_of(case) in page
    assert "<path d=" in page
    paper = mine.get(f"/returns/{case.code}/label.pdf")
    assert case.code in PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    (read,) = zxingcpp.read_barcodes(pages(paper.content)[0])
    assert read.text == f"http://testserver/returns/in/{text_of(case)}/"
    address = f"/returns/in/{text_of(case)}/"
    assert "40 pairs are asked for" in shop.get(address).content.decode()
    said = {"leg": "buyer_shop", "found": "40", "given_by": "王秀英", "taken_by": "周店长", "once": "a-page-of-its-own"}
    assert shop.post(address, said | {"taken_by": ""}).status_code == 422
    assert shop.post(address, said | {"found": "39"}).status_code == 422
    for _again in range(2):
        assert shop.post(address, said)["Location"] == address
    assert models.HandOver.objects.count() == 1
    assert "王秀英" in shop.get(address).content.decode()
    assert "王秀英" not in mine.get(f"/returns/{case.code}/label/").content.decode()


def test_a_forged_label_is_named_and_strangers_find_nothing() -> None:
    case = on_the_way()
    shop, rival = shopkeeper(), logged_in(build.factory(), FACTORY)
    forged = f"{case.code}.{'x' * 43}"
    refused = shop.get(f"/returns/in/{forged}/")
    assert refused.status_code == 422
    assert "not made here" in refused.content.decode()
    for path in (f"/returns/in/{text_of(case)}/", f"/returns/{case.code}/label/", f"/returns/{case.code}/label.pdf"):
        assert rival.get(path).status_code == 404
        assert Client().get(path).status_code == 302
    assert shop.get(f"/returns/{case.code}/label/").status_code == 404


def test_a_buyer_says_under_which_number_he_sent_it() -> None:
    case = on_the_way()
    mine = buyer(case)
    assert mine.post(f"/returns/{case.code}/label/", {"carrier_ref": "=1"}).status_code == 422
    assert mine.post(f"/returns/{case.code}/label/", {"carrier_ref": "YT123"}).status_code == 302
    assert 'value="YT123"' in mine.get(f"/returns/{case.code}/label/").content.decode()


def scanned(client: Client, **row: Any) -> Any:
    person = registry_models.Person.objects.get(phone="+8613900001113").pk
    rows = [{"key": str(uuid4()), "at": f"{ON}T01:00:00Z", "room": "returns"} | row]
    return client.post("/scans/", json.dumps({"person": person, "scans": rows}), content_type="application/json").json()


def test_the_scanning_page_takes_labels_and_parcels_in(settings: Any) -> None:
    case, one = on_the_way(), desk()
    assert "data-dock-act" in one.get("/scan/").content.decode()
    assert scanned(one, act="returned", code=text_of(case))["refused"] == []
    sent = one.post("/scans/picture/", picture().read(), content_type="image/png")
    code = sent.json()["code"]
    parcel = {"act": "parcel", "code": "", "pairs": 12, "grams": 500, "picture": code, "phone": "1234"}
    assert scanned(one, **parcel)["refused"] == []
    assert models.Parcel.objects.get().picture == code
    assert "altered" in scanned(one, act="returned", code=f"{case.code}.{'x' * 43}")["refused"][0]["words"]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    for content, status in ((b"<svg onload=alert(1)>", 422), (b"", 422), (b"\x89PNG" + b"0" * 200_000, 413)):
        assert one.post("/scans/picture/", content, content_type="image/png").status_code == status
    assert Client().post("/scans/picture/", b"x", content_type="image/png").status_code == 401
    page = one.get("/desks/returns/").content.decode()
    assert "What expires next" in page
    assert f"/desks/returns/grading/{case.code}/" in page
    shown = one.get(f"/parcels-back/{models.Parcel.objects.get().code}/").content.decode()
    assert f"/files/{code}/" in shown


def test_somebody_who_is_no_desk_takes_nothing_in() -> None:
    case = on_the_way()
    rival = logged_in(build.factory(), FACTORY, "+8613900001113")
    assert scanned(rival, act="returned", code=text_of(case))["done"] == []
    assert models.Case.objects.get().state == "open"


def test_goods_are_graded_on_a_phone_and_who_was_second_is_told() -> None:
    case, one = on_the_way(), desk()
    two = desk(phone="+8613900001115")
    scanned(one, act="returned", code=text_of(case))
    address = f"/desks/returns/grading/{case.code}/"
    assert address in one.get("/desks/returns/grading/").content.decode()
    said = {"condition": "opened", "seen": "0"}
    assert one.post(address, said).status_code == 422
    assert one.post(address, said | {"picture": SimpleUploadedFile("x.png", b"hello", "image/png")}).status_code == 422
    assert one.post(address, said | {"picture": picture(), "once": "grading-page-1"}).status_code == 302
    case.refresh_from_db()
    assert case.condition == "opened"
    late = two.post(address, said | {"picture": picture(), "once": "grading-page-2"})
    assert late.status_code == 422
    assert "graded already" in late.content.decode()
    assert two.get(address).status_code == 404
    assert two.post("/desks/returns/grading/", {"firm": str(case.firm_id)}).status_code == 302
    assert models.Tie.objects.count() == 1
    anybody = Client(headers={"accept-language": "en"})
    assert "Too few firms" in anybody.get("/returns/errors/").content.decode()
    assert "No goods were graded twice yet." in one.get("/returns/errors/").content.decode()
    rival = logged_in(build.factory(), FACTORY)
    for path in ("/desks/returns/grading/", address, "/desks/returns/abroad/"):
        assert rival.get(path).status_code == 404


def test_a_return_is_received_graded_and_ridden_home_overseas() -> None:
    site = build.site(build.firm("depot"), kind="overseas_depot")
    depots.publish_depots([NewDepot(site, build.destination(), 10**12, "test")], viewer=TOWN, now=NOW)
    case, one = on_the_way(), desk()
    models.Case.objects.filter(pk=case.pk).update(reason="wrong_size")
    address = "/desks/returns/abroad/"
    assert one.post(address, {"act": "receive", "text": "nonsense", "site": site}).status_code == 422
    assert one.post(address, {"act": "receive", "text": text_of(case), "site": site}).status_code == 302
    assert "to be graded" in one.get(address).content.decode()
    said = {"condition": "unopened", "seen": "0", "picture": picture(), "once": "grading-page-1"}
    assert one.post(f"/desks/returns/grading/{case.code}/", said).status_code == 302
    page = one.get(address).content.decode()
    assert "on its ride home" in page
    assert "under way" in page
    assert one.post(address, {"act": "ride", "site": site}).status_code == 422
    customs = {"act": "customs", "code": case.code, "status": "claimed", "reference": "DL-1"}
    assert one.post(address, customs | {"status": "imported"}).status_code == 422
    assert one.post(address, customs).status_code == 302
    assert "DL-1" in one.get(address).content.decode()


def test_a_shop_asks_three_owners_in_one_request() -> None:
    town_depot()
    firm = build.firm("shop")
    site = build.site(firm, kind="shop")
    keeper = logged_in(firm, SHOP, "+8613900001114")
    goods = []
    for _owner in range(3):
        maker = build.factory()
        (slow,), (fast,) = free_goods([60], owner=maker), free_goods([50], owner=maker)
        consigned(slow, site, 40, key=f"c{maker}")
        consigned(fast, site, 5, key=f"d{maker}")
        goods.append((slow, fast))
    assert keeper.get("/swaps/").content.decode().count("<fieldset") == 3
    asked: dict[str, str] = {"act": "ask", "once": "a-request"}
    for number, (slow, fast) in enumerate(goods):
        row = {"pairs": "12", "out": f"{site}-{slow.owner}-{slow.sku}", "in": f"{site}-{fast.owner}-{fast.sku}"}
        asked |= {f"{name}-{number}": value for name, value in row.items()}
    crossed = asked | {"in-0": asked["in-1"]}
    assert keeper.post("/swaps/", crossed).status_code == 422
    assert keeper.post("/swaps/", asked | {"pairs-0": "many"}).status_code == 422
    assert not depot_models.Exchange.objects.exists()
    assert keeper.post("/swaps/", asked).status_code == 302
    (batch,) = {one.batch for one in depot.exchanges(viewer=TOWN)}
    for number, (slow, _fast) in enumerate(goods):
        mine = logged_in(slow.owner, FACTORY, f"+861390000212{number}")
        page = mine.get("/swaps/").content.decode()
        assert page.count('value="agree"') == 1
        (line,) = depot_models.Exchange.objects.filter(owner_id=slow.owner)
        answer = "refuse" if number == 2 else "agree"
        assert mine.post("/swaps/", {"act": answer, "code": line.code}).status_code == 302
    one = desk()
    assert f"/swaps/{batch}/round/" in one.get("/swaps/").content.decode()
    lines = list(depot_models.Exchange.objects.filter(state="agreed"))
    said = {"given_by": "周店长", "taken_by": "李师傅", "once": "round-page"} | {
        f"found-{row.code}": "12" for row in lines
    }
    assert one.post(f"/swaps/{batch}/round/", said | {f"found-{lines[0].code}": "11"}).status_code == 422
    assert one.post(f"/swaps/{batch}/round/", said).status_code == 302
    assert [places()[fast.lot, "shop"] for _slow, fast in goods] == [17, 17, 5]
    assert one.get(f"/swaps/{batch}/round/").status_code == 404
    assert keeper.get(f"/swaps/{batch}/round/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_short_of_queries_and_of_one_language(language: str, django_assert_max_num_queries: Any) -> None:
    case, one = on_the_way(), desk(language)
    dock.announce_number(case.code, "SF9", viewer=TOWN, on=ON, now=NOW)
    scanned(one, act="parcel", code="SF-1", pairs=3, grams=90)
    paths = [f"/returns/{case.code}/label/", f"/returns/in/{text_of(case)}/", "/returns/errors/", "/swaps/"]
    paths += ["/desks/returns/grading/", "/desks/returns/abroad/", "/desks/returns/", "/scan/"]
    for path in paths:
        one.get(path)
        with django_assert_max_num_queries(20):
            page = one.get(path).content.decode()
        assert_one_language(page, language)
