"""Measure `load`: Bischoff and Ratcliff's containers beside py3dbp and walls by hand, and a whole day of the town.

Each container is loaded in a process of its own, which has compiled its kernel before time runs. py3dbp knows no
orientation that is forbidden, so that its loads may break a rule that ours keep.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from benchmarks.freight.town_day import consignments
from benchmarks.table import SHARED, Kept, Row, apart
from dukou.base.solving import Limit
from dukou.engines.load import Load, Problem, check, simple, solve
from dukou.engines.load.formats import FORMATS
from dukou.engines.load.solve import answer

# Its last release has no wheel, so that the lock files cannot hold it: `pip install py3dbp` beside them.
HAS_PY3DBP = find_spec("py3dbp") is not None
UNBOUNDED = 10**9
INSTANCES, SAMPLE = 20, 3
GROUPS = (
    ("load BR1-BR7, no support", (1, 3, 5, 7), "none", 5),
    ("load BR1-BR7, full support", (1, 3, 5, 7), "full", 5),
    ("load BR9-BR15", (9, 11, 13, 15), "none", 10),
)
# Of the day's two minutes so many seconds are for the search, the rest to begin, to check and to write.
DAY_SEED, CORES, DAY_SECONDS = 1, 2, 100


def rows(kept: Kept, *, sample: bool) -> Iterator[Row]:
    """Yield the mean of each group of classes, then the day."""
    if (SHARED / "container_loading").exists():
        for group in GROUPS:
            yield from _group(kept, *group, count=SAMPLE if sample else INSTANCES)
        if not HAS_PY3DBP:
            print("py3dbp: left out, not installed")
    else:
        print("load BR: left out, absent: ../shared")
    day = kept.measured("load day", lambda: town_day(DAY_SEED))
    for figure, beside in day.items():
        yield Row("town's day", figure, beside["ours"], {peer: beside[peer] for peer in beside if peer != "ours"})


def _group(kept: Kept, name: str, classes: Sequence[int], support: str, seconds: int, *, count: int) -> Iterator[Row]:
    ours: list[dict[str, float]] = []
    theirs: list[float] = []
    for br in classes:
        for index in range(1, count + 1):
            key = f"load BR{br} {index} {support}"
            call = (br, index, support)
            ours.append(kept.measured(f"{key} ours", lambda call=call: apart(__name__, "ours", *call, seconds)))
            if support == "none" and HAS_PY3DBP:
                peer = kept.measured(f"{key} py3dbp", lambda call=call: apart(__name__, "py3dbp", *call[:2]))
                theirs.append(peer["fill"])
        fills = [one["fill"] for one in ours[-count:]]
        yield Row(f"{name}: BR{br}", "fill_percent", statistics.mean(fills), {"least": min(fills)})
    fill, walls = (statistics.mean(one[figure] for one in ours) for figure in ("fill", "walls"))
    peers = {"instances": len(ours), "volume bound": statistics.mean(one["bound"] for one in ours)}
    yield Row(name, "fill_percent", fill, peers)
    yield Row(name, "above_simple_points", fill - walls, {"walls by hand": walls})
    if theirs:
        yield Row(name, "above_py3dbp_points", fill - statistics.mean(theirs), {"py3dbp": statistics.mean(theirs)})


def ours(br: int, index: int, support: str, seconds: float) -> dict[str, float]:
    """Return how full ours is, walls by hand, and the bound, in percent; after a first small load that compiles."""
    problem = _instance(br, index, support)
    solve(problem, limit=Limit(1), seed=1)
    found = solve(problem, limit=Limit(UNBOUNDED, seconds), seed=1)
    walls = answer(problem, simple.load(problem))
    assert not check(problem, found)
    assert not check(problem, walls)
    room = _mm3(problem)
    return {"fill": 100 * found.mm3 / room, "walls": 100 * walls.mm3 / room, "bound": 100 * found.bound.mm3 / room}


def py3dbp(br: int, index: int) -> dict[str, float]:
    """Return how full py3dbp's load is, in percent, and the seconds that it took."""
    import py3dbp as peer

    problem = _instance(br, index, "none")
    packer = peer.Packer()
    packer.add_bin(peer.Bin("container", *problem.vehicles[0].sizes, UNBOUNDED))
    for one in problem.cartons:
        for _number in range(one.quantity):
            packer.add_item(peer.Item(one.name, *one.sizes, 1))
    begun = time.monotonic()
    packer.pack(bigger_first=True)
    loaded = sum(float(item.get_volume()) for item in packer.bins[0].items)
    return {"fill": 100 * loaded / _mm3(problem), "seconds": time.monotonic() - begun}


