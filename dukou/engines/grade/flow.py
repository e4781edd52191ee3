"""Settle kinds of pieces on sinks of limited room at the greatest value: a transportation problem with few sinks.

All begin where they leave most after prices. As long as a sink is too full, or less full than its price says, the
cheapest chain of moves mends it: successive shortest paths with prices (Edmonds and Karp 1972), over the sinks alone.
For each pair of sinks a pairing heap (Fredman, Sedgewick, Sleator and Tarjan 1986) knows whose move between them loses
least. All is in whole numbers, so that prices prove the value to the last unit, from whatever prices it began.
"""

from typing import NamedTuple

import numpy as np

from dukou.base.compiled import compiled, entry
from dukou.engines.grade.model import ANY, Flags, Ints

NONE = -1
# Columns of a heap's node: what the move loses, its first child and next sibling, the arcs that it leaves and enters.
LOSS, CHILD, SIBLING, SOURCE, TARGET = range(5)
# Places of the marks: how many nodes were ever used, and the first of those free again.
USED, FREE = range(2)


class Paths(NamedTuple):
    """Hold, for each arc, its kind, sink and value; those of kind k are ``first[k]`` to ``first[k + 1]``."""

    first: Ints
    kind: Ints
    sink: Ints
    value: Ints
    room: Ints


class State(NamedTuple):
    """Hold what flows on each arc, each sink's load and price, each pair's heap and least loss, and heaps' nodes."""

    flow: Ints
    load: Ints
    price: Ints
    root: Ints
    least: Ints
    nodes: Ints
    marks: Ints


def begin(along: Paths, count: Ints, price: Ints) -> State:
    """Return the state in which every kind is where it leaves most after prices, whatever the room."""
    sinks = len(along.room)
    chosen, _second, _margin = look(along, price)
    flow = np.zeros(len(along.sink), dtype=np.int64)
    flow[chosen] = count
    load = loads(along, count, chosen)
    nodes = np.zeros((len(along.sink) + 1, 5), dtype=np.int64)
    root, least = np.full((sinks, sinks), NONE), np.full((sinks, sinks), ANY)
    state = State(flow, load, price, root, least, nodes, np.array([0, NONE]))
    enter_all(along, state, chosen[count > 0])
    return state


def loads(along: Paths, count: Ints, chosen: Ints) -> Ints:
    """Return the load of each sink when each kind goes along the chosen arc."""
    load = np.zeros(len(along.room), dtype=np.int64)
    np.add.at(load, along.sink[chosen], count)
    return load


