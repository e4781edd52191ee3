"""Show the lanes of the last weeks on a map and beside it in a table: by pairs or by cost, of all modes or of one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.money import Money
from dukou.datacentre.records import region_of
from dukou.freight import door as freight
from dukou.freight.records.planning import Lane
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord
from dukou.web.freight.places import Places, places, service_name
from dukou.web.freight.rows import desk_viewer
from dukou.web.parts import formats
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table, table_page
from dukou.web.words.datacentre import REGIONS
from dukou.web.words.steps import SERVICES

DAYS = 28
# Units of the drawing; it is as wide as a phone shows letters well.
WIDTH, TOWN_X, BANK_X, NAME_X = 420, 36, 262, 274
TOP, HEADING, ROW, LANE_GAP = 16, 30, 30, 5
THINNEST, THICKEST = 1.5, 14.0
COLOURS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a lane as it is drawn; `number` chooses its colour and its dashes."""

    title: str
    path: str
    width: str
    number: int


@dataclass(frozen=True, slots=True)
class Name:
    """Hold a name that stands on the map."""

    text: str
    y: int
    is_region: bool


@dataclass(frozen=True, slots=True)
class Map:
    """Hold the drawing, and its legend as ``(number, service)``."""

    height: int
    lines: tuple[Line, ...]
    names: tuple[Name, ...]
    legend: tuple[tuple[int, str], ...]
    width: int = WIDTH
    town_x: int = TOWN_X
    bank_x: int = BANK_X
    name_x: int = NAME_X

    @property
    def middle(self) -> int:
        """Return where the town stands."""
        return self.height // 2


@dataclass(frozen=True, slots=True)
class LaneRow:
    """Hold a lane as the table shows it."""

    destination: str
    service: str
    pairs: int
    cost: Money
    cost_a_pair: Money


@login_required
@require_safe
def lanes(request: PageRequest) -> HttpResponse:
    """Show what went to where in the last four weeks, by pairs or by cost, in all ways or in one."""
    viewer, on = desk_viewer(request), registry.today()
    found = freight.lanes(since=on - timedelta(days=DAYS - 1), until=on, viewer=viewer)
    services = _services(found)
    by = "cost" if request.GET.get("by") == "cost" else "pairs"
    mode = request.GET.get("mode", "")
    mode = mode if mode in services else ""
    shown = [one for one in found if not mode or one.service == mode]
    where = places()
    context = {
        "section": "freight_desk",
        "on": on,
        "days": DAYS,
        "measures": [
            (_("Pairs"), _address("pairs", mode), by == "pairs"),
            (_("Cost"), _address("cost", mode), by == "cost"),
        ],
        "modes": [(_("all"), _address(by, ""), not mode)]
        + [(service_name(one), _address(by, one), one == mode) for one in services],
        "map": drawn(shown, by, _numbers(found), registry.destinations(), where) if shown else None,
    }
    return table_page(request, "freight/lanes.html", context, _table(request, shown, where))


def drawn(
    shown: Sequence[Lane], by: str, number: Mapping[str, int], destinations: Sequence[DestinationRecord], where: Places
) -> Map:
    """Return the map of lanes: destinations by part of the world, those with most first, a line for each service."""
    size = {one: one.paid_minor if by == "cost" else one.pairs for one in shown}
    rows, names = _rows(size, {one.code: one.zone for one in destinations}, where)
    height = TOP + max(name.y for name in names) + ROW // 2
    most = max(1, *size.values())
    lines, placed = [], dict.fromkeys(rows, 0)
    for one in sorted(shown, key=lambda one: (one.destination, -size[one], one.service)):
        y = rows[one.destination] + LANE_GAP * placed[one.destination]
        placed[one.destination] += 1
        lines.append(
            Line(
                title=_title(one, where),
                path=f"M{TOWN_X} {height // 2}C{TOWN_X + 110} {height // 2} {BANK_X - 110} {y} {BANK_X} {y}",
                width=f"{THINNEST + (THICKEST - THINNEST) * size[one] / most:.1f}",
                number=number[one.service],
            )
        )
    legend = tuple((number[service], service_name(service)) for service in _services(shown))
    # The widest lie lowest.
    return Map(height, tuple(sorted(lines, key=lambda line: -float(line.width))), tuple(names), legend)


def _rows(size: Mapping[Lane, int], zones: Mapping[str, str], where: Places) -> tuple[dict[str, int], list[Name]]:
    """Return how far down each destination stands, and the names beside them."""
    whole: dict[str, int] = defaultdict(int)
    for one, amount in size.items():
        whole[one.destination] += amount
    rows, names, y = {}, [], TOP
    for region, title in REGIONS.items():
        its = [code for code in whole if region_of(zones.get(code, "")) == region]
        if not its:
            continue
        names.append(Name(str(title), y, is_region=True))
        y += HEADING
        for code in sorted(its, key=lambda code: -whole[code]):
            rows[code] = y
            names.append(Name(where.name(code), y, is_region=False))
            y += ROW
    return rows, names


def _title(one: Lane, where: Places) -> str:
    return _("%(place)s, %(service)s: %(pairs)s, %(cost)s") % {
        "place": where.name(one.destination),
        "service": service_name(one.service),
        "pairs": formats.pairs(one.pairs),
        "cost": formats.money(Money(one.paid_minor)),
    }


def _services(found: Sequence[Lane]) -> list[str]:
    """Return the services there are, in the order in which they are always named."""
    known = list(SERVICES)
    there = {one.service for one in found}
    return sorted(there, key=lambda one: (known.index(one) if one in known else len(known), one))


def _numbers(found: Sequence[Lane]) -> dict[str, int]:
    """Return by service its number on the map: that which carries most has the plainest line."""
    pairs: Counter[str] = Counter()
    for one in found:
        pairs[one.service] += one.pairs
    return {service: number % COLOURS for number, (service, _pairs) in enumerate(pairs.most_common())}


def _address(by: str, mode: str) -> str:
    return "?" + urlencode({"by": by} | ({"mode": mode} if mode else {}))


def _table(request: PageRequest, shown: Sequence[Lane], where: Places) -> Table:
    rows = [
        LaneRow(
            destination=where.name(one.destination),
            service=service_name(one.service),
            pairs=one.pairs,
            cost=Money(one.paid_minor),
            cost_a_pair=Money(round(one.paid_minor / one.pairs)),
        )
        for one in shown
    ]
    columns = [
        Column("destination", _("Destination")),
        Column("service", _("Service")),
        Column("pairs", _("Pairs"), "pairs"),
        Column("cost", _("Cost"), "money"),
        Column("cost_a_pair", _("A pair"), "money"),
    ]
    empty = Empty(_("Nothing has left in these weeks."), _("A lane appears with the first load that leaves on it."))
    return table(request, key="lanes", title=_("Lanes"), columns=columns, rows=rows, empty=empty, sort="-pairs")
