"""Protect the loading plan and the loading list as people see them: sound plans only, each to his own, no script."""

import ast
import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OPERATOR
from dukou.freight import models
from dukou.freight.door import loading, stowing
from dukou.jobs import models as jobs
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from dukou.site.statics import PACKAGES
from dukou.web.freight.stowage import STEPS_SHOWN
from dukou.web.words.stowing import LAWS, LEFT, SIDES
from tests import builders as build
from tests.freight.builders import NOW, ON, firms, freeze, offer, place, prepare, ready_order
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
PAIRS = (9_000, 5_000, 2_130)
ROOT = Path(__file__).resolve().parents[2]
# What a page may weigh when it is first opened, and what style sheets and scripts of the frame take of it.
MOST_KIB, FRAME_KIB = 250, 130


@pytest.fixture(autouse=True)
def _town() -> None:
    call_command("createcachetable", verbosity=0)
    registry_door.set_clock(on=ON, viewer=TOWN)


@pytest.fixture
def sellers() -> list[int]:
    """Offer a load by truck to three firms."""
    there, found = place(services=("truck",)), firms(len(PAIRS))
    for firm, number in zip(found, PAIRS, strict=True):
        ready_order(there, firm, (number,))
    prepare()
    freeze()
    offer()
    return found


def address(part: str = "") -> str:
    return f"/loads/{models.Load.objects.get().code}/stowage/truck/{part}"


def stow() -> None:
    stowing.stow(models.Load.objects.get().code, limit=QUICK, viewer=TOWN, now=NOW)


def desk(phone: str = "+8613900002222") -> Client:
    return logged_in(build.firm("operator"), OPERATOR, phone=phone)


def read(client: Client, where: str) -> str:
    return client.get(where).content.decode()


def post(client: Client, where: str, **sent: Any) -> Any:
    return client.post(where, sent, follow=True)


def loaded() -> list[int]:
    found = loading.stowage(models.Load.objects.get().code, "truck", viewer=build.DESK)
    return [one.step for one in found.vehicles[0].cartons if one.is_loaded]


def test_the_desk_asks_for_a_plan_once_and_finds_it_when_it_is_made(sellers: list[int]) -> None:
    client = desk()
    page = read(client, address())
    assert "These goods are not stowed yet" in page
    for _again in range(2):
        assert "Plan how a load is stowed" in post(client, address(), once="a-token").content.decode()
    assert jobs.Job.objects.count() == 1
    stow()
    page = read(client, address())
    assert all(name in page for name in registry.Firm.objects.filter(id__in=sellers).values_list("name_en", flat=True))
    assert page.count("stow-layer") > 1
    assert "Loading list" in page


@pytest.mark.usefixtures("sellers")
def test_each_carton_is_drawn_once_without_script() -> None:
    stow()
    client = desk()
    for by in ("owner", "drop"):
        page = read(client, f"{address()}?by={by}")
        layers = re.findall(r'<figure class="stow-layer">.*?</figure>', page, re.DOTALL)
        assert sum(one.count("<text ") for one in layers) == sum(
            path.count("M") for one in layers for path in re.findall(r' d="([^"]+)"', one)
        )
        in_first = len(loading.stowage(models.Load.objects.get().code, "truck", viewer=build.DESK).vehicles[0].cartons)
        assert sum(one.count("<text ") for one in layers) == in_first


@pytest.mark.usefixtures("sellers")
def test_three_is_loaded_only_when_the_viewer_opens() -> None:
    stow()
    response = desk().get(address())
    page = response.content.decode()
    assert not re.search(r'(?:src|href)="[^"]*three', page)
    assert 'data-three="/static/three/three.module.min.js"' in page
    assert {"three/three.module.min.js", "three/three.core.min.js"} <= set(PACKAGES)
    assert len(gzip.compress(response.content)) / 1024 + FRAME_KIB < MOST_KIB


