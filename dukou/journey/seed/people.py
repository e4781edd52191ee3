"""Give the demo town people to log in as, one for each role."""

import os
from dataclasses import dataclass
from datetime import datetime

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OFFICE, OPERATOR, SHOP, SUPPLIER
from dukou.freight import door as freight
from dukou.journey.seed.firms import TownPlan
from dukou.registry import door as registry

RIVAL = "rival"
TRADER = "trader"


@dataclass(frozen=True, slots=True)
class Login:
    """Hold a demo log-in; it opens the demo town only."""

    role: str
    phone: str
    password: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Hold who stands behind a log-in: the kind of firm, and the role he holds there."""

    log_in: str
    firm_kind: str
    role: str
    phone: str
    name: str
    name_en: str = ""
    language: str = "zh-hans"


# The town's trading company is a seller, so its person sees what a seller sees; the buyer's firm is the importer.
PEOPLE = (
    DemoPerson(FACTORY, "factory", FACTORY, "+8613900000001", "陈厂长", "Mr Chen"),
    DemoPerson(RIVAL, "factory", FACTORY, "+8613900000002", "林厂长", "Mr Lin"),
    DemoPerson(SHOP, "shop", SHOP, "+8613900000003", "周店长", "Ms Zhou"),
    DemoPerson(SUPPLIER, "supplier", SUPPLIER, "+8613900000004", "吴经理", "Mr Wu"),
    DemoPerson(OPERATOR, "operator", OPERATOR, "+8613900000005", "调度台", "Dispatcher"),
    DemoPerson(OFFICE, "office", OFFICE, "+8613900000006", "产业办", "Officer"),
    DemoPerson(BUYER, "buyer", BUYER, "+8613900000007", "Frau Petersen", "Frau Petersen", "en"),
    DemoPerson(TRADER, "trader", FACTORY, "+8613900000008", "贸易员", "Trader"),
)


def password() -> str:
    """Return the demo town's one password, which the environment may set."""
    return os.environ.get("DUKOU_DEMO_PASSWORD", "ferry-crossing")


def demo_logins() -> list[Login]:
    """Return the demo town's log-ins."""
    return [Login(one.log_in, one.phone, password()) for one in PEOPLE]


def bill_of_another() -> tuple[str, str] | None:
    """Return load and firm of the owner's newest bill, which the rival may try to open."""
    try:
        owner = registry.viewer_by_phone(PEOPLE[0].phone, viewer=TOWN)
    except Missing:
        return None
    found, held = freight.bills(viewer=owner).bills, registry.firms_of_person(viewer=owner)
    return (found[0].load, held[0][1]) if found and held else None


def enter(plan: TownPlan, *, now: datetime) -> None:
    """Enter the people of the demo town; owner and rival run the two largest factories."""
    by_size = sorted(zip(plan.sizes, plan.factories, strict=True), reverse=True)
    firms = {FACTORY: by_size[0][1], RIVAL: by_size[1][1]}
    people = [
        (one.phone, one.name, one.language, firms.get(one.log_in) or plan.first(one.firm_kind), one.role)
        for one in PEOPLE
    ]
    registry.add_people(people, password=password(), viewer=TOWN, now=now)
