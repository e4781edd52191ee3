"""Draw who goes alone for the live proof, and say what carriers' bills prove."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from math import sqrt

from dukou.base.draws import stable_key, uniforms
from dukou.base.errors import Refusal
from dukou.freight.records import Fees, FirmBaseline, Goods
from dukou.freight.records.proving import DRAWN_SHARE, Arm, AsBilled, Matched, NewCarrierBill, NewPastBill, Proof
from dukou.freight.rules.telling import FEWEST_FIRMS
from dukou.freight.rules.ways import handling_minor

# Below so many matched loads an error of the mean says nothing.
FEWEST_MATCHED = 2
MONTHS = 12
LONGEST_NUMBER, LONGEST_SERVICE = 40, 12


def drawn(load: str, firms: Collection[int]) -> frozenset[int]:
    """Return which of the consenting firms of a load go alone.

    The load's code, which nobody can choose, decides: neither desk nor firm can steer the draw, and anyone may repeat
    it.
    """
    in_order = sorted(firms)
    draws = uniforms("freight.proof", [stable_key(load, firm) for firm in in_order])
    return frozenset(firm for firm, draw in zip(in_order, draws, strict=True) if draw < DRAWN_SHARE)


def arm(loads: int, matched: Sequence[Matched]) -> Arm:
    """Return billed over planned carriage with its standard error: the ratio estimator (Cochran 1977, 6.3-6.4)."""
    planned, billed = sum(one.planned_minor for one in matched), sum(one.billed_minor for one in matched)
    if len(matched) < FEWEST_MATCHED or not planned:
        return Arm(loads, len(matched), planned, billed, None, None)
    ratio, count = billed / planned, len(matched)
    residuals = sum((one.billed_minor - ratio * one.planned_minor) ** 2 for one in matched)
    return Arm(loads, count, planned, billed, ratio, sqrt(residuals * count / (count - 1)) / planned)


def proof(firms: int, alone: Arm, together: Arm, own_best_minor: int) -> Proof:
    """Return the proof; `own_best_minor` is what carriage of the matched pools would have cost at own best, as planned.

    The saving's error adds the relative variances of both ratios, which are drawn apart.
    """
    known = (alone.ratio, alone.error, together.error)
    if firms < FEWEST_FIRMS or None in known or not own_best_minor or not alone.billed_minor:
        return Proof(firms, alone, together, None, None)
    ratio, alone_error, together_error = (float(one or 0) for one in known)
    left = together.billed_minor / (ratio * own_best_minor)
    billed = together.billed_minor / together.planned_minor
    relative = (alone_error / ratio) ** 2 + (together_error / billed) ** 2 if billed else 0.0
    return Proof(firms, alone, together, 1 - left, left * sqrt(relative))


def require_bill(new: NewCarrierBill, carriers: Collection[str]) -> None:
    """Refuse a line of an invoice that cannot be a bill."""
    if new.carrier not in carriers:
        raise Refusal("freight.unknown_carrier", {"carrier": new.carrier[:40]})
    if not new.invoice or new.line < 1:
        raise Refusal("freight.bill_without_number", {})
    if max(len(new.invoice), len(new.reference)) > LONGEST_NUMBER or len(new.service) > LONGEST_SERVICE:
        raise Refusal("freight.bill_too_long", {"number": LONGEST_NUMBER, "service": LONGEST_SERVICE})
    if new.amount_minor < 0:
        raise Refusal("freight.bill_below_zero", {"invoice": new.invoice[:40]})


def require_past(new: NewPastBill, zones: Collection[str]) -> None:
    """Refuse a past month that says nothing: no pairs, a sum below zero, or a zone that nobody delivers to."""
    if new.zone not in zones:
        raise Refusal("freight.no_such_zone", {"zone": new.zone[:20]})
    if new.pairs < 1 or new.amount_minor < 0:
        raise Refusal("freight.past_bill_empty", {"month": new.month.strftime("%Y-%m")})


def carriage_alone(frozen: FirmBaseline, goods: Sequence[Goods], fees: Fees) -> int:
    """Return what carriers alone ask at a firm's own best: without waiting and without the firm's own handling."""
    handling = sum(handling_minor(one, fees, "alone") for one in goods if one.firm == frozen.firm)
    return frozen.own_best_minor - frozen.own_best_waiting_minor - handling


def as_billed(
    past: Mapping[tuple[date, str], tuple[int, int]], since: Mapping[str, tuple[int, int, int]]
) -> list[AsBilled]:
    """Return a firm's third baseline by zone, from its last twelve months ``(pairs, billed)``.

    `since` holds by zone the pairs that have left since, and what they cost at own best and together.
    """
    last = max(month for month, _zone in past)
    recent = {key: sums for key, sums in past.items() if _months(key[0], last) < MONTHS}
    found = []
    for zone in sorted({zone for _month, zone in recent}):
        of_zone = [sums for (_month, where), sums in recent.items() if where == zone]
        pairs, billed = sum(one for one, _billed in of_zone), sum(amount for _pairs, amount in of_zone)
        left, own_best, together = since.get(zone, (0, 0, 0))
        found.append(
            AsBilled(
                zone=zone,
                months=len(of_zone),
                pairs=pairs,
                as_billed_minor=billed / pairs,
                own_best_minor=own_best / left if left else None,
                together_minor=together / left if left else None,
            )
        )
    return found


def _months(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month
