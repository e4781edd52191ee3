"""Verify proofs from the bits of index and size alone (RFC 9162 sections 2.1.3.2 and 2.1.4.2)."""

import hashlib
from collections.abc import Sequence


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the path proves that `leaf` (a leaf hash) stands at `index` under `root`."""
    if not 0 <= index < size:
        return False
    place, last, digest = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            digest = _parent(step, digest)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            digest = _parent(digest, step)
        place, last = place >> 1, last >> 1
    return last == 0 and digest == root


def verify_consistency(old_size: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether the path proves that the tree under `old_root` begins the tree under `root`."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not path and old_root == root
    steps = list(path)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_digest = digest = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_digest, digest = _parent(step, old_digest), _parent(step, digest)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            digest = _parent(digest, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old_digest == old_root and digest == root


def _parent(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
