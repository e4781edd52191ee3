"""Say who sees what of goods asked back, of sales to consumers, and of what sellers lay down for returns."""

from dukou.base.town import TOWN
from dukou.depot.door import asides
from dukou.market.door import bought, consumers
from dukou.market.models import ConsumerSale, Line
from dukou.registry.models import Firm
from dukou.returns.door import asking, exchanging, policy
from dukou.returns.records.asking import AskedRecord, AskLine, NewAsk, SellerTerms
from dukou.returns.records.policy import NewEqual
from tests.visibility.rows import MAY, MISSING, NOTHING, REFUSED, Question, Row, may, row, sees, step

KEY = "visible-request-key"
GTIN = "6901234567892"
# A line that was bought names its order, its article and its seller.
OF_SELLER = ("registry.firm", "registry.firm:key", "market.style", "market.style:key", "market.sku", "market.sku:key")
OF_LINE = ("market.line", "market.line:key", "market.order:key", "registry.firm:key")


def _bought_of(seller: str) -> tuple[str, ...]:
    return (*OF_LINE, *(f"{seller}/{label}" for label in OF_SELLER))


def _styles(q: Question) -> set[int]:
    return set(Line.objects.filter(pk=q.deal.own_line).values_list("sku__style_id", flat=True))


def _new(q: Question) -> NewAsk:
    return NewAsk((AskLine(q.world.owner.own_line, 10, "surplus", "refund"),))


def _ask(q: Question, *, is_town: bool = False) -> str:
    """Ask for the deal's line as its buyer, carried out by the viewer, or by the town."""
    by, viewer = q.world.viewers["buyer"], TOWN if is_town else q.viewer
    mark = asking.preview(_new(q), by=by, viewer=viewer, on=q.world.tomorrow).mark
    return asking.ask(_new(q), mark=mark, request_key=KEY, by=by, viewer=viewer, on=q.world.tomorrow, now=q.world.now)


def _asked(q: Question) -> list[AskedRecord]:
    _ask(q, is_town=True)
    return asking.asked(viewer=q.viewer)


def _sale(q: Question) -> object:
    """Ask for the consumer's link of the deal's order when there is one."""
    if q.deal.order_id == q.world.owner.order_id:
        ConsumerSale.objects.create(order_id=q.deal.order_id, code="visiblelink22222", made_on=q.world.on)
    return consumers.consumer_sale(q.deal.order, viewer=q.viewer)


def _equal(q: Question) -> None:
    partner = next(iter(_codes(q, "maker")))
    new = NewEqual(GTIN, partner, GTIN, 12_000, is_giver=True)
    policy.agree_equal(new, viewer=q.viewer, on=q.world.on, now=q.world.now)


def _codes(q: Question, who: str) -> list[str]:
    return list(Firm.objects.filter(pk=q.world.firms[who]).values_list("code", flat=True))


FACTORIES = {"owner": MAY, "rival": MAY, "maker": MAY}
ROWS: tuple[Row, ...] = (
    row(
        bought.bought,
        lambda q: bought.bought(viewer=q.viewer),
        desks=NOTHING,
        buyer=sees("market.order", also=_bought_of("owner")),
        other_buyer=sees("market.order", also=_bought_of("rival")),
    ),
    row(
        bought.variants,
        lambda q: bought.variants(_styles(q), viewer=q.viewer),
        desks=NOTHING,
        buyer=sees("owner/market.sku", also=["owner/market.style:key"]),
    ),
    step(
        bought.hold_bought,
        lambda q: bought.hold_bought([q.deal.own_line], by=q.world.viewers["buyer"], viewer=q.viewer),
        "market.order",
    ),
    step(bought.take_requests, lambda q: bought.take_requests([], {}, on=q.world.tomorrow, viewer=q.viewer)),
    row(
        consumers.sell_to_consumer,
        lambda q: consumers.sell_to_consumer(
            q.deal.order, is_insured=False, viewer=q.viewer, on=q.world.on, now=q.world.now
        ),
        desks=MISSING,
        others=MISSING,
        buyer=MAY,
    ),
    row(consumers.consumer_sale, _sale, desks=MISSING, others=MISSING, buyer=may("market.order")),
    step(
        asides.near_goods,
        lambda q: asides.near_goods([(q.deal.seller, q.deal.gtin)], destinations=[q.world.places[0]], viewer=q.viewer),
        "market.sku",
    ),
    step(asides.set_aside, lambda q: asides.set_aside([], on=q.world.tomorrow, viewer=q.viewer)),
    step(asides.put_back, lambda q: asides.put_back([], on=q.world.tomorrow, viewer=q.viewer)),
    step(asides.exchanged, lambda q: asides.exchanged(on=q.world.tomorrow, viewer=q.viewer)),
    step(
        asking.preview,
        lambda q: asking.preview(_new(q), by=q.world.viewers["buyer"], viewer=q.viewer, on=q.world.tomorrow),
        "market.order",
    ),
    step(asking.ask, _ask),
    row(
        asking.returnable,
        lambda q: asking.returnable(viewer=q.viewer, on=q.world.tomorrow),
        desks=NOTHING,
        buyer=sees("market.order", also=_bought_of("owner")),
        other_buyer=sees("market.order", also=_bought_of("rival")),
    ),
    row(
        asking.asked,
        _asked,
        desks=NOTHING,
        buyer=sees("market.order", also=["owner/registry.firm", "owner/market.style"]),
    ),
    step(exchanging.owed_for_equals, lambda q: exchanging.owed_for_equals(on=q.world.on, viewer=q.viewer)),
    step(exchanging.owed_for_both, lambda q: exchanging.owed_for_both(on=q.world.on, viewer=q.viewer)),
    step(asking.give_up, lambda q: asking.give_up(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    row(
        policy.policy,
        lambda q: policy.policy(viewer=q.viewer),
        desks=MISSING,
        others=MISSING,
        owner=sees(),
        rival=sees(),
        maker=sees(),
    ),
    row(
        policy.lay_down,
        lambda q: policy.lay_down(
            SellerTerms(part_e6=10_000), version=0, viewer=q.viewer, on=q.world.on, now=q.world.now
        ),
        desks=MISSING,
        others=MISSING,
        **FACTORIES,
    ),
    row(
        policy.trust,
        lambda q: policy.trust(q.deal.order, viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=MISSING,
        others=MISSING,
        owner=MAY,
    ),
    row(
        policy.distrust,
        lambda q: policy.distrust(q.deal.buyer, viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=MISSING,
        others=MISSING,
        **FACTORIES,
    ),
    row(policy.agree_equal, _equal, desks=MISSING, others=MISSING, **(FACTORIES | {"maker": REFUSED})),
    row(
        policy.watch,
        lambda q: policy.watch(viewer=q.viewer, on=q.world.tomorrow),
        desks=sees("registry.firm"),
        owner=sees("buyer/registry.firm"),
        rival=sees("other_buyer/registry.firm"),
    ),
)
