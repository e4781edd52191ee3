"""Keep knitting machines, in groups of like ones."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer, require_town
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import models, rules
from dukou.registry.door.scope import CHUNK, entered_once, firm_ids, own
from dukou.registry.records import GroupRecord, MachineRecord, NewGroup

GROUP_FIELDS = tuple("firm_id" if name == "firm" else name for name in GroupRecord.__slots__)
MACHINE_FIELDS = ("id", "firm_id", "group_id", "serial_no", "installed_on")


def machine_groups(*, viewer: Viewer) -> list[GroupRecord]:
    """Return the machine groups of the viewer's firm, or all for town and desks.

    Those of a firm that has left are among them: they finish what it was ordered before.
    """
    rows = own(models.MachineGroup.objects.all(), viewer, "firm_id")
    return [GroupRecord(*row) for row in rows.order_by("id").values_list(*GROUP_FIELDS)]


def machines(groups: Sequence[int], *, viewer: Viewer) -> list[MachineRecord]:
    """Return the machines of these groups, as far as they are the viewer's own; all for town and desks."""
    rows = own(models.Machine.objects.filter(group__in=set(groups)), viewer, "firm_id")
    return [MachineRecord(*row) for row in rows.order_by("id").values_list(*MACHINE_FIELDS)]


def add_machine_groups(new: Sequence[NewGroup], *, on: date, viewer: Viewer, now: datetime) -> int:
    """Enter groups with their machines, all or nothing, and return how many machines.

    A group stands at a place of its own firm.
    """
    require_town(viewer)
    for group in new:
        rules.require_group(group)
    firms = firm_ids({one.firm_code for one in new})
    sites = _site_ids(new)
    with entered_once(), transaction.atomic():
        groups = models.MachineGroup.objects.bulk_create(
            [_group_row(one, firms[one.firm_code], sites[one.site_code]) for one in new], batch_size=CHUNK
        )
        rows = [
            models.Machine(firm_id=row.firm_id, group=row, serial_no=serial, installed_on=on)
            for row, group in zip(groups, new, strict=True)
            for serial in group.serials
        ]
        models.Machine.objects.bulk_create(rows, batch_size=CHUNK)
        facts = [
            NewFact("registry.machines_entered", row.code, row.firm_id, {"machines": row.machines}, on)
            for row in groups
        ]
        provenance.append(facts, viewer=viewer, now=now)
    return len(rows)


def _site_ids(new: Sequence[NewGroup]) -> dict[str, int]:
    """Return the keys of the places by code; refuse a place that is not the group's own firm's."""
    rows = models.Site.objects.filter(code__in={one.site_code for one in new}).values_list("code", "firm__code", "id")
    found = {(site, firm): key for site, firm, key in rows}
    if missing := {(one.site_code, one.firm_code) for one in new} - set(found):
        raise Missing("registry.site_not_found", {"count": len(missing)})
    return {site: key for (site, _firm), key in found.items()}


def _group_row(group: NewGroup, firm_id: int, site_id: int) -> models.MachineGroup:
    return models.MachineGroup(
        code=group.code,
        firm_id=firm_id,
        site_id=site_id,
        needle_count=group.needle_count,
        cylinder_e2=group.cylinder_e2,
        double_cylinder=group.double_cylinder,
        terry=group.terry,
        colours_a_course=group.colours_a_course,
        integrated=group.integrated,
        machines=len(group.serials),
        efficiency_ppm=group.efficiency_ppm,
    )
