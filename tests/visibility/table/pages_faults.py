"""Say who sees what on the pages of faults, holds, recalls and yarn."""

from typing import Any

from dukou.depot.models import Hold
from dukou.returns.models import Case
from tests.visibility.judged import CASE, judged, recalled
from tests.visibility.rows import MISSING, NOTHING, Path, Visit, may, path, sees

BOTH = ("owner/registry.firm", "maker/registry.firm")
SELLERS = sees("returns.case", "maker/registry.firm", also=("mill.lot", *BOTH))
MAKERS = sees("owner/returns.case", "owner/registry.firm", also=("owner/mill.lot", *BOTH))
RECALLED = (
    *("market.style", "owner/market.style", "market.sku", "owner/market.sku"),
    *("buyer/registry.firm", "owner/registry.firm", "depot.stockmove"),
)


def _fault(q: Visit) -> Any:
    """Open the finding of a return whose code does not tell whether it is there."""
    Case.objects.filter(code=judged(q.deal, q.world)).update(code=CASE)
    return q.client.get(f"/faults/{CASE}/")


def _holds(q: Visit) -> Any:
    owner = q.world.owner
    Hold.objects.create(
        code="visiblehold22222",
        lot_id=owner.lot,
        owner_id=owner.seller,
        because="faults",
        cause="f",
        held_on=q.world.on,
    )
    return q.client.get("/holds/")


PATHS: tuple[Path, ...] = (
    path(
        "faults/",
        lambda q: (judged(q.deal, q.world), q.client.get("/faults/"))[1],
        others=may(),
        desk=sees("returns.case"),
        owner=SELLERS,
        maker=MAKERS,
    ),
    path(
        "faults/<str:code>/",
        _fault,
        others=MISSING,
        desk=sees("mill.lot"),
        owner=sees("maker/registry.firm", also=("mill.lot", "returns.case", *BOTH)),
        maker=sees("owner/registry.firm", also=("owner/mill.lot", "owner/returns.case", *BOTH)),
    ),
    path("fund/", lambda q: q.client.get("/fund/"), others=NOTHING, desk=NOTHING),
    path(
        "holds/",
        _holds,
        others=may(),
        desk=sees("mill.lot"),
        owner=sees("mill.lot", also=("market.style", "market.sku", "registry.firm", "depot.stock")),
    ),
    path(
        "recalls/",
        lambda q: (recalled(q.deal, q.world), q.client.get("/recalls/"))[1],
        others=may(),
        desk=sees("mill.lot"),
        owner=sees("mill.lot", also=RECALLED),
        buyer=sees("mill.lot", also=RECALLED),
    ),
    path(
        "recalls/<str:code>/",
        lambda q: q.client.get(f"/recalls/{recalled(q.deal, q.world)}/"),
        others=MISSING,
        desk=sees("mill.lot"),
        owner=sees("mill.lot", also=RECALLED),
        buyer=sees("mill.lot", also=RECALLED),
    ),
    path(
        "t/<str:code>/yarn/",
        lambda q: q.client.get(f"/t/{q.deal.lot_code}/yarn/"),
        others=MISSING,
        desk=MISSING,
        owner=sees("mill.yarnlot", also=("mill.lot", "mill.yarnuse")),
    ),
)
