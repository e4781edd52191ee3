"""Say who sees what on the pages of goods asked back, of a seller's policy, and of sales to consumers."""

from typing import Any

from dukou.market.models import ConsumerSale
from dukou.returns.models import Ask, Case
from tests.visibility.claimed import claimed, pictured
from tests.visibility.rows import MISSING, NOTHING, Path, Visit, may, path, sees

LINK = "visiblelink22222"
OF_SELLER = ("registry.firm", "market.style", "market.sku")
MINE = sees("market.order", also=["market.line:key", "market.line", *(f"owner/{one}" for one in OF_SELLER)])
ITS = sees("market.order", also=["market.line:key", "market.line", *(f"rival/{one}" for one in OF_SELLER)])
BY_LINK = sees(
    "owner/market.style",
    also=[*(f"owner/{one}" for one in OF_SELLER), "owner/market.order", "owner/market.line:key", "owner/market.line"],
)
OF_CASE = sees("owner/registry.firm", also=["buyer/registry.firm"])


def _linked(q: Visit) -> Any:
    """Open the consumer's link of the deal's order, if there is one."""
    if q.deal.order_id == q.world.owner.order_id:
        ConsumerSale.objects.create(order_id=q.deal.order_id, code=LINK, made_on=q.world.on)
    return q.client.get(f"/returns/ask/{LINK}/")


def _by_link(q: Visit, *, picture: bool = False) -> Any:
    """Open the page of a claim that the consumer of the link asked for, or a picture on it."""
    code = claimed(q.deal, q.world)
    rest = f"{pictured(code, q.world)}/" if picture else ""
    if case := Case.objects.filter(code=code).first():
        told = {
            "key": "visible-request-key",
            "asked_on": q.world.on,
            "return_by": q.world.on,
            "code": "visibleask222222",
        }
        sale = ConsumerSale.objects.create(order_id=q.deal.order_id, code=LINK, made_on=q.world.on)
        case.ask = Ask.objects.create(buyer_id=case.buyer_id, sale=sale, **told)
        case.save(update_fields=["ask"])
    return q.client.get(f"/returns/ask/{LINK}/{code}/{rest}")


PATHS: tuple[Path, ...] = (
    path(
        "returns/ask/",
        lambda q: q.client.get("/returns/ask/"),
        others=NOTHING,
        desk=NOTHING,
        buyer=MINE,
        other_buyer=ITS,
    ),
    path("returns/ask/<str:link>/<str:code>/", _by_link, others=OF_CASE, desk=OF_CASE, anonymous=OF_CASE),
    path(
        "returns/ask/<str:link>/<str:code>/<str:name>/",
        lambda q: _by_link(q, picture=True),
        others=may(),
        desk=may(),
        anonymous=may(),
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
