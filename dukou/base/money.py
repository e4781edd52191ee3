"""Count money in whole minor units, and split it without losing one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

# Minor digits differ from two only here (ISO 4217).
MINOR_DIGITS = {"JPY": 0, "KRW": 0}
PRICE_SCALE = 10_000


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """Hold an amount in minor units of one currency (ISO 4217)."""

    amount_minor: int
    currency: str = "CNY"

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount_minor + other.amount_minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount_minor - other.amount_minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount_minor, self.currency)

    def decimal(self) -> Decimal:
        """Return the amount in the currency's own unit."""
        return Decimal(self.amount_minor).scaleb(-minor_digits(self.currency))

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")


def minor_digits(currency: str) -> int:
    """Return how many decimal places the currency has."""
    return MINOR_DIGITS.get(currency, 2)


def line_amount(unit_price_e4: int, quantity: int, currency: str = "CNY") -> Money:
    """Multiply a unit price in 1/10,000 of the currency unit by a quantity, rounded half to even.

    >>> line_amount(12_850, 3)
    Money(amount_minor=386, currency='CNY')
    """
    exact = Decimal(unit_price_e4 * quantity) / PRICE_SCALE
    minor = exact.scaleb(minor_digits(currency)).quantize(Decimal(1), ROUND_HALF_EVEN)
    return Money(int(minor), currency)


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Split a whole amount by weights with the largest remainder method; the parts sum to it.

    Ties go to the earlier part. Weights are not negative; if all are zero the parts are equal.

    >>> split(100, [1, 1, 1])
    [34, 33, 33]
    """
    if not weights:
        raise ValueError("nothing to split over")
    if min(weights) < 0:
        raise ValueError("a weight is negative")
    total = sum(weights)
    shares = list(weights) if total else [1] * len(weights)
    total = total or len(weights)
    parts = [amount * share // total for share in shares]
    rest = amount - sum(parts)
    by_remainder = sorted(range(len(shares)), key=lambda i: (-(amount * shares[i] % total), i))
    for i in by_remainder[:rest]:
        parts[i] += 1
    return parts
