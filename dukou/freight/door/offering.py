"""Open the offers: before a load leaves, each firm is told what it costs alone and together, and may go alone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.ids import new_code
from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.freight import models, rules
from dukou.freight.door.facts import pooling_facts
from dukou.freight.door.goods import departures, frozen_of, goods_of, in_state
from dukou.freight.door.proving import consenting
from dukou.freight.door.sharing import write_sharing
from dukou.freight.records import ALONE, DRAWN, UNASKED, AnswerState, FirmCharge, Goods, ParcelOffer, Pooling
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

CHUNK = 2_000
MOST_SHOWN = 500
MOST_ANSWERED = 500
OFFER_FIELDS = ("code", "load__code", "load__on", "load__destination__code", "load__state", "answer")
CHARGE_FIELDS = ("firm_id", "own_best_minor", "charge_minor", "waiting_minor", "late_pairs")
BASELINE_FIELDS = ("shipments", "pairs", "naive_minor", "own_best_late_pairs")


def offer(*, on: date, limit: Limit, viewer: Viewer, now: datetime) -> int:
    """Pool the day's frozen loads, share their cost and offer it to their firms; return how many loads.

    The pool begins with every firm's own best way. Firms in the live proof may be drawn to go alone before it is
    solved, and firms that save nothing by it are sent alone where that is cheaper. Offers and facts of a load are one
    transaction, claimed by the load's state.
    """
    require_town(viewer)
    loads = in_state("frozen", on)
    leaving, goods, frozen = departures(loads, on), goods_of(loads), frozen_of(loads)
    in_proof = consenting({one.firm for firms in frozen.values() for one in firms})
    made = 0
    for load in loads:
        drawn = rules.drawn(load.code, in_proof.intersection(one.firm for one in frozen[load.pk]))
        pooling, alone = rules.pool_where_it_pays(
            goods[load.pk], frozen[load.pk], leaving[load.pk], limit=limit, apart=drawn
        )
        unasked = dict.fromkeys(alone, ALONE) | dict.fromkeys(drawn, DRAWN)
        made += _write(load, goods[load.pk], pooling, unasked, viewer, now)
    return made


def offers(*, viewer: Viewer, on: date, load: str | None = None) -> list[ParcelOffer]:
    """Return the offers of a day to the viewer's firm, of one load if it is named; desks see those of every firm.

    They stay after the load has left, as what was offered.
    """
    rows = _visible(viewer).filter(load__on=on)
    if load is not None:
        rows = rows.filter(load__code=load) if load.isalnum() else rows.none()
    own = models.Baseline.objects.filter(load_id=OuterRef("load_id"), firm_id=OuterRef("firm_id"))
    with_own = rows.annotate(**{f"own_{name}": Subquery(own.values(name)[:1]) for name in BASELINE_FIELDS})
    fields = (*OFFER_FIELDS, *CHARGE_FIELDS, *(f"own_{name}" for name in BASELINE_FIELDS))
    return [_shown(row) for row in with_own.order_by("load_id", "firm_id").values_list(*fields)[:MOST_SHOWN]]


def answer_offers(codes: Sequence[str], accept: bool, *, viewer: Viewer, on: date, now: datetime) -> Outcome[str]:
    """Accept or decline offers of the viewer's own firm, each for itself, and return the codes that stand so now.

    The last answer before the load leaves counts; the same answer again changes nothing. Another firm's offer does not
    exist for the viewer, and one whose load has left is refused.
    """
    if len(codes) > MOST_ANSWERED:
        raise Refusal("freight.too_many_answers", {"most": MOST_ANSWERED})
    answer = "accepted" if accept else "declined"
    done: list[str] = []
    refused: list[Refused] = []
    with transaction.atomic():
        known = _own(codes, viewer)
        for row, code in enumerate(codes):
            try:
                _answer(known.get(code), answer, viewer, on, now)
            except Refusal as refusal:
                refused.append(Refused(row, refusal))
            else:
                done.append(code)
    return Outcome(tuple(done), tuple(refused))


def _own(codes: Sequence[str], viewer: Viewer) -> dict[str, models.Offer]:
    if viewer.firm is None:
        return {}
    named = {code for code in codes if code.isalnum()}
    rows = models.Offer.objects.filter(code__in=named, firm_id=viewer.firm).select_related("load")
    return {one.code: one for one in rows}


def _answer(found: models.Offer | None, answer: str, viewer: Viewer, on: date, now: datetime) -> None:
    if found is None:
        raise Missing("freight.offer_not_found")
    if found.answer == answer:
        return
    if found.answer in UNASKED:
        code = "freight.offer_drawn" if found.answer == DRAWN else "freight.offer_alone"
        raise Refusal(code, {"on": str(found.load.on)})
    # Whoever lets the load leave looks at this count, so that no answer is overheard.
    heard = models.Load.objects.filter(pk=found.load_id, state="offered").update(answers=F("answers") + 1)
    if not heard:
        raise Refusal("freight.load_has_left", {"on": str(found.load.on)})
    # From here on the load waits for this transaction, so that of several answers each is told once.
    if models.Offer.objects.filter(pk=found.pk).exclude(answer=answer).update(answer=answer):
        fact = NewFact("freight.offer_answered", found.code, found.firm_id, {"answer": answer}, on)
        provenance.append([fact], viewer=viewer, now=now)
    found.answer = answer


def _visible(viewer: Viewer) -> QuerySet[models.Offer]:
    rows = models.Offer.objects.all()
    if viewer.runs_desks:
        return rows
    return rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)


def _shown(row: tuple[Any, ...]) -> ParcelOffer:
    code, load, on, destination, state, answer = row[:6]
    charge = FirmCharge(*row[6:11])
    shipments, pairs, naive, own_late = row[11:]
    return ParcelOffer(
        code=code,
        load=load,
        on=on,
        destination=destination,
        firm=charge.firm,
        shipments=shipments,
        pairs=pairs,
        naive_minor=naive,
        own_best_minor=charge.own_best_minor,
        own_best_late_pairs=own_late,
        charge_minor=charge.charge_minor,
        waiting_minor=charge.waiting_minor,
        late_pairs=charge.late_pairs,
        answer=answer,
        is_open=state == "offered",
        reason=rules.offer_reason(charge),
    )


@transaction.atomic
def _write(
    load: models.Load,
    goods: Sequence[Goods],
    pooling: Pooling,
    unasked: Mapping[int, AnswerState],
    viewer: Viewer,
    now: datetime,
) -> int:
    frozen = models.Load.objects.filter(pk=load.pk, state="frozen")
    if not frozen.update(
        state="offered",
        pooled_minor=pooling.paid_minor,
        handling_minor=pooling.handling_minor,
        waiting_minor=pooling.waiting_minor,
        bound_minor=pooling.bound_minor,
        shortfall_minor=pooling.shortfall_minor,
        is_sound=pooling.is_sound,
    ):
        return 0
    rows = [
        models.Offer(
            code=new_code(),
            load=load,
            firm_id=one.firm,
            own_best_minor=one.own_best_minor,
            charge_minor=one.charge_minor,
            waiting_minor=one.waiting_minor,
            late_pairs=one.late_pairs,
            tariffs=[by for aboard, by in zip(goods, pooling.tariffs, strict=True) if aboard.firm == one.firm],
            answer=unasked.get(one.firm, "silent"),
        )
        for one in pooling.charges
    ]
    models.Offer.objects.bulk_create(rows, batch_size=CHUNK)
    drawn = sorted(firm for firm, answer in unasked.items() if answer == DRAWN)
    models.ProofDraw.objects.bulk_create(models.ProofDraw(load=load, firm_id=firm) for firm in drawn)
    told = [NewFact(f"freight.firm_{answer}", load.code, firm, {}, load.on) for firm, answer in sorted(unasked.items())]
    shared = write_sharing(load, pooling.sharing)
    provenance.append([*pooling_facts(load, pooling, "offered"), *shared, *told], viewer=viewer, now=now)
    return 1
