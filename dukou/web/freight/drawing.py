"""Draw how far each owner's goods fill a vehicle, true to volume; and how its cartons stand, layer by layer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from dukou.freight.records import STACKS_ACROSS, STACKS_ALONG, Column, ServicePicture, Vehicle
from dukou.freight.records.stowing import StowedVehicleRecord

MOST_DRAWN = 8
# The picture's own units: a place along the vehicle, the vehicle's height, a place across.
ALONG, HEIGHT, ACROSS = 30, 120, 20
# Told apart by eyes of every kind as far as eight colours can be; the legend's numbers stand in the picture too.
COLOURS = ("#0b5c72", "#e07b39", "#5b8c3e", "#8a4f9e", "#c9a227", "#3f7fbf", "#b3424a", "#6b7a80")
NARROWEST_NUMBERED = 26
MM_A_CM = 10


@dataclass(frozen=True, slots=True)
class Box:
    """Hold a coloured rectangle with its owner's number."""

    x: int
    y: int
    width: int
    height: int
    colour: str
    number: int

    @property
    def middle_x(self) -> int:
        """Return where the number stands."""
        return self.x + self.width // 2

    @property
    def middle_y(self) -> int:
        """Return where the number stands."""
        return self.y + self.height // 2

    @property
    def is_numbered(self) -> bool:
        """Tell whether the number fits in."""
        return self.width >= NARROWEST_NUMBERED and self.height >= NARROWEST_NUMBERED


@dataclass(frozen=True, slots=True)
class Drawing:
    """Hold vehicles that look alike, from the side and from above; `share` is how full each is."""

    first: int
    last: int
    share: float
    side: tuple[Box, ...]
    top: tuple[Box, ...]
    width: int = STACKS_ALONG * ALONG
    height: int = HEIGHT
    depth: int = STACKS_ACROSS * ACROSS


def numbers(pictures: Sequence[ServicePicture]) -> dict[int, int]:
    """Return each owner's number in the legend, by its key."""
    firms = dict.fromkeys(one.firm for picture in pictures for one in picture.aboard)
    return {firm: number for number, firm in enumerate(firms, start=1)}


def colour(number: int) -> str:
    """Return the colour of a number; beyond eight they repeat."""
    return COLOURS[(number - 1) % len(COLOURS)]


def drawings(picture: ServicePicture, numbered: dict[int, int]) -> list[Drawing]:
    """Return the drawings of a service's vehicles, those that look alike together, as many as a page bears."""
    drawn: list[Drawing] = []
    for place, vehicle in enumerate(picture.vehicles, start=1):
        one = Drawing(
            first=place,
            last=place,
            share=vehicle.ml / picture.capacity_ml,
            side=tuple(_side(vehicle, picture.capacity_ml, numbered)),
            top=tuple(_top(vehicle, numbered)),
        )
        before = drawn[-1] if drawn else None
        if before and replace(before, first=place, last=place) == one:
            drawn[-1] = replace(before, last=place)
        elif len(drawn) == MOST_DRAWN:
            break
        else:
            drawn.append(one)
    return drawn


def _side(vehicle: Vehicle, capacity_ml: int, numbered: dict[int, int]) -> list[Box]:
    """Stack, at each place along, the volumes of its owners; equal neighbours are one box."""
    slices = []
    for along, columns in groupby(vehicle.columns, key=lambda one: one.along):
        its = list(columns)
        y, firms = HEIGHT, dict.fromkeys(one.firm for one in its)
        for firm in firms:
            ml = sum(one.ml for one in its if one.firm == firm)
            height = min(y, max(1, round(HEIGHT * ml * STACKS_ALONG / capacity_ml)))
            y -= height
            slices.append(_box(along * ALONG, y, ALONG, height, numbered[firm]))
    return _joined(sorted(slices, key=lambda one: (one.y, one.height, one.number, one.x)))


def _top(vehicle: Vehicle, numbered: dict[int, int]) -> list[Box]:
    """Show whose goods lie uppermost at each place of the floor; equal neighbours are one box."""
    uppermost: dict[tuple[int, int], Column] = {(one.across, one.along): one for one in vehicle.columns}
    boxes = [
        _box(along * ALONG, across * ACROSS, ALONG, ACROSS, numbered[one.firm])
        for (across, along), one in sorted(uppermost.items())
    ]
    return _joined(boxes)


def _box(x: int, y: int, width: int, height: int, number: int) -> Box:
    return Box(x, y, width, height, colour(number), number)


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes that stand side by side and are alike."""
    joined: list[Box] = []
    for one in boxes:
        last = joined[-1] if joined else None
        if (
            last
            and (last.y, last.height, last.number) == (one.y, one.height, one.number)
            and last.x + last.width == one.x
        ):
            joined[-1] = _box(last.x, last.y, last.width + one.width, last.height, last.number)
        else:
            joined.append(one)
    return joined


@dataclass(frozen=True, slots=True)
class Legend:
    """Hold a line of the legend: a number that stands in the picture too, its colour, what it means, how much it is."""

    number: int
    name: str
    cartons: int
    cubic_metres: float

    @property
    def colour(self) -> str:
        """Return the colour of the number."""
        return colour(self.number)


@dataclass(frozen=True, slots=True)
class Layer:
    """Hold the cartons that have as many below them, from above, in cm; `paths` are the outlines of each number."""

    number: int
    paths: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str, int], ...]


def layers(vehicle: StowedVehicleRecord, number_of: Mapping[int, int]) -> list[Layer]:
    """Return a vehicle's layers from the floor up; `number_of` names each step's number in the legend."""
    found = []
    for number in sorted({one.stand.layer for one in vehicle.cartons}):
        cartons = [one for one in vehicle.cartons if one.stand.layer == number]
        paths: dict[int, str] = defaultdict(str)
        for one in cartons:
            x, y, dx, dy = (_cm(mm) for mm in (one.x, one.y, one.dx, one.dy))
            paths[number_of[one.step]] += f"M{x} {y}h{dx}v{dy}h-{dx}z"
        labels = [(_cm(one.x + one.dx // 2), _cm(one.y + one.dy // 2), number_of[one.step]) for one in cartons]
        found.append(Layer(number, tuple((colour(key), path) for key, path in sorted(paths.items())), tuple(labels)))
    return found


def _cm(mm: int) -> str:
    return f"{mm / MM_A_CM:g}"
