"""Name what the catalogue takes and shows."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class PriceStep:
    """Price a pair from so many pairs of a style in one order on."""

    from_pairs: int
    unit_price_e4: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Show the prices of a style; `is_own` are the seller's own, else they are the town's.

    Version 0 is nobody's ladder: the style's unit price for any quantity.
    """

    style_code: str
    is_own: bool
    version: int
    valid_from: date | None
    steps: tuple[PriceStep, ...]


@dataclass(frozen=True, slots=True)
class NewSku:
    """Enter a colourway and size of a style; `packs` are ``(pairs, GTIN)``."""

    gtin: str
    colour_zh: str
    colour_en: str
    size: str
    packs: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NewStyle:
    """Enter a style; `cycle_ms` is the knitting time of one piece, `share_ppm` its share of the town's pairs.

    `steps` are the town's prices from `steps_from` on; without them the unit price holds for any quantity.
    """

    code: str
    family: str
    name_zh: str
    name_en: str
    needle_count: int
    double_cylinder: bool
    terry: str
    colours_a_course: int
    cycle_ms: int
    loss_ppm: int
    grams_per_pair: int
    ml_per_pair: int
    pairs_per_carton: int
    unit_price_e4: int
    lead_days: int
    hs_code: str
    share_ppm: int
    skus: tuple[NewSku, ...] = field(default=())
    steps: tuple[PriceStep, ...] = ()
    steps_from: date | None = None


@dataclass(frozen=True, slots=True)
class SkuRecord:
    """Show what can be ordered."""

    id: int
    gtin: str
    style_code: str
    family: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    unit_price_e4: int
    lead_days: int
    share_ppm: int


@dataclass(frozen=True, slots=True)
class PackRecord:
    """Show a pack of several pairs of a SKU."""

    sku_gtin: str
    pairs: int
    gtin: str


@dataclass(frozen=True, slots=True)
class VariantRecord:
    """Show a colourway and size of a style."""

    gtin: str
    colour_zh: str
    colour_en: str
    size: str


@dataclass(frozen=True, slots=True)
class StyleRecord:
    """Show a style of the catalogue; `firm` is None for the town's common ones."""

    id: int
    code: str
    firm: int | None
    family: str
    name_zh: str
    name_en: str
    needle_count: int
    double_cylinder: bool
    terry: str
    colours_a_course: int
    grams_per_pair: int
    pairs_per_carton: int
    lead_days: int
    hs_code: str
    cheapest_e4: int
    variants: tuple[VariantRecord, ...]


@dataclass(frozen=True, slots=True)
class StylePage:
    """Show one page of styles, how many there are, and what they can be filtered by."""

    styles: tuple[StyleRecord, ...]
    total: int
    page: int
    pages: int
    families: tuple[str, ...]
    needle_counts: tuple[int, ...]
