"""Draw a sock in its colours, and write unit prices."""

from dataclasses import dataclass
from decimal import Decimal

from dukou.base.money import PRICE_SCALE
from dukou.web.parts import formats

# Yarn, heel and toe, outline, by the English name of the colour.
COLOURS = {
    "black": ("#2b2f36", "#4a505a", "#14171b"),
    "white": ("#fbfbf7", "#e3e4df", "#a9b0b3"),
    "grey melange": ("#b4b9be", "#959ca3", "#7a8188"),
    "navy": ("#243a66", "#3d5688", "#152340"),
    "oat": ("#e2d3b8", "#cbb892", "#a89368"),
    "red": ("#b83a3a", "#8f2a2a", "#6d1e1e"),
    "green": ("#4c7d57", "#376043", "#28462f"),
    "pink": ("#eab6c0", "#d893a1", "#b56e7d"),
}
OTHER = ("#9fb9c1", "#7f9ca6", "#607d87")
# Where the leg of a family ends above, in the drawing's own units; a low sock has a high number.
TOPS = {"no_show": 86, "ankle": 66, "kids_crew": 44, "knee_high": 6}
USUAL_TOP = 26
FOOT = 92
# What is looked at ends here, and begins no lower than there: a low sock is shown larger, but as low.
BOTTOM, LOWEST_VIEW = 138, 58
PATTERNS = {"jacquard": "diamonds", "half_terry": "loops", "full_terry": "loops"}
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Sock:
    """Hold what the drawing needs: three colours, where the leg begins, and a pattern's places."""

    yarn: str
    heel: str
    line: str
    top: int
    view: str
    cuff: int
    ribs: tuple[int, ...]
    diamonds: tuple[int, ...]
    loops: tuple[tuple[int, int], ...]


def sock(family: str, colour_en: str) -> Sock:
    """Return the drawing of a family's sock in a colour."""
    yarn, heel, line = COLOURS.get(colour_en, OTHER)
    top = TOPS.get(family, USUAL_TOP)
    pattern = PATTERNS.get(family, "")
    cuff = 6 if family == "no_show" else 14
    loops = ((x, y) for y in range(top + cuff + 8, FOOT + 22, 8) for x in (45, 53, 61)) if pattern == "loops" else ()
    return Sock(
        yarn=yarn,
        heel=heel,
        line=line,
        top=top,
        view=f"24 {min(top, LOWEST_VIEW) - 6} 92 {BOTTOM + 6 - min(top, LOWEST_VIEW)}",
        cuff=cuff,
        ribs=(43, 48, 53, 58, 63),
        diamonds=tuple(range(top + cuff + 12, FOOT, 17)) if pattern == "diamonds" else (),
        loops=tuple(loops),
    )


def unit_price(price_e4: int) -> str:
    """Return a unit price with the four decimals that it is kept with."""
    return formats.number(Decimal(price_e4) / PRICE_SCALE, DECIMALS)
