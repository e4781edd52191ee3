"""Say who sees what on the pages of the returns desk."""

from typing import Any

from dukou.returns import door
from dukou.returns.models import Parcel
from dukou.returns.records import NewParcel
from tests.visibility.rows import MISSING, Path, Visit, may, path, sees

CODE = "visibleparcel222"


def _asked(q: Visit) -> Any:
    """Look for the line of a parcel by the deal's order."""
    new = NewParcel(q.world.tomorrow, "SF-VISIBLE", 1, 1_000, 10)
    code = door.book_parcel(new, viewer=q.world.viewers["desk"], now=q.world.now)
    Parcel.objects.filter(code=code).update(code=CODE)
    return q.client.get(f"/parcels-back/{CODE}/", {"q": q.deal.order})


PATHS: tuple[Path, ...] = (
    path(
        "desks/returns/",
        lambda q: q.client.get("/desks/returns/"),
        others=MISSING,
        desk=may("returns.case", "market.style", "registry.firm"),
    ),
    path("parcels-back/<str:code>/", _asked, others=MISSING, desk=sees("market.order")),
)
