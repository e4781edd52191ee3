"""Protect what is said and shown of a return: by those with a part in it, whole or not at all, read by nobody else."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.files import models as files
from dukou.journey import conversing
from dukou.market import models as market
from dukou.market.door.bought import CONSUMER
from dukou.post import door as post
from dukou.registry import door as registry
from dukou.returns import door, models
from dukou.returns.records.asking import AskLine
from tests import builders
from tests.builders import DESK, NOW, ON, owner, purchaser
from tests.returns.asked import TODAY, bought, sent
from tests.returns.builders import FEES

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
LINK = "consumerslink222"


def png(width: int = 8) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (width, 8), "navy").save(kept, "PNG")
    return kept.getvalue()


@dataclass(frozen=True)
class Parties:
    """Hold who has a part in a return that was asked for by a link, and its code."""

    seller: Viewer
    buyer: Viewer
    consumer: Viewer
    code: str

    @property
    def all(self) -> tuple[Viewer, ...]:
        return self.seller, self.buyer, self.consumer, DESK


@pytest.fixture
def parties(tmp_path: Path, settings: Any) -> Parties:
    settings.DUKOU_HOME = tmp_path
    builders.limits(FEES)
    registry.set_clock(on=TODAY, viewer=TOWN)
    seller, buyer = builders.factory(), builders.firm("buyer")
    line = bought(builders.sku(), 100, seller=seller, buyer=buyer, place=builders.destination())
    order = market.Line.objects.get(pk=line).order_id
    market.ConsumerSale.objects.create(order_id=order, code=LINK, made_on=ON)
    consumer = Viewer(scope=f"{CONSUMER}{LINK}")
    sent(AskLine(line, 100, "faulty", "refund"), by=consumer)
    return Parties(owner(seller), purchaser(buyer), consumer, models.Case.objects.get().code)


def write(parties: Parties, by: Viewer, text: str = "", picture: bytes | None = None) -> None:
    conversing.write(parties.code, text, picture, viewer=by, on=TODAY, now=NOW)


def notes(parties: Parties, viewer: Viewer) -> list[tuple[bool, int | None, str, bool]]:
    told = door.claim_case(parties.code, viewer=viewer, on=TODAY)
    return [(one.is_consumers, one.firm, one.text, bool(one.picture)) for one in told.notes]


def test_all_with_a_part_in_a_return_write_on_it_and_see_each_others_pictures(parties: Parties) -> None:
    write(parties, parties.consumer, "The heel is open.", png(8))
    write(parties, parties.seller, "Of which pair?")
    write(parties, parties.buyer, picture=png(16))
    write(parties, DESK, "Send it in.")
    said = [
        (True, None, "The heel is open.", True),
        (False, parties.seller.firm, "Of which pair?", False),
        (False, parties.buyer.firm, "", True),
        (False, None, "Send it in.", False),
    ]
    assert all(notes(parties, viewer) == said for viewer in parties.all)
    told = [len(post.notices(viewer=viewer)) for viewer in (parties.seller, parties.buyer)]
    assert told == [3, 3]
    shown = door.claim_case(parties.code, viewer=parties.seller, on=TODAY)
    assert (shown.has_goods, shown.may) == (True, {"write"})
    for name, width in zip((one.picture for one in shown.notes if one.picture), (8, 16), strict=True):
        for viewer in parties.all:
            opened = conversing.picture(parties.code, name, viewer=viewer, on=TODAY)
            assert Image.open(io.BytesIO(opened.content)).width == width


def test_for_everyone_else_it_does_not_exist(parties: Parties) -> None:
    write(parties, parties.consumer, "The heel is open.", png())
    name = models.Note.objects.get().picture
    strangers = (owner(builders.factory()), purchaser(builders.firm("buyer")), ANONYMOUS)
    acts: tuple[Callable[[Viewer], object], ...] = (
        lambda viewer: write(parties, viewer, "mine", png()),
        lambda viewer: notes(parties, viewer),
        lambda viewer: conversing.picture(parties.code, name, viewer=viewer, on=TODAY),
    )
    for viewer in (*strangers, Viewer(scope=f"{CONSUMER}otherslink222222"), Viewer(scope=f"{CONSUMER}\x00")):
        for act in acts:
            with pytest.raises(Missing):
                act(viewer)
    assert (models.Note.objects.count(), files.Ref.objects.count()) == (1, 1)


def test_a_picture_of_another_case_is_not_shown_by_this_one(parties: Parties) -> None:
    write(parties, parties.seller, picture=png())
    name = models.Note.objects.get().picture
    models.Note.objects.update(picture="")
    for told in (name, ""):
        with pytest.raises(Missing):
            conversing.picture(parties.code, told, viewer=parties.seller, on=TODAY)


@pytest.mark.parametrize(
    ("text", "picture", "code"),
    [
        ("see", b"GIF89a", "files.unknown_type"),
        ("see", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "files.broken"),
        ("  ", None, "returns.empty_note"),
        ("x" * 501, None, "returns.long_note"),
    ],
)
def test_a_hostile_picture_or_text_is_refused_and_nothing_is_kept(
    parties: Parties, text: str, picture: bytes | None, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        write(parties, parties.consumer, text, picture)
    assert refused.value.code == code
    assert not models.Note.objects.exists()
    assert not files.Ref.objects.exists()


def test_nothing_is_added_to_a_return_that_is_closed(parties: Parties) -> None:
    models.Case.objects.update(state="closed", closed_on=TODAY)
    with pytest.raises(Refusal) as refused:
        write(parties, parties.consumer, "late", png())
    assert refused.value.code == "returns.case_closed"
    assert not files.Ref.objects.exists()


def test_a_return_with_goods_is_nobodys_to_decide_or_appeal(parties: Parties) -> None:
    with pytest.raises(Refusal) as decided:
        door.decide(parties.code, "as_claimed", 0, viewer=parties.seller, on=TODAY, now=NOW)
    with pytest.raises(Refusal) as appealed:
        door.appeal(parties.code, "more", viewer=parties.buyer, on=TODAY, now=NOW)
    assert (decided.value.code, appealed.value.code) == ("returns.not_to_decide", "returns.no_appeal")
    assert not models.Decision.objects.exists()
