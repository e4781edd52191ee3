"""Keep certificates and how long they are valid."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from dukou.base.viewer import Viewer, require_town
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import models, rules
from dukou.registry.door.scope import CHUNK, entered_once, firm_ids, own, valid
from dukou.registry.records import CertificateRecord, NewCertificate

FIELDS = tuple("firm_id" if name == "firm" else name for name in CertificateRecord.__slots__)


def certificates(*, viewer: Viewer, on: date | None = None) -> list[CertificateRecord]:
    """Return the certificates of the viewer's firm, or all for town and desks; with a day, those valid on it."""
    rows = own(models.Certificate.objects.filter(firm__retired_at__isnull=True), viewer, "firm_id")
    if on is not None:
        rows = valid(rows, on)
    return [CertificateRecord(*row) for row in rows.order_by("id").values_list(*FIELDS)]


def add_certificates(new: Sequence[NewCertificate], *, viewer: Viewer, now: datetime) -> int:
    """Enter certificates, all or nothing, and return how many."""
    require_town(viewer)
    for one in new:
        rules.require_certificate(one)
    firms = firm_ids({one.firm_code for one in new})
    values = [asdict(one) for one in new]
    with entered_once(), transaction.atomic():
        rows = models.Certificate.objects.bulk_create(
            [models.Certificate(firm_id=firms[one.pop("firm_code")], **one) for one in values], batch_size=CHUNK
        )
        facts = [
            NewFact("registry.certificate_entered", one.firm_code, row.firm_id, {"certificate": row.pk}, row.valid_from)
            for row, one in zip(rows, new, strict=True)
        ]
        provenance.append(facts, viewer=viewer, now=now)
    return len(rows)
