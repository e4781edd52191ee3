"""Call lots back: stock is held, buyers are told and get a return each, and what comes back is counted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import as_code, new_code
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.depot.records import MoveRecord, NewHold
from dukou.market.door import steps as market
from dukou.mill import door as mill
from dukou.post import door as post
from dukou.post.records import NewNotice
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.door.cases import pairs_back, write_cases
from dukou.returns.records.faults import RecalledFrom, RecallRecord, RecallRow
from dukou.returns.rules import cases as case_rules
from dukou.returns.rules import faults as rules

MOST_SHOWN = 200
ASKED, RECALLED = "returns.recall_asked", "returns.recalled"
SKU = "line__sku"
NAMES = (f"{SKU}__style__name_zh", f"{SKU}__style__name_en")
ROW = ("code", "lot__code", "firm__name_zh", "firm__name_en", *NAMES, "reason", "state", "asked_on")
PAGE = (
    *("code", "lot__code", "firm_id", "firm__name_zh", "firm__name_en", *NAMES),
    *(f"{SKU}__colour_zh", f"{SKU}__colour_en", f"{SKU}__size", f"{SKU}__gtin"),
    *("reason", "state", "asked_on", "opened_on", "closed_on"),
)
CAME_BACK = ("received", "graded", "closed")


def recall_lot(lot_code: str, reason: str, *, viewer: Viewer, on: date, now: datetime) -> str:
    """Call a lot back as its seller of record, or ask him to as a desk; return the recall's code.

    A lot that is called back, or of which that is asked, is so once. At once its stock is held back and its buyers are
    told; `open_recalled` opens their returns.
    """
    rules.require_recall_reason(reason)
    lot = mill.lot_by_code(lot_code, viewer=viewer)
    if not (viewer.runs_desks or viewer.acts_for(lot.owner)):
        raise Missing("mill.lot_not_found")
    with transaction.atomic():
        row, is_new = models.Recall.objects.select_for_update(of=("self",)).get_or_create(
            lot_id=lot.lot_id,
            state__in=["asked", "open"],
            defaults={
                "code": new_code(),
                "line_id": lot.line_id,
                "firm_id": lot.owner,
                "reason": reason,
                "state": "asked",
                "asked_on": on,
            },
        )
        if is_new:
            fact = NewFact(ASKED, row.code, row.firm_id, {"lot": row.lot_id, "reason": reason}, on)
            provenance.append([fact], viewer=viewer, now=now)
        if row.state == "asked" and viewer.acts_for(row.firm_id):
            _open(row, viewer, on, now)
        elif is_new:
            notice = NewNotice(row.firm_id, ASKED, {"recall": row.code, "lot": lot.code}, key=f"ask:{row.code}")
            post.notify([notice], viewer=viewer, now=now)
    return row.code


def answer_recall(code: str, *, consents: bool, viewer: Viewer, on: date, now: datetime) -> None:
    """Consent to a recall that a desk asks for, or decline it, as the seller of record; said twice it is said once."""
    with transaction.atomic():
        row = models.Recall.objects.filter(code=as_code(code)).select_for_update().first()
        if row is None or not viewer.acts_for(row.firm_id):
            raise Missing("returns.recall_not_found")
        if row.state == ("open" if consents else "declined"):
            return
        if row.state != "asked":
            raise Refusal("returns.recall_answered")
        if consents:
            _open(row, viewer, on, now)
            return
        row.state = "declined"
        row.save(update_fields=["state"])
        provenance.append([NewFact("returns.recall_declined", row.code, row.firm_id, {}, on)], viewer=viewer, now=now)


def open_recalled(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Open a return of each recalled lot for all pairs that its buyer still has, once, and return how many."""
    require_town(viewer)
    with transaction.atomic():
        without = ~Exists(models.Case.objects.filter(recall=OuterRef("pk")))
        rows = models.Recall.objects.filter(without, state="open").order_by("id")
        locked = list(rows.select_for_update().values_list("id", "line_id"))
        # Who waited for the lock looks once more: another may have opened the case meanwhile.
        opened = models.Case.objects.filter(recall_id__in=[key for key, _line in locked])
        have_cases = set(opened.values_list("recall_id", flat=True))
        going = {line: key for key, line in locked if key not in have_cases}
        lines = market.line_facts(list(going), viewer=viewer)
        back = pairs_back(going)
        day = case_rules.fees(registry.limits(on=on))
        left = {line: one.pairs - back.get(line, 0) for line, one in lines.items()}
        delivered = _delivered(going, viewer)
        cases = [
            rules.recalled(going[line], one, left[line], day, on)
            for line, one in lines.items()
            if line in delivered and left[line] > 0
        ]
        write_cases(cases, on, viewer, now)
    return len(cases)


