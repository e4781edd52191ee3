"""Keep brands and their trademarks."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dukou.base.viewer import Viewer, require_town
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import models, rules
from dukou.registry.door.scope import CHUNK, entered_once, firm_ids, own
from dukou.registry.records import BrandRecord


def brands(*, viewer: Viewer) -> list[BrandRecord]:
    """Return the brands of the viewer's firm with their trademarks, or all for town and desks."""
    numbers: dict[int, list[str]] = {}
    marks = own(models.Trademark.objects.order_by("id"), viewer, "firm_id")
    for brand, number in marks.values_list("brand_id", "number"):
        numbers.setdefault(brand, []).append(number)
    rows = own(models.Brand.objects.filter(firm__retired_at__isnull=True), viewer, "firm_id").order_by("id")
    return [
        BrandRecord(key, firm, zh, en, tuple(numbers.get(key, ())))
        for key, firm, zh, en in rows.values_list("id", "firm_id", "name_zh", "name_en")
    ]


def add_brands(new: Sequence[tuple[str, str, str, Sequence[str]]], *, viewer: Viewer, now: datetime) -> int:
    """Enter brands as ``(firm code, name_zh, name_en, trademark numbers)``, all or nothing; return the trademarks."""
    require_town(viewer)
    for _firm, zh, en, numbers in new:
        rules.require_brand(zh, en, numbers)
    firms = firm_ids({firm for firm, *_rest in new})
    with entered_once(), transaction.atomic():
        rows = models.Brand.objects.bulk_create(
            [models.Brand(firm_id=firms[firm], name_zh=zh, name_en=en) for firm, zh, en, _numbers in new],
            batch_size=CHUNK,
        )
        marks = [
            models.Trademark(firm_id=row.firm_id, brand=row, number=number)
            for row, (_firm, _zh, _en, numbers) in zip(rows, new, strict=True)
            for number in numbers
        ]
        models.Trademark.objects.bulk_create(marks, batch_size=CHUNK)
        facts = [
            NewFact("registry.brand_entered", firm, row.firm_id, {"trademarks": len(numbers)})
            for row, (firm, _zh, _en, numbers) in zip(rows, new, strict=True)
        ]
        provenance.append(facts, viewer=viewer, now=now)
    return len(marks)
