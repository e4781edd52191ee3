"""Open what is said of cases, and claims without goods: sellers answer, buyers may appeal, a desk has the last word."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import as_code
from dukou.base.money import line_amount
from dukou.base.viewer import Viewer, require_town
from dukou.market.records import CREDIT
from dukou.post import door as post
from dukou.post.records import NewNotice
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.door.cases import visible
from dukou.returns.records import By, ClaimCase, Condition, Decided, Noted, Ruling, ToDecide
from dukou.returns.rules import cases as rules
from dukou.returns.rules import dock

MOST_NOTES = 100
MOST_SHOWN = 200
NOTED = ("firm_id", "is_consumers", "text", "picture", "written_at")
UNSEEN: Condition = "soiled"
KEPT_BOTH: Ruling = "kept_both"


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


def write_note(code: str, text: str, picture: str = "", *, viewer: Viewer, now: datetime) -> None:
    """Write to the other side of a case that is not closed, perhaps with a picture; a desk writes to both.

    `picture` is the code of a file that the town keeps. Firms with a part in the case get a notice.
    """
    kept = rules.require_note(text, is_pictured=bool(picture))
    with transaction.atomic():
        case = _locked(code, viewer)
        if case.state == "closed":
            raise Refusal("returns.case_closed")
        if models.Note.objects.filter(case=case).count() >= MOST_NOTES:
            raise Refusal("returns.many_notes", {"most": MOST_NOTES})
        note = models.Note.objects.create(
            case=case,
            firm_id=None if viewer.runs_desks else viewer.firm,
            person=viewer.person,
            is_consumers=viewer.scope is not None,
            text=kept,
            picture=picture,
            written_at=now,
        )
        told = sorted({case.firm_id, case.buyer_id} - {note.firm_id})
        facts = {"case": case.code}
        notices = [NewNotice(firm, "returns.note_written", facts, key=f"note:{note.pk}:{firm}") for firm in told]
        post.notify(notices, viewer=viewer, now=now)


def lapse(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Credit the claims that their sellers have not answered in time, settle goods not graded in time; count both.

    Whoever returned goods is not to wait for a desk: he is made good as if they had been graded. What the last person
    found of them stands. Goods that nobody looked at are sold as seconds, for nobody can say that they are as new; nor
    that they are faulty, so that nobody is charged for a fault of theirs.
    """
    require_town(viewer)
    days = dock.days(registry.limits(on=on), "returns.ungraded_days", dock.UNGRADED_DAYS)
    with transaction.atomic():
        rows = models.Case.objects.filter(outcome=CREDIT, state="open", appealed_on=None, answer_by__lt=on)
        due = list(rows.order_by("id").select_for_update(of=("self",)))
        facts = [write_decision(case, "rule", "seller_silent", _value_minor(case), viewer, on) for case in due]
        received = models.Case.objects.filter(state="received", condition="", received_on__lt=on - timedelta(days=days))
        ungraded = list(received.order_by("id").select_for_update(of=("self",)))
        facts += _settle_ungraded(ungraded, on)
        provenance.append(facts, viewer=viewer, now=now)
    return len(due) + len(ungraded)


def claim_case(code: str, *, viewer: Viewer, on: date) -> ClaimCase:
    """Return a claim or a return to its seller, its buyer, the consumer who asked for it, or a desk.

    For others it does not exist.
    """
    rows = visible(viewer).filter(code=as_code(code))
    found = rows.select_related("order", "request", "firm", "buyer").first()
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
    case.state, case.refund_minor = "decided", credit_minor
    case.withheld_minor = _value_minor(case) - case.replacement_minor - credit_minor
    case.save(update_fields=["state", "refund_minor", "withheld_minor", "appeal_by"])
    payload = {"by": by, "credit_minor": credit_minor, "ruling": ruling}
    return NewFact("returns.case_decided", case.code, case.firm_id, payload, on)


def _settle_ungraded(cases: Sequence[models.Case], on: date) -> list[NewFact]:
    """Let the last word on goods that are not graded in time stand, in the caller's transaction; return the facts."""
    rows = models.Grading.objects.filter(case__in=cases).order_by("place").values_list("case_id", "place", "condition")
    found = {case: (place, condition) for case, place, condition in rows}
    facts = []
    for case in cases:
        people, case.condition = found.get(case.pk, (0, UNSEEN))
        payload: Payload = {"condition": case.condition, "people": people}
        facts += [
            NewFact("returns.grading_lapsed", case.code, case.firm_id, {"rule": "returns.ungraded_days"}, on),
            NewFact("returns.condition_settled", case.code, case.firm_id, payload, on),
        ]
    models.Case.objects.bulk_update(cases, ["condition"])
    return facts


def _value_minor(case: models.Case) -> int:
    return line_amount(case.unit_price_e4, case.pairs).amount_minor


def _side(case: models.Case, viewer: Viewer) -> By | None:
    """Return as whom the viewer decides, None where it does not."""
    if viewer.runs_desks:
        return "desk"
    return "seller" if viewer.firm == case.firm_id else None


def _deciders(case: models.Case) -> Sequence[By]:
    """Return who is to decide a case now; of one with goods nobody is."""
    if case.state != "open" or case.outcome != CREDIT:
        return ()
    return ("seller",) if case.appealed_on is None else ("desk",)


def _is_appealable(case: models.Case, on: date) -> bool:
    return case.state == "decided" and case.appeal_by is not None and on <= case.appeal_by


def _locked(code: str, viewer: Viewer) -> models.Case:
    """Return a case that the viewer has a part in, locked."""
    case = visible(viewer).filter(code=as_code(code)).select_for_update(of=("self",)).first()
    if case is None:
        raise Missing("returns.case_not_found")
    return case


def _shown(case: models.Case, viewer: Viewer, on: date) -> ClaimCase:
    rows = models.Decision.objects.filter(case=case).order_by("id")
    decided = tuple(Decided(*row) for row in rows.values_list("on", "by", "ruling", "credit_minor"))
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
        has_goods=case.outcome != CREDIT,
        charged_minor=case.replacement_minor if any(one.ruling == KEPT_BOTH for one in decided) else 0,
        picture=sent or "",
        decisions=decided,
        notes=tuple(Noted(*row) for row in notes.values_list(*NOTED)),
        may=_may(case, viewer, on),
    )


def _may(case: models.Case, viewer: Viewer, on: date) -> frozenset[str]:
    """Return what the viewer can do with a case now."""
    may = {"write"} if case.state != "closed" else set[str]()
    if _side(case, viewer) in _deciders(case):
        may.add("decide")
    if viewer.firm == case.buyer_id and _is_appealable(case, on):
        may.add("appeal")
    return frozenset(may)
