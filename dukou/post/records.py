"""Name what is posted, and what its reader sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Channel = Literal["email", "sms", "webhook"]
EMAIL: Channel = "email"
SMS: Channel = "sms"
WEBHOOK: Channel = "webhook"
CHANNELS = (EMAIL, SMS, WEBHOOK)

QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
FAILED = "failed"
STATES = (QUEUED, SENDING, SENT, FAILED)

Facts = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class NewMessage:
    """Ask for a message to leave the town.

    `recipient` is a reference that the edge turns into an address (``person:12``, ``hook:3``), so that a person's
    address lies in one place only. A `secret` message (a one-time code) names its own address (``phone:+86...``); its
    recipient and facts are blanked as soon as it has ended.
    """

    channel: Channel
    recipient: str
    template: str
    facts: Facts = field(default_factory=dict)
    firm: int | None = None
    key: str | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """Hold a claimed message; `token` is this claim's own, `code` stays the same over attempts."""

    code: str
    token: str
    channel: Channel
    recipient: str
    template: str
    facts: Facts
    attempts: int


@dataclass(frozen=True, slots=True)
class NewNotice:
    """Tell a firm, or one person in it, something on its pages."""

    firm: int
    kind: str
    facts: Facts = field(default_factory=dict)
    person: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Show a notice; one for a whole firm is read when the first of its people has read it."""

    code: str
    kind: str
    facts: Facts
    person: int | None
    noticed_at: datetime
    read_at: datetime | None
