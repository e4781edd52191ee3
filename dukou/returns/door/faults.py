"""Find whose fault it was that goods came back: its maker answers before he is charged, a desk has the last word."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import as_code, new_code
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.depot.records import NewHold
from dukou.files import door as files
from dukou.lab import door as lab
from dukou.mill import door as mill
from dukou.post import door as post
from dukou.post.records import NewNotice
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.records.faults import ChargedBack, FaultRecord, FaultRules, Fund, FundRow, NewFault, ToJudge
from dukou.returns.rules import cases as case_rules
from dukou.returns.rules import faults as rules

MOST_SHOWN = 200
WITH_GOODS = Q(state__in=["graded", "closed"], received_on__isnull=False)
COSTS = ("freight_minor", "handling_minor", "refund_minor", "replacement_minor", "resale_minor")
PROPOSED, FOUND = "returns.charge_proposed", "returns.fault_found"
# How an answer leaves a charge, and the fact that tells of it.
ANSWERED = {
    "charge": ("charged", "returns.fault_charged"),
    "dispute": ("disputed", "returns.charge_disputed"),
    "waive": ("fund", "returns.charge_waived"),
}


def to_judge(*, viewer: Viewer) -> list[ToJudge]:
    """Return the cases whose goods came back faulty and of which nobody has said whose fault it is; for desks."""
    if not viewer.runs_desks:
        return []
    is_found = Exists(models.Fault.objects.filter(case=OuterRef("pk")))
    rows = models.Case.objects.filter(WITH_GOODS, ~is_found, condition="faulty").select_related("lot", "firm")
    return [
        ToJudge(
            case=one.code,
            lot_code=one.lot.code,
            seller_zh=one.firm.name_zh,
            seller_en=one.firm.name_en,
            pairs=one.pairs,
            reason=one.reason,
            condition=one.condition,
            cost_minor=_cost_minor(one),
            received_on=one.received_on or one.requested_on,
        )
        for one in rows.order_by("-received_on", "-id")[:MOST_SHOWN]
    ]


def find_fault(new: NewFault, *, viewer: Viewer, on: date, now: datetime) -> str:
    """Say of a case with goods whose fault it is, and return the finding's code; said twice it is found once.

    For desks. A proven fault needs evidence; its maker is asked before he is charged, unless he sold the goods himself.
    What is not proven is charged to nobody: the common fund bears both ways and hands. A lot with as many proven faults
    as are published is held back with its siblings, and the lab is told.
    """
    if not viewer.runs_desks:
        raise Missing("returns.case_not_found")
    cause = rules.require_cause(new.cause)
    case = _with_goods(new.case_code)
    before = models.Fault.objects.filter(case=case).first()
    if before is None and cause:
        _require_evidence(new, case, viewer)
    pictures = _pictures(new.picture, case, viewer, now) if before is None and cause and new.picture else ("", "")
    limits = rules.fault_rules(registry.limits(on=on))
    with transaction.atomic():
        case = models.Case.objects.select_for_update(of=("self",)).select_related("lot").get(pk=case.pk)
        before = models.Fault.objects.filter(case=case).first()
        if before is not None and before.cause == new.cause:
            return before.code
        if before is not None:
            raise Refusal("returns.fault_found")
        row = _found(new, case, limits, on)
        row.sellers_picture, row.makers_picture = pictures
        row.save()
        payload: Payload = {
            "amount_minor": row.amount_minor,
            "cause": row.cause or "unproven",
            "lot": row.lot_id,
            "state": row.state,
        }
        provenance.append([NewFact(FOUND, row.code, row.maker_id, payload, on)], viewer=viewer, now=now)
        post.notify(_notices(row, case), viewer=viewer, now=now)
        if row.is_proven:
            _stop_repeats(row, limits, viewer, on, now)
    return row.code


def answer_charge(case_code: str, answer: str, text: str, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Answer a charge as its maker, who agrees or objects, or a disputed one as a desk, which has the last word.

    What a desk finds to be unproven is charged to nobody; the common fund bears it. Said twice it is answered once.
    """
    with transaction.atomic():
        rows = _visible(viewer).filter(case__code=as_code(case_code))
        row = rows.select_for_update(of=("self",)).select_related("case").first()
        if row is None:
            raise Missing("returns.case_not_found")
        if answer in ANSWERED and row.state == ANSWERED[answer][0]:
            return
        found = rules.require_answer(answer, _may(row, viewer, on))
        was_disputed = row.state == "disputed"
        if found == "dispute":
            row.objection = case_rules.require_note(text)
        if found == "waive":
            row.is_proven, row.cause, row.share_e6, row.amount_minor = False, "", 0, _borne_minor(row.case)
        row.state, kind = ANSWERED[found]
        row.settled_on = None if found == "dispute" else on
        row.save()
        fact = NewFact(kind, row.code, row.maker_id, {"amount_minor": row.amount_minor, "state": row.state}, on)
        provenance.append([fact], viewer=viewer, now=now)
        if found == "charge" and was_disputed:
            _stop_repeats(row, rules.fault_rules(registry.limits(on=on)), viewer, on, now)


