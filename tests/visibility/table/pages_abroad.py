"""Say who sees what on the pages of overseas depots."""

from datetime import timedelta
from unittest.mock import patch

from dukou.base.town import TOWN
from dukou.depot import models
from dukou.depot.door import fees
from dukou.settlement import door as settlement
from dukou.settlement import models as books
from tests.visibility.rows import MAY, MISSING, NOTHING, REFUSED, Path, Visit, may, path, sees
from tests.visibility.table.abroad import NOWHERE, on_the_way, there

FEE, INBOUND = "visiblefee222222", "visibleinbound22"
SEEN = ("market.sku", "market.style")


def _overseas(q: Visit) -> object:
    there(q.world)
    return q.client.get("/overseas/")


def _announce(q: Visit) -> object:
    # A form has a new key of its own each time, which tells nothing.
    with patch("dukou.web.abroad.forms.new_code", return_value="visiblekey222222"):
        return q.client.get("/overseas/announce/")


def _fees(q: Visit) -> object:
    there(q.world)
    return q.client.get("/overseas/fees/")


def _account(q: Visit) -> object:
    there(q.world)
    settlement.post_day(on=q.world.tomorrow, viewer=TOWN, now=q.world.now)
    # Pages repeat their own addresses: the same each time.
    models.FeeLine.objects.update(code=FEE)
    books.Entry.objects.filter(kind="depot_fee").update(key=f"depot_fee:{FEE}")
    return q.client.get("/overseas/account/")


def _fee(q: Visit) -> object:
    there(q.world)
    (line,) = fees.fee_lines(viewer=TOWN, since=q.world.on - timedelta(days=1), until=q.world.on)
    # Pages repeat their own addresses: the same each time.
    models.FeeLine.objects.filter(code=line.code).update(code=FEE)
    return q.client.get(f"/overseas/fees/{FEE}/")


def _desk(q: Visit) -> object:
    there(q.world)
    return q.client.get("/desks/overseas/")


def _count(q: Visit) -> object:
    _site, code = on_the_way(q.world)
    models.Inbound.objects.filter(code=code).update(code=INBOUND)
    return q.client.get(f"/desks/overseas/inbound/{INBOUND}/")


PATHS: tuple[Path, ...] = (
    path("overseas/", _overseas, others=NOTHING, desk=REFUSED, owner=sees("market.style", also=SEEN)),
    path(
        "overseas/announce/",
        _announce,
        others=MISSING,
        desk=MISSING,
        owner=sees("market.style", also=[*SEEN, "market.sku:key"]),
        rival=sees("market.style", also=[*SEEN, "market.sku:key"]),
        maker=NOTHING,
    ),
    path(
        "overseas/propose/",
        lambda q: q.client.post("/overseas/propose/"),
        others=MISSING,
        desk=MISSING,
        owner=MAY,
        rival=MAY,
        maker=MAY,
    ),
    path(
        "overseas/proposals/<str:code>/",
        lambda q: q.client.post(f"/overseas/proposals/{NOWHERE}/", {"answer": "accept"}),
        others=MISSING,
        desk=MISSING,
    ),
    path("overseas/account/", _account, others=NOTHING, desk=NOTHING, owner=sees()),
    path("overseas/fees/", _fees, others=NOTHING, desk=may(), owner=sees()),
    path("overseas/fees/<str:code>/", _fee, others=MISSING, desk=sees("market.style"), owner=sees("market.style")),
    path("desks/overseas/", _desk, others=MISSING, desk=sees("market.style")),
    path("desks/overseas/inbound/<str:code>/", _count, others=MISSING, desk=sees("market.style")),
    path(
        "desks/overseas/handling/",
        lambda q: q.client.get("/desks/overseas/handling/"),
        others=MISSING,
        desk=may(),
    ),
)
