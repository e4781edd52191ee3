"""Protect the numbers on cartons, and that free pairs are given out once: pure decisions against plain counting."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.quantity import MAX_PAIRS
from dukou.base.viewer import ANONYMOUS
from dukou.depot.records import FreeStock, NewExchange, NewReservation
from dukou.depot.rules import goods as rules
from tests.builders import DESK, owner, purchaser

PREFIXES = st.text("0123456789", min_size=6, max_size=9)
FREE = st.lists(st.tuples(st.integers(1, 2), st.integers(1, 2), st.integers(1, 9)), max_size=6).map(
    lambda rows: [FreeStock(lot, firm, sku, pairs) for lot, (firm, sku, pairs) in enumerate(rows, start=1)]
)


def check_digit(body: str) -> int:
    """Count as the GS1 General Specifications say: 3 and 1 from the left, for 17 digits."""
    return -sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(body)) % 10


@settings(max_examples=200)
@given(st.integers(1, 10_000_000), st.integers(1, 500))
def test_cartons_hold_every_pair_and_only_the_last_is_not_full(pairs: int, per_carton: int) -> None:
    count, last = rules.pack(pairs, per_carton)
    assert 0 < last <= per_carton
    assert (count - 1) * per_carton + last == pairs


@settings(max_examples=200)
@given(PREFIXES, st.data())
def test_a_number_leads_back_to_its_serial_and_to_no_other_company(prefix: str, data: st.DataObject) -> None:
    serial = data.draw(st.integers(0, 10 ** (17 - len(prefix)) - 1))
    number = rules.carton_number(prefix, serial)
    rules.require_ssccs([number])
    assert len(number) == 18
    assert int(number[-1]) == check_digit(number[:-1])
    assert rules.serial_under(number, prefix) == serial
    other = str((int(prefix[0]) + 1) % 10) + prefix[1:]
    assert rules.serial_under(number, other) is None


@pytest.mark.parametrize(
    ("number", "extension"), [(0, "0"), (10**9 - 1, "0"), (10**9, "1"), (5 * 10**9 + 17, "5"), (10**10 - 1, "9")]
)
def test_serials_that_outgrow_their_digits_go_on_in_the_extension(number: int, extension: str) -> None:
    assert rules.carton_number("6939000", number)[0] == extension


def test_numbers_end_and_are_not_begun_again() -> None:
    # The last of ten extension digits is for pallets.
    rules.require_numbers("6939000", 9 * 10**9)
    rules.carton_number("6939000", 9 * 10**9 - 1)
    with pytest.raises(Refusal, match=r"depot\.no_numbers"):
        rules.require_numbers("6939000", 9 * 10**9 + 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "069390000000000013",
        "06939000000000001",
        "0693900000000000144",
        "06939000000000001x",
        "06939000000000001²",
        "²69390000000000014",
        "06939000000000００14",
        "=69390000000000014",
        " 69390000000000014",
        "9" * 10_000,
    ],
)
def test_what_is_no_sscc_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match=r"depot\.bad_sscc") as refused:
        rules.require_ssccs(["069390000000000014", text])
    assert refused.value.facts == {"sscc": text[:20]}


def test_one_wrong_digit_in_a_number_is_always_seen() -> None:
    right = rules.carton_number("6939000", 123_456)
    for place in range(18):
        for digit in set("0123456789") - {right[place]}:
            with pytest.raises(Refusal, match=r"depot\.bad_sscc"):
                rules.require_ssccs([right[:place] + digit + right[place + 1 :]])


def test_lots_are_packed_one_after_the_other() -> None:
    goods = [(7, 1, 11, 3, 500, 240), (7, 2, 12, 3, 240, 240), (8, 3, 13, 3, 1, 240)]
    packed, after_last = rules.pack_lots(goods, 100)
    assert [(one.lot_id, one.serial_first, one.count, one.pairs_last) for one in packed] == [
        (1, 100, 3, 20),
        (2, 103, 1, 240),
        (3, 104, 1, 1),
    ]
    assert after_last == 105


REQUESTS = st.lists(
    st.builds(
        NewReservation,
        lot_id=st.none() | st.integers(1, 6),
        owner=st.integers(1, 2),
        sku_id=st.integers(1, 2),
        pairs=st.integers(1, 9),
        key=st.sampled_from("abcdefgh"),
    ),
    max_size=8,
)


@settings(max_examples=300)
@given(FREE, REQUESTS)
def test_no_pair_is_given_twice_and_none_is_refused_that_was_there(
    free: list[FreeStock], requests: list[NewReservation]
) -> None:
    found = rules.allocate(dict(enumerate(requests)), free, {})
    lots = {one.lot_id: one for one in free}
    given_out: dict[int, int] = defaultdict(int)
    for hold in found.new:
        given_out[hold.lot_id] += hold.pairs
        assert (lots[hold.lot_id].owner, lots[hold.lot_id].sku_id) == (hold.owner, hold.sku_id)
    assert all(pairs <= lots[lot].free_pairs for lot, pairs in given_out.items())
    assert len(found.done) + len(found.refused) == len(requests)
    assert len({hold.key for hold in found.new}) == len(found.new)
    for row, refusal in ((one.row, one.refusal) for one in found.refused):
        if refusal.code == "depot.not_enough":
            asked = requests[row]
            left = [
                one.free_pairs - given_out[one.lot_id]
                for one in free
                if (one.owner, one.sku_id) == (asked.owner, asked.sku_id) and asked.lot_id in {None, one.lot_id}
            ]
            assert all(pairs < asked.pairs for pairs in left)


def test_the_oldest_lot_that_has_enough_is_taken() -> None:
    free = [FreeStock(4, 1, 1, 3), FreeStock(5, 1, 1, 8), FreeStock(6, 1, 1, 9)]
    asked = {0: NewReservation(None, 1, 1, 5, "a"), 1: NewReservation(None, 1, 1, 5, "b")}
    assert [hold.lot_id for hold in rules.allocate(asked, free, {}).done] == [5, 6]


@settings(max_examples=200)
@given(
    FREE,
    st.lists(
        st.builds(
            NewExchange,
            owner=st.integers(1, 2),
            sku_id=st.integers(1, 2),
            pairs=st.integers(1, 9),
            key=st.sampled_from("abcdef"),
        ),
        max_size=6,
    ),
)
def test_replacements_take_all_that_is_free_and_not_a_pair_more(
    free: list[FreeStock], asked: list[NewExchange]
) -> None:
    moves = rules.replace(asked, free)
    first = {one.key: one for one in reversed(asked)}
    for kind in {(one.owner, one.sku_id) for one in free}:
        stock = {one.lot_id: one.free_pairs for one in free if (one.owner, one.sku_id) == kind}
        wanted = sum(one.pairs for one in first.values() if (one.owner, one.sku_id) == kind)
        sent: dict[int, int] = defaultdict(int)
        for lot, pairs, _key in moves:
            sent[lot] += pairs
        assert all(sent[lot] <= pairs for lot, pairs in stock.items())
        assert sum(sent[lot] for lot in stock) == min(wanted, sum(stock.values()))
    for key, one in first.items():
        assert sum(pairs for _lot, pairs, its in moves if its == key) <= one.pairs


@pytest.mark.parametrize("key", ["", "Line", "line:7", "a b", "a" * 25, "-a", "王", "=1+1", "x" * 10_000, "a\n"])
def test_a_hold_has_a_plain_name(key: str) -> None:
    with pytest.raises(Refusal, match=r"depot\.bad_key"):
        rules.require_reservation(NewReservation(None, 7, 1, 1, key), owner(7))


@pytest.mark.parametrize("pairs", [0, -1, MAX_PAIRS + 1])
def test_absurd_quantities_are_refused(pairs: int) -> None:
    with pytest.raises(Refusal, match=r"depot\.absurd_quantity"):
        rules.require_reservation(NewReservation(None, 7, 1, pairs, "a"), owner(7))


def test_goods_of_another_firm_do_not_exist() -> None:
    request = NewReservation(None, 7, 1, 1, "a")
    for viewer in (owner(7), DESK):
        rules.require_reservation(request, viewer)
    for viewer in (owner(8), purchaser(9), ANONYMOUS):
        with pytest.raises(Missing, match=r"depot\.stock_not_found"):
            rules.require_reservation(request, viewer)


@pytest.mark.parametrize("way", [("road", "depot"), ("buyer", "depot"), ("scrap", "depot"), ("mill", "buyer")])
def test_goods_go_down_the_river_and_back_through_the_returns_desk(way: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="goods do not go"):
        rules.require_route(*way)
