"""Charge what depots overseas ask, by published rules, once a day, and show of what each fee is made."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer, require_town
from dukou.depot import models
from dukou.depot.door.handled import tell_owners
from dukou.depot.door.overseas import AT_DEPOT, NAMES_OF_LOT, SKU, handled, overseas_moves, own
from dukou.depot.door.shelf import require_transaction
from dukou.depot.records.abroad import (
    Due,
    FeeBill,
    FeeLine,
    FeePage,
    FeeRule,
    FeeSum,
    GoodsName,
    NewFeeRule,
    Tier,
)
from dukou.depot.rules import fees as rules
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

RULE = tuple("site_id" if name == "site" else name for name in FeeRule.__slots__ if name != "tiers")
LINE = tuple("owner_id" if name == "owner" else name for name in FeeLine.__slots__ if name != "rule")
MOST_LINES = 500


def publish_fee_rules(new: Sequence[NewFeeRule], *, viewer: Viewer, now: datetime) -> int:
    """Publish rules, all or nothing; two of a site, event and basis never hold on the same day."""
    require_town(viewer)
    rates = _rates(min((one.valid_from for one in new), default=now.date()))
    for one in new:
        rules.require_rule(one, rates)
    try:
        with transaction.atomic():
            sites = {one.site for one in new}
            stored = models.FeeRule.objects.filter(site_id__in=sites).values_list(
                "site_id", "event", "basis", "valid_from", "valid_to"
            )
            rules.require_apart(new, list(stored))
            made = models.FeeRule.objects.bulk_create(
                models.FeeRule(
                    site_id=one.site,
                    event=one.event,
                    basis=one.basis,
                    free_days=one.free_days,
                    minimum_minor=one.minimum_minor,
                    currency=one.currency,
                    valid_from=one.valid_from,
                    valid_to=one.valid_to,
                    source=one.source,
                )
                for one in new
            )
            models.FeeTier.objects.bulk_create(
                models.FeeTier(rule=row, starts=tier.starts, price_e4=tier.price_e4)
                for row, one in zip(made, new, strict=True)
                for tier in one.tiers
            )
            fact = NewFact("depot.fee_rules_published", "overseas", payload={"rules": len(new)})
            provenance.append([fact], viewer=viewer, now=now)
    except IntegrityError as clash:
        raise Refusal("depot.fee_rule_overlaps") from clash
    return len(new)


def fee_rules(*, on: date) -> list[FeeRule]:
    """Return the rules valid on a day by site, event and basis; they are public."""
    return _rules(_valid(on))


def charge_fees(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Charge each day before this one that is not charged yet, in order, and return how many lines that made.

    A day is charged once it is over, whole: its moves are all there then, and none is added to it any more. Owners are
    told then what was done with their goods that day.
    """
    require_town(viewer)
    last = models.FeeDay.objects.aggregate(last=Max("on"))["last"]
    day = last + timedelta(days=1) if last else handled().aggregate(first=Min("on"))["first"] or on
    lines = 0
    while day < on:
        lines += _charge_day(day, viewer, now)
        day += timedelta(days=1)
    return lines


def take_fees(*, on: date, viewer: Viewer) -> list[FeeBill]:
    """Take the fees of the days before this one that are not in the books yet, in the caller's transaction, once.

    Fees that come to no fen are left out.
    """
    require_town(viewer)
    require_transaction()
    waiting = models.FeeDay.objects.select_for_update().filter(posted_on=None, on__lt=on)
    days = list(waiting.values_list("on", flat=True))
    models.FeeDay.objects.filter(on__in=days).update(posted_on=on)
    lines = models.FeeLine.objects.filter(on__in=days, cny_minor__gt=0).order_by("id")
    return [FeeBill(*row) for row in lines.values_list("code", "owner_id", "rule__site__firm_id", "cny_minor")]


def fee_lines(*, viewer: Viewer, since: date, until: date) -> list[FeeLine]:
    """Return the fees of some days, newest first, at most `MOST_LINES`; an owner's own, desks see all."""
    rows = own(models.FeeLine.objects.filter(on__gte=since, on__lte=until), viewer).order_by("-on", "-id")
    return _lines(rows[:MOST_LINES])


def fees_by_code(codes: Iterable[str], *, viewer: Viewer) -> dict[str, FeeLine]:
    """Return the fees of these codes that the viewer may see; an owner its own, desks all."""
    return {one.code: one for one in _lines(own(models.FeeLine.objects.filter(code__in=list(codes)), viewer))}


def fee_sums(*, viewer: Viewer, since: date, until: date) -> list[FeeSum]:
    """Add up the fees of some days by owner and rule; an owner's own, desks see all."""
    rows = own(models.FeeLine.objects.filter(on__gte=since, on__lte=until), viewer)
    summed = list(
        rows.values_list("rule_id", "owner_id")
        .annotate(Count("id"), Sum("amount_minor"), Sum("cny_minor"))
        .order_by("owner_id", "rule_id")
    )
    known = {one.id: one for one in _rules(models.FeeRule.objects.filter(id__in={row[0] for row in summed}))}
    return [FeeSum(known[row[0]], *row[1:]) for row in summed]


