"""Build one small town in which every room has rows of two rival firms, all names and figures unmistakable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models

from dukou.base.days import instant
from dukou.base.ids import derived_code
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, BUYER, FACTORY, OFFICE, OPERATOR, SHOP, SUPPLIER, Viewer
from dukou.depot import models as depot
from dukou.depot.rules.goods import carton_number
from dukou.files import models as files
from dukou.freight import models as freight
from dukou.freight.door import papers
from dukou.jobs import models as jobs
from dukou.journey import day, report
from dukou.market import models as market
from dukou.mill import models as mill
from dukou.post import models as post
from dukou.provenance import beat as sealer
from dukou.provenance import models as provenance
from dukou.registry import door as registry
from dukou.registry import models as registry_models
from dukou.returns import models as returns
from tests import builders as build
from tests.freight.builders import SERVICES, tariff
from tests.returns.builders import FEES
from tests.visibility import plants, road, stowed
from tests.visibility.deals import Deal

# Each kind of viewer: the kind of its firm, its role there, and names that only its partners may read.
WHO = {
    "owner": ("factory", FACTORY, "绝不外传袜业", "Verysecret Hosiery"),
    "rival": ("factory", FACTORY, "对头针织", "Archrival Knitting"),
    "maker": ("factory", FACTORY, "代工织造", "Helpinghand Mill"),
    "buyer": ("buyer", BUYER, "汉堡买家", "Hamburg Buying House"),
    "other_buyer": ("buyer", BUYER, "马赛买家", "Marseille Importers"),
    "shop": ("shop", SHOP, "义乌门市", "Yiwu Corner Shop"),
    "supplier": ("supplier", SUPPLIER, "纱线供应", "Yarnspinners Union"),
    "desk": ("operator", OPERATOR, "公共服务台", "Shared Desks"),
    "office": ("office", OFFICE, "镇政府办公室", "Township Office"),
}
CLASSES = (*WHO, "anonymous", "town")
BUYER_OF = {"owner": "buyer", "rival": "other_buyer"}
# Figures that cannot occur by chance, far from each other's.
PAIRS = {"owner": 123_457, "rival": 345_679}
PAIRS_BACK = {"owner": 12_347, "rival": 23_459}
PRICES_E4 = {"owner": 98_765, "rival": 87_649}
MACHINES = {"owner": 34_571, "rival": 45_673, "maker": 56_783}
# Slow socks, so that the late orders are still being knitted when the town is looked at.
CYCLE_MS = 8_000_000
OWN_NEEDLES, MAKERS_NEEDLES, NOBODYS_NEEDLES = 144, 168, 200
FIRST_KEY, KEYS_A_TABLE = 5_000_000, 10_000
# So soon that nothing may wait in the depot for more of its kind.
READY_IN = 16
DAYS, DAYS_TO_LEAVE, DAYS_TO_BE_READY = 26, 8, 7
REQUEST = "visibility-request"
# So dear by itself that a load of a single firm goes by the town too.
DEAR_ALONE = {"logistics.alone_minor_a_carton": 200}
# So many small cartons would take a van longer than its day.
LOADED_AT_ONCE = {"round.carton_seconds": 0}


@dataclass(frozen=True)
class World:
    """Hold the town as it was built: who is there, and what to ask the doors for."""

    on: date
    now: datetime
    firms: Mapping[str, int]
    people: Mapping[str, int]
    viewers: Mapping[str, Viewer]
    owner: Deal
    import_id: int
    digest: str
    places: tuple[int, int]
    place: str
    common_gtin: str
    passed_on: date
    left_on: date
    delivered_on: date
    closed_on: date
    first_head: int

    @property
    def tomorrow(self) -> date:
        """Return the day that the town's clock shows: the last one is over."""
        return self.on + timedelta(days=1)


