"""Say what a growing tree is: its leaves' hashes and the roots of its complete subtrees."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()
# Returns the hash of the complete subtree at (level, index): it covers leaves index * 2**level onwards.
Nodes = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True)
class Frontier:
    """Hold a tree's size and the roots of its complete subtrees, largest first.

    There is one hash for each bit set in `size`.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError("a frontier has one hash for each bit set in its size")


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()