def fee_line(code: str, *, viewer: Viewer) -> FeePage:
    """Return a fee with the rows that it is made of: they are counted anew from the moves, which never change."""
    found = _lines(own(models.FeeLine.objects.filter(code=code), viewer))
    if not found:
        raise Missing("depot.fee_not_found")
    (line,) = found
    moves = models.StockMove.objects.filter(AT_DEPOT, owner_id=line.owner, site_id=line.rule.site, on__lte=line.on)
    made = rules.due([line.rule], overseas_moves(moves), line.on)
    due = next(one for one in made if one.cause == line.cause)
    names = moves.filter(lot_id__in={row.lot_id for row in due.rows}).order_by().values_list(f"{SKU}_id", *NAMES_OF_LOT)
    return FeePage(line, due.paper, due.rows, {row[0]: GoodsName(*row[1:]) for row in names.distinct()})


def _charge_day(day: date, viewer: Viewer, now: datetime) -> int:
    """Charge a day, unless somebody else did."""
    due = rules.due(_rules(_valid(day)), overseas_moves(models.StockMove.objects.filter(AT_DEPOT, on__lte=day)), day)
    due = [one for one in due if one.exact_e10]
    rates = _rates(day)
    with transaction.atomic():
        _row, is_new = models.FeeDay.objects.get_or_create(on=day)
        if not is_new:
            return 0
        lines = _carried(due, rates, _rests({one.owner for one in due}))
        models.FeeLine.objects.bulk_create(models.FeeLine(on=day, **line) for line in lines)
        provenance.append(_facts(lines, day), viewer=viewer, now=now)
        tell_owners(day, viewer=viewer, now=now)
    return len(lines)


def _carried(
    due: Iterable[Due], rates: Mapping[str, int], rests: dict[tuple[int, int, str], int]
) -> list[dict[str, int | str]]:
    """Return the columns of each line, what is left of a minor unit carried from one to the next."""
    lines: list[dict[str, int | str]] = []
    for one in due:
        chain = (one.owner, one.rule.site, one.rule.currency)
        amount_minor, rests[chain] = rules.carried(one.exact_e10, rests.get(chain, 0), one.rule.currency)
        rate_e6 = rates[one.rule.currency]
        lines.append(
            {
                "code": new_code(),
                "rule_id": one.rule.id,
                "owner_id": one.owner,
                "cause": one.cause,
                "amount": one.amount,
                "exact_e10": one.exact_e10,
                "amount_minor": amount_minor,
                "rest_e10": rests[chain],
                "rate_e6": rate_e6,
                "cny_minor": rules.in_yuan(amount_minor, one.rule.currency, rate_e6),
            }
        )
    return lines


def _rests(owners: Iterable[int]) -> dict[tuple[int, int, str], int]:
    """Return what the last line of each owner, site and currency left of a minor unit."""
    by = ("owner_id", "rule__site_id", "rule__currency")
    rows = models.FeeLine.objects.filter(owner_id__in=owners).values_list(*by)
    last = [row[-1] for row in rows.annotate(last=Max("id"))]
    kept = models.FeeLine.objects.filter(id__in=last).values_list(*by, "rest_e10")
    return {(owner, site, currency): rest for owner, site, currency, rest in kept}


def _facts(lines: Iterable[Mapping[str, int | str]], day: date) -> list[NewFact]:
    """Return one fact an owner."""
    by_owner: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        by_owner[int(line["owner_id"])].append(int(line["cny_minor"]))
    return [
        NewFact("depot.fees_charged", f"{day}:{owner}", owner, {"cny_minor": sum(sums), "lines": len(sums)}, day)
        for owner, sums in by_owner.items()
    ]


def _rates(on: date) -> dict[str, int]:
    """Return yuan for a unit of each currency on a day, in millionths."""
    return {rules.YUAN: rules.YUAN_E6} | {one.currency: one.rate_e6 for one in registry.exchange_rates(on=on)}


def _valid(on: date) -> QuerySet[models.FeeRule]:
    rows = models.FeeRule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)
    return rows.order_by("site_id", "event", "basis")


def _rules(rows: QuerySet[models.FeeRule]) -> list[FeeRule]:
    found: list[tuple[Any, ...]] = list(rows.values_list(*RULE))
    tiers: dict[int, list[Tier]] = defaultdict(list)
    steps = models.FeeTier.objects.filter(rule_id__in=[row[0] for row in found]).order_by("rule_id", "starts")
    for rule, starts, price_e4 in steps.values_list("rule_id", "starts", "price_e4"):
        tiers[rule].append(Tier(starts, price_e4))
    return [FeeRule(*(*row, tuple(tiers[row[0]]))) for row in found]


def _lines(rows: QuerySet[models.FeeLine]) -> list[FeeLine]:
    found: list[tuple[Any, ...]] = list(rows.values_list("rule_id", *LINE))
    known = {one.id: one for one in _rules(models.FeeRule.objects.filter(id__in={row[0] for row in found}))}
    return [FeeLine(*(*row[1:], known[row[0]])) for row in found]
