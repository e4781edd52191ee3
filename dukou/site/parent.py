"""Let a process of the town end with the `up` that started it, however that one ended."""

import ctypes
import os
import signal
from collections.abc import Mapping

STARTED_BY = "DUKOU_STARTED_BY"
_PR_SET_PDEATHSIG = 1


def end_with_parent(env: Mapping[str, str]) -> None:
    """Ask Linux for a SIGTERM when the process that started us ends; elsewhere, and without `up`, do nothing."""
    given = env.get(STARTED_BY)
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if given is None or prctl is None:
        return
    prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # It may have ended before we could ask.
    if os.getppid() != int(given):
        os.kill(os.getpid(), signal.SIGTERM)
