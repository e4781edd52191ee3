"""Say who sees what of goods in overseas depots: an owner its own, desks all but proposals; what is published, all."""

from datetime import timedelta

from dukou.base.ids import gln
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.depot.door import abroad, fees, placing
from dukou.depot.records.abroad import NewDepot, NewFeeRule, NewInbound, NewWork, Tier
from dukou.registry import models as registry
from tests import builders as build
from tests.visibility.rows import MAY, MISSING, NOTHING, REFUSED, Question, Row, public, row, sees, step
from tests.visibility.world import World

ANNOUNCED, CAME, SENT = 60_013, 60_007, 101
NAMES = ("market.sku", "market.style", "registry.firm")
NOWHERE, SITE = "nosuchinbound222", 9_990_900


def depot(world: World) -> int:
    """Build an overseas depot with a fee for a day's storage, and return its site: the same each time."""
    names = {"code": "overseas-site", "name_zh": "海外仓", "name_en": "Depot", "zone": "there", "country": "DE"}
    where = {"lat_e6": 53_540_000, "lon_e6": 9_990_000, "gln": gln("6930999", 99_998)}
    firm = build.firm("depot")
    site = registry.Site.objects.create(id=SITE, firm_id=firm, kind="overseas_depot", **names, **where).pk
    days = {"currency": "EUR", "on": build.ON - timedelta(days=30)}
    registry.ExchangeRate.objects.get_or_create(**days, defaults={"rate_e6": 8_250_000, "source": "test"})
    abroad.publish_depots([NewDepot(site, world.places[0], 10**12, "test")], viewer=TOWN, now=world.now)
    rule = NewFeeRule(site, "store", "m3", (Tier(0, 9_000),), "EUR", world.on, "test")
    fees.publish_fee_rules([rule], viewer=TOWN, now=world.now)
    return site


def on_the_way(world: World) -> tuple[int, str]:
    """Announce goods of the owner, and return where and under which code."""
    site, owner = depot(world), world.owner
    new = NewInbound(site, owner.seller, owner.sku, ANNOUNCED, world.on, "visible")
    (one,) = abroad.announce([new], viewer=TOWN, on=world.on, now=world.now).done
    return site, one.code


def there(world: World) -> int:
    """Bring them there and charge a day, and return where."""
    site, code = on_the_way(world)
    abroad.receive_inbound(code, pairs=CAME, damaged_pairs=1, viewer=TOWN, on=world.on, now=world.now)
    fees.charge_fees(on=world.tomorrow, viewer=TOWN, now=world.now)
    return site


def _fee(q: Question) -> object:
    there(q.world)
    (line,) = fees.fee_lines(viewer=TOWN, since=q.world.on, until=q.world.on)
    return fees.fee_line(line.code if q.deal == q.world.owner else NOWHERE, viewer=q.viewer)


def _codes(q: Question) -> list[str]:
    there(q.world)
    return [one.code for one in fees.fee_lines(viewer=TOWN, since=q.world.on, until=q.world.on)]


def _count(q: Question) -> object:
    _site, code = on_the_way(q.world)
    asked = code if q.deal == q.world.owner else NOWHERE
    return abroad.receive_inbound(asked, pairs=1, damaged_pairs=0, viewer=q.viewer, on=q.world.on, now=q.world.now)


def _work(q: Question) -> object:
    new = NewWork("sent", there(q.world), q.deal.seller, q.deal.sku, SENT, "w")
    return abroad.work_overseas([new], viewer=q.viewer, on=q.world.tomorrow, now=q.world.now)


def _sent(world: World) -> None:
    new = NewWork("sent", there(world), world.owner.seller, world.owner.sku, SENT, "w")
    abroad.work_overseas([new], viewer=TOWN, on=world.tomorrow, now=world.now)


def _announce(q: Question) -> object:
    new = NewInbound(depot(q.world), q.deal.seller, q.deal.sku, 1, q.world.on, "one")
    return abroad.announce([new], viewer=q.viewer, on=q.world.on, now=q.world.now)


