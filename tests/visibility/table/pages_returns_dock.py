"""Say who sees what on the pages of labels, grading, returns overseas and shops' swaps."""

from typing import Any

from tests.visibility.brought_back import label, overseas, sent_back
from tests.visibility.rows import MISSING, NOTHING, REFUSED, Path, Visit, may, path, sees

SOCK = ("owner/market.style", "owner/market.sku")
GOODS = may("market.style", "market.sku", "registry.firm")


def _abroad(q: Visit) -> Any:
    """Look at the overseas desk when something of the owner's came back."""
    overseas(q.world.owner, q.world)
    return q.client.get("/desks/returns/abroad/")


PATHS: tuple[Path, ...] = (
    path(
        "returns/<str:code>/label/",
        lambda q: q.client.get(f"/returns/{sent_back(q.deal, q.world)}/label/"),
        others=MISSING,
        desk=sees("market.style"),
        buyer=sees("owner/market.style", also=SOCK),
    ),
    path(
        "returns/<str:code>/label.pdf",
        lambda q: q.client.get(f"/returns/{sent_back(q.deal, q.world)}/label.pdf"),
        others=MISSING,
        desk=GOODS,
        buyer=may(*SOCK),
    ),
    path(
        "returns/in/<str:text>/",
        lambda q: q.client.get(f"/returns/in/{label(q.deal, q.world)}/"),
        others=MISSING,
        desk=sees("market.style"),
        shop=sees("owner/market.style", also=SOCK),
    ),
    path("desks/returns/grading/", lambda q: q.client.get("/desks/returns/grading/"), others=MISSING, desk=GOODS),
    path(
        "desks/returns/grading/<str:code>/",
        lambda q: q.client.get(f"/desks/returns/grading/{sent_back(q.deal, q.world, is_here=True)}/"),
        others=MISSING,
        desk=sees("market.style"),
    ),
    path(
        "returns/errors/",
        lambda q: q.client.get("/returns/errors/"),
        others=NOTHING,
        desk=NOTHING,
        anonymous=NOTHING,
    ),
    path("desks/returns/abroad/", _abroad, others=MISSING, desk=GOODS),
    path("swaps/", lambda q: q.client.get("/swaps/"), others=NOTHING, desk=may("registry.firm", "market.style")),
    path(
        "swaps/<str:batch>/round/",
        lambda q: q.client.get("/swaps/nosuchbatch22222/round/"),
        others=MISSING,
        desk=MISSING,
    ),
    path(
        "scans/picture/",
        lambda q: q.client.post("/scans/picture/", b"no picture", content_type="image/png"),
        others=REFUSED,
        desk=REFUSED,
    ),
)
