"""Open claims without goods: their sellers answer them, their buyers may appeal, a desk has the last word."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import as_code
from dukou.base.money import line_amount
from dukou.base.viewer import Viewer, require_town
from dukou.market.records import CREDIT
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.door.cases import visible
from dukou.returns.records import By, ClaimCase, Decided, Noted, Ruling, ToDecide
from dukou.returns.rules import cases as rules

MOST_NOTES = 100
MOST_SHOWN = 200


def decide(code: str, ruling: str, part_minor: int, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Answer a claim without goods as its seller, or decide an appeal as a desk; said twice it is decided once.

    A part is credited in minor units. What its seller does not credit whole, its buyer may appeal for some days.
    """
    with transaction.atomic():
        case = _locked(code, viewer)
        by = _side(case, viewer)
        if by is None:
            raise Missing("returns.case_not_found")
        found, credit_minor = rules.credited(ruling, part_minor, _value_minor(case), by=by)
        given = models.Decision.objects.filter(case=case, by=by).values_list("ruling", "credit_minor").first()
        if given == (found, credit_minor):
            return
        if by not in _deciders(case):
            raise Refusal("returns.not_to_decide")
        if by == "seller" and credit_minor < _value_minor(case):
            case.appeal_by = on + timedelta(days=rules.fees(registry.limits(on=on)).appeal_days)
        provenance.append([write_decision(case, by, found, credit_minor, viewer, on)], viewer=viewer, now=now)


