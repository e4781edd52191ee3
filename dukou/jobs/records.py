"""Name a job, a lease on it, and what its firm may see of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

State = Literal["queued", "running", "done", "failed", "stopped"]
QUEUED: State = "queued"
RUNNING: State = "running"
DONE: State = "done"
FAILED: State = "failed"
STOPPED: State = "stopped"
STATES = (QUEUED, RUNNING, DONE, FAILED, STOPPED)
WHOLE_PPM = 1_000_000

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NewJob:
    """Ask for work of a kind in a room; under a key it is asked for once."""

    room: str
    kind: str
    argument: Json = field(default_factory=dict)
    firm: int | None = None
    key: str | None = None
    max_attempts: int = 3


@dataclass(frozen=True, slots=True)
class Lease:
    """Hold a claimed job; `token` is this claim's own, `attempts` counts it."""

    code: str
    token: str
    room: str
    kind: str
    argument: Json
    firm: int | None
    person: int | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Job:
    """Show a job to the firm that asked for it."""

    code: str
    room: str
    kind: str
    argument: Json
    state: State
    attempts: int
    progress_ppm: int
    note_code: str
    stop_asked: bool
    result: Json | None
    created_at: datetime
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether it waits or runs."""
        return self.state in {QUEUED, RUNNING}
