"""Take goods back in overseas depots, bring them home together, and keep what customs know."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import as_code, new_code
from dukou.base.money import line_amount
from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.depot.door import abroad as depots
from dukou.depot.records import GoodsBack
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.door import abroad_places as places
from dukou.returns.door.labels import case_of
from dukou.returns.records.abroad import AbroadCase, CustomsRecord, RideRecord, WaitingHome
from dukou.returns.rules import abroad as rules

MOST_SHOWN = 200
GOODS = (
    "code",
    "site_id",
    "site__name_zh",
    "site__name_en",
    "line__sku__style__name_zh",
    "line__sku__style__name_en",
    "line__sku__colour_zh",
    "line__sku__colour_en",
    "line__sku__size",
    "pairs",
)
RIDE = (
    "code",
    "site__name_zh",
    "site__name_en",
    "booked_on",
    "arrives_on",
    "why",
    "pairs",
    "value_minor",
    "cost_minor",
    "arrived_on",
)


def receive_abroad(scanned: str, site: int, *, viewer: Viewer, on: date, now: datetime) -> str:
    """Take a return in at an overseas depot that serves its buyer's zone, and return its code; once.

    For desks. Customs' first row is the day on which the goods were exported.
    """
    if not viewer.runs_desks or viewer.person is None:
        raise Missing("returns.case_not_found")
    found = case_of(scanned)
    zones = {one.site: one.zone for one in depots.overseas_depots()}
    if site not in zones:
        raise Missing("depot.overseas_not_found")
    moves = depot.moves_of_lines([found.line_id], viewer=viewer)
    exported_on = next((one.on for one in moves if one.to_place == "road"), None)
    with transaction.atomic():
        case = models.Case.objects.select_for_update(of=("self",)).select_related("order__destination").get(pk=found.pk)
        if case.state == "received":
            raise Refusal("returns.received_before", {"case": case.code})
        if case.state != "open" or case.received_on is None or case.parcel_id is not None:
            raise Refusal("returns.not_expected")
        if case.order.destination.zone != zones[site]:
            raise Refusal("returns.other_zone")
        case.state, case.received_on, case.site_id = "received", on, site
        case.save(update_fields=["state", "received_on", "site"])
        if exported_on is not None:
            models.CustomsStep.objects.create(case=case, status="exported", on=exported_on)
        fact = NewFact("returns.case_received", case.code, case.firm_id, {"pairs": case.pairs, "site": site}, on)
        provenance.append([fact], viewer=viewer, now=now)
    return case.code


def abroad_cases(*, on: date, viewer: Viewer) -> list[AbroadCase]:
    """Return the goods that came back overseas, the last ones first, each with what customs know; for desks."""
    if not viewer.runs_desks:
        return []
    day = rules.costs(registry.limits(on=on))
    rows = list(models.Case.objects.filter(site__isnull=False).order_by("-received_on", "-id")[:MOST_SHOWN])
    shown = _goods([row.pk for row in rows])
    customs = _customs([row.pk for row in rows])
    rides = dict(models.Riding.objects.filter(case__in=rows).values_list("case_id", "ride__code"))
    return [
        AbroadCase(
            *(
                *shown[row.pk],
                *(_value(row), row.received_on or on, row.condition, row.disposition),
                rules.relief_until(_exported_on(customs[row.pk]), row.reason, day),
                tuple(customs[row.pk]),
                rides.get(row.pk, ""),
            )
        )
        for row in rows
    ]


def note_customs(code: str, status: str, reference: str, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Note that relief for returned goods was claimed, or that they were imported again; for desks, each once.

    Relief is for goods that come back for their quality or specification; others are imported without.
    """
    if not viewer.runs_desks:
        raise Missing("returns.case_not_found")
    day = rules.costs(registry.limits(on=on))
    with transaction.atomic():
        rows = models.Case.objects.filter(code=as_code(code), site__isnull=False)
        case = rows.select_for_update(of=("self",)).first()
        if case is None:
            raise Missing("returns.case_not_found")
        told = _customs([case.pk])[case.pk]
        if any((one.status, one.reference) == (status, reference) for one in told):
            return
        until = rules.relief_until(_exported_on(told), case.reason, day)
        rules.require_customs(told[-1].status if told else "", status, reference, until=until, on=on)
        models.CustomsStep.objects.create(case=case, status=status, on=on, reference=reference)
        fact = NewFact("returns.customs_noted", case.code, case.firm_id, {"status": status}, on)
        provenance.append([fact], viewer=viewer, now=now)


def waiting_home(*, on: date, viewer: Viewer) -> list[WaitingHome]:
    """Return by depot what waits for a ride home, what it is worth, and what the ride would cost; for desks."""
    if not viewer.runs_desks:
        return []
    day = rules.costs(registry.limits(on=on))
    by_site: dict[int, list[models.Case]] = defaultdict(list)
    for case in _waiting().select_related("site").order_by("id"):
        by_site[case.site_id or 0].append(case)
    return [_waiting_at(cases, on, day) for cases in by_site.values()]