def close_recalls(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Close the recalls of which every return is closed, and return how many; stock stays held until a desk acts."""
    require_town(viewer)
    with transaction.atomic():
        going = Exists(models.Case.objects.filter(recall=OuterRef("pk")).exclude(state="closed"))
        due = list(
            models.Recall.objects.filter(~going, state="open", opened_on__lt=on).order_by("id").select_for_update()
        )
        models.Recall.objects.filter(id__in=[one.pk for one in due]).update(state="closed", closed_on=on)
        facts = [NewFact("returns.recall_closed", one.code, one.firm_id, {}, on) for one in due]
        provenance.append(facts, viewer=viewer, now=now)
    return len(due)


def recalls(*, viewer: Viewer) -> list[RecallRow]:
    """Return the recalls of the viewer's lots, and of lots that it bought, the last first; desks see all.

    A buyer reads how many pairs he had, others how many all buyers had.
    """
    rows = list(_visible(viewer).order_by("-id").values_list("id", "firm_id", *ROW)[:MOST_SHOWN])
    had: dict[int, Counter[int]] = defaultdict(Counter)
    buyers = models.RecallBuyer.objects.filter(recall_id__in=[row[0] for row in rows])
    for recall_id, buyer, ordered, exchanged in buyers.values_list(
        "recall_id", "buyer_id", "pairs_ordered", "pairs_exchanged"
    ):
        had[recall_id][buyer] += ordered + exchanged
    return [RecallRow(*(*shown, _pairs(had[key], firm, viewer))) for key, firm, *shown in rows]


def recall(code: str, *, viewer: Viewer) -> RecallRecord:
    """Return a recall to its seller, to a desk, or to a buyer, who sees himself alone; for others it does not exist."""
    rows = _visible(viewer).filter(code=as_code(code))
    row = rows.values_list("id", "line_id", "state", *PAGE).first()
    if row is None:
        raise Missing("returns.recall_not_found")
    key, line, state, *shown = row
    seller = shown[PAGE.index("firm_id")]
    is_whole = viewer.runs_desks or viewer.acts_for(seller)
    buyers = _buyers(key, None if is_whole else viewer.firm)
    places = _places(depot.moves_of_lines([line], viewer=viewer)) if is_whole else {}
    return RecallRecord(*(*shown, buyers, places, state == "asked" and viewer.acts_for(seller)))


def _open(row: models.Recall, viewer: Viewer, on: date, now: datetime) -> None:
    """Open a recall in the caller's transaction: hold its stock back, tell its buyers, and give each a return."""
    moves = depot.moves_of_lines([row.line_id], viewer=viewer)
    buyers = _had(row, moves)
    models.RecallBuyer.objects.bulk_create(
        models.RecallBuyer(recall=row, buyer_id=buyer, pairs_ordered=ordered, pairs_exchanged=exchanged)
        for buyer, (ordered, exchanged) in sorted(buyers.items())
    )
    row.state, row.opened_on = "open", on
    row.save(update_fields=["state", "opened_on"])
    hold = NewHold(row.lot_id, row.firm_id, "recall", row.code)
    depot.hold_lots([hold], viewer=viewer, on=on, now=now)
    payload = {"buyers": len(buyers), "pairs": sum(ordered + exchanged for ordered, exchanged in buyers.values())}
    fact = NewFact("returns.recall_opened", row.code, row.firm_id, payload, on)
    provenance.append([fact], viewer=viewer, now=now)
    notices = [NewNotice(one, RECALLED, {"recall": row.code}, key=f"recall:{row.code}:{one}") for one in sorted(buyers)]
    post.notify(notices, viewer=viewer, now=now)


def _delivered(line_ids: Collection[int], viewer: Viewer) -> set[int]:
    """Return the lines of which goods are with their buyers."""
    moves = depot.moves_of_lines(list(line_ids), viewer=viewer)
    return {one.line_id for one in moves if one.to_place == "buyer"}


def _had(row: models.Recall, moves: Sequence[MoveRecord]) -> dict[int, tuple[int, int]]:
    """Return the pairs of a lot that each buyer has had: ordered by him, and sent to him in exchange."""
    ordered, exchanged = Counter[int](), Counter[int]()
    sent = Counter({one.cause: 0 for one in moves if one.to_place == "exchanged"})
    for one in moves:
        if one.to_place == "exchanged":
            sent[one.cause] += one.pairs
        if one.to_place == "buyer":
            ordered[row.line.buyer_id] += one.pairs
    for code, buyer in models.Case.objects.filter(code__in=list(sent)).values_list("code", "buyer_id"):
        exchanged[buyer] += sent[code]
    return {buyer: (ordered[buyer], exchanged[buyer]) for buyer in {*ordered, *exchanged}}


def _places(moves: Sequence[MoveRecord]) -> dict[str, int]:
    """Return how many pairs of a lot are where."""
    there: Counter[str] = Counter()
    for one in moves:
        there[one.to_place] += one.pairs
        there[one.from_place] -= one.pairs
    return {place: pairs for place, pairs in there.items() if pairs > 0}


def _visible(viewer: Viewer) -> QuerySet[models.Recall]:
    """Return the recalls of the viewer's lots, and those open ones of which it had goods; desks see all."""
    rows = models.Recall.objects.all()
    if viewer.runs_desks:
        return rows
    had = Exists(models.RecallBuyer.objects.filter(recall=OuterRef("pk"), buyer_id=viewer.firm))
    return rows.filter(Q(firm_id=viewer.firm) | had) if viewer.firm else rows.none()


def _pairs(had: Counter[int], seller: int, viewer: Viewer) -> int:
    return sum(had.values()) if viewer.runs_desks or viewer.acts_for(seller) else had[viewer.firm or 0]


def _buyers(recall_id: int, firm: int | None) -> tuple[RecalledFrom, ...]:
    """Return the buyers of a recalled lot, perhaps one of them alone, with what has come back."""
    rows = models.RecallBuyer.objects.filter(recall_id=recall_id).order_by("id")
    if firm is not None:
        rows = rows.filter(buyer_id=firm)
    returns = models.Case.objects.filter(recall_id=recall_id).values_list("buyer_id", "code", "state", "pairs")
    cases = {buyer: (code, state, pairs if state in CAME_BACK else 0) for buyer, code, state, pairs in returns}
    fields = ("buyer_id", "buyer__name_zh", "buyer__name_en", "pairs_ordered", "pairs_exchanged")
    return tuple(RecalledFrom(*(*row, *cases.get(row[0], ("", "", 0)))) for row in rows.values_list(*fields))