def lapse_charges(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Charge the makers who have not answered in time, and return how many charges."""
    require_town(viewer)
    with transaction.atomic():
        rows = list(models.Fault.objects.filter(state="proposed", answer_by__lt=on).order_by("id").select_for_update())
        models.Fault.objects.filter(id__in=[one.pk for one in rows]).update(state="charged", settled_on=on)
        facts = [
            NewFact(
                ANSWERED["charge"][1],
                one.code,
                one.maker_id,
                {"amount_minor": one.amount_minor, "state": "charged"},
                on,
            )
            for one in rows
        ]
        provenance.append(facts, viewer=viewer, now=now)
    return len(rows)


def faults(*, viewer: Viewer, on: date) -> list[FaultRecord]:
    """Return findings in which the viewer's firm has a part, what waits for an answer first; desks see all."""
    rows = _visible(viewer).select_related("case", "lot", "seller", "maker").order_by("-state", "-id")
    return [_record(row, viewer, on) for row in rows[:MOST_SHOWN]]


def fault(case_code: str, *, viewer: Viewer, on: date) -> FaultRecord | None:
    """Return what was found of a case, to its seller, its maker or a desk; a desk is told where nothing was."""
    code = as_code(case_code)
    rows = _visible(viewer).filter(case__code=code).select_related("case", "lot", "seller", "maker")
    row = rows.first()
    if row is not None:
        return _record(row, viewer, on)
    if viewer.runs_desks and _with_goods(code):
        return None
    raise Missing("returns.case_not_found")


def post_charges(*, on: date, viewer: Viewer) -> list[ChargedBack]:
    """Hand to settlement what was settled up to a day and has not been posted, in the caller's transaction, once."""
    require_town(viewer)
    rows = models.Fault.objects.filter(settled_on__lte=on, posted_on=None, amount_minor__gt=0)
    keys = list(rows.order_by("id").select_for_update().values_list("id", flat=True))
    models.Fault.objects.filter(id__in=keys).update(posted_on=on)
    return _charges(models.Fault.objects.filter(id__in=keys))


def charged_back(*, on: date, viewer: Viewer) -> list[ChargedBack]:
    """Return what went into the books with a day, as far as the viewer's firm has a part in it; desks see all."""
    return _charges(_visible(viewer).filter(posted_on=on))


def fund(*, viewer: Viewer) -> Fund:
    """Return what the common fund bore, of no named firm; for everyone who has a log-in."""
    if viewer.person is None and not viewer.is_town:
        return Fund(0, ())
    parcels = models.Case.objects.filter(state="closed", borne_minor__gt=0)
    unproven = models.Fault.objects.filter(state="fund", posted_on__isnull=False)
    rows = [FundRow(on, "parcel", borne) for on, borne in _last(parcels, "closed_on", "borne_minor")]
    rows += [FundRow(on, "unproven", borne) for on, borne in _last(unproven, "posted_on", "amount_minor")]
    borne = parcels.aggregate(total=Sum("borne_minor"))["total"] or 0
    borne += unproven.aggregate(total=Sum("amount_minor"))["total"] or 0
    return Fund(borne, tuple(sorted(rows, key=lambda one: one.on, reverse=True)[:MOST_SHOWN]))


def _visible(viewer: Viewer) -> QuerySet[models.Fault]:
    """Return the findings of which the viewer's firm is seller or maker; desks see all."""
    rows = models.Fault.objects.all()
    if viewer.runs_desks:
        return rows
    return rows.filter(Q(seller_id=viewer.firm) | Q(maker_id=viewer.firm)) if viewer.firm else rows.none()


def _with_goods(code: str) -> models.Case:
    """Return a case whose goods came back and were graded."""
    found = models.Case.objects.filter(WITH_GOODS, code=as_code(code)).select_related("lot").first()
    if found is None:
        raise Missing("returns.case_not_found")
    return found


def _cost_minor(case: models.Case) -> int:
    return rules.cost_minor(place=case.disposition, **{name: getattr(case, name) for name in COSTS})


def _borne_minor(case: models.Case) -> int:
    """Return what the common fund bears of a case for its seller."""
    return case.freight_minor + case.handling_minor


def _require_evidence(new: NewFault, case: models.Case, viewer: Viewer) -> None:
    """Refuse a fault that nothing shows, or that an inspection of other goods should show."""
    known = {one.code for one in lab.inspections_of_lines([case.line_id], viewer=viewer)} if new.inspection else set()
    if not new.picture and new.inspection not in known:
        raise Refusal("returns.fault_not_shown")


def _pictures(content: bytes, case: models.Case, viewer: Viewer, now: datetime) -> tuple[str, str]:
    """Keep a picture for the seller, and for the maker where that is another firm."""
    makers = case.lot.firm_id
    sellers = files.store(content, purpose="fault", firm=case.firm_id, viewer=viewer, now=now).code
    if makers == case.firm_id:
        return sellers, sellers
    return sellers, files.store(content, purpose="fault", firm=makers, viewer=viewer, now=now).code


def _found(new: NewFault, case: models.Case, limits: FaultRules, on: date) -> models.Fault:
    """Return the finding as it begins: what it costs, and whether its maker must be asked."""
    cost = _cost_minor(case)
    row = models.Fault(
        code=new_code(),
        case=case,
        lot=case.lot,
        seller_id=case.firm_id,
        maker_id=case.lot.firm_id,
        is_proven=bool(new.cause),
        cause=new.cause,
        inspection=new.inspection if new.cause else "",
        cost_minor=cost,
        amount_minor=0,
        state="kept",
        found_on=on,
        settled_on=on,
    )
    if not new.cause:
        row.state, row.amount_minor = "fund", _borne_minor(case)
        return row
    row.share_e6 = limits.shares_e6[new.cause]
    charge = cost * row.share_e6 // rules.MILLION
    if row.maker_id != row.seller_id and charge:
        row.state, row.amount_minor = "proposed", charge
        row.settled_on, row.answer_by = None, on + timedelta(days=limits.answer_days)
    return row


def _notices(row: models.Fault, case: models.Case) -> list[NewNotice]:
    """Return what its maker is asked, and what its seller is told."""
    told = NewNotice(row.seller_id, FOUND, {"case": case.code}, key=f"fault:{row.code}")
    if row.state != "proposed":
        return [told]
    asked = {"case": case.code, "on": str(row.answer_by)}
    return [told, NewNotice(row.maker_id, PROPOSED, asked, key=f"charge:{row.code}")]


def _stop_repeats(row: models.Fault, limits: FaultRules, viewer: Viewer, on: date, now: datetime) -> None:
    """Hold a lot back that failed as often as is published, with its siblings, and tell the lab."""
    proven = models.Fault.objects.filter(lot_id=row.lot_id, is_proven=True).exclude(state="disputed").count()
    if proven < limits.repeats:
        return
    lots = rules.stopped(mill.sibling_lots(row.lot_id, viewer=viewer), row.cause)
    holds = [NewHold(one.lot_id, one.owner, rules.BECAUSE[one.shares], row.code) for one in lots]
    depot.hold_lots(holds, viewer=viewer, on=on, now=now)
    lab.tighten({(one.maker, one.family) for one in lots}, viewer=viewer, on=on, now=now)


def _may(row: models.Fault, viewer: Viewer, on: date) -> frozenset[str]:
    """Return what the viewer can answer now."""
    if row.state == "disputed" and viewer.runs_desks:
        return frozenset(("charge", "waive"))
    if row.state == "proposed" and viewer.firm == row.maker_id and row.answer_by and on <= row.answer_by:
        return frozenset(("charge", "dispute"))
    return frozenset()


def _record(row: models.Fault, viewer: Viewer, on: date) -> FaultRecord:
    return FaultRecord(
        code=row.code,
        case=row.case.code,
        lot_code=row.lot.code,
        seller=row.seller_id,
        seller_zh=row.seller.name_zh,
        seller_en=row.seller.name_en,
        maker=row.maker_id,
        maker_zh=row.maker.name_zh,
        maker_en=row.maker.name_en,
        pairs=row.case.pairs,
        is_proven=row.is_proven,
        cause=row.cause,
        inspection=row.inspection,
        picture=row.makers_picture if viewer.firm == row.maker_id else row.sellers_picture,
        share_e6=row.share_e6,
        cost_minor=row.cost_minor,
        amount_minor=row.amount_minor,
        state=row.state,
        found_on=row.found_on,
        answer_by=row.answer_by,
        objection=row.objection,
        settled_on=row.settled_on,
        may=_may(row, viewer, on),
    )


def _charges(rows: QuerySet[models.Fault]) -> list[ChargedBack]:
    fields = ("code", "case__code", "case__order_id", "is_proven", "maker_id", "seller_id", "amount_minor", "cause")
    return [
        ChargedBack(code, case, order, maker if is_proven else None, seller, amount, rules.rule_of(cause))
        for code, case, order, is_proven, maker, seller, amount, cause in rows.order_by("id").values_list(*fields)
    ]


def _last(rows: QuerySet[Any], on: str, amount: str) -> Sequence[tuple[date, int]]:
    return list(rows.order_by(f"-{on}", "-id").values_list(on, amount)[:MOST_SHOWN])
