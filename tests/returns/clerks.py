"""Put people at the desk, and goods on their way back to it."""

import io
from datetime import datetime, timedelta

from PIL import Image

from dukou.base.days import instant
from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, OPERATOR, SHOP, Viewer
from dukou.files import door as files
from dukou.market import models as market
from dukou.registry import models as registry
from dukou.returns import door, models
from tests import builders
from tests.builders import NOW
from tests.returns.builders import days_after, delivered, wish
from tests.web.people import person

ON = days_after(4)
AT = instant(ON, 9)


def clerk(number: int = 0) -> Viewer:
    """Return a person at the shared desks, the same firm's each time."""
    firm = registry.Firm.objects.filter(kind="operator").values_list("id", flat=True).first()
    return somebody(firm or builders.firm("operator"), OPERATOR, number)


def somebody(firm: int, role: str, number: int) -> Viewer:
    """Return the person of a firm who has this number, entered when first asked for."""
    phone = f"+86137{number:08}"
    key = registry.Person.objects.filter(phone=phone).values_list("id", flat=True).first()
    key = key or person(firm, role, phone)
    return Viewer(person=key, firm=firm, roles=frozenset({role}), request_id=f"r-{key}")


def shopkeeper(number: int = 50) -> Viewer:
    """Return a person of a partner shop."""
    firm = builders.firm("shop")
    builders.site(firm, kind="shop")
    return somebody(firm, SHOP, number)


def on_the_way(pairs: int = 40, *, seller: int | None = None) -> models.Case:
    """Return a case whose goods are on their way back."""
    (line,) = delivered([500], seller=seller or builders.factory())
    wish(line, pairs)
    door.take_back(on=days_after(1), viewer=TOWN, now=NOW)
    models.Case.objects.filter(line_id=line).update(outcome="refund")
    return models.Case.objects.get(line_id=line)


def buyer_of(case: models.Case, number: int = 70) -> Viewer:
    """Return a person of the case's buyer."""
    return somebody(market.Order.objects.get(pk=case.order_id).buyer_id, BUYER, number)


def picture(viewer: Viewer) -> str:
    """Keep a picture for somebody, and return its code."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return files.store(out.getvalue(), purpose="returns", firm=viewer.firm, viewer=viewer, now=NOW).code


def later(minutes: int) -> datetime:
    """Return an instant of the day on which goods come in."""
    return AT + timedelta(minutes=minutes)
