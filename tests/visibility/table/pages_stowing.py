"""Say who sees what at the addresses of plans of loading."""

from tests.visibility.rows import MISSING, Path, Visit, may, path, sees
from tests.visibility.stowed import SERVICE

OWN = sees(also=["depot.carton", "depot.cartonrun", "freight.load"])


def _address(q: Visit, part: str = "") -> str:
    return f"/loads/{q.deal.load}/stowage/{SERVICE}/{part}"


PATHS: tuple[Path, ...] = (
    # The rival shares the load, and sees its own cartons in it.
    path(
        "loads/<str:code>/stowage/<str:service>/",
        lambda q: q.client.get(_address(q)),
        others=MISSING,
        desk=sees("freight.load", "registry.firm"),
        owner=OWN,
        rival=OWN,
    ),
    path(
        "loads/<str:code>/stowage/<str:service>/",
        lambda q: q.client.post(_address(q)),
        others=MISSING,
        desk=may(),
    ),
    path(
        "loads/<str:code>/stowage/<str:service>/list/",
        lambda q: q.client.get(_address(q, "list/")),
        others=MISSING,
        desk=sees("freight.load", "registry.firm"),
    ),
    path(
        "loads/<str:code>/stowage/<str:service>/list/",
        lambda q: q.client.post(_address(q, "list/"), {"vehicle": 1, "step": [2]}),
        others=MISSING,
        desk=may(),
    ),
)
