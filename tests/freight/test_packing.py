"""Protect the packing: every pair that lies ready is in one shipment, that of its order, and no other."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dukou.base.money import line_amount
from dukou.freight import rules
from dukou.market.records import LineFacts

ON = date(2025, 12, 3)
FACT = LineFacts(
    line_id=0,
    order_id=0,
    order_code="order",
    order_draw=0,
    buyer=5,
    seller=0,
    maker=9,
    destination=0,
    sku_id=1,
    pairs=0,
    unit_price_e4=13_515,
    due_on=ON,
    family="plain_crew",
    grams_per_pair=41,
    ml_per_pair=351,
    pairs_per_carton=200,
    draw=0,
)
Ready = tuple[int, int, int, int]


@st.composite
def ready(draw: st.DrawFn) -> tuple[list[Ready], dict[int, LineFacts]]:
    """Draw ready lines of a few orders; an order has one seller and one destination."""
    goods, facts = [], {}
    for line in draw(st.lists(st.integers(1, 30), unique=True)):
        order = draw(st.integers(1, 4))
        due_on = ON + timedelta(days=draw(st.integers(-9, 60)))
        facts[line] = replace(
            FACT, line_id=line, order_id=order, seller=order % 2 + 1, destination=order % 3 + 1, due_on=due_on
        )
        goods.append((line, 100 + line, draw(st.integers(1, 5_000)), draw(st.integers(1, 50))))
    return goods, facts


@given(ready())
def test_every_line_is_in_one_shipment_of_its_order(drawn: tuple[list[Ready], dict[int, LineFacts]]) -> None:
    goods, facts = drawn
    packed = rules.packed(goods, facts)
    shipments = [(place, one) for place, many in packed.items() for one in many]
    carried = sorted((line, lot, pairs) for _place, one in shipments for line, lot, pairs in one.lines)
    assert carried == sorted((line, lot, pairs) for line, lot, pairs, _cartons in goods)
    assert sum(one.cartons for _place, one in shipments) == sum(cartons for *_rest, cartons in goods)
    assert len({one.order for _place, one in shipments}) == len(shipments)
    for place, one in shipments:
        its = [facts[line] for line, _lot, _pairs in one.lines]
        assert {(fact.order_id, fact.seller, fact.destination) for fact in its} == {(one.order, one.firm, place)}
        assert one.due_on == min(fact.due_on for fact in its)
        assert (one.grams, one.ml) == (one.pairs * 41, one.pairs * 351)
        assert one.value_minor == sum(line_amount(13_515, pairs).amount_minor for _line, _lot, pairs in one.lines)


@given(ready(), st.randoms())
def test_packing_does_not_depend_on_the_order_of_lines(
    drawn: tuple[list[Ready], dict[int, LineFacts]], random: Random
) -> None:
    goods, facts = drawn
    shuffled = list(goods)
    random.shuffle(shuffled)
    assert rules.packed(shuffled, facts) == rules.packed(goods, facts)
