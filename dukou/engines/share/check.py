"""Verify a sharing from its published formulas: charges, values, complaints and the least core's proof."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import comb, sqrt
from random import Random
from statistics import fmean, variance

from dukou.base.solving import Violation
from dukou.engines.share.problem import Answer, Band, Complaint, Problem, Tariff

E6 = 1_000_000
# Of so few members every coalition is looked at; of more, so many orders are drawn anew.
FEW, ORDERS = 9, 60
# Means of groups that are further apart than so many standard errors are no chance.
ERRORS = 7


def coalition_minor(problem: Problem, members: Iterable[int]) -> int:
    """Return what a coalition costs by itself, in minor units.

    For each departure: the least of its members' own bests there, and of each tariff on their goods there with their
    extras. To that come the legs, each a tariff on their goods on its departures. Departures that legs tie together
    cost at most their own bests in all. A departure or leg where they have nothing costs nothing.
    """
    parts = [part for i in members for part in problem.members[i].parts]
    total = 0
    for tied in _tied(problem):
        together = own = 0
        for d in tied:
            here = [part for part in parts if part.departure == d]
            best = sum(part.own_best_minor for part in here)
            load = sum(part.grams for part in here), sum(part.ml for part in here)
            ways = [
                tariff_minor(tariff, *load) + sum(part.extra_minor[k] for part in here)
                for k, tariff in enumerate(problem.departures[d].tariffs)
            ]
            own += best
            together += min([best, *ways]) if here else 0
        for leg in problem.legs:
            carried = [part for part in parts if part.departure in leg.departures and part.departure in tied]
            if carried:
                load = sum(part.grams for part in carried), sum(part.ml for part in carried)
                together += tariff_minor(leg.tariff, *load)
        total += min(own, together)
    return total


def tariff_minor(tariff: Tariff, grams: int, ml: int) -> int:
    """Return what a tariff charges for a load."""
    price = Fraction(0)
    if tariff.kind == "vehicle":
        vehicles = max(1, -(-grams // tariff.capacity_grams), -(-ml // tariff.capacity_ml))
        price = Fraction(vehicles * tariff.vehicle_minor)
    elif tariff.kind == "shared":
        amount = _chargeable(tariff, grams, ml)
        fits = (band for band in tariff.bands if band.up_to_amount is None or amount <= band.up_to_amount)
        price = _band_minor(next(fits), amount)
    return -(-price * (E6 + tariff.fuel_ppm) // E6) + tariff.fixed_minor


def _chargeable(tariff: Tariff, grams: int, ml: int) -> Fraction:
    if tariff.unit == "m3":
        return Fraction(ml)
    volumetric = Fraction(1000 * ml, tariff.ml_per_kg) if tariff.ml_per_kg else Fraction(0)
    if tariff.is_half_volumetric:
        volumetric = (volumetric + grams) / 2
    return max(Fraction(grams), volumetric)


def _band_minor(band: Band, amount: Fraction) -> Fraction:
    steps = max(Fraction(0), amount - band.beyond_amount) / band.per_amount
    if band.is_begun:
        steps = Fraction(-(-steps // 1))
    return max(Fraction(band.minimum_minor), band.base_minor + band.rate_minor * steps)


def _tied(problem: Problem) -> list[set[int]]:
    """Return departures in sets that legs tie together."""
    sets = [{d} for d in range(len(problem.departures))]
    for leg in problem.legs:
        touched = [one for one in sets if one & set(leg.departures)]
        sets = [one for one in sets if one not in touched] + [set().union(*touched)]
    return sets


def check(problem: Problem, answer: Answer) -> list[Violation]:
    """Return each law that the sharing breaks.

    A stopped answer has no core, and then none is looked at. Of few members all coalitions are looked at. Of more,
    sampled values are compared with orders drawn anew, in groups of members, for one member is seen too seldom.
    """
    n = len(problem.members)
    if not len(answer.charge_minor) == len(answer.excess_minor) == len(answer.values) == n:
        return [Violation("every member has a charge, an excess and a value")]
    every = coalition_minor(problem, range(n))
    broken = [*_charges(problem, answer), *_nearest(problem, answer, every), *_values(problem, answer, every)]
    if answer.core is None or answer.worst is None:
        stopped = answer.status == "stopped"
        return broken if stopped else [*broken, Violation("only a stopped answer lacks its complaints")]
    payments = [charge * E6 for charge in answer.charge_minor]
    return [*broken, *_complaint(problem, payments, answer.worst), *_core(problem, answer, every)]


def _charges(problem: Problem, answer: Answer) -> Iterator[Violation]:
    own = [member.own_best_minor for member in problem.members]
    for member, (charge, best) in enumerate(zip(answer.charge_minor, own, strict=True)):
        if not 0 <= charge <= best:
            yield Violation("nobody pays above its own best", {"member": member, "charge": charge, "own": best})
    if sum(answer.charge_minor) + answer.fund_minor != problem.pooled_minor:
        yield Violation("charges and fund are what was paid", {"pooled": problem.pooled_minor})
    if answer.fund_minor != max(0, problem.pooled_minor - sum(own)):
        yield Violation("the fund bears no more than it must", {"fund": answer.fund_minor})
    named = sum(answer.excess_minor) == answer.fund_minor or not own
    if any(one < 0 for one in answer.excess_minor) or not named:
        yield Violation("what the fund bears is named member by member", {"fund": answer.fund_minor})


def _nearest(problem: Problem, answer: Answer, every: int) -> Iterator[Violation]:
    """Try to move one minor unit between two members: squares fall only if the charges were not nearest."""
    own = [member.own_best_minor for member in problem.members]
    residual = problem.pooled_minor - every
    if answer.residual_minor != residual:
        yield Violation("the residual is what was paid above the cost of all", {"residual": answer.residual_minor})
    full = [charge + more for charge, more in zip(answer.charge_minor, answer.excess_minor, strict=True)]
    is_short = problem.pooled_minor > sum(own)
    weights = own if any(own) else [1] * len(own)
    away = [
        pays - Fraction(value.shapley_e6, E6) - Fraction(residual * weight, sum(weights))
        for pays, value, weight in zip(full, answer.values, weights, strict=True)
    ]
    can_give = [gap for gap, pays, best in zip(away, full, own, strict=True) if pays > (best if is_short else 0)]
    can_take = [gap for gap, pays, best in zip(away, full, own, strict=True) if is_short or pays < best]
    if can_give and can_take and max(can_give) - min(can_take) > 1:
        yield Violation("charges are as near to values as own bests let them be", {"pooled": problem.pooled_minor})


def _values(problem: Problem, answer: Answer, every: int) -> Iterator[Violation]:
    own = [member.own_best_minor for member in problem.members]
    n, together = len(own), sum(own)
    if sum(one.shapley_e6 for one in answer.values) != every * E6 and n:
        yield Violation("values sum to the cost of all", {"cost": every})
    for i, value in enumerate(answer.values):
        alone, last = coalition_minor(problem, [i]), every - coalition_minor(problem, set(range(n)) - {i})
        if (value.alone_minor, value.last_minor) != (alone, last):
            yield Violation(
                "a member costs this alone, and this when last", {"member": i, "alone": alone, "last": last}
            )
        if abs(value.proportional_minor * together - min(problem.pooled_minor, together) * own[i]) > together:
            yield Violation("the yardstick is in proportion to own best", {"member": i})
        if value.error_e6 < 0 or (value.error_e6 > 0 and value.permutations < 2):
            yield Violation("only sampled values have an error", {"member": i, "error_e6": value.error_e6})
    if n <= FEW:
        yield from _exact(problem, answer)
    elif any(departure.tariffs for departure in problem.departures) or problem.legs:
        yield from _drawn(problem, answer)


def _exact(problem: Problem, answer: Answer) -> Iterator[Violation]:
    """Compare values with those of all coalitions, each weighed by the orders in which it comes first."""
    n = len(problem.members)
    costs = {s: coalition_minor(problem, s) for size in range(n + 1) for s in combinations(range(n), size)}
    for i, value in enumerate(answer.values):
        added = {s: costs[tuple(sorted((*s, i)))] - costs[s] for s in costs if i not in s}
        shapley = sum((Fraction(more, n * comb(n - 1, len(s))) for s, more in added.items()), Fraction(0))
        # Each departure's part is rounded for itself.
        if abs(shapley * E6 - value.shapley_e6) >= len(problem.departures) + ERRORS * value.error_e6:
            yield Violation("a value is the mean of what a member adds", {"member": i, "said_e6": value.shapley_e6})


def _drawn(problem: Problem, answer: Answer) -> Iterator[Violation]:
    """Compare sums of values over groups of members, by the digits of their numbers, with orders drawn anew."""
    n = len(problem.members)
    chance = Random(n)
    added: list[list[int]] = []
    for _ in range(ORDERS):
        order, before, costs = list(range(n)), 0, [0] * n
        chance.shuffle(order)
        for k, i in enumerate(order):
            after = coalition_minor(problem, order[: k + 1])
            costs[i], before = after - before, after
        added.append(costs)
    for digit in range(n.bit_length()):
        group = [i for i in range(n) if i >> digit & 1]
        drawn = [float(sum(costs[i] for i in group)) for costs in added]
        said = sum(answer.values[i].shapley_e6 for i in group) / E6
        error = sqrt(variance(drawn) / ORDERS + sum(answer.values[i].error_e6 ** 2 for i in group) / E6**2)
        if abs(fmean(drawn) - said) > ERRORS * error + n:
            yield Violation(
                "values agree with orders drawn anew", {"digit": digit, "said": said, "drawn": fmean(drawn)}
            )


def _complaint(problem: Problem, payments_e6: Sequence[int], complaint: Complaint) -> Iterator[Violation]:
    n, members = len(payments_e6), complaint.coalition
    if n < 2:
        if complaint != Complaint((), 0, 0):
            yield Violation("nobody can complain of one member's payment")
        return
    if not 0 < len(set(members)) == len(members) < n or not set(members) <= set(range(n)):
        yield Violation("a coalition is some of the members, not all")
        return
    found = sum(payments_e6[i] for i in members) - coalition_minor(problem, members) * E6
    if found != complaint.excess_e6 or complaint.most_e6 < found:
        yield Violation(
            "the worst coalition pays so much above its cost", {"said": complaint.excess_e6, "found": found}
        )
    if n > FEW:
        tried: Iterable[tuple[int, ...]] = _likely(problem, payments_e6)
    else:
        tried = (s for size in range(1, n) for s in combinations(range(n), size))
    for s in tried:
        excess = sum(payments_e6[i] for i in s) - coalition_minor(problem, s) * E6
        if excess > complaint.most_e6:
            yield Violation("no coalition complains of more", {"members": len(s), "excess": excess})
            return


def _likely(problem: Problem, payments_e6: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Return coalitions that are likely to complain: those who pay most of their own best, and all but one."""
    own = [member.own_best_minor for member in problem.members]
    order = sorted(range(len(own)), key=lambda i: -payments_e6[i] / max(1, own[i]))
    for size in range(1, len(order)):
        yield tuple(order[:size])
    for i in order:
        yield tuple(j for j in order if j != i)


def _core(problem: Problem, answer: Answer, every: int) -> Iterator[Violation]:
    core = answer.core
    assert core is not None
    n = len(problem.members)
    if len(core.payment_e6) != n or min(core.payment_e6, default=0) < 0 or sum(core.payment_e6) != every * E6:
        yield Violation("the core's payments are the cost of all, none below zero", {"cost": every})
        return
    yield from _complaint(problem, core.payment_e6, core.worst)
    if n < 2:
        return
    total = sum(weight for _coalition, weight in core.weights)
    if total <= 0 or min(weight for _coalition, weight in core.weights) < 0:
        yield Violation("a proof weighs coalitions")
        return
    # Whatever is paid, each member's payment counts at least `least` times in the weighed sum of payments.
    least = min(sum(weight for s, weight in core.weights if i in s) for i in range(n))
    costs = sum(weight * coalition_minor(problem, s) for s, weight in core.weights)
    proven = Fraction((least * every - costs) * E6, total)
    if core.bound_e6 > proven or core.bound_e6 > core.worst.excess_e6:
        yield Violation("weights prove the bound of the least core", {"said": core.bound_e6, "proven": float(proven)})
