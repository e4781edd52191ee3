"""Generate a day of the town: cartons for overseas depots in containers, and for drops inland in trucks."""

import numpy as np

from dukou.engines.load import Axles, Carton, Problem, Vehicle

CARTONS, FIRMS = 37_000, 206
OVERSEAS, INLAND, DROPS = 12, 24, 3
# Cartons of the trade in mm: thin, terry, sport, gift boxes, bulk; and how often each is packed.
SIZES = {
    (600, 400, 350): 22,
    (600, 400, 500): 30,
    (600, 450, 500): 10,
    (650, 480, 520): 10,
    (580, 380, 420): 8,
    (700, 500, 550): 8,
    (500, 400, 400): 7,
    (800, 500, 500): 5,
}
# One firm in four has its own cartons, up to so much larger or smaller, in whole centimetres.
OWN_SIZES, OWN_CM = 0.25, 3
WEAK = 0.1
CONTAINER = Vehicle("40HC", 12_032, 2_352, 2_698, 26_500_000, cost_minor=5_000_000, off_centre_mm=600)
TRUCK = Vehicle(
    "truck of 9.6 m",
    9_600,
    2_350,
    2_400,
    15_000_000,
    cost_minor=750_000,
    axles=Axles(-1_300, 6_200, 6_000_000, 11_500_000),
)


def consignments(seed: int, cartons: int = CARTONS) -> list[Problem]:
    """Return what leaves that day, a problem a destination: half overseas, half inland with drops."""
    draws = np.random.default_rng(seed)
    shares = np.concatenate([draws.dirichlet([8.0] * OVERSEAS) * 0.5, draws.dirichlet([8.0] * INLAND) * 0.5])
    return [
        _consignment(draws, round(cartons * share), is_overseas=number < OVERSEAS)
        for number, share in enumerate(shares.tolist())
    ]


def _consignment(draws: np.random.Generator, cartons: int, *, is_overseas: bool) -> Problem:
    lines = []
    while cartons > 0:
        quantity = min(cartons, int(draws.integers(8, 90)))
        lines.append(_line(draws, quantity, 0 if is_overseas else int(draws.integers(DROPS))))
        cartons -= quantity
    return Problem((CONTAINER if is_overseas else TRUCK,), tuple(lines), "full", keep_order=not is_overseas)


def _line(draws: np.random.Generator, quantity: int, drop: int) -> Carton:
    """Draw cartons of one style and firm: 80 to 130 kg a cubic metre, that may be turned but where they are weak."""
    sizes = list(SIZES)[int(draws.choice(len(SIZES), p=np.array([*SIZES.values()]) / sum(SIZES.values())))]
    if draws.random() < OWN_SIZES:
        sizes = tuple(size + 10 * int(draws.integers(-OWN_CM, OWN_CM + 1)) for size in sizes)
    length, width, height = sizes
    is_weak = draws.random() < WEAK
    return Carton(
        f"{length} x {width} x {height}",
        length,
        width,
        height,
        quantity,
        grams=round(length * width * height / 1e6 * draws.uniform(80, 130)),
        upright=(not is_weak, not is_weak, True),
        bears_grams_per_dm2=1_500 if is_weak else 4_000,
        owner=int(draws.integers(FIRMS)),
        drop=drop,
    )
