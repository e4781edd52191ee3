"""Protect the pages of goods on the way: a link tells no names, a form acts once, a difference needs its picture."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from PIL import Image

from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OPERATOR
from dukou.freight import models
from dukou.freight.door import tracking
from dukou.freight.records.tracking import NewEvent
from dukou.journey.seed import lanes
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from dukou.web.words.tracking import FACTOR_SOURCES
from tests import builders as build
from tests.freight.builders import NOW, ON, firms, leave, place, ready_order
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def town() -> dict[str, Any]:
    """Let an order leave on a day with its town's clock, and log in its seller, its buyer and a desk."""
    (seller, _rival), there = firms(2), place(services=("truck",))
    ready_order(there, seller, (500,))
    leave()
    registry_door.set_clock(on=ON, viewer=TOWN)
    registry.ClaimTerm.objects.create(
        mode="road", kind="damaged", days=7, valid_from=ON - timedelta(days=9), source="CMR"
    )
    shipment = models.Shipment.objects.get()
    return {
        "shipment": shipment,
        "seller": logged_in(seller, FACTORY, "+8613900001111"),
        "buyer": logged_in(shipment.buyer_id, BUYER, "+8613900002222"),
        "desk": logged_in(build.firm("operator"), OPERATOR, "+8613900003333"),
        "at": f"/shipments/{shipment.code}/",
    }


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return SimpleUploadedFile("shot.png", out.getvalue(), "image/png")


def link_of(town: dict[str, Any]) -> str:
    town["seller"].post(town["at"], {"act": "share"})
    return models.TrackLink.objects.get(retired_on__isnull=True).code


def hand(client: Client, town: dict[str, Any], **posted: Any) -> Any:
    usual = {"leg": "depot_carrier", "given_by": "王秀英", "taken_by": "李师傅", "once": "token-1234567890"}
    usual["found"] = str(town["shipment"].cartons)
    return client.post(f"{town['at']}hand-over/", {**usual, **posted})


@pytest.mark.parametrize(
    ("language", "said"), [("en", ("Likely to arrive", "promises")), ("zh-hans", ("预计到达", "承诺"))]
)
def test_whoever_has_the_link_sees_the_way_in_its_language_and_no_names(
    town: dict[str, Any], language: str, said: tuple[str, str]
) -> None:
    code = link_of(town)
    hand(town["desk"], town)
    tracking.record_events(
        [NewEvent(town["shipment"].code, "arrived_at_hub", NOW, SCRIPT)], source="carrier", viewer=TOWN, on=ON, now=NOW
    )
    response = Client(headers={"accept-language": language}).get(f"/track/{code}/")
    text = response.content.decode()
    assert response.status_code == 200
    assert all(one in text for one in said)
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "no-store" in response["Cache-Control"]
    shipment = town["shipment"]
    names = [name for firm in registry.Firm.objects.all() for name in (firm.name_zh, firm.name_en, firm.code)]
    for hidden in (*names, "王秀英", "李师傅", shipment.code, shipment.order.code, shipment.load.code, SCRIPT):
        assert hidden not in text


def test_a_forged_or_withdrawn_link_is_not_there(town: dict[str, Any]) -> None:
    code = link_of(town)
    for forged in (town["shipment"].code, "x" * 16, code[:-1], "%27", "..", "a" * 5_000):
        assert Client().get(f"/track/{forged}/").status_code == 404
    assert Client().get(f"/track/{code}/").status_code == 200
    town["buyer"].post(town["at"], {"act": "withdraw"})
    assert Client().get(f"/track/{code}/").status_code == 404


