"""Open what a buyer asks for: told before it is sent, opened at once, all of it or nothing.

`by` is who asks: somebody of a buying firm, or a consumer by his link; the town carries it out.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from dukou.base.days import days_after
from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.money import line_amount
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.depot.door import asides
from dukou.depot.records import NewExchange
from dukou.depot.records.asides import SetAside
from dukou.market.door import bought as market
from dukou.market.records import BoughtLine, VariantRecord
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.door import labels
from dukou.returns.door.agreed import agreed, policies
from dukou.returns.door.cases import write_cases
from dukou.returns.door.deciding import write_decision
from dukou.returns.records import Ruling
from dukou.returns.records.asking import Agreed, AskedCase, AskedRecord, NewAsk, Planned, Preview, Returnable, Terms
from dukou.returns.rules import asking as rules

MOST_SHOWN = 20
CASE = (
    "ask_id",
    "code",
    "order__code",
    "line__sku__style__name_zh",
    "line__sku__style__name_en",
    "line__sku__size",
    "firm__name_zh",
    "firm__name_en",
    "pairs",
    "outcome",
    "promised",
    "refund_minor",
    "state",
)


@dataclass(frozen=True, slots=True)
class Looked:
    """Hold what a request is decided on: lines, the sizes and colours of their styles, what is agreed, the terms."""

    lines: Mapping[int, BoughtLine]
    variants: Mapping[int, Sequence[VariantRecord]]
    agreed: Agreed
    terms: Terms


def preview(new: NewAsk, *, by: Viewer, viewer: Viewer, on: date) -> Preview:
    """Tell what becomes of a request: outcome, money, who pays the way back, and until when; nothing is written."""
    require_town(viewer)
    rules.require_ask(new)
    lines = market.bought(viewer=by, line_ids=[one.line_id for one in new.lines])
    looked = _looked(new, lines, by, on)
    return _planned(new, looked, viewer, is_locked=False)


def ask(new: NewAsk, *, mark: str, request_key: str, by: Viewer, viewer: Viewer, on: date, now: datetime) -> str:
    """Open a request as it was told, with a case a line, and return its code; sent twice it is opened once.

    `mark` is that of the preview: where anything of it has changed the request is refused, to be looked at again. What
    replaces goods is set aside at once, and leaves at once where the seller trusts the buyer.
    """
    require_town(viewer)
    rules.require_ask(new)
    rules.require_key(request_key)
    line_ids = [one.line_id for one in new.lines]
    if (before := _before(request_key, line_ids, by)) is not None:
        return before
    try:
        with transaction.atomic():
            lines = market.hold_bought(line_ids, by=by, viewer=viewer)
            looked = _looked(new, lines, by, on)
            found = _planned(new, looked, viewer, is_locked=True)
            if found.mark != mark:
                raise Refusal("returns.outcome_changed")
            row = _write(new, found, looked, request_key, by, viewer, now)
    except (IntegrityError, Refusal):
        # It was sent twice at once: the first took the key, and perhaps what is left of the goods.
        if (before := _before(request_key, line_ids, by)) is not None:
            return before
        raise
    return row.code


def returnable(*, viewer: Viewer, on: date) -> list[Returnable]:
    """Return what the viewer's firm, or the consumer's link, has of delivered lines, and until when it goes back.

    A line that a rule keeps from going back without a reason names the rule.
    """
    lines = market.bought(viewer=viewer)
    terms = rules.terms(registry.limits(on=on), on)
    styles = market.variants({line.style for line in lines}, viewer=viewer)
    laid_down = policies({line.seller for line in lines})
    return [rules.returnable(line, styles[line.style], laid_down.get(line.seller), terms) for line in lines]


def asked(*, viewer: Viewer) -> list[AskedRecord]:
    """Return the last requests of the viewer's firm, or of the consumer's link, with their cases."""
    rows = list(_own(viewer).order_by("-id")[:MOST_SHOWN])
    promised = models.Replacement.objects.filter(case=OuterRef("pk")).values("case").annotate(Sum("pairs"))
    cases = models.Case.objects.filter(ask__in=rows).annotate(
        promised=Coalesce(Subquery(promised.values("pairs__sum")), 0)
    )
    by_ask: dict[int, list[AskedCase]] = {row.pk: [] for row in rows}
    for ask_id, *shown in cases.order_by("id").values_list(*CASE):
        by_ask[ask_id].append(AskedCase(*(*shown, labels.text_of(shown[0]))))
    return [AskedRecord(row.code, row.asked_on, row.return_by, tuple(by_ask[row.pk])) for row in rows]


def give_up(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Close the requests whose goods have not come by their last day: what was set aside for them is free again.

    Where the replacement was sent ahead the buyer has both and owes the price of one: settlement bills it when the case
    is closed. Goods that come later are a parcel that nobody announced. In the simulated town some parcels never come:
    their goods are expected after that day. Returns how many are closed.
    """
    require_town(viewer)
    with transaction.atomic():
        waiting = models.Case.objects.filter(ask__isnull=False, state="open").order_by("id")
        _keep_waiting(waiting, on)
        over = waiting.filter(ask__return_by__lt=on, received_on__isnull=False)
        gone = list(over.select_for_update(of=("self",)))
        for row in gone:
            row.outcome, row.received_on, row.freight_minor, row.answer_by = "credit", None, 0, on
            row.disposition = "kept"
        fields = ["outcome", "received_on", "freight_minor", "answer_by", "disposition"]
        models.Case.objects.bulk_update(gone, fields)
        asides.put_back([row.code for row in gone], on=on, viewer=viewer)
        rulings: list[Ruling] = ["kept_both" if row.pairs_replaced else "not_sent_back" for row in gone]
        facts = [write_decision(row, "rule", ruling, 0, viewer, on) for row, ruling in zip(gone, rulings, strict=True)]
        provenance.append(facts, viewer=viewer, now=now)
    return len(gone)