def test_a_firm_sees_its_own_cartons_and_no_others_name_or_number(sellers: list[int]) -> None:
    stow()
    first, *others = sellers
    client = logged_in(first, FACTORY)
    page = read(client, address())
    whole = loading.stowage(models.Load.objects.get().code, "truck", viewer=build.DESK)
    cartons = [one for vehicle in whole.vehicles for one in vehicle.cartons]
    assert all((one.sscc in page) == (one.firm == first) for one in cartons)
    assert not any(
        name in page for name in registry.Firm.objects.filter(id__in=others).values_list("name_en", flat=True)
    )
    assert "how much of it, and whose, is not told" in page
    assert client.get(address("list/")).status_code == 404
    assert client.post(address("list/"), {"vehicle": 1, "step": [1]}).status_code == 404
    assert client.post(address()).status_code == 404
    stranger = logged_in(build.firm(), FACTORY, phone="+8613900003333")
    assert stranger.get(address()).status_code == 404
    assert (models.LoadingTick.objects.count(), jobs.Job.objects.count()) == (0, 0)


@pytest.mark.usefixtures("sellers")
def test_a_broken_plan_is_not_drawn() -> None:
    stow()
    row = models.StowedVehicle.objects.get(number=1)
    row.placements[0][2] += 1
    row.save()
    page = read(desk(), address())
    assert "No two cartons are in one place." in page
    assert "stow-layer" not in page
    assert desk("+8613900004444").get(address("list/")).status_code == 302


@pytest.mark.usefixtures("sellers")
def test_the_list_is_ticked_page_by_page_and_taken_back() -> None:
    stow()
    client, where = desk(), address("list/")
    page = read(client, where)
    steps = [int(one) for one in re.findall(r'type="checkbox" name="step" value="(\d+)"', page)]
    assert steps == list(range(1, STEPS_SHOWN + 1))
    assert "row 1 from the front, on the left, layer 1" in page
    for _again in range(2):
        post(client, where, vehicle=1, step=[1, 2, 3], act="tick", once="first")
    assert (loaded(), models.LoadingTick.objects.count()) == ([1, 2, 3], 3)
    other = desk("+8613900005555")
    post(other, where, vehicle=1, step=[3, 4], act="tick", once="second")
    post(client, where, vehicle=1, step=[2], act="undo", once="third")
    assert loaded() == [1, 3, 4]
    assert 'name="step" value="2"' in read(client, where)
    assert client.post(where, {"vehicle": 1, "step": ["x"]}).status_code == 404
    assert client.post(where, {"vehicle": 9, "step": [1]}).status_code == 404
    assert loaded() == [1, 3, 4]


@pytest.mark.usefixtures("sellers")
def test_a_scanned_carton_leads_to_its_step() -> None:
    stow()
    client, where = desk(), address("list/")
    last = loading.stowage(models.Load.objects.get().code, "truck", viewer=build.DESK).vehicles[0].cartons[-1]
    page = read(client, f"{where}?code=(00){last.sscc}")
    assert "is-found" in page
    assert f'<b class="stow-number">{last.step}</b>' in page
    wrong = client.get(where, {"code": "069390000000000014"})
    assert wrong.status_code == 422
    assert "069390000000000014 is in none of these vehicles" in wrong.content.decode()


@pytest.mark.usefixtures("sellers")
def test_what_stands_in_the_address_is_read_with_care() -> None:
    stow()
    client = desk()
    for query in ("vehicle=99", "vehicle=x", "by=colour", "vehicle=-1", "vehicle=٣"):
        assert client.get(f"{address()}?{query}").status_code == 200
    for query in ("step=0", "step=99999", "step=x", "vehicle=9999999999"):
        assert client.get(f"{address('list/')}?{query}").status_code == 200


def test_every_law_that_the_check_names_has_words() -> None:
    source = (ROOT / "dukou" / "engines" / "load" / "check.py").read_text()
    named = {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Violation"
        and isinstance(node.args[0], ast.Constant)
    }
    of_pallets = {"a pallet travels as it was made", "what is on no pallet travels as it is"}
    assert named - of_pallets <= set(LAWS)
    assert set(SIDES) == {"left", "middle", "right"}
    assert set(LEFT) == {"too large", "too heavy", "no room"}
