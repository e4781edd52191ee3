"""Double what a firm has in town, so that whoever counts or adds it up answers otherwise."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from dukou.base.ids import new_code
from tests.visibility.marks import HOLDERS, PUBLIC, TOWN, holders_of

# Who a row may belong to besides, without being a partner's own affair.
KEPT_FOR_ALL = {"registry.membership", "registry.person", "freight.load", "provenance.fact"}


def doubled(tables: Iterable[type[models.Model]], firm: int) -> int:
    """Write a copy of each row that a firm has a part in, under new codes, and return how many were written."""
    written = 0
    for model in tables:
        if HOLDERS[model._meta.label_lower] in (PUBLIC, TOWN) or model._meta.label_lower in KEPT_FOR_ALL:
            continue
        mine = {key for key, holders in holders_of(model).items() if firm in holders}
        rows = [_copy(row) for row in model._default_manager.filter(pk__in=mine)]
        before = model._default_manager.count()
        model._default_manager.bulk_create(rows, ignore_conflicts=True)
        written += model._default_manager.count() - before
    return written


def _copy(row: Any) -> Any:
    """Return a new row with the same figures; texts that are there once get another."""
    row.pk = None
    row._state.adding = True
    for field in row._meta.concrete_fields:
        if field.unique and isinstance(field, models.CharField):
            setattr(row, field.attname, new_code()[: field.max_length])
    return row
