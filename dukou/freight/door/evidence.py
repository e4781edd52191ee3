"""Open what the live proof has shown so far: what carriers billed of what was drawn and of what went together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from dukou.base.errors import Missing
from dukou.base.viewer import OFFICE, Viewer
from dukou.freight import models, rules
from dukou.freight.door.goods import frozen_of, going_alone, goods_of
from dukou.freight.records.proving import DrawnLoad, Matched, OpenPart, Proof, UnmatchedBill
from dukou.registry import door as registry

MOST_SHOWN = 200
UNMATCHED_FIELDS = ("carrier_id", "invoice", "line", "reference", "service", "amount_minor", "billed_on")
Billed = Mapping[tuple[int, int | None], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class _Part:
    """Hold what was drawn of a load for a firm, or what went together (None), with its plan and its bills.

    Where a firm was billed apart that was not drawn, there are no services: who goes alone by choice proves nothing.
    """

    load: models.Load
    firm: int | None
    services: AbstractSet[str]
    planned_minor: int
    own_best_minor: int
    billed: Mapping[str, int]

    @property
    def is_complete(self) -> bool:
        """Tell whether there is a bill for each service that carried it, and for no other."""
        return bool(self.services) and self.services == set(self.billed)


def proof(*, viewer: Viewer) -> Proof:
    """Return what carriers' bills prove; for the shared desks and the office.

    Only loads whose bills are complete count: of a firm that went alone, a line for each service of its own best; of
    what went together, a line for each service of the pool.
    """
    if not viewer.runs_desks and OFFICE not in viewer.roles:
        raise Missing("freight.proof_not_found")
    parts = _parts()
    alone = [one for one in parts if one.firm is not None and one.services]
    together = [one for one in parts if one.firm is None]
    own_best = sum(one.own_best_minor for one in together if one.is_complete)
    firms = {one.firm for one in alone}
    return rules.proof(
        len(firms), rules.arm(len(alone), _matched(alone)), rules.arm(len(together), _matched(together)), own_best
    )


def _matched(parts: Sequence[_Part]) -> list[Matched]:
    return [Matched(one.planned_minor, sum(one.billed.values())) for one in parts if one.is_complete]


def open_parts(*, viewer: Viewer) -> list[OpenPart]:
    """Return what was drawn or billed and is not billed completely, oldest first; for the desks, others see none."""
    if not viewer.runs_desks:
        return []
    return [
        OpenPart(
            load=one.load.code,
            on=one.load.on,
            destination=one.load.destination.code,
            firm=one.firm,
            missing=tuple(sorted(one.services - set(one.billed))),
            unexpected=tuple(sorted(set(one.billed) - one.services)),
            billed_minor=sum(one.billed.values()),
        )
        for one in _parts()
        if not one.is_complete
    ]


def unmatched_bills(*, viewer: Viewer) -> list[UnmatchedBill]:
    """Return the lines of invoices that name no load known here, newest first; for the desks, others see none."""
    if not viewer.runs_desks:
        return []
    rows = models.CarrierBill.objects.filter(load__isnull=True).order_by("-billed_on", "-id")
    return [UnmatchedBill(*row) for row in rows.values_list(*UNMATCHED_FIELDS)[:MOST_SHOWN]]


def drawn_loads(*, viewer: Viewer) -> list[DrawnLoad]:
    """Return the loads of which the part of the viewer's own firm was drawn to go alone, newest first."""
    if viewer.firm is None:
        return []
    drawn = models.ProofDraw.objects.filter(firm_id=viewer.firm).values("load_id")
    rows = models.Baseline.objects.filter(firm_id=viewer.firm, load_id__in=drawn).order_by("-load__on", "-load_id")
    fields = ("load__code", "load__on", "load__destination__code", "pairs", "own_best_minor")
    return [DrawnLoad(*row) for row in rows.values_list(*fields)[:MOST_SHOWN]]


def _parts() -> list[_Part]:
    """Return the parts of all loads that have left and of which something was drawn or billed."""
    drawn, billed = _drawn(), _billed()
    named = {load for load, _firm in billed} | set(drawn)
    loads = list(
        models.Load.objects.filter(id__in=named, state="dispatched").select_related("destination").order_by("id")
    )
    goods, frozen, services, alone = goods_of(loads), frozen_of(loads), _services(loads), going_alone(loads)
    fees = {on: rules.fees(registry.limits(on=on)) for on in {load.on for load in loads}}
    found: list[_Part] = []
    for load in loads:
        carriage = {one.firm: rules.carriage_alone(one, goods[load.pk], fees[load.on]) for one in frozen[load.pk]}
        apart, of_load = alone[load.pk], drawn.get(load.pk, set())
        for firm in sorted(of_load | {whose for where, whose in billed if where == load.pk and whose is not None}):
            used = services[load.pk, firm] if firm in of_load else set[str]()
            amount = carriage.get(firm, 0)
            found.append(_Part(load, firm, used, amount, amount, billed.get((load.pk, firm), {})))
        pooled = set[str]().union(*(services[load.pk, firm] for firm in carriage if firm not in apart))
        planned = load.pooled_minor - load.handling_minor - sum(carriage[firm] for firm in apart)
        own_best = sum(amount for firm, amount in carriage.items() if firm not in apart)
        if pooled or billed.get((load.pk, None)):
            found.append(_Part(load, None, pooled, planned, own_best, billed.get((load.pk, None), {})))
    return found


def _drawn() -> dict[int, set[int]]:
    """Return the firms that were drawn of each load that has left."""
    found: dict[int, set[int]] = defaultdict(set)
    for load, firm in models.ProofDraw.objects.filter(load__state="dispatched").values_list("load_id", "firm_id"):
        found[load].add(firm)
    return found


def _billed() -> Billed:
    """Return what was billed by load and firm (None: together), service by service."""
    found: dict[tuple[int, int | None], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = models.CarrierBill.objects.filter(load__isnull=False)
    for load, firm, service, amount in rows.values_list("load_id", "firm_id", "service", "amount_minor"):
        found[load or 0, firm][service] += amount
    return found


def _services(loads: Sequence[models.Load]) -> dict[tuple[int, int], set[str]]:
    """Return the services that carried each firm's part of each load."""
    rows = models.Shipment.objects.filter(load_id__in=[load.pk for load in loads])
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for load, firm, service in rows.values_list("load_id", "firm_id", "tariff__service"):
        found[load, firm].add(service or "")
    return found
