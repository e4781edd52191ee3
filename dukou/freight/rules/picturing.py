"""Fill vehicles with goods by volume, owner after owner: a picture of how much is whose, not a loading plan."""

from collections.abc import Sequence

from dukou.freight.records import STACKS_ACROSS, STACKS_ALONG, Column, Parcel, Vehicle

STACKS = STACKS_ALONG * STACKS_ACROSS


def fill(parcels: Sequence[Parcel], *, capacity_ml: int, capacity_grams: int) -> tuple[Vehicle, ...]:
    """Fill as few vehicles as volume and weight ask for, from the front wall to the doors, in the order given.

    What does not fit on a stack goes on the next one and, from a full vehicle, into the next. Several vehicles carry
    equal volumes where weight asks for them.
    """
    ml, grams = sum(one.ml for one in parcels), sum(one.grams for one in parcels)
    if not ml:
        return ()
    by_volume, by_weight = -(-ml // capacity_ml), -(-grams // capacity_grams)
    room = capacity_ml if by_volume >= by_weight else -(-ml // by_weight)
    edges = [capacity_ml * place // STACKS for place in range(STACKS + 1)]
    columns: list[list[Column]] = []
    filled = room
    for one in parcels:
        left = one.ml
        while left:
            if filled == room:
                columns.append([])
                filled = 0
            place = next(number for number in range(STACKS) if edges[number + 1] > filled)
            some = min(left, room - filled, edges[place + 1] - filled)
            columns[-1].append(Column(place // STACKS_ACROSS, place % STACKS_ACROSS, one.firm, some))
            filled, left = filled + some, left - some
    return tuple(Vehicle(tuple(its), sum(one.ml for one in its)) for its in columns)


def fits(vehicles: Sequence[Vehicle], parcels: Sequence[Parcel], *, capacity_ml: int) -> bool:
    """Tell whether every owner's whole volume is aboard, and no vehicle or stack holds more than it can."""
    aboard: dict[int, int] = {}
    for vehicle in vehicles:
        stacks: dict[tuple[int, int], int] = {}
        for one in vehicle.columns:
            aboard[one.firm] = aboard.get(one.firm, 0) + one.ml
            stacks[one.along, one.across] = stacks.get((one.along, one.across), 0) + one.ml
        most = -(-capacity_ml // STACKS)
        if vehicle.ml > capacity_ml or any(ml > most for ml in stacks.values()):
            return False
    asked: dict[int, int] = {}
    for parcel in parcels:
        asked[parcel.firm] = asked.get(parcel.firm, 0) + parcel.ml
    return aboard == asked
