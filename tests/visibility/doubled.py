"""Double what a firm has in town, so that whoever counts or adds it up answers otherwise."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import models

from dukou.base.ids import new_code
from tests.visibility.marks import HOLDERS, PUBLIC, TOWN, holders_of

# Who is in town stays as it is; what they have there is doubled.
WHO_IS_THERE = frozenset(("registry.firm", "registry.membership", "registry.person"))
LONG_AGO = timedelta(days=400)
Copies = dict[tuple[type[models.Model], int], int]


def doubled(tables: Iterable[type[models.Model]], firm: int) -> Copies:
    """Write a copy of each row that a firm has a part in, under new codes; rooms upstream come first.

    Copies name the copies of what their originals name, so that an order's copy has copies of its lines.
    """
    copies: Copies = {}
    for model in tables:
        table = model._meta.label_lower
        if table in WHO_IS_THERE or HOLDERS[table] in (PUBLIC, TOWN):
            continue
        mine = [key for key, holders in holders_of(model).items() if firm in holders]
        rows = [_copy(row, copies) for row in model._default_manager.filter(pk__in=mine).order_by("id")]
        made = model._default_manager.bulk_create(rows)
        copies |= {(model, old): new.pk for old, new in zip(sorted(mine), made, strict=True)}
    return copies


def _copy(row: Any, copies: Copies) -> Any:
    """Return a new row of the same figures, changed only where a constraint allows it once."""
    row.pk = None
    row._state.adding = True
    repointed = set()
    for field in row._meta.concrete_fields:
        if field.is_relation and (copy := copies.get((field.related_model, getattr(row, field.attname)))):
            setattr(row, field.attname, copy)
            repointed.add(field.name)
    for names in _once(type(row)):
        if not repointed & set(names):
            _change(row, names)
    return row


def _once(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    """Yield the groups of columns whose values may stand together once."""
    yield from ((field.name,) for field in model._meta.concrete_fields if field.unique and not field.primary_key)
    yield from (one.fields for one in model._meta.constraints if isinstance(one, models.UniqueConstraint))


def _change(row: Any, names: tuple[str, ...]) -> None:
    """Give one of these columns another value."""
    for name in names:
        value = getattr(row, name)
        if isinstance(value, str):
            return setattr(row, name, new_code()[: row._meta.get_field(name).max_length])
        if isinstance(value, date):
            return setattr(row, name, value - LONG_AGO)
        if isinstance(value, int):
            # Only facts have a number that is there once: a new one waits for its own.
            return setattr(row, name, None)
    return None
