"""Name what is posted, and what its reader sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Channel = Literal["email", "sms", "webhook", "party"]
EMAIL: Channel = "email"
SMS: Channel = "sms"
WEBHOOK: Channel = "webhook"
# A request to an outside party (a carrier, a bank), whose reply the room that asked takes.
PARTY: Channel = "party"
CHANNELS = (EMAIL, SMS, WEBHOOK, PARTY)

QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
FAILED = "failed"
# The party has replied, or is not asked again: the room has yet to take what came of it.
ANSWERED = "answered"
STATES = (QUEUED, SENDING, SENT, FAILED, ANSWERED)
NO_REPLY = 0

Facts = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class NewMessage:
    """Ask for a message to leave the town.

    `recipient` is a reference that the edge turns into an address (``person:12``, ``hook:3``), so that a person's
    address lies in one place only; for a party it is ``party:`` and the name under which the edge knows its address
    and key. `body` is what a party is sent, in its own form. A `secret` message (a one-time code) names its own address
    (``phone:+86...``); its recipient and facts are blanked as soon as it has ended.
    """

    channel: Channel
    recipient: str
    template: str
    facts: Facts = field(default_factory=dict)
    firm: int | None = None
    key: str | None = None
    secret: bool = False
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold what a party answered to a request; `status` is that of HTTP, or `NO_REPLY` where none came in the end."""

    code: str
    key: str
    template: str
    status: int
    body: bytes


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
    body: bytes = b""


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
