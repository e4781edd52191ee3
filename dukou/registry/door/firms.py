"""Keep firms and their places."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from dukou.base.viewer import Viewer, require_town
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import models, rules
from dukou.registry.door.scope import CHUNK, entered_once, firm_ids, own
from dukou.registry.records import FirmRecord, NewFirm, NewSite, SiteRecord

FIRM_FIELDS = ("id", "code", "kind", "name_zh", "name_en", "takes_overflow", "gives_overflow", "gs1_prefix")
# Who can be the seller of record of an order.
SELLER_KINDS = ("factory", "trader")
SITE_FIELDS = ("id", "code", "firm_id", "kind", "name_zh", "name_en", "zone", "lat_e6", "lon_e6")


def firms(*, viewer: Viewer, kinds: Sequence[str] = ()) -> list[FirmRecord]:
    """Return the firms that the viewer may list: all for town and desks, its own for others."""
    rows = own(models.Firm.objects.filter(retired_at__isnull=True), viewer, "id")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return [FirmRecord(*row) for row in rows.order_by("id").values_list(*FIRM_FIELDS)]


def firm_names(ids: Sequence[int], *, viewer: Viewer) -> dict[int, tuple[str, str]]:
    """Return Chinese and English names by key: any for town and desks, its own for others."""
    rows = own(models.Firm.objects.filter(id__in=set(ids)), viewer, "id")
    return {key: (zh, en) for key, zh, en in rows.values_list("id", "name_zh", "name_en")}


def known_firms(codes: Sequence[str], *, viewer: Viewer) -> dict[str, int]:
    """Return the keys of those firms of these codes that are in town; for the town only."""
    require_town(viewer)
    return dict(models.Firm.objects.filter(code__in=set(codes)).values_list("code", "id"))


def sellers(codes: Sequence[str]) -> dict[str, FirmRecord]:
    """Return by code the firms that can sell; codes cannot be guessed, so whoever names a seller was given its code."""
    named = {code for code in codes if rules.is_code(code)}
    rows = models.Firm.objects.filter(code__in=named, kind__in=SELLER_KINDS, retired_at__isnull=True)
    found = (FirmRecord(*row) for row in rows.values_list(*FIRM_FIELDS))
    return {one.code: one for one in found}


def sites(*, viewer: Viewer, kinds: Sequence[str] = ()) -> list[SiteRecord]:
    """Return the places of the viewer's firm, or all for town and desks."""
    rows = own(models.Site.objects.filter(firm__retired_at__isnull=True), viewer, "firm_id")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return [SiteRecord(*row) for row in rows.order_by("id").values_list(*SITE_FIELDS)]


def add_firms(new: Sequence[NewFirm], *, on: date, viewer: Viewer, now: datetime) -> dict[str, int]:
    """Enter firms, all or nothing, and return their keys by code."""
    require_town(viewer)
    for firm in new:
        rules.require_firm(firm)
    with entered_once(), transaction.atomic():
        rows = models.Firm.objects.bulk_create(
            [models.Firm(**asdict(firm), joined_on=on) for firm in new], batch_size=CHUNK
        )
        facts = [NewFact("registry.firm_joined", row.code, row.pk, {"kind": row.kind}, on) for row in rows]
        provenance.append(facts, viewer=viewer, now=now)
    return {row.code: row.pk for row in rows}


def add_sites(new: Sequence[NewSite], *, viewer: Viewer, now: datetime) -> dict[str, int]:
    """Enter places, all or nothing, and return their keys by code."""
    require_town(viewer)
    for site in new:
        rules.require_site(site)
    firms_by_code = firm_ids({site.firm_code for site in new})
    values = [asdict(site) for site in new]
    with entered_once(), transaction.atomic():
        rows = models.Site.objects.bulk_create(
            [models.Site(firm_id=firms_by_code[one.pop("firm_code")], **one) for one in values], batch_size=CHUNK
        )
        facts = [
            NewFact("registry.site_entered", row.code, row.firm_id, {"kind": row.kind, "gln": row.gln}) for row in rows
        ]
        provenance.append(facts, viewer=viewer, now=now)
    return {row.code: row.pk for row in rows}
