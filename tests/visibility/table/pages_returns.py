"""Say who sees what on the pages of the returns desk."""

from typing import Any

from dukou.returns import door
from dukou.returns.models import Parcel
from dukou.returns.records import NewParcel
from tests.visibility.claimed import CODE as CLAIM
from tests.visibility.claimed import claimed, pictured
from tests.visibility.rows import MISSING, Path, Visit, may, path, sees

CODE = "visibleparcel222"


def _asked(q: Visit) -> Any:
    """Look for the line of a parcel by the deal's order."""
    new = NewParcel(q.world.tomorrow, "SF-VISIBLE", 1, 1_000, 10)
    code = door.book_parcel(new, viewer=q.world.viewers["desk"], now=q.world.now)
    Parcel.objects.filter(code=code).update(code=CODE)
    return q.client.get(f"/parcels-back/{CODE}/", {"q": q.deal.order})


def _claims(q: Visit) -> Any:
    """List the claims to decide where there is one."""
    claimed(q.deal, q.world)
    return q.client.get("/claims/")


# What a firm reads of its own returns: the sums of their costs are those of facts as well.
PLACED = ("returns.case", "returns.case:inner", "returns.placement", "provenance.fact")
BOTH = ("owner/registry.firm", "buyer/registry.firm")
PATHS: tuple[Path, ...] = (
    path(
        "desks/returns/",
        lambda q: q.client.get("/desks/returns/"),
        others=MISSING,
        desk=may("returns.case", "market.style", "registry.firm"),
    ),
    path("claims/", _claims, others=may(), desk=may(), owner=sees("buyer/registry.firm")),
    path(
        "claims/<str:code>/",
        lambda q: q.client.get(f"/claims/{claimed(q.deal, q.world)}/"),
        others=MISSING,
        desk=sees("market.order", also=BOTH),
        owner=sees("market.order", also=BOTH),
        buyer=sees("market.order", also=BOTH),
    ),
    path(
        "claims/<str:code>/",
        lambda q: q.client.post(f"/claims/{claimed(q.deal, q.world)}/", {"act": "decide", "ruling": "not_late"}),
        others=MISSING,
        desk=may("market.order", *BOTH),
        owner=may("market.order", *BOTH),
        buyer=may("market.order", *BOTH),
    ),
    path(
        "claims/<str:code>/<str:name>/",
        lambda q: q.client.get(f"/claims/{claimed(q.deal, q.world)}/{pictured(CLAIM, q.world)}/"),
        others=MISSING,
        desk=may(),
        owner=may(),
        buyer=may(),
    ),
    path(
        "returns/costs/",
        lambda q: q.client.get("/returns/costs/"),
        others=MISSING,
        desk=may("mill.lot", "registry.firm", *PLACED),
        owner=sees("mill.lot", also=PLACED),
        rival=sees("mill.lot", also=PLACED),
        maker=may(),
    ),
    path("parcels-back/<str:code>/", _asked, others=MISSING, desk=sees("market.order")),
)
