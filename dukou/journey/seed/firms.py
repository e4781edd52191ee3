"""Invent the town's firms and places, and size the factories log-normally (mean 121 machines, sigma 0.9)."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from dukou.base.draws import stable_key, uniforms
from dukou.base.ids import derived_code, gln, uscc_from
from dukou.base.money import split
from dukou.journey.seed import names
from dukou.registry.records import NewFirm, NewSite

SIGMA = 0.9
LEAST_MACHINES = 3
TOWN_FACTORIES = 206
TRADEMARKS = 467
# District of Haicheng (210381), where the modelled town lies; 91 is the code of a company, 11 of an authority.
COMPANY_HEAD, OFFICE_HEAD = "91210381MA", "11210381MB"
USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# GS1 keeps 952 for demonstrations and examples: no real sock carries it.
GS1_FIRST, GS1_TOWN = 9_520_001, 9_529_000

# The model town lies about here; the offsets are those of its villages, the shares those of the firms.
TOWN_LAT_E6, TOWN_LON_E6 = 41_080_000, 122_750_000
SCATTER_E6 = 12_000
VILLAGES = (
    ("东渡村", "Dongdu village", 0.31, 6_000, 24_000),
    ("西桥村", "Xiqiao village", 0.23, -4_000, -26_000),
    ("南河村", "Nanhe village", 0.10, -27_000, 5_000),
    ("北岗村", "Beigang village", 0.10, 28_000, -8_000),
    ("园区", "Industrial base", 0.16, 15_000, 8_000),
    ("镇中", "Town centre", 0.10, 0, 0),
)
# Kind, characters, English.
SINGLES = (
    ("trader", "渡口镇袜业贸易有限公司", "Dukou Town Hosiery Trading Co., Ltd."),
    ("depot", "渡口共享仓储有限公司", "Dukou Shared Depot Co., Ltd."),
    ("lab", "渡口纺织品检测有限公司", "Dukou Textile Testing Co., Ltd."),
    ("office", "渡口镇人民政府产业办公室", "Dukou Town Office of Industry"),
    ("operator", "渡口运营中心有限公司", "Dukou Operations Co., Ltd."),
    # Their order is that of `tariffs.publish`: parcels, road, air, rail, sea.
    ("carrier", "飞梭快递有限公司", "Feisuo Express Co., Ltd."),
    ("carrier", "北路货运有限公司", "Beilu Road Freight Co., Ltd."),
    ("carrier", "云雁航空货运有限公司", "Yunyan Air Cargo Co., Ltd."),
    ("carrier", "长桥班列有限公司", "Changqiao Rail Freight Co., Ltd."),
    ("carrier", "海渡航运有限公司", "Haidu Shipping Co., Ltd."),
)
IMPORTER = ("buyer", "易北袜品进口公司", "Elbstrumpf Import GmbH, Hamburg")
SUPPLIERS = (
    ("纱线有限公司", "Yarn Co., Ltd."),
    ("包装有限公司", "Packing Co., Ltd."),
    ("染整有限公司", "Dyeing and Finishing Co., Ltd."),
    ("针织机械有限公司", "Knitting Machinery Co., Ltd."),
)
TOWN_SUPPLIERS, LEAST_SUPPLIERS = 24, 4
TOWN_SHOPS, LEAST_SHOPS = 104, 6
SHOP_ZONES = (("大唐", "Datang", 29_790_000, 120_180_000), ("义乌", "Yiwu", 29_310_000, 120_080_000))
OVERSEAS = (
    ("汉堡海外仓", "Hamburg depot", "DE", 53_540_000, 9_990_000),
    ("华沙海外仓", "Warsaw depot", "PL", 52_230_000, 21_010_000),
    ("仁川海外仓", "Incheon depot", "KR", 37_460_000, 126_700_000),
)
LAB_PLACE, FIRST_SHOP_PLACE = 10, 100


@dataclass(frozen=True, slots=True)
class TownPlan:
    """Hold the town to be entered; `sizes` are the machines of each factory, the smallest first."""

    firms: tuple[NewFirm, ...]
    sites: tuple[NewSite, ...]
    brands: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    factories: tuple[str, ...]
    sizes: tuple[int, ...]
    carriers: tuple[str, ...]

    def first(self, kind: str) -> str:
        """Return the code of the first firm of a kind."""
        return next(firm.code for firm in self.firms if firm.kind == kind)


def plan(*, factories: int, machines: int, seed: int) -> TownPlan:
    """Return the town for a seed."""
    pool = iter(names.firm_names(seed=seed))
    sizes = _sizes(factories, machines)
    makers = [_factory(i, next(pool), seed) for i in range(factories)]
    singles = [_firm(kind, i, zh, en, seed) for i, (kind, zh, en) in enumerate(SINGLES)]
    suppliers = [_supplier(i, next(pool), seed) for i in range(_scaled(TOWN_SUPPLIERS, LEAST_SUPPLIERS, factories))]
    shops = [_shop(i, next(pool), seed) for i in range(_scaled(TOWN_SHOPS, LEAST_SHOPS, factories))]
    importer = NewFirm(derived_code(f"seed-{seed}", "importer", 0), *IMPORTER)
    sites = [_factory_site(i, maker, seed) for i, maker in enumerate(makers)]
    return TownPlan(
        firms=(*makers, *singles, *suppliers, *shops, importer),
        sites=(*sites, *_town_sites(singles, seed), *_shop_sites(shops, seed)),
        brands=_brands(makers, sizes, seed),
        factories=tuple(maker.code for maker in makers),
        sizes=tuple(sizes),
        carriers=tuple(one.code for one in singles if one.kind == "carrier"),
    )


def _scaled(count: int, least: int, factories: int) -> int:
    """Return how many of the town's others a town with so many factories has."""
    return max(least, round(count * factories / TOWN_FACTORIES))


