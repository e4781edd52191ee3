"""Draw reproducible chances by key, so that a resumed simulation draws what an unbroken one does."""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]


def stable_key(*parts: str | int) -> int:
    """Return a 63-bit key of the parts, the same on every machine."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def uniforms(purpose: str, keys: Iterable[int]) -> Floats:
    """Return one uniform draw in [0, 1) a key, apart for each purpose (SplitMix64, Steele 2014)."""
    state = np.fromiter(keys, dtype=np.uint64) ^ np.uint64(stable_key(purpose))
    return (_mix(state) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _mix(state: Keys) -> Keys:
    z = state + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
