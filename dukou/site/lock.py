"""Let one process at a time do what only one may do; the kernel gives a lock back, however its holder ended."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)


@contextmanager
def held(path: Path, *, wait: bool = True) -> Iterator[int | None]:
    """Hold a folder or file as long as the block runs, and hand out its descriptor.

    Where another process holds it, wait for that one's end, or (`wait` is False) hand out None at once. A program
    that inherits the descriptor goes on holding it.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        is_held = _take(descriptor)
        if not is_held and wait:
            log.warning("another command is at work in %s; this one waits for it", path)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor if is_held or wait else None
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
