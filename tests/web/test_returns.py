"""Protect the returns desk: a parcel is booked once, matched to its line, and is nobody else's business."""

from typing import Any

import pytest

from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OPERATOR
from dukou.market import models as market
from dukou.registry import door as registry
from dukou.registry import models as registry_models
from dukou.returns import door, models
from dukou.returns.records import NewParcel
from tests import builders as build
from tests.builders import DESK, NOW, ON
from tests.returns.builders import FEES, days_after, delivered
from tests.web.language import assert_one_language
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
TYPED = {"carrier_ref": "SF139", "pairs": "40", "cartons": "1", "kilos": "2.5", "note_code": "wet"}


@pytest.fixture
def line() -> int:
    build.limits(FEES)
    registry.set_clock(on=days_after(3), viewer=TOWN)
    (found,) = delivered([500], seller=build.factory())
    return found


def test_a_parcel_is_booked_and_matched(line: int) -> None:
    desk = logged_in(build.firm("operator"), OPERATOR)
    booked = desk.post("/desks/returns/", TYPED)
    (parcel,) = door.parcels(viewer=TOWN)
    assert booked["Location"] == f"/parcels-back/{parcel.code}/"
    assert (parcel.pairs_counted, parcel.grams) == (40, 2_500)
    page = desk.get(booked["Location"]).content.decode()
    assert f'value="{line}"' in page
    assert desk.post(booked["Location"], {"line": line}).status_code == 302
    assert models.Case.objects.get().reason == "unproven"
    assert "SF139" in desk.get("/desks/returns/").content.decode()


@pytest.mark.parametrize(
    "changed", [{"pairs": "0"}, {"kilos": "x"}, {"carrier_ref": ""}, {"carrier_ref": "<script>x"}, {"note_code": "?"}]
)
def test_a_parcel_that_makes_no_sense_is_refused_and_what_was_typed_stays(line: int, changed: dict[str, str]) -> None:
    response = logged_in(build.firm("operator"), OPERATOR).post("/desks/returns/", TYPED | changed)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'value="1"' in page
    assert "<script>x" not in page
    assert line
    assert not models.Parcel.objects.exists()


def test_a_match_without_a_line_is_refused(line: int) -> None:
    code = door.book_parcel(NewParcel(ON, "SF9", 1, 100, 600), viewer=DESK, now=NOW)
    desk = logged_in(build.firm("operator"), OPERATOR)
    assert desk.post(f"/parcels-back/{code}/", {}).status_code == 422
    assert desk.post(f"/parcels-back/{code}/", {"line": line}).status_code == 422
    assert desk.post(f"/parcels-back/{code}/", {"line": line + 99}).status_code == 404
    assert "No delivered line fits." in desk.get(f"/parcels-back/{code}/?q=nobody").content.decode()


def test_the_desk_is_for_desks(line: int) -> None:
    code = door.book_parcel(NewParcel(ON, "SF9", 1, 100, 10), viewer=DESK, now=NOW)
    rival = logged_in(build.factory(), FACTORY)
    for path in ("/desks/returns/", f"/parcels-back/{code}/"):
        assert rival.get(path).status_code == 404
        assert rival.post(path, {"line": line}).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_short_of_queries_and_of_one_language(
    line: int, language: str, django_assert_max_num_queries: Any
) -> None:
    code = door.book_parcel(NewParcel(ON, "SF9", 1, 100, 10), viewer=DESK, now=NOW)
    desk = logged_in(build.firm("operator"), OPERATOR, language=language)
    assert line
    for path in ("/desks/returns/", f"/parcels-back/{code}/"):
        desk.get(path)
        with django_assert_max_num_queries(15):
            page = desk.get(path).content.decode()
        assert_one_language(page, language)


def test_a_claim_without_goods_is_made_answered_appealed_and_decided(line: int) -> None:
    row = market.Line.objects.select_related("order").get(pk=line)
    buyer = logged_in(row.order.buyer_id, BUYER, phone="+8613900001112")
    seller = logged_in(row.order.seller_id, FACTORY, phone="+8613900001113")
    desk = logged_in(build.firm("operator"), OPERATOR)
    form = {"line": row.number, "pairs": "100", "reason": "short.carton_missing", "wish": "credit"}
    page = buyer.post(f"/orders/{row.order.code}/claim/", form | {"wish": "refund"})
    assert (page.status_code, market.ReturnRequest.objects.count()) == (422, 0)
    assert "cannot be sent back" in page.content.decode()
    assert buyer.post(f"/orders/{row.order.code}/claim/", form).status_code == 302
    registry.advance_clock(expected=(days_after(3), 0), to=(days_after(4), 0), viewer=TOWN)
    door.take_back(on=days_after(4), viewer=TOWN, now=NOW)
    case = models.Case.objects.get()
    address = f"/claims/{case.code}/"
    assert address in buyer.get(f"/orders/{row.order.code}/").content.decode()
    assert "Claims to answer" in seller.get("/home/").content.decode()
    bought_by = registry_models.Firm.objects.get(pk=row.order.buyer_id).name_en
    for page_of in ("/claims/", address):
        assert bought_by in seller.get(page_of).content.decode()
    assert case.code in seller.get("/claims/").content.decode()
    assert seller.post(address, {"act": "decide", "ruling": "in_part", "part": "999999"}).status_code == 422
    seller.post(address, {"act": "decide", "ruling": "in_part", "part": "12.50"})
    buyer.post(address, {"act": "appeal", "text": "一整箱没到。"})
    assert case.code in desk.get("/claims/").content.decode()
    desk.post(address, {"act": "decide", "ruling": "as_claimed"})
    case.refresh_from_db()
    assert (case.state, case.refund_minor, case.withheld_minor) == ("decided", 13_500, 0)
    said = buyer.get(address).content.decode()
    assert "12.50" in said
    assert "一整箱没到。" in said
    assert "credited whole" in said
    assert seller.post(address, {"act": "decide", "ruling": "not_ours"}).status_code == 422
    assert logged_in(build.factory(), FACTORY, phone="+8613900001114").get(address).status_code == 404
