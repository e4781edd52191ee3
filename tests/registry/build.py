"""Enter small towns by the door, and look at every row that the registry and the book hold."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps

from dukou.base.ids import gln, uscc_from
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, FACTORY, OFFICE, OPERATOR, Viewer
from dukou.provenance.models import Fact
from dukou.registry import door
from dukou.registry.records import NewCertificate, NewFirm, NewGroup, NewSite

NOW = datetime(2025, 12, 3, 1, 0, tzinfo=UTC)
ON = date(2025, 12, 3)
# The name and the words after = + - @ are taken as they come.
OWN_NAME = "=瑞织袜业有限公司"


def new_firm(number: int, /, **changed: Any) -> NewFirm:
    firm = NewFirm(
        code=f"firm-{number}",
        kind="factory",
        name_zh=f"某某袜业{number}",
        name_en=f"Hosiery {number}",
        uscc=uscc_from(f"91210381MA{number:07d}"),
        gs1_prefix=str(9_520_000 + number),
    )
    return replace(firm, **changed)


def new_site(number: int, /, **changed: Any) -> NewSite:
    site = NewSite(
        code=f"site-{number}",
        firm_code=f"firm-{number}",
        kind="factory",
        gln=gln("9529000", number),
        name_zh=f"厂房{number}",
        name_en=f"Works {number}",
        zone="东渡村",
        country="CN",
        lat_e6=41_080_000,
        lon_e6=122_750_000,
    )
    return replace(site, **changed)


def new_group(number: int, /, **changed: Any) -> NewGroup:
    group = NewGroup(
        code=f"group-{number}",
        firm_code=f"firm-{number}",
        site_code=f"site-{number}",
        needle_count=144,
        cylinder_e2=375,
        double_cylinder=False,
        terry="half",
        colours_a_course=3,
        integrated=number % 2 == 0,
        efficiency_ppm=900_000,
        serials=("M0001", "M0002"),
    )
    return replace(group, **changed)


def new_certificate(number: int, /, **changed: Any) -> NewCertificate:
    certificate = NewCertificate(
        firm_code=f"firm-{number}",
        kind="OEKO-TEX STANDARD 100",
        number=f"DEMO-{number}",
        valid_from=date(2025, 6, 1),
        valid_to=date(2026, 5, 31),
        source="invented",
    )
    return replace(certificate, **changed)


def enter_firms(count: int) -> dict[str, int]:
    """Enter firms 1 to count, the first under a name that looks like a formula, and return their keys by code."""
    firms = [new_firm(number) for number in range(1, count + 1)]
    firms[0] = replace(firms[0], name_zh=OWN_NAME)
    return door.add_firms(firms, on=ON, viewer=TOWN, now=NOW)


def enter_town(count: int) -> dict[str, int]:
    """Enter firms, each with a place, machines, a brand and a certificate; return the firms' keys by code."""
    numbers = range(1, count + 1)
    firms = enter_firms(count)
    door.add_sites([new_site(n) for n in numbers], viewer=TOWN, now=NOW)
    door.add_machine_groups([new_group(n) for n in numbers], on=ON, viewer=TOWN, now=NOW)
    door.add_brands([(f"firm-{n}", f"暖步{n}", f"Nuanbu {n}", (f"D-{n}",)) for n in numbers], viewer=TOWN, now=NOW)
    door.add_certificates([new_certificate(n) for n in numbers], viewer=TOWN, now=NOW)
    return firms


def owner(firm: int) -> Viewer:
    return Viewer(person=1, firm=firm, roles=frozenset({FACTORY}))


def strangers(other_firm: int) -> tuple[Viewer, ...]:
    """Return those who may see nothing of a firm: nobody, someone without a firm, the office, a rival."""
    office = Viewer(person=3, firm=10_000, roles=frozenset({OFFICE}))
    return ANONYMOUS, Viewer(person=2), office, owner(other_firm)


def desk() -> Viewer:
    return Viewer(person=9, firm=9_999, roles=frozenset({OPERATOR}))


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the registry and every fact."""
    models = [*apps.get_app_config("registry").get_models(), Fact]
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in models}
