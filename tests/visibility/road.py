"""Tell of goods on the road what a run of the town does not: events, links, hand-overs, damage, claims."""

import io
from collections.abc import Sequence
from datetime import date, datetime

from PIL import Image

from dukou.base.viewer import Viewer
from dukou.files import door as files
from dukou.freight.door import claiming, handovers, tracking
from dukou.freight.records.tracking import NewEvent, NewHandOver
from dukou.registry import models as registry

CLAIMED_MINOR = 123_400


def tell(shipments: Sequence[str], desk: Viewer, on: date, now: datetime) -> None:
    """Tell each shipment's way, and find and claim damage, with figures that differ."""
    days = {"valid_from": on.replace(year=on.year - 1), "source": "test"}
    registry.ClaimTerm.objects.create(mode="road", kind="damaged", days=300, **days)
    registry.EmissionFactor.objects.create(mode="road", mg_a_tkm=60_000, **days)
    for place in registry.Destination.objects.order_by("id"):
        registry.LaneDistance.objects.create(destination=place, mode="road", km=1_500, **days)
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    picture = files.store(out.getvalue(), purpose="evidence-of-the-road", firm=desk.firm, viewer=desk, now=now).code
    events = [NewEvent(code, "arrived_at_hub", now, "Shenyang", key=f"c{code}") for code in shipments]
    tracking.record_events(events, source="carrier", viewer=desk, on=on, now=now)
    for number, code in enumerate(shipments):
        tracking.share_track(code, viewer=desk, on=on, now=now)
        hand = NewHandOver(f"hand-over-{number}", "depot_carrier", code, "甲乙丙", "丁戊己", 1, now, picture)
        handovers.hand_over([hand], viewer=desk, on=on, now=now)
        found = claiming.report_exception(code, "damaged", cartons=1, picture=picture, viewer=desk, on=on, now=now)
        amount = CLAIMED_MINOR + number
        claiming.file_claim(found, amount_minor=amount, pictures=[picture], viewer=desk, on=on, now=now)