def _sizes(factories: int, machines: int) -> list[int]:
    """Return machines a factory: log-normal quantiles scaled to the town's total, three at least."""
    normal = NormalDist()
    quantiles = [math.exp(SIGMA * normal.inv_cdf((i + 0.5) / factories)) for i in range(factories)]
    rest = split(machines - LEAST_MACHINES * factories, [round(q * 1_000_000) for q in quantiles])
    return [LEAST_MACHINES + part for part in rest]


def _factory(i: int, name: tuple[str, str], seed: int) -> NewFirm:
    zh, en = name
    takes, gives = (float(uniforms(f"seed.{what}", [stable_key(seed, i)])[0]) for what in ("takes", "gives"))
    return NewFirm(
        code=derived_code(f"seed-{seed}", "factory", i),
        kind="factory",
        uscc=_uscc("factory", i, seed),
        name_zh=f"{zh}袜业有限公司" if i % 3 else f"{zh}针织有限公司",
        name_en=f"{en} Hosiery Co., Ltd." if i % 3 else f"{en} Knitting Co., Ltd.",
        gs1_prefix=str(GS1_FIRST + i),
        takes_overflow=takes < 0.8,
        gives_overflow=gives < 0.8,
    )


def _firm(kind: str, i: int, zh: str, en: str, seed: int) -> NewFirm:
    return NewFirm(
        code=derived_code(f"seed-{seed}", kind, i),
        kind=kind,
        uscc=_uscc(kind, i, seed),
        name_zh=zh,
        name_en=en,
        gs1_prefix=str(GS1_TOWN) if kind == "depot" else None,
    )


def _supplier(i: int, name: tuple[str, str], seed: int) -> NewFirm:
    (zh, en), (zh_trade, en_trade) = name, SUPPLIERS[i % len(SUPPLIERS)]
    return _firm("supplier", i, zh + zh_trade, f"{en} {en_trade}", seed)


def _shop(i: int, name: tuple[str, str], seed: int) -> NewFirm:
    (zh, en), (zh_zone, en_zone, _lat, _lon) = name, SHOP_ZONES[i % len(SHOP_ZONES)]
    return _firm("shop", i, f"{zh_zone}{zh}袜行", f"{en} Socks, {en_zone}", seed)


