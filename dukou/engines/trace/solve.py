"""Append leaves and make proofs."""

from collections.abc import Iterable, Iterator, Sequence

from dukou.engines.trace.problem import EMPTY_ROOT, Frontier, Nodes, node_hash


def complete_nodes(frontier: Frontier, leaves: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Yield ``(level, index, hash)`` of each subtree that appending these leaf hashes completes, leaves included."""
    stack = list(frontier.hashes)
    size = frontier.size
    for leaf in leaves:
        level, index, digest = 0, size, leaf
        yield level, index, digest
        while index & 1:
            digest = node_hash(stack.pop(), digest)
            level, index = level + 1, index >> 1
            yield level, index, digest
        stack.append(digest)
        size += 1


def append(frontier: Frontier, leaves: Sequence[bytes]) -> Frontier:
    """Return the frontier after appending leaf hashes."""
    stack = list(frontier.hashes)
    size = frontier.size
    for leaf in leaves:
        digest, index = leaf, size
        while index & 1:
            digest = node_hash(stack.pop(), digest)
            index >>= 1
        stack.append(digest)
        size += 1
    return Frontier(size, tuple(stack))


def root(frontier: Frontier) -> bytes:
    """Return the root hash of the tree."""
    if not frontier.hashes:
        return EMPTY_ROOT
    *left, digest = frontier.hashes
    for other in reversed(left):
        digest = node_hash(other, digest)
    return digest


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Return the path of the leaf at `index` in the tree of the first `size` leaves (RFC 6962 section 2.1.1).

    Raises ValueError where there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path = []
    start, width = 0, size
    while width > 1:
        half = _largest_power_below(width)
        if index - start < half:
            path.append(_subtree(nodes, start + half, width - half))
            width = half
        else:
            path.append(_subtree(nodes, start, half))
            start, width = start + half, width - half
    return path[::-1]


def consistency_proof(nodes: Nodes, old_size: int, size: int) -> list[bytes]:
    """Return the proof that the first `old_size` leaves begin the tree of `size` (RFC 6962 section 2.1.2).

    Raises ValueError where the old tree is empty or larger.
    """
    if not 0 < old_size <= size:
        raise ValueError(f"a tree of {old_size} does not begin one of {size}")
    path = []
    start, width, old, whole = 0, size, old_size, True
    while old != width:
        half = _largest_power_below(width)
        if old <= half:
            path.append(_subtree(nodes, start + half, width - half))
            width = half
        else:
            path.append(_subtree(nodes, start, half))
            start, width, old, whole = start + half, width - half, old - half, False
    if not whole:
        path.append(_subtree(nodes, start, width))
    return path[::-1]


def _subtree(nodes: Nodes, start: int, width: int) -> bytes:
    """Return the hash over `width` leaves from `start`, put together from complete subtrees."""
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return nodes(level, start >> level)
    half = _largest_power_below(width)
    return node_hash(_subtree(nodes, start, half), _subtree(nodes, start + half, width - half))


def _largest_power_below(width: int) -> int:
    return 1 << ((width - 1).bit_length() - 1)
