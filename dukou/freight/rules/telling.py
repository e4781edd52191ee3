"""Say in plain words why a bill is what it is, and what may be told of others."""

from dukou.base.errors import Fact
from dukou.base.money import Money
from dukou.freight.records import APART, FirmCharge, Reason
from dukou.freight.rules.ways import rounded

FEWEST_FIRMS = 5


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
) -> Reason:
    """Say in one sentence why a bill is what it is, with figures in yuan."""
    facts = {**_facts(charge), "naive": yuan(naive_minor)}
    if answer in APART:
        return Reason(f"freight.bill_{answer}", facts)
    if not is_pooled or facts["saved"] == yuan(0):
        return Reason("freight.bill_alone_as_cheap", facts)
    if firms is None:
        return Reason("freight.bill_together_cheaper", facts)
    return Reason("freight.bill_together_cheaper_among", {**facts, "firms": firms, "share": share_percent})


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
