"""Decide what a machine group can knit, and how much more it could."""

from typing import NamedTuple

from dukou.market.records import LineToMake
from dukou.registry.records import GroupRecord

TERRY = ("plain", "half", "full")
# Machine time costs so much more for each step that the machine is above what the sock needs.
TERRY_STEP_PPM, COLOUR_STEP_PPM = 100_000, 20_000
WHOLE_PPM = 1_000_000


class Need(NamedTuple):
    """Hold what a sock needs of a machine; needle count and cylinders must be equal, the rest at least so much."""

    needle_count: int
    double_cylinder: bool
    terry: str
    colours_a_course: int


def need_of(line: LineToMake) -> Need:
    """Return what a line's style needs of a machine."""
    return Need(line.needle_count, line.double_cylinder, line.terry, line.colours_a_course)


def can_knit(group: GroupRecord, need: Need) -> bool:
    """Tell whether a group's machines can knit it."""
    return (
        group.needle_count == need.needle_count
        and group.double_cylinder == need.double_cylinder
        and TERRY.index(group.terry) >= TERRY.index(need.terry)
        and group.colours_a_course >= need.colours_a_course
    )


def cost_ppm(group: GroupRecord, need: Need) -> int:
    """Return what an hour on a capable group costs, in millionths of an hour on the machine that just can."""
    terry = TERRY.index(group.terry) - TERRY.index(need.terry)
    colours = group.colours_a_course - need.colours_a_course
    return WHOLE_PPM + terry * TERRY_STEP_PPM + colours * COLOUR_STEP_PPM
