"""Lay out the town's common catalogue after the product mix that closes the town's figures (shares, cycles, prices)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from dukou.base.draws import stable_key, uniforms
from dukou.base.ids import derived_code, gtin13
from dukou.base.money import split
from dukou.market.records import NewSku, NewStyle, PriceStep

STYLES_A_POINT = 2
LEAST_STYLES = 3
# Of the range that GS1 keeps for demonstrations and examples.
GS1_PREFIX = "9529999"


@dataclass(frozen=True, slots=True)
class Family:
    """Hold a family of the product mix: share of pairs in percent, cycle of a piece, weight, price, loss."""

    name: str
    zh: str
    en: str
    share: int
    cycle_s: int
    grams: int
    price_e4: int
    needles: tuple[int, ...]
    terry: str
    colours: int
    cylinders: int
    loss_ppm: int
    sizes: tuple[str, ...]
    pairs_per_carton: int


ADULT = ("22-24", "24-26", "26-28")
FAMILIES = (
    Family("no_show", "隐形船袜", "no-show", 15, 70, 22, 7_500, (144, 168), "plain", 1, 1, 38_000, ADULT, 240),
    Family("ankle", "短筒袜", "ankle", 25, 95, 28, 10_000, (144, 168, 200), "plain", 1, 1, 38_000, ADULT, 240),
    Family(
        "kids_crew",
        "童袜",
        "kids' crew",
        12,
        85,
        22,
        10_000,
        (96, 120),
        "plain",
        1,
        1,
        40_000,
        ("14-16", "16-18", "18-20"),
        240,
    ),
    Family(
        "plain_crew",
        "中筒平板袜",
        "plain crew",
        28,
        145,
        40,
        13_500,
        (144, 168, 200),
        "plain",
        1,
        1,
        40_000,
        ADULT,
        200,
    ),
    Family(
        "jacquard", "提花中筒袜", "jacquard crew", 8, 190, 45, 17_500, (144, 168), "plain", 4, 1, 62_000, ADULT, 180
    ),
    Family(
        "half_terry",
        "半毛圈运动袜",
        "half-terry sport",
        8,
        200,
        58,
        21_000,
        (144, 168),
        "half",
        2,
        1,
        55_000,
        ADULT,
        144,
    ),
    Family("full_terry", "全毛圈袜", "full-terry", 3, 240, 78, 30_000, (144,), "full", 2, 1, 65_000, ADULT, 120),
    Family("knee_high", "高筒袜", "knee-high", 1, 260, 60, 26_000, (168,), "plain", 1, 2, 55_000, ADULT, 120),
)
COLOURS = (("黑", "black"), ("白", "white"), ("麻灰", "grey melange"), ("藏青", "navy"), ("燕麦", "oat"))
COLOURWAYS = 3
DOZEN = 12
# A carton of 240 thin pairs is 60 x 40 x 35 cm; terry takes about twice the room.
THIN_ML, TERRY_ML = 350, 640
COTTON_HS = "611595"
SPREAD = 0.12
# Customary breaks of a price ladder, and their prices in hundredths of the one from 3,000 pairs on.
STEPS = ((300, 160), (1_000, 125), (3_000, 100), (10_000, 95), (50_000, 91))
# Before the first day that any town may begin on.
STEPS_FROM = date(2000, 1, 1)


def styles(*, seed: int) -> list[NewStyle]:
    """Return the catalogue; each family has two styles for each percent of its share of pairs."""
    numbers = iter(range(100_000))
    return [style for family in FAMILIES for style in _styles(family, seed, numbers)]


def _styles(family: Family, seed: int, numbers: Iterator[int]) -> Iterator[NewStyle]:
    """Vary the styles of a family so that their means are the family's."""
    shares = split(family.share * 10_000, [1] * max(LEAST_STYLES, family.share * STYLES_A_POINT))
    cycles, prices, grams = (
        _spread(len(shares), f"{family.name}.{what}", seed) for what in ("cycle", "price", "grams")
    )
    for i, share_ppm in enumerate(shares):
        price_e4 = round(family.price_e4 * prices[i])
        yield NewStyle(
            code=derived_code(f"seed-{seed}", "style", f"{family.name}-{i}"),
            family=family.name,
            name_zh=f"{family.zh} {i + 1:02d}",
            name_en=f"{family.en.capitalize()} {i + 1:02d}",
            needle_count=family.needles[i % len(family.needles)],
            double_cylinder=family.cylinders == 2,
            terry=family.terry,
            colours_a_course=family.colours,
            cycle_ms=round(family.cycle_s * 1_000 * cycles[i]),
            loss_ppm=family.loss_ppm,
            grams_per_pair=round(family.grams * grams[i]),
            ml_per_pair=THIN_ML if family.terry == "plain" else TERRY_ML,
            pairs_per_carton=family.pairs_per_carton,
            unit_price_e4=price_e4,
            lead_days=30 if family.terry == "plain" else 35,
            hs_code=COTTON_HS,
            share_ppm=share_ppm,
            skus=tuple(_skus(family, i, numbers)),
            steps=tuple(PriceStep(pairs, round(price_e4 * percent / 100)) for pairs, percent in STEPS),
            steps_from=STEPS_FROM,
        )


def _spread(count: int, what: str, seed: int) -> list[float]:
    """Return factors between 1 - `SPREAD` and 1 + `SPREAD` in even steps, in an order drawn by the seed; mean 1."""
    luck = uniforms(f"seed.style.{what}", [stable_key(seed, i) for i in range(count)])
    ranks = np.argsort(np.argsort(luck, kind="stable"))
    return [1 + SPREAD * ((2 * int(rank) + 1) / count - 1) for rank in ranks]


def _skus(family: Family, i: int, numbers: Iterator[int]) -> Iterator[NewSku]:
    for k in range(COLOURWAYS):
        zh, en = COLOURS[(i + k) % len(COLOURS)]
        for size in family.sizes:
            pair, dozen = (gtin13(GS1_PREFIX, next(numbers)) for _pack in range(2))
            yield NewSku(gtin=pair, colour_zh=zh, colour_en=en, size=size, packs=((DOZEN, dozen),))