def built() -> World:
    """Build the town in the caller's transaction."""
    _spread_keys()
    firms = {who: _firm(who) for who in WHO}
    people = {who: _person(who, firm) for who, firm in firms.items()}
    near, far = _published()
    _factories(firms)
    skus = {seller: _skus(seller, firms[seller]) for seller in BUYER_OF}
    orders = {seller: _first_order(firms, seller, skus[seller], near) for seller in BUYER_OF}
    _run(DAYS - DAYS_TO_BE_READY)
    ready = {seller: _order(firms, seller, skus[seller][:1], far) for seller in BUYER_OF}
    _run(DAYS_TO_BE_READY)
    late = {seller: _order(firms, seller, skus[seller][:2], near, times=2) for seller in BUYER_OF}
    _run(1)
    on = build.ON + timedelta(days=DAYS)
    now = instant(on, 21)
    viewers = {
        who: registry.viewer_for(person_id=person, firm_id=None, request_id=REQUEST) for who, person in people.items()
    }
    viewers |= {"anonymous": ANONYMOUS, "town": TOWN}
    left = list(freight.Shipment.objects.values_list("code", flat=True))
    papers.issue_papers(left, on_pallets=True, on=on, viewer=TOWN, now=now)
    road.tell(left, viewers["desk"], on, now)
    stowed.stow(people["desk"], now)
    for who, firm in firms.items():
        plants.own_papers(who, firm, viewers[who], now)
    for seller in BUYER_OF:
        lines = [*orders[seller], *ready[seller], *late[seller]]
        plants.large_figures(seller, firms[seller], lines)
        plants.own_goods(seller, firms[seller], lines[0], viewers, now)
    import_id = plants.book(now)
    report.keep_figures(now=now)
    sealer.tick(now)
    owner = _deal("owner", firms, people, [*orders["owner"], *ready["owner"], *late["owner"]])
    return World(
        on=on,
        now=now,
        firms=firms,
        people=people,
        viewers=viewers,
        owner=owner,
        import_id=import_id,
        digest=plants.DIGEST,
        places=(near, far),
        place=registry_models.Destination.objects.get(pk=near).code,
        common_gtin=market.Sku.objects.get(style__firm=None).gtin,
        passed_on=_of(mill.Lot.objects.get(pk=owner.lot).passed_on),
        left_on=freight.Load.objects.get(code=owner.load).on,
        delivered_on=_of(market.Line.objects.get(pk=owner.own_line).delivered_on),
        closed_on=_of(returns.Case.objects.get(line_id=owner.own_line).closed_on),
        first_head=provenance.TreeHead.objects.order_by("size")[0].size,
    )


def _of(day: date | None) -> date:
    """Return a day that the run of the town has set."""
    assert day is not None
    return day


def house_models() -> list[type[models.Model]]:
    """Return the tables of the rooms."""
    return [model for model in apps.get_models() if model.__module__.startswith("dukou.")]


def _spread_keys() -> None:
    """Give every table's keys a range of their own, so that a key says whose row it is."""
    for number, model in enumerate(sorted(house_models(), key=lambda one: one._meta.label)):
        table, first = model._meta.db_table, FIRST_KEY + number * KEYS_A_TABLE
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN id RESTART WITH {first}')
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first])


def _firm(who: str) -> int:
    kind, _role, zh, en = WHO[who]
    row = build.firm(kind, gs1_prefix=f"69{list(WHO).index(who):05}" if kind == "factory" else None)
    registry_models.Firm.objects.filter(pk=row).update(
        code=_code("firm", who), name_zh=zh, name_en=en, uscc=f"91{_code('uscc', who)}"[:18].upper()
    )
    site = build.site(row, kind="shop" if kind == "shop" else "factory")
    registry_models.Site.objects.filter(pk=site).update(
        code=_code("site", who), name_zh=f"{_code('园', who)}园区", name_en=f"Works {_code('works', who)}"
    )
    return row


def _person(who: str, firm: int) -> int:
    phone = f"+8613{list(WHO).index(who)}44445555"
    row = get_user_model().objects.create(phone=phone, phone_verified=True, name=f"{WHO[who][2]}老板", password="!")
    registry_models.Membership.objects.create(person=row, firm_id=firm, role=WHO[who][1], since=build.NOW)
    return row.pk


def _published() -> tuple[int, int]:
    """Publish fees, a common style, and two destinations: of the first load, and one that is served tomorrow."""
    build.limits(FEES | DEAR_ALONE | LOADED_AT_ONCE)
    found = []
    for day_after in (DAYS_TO_LEAVE, DAYS + 1):
        place = build.destination(cutoff_weekdays=str((build.ON + timedelta(days=day_after)).weekday()))
        for service in SERVICES:
            tariff(place, service)
        registry_models.Duty.objects.create(
            destination_id=place, hs_code="611595", rate_ppm=120_000, valid_from=build.ON, source="test"
        )
        found.append(place)
    build.site(build.firm("depot", gs1_prefix="6930998"), kind="depot")
    build.sku()
    registry.set_clock(on=build.ON, viewer=TOWN)
    return found[0], found[1]


def _factories(firms: Mapping[str, int]) -> None:
    for who, machines in MACHINES.items():
        needles = MAKERS_NEEDLES if who == "maker" else OWN_NEEDLES
        site = registry_models.Site.objects.get(firm_id=firms[who]).pk
        group = build.group(firms[who], machines=machines, needle_count=needles, site_id=site)
        registry_models.MachineGroup.objects.filter(pk=group).update(code=_code("group", who))
        registry_models.Machine.objects.create(
            firm_id=firms[who], group_id=group, serial_no=f"LONATI-{_code('serial', who)[:10]}", installed_on=build.ON
        )


