"""Define the figures of returns: what they cost for 100 pairs delivered, in weekly cohorts that have closed.

Each loss is counted both ways: in common, and at own best, as it was frozen before goods were placed in common.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dukou.datacentre.records import Cell, Cohort
from dukou.datacentre.rules.counting import Count, quotient, rows
from dukou.datacentre.rules.disclosure import parts, suppressed
from dukou.datacentre.rules.freight import each_firm

COHORT_DAYS = 60
A_HUNDRED = 100
A_THOUSAND = 1_000
MINOR_A_YUAN = 100
FEWEST_REPEATS = 2
HEADLINE, OWN_BEST = "returns.net_loss_a_hundred", "returns.own_best_loss_a_hundred"
# What is told of prices of carriage that are supposed.
SUPPOSED = frozenset((HEADLINE, OWN_BEST, "returns.saving_share", "returns.firms_worse_off"))
# What a closed case cost; resale is taken off.
LOSSES = ("refund", "replacement", "freight", "handling", "resale")


def counts(tables: dict[str, Any], on: date) -> list[Count]:
    """Return the figures of the pairs delivered in weeks that ended 60 days ago or earlier; open cases at full loss."""
    delivered = _delivered(tables, on)
    (total,) = rows(delivered.aggregate(pairs=delivered.delivered_pairs.sum(), firms=delivered.seller.nunique()))
    found = _cases(tables, delivered)
    closed = found.state == "closed"
    (sums,) = rows(
        found.aggregate(
            loss=found.loss.sum(),
            own_loss=found.own_loss.sum(),
            borne=closed.ifelse(found.borne_minor, 0).sum(),
            pairs=found.pairs.sum(),
            cases=found.count(),
            exchanges=(found.pairs_replaced > 0).cast("int64").sum(),
            days=closed.ifelse((found.closed_on - found.requested_on).cast("int64"), COHORT_DAYS).sum(),
        )
    )
    sums = {name: value or 0 for name, value in sums.items()}
    pairs, firms = total["pairs"] or 0, total["firms"]
    saved = sums["own_loss"] - sums["loss"]
    return [
        Count(HEADLINE, _a_hundred(sums["loss"], pairs), "CNY/100 pairs", firms),
        Count(OWN_BEST, _a_hundred(sums["own_loss"], pairs), "CNY/100 pairs", firms),
        Count("returns.saving_a_hundred", _a_hundred(saved, pairs), "CNY/100 pairs", firms),
        Count("returns.saving_share", quotient(saved, sums["own_loss"]), "share", firms),
        *_each_firm(found),
        Count("returns.borne", quotient(sums["borne"], MINOR_A_YUAN) if pairs else None, "CNY", firms),
        Count("returns.rate", quotient(sums["pairs"], pairs), "share", firms),
        Count("returns.exchanges_kept", quotient(sums["exchanges"], sums["cases"]), "share", firms),
        Count("returns.days_until_whole", quotient(sums["days"], sums["cases"]), "days", firms),
        *_claims(found, firms),
        Count("returns.cases", Decimal(sums["cases"]), "cases", firms),
        _repeat_faults(tables["inspections"], delivered, found),
    ]


def supposed(tables: dict[str, Any], on: date, percent: int) -> list[Count]:
    """Return the figures of the same cases, placed again at so many per cent of the prices of carriage."""
    cases = tables["supposed_cases"].filter(tables["supposed_cases"].percent == percent)
    return [one for one in counts({**tables, "cases": cases}, on) if one.key in SUPPOSED]


def at_carriage(tables: dict[str, Any], on: date, percents: Sequence[int]) -> list[Count]:
    """Return the loss both ways at other prices of carriage, a part for each percentage, named so that they sort."""
    keys = {OWN_BEST: "returns.own_best_at_carriage", HEADLINE: "returns.net_loss_at_carriage"}
    return [
        Count(keys[one.key], one.value, one.unit, one.firms, f"{percent:3} %")
        for percent in percents
        for one in supposed(tables, on, percent)
        if one.key in keys
    ]


def details(tables: dict[str, Any], on: date) -> list[Count]:
    """Return what the loss is made of, each closed week's, and what pairs of weeks still open have lost so far."""
    closed = _last_closed_day(on)
    delivered = _delivered(tables, on)
    (total,) = rows(delivered.aggregate(pairs=delivered.delivered_pairs.sum(), firms=delivered.seller.nunique()))
    pairs, firms = total["pairs"] or 0, total["firms"]
    found = _cases(tables, delivered)
    is_closed = found.state == "closed"
    minors = {name: is_closed.ifelse(found[f"{name}_minor"], 0).sum() for name in LOSSES}
    own = is_closed.ifelse(found.own_cost_minor, 0).sum()
    (sums,) = rows(found.aggregate(open_cases=is_closed.ifelse(0, found.value_minor).sum(), own_best=own, **minors))
    lines = tables["lines"]
    recent = lines.filter(lines.delivered_on > closed, lines.delivered_on <= on)
    (so_far,) = rows(recent.aggregate(pairs=recent.delivered_pairs.sum(), firms=recent.seller.nunique()))
    cases = _cases(tables, recent)
    (lost,) = rows(cases.aggregate(loss=cases.loss.sum(), own_loss=cases.own_loss.sum()))
    loss, own_loss = (_a_hundred(minor or 0, so_far["pairs"] or 0) for minor in lost.values())
    return [
        *(
            Count(f"returns.{name}_cost", quotient(minor or 0, MINOR_A_YUAN) if pairs else None, "CNY", firms)
            for name, minor in sums.items()
        ),
        Count("returns.pairs_delivered", Decimal(pairs), "pairs", firms),
        Count("returns.loss_so_far_a_hundred", loss, "CNY/100 pairs", so_far["firms"]),
        Count("returns.own_best_so_far_a_hundred", own_loss, "CNY/100 pairs", so_far["firms"]),
        *(
            Count(key, value, "CNY/100 pairs", None, str(week.week), week.pairs is None)
            for week in cohorts(tables, on)
            for key, value in ((OWN_BEST, week.own_best_a_hundred), (HEADLINE, week.net_loss_a_hundred))
        ),
    ]