def book_ride(site: int, *, viewer: Viewer, on: date, now: datetime) -> str:
    """Book one ride home for all that waits at a depot, and return its code; for desks."""
    if not viewer.runs_desks:
        raise Missing("depot.overseas_not_found")
    day = rules.costs(registry.limits(on=on))
    with transaction.atomic():
        cases = list(_waiting().filter(site_id=site).select_related("site").select_for_update(of=("self",)))
        if not cases:
            raise Refusal("returns.nothing_waits")
        found = _waiting_at(cases, on, day)
        if not (found.pays or found.is_due):
            raise Refusal("returns.ride_does_not_pay")
        ride = models.Ride.objects.create(
            code=new_code(),
            site_id=site,
            booked_on=on,
            arrives_on=on + timedelta(days=day.ride_days),
            why="pays" if found.pays else "deadline",
            pairs=found.pairs,
            value_minor=found.value_minor,
            cost_minor=found.cost_minor,
        )
        models.Riding.objects.bulk_create(models.Riding(case=case, ride=ride) for case in cases)
        payload: Payload = {"cases": len(cases), "pairs": found.pairs, "site": site, "why": ride.why}
        provenance.append([NewFact("returns.ride_booked", ride.code, None, payload, on)], viewer=viewer, now=now)
    return ride.code


def rides(*, viewer: Viewer) -> list[RideRecord]:
    """Return the rides home, the last ones first; for desks."""
    if not viewer.runs_desks:
        return []
    return [RideRecord(*row) for row in models.Ride.objects.order_by("-id").values_list(*RIDE)[:MOST_SHOWN]]


def tend(*, on: date, limit: Limit, viewer: Viewer, now: datetime) -> int:
    """Place what was graded overseas, book the rides home that pay or must, and bring in what came; return how many.

    Relief that was not used in its days has expired.
    """
    require_town(viewer)
    placed = places.place(on=on, limit=limit, viewer=viewer, now=now)
    for one in waiting_home(on=on, viewer=viewer):
        if one.pays or one.is_due:
            book_ride(one.site, viewer=viewer, on=on, now=now)
    return placed + _bring_home(on, viewer, now) + _expire(on, viewer, now)


def _bring_home(on: date, viewer: Viewer, now: datetime) -> int:
    """Put what rode home on the shelf."""
    with transaction.atomic():
        due = list(models.Ride.objects.filter(arrived_on=None, arrives_on__lte=on).select_for_update())
        rows = models.Riding.objects.filter(ride__in=due).order_by("case_id")
        goods = [GoodsBack(*row) for row in rows.values_list("case__lot_id", "case__pairs", "case__code")]
        depot.put_away(goods, "depot", on=on, viewer=viewer)
        models.Ride.objects.filter(id__in=[ride.pk for ride in due]).update(arrived_on=on)
        facts = [NewFact("returns.ride_arrived", ride.code, None, {"pairs": ride.pairs}, on) for ride in due]
        provenance.append(facts, viewer=viewer, now=now)
    return len(goods)


def _expire(on: date, viewer: Viewer, now: datetime) -> int:
    """Note that the days of relief are over for goods that are neither home nor sold again."""
    until = on - timedelta(days=rules.costs(registry.limits(on=on)).relief_days)
    ended = models.CustomsStep.objects.filter(case=OuterRef("case"), status__in=["imported", "expired"])
    with transaction.atomic():
        exported = models.CustomsStep.objects.filter(~Exists(ended), status="exported", on__lt=until)
        due = list(
            exported.filter(case__disposition="ride_home", case__reason__in=rules.RELIEVED)
            .select_related("case")
            .select_for_update(of=("self",))
        )
        models.CustomsStep.objects.bulk_create(
            models.CustomsStep(case=one.case, status="expired", on=on) for one in due
        )
        facts = [
            NewFact("returns.customs_noted", one.case.code, one.case.firm_id, {"status": "expired"}, on) for one in due
        ]
        provenance.append(facts, viewer=viewer, now=now)
    return len(due)


def _waiting() -> QuerySet[models.Case]:
    """Return the cases whose goods wait overseas for a ride that nobody has booked."""
    riding = models.Riding.objects.filter(case=OuterRef("pk"))
    return models.Case.objects.filter(~Exists(riding), disposition="ride_home")


def _waiting_at(cases: Sequence[models.Case], on: date, day: rules.Costs) -> WaitingHome:
    customs = _customs([case.pk for case in cases])
    ends = [rules.relief_until(_exported_on(customs[case.pk]), case.reason, day) for case in cases]
    until = min((end for end in ends if end is not None), default=None)
    site = cases[0].site
    assert site is not None
    return WaitingHome(
        site=site.pk,
        site_zh=site.name_zh,
        site_en=site.name_en,
        cases=len(cases),
        pairs=sum(case.pairs for case in cases),
        value_minor=sum(_value(case) for case in cases),
        cost_minor=rules.ride_minor([case.pairs * case.grams_per_pair for case in cases], day),
        relief_until=until,
        is_due=rules.is_due(until, on, day),
    )


def _goods(keys: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Return what stands on the cases, by their keys."""
    return {row[0]: row[1:] for row in models.Case.objects.filter(id__in=keys).values_list("id", *GOODS)}


def _customs(keys: Sequence[int]) -> defaultdict[int, list[CustomsRecord]]:
    found: defaultdict[int, list[CustomsRecord]] = defaultdict(list)
    rows = models.CustomsStep.objects.filter(case_id__in=keys).order_by("id")
    for case, status, on, reference in rows.values_list("case_id", "status", "on", "reference"):
        found[case].append(CustomsRecord(status, on, reference))
    return found


def _exported_on(told: Sequence[CustomsRecord]) -> date | None:
    return next((one.on for one in told if one.status == "exported"), None)


def _value(case: models.Case) -> int:
    return line_amount(case.unit_price_e4, case.pairs).amount_minor