@entry
def look(along: Paths, price: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the best and the second arc of each kind after prices, and how much less the second leaves.

    A kind with one arc has no second: it is the first again, and as much less as can be.
    """
    kinds = len(along.first) - 1
    best, second, margin = np.empty(kinds, np.int64), np.empty(kinds, np.int64), np.empty(kinds, np.int64)
    for k in range(kinds):
        top = next_top = -ANY
        best[k] = second[k] = along.first[k]
        for a in range(along.first[k], along.first[k + 1]):
            left = along.value[a] - price[along.sink[a]]
            if left > top:
                next_top, second[k] = top, best[k]
                top, best[k] = left, a
            elif left > next_top:
                next_top, second[k] = left, a
        margin[k] = ANY if next_top == -ANY else top - next_top
    return best, second, margin


@entry
def enter_all(along: Paths, state: State, chosen: Ints) -> None:
    """Put the moves of all arcs in use on the heaps."""
    for a in chosen:
        _enter(along, state, state.nodes, a)


@entry
def settle(along: Paths, state: State, most: int) -> tuple[bool, State]:
    """Mend loads by at most so many chains of moves; tell whether all are in order, and the new state.

    A load is in order where it is no more than the room, and no less where room has a price.
    """
    sinks, nodes = len(along.room), state.nodes
    far, next_to, seen = np.empty(sinks, np.int64), np.empty(sinks, np.int64), np.empty(sinks, np.bool_)
    chain = np.empty(sinks, np.int64)
    for is_over in (True, False):
        for s in range(sinks):
            while _is_wrong(along, state, s, is_over):
                if most == 0:
                    return False, _with_nodes(state, nodes)
                most -= 1
                end = _search(along, state, s, is_over, far, next_to, seen)
                length = 0
                while end != s:
                    chain[length] = end
                    end, length = next_to[end], length + 1
                chain[length] = s
                length += 1
                if is_over:
                    chain[:length] = chain[:length][::-1].copy()
                nodes = _with_space(along, state, nodes, chain[:length])
                _shift(along, state, nodes, chain[:length])
    return True, _with_nodes(state, nodes)


@compiled
def _with_nodes(state: State, nodes: Ints) -> State:
    return State(state.flow, state.load, state.price, state.root, state.least, nodes, state.marks)


@compiled
def _is_wrong(along: Paths, state: State, s: int, is_over: bool) -> bool:
    if is_over:
        return bool(state.load[s] > along.room[s])
    return bool(state.load[s] < along.room[s] and state.price[s] > 0)


@compiled
def _search(along: Paths, state: State, start: int, is_over: bool, far: Ints, next_to: Ints, seen: Flags) -> int:
    """Return where the cheapest chain from or to a sink ends, by losses less differences of price; set prices by it.

    From one that is too full, it ends where there is room. To one whose room has a price that it is not worth, it
    begins where room is free once prices have fallen as far. `next_to` is each sink's next on the way to the start.
    """
    price = state.price
    far[:] = ANY
    seen[:] = False
    far[start] = 0
    here, end, least = start, NONE, ANY
    while True:
        if is_over and state.load[here] < along.room[here]:
            end, least = here, far[here]
            break
        seen[here] = True
        if not is_over and far[here] + price[here] < least:
            end, least = here, far[here] + price[here]
        nearest = NONE
        for s in range(len(far)):
            if seen[s]:
                continue
            loss = state.least[here, s] if is_over else state.least[s, here]
            if loss < ANY:
                farther = far[here] + loss + (price[s] - price[here] if is_over else price[here] - price[s])
                if farther < far[s]:
                    far[s], next_to[s] = farther, here
            if far[s] < ANY and (nearest == NONE or far[s] < far[nearest]):
                nearest = s
        if nearest == NONE or far[nearest] >= least:
            break
        here = nearest
    for s in range(len(far)):
        if seen[s] and far[s] < least:
            price[s] += least - far[s] if is_over else far[s] - least
    return end


@compiled
def _with_space(along: Paths, state: State, nodes: Ints, chain: Ints) -> Ints:
    """Return nodes with space for all that the moves of a chain put on heaps."""
    more = 0
    for i in range(len(chain) - 1):
        k = along.kind[nodes[state.root[chain[i], chain[i + 1]], SOURCE]]
        more += along.first[k + 1] - along.first[k]
    if state.marks[USED] + more <= len(nodes):
        return nodes
    larger = np.zeros((2 * len(nodes) + more, nodes.shape[1]), np.int64)
    larger[: len(nodes)] = nodes
    return larger


@compiled
def _shift(along: Paths, state: State, nodes: Ints, chain: Ints) -> None:
    """Move as much as can be along a chain of sinks, from its first to its last; the last move is made first."""
    giver, taker = chain[0], chain[-1]
    amount = ANY
    if state.load[giver] > along.room[giver]:
        amount = state.load[giver] - along.room[giver]
    amount = min(amount, along.room[taker] - state.load[taker])
    for i in range(len(chain) - 1):
        amount = min(amount, state.flow[nodes[state.root[chain[i], chain[i + 1]], SOURCE]])
    if len(chain) > 1:
        for i in range(len(chain) - 2, -1, -1):
            _move(along, state, nodes, chain[i], chain[i + 1], amount)
        state.load[giver] -= amount
        state.load[taker] += amount


@compiled
def _move(along: Paths, state: State, nodes: Ints, here: int, there: int, amount: int) -> None:
    """Move so much between two sinks, of the kind that loses least."""
    top = state.root[here, there]
    a, b = nodes[top, SOURCE], nodes[top, TARGET]
    state.flow[a] -= amount
    state.flow[b] += amount
    if state.flow[a] == 0:
        _leave(along, state, nodes, a)
    if state.flow[b] == amount:
        _enter(along, state, nodes, b)


@compiled
def _enter(along: Paths, state: State, nodes: Ints, a: int) -> None:
    """Put the moves of an arc that is in use now on the heaps of its sink."""
    here, k = along.sink[a], along.kind[a]
    for b in range(along.first[k], along.first[k + 1]):
        if b == a:
            continue
        new = state.marks[FREE]
        if new == NONE:
            new = state.marks[USED]
            state.marks[USED] += 1
        else:
            state.marks[FREE] = nodes[new, SIBLING]
        nodes[new, LOSS] = along.value[a] - along.value[b]
        nodes[new, CHILD], nodes[new, SIBLING] = NONE, NONE
        nodes[new, SOURCE], nodes[new, TARGET] = a, b
        there = along.sink[b]
        root = state.root[here, there]
        state.root[here, there] = new if root == NONE else _meld(nodes, root, new)
        state.least[here, there] = nodes[state.root[here, there], LOSS]


@compiled
def _leave(along: Paths, state: State, nodes: Ints, a: int) -> None:
    """Take moves of arcs out of use from the tops of heaps, now that this one is."""
    here, k = along.sink[a], along.kind[a]
    for b in range(along.first[k], along.first[k + 1]):
        there = along.sink[b]
        root = state.root[here, there]
        while root != NONE and state.flow[nodes[root, SOURCE]] == 0:
            rest = _without_root(nodes, root)
            nodes[root, SIBLING] = state.marks[FREE]
            state.marks[FREE] = root
            root = rest
        state.root[here, there] = root
        state.least[here, there] = ANY if root == NONE else nodes[root, LOSS]


@compiled
def _meld(nodes: Ints, one: int, other: int) -> int:
    """Return the top of two heaps made one."""
    if nodes[other, LOSS] < nodes[one, LOSS]:
        one, other = other, one
    nodes[other, SIBLING] = nodes[one, CHILD]
    nodes[one, CHILD] = other
    return one


@compiled
def _without_root(nodes: Ints, root: int) -> int:
    """Return the top of what is left of a heap: its children melded in pairs, and the pairs from the last on."""
    pairs, child = NONE, nodes[root, CHILD]
    while child != NONE:
        one, other = child, nodes[child, SIBLING]
        child = NONE
        if other != NONE:
            child = nodes[other, SIBLING]
            one = _meld(nodes, one, other)
        nodes[one, SIBLING] = pairs
        pairs = one
    top = NONE
    while pairs != NONE:
        rest = nodes[pairs, SIBLING]
        top = pairs if top == NONE else _meld(nodes, top, pairs)
        pairs = rest
    return top
