"""Draw small problems and loads, and judge loads cell by cell: slowly, and in another way than the check."""

from collections.abc import Iterator

from hypothesis import strategies as st

from dukou.engines.load import Answer, Bound, Carton, Load, Placement, Problem, Vehicle
from dukou.engines.load.problem import Left, Support

# Everything is a multiple of a decimetre, so that a load is a set of cells, each with a face of one dm2.
CELL = 100
Cell = tuple[int, int, int]

OUT, CLASH, TURNED = (
    "a carton is inside the vehicle",
    "no two cartons are in one place",
    "a carton stands as it may",
)
FLOATS, CRUSHED = "a base lies wholly on the floor or on cartons", "a carton bears what stands on it"
LATE = "a carton is put in over and before those already in"
BARRED, UNDER = "no later drop stands before an earlier one", "no later drop stands on an earlier one"


@st.composite
def cartons(draw: st.DrawFn, *, weighs: bool = True, bears: bool = True, drops: int = 1) -> Carton:
    sizes = [CELL * draw(st.integers(1, 5)) for _axis in range(3)]
    return Carton(
        "socks",
        *sizes,
        quantity=draw(st.integers(1, 5)),
        grams=draw(st.integers(1, 40)) * 100 if weighs else 0,
        upright=draw(st.sampled_from([(False, False, True), (True, True, True), (False, True, False)])),
        bears_grams_per_dm2=draw(st.sampled_from([None, 0, 200, 1_000])) if bears else None,
        owner=draw(st.integers(0, 2)),
        drop=draw(st.integers(0, drops - 1)),
    )


@st.composite
def problems(
    draw: st.DrawFn, *, support: Support = "full", drops: int = 1, most: int = 4, kinds: int = 2, bears: bool = True
) -> Problem:
    vehicles = tuple(
        Vehicle(
            f"kind {number}",
            CELL * draw(st.integers(4, 10)),
            CELL * draw(st.integers(3, 6)),
            CELL * draw(st.integers(3, 6)),
            max_grams=draw(st.sampled_from([None, 5_000, 60_000])),
            quantity=draw(st.sampled_from([None, 1, 2])),
            cost_minor=draw(st.integers(0, 9)),
        )
        for number in range(draw(st.integers(1, kinds)))
    )
    some = draw(st.lists(cartons(bears=bears and support == "full", drops=drops), min_size=1, max_size=most))
    return Problem(vehicles, tuple(some), support, keep_order=drops > 1)


@st.composite
def heaps(draw: st.DrawFn) -> tuple[Problem, Answer]:
    """Draw a load that somebody threw together: many cartons lie on others, some float, stick out or clash."""
    problem = draw(problems(drops=2, kinds=1))
    vehicle, places = problem.vehicles[0], []
    for _carton in range(draw(st.integers(1, 6))):
        kind = draw(st.integers(0, len(problem.cartons) - 1))
        dx, dy, dz = draw(st.permutations(problem.cartons[kind].sizes))
        x, y = (
            CELL * draw(st.integers(0, max(0, (room - size) // CELL)))
            for room, size in zip(vehicle.sizes, (dx, dy), strict=False)
        )
        under = [one.z + one.dz for one in places if x < one.x + one.dx and one.x < x + dx]
        z = draw(st.sampled_from([0, *under, *under, CELL]))
        places.append(Placement(x, y, z, dx, dy, dz, kind))
    return problem, told(problem, (Load(0, tuple(places)),))


def told(problem: Problem, loads: tuple[Load, ...]) -> Answer:
    """Return loads as an answer whose sums are right and whose bound says nothing."""
    left = []
    for number, carton in enumerate(problem.cartons):
        loaded = sum(place.type == number for load in loads for place in load.placements)
        if carton.quantity > loaded:
            left.append(Left(number, carton.quantity - loaded, "no room"))
    mm3 = sum(place.dx * place.dy * place.dz for load in loads for place in load.placements)
    cost = sum(problem.vehicles[load.vehicle].cost_minor for load in loads)
    return Answer(loads, tuple(left), mm3, cost, Bound(10**15, 0, 0), "feasible")


def cells(place: Placement) -> Iterator[Cell]:
    return (
        (x, y, z)
        for x in range(place.x // CELL, (place.x + place.dx) // CELL)
        for y in range(place.y // CELL, (place.y + place.dy) // CELL)
        for z in range(place.z // CELL, (place.z + place.dz) // CELL)
    )


def faults(problem: Problem, load: Load) -> set[str]:
    """Return the laws of place and of standing that one load breaks."""
    vehicle, taken, broken = problem.vehicles[load.vehicle], {}, set()
    for number, place in enumerate(load.placements):
        carton = problem.cartons[place.type]
        heights = {size for size, may in zip(carton.sizes, carton.upright, strict=True) if may}
        if sorted(place[3:6]) != sorted(carton.sizes) or place.dz not in heights:
            broken.add(TURNED)
        for cell in cells(place):
            if not all(0 <= at < size // CELL for at, size in zip(cell, vehicle.sizes, strict=True)):
                broken.add(OUT)
            if cell in taken:
                broken.add(CLASH)
            taken[cell] = number
    if broken:
        return broken
    length, width, height = (size // CELL for size in vehicle.sizes)
    laws = [_order(taken, (length, width, height))]
    if problem.support == "full":
        laws.append(_standing(problem, load, taken))
    if problem.keep_order:
        laws.append(_drops(problem, load, taken, (length, width, height)))
    return set().union(*laws)


def _standing(problem: Problem, load: Load, taken: dict[Cell, int]) -> set[str]:
    """Let each cell of a base carry the same part of a carton and of what presses on it."""
    broken, pressing = set(), [0.0] * len(load.placements)
    for number in sorted(range(len(pressing)), key=lambda number: -load.placements[number].z):
        place = load.placements[number]
        base = [(x, y, z - 1) for x, y, z in cells(place) if z == place.z // CELL]
        grams = problem.cartons[place.type].grams + pressing[number]
        for cell in base:
            if cell in taken:
                pressing[taken[cell]] += grams / len(base)
            elif cell[2] >= 0:
                broken.add(FLOATS)
        bears = problem.cartons[place.type].bears_grams_per_dm2
        if bears is not None and pressing[number] > bears * len(base) + 0.01:
            broken.add(CRUSHED)
    return broken


def _order(taken: dict[Cell, int], room: Cell) -> set[str]:
    """Look from each cell up and to the doors for a carton that was there before."""
    seen = (
        taken.get(one, number) < number
        for cell, number in taken.items()
        for one in (*_up(cell, room), *_out(cell, room))
    )
    return {LATE} if any(seen) else set()


def _drops(problem: Problem, load: Load, taken: dict[Cell, int], room: Cell) -> set[str]:
    drops = {cell: problem.cartons[load.placements[number].type].drop for cell, number in taken.items()}
    broken = set()
    for cell, drop in drops.items():
        if any(drops.get(one, drop) > drop for one in _out(cell, room)):
            broken.add(BARRED)
        if any(drops.get(one, drop) > drop for one in [*_up(cell, room)][:1]):
            broken.add(UNDER)
    return broken


def _up(cell: Cell, room: Cell) -> Iterator[Cell]:
    return ((cell[0], cell[1], z) for z in range(cell[2] + 1, room[2]))


def _out(cell: Cell, room: Cell) -> Iterator[Cell]:
    return ((x, cell[1], cell[2]) for x in range(cell[0] + 1, room[0]))
