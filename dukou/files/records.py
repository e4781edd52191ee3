"""Name what is kept of a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MediaType = Literal[
    "image/png",
    "image/jpeg",
    "image/webp",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/gzip",
    "text/csv",
]


@dataclass(frozen=True, slots=True)
class CleanFile:
    """Hold bytes that may be kept, and their type as read from them."""

    content: bytes
    media_type: MediaType


@dataclass(frozen=True, slots=True)
class FileRef:
    """Describe a kept file under its public code."""

    code: str
    purpose: str
    firm: int | None
    media_type: str
    size_bytes: int
    sha256: str
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """Hand out a kept file with its bytes."""

    ref: FileRef
    content: bytes
