"""Place the goods of cases that arrived: at each firm's own best first, frozen as a fact, then in common."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from dukou.base.ids import new_code
from dukou.base.money import line_amount
from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.depot.door import abroad as depots
from dukou.depot.records import GoodsBack, NewExchange, PutAway
from dukou.market.door import steps as market
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.records import ArrivedCase, Fees, GradedCase
from dukou.returns.records.placing import Placed, Settled
from dukou.returns.rules import cases as rules
from dukou.returns.rules import placing

BATCH = 1_000
SLICE = 10_000
# What people received waits until they have said its condition.
GRADABLE = Q(state="open") | Q(state="received") & ~Q(condition="")
ARRIVED = (
    *("id", "code", "line_id", "lot_id", "firm_id", "pairs", "unit_price_e4", "draw"),
    *("reason", "outcome", "refund_minor", "freight_minor", "grams_per_pair", "condition", "site_id"),
)
OWN_COST = F("own_freight_minor") + F("own_handling_minor") - F("own_worth_minor")
GRADE = (
    "UPDATE returns_case SET state = 'graded', condition = %s, grade = %s, disposition = %s, outcome = %s,"
    " pairs_replaced = %s, replacement_minor = %s, refund_minor = %s, freight_minor = %s, handling_minor = %s,"
    " borne_minor = %s, resale_minor = %s WHERE id = %s AND state IN ('open', 'received')"
)
PLACE = (
    "UPDATE returns_placement SET sink = %s, worth_minor = %s, own_reship_minor = %s, pooled_minor = %s,"
    " fund_minor = %s, borne_freight_minor = %s WHERE case_id = %s AND sink = ''"
)


def grade(*, on: date, limit: Limit, viewer: Viewer, now: datetime) -> int:
    """Grade the goods that arrived by a day, put them away, replace what is to be exchanged; return how many cases.

    Where they would go if each firm were alone, and what that would cost, is frozen before the places are chosen in
    common; no firm is charged more. Where nothing free is there to replace goods, their price is refunded.
    """
    require_town(viewer)
    # Goods in an overseas depot find their place there.
    cases = arrived(models.Case.objects.filter(received_on__lte=on, site__isnull=True))
    if not cases:
        return 0
    fees = rules.fees(registry.limits(on=on), shops=len(registry.firms(viewer=viewer, kinds=["shop"])))
    own_minor = frozen(cases, lambda some: rules.own_best(some, fees, limit), on, viewer, now)
    return settle(rules.grade(cases, fees, limit), own_minor, fees, on, viewer, now)


def arrived(rows: QuerySet[models.Case]) -> list[ArrivedCase]:
    """Return those of these cases whose goods may be placed now."""
    return [ArrivedCase(*row) for row in rows.filter(GRADABLE).order_by("id").values_list(*ARRIVED)]


def settle(
    graded: Sequence[GradedCase], own_minor: Mapping[int, int], fees: Fees, on: date, viewer: Viewer, now: datetime
) -> int:
    """Bring goods to their places in common, make their buyers whole, and return how many cases."""
    keys = [one.case.line_id for one in graded]
    skus = {line: one.sku_id for line, one in market.line_facts(keys, viewer=viewer).items()}
    with transaction.atomic():
        claimed = _claimed([one.case.id for one in graded])
        mine = [one for one in graded if one.case.id in claimed]
        sent = _put_away(mine, skus, on, viewer)
        _write(mine, sent, own_minor, fees)
        provenance.append([_graded(one, sent, on) for one in mine], viewer=viewer, now=now)
    return len(mine)


def frozen(
    cases: Sequence[ArrivedCase],
    own_best: Callable[[Sequence[ArrivedCase]], list[Placed]],
    on: date,
    viewer: Viewer,
    now: datetime,
) -> dict[int, int]:
    """Return what the cases cost at own best (minor units), frozen now where that was not done before."""
    known = _own_minor(cases)
    new = [one for one in cases if one.id not in known]
    if not new:
        return known
    own = own_best(new)
    with transaction.atomic():
        # Who waited for the lock looks once more: another may have frozen them meanwhile.
        claimed = _claimed([one.id for one in new]) - set(_own_minor(new))
        mine = [(case, placed) for case, placed in zip(new, own, strict=True) if case.id in claimed]
        batch = new_code()
        rows = [_placement(case, placed, batch, on) for case, placed in mine]
        models.Placement.objects.bulk_create(rows, batch_size=BATCH)
        provenance.append(_frozen_facts(mine, batch, on), viewer=viewer, now=now)
    return _own_minor(cases)


def _own_minor(cases: Sequence[ArrivedCase]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(cases), SLICE):
        keys = [one.id for one in cases[start : start + SLICE]]
        rows = models.Placement.objects.filter(case_id__in=keys)
        found |= dict(rows.values_list("case_id", OWN_COST))
    return found


def _claimed(ids: Sequence[int]) -> set[int]:
    """Lock those of these cases that may still be graded, and return their keys."""
    found: set[int] = set()
    for start in range(0, len(ids), SLICE):
        rows = models.Case.objects.filter(GRADABLE, id__in=ids[start : start + SLICE]).order_by("id")
        found.update(rows.select_for_update().values_list("id", flat=True))
    return found


def _put_away(graded: Sequence[GradedCase], skus: Mapping[int, int], on: date, viewer: Viewer) -> dict[str, int]:
    """Move the goods to their next places and return the pairs sent in exchange by case: never the same goods.

    What waits overseas for a ride home stays where it is.
    """
    depot.take_back([_goods(one) for one in graded], on=on, viewer=viewer)
    asked = [
        NewExchange(owner=one.case.firm, sku_id=skus[one.case.line_id], pairs=one.case.pairs, key=one.case.code)
        for one in graded
        if one.case.outcome == "exchange"
    ]
    sent = depot.exchange(asked, on=on, viewer=viewer)
    by_place: dict[PutAway, list[GoodsBack]] = defaultdict(list)
    by_site: dict[int, list[GoodsBack]] = defaultdict(list)
    for one in graded:
        if one.placed.sink == "abroad":
            by_site[one.case.site or 0].append(_goods(one))
        elif one.placed.sink in placing.PLACE_OF_SINK:
            by_place[placing.PLACE_OF_SINK[one.placed.sink]].append(_goods(one))
    for place, goods in by_place.items():
        depot.put_away(goods, place, on=on, viewer=viewer)
    for site, goods in by_site.items():
        depots.shelve_returns(goods, site, on=on, viewer=viewer)
    return sent


def _goods(one: GradedCase) -> GoodsBack:
    return GoodsBack(lot_id=one.case.lot_id, pairs=one.case.pairs, cause=one.case.code)


def _write(graded: Sequence[GradedCase], sent: Mapping[str, int], own_minor: Mapping[int, int], fees: Fees) -> None:
    """Write what becomes of each case and what it costs both ways."""
    settled = [
        (one, placing.settle(one.case, own_minor[one.case.id], one.placed, sent.get(one.case.code, 0), fees))
        for one in graded
    ]
    with connection.cursor() as cursor:
        cursor.executemany(GRADE, [_grade_row(one, costs, sent.get(one.case.code, 0)) for one, costs in settled])
        cursor.executemany(PLACE, [_place_row(one, costs) for one, costs in settled])


def _grade_row(one: GradedCase, costs: Settled, replaced: int) -> tuple[str | int, ...]:
    replacement_minor = line_amount(one.case.unit_price_e4, replaced).amount_minor
    return (
        one.condition,
        one.grade,
        one.disposition,
        "exchange" if replaced else "refund",
        replaced,
        replacement_minor,
        line_amount(one.case.unit_price_e4, one.case.pairs).amount_minor - replacement_minor,
        costs.freight_minor,
        costs.handling_minor,
        costs.borne_minor,
        one.placed.cash_minor,
        one.case.id,
    )


def _place_row(one: GradedCase, costs: Settled) -> tuple[str | int, ...]:
    return (
        one.placed.sink,
        one.placed.worth_minor,
        costs.own_reship_minor,
        costs.pooled_minor,
        costs.fund_minor,
        costs.borne_freight_minor,
        one.case.id,
    )


def _placement(case: ArrivedCase, own: Placed, batch: str, on: date) -> models.Placement:
    return models.Placement(
        case_id=case.id,
        batch=batch,
        frozen_on=on,
        own_sink=own.sink,
        own_freight_minor=own.freight_minor,
        own_handling_minor=own.handling_minor,
        own_cash_minor=own.cash_minor,
        own_worth_minor=own.worth_minor,
    )


def _frozen_facts(frozen: Sequence[tuple[ArrivedCase, Placed]], batch: str, on: date) -> list[NewFact]:
    """Tell each firm of its own cases in a batch, and of nobody else's."""
    cases, costs = Counter[int](), Counter[int]()
    for case, own in frozen:
        cases[case.firm] += 1
        costs[case.firm] += own.cost_minor
    return [
        NewFact("returns.baseline_frozen", batch, firm, {"cases": cases[firm], "own_best_minor": costs[firm]}, on)
        for firm in sorted(cases)
    ]


def _graded(one: GradedCase, sent: Mapping[str, int], on: date) -> NewFact:
    payload: Payload = {
        "pairs": one.case.pairs,
        "condition": one.condition,
        "grade": one.grade,
        "disposition": one.disposition,
        "pairs_replaced": sent.get(one.case.code, 0),
    }
    return NewFact("returns.case_graded", one.case.code, one.case.firm, payload, on)
