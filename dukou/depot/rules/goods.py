"""Decide how goods are packed and numbered, what may go where, and who gets what is free."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from dukou.base.errors import Missing, Refusal, Refused
from dukou.base.ids import is_sscc, sscc
from dukou.base.quantity import MAX_PAIRS, ceil_div
from dukou.base.viewer import Viewer
from dukou.depot.records import Allocation, FreeStock, NewExchange, NewReservation, PackedLot, ReservationRecord

# A GS1 key has 16 digits for company prefix and serial, and one before them that adds to the serials.
PREFIX_AND_SERIAL_DIGITS = 16
PREFIX_DIGITS = (7, 8, 9)
# Of the ten extension digits the last is for pallets, which freight numbers.
CARTON_EXTENSIONS = 9
MOST_CARTONS = 200
MOST_REQUESTS = 500
# The town's own holds are named "line:<key>", a firm's "<firm>:<its own key>": nobody can take another's name.
OWN_KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,23}")
NOTES = frozenset(("damaged", "wet", "opened", "miscounted", "lost"))
ROUTES = frozenset(
    (
        ("mill", "depot"),
        ("depot", "road"),
        ("road", "buyer"),
        ("buyer", "returned"),
        ("returned", "depot"),
        ("returned", "seconds"),
        ("returned", "scrap"),
        ("returned", "abroad"),
        ("depot", "exchanged"),
        ("depot", "set_aside"),
        ("shop", "set_aside"),
        ("abroad", "set_aside"),
        ("set_aside", "exchanged"),
        ("set_aside", "depot"),
        ("set_aside", "shop"),
        ("set_aside", "abroad"),
        ("depot", "shop"),
        ("shop", "depot"),
        ("shop", "sold"),
        ("sold", "shop"),
        ("depot", "inbound"),
        ("inbound", "abroad"),
        ("inbound", "scrap"),
        ("inbound", "lost"),
        ("abroad", "sent"),
        ("sent", "abroad"),
        ("abroad", "scrap"),
    )
)


def pack(pairs: int, pairs_per_carton: int) -> tuple[int, int]:
    """Return how many cartons the pairs fill, and how many pairs are in the last one.

    >>> pack(500, 240)
    (3, 20)
    """
    count = ceil_div(pairs, pairs_per_carton)
    return count, pairs - (count - 1) * pairs_per_carton


def pairs_in(number: int, count: int, pairs_per_carton: int, pairs_last: int) -> int:
    """Return the pairs in the `number`th carton of a run; the last one may hold fewer."""
    return pairs_last if number == count else pairs_per_carton


def carton_number(prefix: str, serial: int) -> str:
    """Return the SSCC of a serial; serials that outgrow their digits go on in the extension digit.

    >>> carton_number("6939000", 1)
    '069390000000000014'
    """
    extension, rest = divmod(serial, _serials(prefix))
    return sscc(prefix, rest, extension)


def serial_under(text: str, prefix: str) -> int | None:
    """Return the serial that an SSCC has under a company prefix, or None where it is another company's."""
    if not text.startswith(prefix, 1):
        return None
    return int(text[0]) * _serials(prefix) + int(text[1 + len(prefix) : -1])


def may_be(text: str) -> list[tuple[str, int]]:
    """Return the company prefixes that an SSCC may begin with, each with the serial that it then has."""
    prefixes = [text[1 : 1 + digits] for digits in PREFIX_DIGITS]
    return [(prefix, serial) for prefix in prefixes if (serial := serial_under(text, prefix)) is not None]


def require_numbers(prefix: str, after_last: int) -> None:
    """Refuse cartons for which the prefix has no number left; a number is never given twice."""
    if after_last > CARTON_EXTENSIONS * _serials(prefix):
        raise Refusal("depot.no_numbers", {"prefix": prefix})


def _serials(prefix: str) -> int:
    """Return how many serials a prefix leaves for one extension digit."""
    return int(10 ** (PREFIX_AND_SERIAL_DIGITS - len(prefix)))


def require_ssccs(texts: Sequence[str]) -> None:
    """Refuse too many cartons at once, and anything that is no SSCC."""
    if len(texts) > MOST_CARTONS:
        raise Refusal("depot.too_many", {"most": MOST_CARTONS})
    for text in texts:
        if not (text.isascii() and is_sscc(text)):
            raise Refusal("depot.bad_sscc", {"sscc": text[:20]})


def require_few(requests: int) -> None:
    """Refuse more requests than one transaction should hold."""
    if requests > MOST_REQUESTS:
        raise Refusal("depot.too_many", {"most": MOST_REQUESTS})


def require_note(note_code: str) -> None:
    """Refuse a note that is on no list."""
    if note_code not in NOTES:
        raise Refusal("depot.unknown_note", {"note": note_code[:20]})


def require_pairs(pairs: int) -> None:
    """Refuse an absurd quantity."""
    if not 0 < pairs <= MAX_PAIRS:
        raise Refusal("depot.absurd_quantity", {"pairs": pairs, "most": MAX_PAIRS})