def _keep_waiting(waiting: QuerySet[models.Case], on: date) -> None:
    """Expect parcels that are due on a day and never come only when their last day is over."""
    due = list(waiting.filter(received_on=on, ask__return_by__gte=on).select_related("ask"))
    never = rules.never_sent([row.draw for row in due], registry.limits(on=on))
    late = [row for row, is_late in zip(due, never, strict=True) if is_late]
    for row in late:
        assert row.ask is not None
        row.received_on = days_after(row.ask.return_by, 1)
    models.Case.objects.bulk_update(late, ["received_on"])


def _looked(new: NewAsk, lines: Sequence[BoughtLine], by: Viewer, on: date) -> Looked:
    """Gather what is decided on; lines that are not the buyer's do not exist."""
    found = {line.line_id: line for line in lines}
    if found.keys() != {one.line_id for one in new.lines}:
        raise Missing("returns.line_not_found")
    variants = market.variants({line.style for line in lines}, viewer=by)
    gtins = {variant.gtin for some in variants.values() for variant in some}
    terms = rules.terms(registry.limits(on=on), on)
    known = agreed({line.seller for line in lines}, {line.buyer for line in lines}, gtins)
    return Looked(found, variants, known, terms)


def _planned(new: NewAsk, looked: Looked, viewer: Viewer, *, is_locked: bool) -> Preview:
    """Decide line after line what becomes of it; no pair is promised twice."""
    wanted: dict[int, str] = {}
    for one in new.lines:
        line = looked.lines[one.line_id]
        rules.require_allowed(one, line, looked.terms)
        wanted[one.line_id] = rules.wanted(one, line, looked.variants[line.style])
    asked_for = {(looked.lines[line].seller, gtin) for line, gtin in wanted.items()}
    equals = {(one.giver, one.gtin) for goods in asked_for for one in looked.agreed.equals.get(goods, ())}
    near = asides.near_goods(
        asked_for | equals,
        destinations={line.destination for line in looked.lines.values()},
        viewer=viewer,
        is_locked=is_locked,
    )
    shelves = rules.Shelves(near)
    planned = [
        rules.plan(one, looked.lines[one.line_id], wanted[one.line_id], looked.agreed, shelves, looked.terms)
        for one in new.lines
    ]
    return rules.preview(planned, looked.terms)


