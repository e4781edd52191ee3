"""Draw the town's map: its places, the destinations on the other bank, and what goes between them in each way.

All lengths are units of the drawing; the page scales it. What is drawn is kept figures only, so the lines say no more
than the five-firm rule allows.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.datacentre.records import ELSEWHERE, REGION, FigureRecord, PlaceRecord, region_of
from dukou.registry.records import DestinationRecord
from dukou.web.parts.formats import number
from dukou.web.parts.names import named
from dukou.web.words.datacentre import REGIONS, VILLAGES

WIDTH, HEIGHT = 760, 560
TOWN_LEFT, TOWN_TOP, TOWN_WIDTH, TOWN_HEIGHT = 34, 44, 370, 480
BANK, TOP = 530, 26
ROW, LEAST_ROW, HEADING = 58, 30, 34
WAYS = ("naive", "own_best", "together")
# So many strands are drawn at most in one way; where there are more departures, a strand stands for several.
MOST_STRANDS = 400
VILLAGE_RADIUS = 13
# Strands leave a village evenly in all directions at multiples of the golden angle.
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
THINNEST, THICKEST = 2.0, 9.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Hold a name that stands on the map."""

    name: str
    x: int
    y: int
    is_region: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """Hold the line or the strands of one cell of a way; `title` says what they stand for."""

    title: str
    path: str
    width: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """Hold what is drawn for one way of going; a strand stands for `worth` departures."""

    way: str
    lanes: tuple[Lane, ...]
    worth: int


@dataclass(frozen=True, slots=True)
class Map:
    """Hold the drawing; `dots` is one path with a point for each factory."""

    height: int
    dots: str
    villages: tuple[Mark, ...]
    depot: Mark
    stops: tuple[Mark, ...]
    layers: tuple[Layer, ...]

    @property
    def stretch(self) -> str:
        """Return by how much the river is longer than it is drawn."""
        return f"{self.height / HEIGHT:.3f}"


@dataclass(frozen=True, slots=True)
class Bank:
    """Hold where destinations stand; a region spans those that lie in it. Many of them make the drawing higher."""

    height: int
    stops: tuple[Mark, ...]
    spans: Mapping[str, tuple[int, int]]
    names: Mapping[str, str]


