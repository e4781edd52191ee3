"""Number the cartons of a shipment, and put them on pallets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dukou.base.errors import Refusal
from dukou.base.gs1 import sscc_after
from dukou.base.ids import sscc
from dukou.depot.records import CartonsRecord
from dukou.freight.records.papers import CartonRange, CartonRun, Stacking

MILLION, ML_A_LITRE = 1_000_000, 1_000
STACKING = ("papers.carton_grams", "papers.pallet_grams", "papers.pallet_most_ml", "papers.pallet_most_grams")
# The depot numbers cartons from extension digit 0 up and leaves this one free: no pallet has the number of a carton.
PALLET_EXTENSION = 9


def stacking(limits: Mapping[str, int]) -> Stacking:
    """Return what cartons and pallets weigh and carry on a day; refuse where a number is not published."""
    for key in STACKING:
        if key not in limits:
            raise Refusal("freight.fee_missing", {"key": key})
    return Stacking(*(limits[key] // MILLION for key in STACKING))


def carton_runs(
    number: int, found: Iterable[CartonsRecord], *, grams_per_pair: int, ml_per_pair: int
) -> Iterator[CartonRun]:
    """Yield the cartons of a line, by its number, as runs of equal ones: a lot's last carton may hold fewer pairs."""
    for one in found:
        if int(one.sscc_last[:-1]) - int(one.sscc_first[:-1]) != one.count - 1:
            raise Refusal("freight.packing_differs", {"what": "sscc"})
        full = one.count if one.pairs_last == one.pairs_per_carton else one.count - 1
        for places, count, pairs in ((0, full, one.pairs_per_carton), (full, one.count - full, one.pairs_last)):
            if count:
                first = sscc_after(one.sscc_first, places)
                yield CartonRun(number, count, pairs, pairs * grams_per_pair, pairs * ml_per_pair, first)


def numbered(runs: Sequence[CartonRun], stacking: Stacking, *, on_pallets: bool) -> list[CartonRange]:
    """Count the cartons of a shipment in the order given, and fill one pallet after the other with them."""
    loose = [(run, 0, run.count, None) for run in runs]
    ranges, number = [], 1
    for run, places, count, pallet in _on_pallets(runs, stacking) if on_pallets else loose:
        ranges.append(
            CartonRange(
                line=run.line,
                pallet=pallet,
                first=number,
                count=count,
                pairs=run.pairs,
                net_grams=run.net_grams,
                gross_grams=run.net_grams + stacking.carton_grams,
                ml=run.ml,
                sscc_first=sscc_after(run.sscc_first, places),
            )
        )
        number += count
    return ranges


def _on_pallets(runs: Sequence[CartonRun], stacking: Stacking) -> Iterator[tuple[CartonRun, int, int, int | None]]:
    """Yield parts of runs, each with its place in the run and its count, and the pallet that they stand on."""
    pallet, room_ml, room_grams = 0, 0, 0
    for run in runs:
        gross, done = run.net_grams + stacking.carton_grams, 0
        if run.ml > stacking.most_ml or gross > stacking.most_grams:
            raise Refusal("freight.carton_exceeds_pallet", {"grams": gross, "litres": run.ml // ML_A_LITRE})
        while done < run.count:
            if room_ml < run.ml or room_grams < gross:
                pallet, room_ml, room_grams = pallet + 1, stacking.most_ml, stacking.most_grams
            fits = [room // each for room, each in ((room_ml, run.ml), (room_grams, gross)) if each]
            count = min(run.count - done, *fits)
            room_ml, room_grams = room_ml - count * run.ml, room_grams - count * gross
            yield run, done, count, pallet
            done += count


def pallet_numbers(prefix: str, first_serial: int, count: int) -> list[str]:
    """Return the SSCCs of so many pallets; ValueError where the prefix has no number left."""
    return [sscc(prefix, first_serial + place, PALLET_EXTENSION) for place in range(count)]


def require_whole(ranges: Sequence[CartonRange], *, cartons: int, pairs: int, grams: int, ml: int) -> None:
    """Refuse cartons that do not add up to the shipment that freight carries."""
    found = {
        "cartons": (sum(one.count for one in ranges), cartons),
        "pairs": (sum(one.count * one.pairs for one in ranges), pairs),
        "grams": (sum(one.count * one.net_grams for one in ranges), grams),
        "ml": (sum(one.count * one.ml for one in ranges), ml),
    }
    for what, (packed, carried) in found.items():
        if packed != carried:
            raise Refusal("freight.packing_differs", {"what": what})
