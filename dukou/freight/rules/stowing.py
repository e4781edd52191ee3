"""Decide how cartons are stowed in the vehicles of a service, and say where each stands."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from re import compile as pattern
from typing import Any

import numpy as np

from dukou.base.errors import Refusal
from dukou.base.gs1 import sscc_after
from dukou.base.solving import Limit, Violation
from dukou.engines import load as engine
from dukou.freight.records.papers import CartonRun
from dukou.freight.records.stowing import Cargo, Kind, Measures, Side, Stand, StowedCarton
from dukou.registry.records import TariffRecord

SEED = 0
MILLION, MM3_PER_ML = 1_000_000, 1_000
# Cartons are cut to the centimetre.
HEIGHT_STEP_MM = 10
# A section of the vehicle for each drop costs room: there are at most so many, and fewer are tried after that.
MOST_DROPS, FEWER_DROPS = 8, (4, 2, 1)
CARTON = ("stowing.carton_length_mm", "stowing.carton_width_mm", "papers.carton_grams")
GOODS_DIGITS = 16
SIDES: tuple[Side, ...] = ("left", "middle", "right")
# An SSCC stands alone, behind its identifier, or at the end of a link.
SSCC = pattern(r"(\d{18})/?\s*$")
Placements = Sequence[Sequence[int]]


def measures(limits: Mapping[str, int], service: str) -> Measures:
    """Return what is published of cartons and of a service's vehicle; refuse where a number is not."""
    room = [f"stowing.{service}_{side}_mm" for side in ("length", "width", "height")]
    off_centre = f"stowing.{service}_off_centre_share"
    for key in (*CARTON, *room, off_centre):
        if key not in limits:
            raise Refusal("freight.fee_missing", {"key": key})
    carton_length, carton_width, grams, length, width, height = (limits[key] // MILLION for key in (*CARTON, *room))
    return Measures(carton_length, carton_width, grams, length, width, height, length * limits[off_centre] // MILLION)


def drops(due: Iterable[tuple[int, date]]) -> dict[int, int]:
    """Return when each buyer's goods are unloaded, from ``(buyer, due day)``: whose are due first come out first."""
    first: dict[int, date] = {}
    for buyer, on in due:
        first[buyer] = min(on, first.get(buyer, on))
    order = sorted(first, key=lambda buyer: (first[buyer], buyer))
    return {buyer: place for place, buyer in enumerate(order)}


def require_cartons(runs: Iterable[CartonRun], cartons: int) -> None:
    """Refuse cartons of the depot that are not as many as the shipment that freight carries."""
    if sum(one.count for one in runs) != cartons:
        raise Refusal("freight.packing_differs", {"what": "cartons"})


def kinds(shipment: int, firm: int, drop: int, runs: Iterable[CartonRun], sizes: Measures) -> list[Kind]:
    """Return a shipment's cartons by kind: each as high as its pairs ask for on the base that all cartons have."""
    alike: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    base_mm2 = sizes.carton_length_mm * sizes.carton_width_mm
    for run in runs:
        steps = -(-run.ml * MM3_PER_ML // (base_mm2 * HEIGHT_STEP_MM))
        alike[steps * HEIGHT_STEP_MM, run.net_grams + sizes.carton_grams].append((run.sscc_first, run.count))
    return [
        Kind(shipment, firm, drop, sizes.carton_length_mm, sizes.carton_width_mm, height, grams, tuple(same))
        for (height, grams), same in sorted(alike.items())
    ]


def cargo(kinds: Sequence[Kind], sizes: Measures, tariff: TariffRecord, *, ml: int, grams: int) -> Cargo:
    """Return what goes by a service's vehicles; the tariff charges as many as the goods' volume and weight ask for."""
    return Cargo(
        length_mm=sizes.length_mm,
        width_mm=sizes.width_mm,
        height_mm=sizes.height_mm,
        max_grams=tariff.capacity_grams,
        off_centre_mm=sizes.off_centre_mm,
        cost_minor=tariff.vehicle_minor,
        charged=max(1, -(-ml // tariff.capacity_ml), -(-grams // tariff.capacity_grams)),
        keep_order=len({one.drop for one in kinds}) > 1,
        kinds=tuple(kinds),
    )


def goods_key(shipments: Iterable[int]) -> str:
    """Return what tells whether the same shipments are stowed."""
    return sha256(repr(sorted(shipments)).encode()).hexdigest()[:GOODS_DIGITS]


def stowed(cargo: Cargo, *, limit: Limit) -> tuple[Cargo, engine.Answer]:
    """Return a plan and what it carries.

    Drops stand in their order; neighbours go together, and in the end all do, only while more vehicles than are charged
    would be needed. Of plans that need as many vehicles the one with more drops is taken.
    """
    found: list[tuple[Cargo, engine.Answer]] = []
    for most in (MOST_DROPS, *FEWER_DROPS):
        some = together(cargo, most)
        if found and some == found[-1][0]:
            continue
        found.append((some, engine.solve(problem(some), limit=limit, seed=SEED)))
        if len(found[-1][1].loads) <= cargo.charged:
            break
    return min(found, key=lambda one: len(one[1].loads))


def together(cargo: Cargo, most: int) -> Cargo:
    """Return a cargo of at most so many drops: where there are more, neighbours go together."""
    count = 1 + max(one.drop for one in cargo.kinds)
    if count <= most:
        return cargo
    kinds = tuple(replace(one, drop=one.drop * most // count) for one in cargo.kinds)
    return replace(cargo, kinds=kinds, keep_order=most > 1)


def problem(cargo: Cargo) -> engine.Problem:
    """Return the engine's problem of a cargo."""
    vehicle = engine.Vehicle(
        "vehicle",
        cargo.length_mm,
        cargo.width_mm,
        cargo.height_mm,
        max_grams=cargo.max_grams,
        cost_minor=cargo.cost_minor,
        off_centre_mm=cargo.off_centre_mm,
    )
    cartons = tuple(
        engine.Carton(
            str(number),
            one.length_mm,
            one.width_mm,
            one.height_mm,
            quantity=one.count,
            grams=one.grams,
            owner=one.firm,
            drop=one.drop,
        )
        for number, one in enumerate(cargo.kinds)
    )
    return engine.Problem((vehicle,), cartons, keep_order=cargo.keep_order)


def proof(answer: engine.Answer) -> dict[str, Any]:
    """Return what an answer says besides its loads."""
    return {**answer.to_json(), "loads": []}


def broken(cargo: Cargo, proof: Mapping[str, Any], vehicles: Sequence[Placements]) -> list[Violation]:
    """Return each law that a plan breaks as it is kept; one that cannot be read breaks the first."""
    try:
        loads = tuple(engine.Load(0, tuple(engine.Placement(*place) for place in one)) for one in vehicles)
        answer = replace(engine.Answer.from_json(dict(proof)), loads=loads)
        return engine.check(problem(cargo), answer)
    except (KeyError, TypeError, ValueError) as bad:
        return [Violation("a plan can be read", {"why": str(bad)})]


def stands(placements: Placements, width_mm: int) -> list[Stand]:
    """Return where each carton stands, in the order of loading: nothing goes in under or behind what is there.

    Its row counts the cartons one behind another up to it from the front wall, its layer those one on another.
    """
    table = np.array(placements, dtype=np.int64).reshape(-1, 7)
    low, high = table[:, :3], table[:, :3] + table[:, 3:6]
    x, y, z = (
        (low[:, None, axis] < high[None, :, axis]) & (low[None, :, axis] < high[:, None, axis]) for axis in range(3)
    )
    behind = y & z & (high[:, None, 0] <= low[None, :, 0])
    under = x & y & (high[:, None, 2] <= low[None, :, 2])
    rows, layers = np.ones(len(table), np.int64), np.ones(len(table), np.int64)
    for place in range(len(table)):
        rows[place] = 1 + rows[behind[:, place]].max(initial=0)
        layers[place] = 1 + layers[under[:, place]].max(initial=0)
    sides = (low[:, 1] + high[:, 1]) * len(SIDES) // (2 * width_mm)
    return [
        Stand(row, SIDES[side], layer)
        for row, side, layer in zip(rows.tolist(), sides.tolist(), layers.tolist(), strict=True)
    ]


def numbered(cargo: Cargo, vehicles: Sequence[Placements]) -> list[list[str]]:
    """Return the SSCC of each placement: cartons of a kind take their places by number, first vehicle first."""
    waiting = [
        (sscc_after(first, place) for first, count in kind.runs for place in range(count)) for kind in cargo.kinds
    ]
    return [[next(waiting[place[6]]) for place in one] for one in vehicles]


def label_numbers(ranges: Iterable[tuple[str, int, int]]) -> dict[str, int]:
    """Return the numbers that cartons bear on their papers by SSCC, from ``(first SSCC, count, first number)``."""
    return {sscc_after(first, place): number + place for first, count, number in ranges for place in range(count)}


def counted_anew(cartons: Sequence[StowedCarton]) -> list[StowedCarton]:
    """Return some of a vehicle's cartons with steps and drops counted as if there were no others."""
    places = {drop: place for place, drop in enumerate(sorted({one.drop for one in cartons}))}
    return [replace(one, step=step, drop=places[one.drop]) for step, one in enumerate(cartons, start=1)]


def scanned(text: str) -> str:
    """Return the SSCC that was scanned or typed; an empty text where there is none."""
    found = SSCC.search(text)
    return found[1] if found else ""