def test_a_hand_over_is_put_down_once_and_a_difference_with_its_picture(town: dict[str, Any]) -> None:
    for _time in range(2):
        assert hand(town["desk"], town).status_code == 302
    assert models.HandOver.objects.count() == 1
    short = {"found": str(town["shipment"].cartons - 1), "once": "token-0987654321"}
    text = hand(town["desk"], town, **short).content.decode()
    assert "Take a picture" in text
    assert 'value="王秀英"' in text
    assert models.HandOver.objects.count() == 1
    assert hand(town["desk"], town, **short, picture=picture()).status_code == 302
    row = models.HandOver.objects.latest("id")
    shown = town["desk"].get(f"/files/{row.picture}/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert town["buyer"].get(f"/files/{row.picture}/").status_code == 404
    names = [client.get(town["at"]).content.decode().count("李师傅") for client in (town["desk"], town["seller"])]
    assert names == [2, 0]


def test_damage_is_reported_claimed_and_paid_from_the_pages(town: dict[str, Any]) -> None:
    posted = {"act": "report", "kind": "damaged", "cartons": "2", "picture": picture()}
    response = town["buyer"].post(town["at"], posted)
    code = models.RoadException.objects.get().code
    assert response["Location"] == f"/exceptions/{code}/"
    at = f"/exceptions/{code}/"
    assert code in town["desk"].get("/exceptions/").content.decode()
    assert town["desk"].post(at, {"act": "claim", "amount": "120.50"}).status_code == 302
    assert town["desk"].post(at, {"act": "move", "to": "paid", "paid": "100"}).status_code == 302
    assert town["desk"].post(at, {"act": "close", "outcome": "settled"}).status_code == 302
    claim = models.CarrierClaim.objects.get()
    assert (claim.amount_minor, len(claim.pictures)) == (12_050, 1)
    assert models.ClaimStep.objects.latest("id").paid_minor == 10_000
    pages = {who: town[who].get(at).content.decode() for who in ("desk", "seller", "buyer")}
    assert [("120.50" in pages[who]) for who in ("desk", "seller", "buyer")] == [True, True, False]
    assert "<form" not in pages["buyer"].split("<main")[1]


def test_after_its_deadline_no_claim_is_offered_and_the_page_says_so(town: dict[str, Any]) -> None:
    town["desk"].post(town["at"], {"act": "report", "kind": "damaged", "cartons": "1", "picture": picture()})
    at = f"/exceptions/{models.RoadException.objects.get().code}/"
    assert 'value="claim"' in town["desk"].get(at).content.decode()
    models.Shipment.objects.update(state="delivered", arrives_on=ON - timedelta(days=8))
    page = town["desk"].get(at).content.decode()
    assert 'value="claim"' not in page
    assert "It is too late for a claim." in page
    assert "too late" not in town["seller"].get(at).content.decode()
    town["desk"].post(at, {"act": "claim", "amount": "120.50"})
    registry.ClaimTerm.objects.all().delete()
    assert "No term is published" in town["desk"].get(at).content.decode()
    assert not models.CarrierClaim.objects.exists()


def test_what_a_desk_alone_does_firms_do_not(town: dict[str, Any]) -> None:
    town["seller"].post(town["at"], {"act": "report", "kind": "damaged", "cartons": "1"})
    code = models.RoadException.objects.get().code
    for posted in ({"act": "close", "outcome": "settled"}, {"act": "claim", "amount": "1"}, {"act": "nonsense"}):
        town["seller"].post(f"/exceptions/{code}/", posted)
    assert models.RoadException.objects.get().closed_on is None
    assert models.CarrierClaim.objects.count() == 0


def test_a_desk_puts_down_what_a_carrier_said_on_the_telephone_and_nobody_else_does(town: dict[str, Any]) -> None:
    posted = {"act": "event", "kind": "arrived_at_hub", "place": "沈阳", "day": str(ON)}
    assert town["desk"].post(town["at"], posted).status_code == 302
    assert "沈阳" in Client().get(f"/track/{link_of(town)}/").content.decode()
    town["seller"].post(town["at"], posted | {"place": "火星"})
    ahead = town["desk"].post(town["at"], posted | {"day": str(ON + timedelta(days=400)), "place": "火星"})
    assert ahead.status_code == 200
    told = models.TrackEvent.objects.exclude(source="town")
    assert list(told.values_list("place", "source")) == [("沈阳", "desk")]


def test_factors_of_the_seed_have_words() -> None:
    assert {source for _mg, source in lanes.FACTORS.values()} <= set(FACTOR_SOURCES)
