"""Turn styles, ladders and cart lines into what the pages show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from dukou.base.money import Money
from dukou.market.records import Cart, CartLineRecord, Ladder, Quote, StyleRecord, VariantRecord
from dukou.web.market.look import Sock, sock, unit_price
from dukou.web.parts import formats
from dukou.web.parts.names import named
from dukou.web.words.market import FAMILIES


@dataclass(frozen=True, slots=True)
class Colour:
    """Hold a colour of a style: its name and its sock."""

    name: str
    sock: Sock


@dataclass(frozen=True, slots=True)
class StyleCard:
    """Hold a style as the list shows it."""

    href: str
    name: str
    family: str
    colours: tuple[Colour, ...]
    sizes: str
    price: str
    needle_count: int
    lead_days: int
    gtin: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class LadderRow:
    """Hold a step of a ladder; `is_reached` marks the one that the quantity at hand has reached."""

    from_pairs: int
    price: str
    price_e4: int
    is_reached: bool


@dataclass(frozen=True, slots=True)
class CartRow:
    """Hold a line of the cart with its price at the quantity of its style."""

    gtin: str
    href: str
    name: str
    variant: str
    sock: Sock
    pairs: int
    price: str
    amount: Money


@dataclass(frozen=True, slots=True)
class CartStyle:
    """Say how far a style's pairs are from the first step and from the next one."""

    name: str
    href: str
    text: str
    is_short: bool


def family_name(family: str) -> str:
    """Return what a family is called."""
    return str(FAMILIES.get(family, family))


def colours(style: StyleRecord) -> tuple[Colour, ...]:
    """Return the colours of a style in their order, each once."""
    found: dict[str, VariantRecord] = {}
    for one in style.variants:
        found.setdefault(one.colour_en, one)
    return tuple(
        Colour(named(one.colour_zh, one.colour_en), sock(style.family, one.colour_en)) for one in found.values()
    )


def style_cards(styles: Sequence[StyleRecord]) -> list[StyleCard]:
    """Return styles with names in the reader's language."""
    return [
        StyleCard(
            href=reverse("style", args=[one.code]),
            name=named(one.name_zh, one.name_en),
            family=family_name(one.family),
            colours=colours(one),
            sizes=" · ".join(dict.fromkeys(variant.size for variant in one.variants)),
            price=unit_price(one.cheapest_e4),
            needle_count=one.needle_count,
            lead_days=one.lead_days,
            gtin=one.variants[0].gtin if one.variants else "",
            is_own=one.firm is not None,
        )
        for one in styles
    ]


def ladder_rows(ladder: Ladder, pairs: int) -> list[LadderRow]:
    """Return the steps of a ladder with the reached one marked."""
    reached = max((one.from_pairs for one in ladder.steps if one.from_pairs <= pairs), default=0)
    return [
        LadderRow(one.from_pairs, unit_price(one.unit_price_e4), one.unit_price_e4, one.from_pairs == reached)
        for one in ladder.steps
    ]


def cart_rows(cart: Cart, quote: Quote) -> list[CartRow]:
    """Return the lines of a cart with their prices."""
    return [
        CartRow(
            gtin=line.gtin,
            href=reverse("style", args=[line.style_code]),
            name=named(line.name_zh, line.name_en),
            variant=variant(line),
            sock=sock(line.family, line.colour_en),
            pairs=line.pairs,
            price=unit_price(priced.unit_price_e4),
            amount=Money(priced.amount_minor),
        )
        for line, priced in zip(cart.lines, quote.lines, strict=True)
    ]


def variant(line: CartLineRecord) -> str:
    """Return colour and size of a line."""
    return f"{named(line.colour_zh, line.colour_en)} · {line.size}"


def cart_styles(cart: Cart, ladders: Mapping[str, Ladder]) -> list[CartStyle]:
    """Return for each style of a cart what more pairs of it would bring."""
    pairs: dict[str, int] = {}
    names: dict[str, str] = {}
    for line in cart.lines:
        pairs[line.style_code] = pairs.get(line.style_code, 0) + line.pairs
        names[line.style_code] = named(line.name_zh, line.name_en)
    found = []
    for code, count in pairs.items():
        steps = ladders[code].steps
        href = reverse("style", args=[code])
        if count < steps[0].from_pairs:
            text = _("made from %(least)s pairs on: %(more)s more to go") % {
                "least": formats.number(steps[0].from_pairs),
                "more": formats.number(steps[0].from_pairs - count),
            }
            found.append(CartStyle(names[code], href, text, is_short=True))
        elif following := next((one for one in steps if one.from_pairs > count), None):
            text = _("%(more)s more pairs, and a pair costs %(price)s CNY") % {
                "more": formats.number(following.from_pairs - count),
                "price": unit_price(following.unit_price_e4),
            }
            found.append(CartStyle(names[code], href, text, is_short=False))
    return found
