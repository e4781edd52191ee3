"""Propose to an owner what to place overseas, by a forecast from what was delivered, and take the answer."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Avg, F, Q, Sum

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.solving import Limit
from dukou.base.viewer import Viewer
from dukou.depot import models
from dukou.depot.door import abroad, fees
from dukou.depot.door.overseas import NAMES, SKU
from dukou.depot.door.shelf import FREE
from dukou.depot.records.abroad import GoodsName, NewInbound, Placeable, Placed, ProposalRecord, ProposalRow, Sales
from dukou.depot.rules import placing as rules
from dukou.depot.rules.fees import YUAN, YUAN_E6
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

WEEKS = 26
CAPITAL, SECONDS = "logistics.capital_rate_year", "returns.seconds_share"
PROPOSAL = tuple("owner_id" if name == "owner" else name for name in ProposalRecord.__slots__ if name != "rows")
PLACED = ("site_id", "sku_id", "service", "days", "pairs", "forecast_pairs")
NAMES_OF_LINE = tuple(name.replace("owner__", "proposal__owner__") for name in NAMES)


def propose(*, viewer: Viewer, on: date, limit: Limit, now: datetime, budget_minor: int | None = None) -> str:
    """Work out what the viewer's firm might place overseas out of its free stock, and return the proposal's code.

    Goods and freight together come to no more than the budget, where one is given. A proposal that waits for an answer
    lapses. No goods are moved or held.
    """
    if viewer.firm is None:
        raise Missing("depot.proposal_not_found")
    plan = rules.plan(_market(viewer.firm, viewer, on, budget_minor), limit=limit)
    code = new_code()
    with transaction.atomic():
        models.Proposal.objects.filter(owner_id=viewer.firm, state="open").update(state="lapsed", answered_on=on)
        row = models.Proposal.objects.create(
            code=code,
            owner_id=viewer.firm,
            on=on,
            at=now,
            budget_minor=budget_minor,
            expected_minor=plan.expected_minor,
            bound_minor=plan.bound_minor,
        )
        models.ProposalLine.objects.bulk_create(
            models.ProposalLine(
                proposal=row,
                site_id=one.site,
                sku_id=one.sku_id,
                service=one.service,
                days=one.days,
                pairs=one.pairs,
                forecast_pairs=one.forecast_pairs,
            )
            for one in plan.placed
        )
        payload = {"expected_minor": plan.expected_minor, "pairs": sum(one.pairs for one in plan.placed)}
        provenance.append([NewFact("depot.placing_proposed", code, viewer.firm, payload, on)], viewer=viewer, now=now)
    return code


def answer_proposal(code: str, *, is_accepted: bool, viewer: Viewer, on: date, now: datetime) -> ProposalRecord:
    """Accept or decline a proposal, once, for its owner; what is accepted is announced overseas, all or nothing."""
    with transaction.atomic():
        row = models.Proposal.objects.select_for_update().filter(code=code).first()
        if row is None or not viewer.acts_for(row.owner_id):
            raise Missing("depot.proposal_not_found")
        if row.state != "open":
            raise Refusal("depot.proposal_answered")
        lines = models.ProposalLine.objects.filter(proposal=row).order_by("id").values_list(*PLACED)
        if is_accepted:
            placed = [Placed(*line) for line in lines]
            new = [
                NewInbound(one.site, row.owner_id, one.sku_id, one.pairs, on + timedelta(days=one.days), f"{code}-{n}")
                for n, one in enumerate(placed)
            ]
            if refused := abroad.announce(new, viewer=viewer, on=on, now=now).refused:
                raise refused[0].refusal
        row.state = "accepted" if is_accepted else "declined"
        row.answered_on = on
        row.save(update_fields=["state", "answered_on"])
        fact = NewFact(f"depot.placing_{row.state}", code, row.owner_id, {}, on)
        provenance.append([fact], viewer=viewer, now=now)
    return proposals(viewer=viewer, codes=[code])[0]


def proposals(*, viewer: Viewer, codes: Iterable[str] = ()) -> list[ProposalRecord]:
    """Return proposals, newest first, all or those of these codes; they are their owner's alone."""
    rows = models.Proposal.objects.filter(owner_id=viewer.firm) if viewer.firm else models.Proposal.objects.none()
    if wanted := list(codes):
        rows = rows.filter(code__in=wanted)
    found = list(rows.order_by("-id").values_list("id", *PROPOSAL))
    lines: dict[int, list[ProposalRow]] = defaultdict(list)
    kept = models.ProposalLine.objects.filter(proposal_id__in=[row[0] for row in found]).order_by("id")
    for proposal, *line in kept.values_list("proposal_id", *PLACED, *NAMES_OF_LINE):
        lines[proposal].append(ProposalRow(Placed(*line[: len(PLACED)]), GoodsName(*line[len(PLACED) :])))
    return [ProposalRecord(*(*row[1:], tuple(lines[row[0]]))) for row in found]


