"""Open the catalogue."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction

from dukou.base.viewer import Viewer, require_town
from dukou.market import models, rules
from dukou.market.records import NewStyle, SkuRecord

CHUNK = 2_000


def add_styles(new: Sequence[NewStyle], *, viewer: Viewer) -> int:
    """Enter styles of the town's common catalogue with their SKUs and packs, all or nothing; return the SKUs."""
    require_town(viewer)
    for style in new:
        rules.require_gtins(style)
    with transaction.atomic():
        values = [{name: value for name, value in asdict(one).items() if name != "skus"} for one in new]
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
    return len(skus)


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
