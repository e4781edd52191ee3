"""Protect scans: each is kept once under its own key, in the order of the device, and undone by a row of its own."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import sscc
from dukou.base.viewer import ANONYMOUS, FACTORY, OPERATOR, Viewer
from dukou.depot import door, models
from dukou.depot.door.scans import known_code
from dukou.depot.records import NewScan
from dukou.depot.rules import scans as rules
from dukou.market.models import Sku
from tests import builders
from tests.builders import NOW
from tests.depot.builders import Goods, consigned, depot, free_goods, passed, person, receive, shop
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _depot() -> None:
    depot()


@pytest.fixture
def goods() -> Goods:
    (one,) = passed([500])
    receive()
    return one


@pytest.fixture
def packer(goods: Goods) -> Viewer:
    return person(goods.owner, FACTORY)


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def carton(goods: Goods, place: int = 0) -> str:
    run = models.CartonRun.objects.get(lot_id=goods.lot)
    return sscc(run.prefix, run.serial_first + place)


def scan(code: str, act: str = "seen", minutes: int = 0, **more: Any) -> NewScan:
    return NewScan(str(uuid4()), act, code, at(minutes), **more)


def keep(scans: list[NewScan], viewer: Viewer) -> Any:
    return door.record_scans(scans, viewer=viewer, now=at(120))


def note(code: str) -> str:
    return models.Carton.objects.filter(sscc=code).values_list("note_code", flat=True).first() or ""


def test_cartons_lots_and_articles_are_kept_and_unknown_codes_are_told(goods: Goods, packer: Viewer) -> None:
    box, gtin = carton(goods), Sku.objects.get(pk=goods.sku).gtin
    scans = [
        scan(f"(00){box}", minutes=3),
        scan(gtin, minutes=2, pairs=12),
        scan(f"lot{goods.line}", minutes=1),
        scan(sscc("6939000", 9_999_999)),
        scan(box[:-1] + str(9 - int(box[-1]))),
        scan("x"),
        scan(box, "eaten"),
        NewScan("no-uuid", "seen", box, at(0)),
        scan(box, minutes=5_000),
    ]
    found = keep(scans, packer)
    assert [one.code for one in found.done] == [f"lot{goods.line}", gtin, box]
    assert [(one.row, one.refusal.code) for one in found.refused] == [
        (3, "depot.unknown_code"),
        (4, "depot.bad_code"),
        (5, "depot.bad_code"),
        (6, "depot.unknown_act"),
        (7, "depot.bad_scan_key"),
        (8, "depot.scan_from_future"),
    ]
    assert [one.code for one in door.scans(viewer=packer)] == [box, gtin, f"lot{goods.line}"]


def test_the_same_keys_are_kept_once_and_another_person_cannot_take_them(goods: Goods, packer: Viewer) -> None:
    scans = [scan(carton(goods, place), minutes=place) for place in range(3)]
    first = keep(scans, packer)
    again = keep([*scans, scan(carton(goods), minutes=9)], packer)
    assert again.done[:3] == first.done
    assert models.Scan.objects.count() == 4
    assert [one.refusal.code for one in keep(scans[:1], person(builders.factory(), FACTORY)).refused] == [
        "depot.bad_scan_key"
    ]


def test_a_note_is_the_last_by_the_clock_of_the_device_and_an_undo_takes_it_back(goods: Goods, packer: Viewer) -> None:
    box = carton(goods)
    opened, damaged = scan(box, "opened", 30), scan(box, "damaged", 10)
    keep([opened], packer)
    keep([damaged], packer)
    assert note(box) == "opened"
    undo = scan(box, "undone", 40, undoes=opened.key)
    keep([undo], packer)
    keep([undo], packer)
    assert note(box) == "damaged"
    (shown,) = [one for one in door.scans(viewer=packer) if one.key == opened.key]
    assert shown.is_undone
    assert [one.refusal.code for one in keep([scan(box, "undone", 50, undoes=opened.key)], packer).refused] == [
        "depot.scan_undone"
    ]
    keep([scan(box, "undone", 60, undoes=damaged.key)], packer)
    assert note(box) == ""


def test_an_undo_may_come_in_one_batch_with_what_it_undoes(goods: Goods, packer: Viewer) -> None:
    box = carton(goods)
    first = scan(box, "damaged", 10)
    found = keep([scan(box, "undone", 11, undoes=first.key), first], packer)
    assert [one.act for one in found.done] == ["damaged", "undone"]
    assert note(box) == ""
    (rival,) = passed([10])
    assert keep([scan(box, "undone", 12, undoes=first.key)], person(rival.owner, FACTORY)).done == ()


def test_rivals_do_not_know_a_code_and_desks_and_owners_see_its_scans(goods: Goods, packer: Viewer) -> None:
    desk = person(builders.firm("operator"), OPERATOR)
    box = carton(goods)
    keep([scan(box)], desk)
    rival = person(builders.factory(), FACTORY)
    assert [one.refusal.code for one in keep([scan(box)], rival).refused] == ["depot.unknown_code"]
    assert door.scans(viewer=rival) == door.scans(viewer=ANONYMOUS) == []
    with pytest.raises(Missing):
        known_code(box, viewer=rival)
    with pytest.raises(Missing):
        keep([scan(box)], ANONYMOUS)
    (seen,) = door.scans(viewer=packer, code=box)
    # That it was scanned is the owner's to know, by whom is not.
    assert (seen.owner, seen.firm, seen.person) == (goods.owner, None, "")
    assert door.scans(viewer=desk)[0].person


def test_a_shop_knows_the_goods_on_its_shelf() -> None:
    (goods,) = free_goods([50])
    site, keeper = shop()
    code = f"lot{goods.line}"
    assert keep([scan(code)], keeper).done == ()
    consigned(goods, site, 10)
    assert keep([scan(code)], keeper).done[0].code == code


@pytest.mark.django_db(transaction=True)
def test_the_same_scans_at_once_are_kept_once(goods: Goods, packer: Viewer) -> None:
    scans = [scan(carton(goods, place)) for place in range(3)]
    found = in_threads(4, lambda _number: keep(scans, packer))
    assert {len(one.done) for one in found} == {3}
    assert models.Scan.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("]C100069390000000000014", ("sscc", "069390000000000014")),
        ("https://id.gs1.org/00/069390000000000014", ("sscc", "069390000000000014")),
        ("https://town.example/t/Lotabc2345/", ("lot", "lotabc2345")),
        ("https://id.gs1.org/01/06939000000014/10/lotabc2345?x=1", ("lot", "lotabc2345")),
        (" lotabc2345\n", ("lot", "lotabc2345")),
        ("06939000000014", ("gtin", "6939000000014")),
    ],
)
def test_a_code_is_read_however_it_is_written(text: str, plain: tuple[str, str]) -> None:
    assert rules.read(text) == plain


def test_what_is_no_code_is_refused() -> None:
    for text in ("", "!", "12345", "javascript:alert(1)", "https://id.gs1.org/00/069390000000000013"):
        with pytest.raises(Refusal):
            rules.read(text)