def _uscc(kind: str, i: int, seed: int) -> str:
    head = OFFICE_HEAD if kind == "office" else COMPANY_HEAD
    key = stable_key("uscc", seed, kind, i)
    letters = []
    for _place in range(17 - len(head)):
        key, digit = divmod(key, len(USCC_LETTERS))
        letters.append(USCC_LETTERS[digit])
    return uscc_from(head + "".join(letters))


def _factory_site(i: int, maker: NewFirm, seed: int) -> NewSite:
    """Place a factory; multiples of the golden ratio spread sizes evenly over the villages."""
    share = (i * 0.618_034) % 1
    villages = iter(VILLAGES)
    zh, _en, below, south_e6, east_e6 = next(villages)
    while share >= below:
        zh, _en, step, south_e6, east_e6 = next(villages)
        below += step
    lat, lon = (
        int((2 * float(uniforms(axis, [stable_key(seed, i)])[0]) - 1) * SCATTER_E6) for axis in ("seed.lat", "seed.lon")
    )
    return NewSite(
        code=derived_code(f"seed-{seed}", "site", i),
        firm_code=maker.code,
        kind="factory",
        gln=gln(maker.gs1_prefix or "", 1),
        name_zh=f"{maker.name_zh.removesuffix('有限公司')}厂区",
        name_en=f"{maker.name_en.removesuffix(' Co., Ltd.')} works",
        zone=zh,
        country="CN",
        lat_e6=TOWN_LAT_E6 + south_e6 + lat,
        lon_e6=TOWN_LON_E6 + east_e6 + lon,
    )


def _town_sites(singles: list[NewFirm], seed: int) -> list[NewSite]:
    depot, lab = (next(one for one in singles if one.kind == kind) for kind in ("depot", "lab"))
    base = ("CN", TOWN_LAT_E6 + 14_000, TOWN_LON_E6 + 7_000)
    return [
        _place(0, depot, "depot", ("渡口共享仓", "Dukou shared depot"), "园区", base, seed),
        _place(LAB_PLACE, lab, "lab", ("渡口检测中心", "Dukou testing centre"), "园区", base, seed),
        *(
            _place(i + 1, depot, "overseas_depot", (zh, en), en, (country, lat, lon), seed)
            for i, (zh, en, country, lat, lon) in enumerate(OVERSEAS)
        ),
    ]


def _shop_sites(shops: list[NewFirm], seed: int) -> list[NewSite]:
    places = []
    for i, shop in enumerate(shops):
        zh, _en, lat, lon = SHOP_ZONES[i % len(SHOP_ZONES)]
        at = ("CN", lat + i * 300, lon + i * 200)
        places.append(_place(FIRST_SHOP_PLACE + i, shop, "shop", (shop.name_zh, shop.name_en), zh, at, seed))
    return places


def _place(
    i: int, firm: NewFirm, kind: str, name: tuple[str, str], zone: str, at: tuple[str, int, int], seed: int
) -> NewSite:
    country, lat_e6, lon_e6 = at
    return NewSite(
        code=derived_code(f"seed-{seed}", "place", i),
        firm_code=firm.code,
        kind=kind,
        gln=gln(str(GS1_TOWN), i + 1),
        name_zh=name[0],
        name_en=name[1],
        zone=zone,
        country=country,
        lat_e6=lat_e6,
        lon_e6=lon_e6,
    )


def _brands(makers: list[NewFirm], sizes: list[int], seed: int) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """Give the town its 467 trademarks (as many a factory in smaller towns): one brand a factory, more of a large one.

    The numbers are of a form that no trademark office gives.
    """
    rest = round(TRADEMARKS * len(makers) / TOWN_FACTORIES) - len(makers)
    counts = [1 + more for more in split(rest, [math.isqrt(size) for size in sizes])]
    number = 1
    brands = []
    for maker, count, (zh, en) in zip(makers, counts, names.brand_names(seed=seed), strict=False):
        brands.append((maker.code, zh, en, tuple(f"DEMO-{seed}-{number + k}" for k in range(count))))
        number += count
    return tuple(brands)