def town_day(seed: int) -> dict[str, dict[str, float]]:
    """Load a day on two cores, each process with as much of the volume; every load is checked there."""
    begun = time.monotonic()
    volumes = [sum(one.quantity * one.mm3 for one in problem.cartons) for problem in consignments(seed)]
    parts: list[list[int]] = [[] for _core in range(CORES)]
    for number in sorted(range(len(volumes)), key=lambda number: -volumes[number]):
        min(parts, key=lambda part: sum(volumes[i] for i in part)).append(number)
    with ThreadPoolExecutor(CORES) as pool:
        done = [
            one for part in pool.map(lambda part: apart(__name__, "part_of_day", seed, part), parts) for one in part
        ]
    seconds = time.monotonic() - begun
    total = {name: sum(one[name] for one in done) for name in done[0]}
    fill, walls = (100 * total["mm3"] / total[name] for name in ("room_mm3", "walls_mm3"))
    return {
        "seconds": {"ours": seconds},
        "violations": {"ours": total["violations"], "cartons": total["cartons"], "left": total["left"]},
        "fill_percent": {
            "ours": fill,
            "walls by hand": walls,
            "but the last of each destination": 100 * total["full_mm3"] / total["full_room_mm3"],
        },
        "vehicles": {
            "ours": total["containers"] + total["trucks"],
            **{name: total[name] for name in ("containers", "trucks", "at least", "walls by hand")},
        },
    }


def part_of_day(seed: int, numbers: Sequence[int]) -> list[dict[str, float]]:
    """Load some consignments one after another; time is for each in proportion to its volume."""
    everything = consignments(seed)
    problems = [everything[number] for number in numbers]
    volumes = [sum(one.quantity * one.mm3 for one in problem.cartons) for problem in problems]
    until, done = time.monotonic() + DAY_SECONDS, []
    for number, (problem, volume) in enumerate(zip(problems, volumes, strict=True)):
        share = volume / sum(volumes[number:])
        found = solve(problem, limit=Limit(UNBOUNDED, max(0.0, until - time.monotonic()) * share), seed=seed)
        walls, loaded = simple.load(problem), [_loaded_mm3(load) for load in found.loads]
        done.append(
            {
                "mm3": found.mm3,
                "full_mm3": found.mm3 - min(loaded),
                "full_room_mm3": (len(loaded) - 1) * _mm3(problem),
                "room_mm3": len(found.loads) * _mm3(problem),
                "walls_mm3": len(walls) * _mm3(problem),
                "violations": len(check(problem, found)),
                "cartons": sum(len(load.placements) for load in found.loads),
                "left": sum(one.quantity for one in found.left),
                "trucks" if problem.keep_order else "containers": len(found.loads),
                "containers" if problem.keep_order else "trucks": 0,
                "at least": found.bound.vehicles,
                "walls by hand": len(walls),
            }
        )
    return done


def _instance(br: int, index: int, support: str) -> Problem:
    path: Path = SHARED / "container_loading" / f"BR{br}.txt"
    problem: Problem = FORMATS["br"].read(path, {"index": str(index), "support": support})
    return problem


def _loaded_mm3(load: Load) -> int:
    return sum(place.dx * place.dy * place.dz for place in load.placements)


def _mm3(problem: Problem) -> int:
    length, width, height = problem.vehicles[0].sizes
    return length * width * height