def drawn(
    figures: Sequence[FigureRecord], places: Sequence[PlaceRecord], destinations: Sequence[DestinationRecord]
) -> Map | None:
    """Return the map of the figures last kept; None where no factory stands yet."""
    cells = {key: _cells(figures, f"flow.{key}") for key in (*WAYS, "pickup")}
    bank = _bank(cells, destinations)
    top = TOWN_TOP + (bank.height - HEIGHT) // 2
    at = _projection(places, top)
    points = {kind: [(one.zone, *at(one)) for one in places if one.kind == kind] for kind in ("factory", "depot")}
    if not points["factory"]:
        return None
    centres = _centres(points["factory"])
    middle = (TOWN_LEFT + TOWN_WIDTH // 2, top + TOWN_HEIGHT // 2)
    depot = points["depot"][0][1:] if points["depot"] else middle
    return Map(
        height=bank.height,
        dots="".join(f"M{x} {y}h0" for _zone, x, y in points["factory"]),
        villages=tuple(Mark(_village(zone), x, y) for zone, (x, y) in centres.items()),
        depot=Mark(_("Depot"), *depot),
        stops=bank.stops,
        layers=(
            *(_alone(way, cells[way], {**centres, ELSEWHERE: middle}, bank) for way in ("naive", "own_best")),
            _together(cells, centres, depot, bank),
        ),
    )


def _cells(figures: Sequence[FigureRecord], key: str) -> dict[tuple[str, str], int]:
    found = {}
    for one in figures:
        if one.key == key and one.part and one.value:
            start, _arrow, end = one.part.partition(">")
            found[start, end] = int(one.value)
    return found


def _projection(places: Sequence[PlaceRecord], top: int) -> "_Projection":
    if not places:
        return _Projection(0, 0, 1.0, 1.0, top)
    north, west = max(one.lat_e4 for one in places), min(one.lon_e4 for one in places)
    narrowing = math.cos(math.radians(north / 10_000))
    high = max(north - min(one.lat_e4 for one in places), 1)
    wide = max((max(one.lon_e4 for one in places) - west) * narrowing, 1)
    scale = min(TOWN_WIDTH / wide, TOWN_HEIGHT / high)
    return _Projection(north, west, scale, scale * narrowing, top)


@dataclass(frozen=True, slots=True)
class _Projection:
    """Lay coordinates onto the drawing, north up."""

    north: int
    west: int
    down: float
    right: float
    top: int

    def __call__(self, one: PlaceRecord) -> tuple[int, int]:
        return (
            TOWN_LEFT + round((one.lon_e4 - self.west) * self.right),
            self.top + round((self.north - one.lat_e4) * self.down),
        )


def _centres(points: Sequence[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    by_zone: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for zone, x, y in points:
        by_zone[zone].append((x, y))
    return {
        zone: (round(sum(x for x, _y in found) / len(found)), round(sum(y for _x, y in found) / len(found)))
        for zone, found in by_zone.items()
    }


def _bank(cells: Mapping[str, Mapping[tuple[str, str], int]], destinations: Sequence[DestinationRecord]) -> Bank:
    """Lay out the destinations by region, those with most departures first."""
    by_code = {one.code: one for one in destinations}
    goods: dict[str, int] = defaultdict(int)
    for way in WAYS:
        for (_start, end), count in cells[way].items():
            goods[end] += count
    ends: dict[str, list[str]] = {region: [] for region in REGIONS}
    for end in sorted(goods, key=lambda end: -goods[end]):
        if end in by_code:
            ends[region_of(by_code[end].zone)].append(end)
    ends = {region: found for region, found in ends.items() if found or f"{REGION}{region}" in goods}
    rows = sum(len(found) for found in ends.values())
    height = max(HEIGHT, 2 * TOP + HEADING * len(ends) + LEAST_ROW * rows)
    room = height - 2 * TOP - HEADING * len(ends)
    row = min(ROW, room / max(rows, 1))
    y = TOP + (room - row * rows) / 2
    stops, spans, names = [], {}, {}
    first = y
    for region, found in ends.items():
        names[f"{REGION}{region}"] = _("other places in %(region)s") % {"region": REGIONS[region]}
        stops.append(Mark(str(REGIONS[region]), BANK, round(y + HEADING / 2), is_region=True))
        begin, y = y + HEADING / 2, y + HEADING
        for end in found:
            middle = round(y + row / 2)
            names[end] = named(by_code[end].name_zh, by_code[end].name_en)
            stops.append(Mark(names[end], BANK, middle))
            spans[end] = (round(middle - row * 0.3), round(middle + row * 0.3))
            y += row
        spans[f"{REGION}{region}"] = (round(begin), round(y - row / 2 if found else begin))
    spans[ELSEWHERE], names[ELSEWHERE] = (round(first), round(y)), _("other places")
    return Bank(height, tuple(stops), spans, names)


def _alone(way: str, cells: Mapping[tuple[str, str], int], starts: Mapping[str, tuple[int, int]], bank: Bank) -> Layer:
    """Draw a strand for each departure, from its village straight to the other bank."""
    worth = max(1, math.ceil(sum(cells.values()) / MOST_STRANDS))
    lanes = []
    for (start, end), count in cells.items():
        if start in starts:
            strands = _strands(starts[start], bank.spans[end], max(1, round(count / worth)))
            lanes.append(Lane(_title(_village(start), bank.names[end], count), "".join(strands)))
    return Layer(way, tuple(lanes), worth)


def _together(
    cells: Mapping[str, Mapping[tuple[str, str], int]],
    centres: Mapping[str, tuple[int, int]],
    depot: tuple[int, int],
    bank: Bank,
) -> Layer:
    """Draw one line a village to the depot, and one a destination from there, as wide as departures are many."""
    most = max([*cells["pickup"].values(), *cells["together"].values()], default=1)
    lanes = []
    for (start, _end), count in cells["pickup"].items():
        if start in centres:
            (x, y), (right, down) = centres[start], depot
            bend = f"M{x} {y}Q{(x + right) // 2 + (y - down) // 8} {(y + down) // 2 - (x - right) // 8} {right} {down}"
            lanes.append(Lane(_title(_village(start), _("Depot"), count), bend, _width(count, most)))
    for (_start, end), count in cells["together"].items():
        first, last = bank.spans[end]
        # Where there is one stop the line ends at it; a region's line ends where the region begins.
        y = first if end.startswith(REGION) else (first + last) // 2
        path = f"M{depot[0]} {depot[1]}C{depot[0] + 150} {depot[1]} {BANK - 150} {y} {BANK} {y}"
        lanes.append(Lane(_title(_("Depot"), bank.names[end], count), path, _width(count, most)))
    return Layer("together", tuple(lanes), 1)


def _strands(start: tuple[int, int], span: tuple[int, int], count: int) -> Iterator[str]:
    """Yield a curve for each strand: they leave the village on all sides and land evenly on the span."""
    first, last = span
    for number_of_strand in range(count):
        radius = VILLAGE_RADIUS * math.sqrt((number_of_strand + 0.5) / count)
        angle = GOLDEN_ANGLE * number_of_strand
        x, y = round(start[0] + radius * math.cos(angle)), round(start[1] + radius * math.sin(angle))
        end = round(first + (last - first) * (number_of_strand + 0.5) / count)
        reach = 70 + 18 * (number_of_strand % 5)
        yield f"M{x} {y}C{x + reach} {y} {BANK - reach} {end} {BANK} {end}"


def _width(count: int, most: int) -> str:
    return f"{THINNEST + (THICKEST - THINNEST) * count / most:.1f}"


def _village(zone: str) -> str:
    return _("other villages") if zone == ELSEWHERE else str(VILLAGES.get(zone, zone))


def _title(start: str, end: str, count: int) -> str:
    said = ngettext("%(start)s to %(end)s: %(count)s departure", "%(start)s to %(end)s: %(count)s departures", count)
    return said % {"start": start, "end": end, "count": number(count)}
