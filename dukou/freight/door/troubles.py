"""Put down what is late, missing or damaged, and close what has arrived after all, in the caller's transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.freight import models
from dukou.freight.rules import claiming as rules
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload

CHUNK = 2_000
# An exception, the code of its shipment, and its firm.
New = tuple[models.RoadException, str, int]


def add_exceptions(new: Sequence[New], *, viewer: Viewer, on: date, now: datetime) -> int:
    """Add exceptions with a fact each, in the caller's transaction, and return how many; one of a kind a shipment."""
    by_code = {}
    for row, shipment, firm in new:
        row.code = new_code()
        by_code[row.code] = (row, shipment, firm)
    models.RoadException.objects.bulk_create(
        [row for row, _shipment, _firm in new], batch_size=CHUNK, ignore_conflicts=True
    )
    made: list[str] = []
    codes = list(by_code)
    for first in range(0, len(codes), CHUNK):
        some = models.RoadException.objects.filter(code__in=codes[first : first + CHUNK])
        made += some.order_by("id").values_list("code", flat=True)
    facts = []
    for code in made:
        row, shipment, firm = by_code[code]
        payload: Payload = {"shipment": shipment, "kind": row.kind, "by": row.found_by, "cartons": row.cartons}
        facts.append(NewFact("freight.exception_found", code, firm, payload, on))
    return provenance.append(facts, viewer=viewer, now=now)


def close_arrived(shipments: Sequence[int], *, viewer: Viewer, on: date, now: datetime) -> None:
    """Close what was late, or not heard of, of shipments that have arrived, in the caller's transaction."""
    late = Q(kind="late") | Q(kind="missing", cartons__isnull=True)
    rows = models.RoadException.objects.filter(late, shipment_id__in=list(shipments), closed_on__isnull=True)
    closed = list(rows.order_by("id").values_list("code", "shipment__firm_id"))
    rows.update(closed_on=on, outcome=rules.ARRIVED)
    facts = [NewFact("freight.exception_closed", code, firm, {"outcome": rules.ARRIVED}, on) for code, firm in closed]
    provenance.append(facts, viewer=viewer, now=now)
