"""Protect the page of a return: reached by link or log-in, it takes pictures and words, and is not there for others."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OPERATOR, Viewer
from dukou.market import models as market
from dukou.market.door.bought import CONSUMER
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.records.asking import AskLine
from tests import builders
from tests.builders import ON
from tests.returns.asked import TODAY, bought, sent
from tests.returns.builders import FEES
from tests.web.language import assert_one_language
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
LINK = "consumerslink222"


@pytest.fixture
def case(tmp_path: Path, settings: Any) -> models.Case:
    settings.DUKOU_HOME = tmp_path
    builders.limits(FEES)
    registry.set_clock(on=TODAY, viewer=TOWN)
    buyer = builders.firm("buyer")
    line = bought(builders.sku(), 100, seller=builders.factory(), buyer=buyer, place=builders.destination())
    market.ConsumerSale.objects.create(order_id=market.Line.objects.get(pk=line).order_id, code=LINK, made_on=ON)
    sent(AskLine(line, 100, "faulty", "refund"), by=Viewer(scope=f"{CONSUMER}{LINK}"))
    return models.Case.objects.get()


def upload(content: bytes | None = None) -> SimpleUploadedFile:
    if content is None:
        kept = io.BytesIO()
        Image.new("RGB", (8, 8), "navy").save(kept, "PNG")
        content = kept.getvalue()
    return SimpleUploadedFile("heel.png", content, "image/png")


def test_consumer_seller_and_desk_speak_at_one_place(case: models.Case) -> None:
    consumers, others = f"/returns/ask/{LINK}/{case.code}/", f"/claims/{case.code}/"
    assert consumers in Client().get(f"/returns/ask/{LINK}/").content.decode()
    written = Client().post(consumers, {"act": "write", "text": "The heel is open.", "picture": upload()})
    assert written["Location"] == consumers
    name = models.Note.objects.get().picture
    seen = Client().get(f"{consumers}{name}/")
    assert (seen["Content-Type"], seen["X-Robots-Tag"]) == ("image/png", "noindex, nofollow")
    assert "order" not in Client().get(consumers).content.decode().partition("<main")[2].partition("</main>")[0]
    for firm, role in ((case.firm_id, FACTORY), (case.buyer_id, BUYER), (builders.firm("operator"), OPERATOR)):
        client = logged_in(firm, role, phone=f"+861390000{firm:04}")
        assert "The heel is open." in client.get(others).content.decode()
        assert client.get(f"{others}{name}/").content == seen.content
        assert client.post(others, {"act": "write", "text": f"We are {role}."}).status_code == 302
    assert "We are operator." in Client().get(consumers).content.decode()


def test_for_rivals_and_other_links_there_is_nothing(case: models.Case) -> None:
    Client().post(f"/returns/ask/{LINK}/{case.code}/", {"act": "write", "text": "mine", "picture": upload()})
    name = models.Note.objects.get().picture
    rival = logged_in(builders.factory(), FACTORY)
    for client, at in ((rival, "/claims/"), (Client(), "/returns/ask/otherslink222222/")):
        page = f"{at}{case.code}/"
        assert client.post(page, {"act": "write", "text": "I was here"}).status_code == 404
        assert (client.get(page).status_code, client.get(f"{page}{name}/").status_code) == (404, 404)
    assert models.Note.objects.count() == 1


@pytest.mark.parametrize("content", [b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, b"<svg onload=alert(1)>"])
def test_a_hostile_picture_is_refused_and_what_was_typed_stays(case: models.Case, content: bytes) -> None:
    sent_with = {"act": "write", "text": "look at this", "picture": upload(content)}
    refused = Client().post(f"/returns/ask/{LINK}/{case.code}/", sent_with)
    assert refused.status_code == 422
    assert "look at this" in refused.content.decode()
    assert not models.Note.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_return_speaks_one_language(case: models.Case, language: str) -> None:
    page = Client(headers={"accept-language": language}).get(f"/returns/ask/{LINK}/{case.code}/")
    assert_one_language(page.content.decode(), language)
