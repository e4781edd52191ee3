"""Open the catalogue."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dukou.base.errors import Missing
from dukou.base.quantity import ceil_div
from dukou.base.viewer import Viewer, require_town
from dukou.market import models, rules
from dukou.market.records import NewStyle, PackRecord, SkuRecord, StylePage, StyleRecord, VariantRecord
from dukou.registry import door as registry

CHUNK = 2_000
PAGE = 24
LARGEST_PAGE = 100
# What a list of styles may be sorted by.
SORTS = {"": ("id",), "price": ("cheapest_e4", "id"), "-price": ("-cheapest_e4", "id"), "lead": ("lead_days", "id")}
STYLE_FIELDS = tuple("firm_id" if name == "firm" else name for name in StyleRecord.__slots__ if name != "variants")
NOT_COLUMNS = frozenset(("skus", "steps", "steps_from"))


def add_styles(new: Sequence[NewStyle], *, viewer: Viewer) -> int:
    """Enter styles of the town's common catalogue with their SKUs and packs, all or nothing; return the SKUs."""
    require_town(viewer)
    for style in new:
        rules.require_gtins(style)
    with transaction.atomic():
        values = [{name: value for name, value in asdict(one).items() if name not in NOT_COLUMNS} for one in new]
        styles = models.Style.objects.bulk_create([models.Style(**one) for one in values], batch_size=CHUNK)
        pairs = [(row, sku) for row, one in zip(styles, new, strict=True) for sku in one.skus]
        skus = models.Sku.objects.bulk_create(
            [
                models.Sku(style=row, gtin=sku.gtin, colour_zh=sku.colour_zh, colour_en=sku.colour_en, size=sku.size)
                for row, sku in pairs
            ],
            batch_size=CHUNK,
        )
        models.Pack.objects.bulk_create(
            [
                models.Pack(sku=row, pairs=count, gtin=gtin)
                for row, (_style, sku) in zip(skus, pairs, strict=True)
                for count, gtin in sku.packs
            ],
            batch_size=CHUNK,
        )
        models.PriceStep.objects.bulk_create(
            [
                models.PriceStep(style=row, version=1, number=number, valid_from=one.steps_from, **asdict(step))
                for row, one in zip(styles, new, strict=True)
                if one.steps_from is not None
                for number, step in enumerate(one.steps, start=1)
            ],
            batch_size=CHUNK,
        )
    return len(skus)


def styles(
    *,
    viewer: Viewer,
    search: str = "",
    family: str = "",
    needle_count: int = 0,
    most_price_e4: int = 0,
    most_lead_days: int = 0,
    sort: str = "",
    page: int = 1,
    size: int = PAGE,
) -> StylePage:
    """Return a page of the catalogue: the town's common styles, and the viewer's own.

    `search` is part of a name, or a whole code or GTIN. `most_price_e4` is compared with the cheapest step of the
    town's ladder. What is nought or empty does not filter.
    """
    every = _visible(viewer, registry.today())
    rows = every if rules.is_plain(search + family) else every.none()
    if search:
        has_gtin = Exists(models.Sku.objects.filter(style=OuterRef("pk"), gtin=search))
        has_pack = Exists(models.Pack.objects.filter(sku__style=OuterRef("pk"), gtin=search))
        named = Q(name_zh__icontains=search) | Q(name_en__icontains=search) | Q(code=search)
        rows = rows.filter(named | has_gtin | has_pack)
    if family:
        rows = rows.filter(family=family)
    if needle_count:
        rows = rows.filter(needle_count=needle_count)
    if most_price_e4:
        rows = rows.filter(cheapest_e4__lte=most_price_e4)
    if most_lead_days:
        rows = rows.filter(lead_days__lte=most_lead_days)
    size, total = max(1, min(size, LARGEST_PAGE)), rows.count()
    pages = max(1, ceil_div(total, size))
    page = max(1, min(page, pages))
    shown = list(rows.order_by(*SORTS.get(sort, SORTS[""])).values_list(*STYLE_FIELDS)[(page - 1) * size : page * size])
    kinds = sorted(set(every.values_list("family", "needle_count")))
    return StylePage(
        styles=_with_variants(shown),
        total=total,
        page=page,
        pages=pages,
        families=tuple(dict.fromkeys(one for one, _needles in kinds)),
        needle_counts=tuple(sorted({needles for _one, needles in kinds})),
    )


def style(code: str, *, viewer: Viewer) -> tuple[StyleRecord, tuple[PackRecord, ...]]:
    """Return a style of the catalogue with its packs; another firm's own does not exist."""
    rows = _visible(viewer, registry.today())
    row = rows.filter(code=code).values_list(*STYLE_FIELDS).first() if rules.is_plain(code) else None
    if row is None:
        raise Missing("market.style_not_found")
    (found,) = _with_variants([row])
    packs = models.Pack.objects.filter(sku__style_id=found.id).order_by("pairs", "id")
    return found, tuple(PackRecord(*one) for one in packs.values_list("sku__gtin", "pairs", "gtin"))


def skus(*, families: Sequence[str] = ()) -> list[SkuRecord]:
    """Return what the town's common catalogue offers; it is public."""
    rows = models.Sku.objects.filter(style__firm__isnull=True).order_by("id")
    if families:
        rows = rows.filter(style__family__in=families)
    fields = (
        "id",
        "gtin",
        "style__code",
        "style__family",
        "style__name_zh",
        "style__name_en",
        "colour_zh",
        "colour_en",
        "size",
        "style__unit_price_e4",
        "style__lead_days",
        "style__share_ppm",
    )
    return [SkuRecord(*row) for row in rows.values_list(*fields)]


def _visible(viewer: Viewer, on: date) -> QuerySet[Any]:
    """Return the common styles and the viewer's own, each with the cheapest price of the town's ladder of a day."""
    steps = models.PriceStep.objects.filter(style=OuterRef("pk"), firm__isnull=True, valid_from__lte=on)
    cheapest = steps.order_by("-version", "unit_price_e4").values("unit_price_e4")[:1]
    rows = models.Style.objects.filter(Q(firm__isnull=True) | Q(firm=viewer.firm))
    return rows.annotate(cheapest_e4=Coalesce(Subquery(cheapest), F("unit_price_e4")))


def _with_variants(rows: Sequence[tuple[Any, ...]]) -> tuple[StyleRecord, ...]:
    variants: dict[int, list[VariantRecord]] = {row[0]: [] for row in rows}
    found = models.Sku.objects.filter(style__in=variants).order_by("id")
    for key, *values in found.values_list("style_id", "gtin", "colour_zh", "colour_en", "size"):
        variants[key].append(VariantRecord(*values))
    return tuple(StyleRecord(*(*row, tuple(variants[row[0]]))) for row in rows)