def appeal(code: str, text: str, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Ask the desk to decide a claim again, as its buyer, with what is to be said for it; once."""
    kept = rules.require_note(text)
    with transaction.atomic():
        case = _locked(code, viewer)
        if case.buyer_id != viewer.firm:
            raise Missing("returns.case_not_found")
        if case.appealed_on is not None:
            return
        if not _is_appealable(case, on):
            raise Refusal("returns.no_appeal")
        case.state, case.appealed_on, case.appeal_by = "open", on, None
        case.save(update_fields=["state", "appealed_on", "appeal_by"])
        models.Note.objects.create(case=case, firm_id=viewer.firm, person=viewer.person, text=kept, written_at=now)
        provenance.append([NewFact("returns.case_appealed", case.code, case.firm_id, {}, on)], viewer=viewer, now=now)


def write_note(code: str, text: str, *, viewer: Viewer, now: datetime) -> None:
    """Write to the other side of a claim that is not closed; a desk writes to both."""
    kept = rules.require_note(text)
    with transaction.atomic():
        case = _locked(code, viewer)
        if case.state == "closed":
            raise Refusal("returns.case_closed")
        if models.Note.objects.filter(case=case).count() >= MOST_NOTES:
            raise Refusal("returns.many_notes", {"most": MOST_NOTES})
        firm = None if viewer.runs_desks else viewer.firm
        models.Note.objects.create(case=case, firm_id=firm, person=viewer.person, text=kept, written_at=now)


def lapse(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Credit the claims that their sellers have not answered in time, and return how many."""
    require_town(viewer)
    with transaction.atomic():
        rows = models.Case.objects.filter(outcome=CREDIT, state="open", appealed_on=None, answer_by__lt=on)
        due = list(rows.order_by("id").select_for_update(of=("self",)))
        facts = [write_decision(case, "rule", "seller_silent", _value_minor(case), viewer, on) for case in due]
        provenance.append(facts, viewer=viewer, now=now)
    return len(due)


def claim_case(code: str, *, viewer: Viewer, on: date) -> ClaimCase:
    """Return a claim without goods to its seller, its buyer or a desk; for others it does not exist."""
    found = _named(code, viewer).select_related("order", "request", "firm", "buyer").first()
    if found is None:
        raise Missing("returns.case_not_found")
    return _shown(found, viewer, on)


def claims_to_decide(*, viewer: Viewer) -> list[ToDecide]:
    """Return the claims that wait for the viewer's decision: a seller's by the day they are due, a desk's appeals."""
    if not viewer.runs_desks and viewer.firm is None:
        return []
    rows = models.Case.objects.filter(outcome=CREDIT, state="open").order_by("answer_by", "id")
    mine = rows.exclude(appealed_on=None) if viewer.runs_desks else rows.filter(firm=viewer.firm, appealed_on=None)
    due = "appealed_on" if viewer.runs_desks else "answer_by"
    fields = ("code", due, "buyer__name_zh", "buyer__name_en", "pairs", "refund_minor")
    return [ToDecide(*row) for row in mine.values_list(*fields)[:MOST_SHOWN]]


def write_decision(case: models.Case, by: By, ruling: Ruling, credit_minor: int, viewer: Viewer, on: date) -> NewFact:
    """Keep a decision on a case, in the caller's transaction, and return its fact."""
    models.Decision.objects.create(
        case=case, on=on, by=by, ruling=ruling, credit_minor=credit_minor, person=viewer.person
    )
    case.state, case.refund_minor, case.withheld_minor = "decided", credit_minor, _value_minor(case) - credit_minor
    case.save(update_fields=["state", "refund_minor", "withheld_minor", "appeal_by"])
    payload = {"by": by, "credit_minor": credit_minor, "ruling": ruling}
    return NewFact("returns.case_decided", case.code, case.firm_id, payload, on)


def _value_minor(case: models.Case) -> int:
    return line_amount(case.unit_price_e4, case.pairs).amount_minor


def _side(case: models.Case, viewer: Viewer) -> By | None:
    """Return as whom the viewer decides, None where it does not."""
    if viewer.runs_desks:
        return "desk"
    return "seller" if viewer.firm == case.firm_id else None


def _deciders(case: models.Case) -> Sequence[By]:
    """Return who is to decide a case now."""
    if case.state != "open":
        return ()
    return ("seller",) if case.appealed_on is None else ("desk",)


def _is_appealable(case: models.Case, on: date) -> bool:
    return case.state == "decided" and case.appeal_by is not None and on <= case.appeal_by


def _named(code: str, viewer: Viewer) -> QuerySet[models.Case]:
    """Return the claim without goods of a code, if the viewer may see it."""
    return visible(viewer).filter(outcome=CREDIT, code=as_code(code))


def _locked(code: str, viewer: Viewer) -> models.Case:
    """Return a case that the viewer has a part in, locked."""
    case = _named(code, viewer).select_for_update(of=("self",)).first()
    if case is None:
        raise Missing("returns.case_not_found")
    return case


def _shown(case: models.Case, viewer: Viewer, on: date) -> ClaimCase:
    decisions = models.Decision.objects.filter(case=case).order_by("id")
    notes = models.Note.objects.filter(case=case).order_by("id")
    sent = case.request.picture if case.request and viewer.firm != case.firm_id else case.evidence
    return ClaimCase(
        code=case.code,
        order=case.order.code,
        line=case.line_id,
        firm=case.firm_id,
        firm_zh=case.firm.name_zh,
        firm_en=case.firm.name_en,
        buyer=case.buyer_id,
        buyer_zh=case.buyer.name_zh,
        buyer_en=case.buyer.name_en,
        pairs=case.pairs,
        reason=case.reason,
        detail=case.detail,
        value_minor=_value_minor(case),
        state=case.state,
        requested_on=case.requested_on,
        answer_by=case.answer_by,
        appeal_by=case.appeal_by,
        appealed_on=case.appealed_on,
        picture=sent or "",
        decisions=tuple(Decided(*row) for row in decisions.values_list("on", "by", "ruling", "credit_minor")),
        notes=tuple(Noted(*row) for row in notes.values_list("firm_id", "text", "written_at")),
        may=_may(case, viewer, on),
    )


def _may(case: models.Case, viewer: Viewer, on: date) -> frozenset[str]:
    """Return what the viewer can do with a claim now."""
    may = {"write"} if case.state != "closed" else set[str]()
    if _side(case, viewer) in _deciders(case):
        may.add("decide")
    if viewer.firm == case.buyer_id and _is_appealable(case, on):
        may.add("appeal")
    return frozenset(may)