def require_route(from_place: str, to_place: str) -> None:
    """Raise ValueError, a bug of the caller, where goods may not go this way."""
    if (from_place, to_place) not in ROUTES:
        raise ValueError(f"goods do not go from {from_place} to {to_place}")


def pack_lots(goods: Iterable[tuple[int, int, int, int, int, int]], first_serial: int) -> tuple[list[PackedLot], int]:
    """Pack ``(owner, lot, line, SKU, pairs, pairs a carton)`` one after the other; return also the serial after them.

    Sorted goods give each owner cartons whose numbers follow one another.
    """
    packed, serial = [], first_serial
    for owner, lot, line, sku, pairs, per_carton in goods:
        count, pairs_last = pack(pairs, per_carton)
        packed.append(PackedLot(lot, line, owner, sku, pairs, serial, count, per_carton, pairs_last))
        serial += count
    return packed, serial


def line_key(line_id: int) -> str:
    """Return the name of the hold for a line's goods."""
    return f"line:{line_id}"


def own_key(owner: int, key: str) -> str:
    """Return the name in the town of a hold that an owner named."""
    return f"{owner}:{key}"


def require_reservation(request: NewReservation, viewer: Viewer) -> None:
    """Refuse a hold on another firm's goods, of an absurd quantity, or with a name that is no plain word."""
    if not (viewer.runs_desks or viewer.acts_for(request.owner)):
        raise Missing("depot.stock_not_found")
    require_pairs(request.pairs)
    if not OWN_KEY.fullmatch(request.key):
        raise Refusal("depot.bad_key", {"key": request.key[:20]})


def allocate(
    asked: Mapping[int, NewReservation], free: Sequence[FreeStock], held: Mapping[str, ReservationRecord]
) -> Allocation:
    """Give each row of a batch its pairs out of one lot, the oldest that has enough, in the order asked.

    Parameters
    ----------
    asked
        Requests by row.
    free
        What is free, oldest first; owners and SKUs may be mixed.
    held
        Holds that exist already, by key. A key that is asked for again gets its first hold.
    """
    shelf = Shelf(free)
    known = dict(held)
    done, new, refused = [], [], []
    for row, request in asked.items():
        key = own_key(request.owner, request.key)
        try:
            if key not in known:
                lot = shelf.take_from_one(request)
                known[key] = ReservationRecord(key, lot, request.owner, request.sku_id, request.pairs, "held")
                new.append(known[key])
            _require_same(request, known[key])
            done.append(known[key])
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    return Allocation(tuple(done), tuple(new), tuple(refused))


def replace(asked: Sequence[NewExchange], free: Sequence[FreeStock]) -> list[tuple[int, int, str]]:
    """Return ``(lot, pairs, key)`` of replacements, each up to what is free, oldest lots first, once a key."""
    shelf = Shelf(free)
    first = {one.key: one for one in reversed(asked)}
    in_order = sorted(first.values(), key=asked.index)
    return [(lot, pairs, one.key) for one in in_order for lot, pairs in shelf.take_up_to(one)]


class Shelf:
    """Give out free pairs of many owners and SKUs, oldest lot first, none of them twice."""

    def __init__(self, free: Sequence[FreeStock]) -> None:
        self._lots: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
        for one in free:
            self._lots[one.owner, one.sku_id][one.lot_id] = one.free_pairs

    def take_from_one(self, request: NewReservation) -> int:
        """Take all pairs from one lot, the one named or the oldest that has enough, and return it."""
        lots = self._lots[request.owner, request.sku_id]
        allowed = {lot: pairs for lot, pairs in lots.items() if request.lot_id in {None, lot}}
        found = next((lot for lot, pairs in allowed.items() if pairs >= request.pairs), None)
        if found is None:
            raise Refusal("depot.not_enough", {"pairs": request.pairs, "free": max(allowed.values(), default=0)})
        lots[found] -= request.pairs
        return found

    def free_of(self, owner: int, sku: int) -> int:
        """Return what is left of an owner's SKU."""
        return sum(self._lots[owner, sku].values())

    def take_up_to(self, wanted: NewExchange) -> list[tuple[int, int]]:
        """Take as many of the pairs as are free and return ``(lot, pairs)``."""
        lots = self._lots[wanted.owner, wanted.sku_id]
        taken, left = [], wanted.pairs
        for lot, pairs in lots.items():
            if share := min(left, pairs):
                taken.append((lot, share))
                lots[lot] -= share
                left -= share
        return taken


def _require_same(request: NewReservation, found: ReservationRecord) -> None:
    """Refuse a key that names another hold than the one asked for, or one that was released."""
    is_same = (request.sku_id, request.pairs) == (found.sku_id, found.pairs) and found.state != "freed"
    if not is_same or request.lot_id not in {None, found.lot_id}:
        raise Refusal("depot.key_taken", {"key": request.key})
