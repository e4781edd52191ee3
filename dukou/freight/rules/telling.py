"""Say in plain words why a bill is what it is, and what may be told of others."""

from dukou.base.errors import Fact
from dukou.base.money import Money
from dukou.freight.records import APART, FirmCharge, Reason
from dukou.freight.records.sharing import ShareTold
from dukou.freight.rules.ways import rounded

FEWEST_FIRMS = 5
# A charge is a whole number of fen, and what goods add on average is not.
ROUNDED_MINOR = 1


def shown_totals(pairs: int, of_firms: int, of_pairs: int, most_pairs: int) -> tuple[int, int] | tuple[None, None]:
    """Return the number of firms in a load and a firm's share of its pairs in percent, if they tell of no single firm.

    They do where fewer than five firms share a load, or one has more than half of it.
    """
    if of_firms < FEWEST_FIRMS or 2 * most_pairs > of_pairs:
        return None, None
    return of_firms, rounded(100 * pairs, of_pairs)


def offer_reason(charge: FirmCharge) -> Reason:
    """Say in one sentence what a firm gains by going together, with figures in yuan."""
    facts = _facts(charge)
    if facts["saved"] == yuan(0):
        return Reason("freight.offer_alone_as_cheap", facts)
    return Reason("freight.offer_together_cheaper", facts)


def reason(
    charge: FirmCharge,
    *,
    naive_minor: int,
    is_pooled: bool,
    firms: int | None,
    share_percent: int | None,
    answer: str | None = None,
    told: ShareTold | None = None,
    is_locked: bool = False,
) -> Reason:
    """Say in one sentence why a bill is what it is, with figures in yuan.

    `told` is what the share rests on, where that was kept; `is_locked` tells that a person had fixed how a shipment of
    the load goes.
    """
    facts = {**_facts(charge), "naive": yuan(naive_minor)}
    if answer in APART:
        return Reason(f"freight.bill_{answer}", facts)
    if told is not None and (why := _why(charge, told, is_locked=is_locked)) is not None:
        return Reason(f"freight.{why}", facts | _told(charge, told))
    if not is_pooled or facts["saved"] == yuan(0):
        return Reason("freight.bill_alone_as_cheap", facts)
    if firms is None:
        return Reason("freight.bill_together_cheaper", facts)
    return Reason("freight.bill_together_cheaper_among", {**facts, "firms": firms, "share": share_percent})


def _why(charge: FirmCharge, told: ShareTold, *, is_locked: bool) -> str | None:
    """Name what explains a charge from what the firm's goods add to the load; None where that does not."""
    saved = charge.own_best_minor - charge.charge_minor - charge.waiting_minor
    more = charge.charge_minor - told.added_minor
    if told.spared_minor:
        return "bill_lock_borne" if is_locked else "bill_fund_bears"
    if not saved:
        return "bill_at_own_best" if more < -ROUNDED_MINOR else None
    if told.method == "in_proportion" or more < -ROUNDED_MINOR or told.added_minor > told.alone_minor:
        return None
    if more > ROUNDED_MINOR:
        return "bill_adds_and_bears"
    return "bill_adds" if told.added_minor < told.alone_minor else "bill_adds_as_alone"


def _told(charge: FirmCharge, told: ShareTold) -> dict[str, Fact]:
    return {
        "alone": yuan(told.alone_minor),
        "added": yuan(told.added_minor),
        "shared": yuan(told.alone_minor - charge.charge_minor),
        "more": yuan(charge.charge_minor - told.added_minor),
        "spared": yuan(told.spared_minor),
    }


def _facts(charge: FirmCharge) -> dict[str, Fact]:
    together = charge.charge_minor + charge.waiting_minor
    return {
        "charge": yuan(charge.charge_minor),
        "waiting": yuan(charge.waiting_minor),
        "together": yuan(together),
        "own_best": yuan(charge.own_best_minor),
        "saved": yuan(charge.own_best_minor - together),
    }


def yuan(amount_minor: int) -> str:
    """Return an amount in yuan as digits."""
    return str(Money(amount_minor).decimal())
