"""Say for every noun of the door whose rows a viewer sees, what is valid on a day, and what is entered already."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.db.models import Q, QuerySet

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.registry import models

CHUNK = 2_000


def own(rows: QuerySet[Any], viewer: Viewer, column: str) -> QuerySet[Any]:
    """Keep the viewer's own rows; town and desks keep all, a viewer without a firm none."""
    if viewer.runs_desks:
        return rows
    return rows.none() if viewer.firm is None else rows.filter(**{column: viewer.firm})


def valid(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Keep the rows valid on a day."""
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


def firm_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the keys of firms by code; refuse if one is not in town."""
    found = dict(models.Firm.objects.filter(code__in=set(codes)).values_list("code", "id"))
    if missing := set(codes) - set(found):
        raise Missing("registry.firm_not_found", {"count": len(missing)})
    return found


@contextmanager
def entered_once() -> Iterator[None]:
    """Refuse a batch of which something is entered already; the unique constraints of the tables know."""
    try:
        yield
    except IntegrityError as clash:
        raise Refusal("registry.already_entered") from clash
