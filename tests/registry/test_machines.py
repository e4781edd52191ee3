"""Protect the factory's machines: they stand at its own place, and nobody else counts them."""

from collections.abc import Sequence
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.registry import door
from dukou.registry.records import NewGroup
from tests.registry.build import (
    NOW,
    ON,
    desk,
    enter_firms,
    enter_town,
    everything,
    new_group,
    new_site,
    owner,
    strangers,
)

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def add(new: Sequence[NewGroup]) -> int:
    return door.add_machine_groups(new, on=ON, viewer=TOWN, now=NOW)


def test_a_factory_sees_what_its_machines_can_knit() -> None:
    keys = enter_town(2)
    mine = owner(keys["firm-2"])
    (group,) = door.machine_groups(viewer=mine)
    assert (group.firm, group.needle_count, group.terry, group.colours_a_course) == (keys["firm-2"], 144, "half", 3)
    assert (group.machines, group.integrated, group.efficiency_ppm) == (2, True, 900_000)
    machines = door.machines([group.id], viewer=mine)
    assert [(one.serial_no, one.installed_on, one.group) for one in machines] == [
        ("M0001", ON, group.id),
        ("M0002", ON, group.id),
    ]


def test_the_planning_desk_sees_all_machines_and_a_rival_none() -> None:
    keys = enter_town(2)
    for seer in (desk(), TOWN):
        groups = door.machine_groups(viewer=seer)
        assert [one.firm for one in groups] == [keys["firm-1"], keys["firm-2"]]
        assert len(door.machines([one.id for one in groups], viewer=seer)) == 4
    every = [one.id for one in door.machine_groups(viewer=TOWN)]
    for other in strangers(keys["firm-2"]):
        assert keys["firm-1"] not in {one.firm for one in door.machine_groups(viewer=other)}
        assert keys["firm-1"] not in {one.firm for one in door.machines(every, viewer=other)}
    assert door.machines(every, viewer=strangers(keys["firm-2"])[0]) == []


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("registry.bad_machine", {"needle_count": 12}),
    ("registry.bad_machine", {"cylinder_e2": 0}),
    ("registry.bad_machine", {"terry": "fluffy"}),
    ("registry.bad_machine", {"colours_a_course": 99}),
    ("registry.bad_machine", {"efficiency_ppm": 1_000_001}),
    ("registry.bad_serials", {"serials": ()}),
    ("registry.bad_serials", {"serials": ("M0001", "M0001")}),
    ("registry.bad_serials", {"serials": ("M" * 10_000,)}),
    ("registry.bad_code", {"code": "g" * 10_000}),
    ("registry.firm_not_found", {"firm_code": "firm-99"}),
    ("registry.site_not_found", {"site_code": "site-99"}),
    # Another firm's place.
    ("registry.site_not_found", {"site_code": "site-1"}),
    ("registry.already_entered", {"code": "group-1"}),
]


@pytest.mark.parametrize(("code", "wrong"), WRONG)
def test_wrong_machines_are_refused_and_with_them_the_whole_batch(code: str, wrong: dict[str, Any]) -> None:
    enter_firms(3)
    door.add_sites([new_site(1), new_site(2), new_site(3)], viewer=TOWN, now=NOW)
    add([new_group(1)])
    before = everything()
    with pytest.raises(Refusal) as caught:
        add([new_group(2), new_group(3, **wrong)])
    assert caught.value.code == code
    assert everything() == before


def test_a_serial_number_of_a_firm_is_entered_once() -> None:
    enter_town(1)
    before = everything()
    with pytest.raises(Refusal, match=r"registry\.already_entered"):
        add([new_group(1, code="group-2", serials=("M0002",))])
    assert everything() == before


def test_only_the_town_enters_machines() -> None:
    keys = enter_town(2)
    before = everything()
    for other in (*strangers(keys["firm-2"]), desk()):
        with pytest.raises(Missing):
            door.add_machine_groups([new_group(1, code="group-9")], on=ON, viewer=other, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_machines(count: int, django_assert_num_queries: Any) -> None:
    enter_firms(count)
    door.add_sites([new_site(number) for number in range(1, count + 1)], viewer=TOWN, now=NOW)
    with django_assert_num_queries(7):
        assert add([new_group(number) for number in range(1, count + 1)]) == 2 * count
    with django_assert_num_queries(1):
        groups = door.machine_groups(viewer=TOWN)
    with django_assert_num_queries(1):
        assert len(door.machines([one.id for one in groups], viewer=TOWN)) == 2 * count