def _proposed(q: Question) -> str:
    """Let the owner ask for a proposal, and return its code, or one that nobody has."""
    depot(q.world)
    code = placing.propose(viewer=q.world.viewers["owner"], on=q.world.on, limit=QUICK, now=q.world.now)
    return code if q.deal == q.world.owner else NOWHERE


def _proposals(q: Question) -> object:
    _proposed(q)
    return placing.proposals(viewer=q.viewer)


def _answer(q: Question) -> object:
    code = _proposed(q)
    return placing.answer_proposal(code, is_accepted=False, viewer=q.viewer, on=q.world.on, now=q.world.now)


OWN = sees(*NAMES, also=["market.sku:key", "registry.firm:key"])
ROWS: tuple[Row, ...] = (
    step(
        abroad.shelve_returns,
        lambda q: abroad.shelve_returns([], depot(q.world), on=q.world.tomorrow, viewer=q.viewer),
    ),
    step(abroad.publish_depots, lambda q: abroad.publish_depots([], viewer=q.viewer, now=q.world.now)),
    public(abroad.overseas_depots, lambda q: (depot(q.world), abroad.overseas_depots())),
    row(
        abroad.announce,
        _announce,
        desks=MAY,
        others=REFUSED,
        owner=sees("registry.firm:key", "market.sku:key"),
    ),
    row(abroad.receive_inbound, _count, desks=MAY, others=MISSING),
    row(abroad.work_overseas, _work, desks=MAY, others=MISSING),
    row(
        abroad.inbound,
        lambda q: (on_the_way(q.world), abroad.inbound(viewer=q.viewer))[1],
        desks=sees("market.sku"),
        owner=OWN,
    ),
    row(
        abroad.overseas_stock,
        lambda q: (there(q.world), abroad.overseas_stock(on=q.world.on, viewer=q.viewer))[1],
        desks=sees("market.sku"),
        owner=OWN,
    ),
    row(
        abroad.overseas_work,
        lambda q: (_sent(q.world), abroad.overseas_work(viewer=q.viewer, since=q.world.on, until=q.world.tomorrow))[1],
        desks=sees("market.sku"),
        owner=OWN,
    ),
    step(fees.publish_fee_rules, lambda q: fees.publish_fee_rules([], viewer=q.viewer, now=q.world.now)),
    public(fees.fee_rules, lambda q: (depot(q.world), fees.fee_rules(on=q.world.on))),
    step(fees.charge_fees, lambda q: fees.charge_fees(on=q.world.on, viewer=q.viewer, now=q.world.now)),
    step(fees.take_fees, lambda q: fees.take_fees(on=q.world.on, viewer=q.viewer)),
    row(
        fees.fees_by_code,
        lambda q: fees.fees_by_code(_codes(q), viewer=q.viewer),
        desks=sees("registry.firm:key"),
        owner=sees("registry.firm:key"),
    ),
    row(
        fees.fee_lines,
        lambda q: (there(q.world), fees.fee_lines(viewer=q.viewer, since=q.world.on, until=q.world.on))[1],
        desks=sees("registry.firm:key"),
        owner=sees("registry.firm:key"),
    ),
    row(
        fees.fee_sums,
        lambda q: (there(q.world), fees.fee_sums(viewer=q.viewer, since=q.world.on, until=q.world.on))[1],
        desks=sees("registry.firm:key"),
        owner=sees("registry.firm:key"),
    ),
    row(
        fees.fee_line,
        _fee,
        desks=sees("market.sku"),
        others=MISSING,
        owner=sees(*NAMES, also=["market.sku:key", "registry.firm:key", "mill.lot:key"]),
    ),
    row(
        placing.propose,
        lambda q: placing.propose(viewer=q.viewer, on=q.world.on, limit=QUICK, now=q.world.now),
        desks=MAY,
        others=MAY,
        anonymous=MISSING,
        town=MISSING,
    ),
    row(
        placing.answer_proposal,
        _answer,
        desks=MISSING,
        others=MISSING,
        owner=sees("registry.firm:key"),
    ),
    row(placing.proposals, _proposals, desks=NOTHING, owner=sees("registry.firm:key", also=[*NAMES, "market.sku:key"])),
)
