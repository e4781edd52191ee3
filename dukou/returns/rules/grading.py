"""Decide who may say what goods are like, and when that is settled."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dukou.base.draws import stable_key, uniforms
from dukou.base.errors import Refusal
from dukou.returns.records import GRADE_OF_CONDITION, Condition
from dukou.returns.records.grading import NewGrading
from dukou.returns.rules.cases import MILLION

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
CONDITIONS: tuple[Condition, ...] = tuple(GRADE_OF_CONDITION)
GRADES: dict[str, str] = dict(GRADE_OF_CONDITION.items())
# Where nothing is published: goods of 500 yuan are dear, and of a hundred gradings two are done again.
DEAR_MINOR, BLIND_SHARE_E6 = 50_000, 20_000
# So few firms behind published rates would tell of each of them.
LEAST_FIRMS = 5


@dataclass(frozen=True, slots=True)
class Found:
    """Hold what one person found; at the first it was drawn whether another looks again."""

    person: int
    condition: str
    is_drawn: bool


def require_grading(new: NewGrading) -> Condition:
    """Return the condition that is said; refuse one on no list, without a key of its own, or without a picture."""
    found = next((one for one in CONDITIONS if one == new.condition), None)
    if found is None or not KEY.fullmatch(new.key):
        raise Refusal("returns.unknown_condition", {"condition": new.condition[:16]})
    if not new.picture:
        raise Refusal("returns.picture_of_goods")
    return found


def require_turn(found: Sequence[Found], seen: int, person: int) -> None:
    """Refuse who has graded these goods, and who began before somebody else did."""
    if any(one.person == person for one in found):
        raise Refusal("returns.graded_by_you")
    if len(found) != seen:
        raise Refusal("returns.graded_meanwhile")


def require_stranger(parties: Collection[int], close: Collection[int]) -> None:
    """Refuse who acts for a firm that has a part in the goods, or is close to one."""
    if set(parties) & set(close):
        raise Refusal("returns.own_goods")


def is_dear(value_minor: int, limits: Mapping[str, int]) -> bool:
    """Tell whether two people must agree on goods of this value."""
    return value_minor >= limits.get("returns.two_graders_minor", DEAR_MINOR * MILLION) // MILLION


def is_drawn(draw: int, code: str, limits: Mapping[str, int]) -> bool:
    """Draw by key whether another person grades these goods again; who grades first cannot know."""
    (chance,) = uniforms("returns.blind", [stable_key("returns.blind", draw, code)])
    return float(chance) * MILLION < limits.get("returns.blind_share", BLIND_SHARE_E6)


def is_public(firms: Mapping[int, int]) -> bool:
    """Tell whether rates over so many cases of each firm tell of none of them: five at least, none with over half."""
    return len(firms) >= LEAST_FIRMS and 2 * max(firms.values()) <= sum(firms.values())


def is_settled(found: Sequence[Found], *, dear: bool) -> bool:
    """Tell whether the last word is spoken: by one, by two who agree, or by a third.

    >>> is_settled([Found(1, "opened", False), Found(2, "soiled", False)], dear=True)
    False
    """
    if len(found) < 2:
        return bool(found) and not (dear or found[0].is_drawn)
    return len(found) > 2 or found[0].condition == found[1].condition
