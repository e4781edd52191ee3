"""Protect the firm: it is entered once under right numbers, and a rival learns neither its name nor its places."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.provenance.models import Fact
from dukou.registry import door
from dukou.registry.models import Firm
from dukou.registry.records import NewFirm, NewSite
from tests.registry.build import (
    NOW,
    ON,
    OWN_NAME,
    desk,
    enter_firms,
    enter_town,
    everything,
    new_firm,
    new_site,
    owner,
    strangers,
)

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
LONG = "袜" * 10_000


def add_firms(new: Sequence[NewFirm]) -> dict[str, int]:
    return door.add_firms(new, on=ON, viewer=TOWN, now=NOW)


def add_sites(new: Sequence[NewSite]) -> dict[str, int]:
    return door.add_sites(new, viewer=TOWN, now=NOW)


def test_a_firm_sees_itself_and_its_places_and_the_desk_sees_all() -> None:
    keys = enter_town(3)
    mine = owner(keys["firm-1"])
    assert [(one.code, one.name_zh) for one in door.firms(viewer=mine)] == [("firm-1", OWN_NAME)]
    assert [(one.code, one.firm) for one in door.sites(viewer=mine)] == [("site-1", keys["firm-1"])]
    for seer in (desk(), TOWN):
        assert [one.code for one in door.firms(viewer=seer)] == ["firm-1", "firm-2", "firm-3"]
        assert len(door.sites(viewer=seer)) == 3


def test_a_rival_a_stranger_and_the_office_see_nothing_of_it() -> None:
    keys = enter_town(2)
    for other in strangers(keys["firm-2"]):
        shown = repr(
            (door.firms(viewer=other), door.firm_names(list(keys.values()), viewer=other), door.sites(viewer=other))
        )
        assert not [secret for secret in (OWN_NAME, "Hosiery 1", "firm-1", "site-1", "Works 1") if secret in shown]
        with pytest.raises(Missing):
            door.known_firms(["firm-1"], viewer=other)


def test_names_are_shown_by_key_to_those_who_may_see_them() -> None:
    keys = enter_firms(2)
    ids = list(keys.values())
    assert door.firm_names(ids, viewer=desk())[keys["firm-2"]] == ("某某袜业2", "Hosiery 2")
    assert door.firm_names(ids, viewer=owner(keys["firm-1"])) == {keys["firm-1"]: (OWN_NAME, "Hosiery 1")}


def test_firms_and_places_are_found_by_kind_and_code() -> None:
    add_firms([new_firm(1), new_firm(2, kind="depot"), new_firm(3, kind="buyer", uscc=None, gs1_prefix=None)])
    add_sites([new_site(1), new_site(2, kind="depot")])
    assert [one.code for one in door.firms(viewer=TOWN, kinds=["depot", "buyer"])] == ["firm-2", "firm-3"]
    assert [one.code for one in door.sites(viewer=TOWN, kinds=["depot"])] == ["site-2"]
    assert set(door.known_firms(["firm-3", "firm-4"], viewer=TOWN)) == {"firm-3"}


def test_who_was_given_a_code_can_address_a_seller_by_it() -> None:
    keys = add_firms([new_firm(1), new_firm(2, kind="trader"), new_firm(3, kind="shop"), new_firm(4)])
    Firm.objects.filter(code="firm-4").update(retired_at=NOW)
    found = door.sellers([f"firm-{number}" for number in range(9)])
    assert {code: (one.id, one.kind) for code, one in found.items()} == {
        "firm-1": (keys["firm-1"], "factory"),
        "firm-2": (keys["firm-2"], "trader"),
    }
    assert door.sellers(["=cmd", "x" * 10_000, "firm-1\x00"]) == {}


def test_each_entry_leaves_a_fact_that_its_firm_may_read() -> None:
    keys = enter_town(2)
    kinds = Fact.objects.filter(firm=keys["firm-2"]).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [
        "registry.firm_joined",
        "registry.site_entered",
        "registry.machines_entered",
        "registry.brand_entered",
        "registry.certificate_entered",
    ]
    payloads = "".join(Fact.objects.values_list("payload", flat=True))
    assert "Hosiery" not in payloads
    assert "袜" not in payloads


WRONG_FIRMS: list[tuple[str, dict[str, Any]]] = [
    # The last character checks the others.
    ("registry.bad_uscc", {"uscc": "91210381MA0000099X"}),
    ("registry.bad_uscc", {"uscc": ""}),
    ("registry.unknown_kind", {"kind": "pirate"}),
    ("registry.bad_name", {"name_zh": LONG}),
    ("registry.bad_name", {"name_en": "x" * 121}),
    ("registry.bad_name", {"name_en": "  "}),
    ("registry.bad_name", {"name_en": "Rui\x00zhi"}),
    ("registry.bad_code", {"code": "f" * 17}),
    ("registry.bad_code", {"code": "瑞织"}),
    ("registry.bad_prefix", {"gs1_prefix": "95200A1"}),
    ("registry.already_entered", {"code": "firm-1"}),
    ("registry.already_entered", {"uscc": new_firm(1).uscc}),
    ("registry.already_entered", {"gs1_prefix": new_firm(1).gs1_prefix}),
]


@pytest.mark.parametrize(("code", "wrong"), WRONG_FIRMS)
def test_a_wrong_firm_is_refused_and_with_it_the_whole_batch(code: str, wrong: dict[str, Any]) -> None:
    enter_firms(1)
    before = everything()
    assert new_firm(9).uscc != "91210381MA0000099X"
    with pytest.raises(Refusal) as caught:
        add_firms([new_firm(8), new_firm(9, **wrong)])
    assert caught.value.code == code
    assert len(str(caught.value.facts)) < 200
    assert everything() == before


WRONG_SITES: list[tuple[str, dict[str, Any]]] = [
    ("registry.bad_gln", {"gln": "9529000000081"}),
    ("registry.bad_gln", {"gln": "952900000"}),
    ("registry.unknown_kind", {"kind": "castle"}),
    ("registry.bad_position", {"lat_e6": 90_000_001}),
    ("registry.bad_position", {"country": "China"}),
    ("registry.bad_name", {"name_en": LONG}),
    ("registry.bad_name", {"zone": "z" * 41}),
    ("registry.bad_code", {"code": ""}),
    ("registry.firm_not_found", {"firm_code": "firm-99"}),
    ("registry.already_entered", {"gln": new_site(1).gln}),
]


@pytest.mark.parametrize(("code", "wrong"), WRONG_SITES)
def test_a_wrong_place_is_refused_and_with_it_the_whole_batch(code: str, wrong: dict[str, Any]) -> None:
    enter_firms(3)
    add_sites([new_site(1)])
    before = everything()
    assert new_site(8).gln != "9529000000081"
    with pytest.raises(Refusal) as caught:
        add_sites([new_site(2), replace(new_site(8, firm_code="firm-3"), **wrong)])
    assert caught.value.code == code
    assert everything() == before


def test_only_the_town_enters_firms_and_places() -> None:
    keys = enter_firms(2)
    before = everything()
    for other in (*strangers(keys["firm-2"]), desk()):
        with pytest.raises(Missing):
            door.add_firms([new_firm(5)], on=ON, viewer=other, now=NOW)
        with pytest.raises(Missing):
            door.add_sites([new_site(1)], viewer=other, now=NOW)
    assert everything() == before


READERS: list[Callable[[], object]] = [
    lambda: door.firms(viewer=TOWN),
    lambda: door.firms(viewer=owner(1), kinds=["factory"]),
    lambda: door.firm_names(range(1, 500), viewer=TOWN),
    lambda: door.known_firms([f"firm-{number}" for number in range(500)], viewer=TOWN),
    lambda: door.sellers([f"firm-{number}" for number in range(500)]),
    lambda: door.sites(viewer=TOWN),
]


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_town(count: int, django_assert_num_queries: Any) -> None:
    firms = [new_firm(number) for number in range(1, count + 1)]
    sites = [new_site(number) for number in range(1, count + 1)]
    # A savepoint, the rows, the facts, and its end.
    with django_assert_num_queries(4):
        add_firms(firms)
    with django_assert_num_queries(5):
        add_sites(sites)
    for read in READERS:
        with django_assert_num_queries(1):
            read()
