"""Open the question what a load would cost if a firm went alone; nothing is written."""

from dukou.base.errors import Missing
from dukou.base.solving import Limit
from dukou.base.viewer import Viewer
from dukou.freight import models, rules
from dukou.freight.door.goods import departures, frozen_of, going_alone, goods_of, locks_of
from dukou.freight.records import Pooling, Totals, Withdrawal


def without(load: str, *, firm: int, limit: Limit, viewer: Viewer) -> Withdrawal:
    """Solve a load again with a firm going alone, and compare; for the shared desks, for others it does not exist.

    Both sides hold the cost of all its firms, so that their difference is what the withdrawal costs the town.
    """
    found = _load(load, viewer)
    departure, goods, frozen = departures([found], found.on)[found.pk], goods_of([found])[found.pk], frozen_of([found])
    baselines, apart = frozen[found.pk], going_alone([found])[found.pk]
    locked = locks_of([found])[found.pk]
    if firm not in {one.firm for one in baselines}:
        raise Missing("freight.load_not_found")
    before = rules.pool(goods, baselines, departure, limit=limit, apart=apart - {firm}, locked=locked)
    after = rules.pool(goods, baselines, departure, limit=limit, apart=apart | {firm}, locked=locked)
    aboard = len(baselines) - len(apart | {firm})
    return Withdrawal(load=load, firm=firm, before=_totals(before, aboard + 1), after=_totals(after, aboard))


def _load(code: str, viewer: Viewer) -> models.Load:
    rows = models.Load.objects.exclude(state="prepared").select_related("destination")
    found = rows.filter(code=code).first() if viewer.runs_desks and code.isalnum() else None
    if found is None:
        raise Missing("freight.load_not_found")
    return found


def _totals(pooling: Pooling, firms_together: int) -> Totals:
    return Totals(
        cost_minor=rules.cost_minor(pooling),
        shortfall_minor=pooling.shortfall_minor,
        late_pairs=sum(one.late_pairs for one in pooling.charges),
        firms_together=firms_together,
    )
