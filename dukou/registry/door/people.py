"""Keep people, and say for whom each may act."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet

from dukou.base.errors import Missing
from dukou.base.viewer import ANONYMOUS, Viewer, require_town
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import models, rules
from dukou.registry.door.scope import entered_once, firm_ids


def viewer_for(*, person_id: int, firm_id: int | None, request_id: str) -> Viewer:
    """Return the viewer behind a person: acting for the firm named, or for his first, with the roles held there."""
    rows = list(_held(person_id).values_list("firm_id", "role"))
    if not rows:
        return Viewer(person=person_id, request_id=request_id)
    mine = {firm for firm, _role in rows}
    acting = firm_id if firm_id in mine else rows[0][0]
    roles = frozenset(role for firm, role in rows if firm == acting)
    return Viewer(person=person_id, firm=acting, roles=roles, request_id=request_id)


def viewer_by_phone(phone: str, *, viewer: Viewer) -> Viewer:
    """Return the viewer behind a telephone number; for the town only."""
    require_town(viewer)
    person = models.Person.objects.filter(phone=phone).values_list("id", flat=True).first()
    if person is None:
        raise Missing("registry.person_not_found")
    return viewer_for(person_id=person, firm_id=None, request_id=ANONYMOUS.request_id)


def firms_of_person(*, viewer: Viewer) -> list[tuple[int, str, str, str]]:
    """Return for which firms the viewer's person may act, as ``(key, code, name_zh, name_en)``, the oldest first."""
    if viewer.person is None:
        return []
    rows = _held(viewer.person).values_list("firm_id", "firm__code", "firm__name_zh", "firm__name_en")
    return list(dict.fromkeys(rows))


def firms_by_phone(digest: str, *, salt: str, digits: int, viewer: Viewer) -> set[int]:
    """Return the firms of the people whose telephone number ends in the digits of a salted digest; for desks."""
    if not viewer.runs_desks:
        return set()
    held = models.Membership.objects.filter(retired_at__isnull=True)
    return {
        firm
        for firm, phone in held.values_list("firm_id", "person__phone")
        if provenance.salted_digest(phone[-digits:], salt) == digest
    }


def add_people(
    people: Sequence[tuple[str, str, str, str, str]], *, password: str, viewer: Viewer, now: datetime
) -> None:
    """Enter people as ``(phone, name, language, firm code, role)`` with one password, all or nothing."""
    require_town(viewer)
    for phone, name, language, _firm, role in people:
        rules.require_person(phone, name, language, role)
    firms = firm_ids({firm for _phone, _name, _language, firm, _role in people})
    kinds = dict(models.Firm.objects.filter(id__in=firms.values()).values_list("code", "kind"))
    for _phone, _name, _language, firm, role in people:
        rules.require_role(role, kinds[firm])
    hashed = make_password(password)
    with entered_once(), transaction.atomic():
        rows = models.Person.objects.bulk_create(
            [
                models.Person(phone=phone, name=name, language=language, password=hashed, phone_verified=True)
                for phone, name, language, _firm, _role in people
            ]
        )
        models.Membership.objects.bulk_create(
            models.Membership(person=row, firm_id=firms[firm], role=role, since=now)
            for row, (_phone, _name, _language, firm, role) in zip(rows, people, strict=True)
        )
        facts = [
            NewFact("registry.member_joined", firm, firms[firm], {"person": row.pk, "role": role})
            for row, (_phone, _name, _language, firm, role) in zip(rows, people, strict=True)
        ]
        provenance.append(facts, viewer=viewer, now=now)


def _held(person_id: int) -> QuerySet[models.Membership]:
    held = models.Membership.objects.filter(
        person_id=person_id, retired_at__isnull=True, firm__retired_at__isnull=True, person__is_active=True
    )
    return held.order_by("id")
