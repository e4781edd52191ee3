"""Let a firm leave the town: its access ends, its rows stay."""

from datetime import datetime

from django.db import transaction

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import models, rules


def leave(name: str, *, viewer: Viewer, now: datetime) -> int:
    """End the access of the viewer's firm, which is named as proof of intent, and return how many people had it.

    From the next request on nobody acts for it, and nothing new is addressed or awarded to it. What it was ordered
    before is finished; nothing is deleted.
    """
    if viewer.firm is None:
        raise Missing("registry.firm_not_found", {"count": 1})
    with transaction.atomic():
        here = models.Firm.objects.select_for_update().filter(id=viewer.firm, retired_at__isnull=True)
        row = here.values_list("code", "kind", "name_zh", "name_en").first()
        if row is None:
            raise Missing("registry.firm_not_found", {"count": 1})
        code, kind, *names = row
        rules.require_may_leave(kind, name, names)
        held = models.Membership.objects.filter(firm_id=viewer.firm, retired_at__isnull=True)
        people = held.values("person_id").distinct().count()
        held.update(retired_at=now)
        here.update(retired_at=now)
        fact = NewFact("registry.firm_left", code, viewer.firm, {"people": people})
        provenance.append([fact], viewer=viewer, now=now)
    return people
