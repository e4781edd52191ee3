"""Open the plan of a load before it leaves: a desk moves goods, sees what that changes, and locks them where they are.

A lock is kept by every later solving, and nobody pays more for it: what it costs is the town's shortfall. So no firm is
asked again, and each may still go alone until the load leaves; meanwhile the locks of its goods rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from dukou.base.errors import Missing, Refusal
from dukou.base.solving import Limit
from dukou.base.viewer import Viewer
from dukou.freight import models, rules
from dukou.freight.door.facts import pooling_facts
from dukou.freight.door.goods import (
    departures,
    frozen_of,
    going_alone,
    goods_of,
    locks_of,
    offered,
    offered_ways,
    offers_of,
)
from dukou.freight.door.sharing import write_sharing
from dukou.freight.records import APART, UNASKED, Departure, FirmBaseline, Goods, Pooling, Totals
from dukou.freight.records.planning import (
    FirmChange,
    LoadPlan,
    Move,
    PlannedShipment,
    Service,
    ServiceChange,
    Supposed,
)
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

MOST_MOVED = 200
CHANGED = ["charge_minor", "waiting_minor", "late_pairs", "tariffs"]
SHIPMENT_FIELDS = ("id", "code", "tariff_id")


def load_plan(load: str, *, viewer: Viewer) -> LoadPlan:
    """Return by which service each shipment of a load goes, who decided so, and which services there are.

    A load that was not offered yet has no shipments to move, and one that has left shows how it left. For the shared
    desks; for others the load does not exist.
    """
    row = _row(load, viewer)
    solved = row.state in {"offered", "dispatched"}
    departure = departures([row], row.on)[row.pk]
    journeys = rules.journeys([one.id for one in departure.tariffs], departure)
    services = tuple(Service(one.id, one.service, *days) for one, days in zip(departure.tariffs, journeys, strict=True))
    shipments = _shipments(row) if solved else ()
    return LoadPlan(row.code, row.on, row.destination.code, row.state == "offered", services, shipments)


def suppose_moves(load: str, moves: Sequence[Move], *, limit: Limit, viewer: Viewer) -> Supposed:
    """Solve a load again with goods moved, compare it with how it is offered, and write nothing.

    Refuses as `lock` does. For the shared desks; for others the load does not exist.
    """
    plan = _Plan.read(_row(load, viewer))
    return plan.compared(plan.pooled(plan.moved(moves), limit))


def lock(load: str, moves: Sequence[Move], *, limit: Limit, viewer: Viewer, now: datetime) -> Supposed:
    """Lock goods of an offered load where a desk moves them, or release them, all or nothing; say what that changes.

    Offers follow at once, and answers stand. Refuses where a service cannot take the goods, where a lock is not the one
    that was seen, and where the load has left or changed while it was solved. The same again changes nothing. For the
    shared desks; for others the load does not exist.
    """
    plan = _Plan.read(_row(load, viewer))
    locked = plan.moved(moves)
    pooling = plan.pooled(locked, limit)
    found = plan.compared(pooling)
    if locked == plan.locked:
        return found
    changed = plan.changed(pooling)
    with transaction.atomic():
        _claim(plan.load, pooling)
        models.Offer.objects.bulk_update(changed, CHANGED)
        facts = [*_write_locks(plan, locked, viewer, now), *_told(plan.load, pooling, changed)]
        facts += write_sharing(plan.load, pooling.sharing)
        provenance.append(facts, viewer=viewer, now=now)
    return found


@dataclass(frozen=True, slots=True)
class _Plan:
    """Hold an offered load as it stands, with what it can be solved from."""

    load: models.Load
    goods: Sequence[Goods]
    frozen: Sequence[FirmBaseline]
    departure: Departure
    offers: Sequence[models.Offer]
    locked: dict[int, int]
    codes: dict[str, int]

    @classmethod
    def read(cls, load: models.Load) -> "_Plan":
        """Read a load; refuse one that is not offered, or has left."""
        if load.state != "offered":
            raise Refusal("freight.load_not_open", {"on": str(load.on)})
        return cls(
            load=load,
            goods=goods_of([load])[load.pk],
            frozen=frozen_of([load])[load.pk],
            departure=departures([load], load.on)[load.pk],
            offers=offers_of([load])[load.pk],
            locked=locks_of([load])[load.pk],
            codes=dict(models.Shipment.objects.filter(load=load).values_list("code", "id")),
        )

    @property
    def unasked(self) -> frozenset[int]:
        """Return the firms that go alone whatever they say; those that declined may still think better of it."""
        return frozenset(one.firm_id for one in self.offers if one.answer in UNASKED)

    def moved(self, moves: Sequence[Move]) -> dict[int, int]:
        """Return the locks as they would be after moves; refuse what is not there or was changed meanwhile."""
        if not 0 < len(moves) <= MOST_MOVED:
            raise Refusal("freight.moves_out_of_range", {"most": MOST_MOVED})
        locked, tariffs = dict(self.locked), {one.id: one.service for one in self.departure.tariffs}
        firm_of = {one.shipment: one.firm for one in self.goods}
        alone = {one.firm_id for one in self.offers if one.answer in APART}
        for move in moves:
            shipment = self.codes.get(move.shipment)
            if shipment is None:
                raise Missing("freight.shipment_not_found")
            if move.tariff is not None and move.tariff not in tariffs:
                raise Refusal("freight.service_not_there", {"destination": self.load.destination.code})
            if move.tariff is not None and firm_of[shipment] in alone:
                raise Refusal("freight.firm_goes_alone", {"shipment": move.shipment})
            theirs = self.locked.get(shipment)
            if theirs not in (move.seen, move.tariff):
                service = "" if theirs is None else tariffs.get(theirs, "")
                raise Refusal("freight.moved_meanwhile", {"shipment": move.shipment, "service": service})
            locked.pop(shipment, None)
            if move.tariff is not None:
                locked[shipment] = move.tariff
        return locked

    def pooled(self, locked: dict[int, int], limit: Limit) -> Pooling:
        """Return how the load goes with these locks, as if all went together that may; solved where they are others."""
        as_offered = offered(self.load, self.offers, self.goods)
        if locked == self.locked:
            return as_offered
        free = None if self.locked else as_offered
        own = rules.own_ways(self.goods, {one.firm: one.tariffs for one in self.frozen})
        kept = rules.held(locked, [one for one in self.goods if one.firm not in self.unasked])
        planned = [kept.get(one.shipment, by) for one, by in zip(self.goods, own, strict=True)]
        rules.require_keepable(self.goods, self.frozen, self.departure, planned)
        return rules.pool(
            self.goods, self.frozen, self.departure, limit=limit, apart=self.unasked, locked=locked, free=free
        )

    def changed(self, pooling: Pooling) -> list[models.Offer]:
        """Return the offers that another pooling changes, as they are to be."""
        tariffs: dict[int, list[int]] = {one.firm_id: [] for one in self.offers}
        for one, by in zip(self.goods, pooling.tariffs, strict=True):
            tariffs[one.firm].append(by)
        changed = []
        for offer, its in zip(self.offers, pooling.charges, strict=True):
            now = (its.charge_minor, its.waiting_minor, its.late_pairs, tariffs[its.firm])
            if now != (offer.charge_minor, offer.waiting_minor, offer.late_pairs, offer.tariffs):
                offer.charge_minor, offer.waiting_minor, offer.late_pairs, offer.tariffs = now
                changed.append(offer)
        return changed

    def compared(self, pooling: Pooling) -> Supposed:
        """Compare the load as it is offered with another pooling of it."""
        firms = tuple(
            FirmChange(
                firm=one.firm_id,
                own_best_minor=one.own_best_minor,
                before_minor=one.charge_minor + one.waiting_minor,
                after_minor=its.charge_minor + its.waiting_minor,
                late_before=one.late_pairs,
                late_after=its.late_pairs,
            )
            for one, its in zip(self.offers, pooling.charges, strict=True)
        )
        code_of = {key: code for code, key in self.codes.items()}
        before = rules.own_ways(self.goods, {one.firm_id: one.tariffs for one in self.offers})
        shipments = tuple(
            ServiceChange(code_of[one.shipment], one.firm, one.pairs, was, by)
            for one, was, by in zip(self.goods, before, pooling.tariffs, strict=True)
            if was != by
        )
        aboard, load = len(self.offers) - len(self.unasked), self.load
        late = sum(one.late_before for one in firms)
        return Supposed(
            load=load.code,
            before=Totals(load.pooled_minor + load.waiting_minor, load.shortfall_minor, late, aboard),
            after=Totals(
                cost_minor=rules.cost_minor(pooling),
                shortfall_minor=pooling.shortfall_minor,
                late_pairs=sum(one.late_after for one in firms),
                firms_together=aboard,
            ),
            firms=firms,
            shipments=shipments,
        )


def _row(code: str, viewer: Viewer) -> models.Load:
    rows = models.Load.objects.select_related("destination")
    found = rows.filter(code=code).first() if viewer.runs_desks and code.isalnum() else None
    if found is None:
        raise Missing("freight.load_not_found")
    return found


def _shipments(load: models.Load) -> tuple[PlannedShipment, ...]:
    """Return the shipments of a load, as offered or as they left."""
    goods, apart = goods_of([load]), going_alone([load])[load.pk]
    codes, left_by = {}, []
    for key, code, tariff in models.Shipment.objects.filter(load=load).order_by("id").values_list(*SHIPMENT_FIELDS):
        codes[key] = code
        left_by.append(tariff)
    ways = offered_ways([load], goods)[load.pk] if load.state == "offered" else left_by
    rows = models.Lock.objects.filter(shipment__load=load).order_by("id")
    # A row without a tariff is a release.
    locks = {one.shipment_id: one if one.tariff_id else None for one in rows}
    shown = []
    for one, tariff in zip(goods[load.pk], ways, strict=True):
        lock = locks.get(one.shipment)
        shown.append(
            PlannedShipment(
                code=codes[one.shipment],
                firm=one.firm,
                pairs=one.pairs,
                cartons=one.cartons,
                grams=one.grams,
                ml=one.ml,
                due_on=one.due_on,
                tariff=tariff,
                is_apart=one.firm in apart,
                lock=lock.tariff_id if lock else None,
                locked_by=lock.person_id if lock else None,
                locked_at=lock.at if lock else None,
            )
        )
    return tuple(shown)


def _claim(load: models.Load, pooling: Pooling) -> None:
    """Take the load if no firm has answered, no other desk has moved goods and it has not left since it was read."""
    mine = models.Load.objects.filter(pk=load.pk, state="offered", answers=load.answers)
    # Who lets the load leave looks at this count, so that no lock is overseen.
    taken = mine.update(
        answers=F("answers") + 1,
        pooled_minor=pooling.paid_minor,
        handling_minor=pooling.handling_minor,
        waiting_minor=pooling.waiting_minor,
        bound_minor=pooling.bound_minor,
        shortfall_minor=pooling.shortfall_minor,
        is_sound=pooling.is_sound,
    )
    if not taken:
        raise Refusal("freight.load_changed_meanwhile")


def _write_locks(plan: _Plan, locked: dict[int, int], viewer: Viewer, now: datetime) -> list[NewFact]:
    """Write each lock that is new, other or gone, and return its fact."""
    code_of = {key: code for code, key in plan.codes.items()}
    services = {one.id: one.service for one in plan.departure.tariffs}
    changed = [one for one in plan.goods if plan.locked.get(one.shipment) != locked.get(one.shipment)]
    models.Lock.objects.bulk_create(
        models.Lock(shipment_id=one.shipment, tariff_id=locked.get(one.shipment), person_id=viewer.person, at=now)
        for one in changed
    )
    facts = []
    for one in changed:
        tariff = locked.get(one.shipment)
        kind = "freight.shipment_released" if tariff is None else "freight.shipment_locked"
        payload = {} if tariff is None else {"service": services[tariff]}
        facts.append(NewFact(kind, code_of[one.shipment], one.firm, payload, plan.load.on))
    return facts


def _told(load: models.Load, pooling: Pooling, changed: Sequence[models.Offer]) -> list[NewFact]:
    """Return the fact of the load as it is planned now, and one for each firm whose offer changed."""
    firms = {None, *(one.firm_id for one in changed)}
    return [one for one in pooling_facts(load, pooling, "planned") if one.firm in firms]