def _market(owner: int, viewer: Viewer, on: date, budget_minor: int | None) -> rules.Market:
    """Gather what a plan is made from."""
    rates = {YUAN: YUAN_E6} | {one.currency: one.rate_e6 for one in registry.exchange_rates(on=on)}
    limits = registry.limits(on=on)
    lying: Counter[tuple[int, int]] = Counter()
    for one in abroad.overseas_stock(on=on, viewer=viewer):
        lying[one.site, one.sku_id] += one.pairs if one.owner == owner else 0
    coming: Counter[tuple[int, int]] = Counter()
    announced = models.Inbound.objects.filter(owner_id=owner, received_on__isnull=True)
    for site, sku, pairs in announced.values_list("site_id", "sku_id", "pairs"):
        coming[site, sku] += pairs
    return rules.Market(
        goods=tuple(_goods(owner)),
        sales=tuple(_sales(owner, on)),
        depots=tuple(abroad.overseas_depots()),
        rules=tuple(one for one in fees.fee_rules(on=on) if one.currency in rates),
        tariffs=tuple(one for one in registry.tariffs(on=on) if one.currency in rates),
        rates=rates,
        lying=lying,
        coming=coming,
        capital_rate_e6=limits[CAPITAL],
        left_share_e6=limits[SECONDS],
        budget_minor=budget_minor,
    )


def _goods(owner: int) -> list[Placeable]:
    """Return the owner's free pairs in the town's depot by SKU, worth what they were ordered for on the average."""
    free = models.Stock.objects.filter(FREE, owner_id=owner).order_by("sku_id")
    style = "sku__style__"
    measures = (f"{style}ml_per_pair", f"{style}grams_per_pair", f"{style}pairs_per_carton")
    rows = free.values_list("sku_id").annotate(
        pairs=Sum(F("pairs_on_hand") - F("pairs_reserved")), price=Avg("lot__line__unit_price_e4")
    )
    return [
        Placeable(sku, pairs, ml, grams, per_carton, round(price))
        for sku, pairs, price, ml, grams, per_carton in rows.values_list("sku_id", "pairs", "price", *measures)
    ]


def _sales(owner: int, on: date) -> list[Sales]:
    """Return what reached the owner's buyers in the last weeks by SKU and zone, from home and from overseas."""
    first = on - timedelta(days=7 * WEEKS)
    moves = models.StockMove.objects.filter(owner_id=owner, on__gte=first, on__lt=on)
    home = moves.filter(to_place="buyer").values_list(f"{SKU}_id", "lot__line__order__destination__zone", "on", "pairs")
    zones = {one.site: one.zone for one in abroad.overseas_depots()}
    sent = moves.filter(Q(site__isnull=False), to_place="sent").values_list(f"{SKU}_id", "site_id", "on", "pairs")
    rows = [*home, *((sku, zones[site], day, pairs) for sku, site, day, pairs in sent)]
    return rules.weekly(rows, first, WEEKS)
