"""Round what a linear program splits, and improve a choice move by move."""

import numpy as np
from numpy.typing import NDArray

from dukou.engines.mode.model import Model
from dukou.engines.mode.problem import Problem
from dukou.engines.mode.tariff import ML_PER_M3
from dukou.engines.mode.tiny import Chosen, Growing, largest_first

# A share above this is whole.
WHOLE = 1 - 1e-6
# A choice that needs more moves than this is left as it is.
MOVES = 100
Floats = NDArray[np.float64]


def round_off(problem: Problem, model: Model, shares: Floats) -> Chosen:
    """Return a choice near a relaxed one; what that splits goes, largest first, where it costs least."""
    growing, chosen = Growing(problem), [-1] * len(problem.shipments)
    for column in np.flatnonzero(shares > WHOLE).tolist():
        i, s, _own = model.columns[column]
        chosen[i], growing.carried[s] = s, growing.with_one_more(i, s)
    split: dict[int, list[tuple[int, int]]] = {}
    for i, s, own in model.columns:
        if chosen[i] < 0:
            split.setdefault(i, []).append((s, own))
    for i in largest_first(problem, split):
        _costs, s, more = growing.ways(i, split[i])[0]
        chosen[i], growing.carried[s] = s, more
    return tuple(chosen)


def improve(problem: Problem, model: Model, chosen: Chosen) -> Chosen:
    """Return the choice after so many moves that save: all of one service to another, then one shipment."""
    moving = Moving(problem, model, chosen)
    for _ in range(MOVES):
        if not moving.move_all() and not moving.move_one():
            break
    return moving.chosen()


class Moving:
    """Hold a choice while it is improved, priced in floats: what is found is priced exactly afterwards.

    Parcel services share one column, the last, for only a shipment's cheapest of them is worth trying.
    """

    def __init__(self, problem: Problem, model: Model, chosen: Chosen) -> None:
        self.services = problem.services
        self.pools = list(model.pools)
        self.grams, self.ml = np.array(model.grams, dtype=float), np.array(model.ml, dtype=float)
        self.alone = len(problem.services)
        self.own = np.full((len(chosen), self.alone + 1), np.inf)
        self.parcel = list(chosen)
        for i, s, own in model.columns:
            self.own[i, s if s in model.pools else self.alone] = own
            if s not in model.pools:
                self.parcel[i] = s
        self.at = np.array([s if s in model.pools else self.alone for s in chosen])
        self.every = np.arange(len(chosen))
        # A choice from elsewhere may use a pool that is not worth it; the shipment's parcel costs no more.
        self.at[np.isinf(self.own[self.every, self.at])] = self.alone

    def chosen(self) -> Chosen:
        """Return the choice."""
        return tuple(self.parcel[i] if s == self.alone else s for i, s in enumerate(self.at.tolist()))

    def price(self, s: int, grams: Floats, ml: Floats) -> Floats:
        """Return the price of loads in a pool, to the minor unit or so."""
        service = self.services[s]
        if service.kind == "vehicle":
            needed = np.maximum(grams / service.capacity_grams, ml / service.capacity_ml)
            return np.maximum(1.0, np.ceil(needed)) * service.vehicle_minor
        if service.rate_unit == "m3":
            return np.maximum(service.minimum_minor, ml * (service.rate_minor / ML_PER_M3))
        by_volume = ml * (service.rate_minor / service.ml_per_kg) if service.ml_per_kg else 0.0
        return np.maximum(service.minimum_minor, np.maximum(grams * (service.rate_minor / 1000), by_volume))

    def load(self, s: int) -> tuple[Floats, Floats, Floats]:
        """Return the grams, the millilitres and the price of what a service carries; parcels have their own prices."""
        there = self.at == s
        grams, ml = self.grams[there].sum(), self.ml[there].sum()
        return grams, ml, self.price(s, grams, ml) if s != self.alone and there.any() else np.zeros(())

    def move_one(self) -> bool:
        """Move the one shipment that saves most; False if none saves."""
        joins, leaves = self.own.copy(), self.own[self.every, self.at]
        for s in self.pools:
            grams, ml, price = self.load(s)
            there = np.flatnonzero(self.at == s)
            joins[:, s] += self.price(s, grams + self.grams, ml + self.ml) - price
            leaves[there] += price
            if len(there) > 1:
                leaves[there] -= self.price(s, grams - self.grams[there], ml - self.ml[there])
        joins[self.every, self.at] = np.inf
        saves = leaves[:, None] - joins
        i, s = divmod(int(saves.argmax()), saves.shape[1])
        if saves[i, s] < 1:
            return False
        self.at[i] = s
        return True

    def move_all(self) -> bool:
        """Move all that goes with one service to the other where that saves most; False if nowhere."""
        loads = {s: self.load(s) for s in [*self.pools, self.alone]}
        best, way = 1.0, None
        for s, (grams, ml, price) in loads.items():
            own = self.own[self.at == s]
            for t, (more_grams, more_ml, before) in loads.items():
                if t == s or not len(own):
                    continue
                after = self.price(t, grams + more_grams, ml + more_ml) if t != self.alone else before
                saves = float(own[:, s].sum() + price + before - own[:, t].sum() - after)
                if saves >= best:
                    best, way = saves, (s, t)
        if way is None:
            return False
        self.at[self.at == way[0]] = way[1]
        return True
