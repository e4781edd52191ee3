"""Keep views of tables for a person who acts for a firm: nobody else sees or uses them."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import models, rules
from dukou.registry.door.scope import entered_once
from dukou.registry.records import SavedView


def saved_views(table: str, *, viewer: Viewer) -> tuple[SavedView, ...]:
    """Return the person's own views of a table, by name."""
    rows = _mine(viewer).filter(table=table).order_by("name")
    return tuple(SavedView(*row) for row in rows.values_list("code", "table", "name", "query"))


def save_view(table: str, name: str, query: str, *, viewer: Viewer, now: datetime) -> str:
    """Keep a view under a name and return its code; an older one of this name gives way."""
    if viewer.person is None or viewer.firm is None:
        raise Missing("registry.view_not_found")
    rules.require_view(table, name, query)
    mine, code = _mine(viewer).filter(table=table), new_code()
    with entered_once(), transaction.atomic():
        mine.filter(name=name).update(retired_at=now)
        if mine.count() >= rules.MOST_VIEWS:
            raise Refusal("registry.many_views", {"most": rules.MOST_VIEWS})
        models.SavedView.objects.create(
            code=code,
            person_id=viewer.person,
            firm_id=viewer.firm,
            table=table,
            name=name,
            query=query,
            saved_at=now,
        )
        provenance.append([_fact("registry.view_saved", code, viewer)], viewer=viewer, now=now)
    return code


def retire_view(code: str, *, viewer: Viewer, now: datetime) -> None:
    """Let a view of the person's own go; any other does not exist."""
    with transaction.atomic():
        if not _mine(viewer).filter(code=code).update(retired_at=now):
            raise Missing("registry.view_not_found")
        provenance.append([_fact("registry.view_retired", code, viewer)], viewer=viewer, now=now)


def _mine(viewer: Viewer) -> QuerySet[models.SavedView]:
    rows = models.SavedView.objects.filter(retired_at__isnull=True)
    if viewer.person is None or viewer.firm is None:
        return rows.none()
    return rows.filter(person_id=viewer.person, firm_id=viewer.firm)


def _fact(kind: str, code: str, viewer: Viewer) -> NewFact:
    return NewFact(kind, code, firm=viewer.firm)