def _skus(seller: str, firm: int) -> list[int]:
    """Build three styles of the seller's own: for its machines, for the maker's, and for nobody's."""
    found = []
    for number, needles in enumerate((OWN_NEEDLES, MAKERS_NEEDLES, NOBODYS_NEEDLES)):
        sku = build.sku(
            needle_count=needles,
            unit_price_e4=PRICES_E4[seller] + number,
            pairs_per_carton=10,
            cycle_ms=CYCLE_MS,
            firm=firm,
        )
        style = market.Style.objects.filter(pk=market.Sku.objects.values("style_id").filter(pk=sku)[:1])
        style.update(
            code=_code("style", f"{seller}{number}"),
            name_zh=f"绝密{_code('袜', seller)}袜",
            name_en=f"Sock {_code('sock', seller)}",
        )
        found.append(sku)
    return found


def _first_order(firms: Mapping[str, int], seller: str, skus: list[int], place: int) -> list[int]:
    """Order a line that its seller knits, one that the maker knits for it, and one that nobody can knit."""
    lines = _order(firms, seller, skus, place)
    market.ReturnRequest.objects.create(line_id=lines[0], pairs=PAIRS_BACK[seller], lag_days=1)
    return lines


def _order(firms: Mapping[str, int], seller: str, skus: list[int], place: int, times: int = 1) -> list[int]:
    on = registry.town_clock(viewer=TOWN).on
    pairs = [times * PAIRS[seller] + 1_000 * number + (on - build.ON).days for number in range(len(skus))]
    lines = build.order(
        list(zip(skus, pairs, strict=True)),
        seller=firms[seller],
        buyer=firms[BUYER_OF[seller]],
        destination_id=place,
        placed_on=on,
        ready_in=READY_IN,
        draw=firms[seller],
    )
    market.Order.objects.filter(pk=market.Line.objects.values("order_id").filter(pk=lines[0])[:1]).update(
        code=_code(f"order {on}", seller), external_ref=f"PO-{_code('reference', f'{seller}{on}')[:9].upper()}"
    )
    return lines


def _run(days: int) -> None:
    for _day in range(days):
        day.one_day(limit=QUICK, say=lambda _text: None)


def _deal(seller: str, firms: Mapping[str, int], people: Mapping[str, int], lines: list[int]) -> Deal:
    """Name what the seller has, by the rows themselves."""
    firm = registry_models.Firm.objects.get(pk=firms[seller])
    own, overflow, _refused, ready, *late = lines
    line = market.Line.objects.select_related("order", "sku").get(pk=own)
    lot = mill.Lot.objects.get(line_id=own)
    carton = depot.CartonRun.objects.get(lot=lot)
    carried = freight.ShipmentLine.objects.select_related("shipment__load").get(line_id=own)
    fact = provenance.Fact.objects.filter(firm=firm.pk, seq__isnull=False).order_by("seq")[0]
    return Deal(
        seller=firm.pk,
        buyer=firms[BUYER_OF[seller]],
        person=people[seller],
        firm_code=firm.code,
        buyer_code=registry_models.Firm.objects.get(pk=firms[BUYER_OF[seller]]).code,
        phone=registry_models.Person.objects.get(pk=people[seller]).phone,
        group=registry_models.MachineGroup.objects.get(firm=firm).pk,
        order=line.order.code,
        order_id=line.order_id,
        own_line=own,
        overflow_line=overflow,
        ready_line=ready,
        late_lines=tuple(late),
        lot=lot.pk,
        lot_code=lot.code,
        hand_over=mill.HandOver.objects.filter(lot=lot).order_by("id")[0].key,
        sku=line.sku_id,
        gtin=line.sku.gtin,
        style=line.sku.style.code,
        reference=line.order.external_ref,
        load=carried.shipment.load.code,
        shipment=carried.shipment.code,
        link=freight.TrackLink.objects.get(shipment=carried.shipment).code,
        exception=freight.RoadException.objects.get(kind="damaged", shipment=carried.shipment).code,
        round=freight.RoundGoods.objects.filter(lot=lot)[0].stop.round.code,
        award=mill.Award.objects.get(line_id=late[1]).code,
        sscc=carton_number(carton.prefix, carton.serial_first),
        hold=depot.Reservation.objects.get(stock__owner=firm, line=None).key,
        job=jobs.Job.objects.get(firm=firm.pk).code,
        job_key=plants.stem(seller) + "-job",
        file=files.Ref.objects.get(firm=firm.pk).code,
        notice=post.Notice.objects.exclude(kind="freight.claim").get(firm=firm.pk).code,
        view=registry_models.SavedView.objects.get(firm=firm).code,
        message_key=plants.stem(seller) + "-message",
        seq=fact.seq or 0,
        leaf=bytes(fact.leaf).hex(),
    )


def _code(kind: str, key: str) -> str:
    return derived_code("visibility", kind, key)
