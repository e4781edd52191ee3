"""Bring goods that people graded overseas to their next places, and make their buyers whole."""

from datetime import date, datetime

from django.db import transaction

from dukou.base.money import line_amount
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.depot.door import abroad as depots
from dukou.depot.records import GoodsBack, NewExchange
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.records import GRADE_OF_CONDITION, Condition, Fees
from dukou.returns.rules import abroad as rules
from dukou.returns.rules import cases as case_rules
from dukou.returns.rules.grading import CONDITIONS


def place(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Place the goods overseas whose condition is settled, as the town, and return how many cases."""
    fees = case_rules.fees(registry.limits(on=on))
    sold = {(one.site, one.owner) for one in depots.overseas_stock(on=on, viewer=viewer)}
    with transaction.atomic():
        rows = models.Case.objects.filter(state="received", site__isnull=False).exclude(condition="").order_by("id")
        due = list(rows.select_related("line").select_for_update(of=("self",)))
        facts = [_place(case, (case.site_id, case.firm_id) in sold, fees, on, viewer) for case in due]
        provenance.append(facts, viewer=viewer, now=now)
    return len(due)


def _place(case: models.Case, sells_there: bool, fees: Fees, on: date, viewer: Viewer) -> NewFact:
    """Move a case's goods, replace or refund them, and return the fact, in the caller's transaction."""
    goods = GoodsBack(case.lot_id, case.pairs, case.code)
    case.state, case.grade = "graded", GRADE_OF_CONDITION[_condition(case)]
    case.disposition = rules.next_place(_condition(case), sells_there=sells_there)
    depot.take_back([goods], on=on, viewer=viewer)
    if case.disposition == "abroad":
        depots.shelve_returns([goods], case.site_id or 0, on=on, viewer=viewer)
    elif case.disposition == "recycle":
        depot.put_away([goods], "scrap", on=on, viewer=viewer)
    replaced = 0
    if case.outcome == "exchange":
        asked = NewExchange(owner=case.firm_id, sku_id=case.line.sku_id, pairs=case.pairs, key=case.code)
        replaced = depot.exchange([asked], on=on, viewer=viewer)[case.code]
    case.outcome, case.pairs_replaced = ("exchange" if replaced else "refund"), replaced
    case.replacement_minor = line_amount(case.unit_price_e4, replaced).amount_minor
    case.refund_minor -= case.replacement_minor
    case.freight_minor += fees.reship_minor if replaced else 0
    case.handling_minor = fees.inspect_minor + (case.pairs * fees.rebag_pair_minor if case.grade == "B" else 0)
    case.save()
    payload: Payload = {
        "pairs": case.pairs,
        "condition": case.condition,
        "grade": case.grade,
        "disposition": case.disposition,
        "pairs_replaced": replaced,
    }
    return NewFact("returns.case_graded", case.code, case.firm_id, payload, on)


def _condition(case: models.Case) -> Condition:
    return next(one for one in CONDITIONS if one == case.condition)
