"""Open the baselines: what each firm would have paid alone, written down before the pool is solved."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.freight import models, rules
from dukou.freight.door.goods import departures, goods_of, in_state
from dukou.freight.records import FirmBaseline
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

CHUNK = 2_000


def freeze(*, on: date, limit: Limit, viewer: Viewer, now: datetime) -> int:
    """Solve and freeze the baselines of the day's prepared loads, load by load, and return how many loads.

    A load's baselines, its totals and their facts are one transaction. It is claimed by its state, so that what was
    frozen before is never touched again.
    """
    require_town(viewer)
    loads = in_state("prepared", on)
    leaving, goods = departures(loads, on), goods_of(loads)
    frozen = 0
    for load in loads:
        found = rules.baselines(goods[load.pk], leaving[load.pk], limit=limit)
        frozen += _write(load, found, viewer, now)
    return frozen


@transaction.atomic
def _write(load: models.Load, found: Sequence[FirmBaseline], viewer: Viewer, now: datetime) -> int:
    naive, own_best = sum(one.naive_minor for one in found), sum(one.own_best_minor for one in found)
    prepared = models.Load.objects.filter(pk=load.pk, state="prepared")
    if not prepared.update(state="frozen", naive_minor=naive, own_best_minor=own_best):
        return 0
    rows = [
        models.Baseline(
            load=load,
            firm_id=one.firm,
            shipments=one.shipments,
            pairs=one.pairs,
            naive_minor=one.naive_minor,
            own_best_minor=one.own_best_minor,
            own_best_waiting_minor=one.own_best_waiting_minor,
            own_best_bound_minor=one.own_best_bound_minor,
            own_best_late_pairs=one.own_best_late_pairs,
            own_best_tariffs=list(one.tariffs),
        )
        for one in found
    ]
    models.Baseline.objects.bulk_create(rows, batch_size=CHUNK)
    totals = {
        "firms": len(found),
        "shipments": load.shipments,
        "pairs": load.pairs,
        "naive_minor": naive,
        "own_best_minor": own_best,
    }
    facts = [NewFact("freight.baseline_frozen", load.code, None, totals, load.on)]
    provenance.append([*facts, *(_fact(load, one) for one in found)], viewer=viewer, now=now)
    return 1


def _fact(load: models.Load, one: FirmBaseline) -> NewFact:
    """Tell the firm, and nobody else, of its baseline; `simple` says that an engine's answer had to be replaced."""
    payload = {
        "shipments": one.shipments,
        "pairs": one.pairs,
        "naive_minor": one.naive_minor,
        "own_best_minor": one.own_best_minor,
        "own_best_waiting_minor": one.own_best_waiting_minor,
        "own_best_late_pairs": one.own_best_late_pairs,
        "method": "engine" if one.is_sound else "simple",
    }
    return NewFact("freight.baseline_frozen", load.code, one.firm, payload, load.on)