def _write(
    new: NewAsk, told: Preview, looked: Looked, request_key: str, by: Viewer, viewer: Viewer, now: datetime
) -> models.Ask:
    """Write a request, its cases and what is promised for them."""
    on, first = looked.terms.on, looked.lines[new.lines[0].line_id]
    row = models.Ask.objects.create(
        code=new_code(),
        key=request_key,
        buyer_id=first.buyer,
        sale_id=first.sale if by.scope else None,
        person=by.person,
        asked_on=on,
        return_by=told.return_by,
    )
    planned = {one.line_id: one for one in told.lines}
    requests = [rules.new_request(one, planned[one.line_id].told) for one in new.lines]
    due = market.take_requests(requests, looked.lines, on=on, viewer=viewer)
    opened = [rules.new_case(one, planned[one.line_id], looked.terms, row.pk) for one in due]
    cases = write_cases(opened, on, viewer, now)
    _promise([(case, planned[case.line_id]) for case in cases], on, viewer)
    decided = [
        write_decision(case, "rule", "by_policy", planned[case.line_id].refund_minor, by, on)
        for case in cases
        if planned[case.line_id].told == "part"
    ]
    pairs: Counter[int] = Counter()
    for case in cases:
        pairs[case.firm_id] += case.pairs
    facts = [NewFact("returns.asked", row.code, firm, {"pairs": count}, on) for firm, count in sorted(pairs.items())]
    provenance.append([*facts, *decided], viewer=by, now=now)
    return row


def _promise(cases: Sequence[tuple[models.Case, Planned]], on: date, viewer: Viewer) -> None:
    """Set aside what replaces goods, and send it where it goes ahead."""
    models.Replacement.objects.bulk_create(
        models.Replacement(
            case=case, owner_id=part.owner, sku_id=part.sku_id, pairs=part.pairs, unit_price_e4=part.unit_price_e4
        )
        for case, planned in cases
        for part in planned.articles
    )
    goods = [
        SetAside(part.lot_id, part.owner, part.place, part.site, part.pairs, case.code)
        for case, planned in cases
        for part in planned.parts
    ]
    asides.set_aside(goods, on=on, viewer=viewer)
    ahead = [(case, planned) for case, planned in cases if planned.is_ahead]
    depot.exchange(
        [NewExchange(case.firm_id, planned.parts[0].sku_id, case.pairs, case.code) for case, planned in ahead],
        on=on,
        viewer=viewer,
    )
    for case, planned in ahead:
        case.pairs_replaced, case.refund_minor = planned.replaced_pairs, planned.refund_minor
        case.replacement_minor = line_amount(case.unit_price_e4, planned.replaced_pairs).amount_minor
    models.Case.objects.bulk_update(
        [case for case, _planned in ahead], ["pairs_replaced", "refund_minor", "replacement_minor"]
    )


def _before(request_key: str, line_ids: Sequence[int], by: Viewer) -> str | None:
    """Return the code of what was asked under this key; refuse a key of another request."""
    row = _own(by).filter(key=request_key).first()
    if row is None:
        return None
    lines = models.Case.objects.filter(ask=row).values_list("line_id", flat=True)
    if sorted(lines) != sorted(line_ids):
        raise Refusal("returns.key_used")
    return row.code


def _own(viewer: Viewer) -> QuerySet[models.Ask]:
    """Return the requests of who looks: of a consumer's link, or of a buying firm."""
    if viewer.scope is not None:
        return models.Ask.objects.filter(sale__code=viewer.scope.removeprefix(market.CONSUMER))
    return models.Ask.objects.filter(buyer_id=viewer.firm) if viewer.firm is not None else models.Ask.objects.none()
