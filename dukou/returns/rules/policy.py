"""Decide what a seller may lay down for returns, and which buyers, addresses and reasons strike the eye."""

from collections.abc import Callable, Sequence
from statistics import median_low
from typing import Literal

from dukou.base.errors import Refusal
from dukou.base.ids import is_gtin
from dukou.returns.records.asking import SellerTerms
from dukou.returns.records.policy import Counted, NewEqual, Watched

MILLION = 1_000_000
MOST_PRICE_E4, MOST_VALUE_MINOR = 10_000_000, 100_000_000
# Looked at are these many days; compared are those with some cases, and a median is told of five at least.
DAYS_WATCHED, LEAST_CASES, LEAST_COMPARED = 90, 3, 5
# What is more than this many times the median stands out.
TIMES = 2
By = Literal["buyer", "address", "reason"]
Names = tuple[str, str, str]


def require_terms(new: SellerTerms) -> None:
    """Refuse limits that are none, and a part that is no part."""
    if not (0 <= new.most_price_e4 <= MOST_PRICE_E4 and 0 <= new.most_value_minor <= MOST_VALUE_MINOR):
        raise Refusal("returns.absurd_policy")
    if not 0 <= new.part_e6 < MILLION:
        raise Refusal("returns.absurd_part")


def require_equal(new: NewEqual) -> None:
    """Refuse articles without a number, and a price that is none."""
    for gtin in (new.own_gtin, new.partner_gtin):
        if not is_gtin(gtin):
            raise Refusal("market.bad_gtin", {"gtin": gtin[:20]})
    if not 0 < new.unit_price_e4 <= MOST_PRICE_E4:
        raise Refusal("market.absurd_price")


def watched(counted: Sequence[Counted], firm: int | None) -> list[Watched]:
    """Compare buyers, addresses and reasons with the town's median; of one seller's cases where a firm is named.

    What stands out comes first.
    """
    found: list[Watched] = []
    for by, keyed in WATCHED:
        every = _summed(counted, keyed)
        mine = every if firm is None else _summed([one for one in counted if one.firm == firm], keyed)
        enough = [sums for sums in every.values() if sums[0] >= LEAST_CASES]
        kept, faulty = (median_e6([sums[place] * MILLION // sums[0] for sums in enough]) for place in (1, 2))
        # Each reason is what it is: how much of it is faulty says nothing.
        medians = (kept, None if by == "reason" else faulty)
        found += [_watched(by, names, sums, medians) for names, sums in mine.items()]
    return sorted(found, key=lambda one: (not one.stands_out, -one.cases, one.by, one.key))


def median_e6(shares: Sequence[int]) -> int | None:
    """Return the median of shares, None of too few to tell."""
    return median_low(shares) if len(shares) >= LEAST_COMPARED else None


def stands_out(share: int, median: int | None, cases: int) -> bool:
    """Tell whether a person should look: never a reason to refuse anything."""
    return cases >= LEAST_CASES and median is not None and share > TIMES * median


def _watched(by: By, names: Names, sums: Sequence[int], medians: tuple[int | None, int | None]) -> Watched:
    cases = sums[0]
    kept, faulty = (some * MILLION // cases for some in sums[1:])
    return Watched(
        by=by,
        key=names[0],
        name_zh=names[1],
        name_en=names[2],
        cases=cases,
        kept_e6=kept,
        faulty_e6=faulty,
        median_kept_e6=medians[0],
        median_faulty_e6=medians[1],
        stands_out=stands_out(kept, medians[0], cases) or stands_out(faulty, medians[1], cases),
    )


def _summed(counted: Sequence[Counted], keyed: Callable[[Counted], Names]) -> dict[Names, list[int]]:
    found: dict[Names, list[int]] = {}
    for one in counted:
        before = found.get(keyed(one), [0, 0, 0])
        found[keyed(one)] = [a + b for a, b in zip(before, (one.cases, one.kept, one.faulty), strict=True)]
    return found


def _buyer(one: Counted) -> Names:
    return one.buyer, one.buyer_zh, one.buyer_en


def _address(one: Counted) -> Names:
    return one.address, one.address_zh, one.address_en


def _reason(one: Counted) -> Names:
    return one.reason, one.reason, one.reason


WATCHED: tuple[tuple[By, Callable[[Counted], Names]], ...] = (
    ("buyer", _buyer),
    ("address", _address),
    ("reason", _reason),
)