def cohorts(tables: dict[str, Any], on: date) -> list[Cohort]:
    """Return what the pairs of each closed week lost; a week that would tell of single firms shows nothing."""
    delivered = _delivered(tables, on)
    cases = _cases(tables, delivered)
    of_line = cases.group_by("line").aggregate(loss=cases.loss.sum(), own_loss=cases.own_loss.sum())
    joined = delivered.left_join(of_line, "line")
    by_firm = joined.group_by(week=joined.delivered_on.truncate("W").cast("date"), firm=joined.seller)
    found = rows(
        by_firm.aggregate(
            amount=joined.loss.fill_null(0).sum(),
            own=joined.own_loss.fill_null(0).sum(),
            base=joined.delivered_pairs.sum(),
        )
    )
    weeks = parts([Cell(row["week"].isoformat(), row["firm"], row["amount"], row["base"]) for row in found])
    own = Counter[str]()
    for row in found:
        own[row["week"].isoformat()] += row["own"]
    hidden = suppressed(weeks)
    return [
        Cohort(date.fromisoformat(week.name), None, None, None)
        if week.name in hidden
        else Cohort(
            date.fromisoformat(week.name),
            week.base,
            _a_hundred(own[week.name], week.base),
            _a_hundred(week.amount, week.base),
        )
        for week in weeks
    ]


def _delivered(tables: dict[str, Any], on: date) -> Any:
    """Return the lines that were delivered in closed weeks."""
    return tables["lines"].filter(tables["lines"].delivered_on <= _last_closed_day(on))


def _cases(tables: dict[str, Any], delivered: Any) -> Any:
    """Return the cases of these lines, each with its loss both ways, and the part of it that its seller bears."""
    found = tables["cases"].inner_join(delivered.select(line="line", sold="delivered_on"), "line")
    made_good = found.refund_minor + found.replacement_minor
    loss = made_good + found.freight_minor + found.handling_minor - found.resale_minor
    is_closed = found.state == "closed"
    return found.mutate(
        loss=is_closed.ifelse(loss, found.value_minor),
        own_loss=is_closed.ifelse(made_good + found.own_cost_minor, found.value_minor),
        sellers_loss=is_closed.ifelse(loss - found.borne_minor, found.value_minor),
    )


def _each_firm(cases: Any) -> list[Count]:
    """Look at each firm that had returns by itself, at what it bears; what the common fund bears is not its own."""
    sums = cases.aggregate(by="firm", own_best=cases.own_loss.sum(), together=cases.sellers_loss.sum())
    return each_firm(rows(sums), of="returns")


def _claims(cases: Any, firms: int) -> list[Count]:
    """Return the share of claims without goods that were refused at last, and of appeals that won something."""
    decided = cases.first_credit_minor.notnull()
    final = decided & cases.state.isin(["decided", "closed"])
    appealed = final & cases.appealed_on.notnull()
    (sums,) = rows(
        cases.aggregate(
            decided=final.cast("int64").sum(),
            refused=(final & (cases.refund_minor == 0)).cast("int64").sum(),
            appeals=appealed.cast("int64").sum(),
            won=(appealed & (cases.refund_minor > cases.first_credit_minor)).cast("int64").sum(),
        )
    )
    sums = {name: value or 0 for name, value in sums.items()}
    return [
        Count("returns.claims_refused", quotient(sums["refused"], sums["decided"]), "share", firms),
        Count("returns.appeals_won", quotient(sums["won"], sums["appeals"]), "share", firms),
    ]


def _repeat_faults(inspections: Any, delivered: Any, cases: Any) -> Count:
    """Count the lots that were faulty in the hands of more than one buyer, or more than once."""
    lots = inspections.select("lot", "line").distinct()
    sold = lots.inner_join(delivered.select("line", "seller"), "line")
    (total,) = rows(sold.aggregate(lots=sold.lot.nunique(), firms=sold.seller.nunique()))
    faulty = lots.inner_join(cases.filter(cases.reason == "faulty").select("line"), "line")
    of_lot = faulty.group_by("lot").aggregate(cases=faulty.count())
    (found,) = rows(of_lot.aggregate(lots=(of_lot.cases >= FEWEST_REPEATS).cast("int64").sum()))
    value = quotient((found["lots"] or 0) * A_THOUSAND, total["lots"])
    return Count("returns.repeat_faults", value, "lots/1,000 lots", total["firms"])


def _a_hundred(loss_minor: int, pairs: int) -> Decimal | None:
    return quotient(loss_minor * A_HUNDRED, pairs * MINOR_A_YUAN)


def _last_closed_day(on: date) -> date:
    """Return the Sunday that ended the last week of which every day is 60 days ago."""
    day = on - timedelta(days=COHORT_DAYS)
    return day - timedelta(days=(day.weekday() + 1) % 7)
