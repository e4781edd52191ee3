"""Say who sees what on the pages of goods asked back, of a seller's policy, and of sales to consumers."""

from typing import Any

from dukou.market.models import ConsumerSale
from tests.visibility.rows import MISSING, NOTHING, Path, Visit, path, sees

LINK = "visiblelink22222"
OF_SELLER = ("registry.firm", "market.style", "market.sku")
MINE = sees("market.order", also=["market.line:key", "market.line", *(f"owner/{one}" for one in OF_SELLER)])
ITS = sees("market.order", also=["market.line:key", "market.line", *(f"rival/{one}" for one in OF_SELLER)])
BY_LINK = sees(
    "owner/market.style",
    also=[*(f"owner/{one}" for one in OF_SELLER), "owner/market.order", "owner/market.line:key", "owner/market.line"],
)


def _linked(q: Visit) -> Any:
    """Open the consumer's link of the deal's order, if there is one."""
    if q.deal.order_id == q.world.owner.order_id:
        ConsumerSale.objects.create(order_id=q.deal.order_id, code=LINK, made_on=q.world.on)
    return q.client.get(f"/returns/ask/{LINK}/")


PATHS: tuple[Path, ...] = (
    path(
        "returns/ask/",
        lambda q: q.client.get("/returns/ask/"),
        others=NOTHING,
        desk=NOTHING,
        buyer=MINE,
        other_buyer=ITS,
    ),
    path("returns/ask/<str:code>/", _linked, others=BY_LINK, desk=BY_LINK, anonymous=BY_LINK),
    path(
        "returns/policy/",
        lambda q: q.client.get("/returns/policy/"),
        others=MISSING,
        desk=sees("registry.firm"),
        owner=sees("buyer/registry.firm"),
        rival=sees("other_buyer/registry.firm"),
        maker=sees(),
    ),
    path(
        "returns/consumer/<str:code>/",
        lambda q: q.client.get(f"/returns/consumer/{q.deal.order}/"),
        others=MISSING,
        desk=MISSING,
        buyer=sees("market.order", also=["owner/market.style"]),
    ),
)
