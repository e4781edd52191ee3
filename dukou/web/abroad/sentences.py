"""Say in plain words what a fee is charged for, and write prices and quantities with their units."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.base.money import PRICE_SCALE, Money
from dukou.depot.records.abroad import E10_DIGITS, FeeLine, FeeRule
from dukou.web.parts import formats
from dukou.web.words import abroad as w

# Smallest units in one unit, and the decimals that an amount is shown with.
UNITS = {"m3": (10**6, 3), "kg": (10**3, 2)}
SIGNS = {"m3": "m³", "kg": "kg"}
PRICE_DECIMALS, FINE_DECIMALS = 2, 4
E6_DIGITS = 6


def why(line: FeeLine) -> str:
    """Say in plain words why a fee is what it is."""
    rule = line.rule
    said = str(w.WHY[rule.event]) % {
        "amount": amount_text(rule, line.amount),
        "unit": w.UNITS[rule.basis],
        "prices": prices_text(rule),
    }
    return _joined([said, *_conditions(rule)])


def rule_sentence(rule: FeeRule) -> str:
    """Say in plain words what a rule charges."""
    each = (
        _("Each %(unit)s and day costs %(prices)s.") if rule.event == "store" else _("Each %(unit)s costs %(prices)s.")
    )
    return _joined([each % {"unit": w.UNITS[rule.basis], "prices": prices_text(rule)}, *_conditions(rule)])


def _conditions(rule: FeeRule) -> list[str]:
    found = []
    if rule.free_days:
        found.append(str(w.FREE) % {"days": formats.number(rule.free_days)})
    if rule.minimum_minor:
        found.append(str(w.LEAST[rule.event]) % {"least": formats.money(Money(rule.minimum_minor, rule.currency))})
    return found


def _joined(sentences: Sequence[str]) -> str:
    """Put sentences behind one another; Chinese ones stand without a blank."""
    return "".join(f"{one} " if one.isascii() or one[-1] == "." else one for one in sentences).strip()


def prices_text(rule: FeeRule) -> str:
    """Return the prices of a rule, tier by tier."""
    said = w.BY_AGE if rule.event == "store" else w.BY_AMOUNT
    texts = []
    for tier in rule.tiers:
        price = price_text(Decimal(tier.price_e4) / PRICE_SCALE, rule.currency)
        starts = formats.number(tier.starts)
        texts.append(str(said) % {"price": price, "starts": starts} if tier.starts else price)
    return _(", ").join(texts)


def price_text(price: Decimal, currency: str, decimals: int = PRICE_DECIMALS) -> str:
    """Return a price with as many decimals as it needs, up to four."""
    fine = price.quantize(Decimal(1).scaleb(-PRICE_DECIMALS)) != price
    return f"{formats.number(price, FINE_DECIMALS if fine else decimals)} {formats.currency(currency)}"


def fine_text(exact_e10: int, currency: str) -> str:
    """Return what is kept in 1e-10 of a unit, with four decimals."""
    return price_text(Decimal(exact_e10).scaleb(-E10_DIGITS), currency, FINE_DECIMALS)


def rate_text(rate_e6: int) -> str:
    """Return a rate of exchange."""
    return formats.number(Decimal(rate_e6).scaleb(-E6_DIGITS), FINE_DECIMALS)


def amount_text(rule: FeeRule, amount: int) -> str:
    """Return an amount of a rule's basis with its unit."""
    if rule.basis == "carton":
        return ngettext("%(count)s carton", "%(count)s cartons", amount) % {"count": formats.number(amount)}
    if rule.basis == "order":
        return ngettext("%(count)s order", "%(count)s orders", amount) % {"count": formats.number(amount)}
    if rule.basis == "day":
        return _("Goods of this owner")
    if rule.basis == "pair":
        return formats.pairs(amount)
    unit, decimals = UNITS[rule.basis]
    return f"{formats.number(Decimal(amount) / unit, decimals)} {SIGNS[rule.basis]}"


def source(rule: FeeRule) -> str:
    """Return where a rule comes from, in the reader's language where its words are known."""
    return str(w.SOURCES.get(rule.source, rule.source))
