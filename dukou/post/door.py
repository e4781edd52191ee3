"""Open the outbox and the notices: put down, claim, mark, read."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from dukou.base.errors import Missing
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer, require_town
from dukou.post import models, records, rules
from dukou.post.records import (
    ANSWERED,
    FAILED,
    NO_REPLY,
    PARTY,
    QUEUED,
    SENDING,
    SENT,
    SMS,
    NewMessage,
    NewNotice,
    Notice,
    Parcel,
    Reply,
)
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

PAGE = 50
# A row by its public code, with the firm that may read facts about it.
Named = tuple[str, int | None]
LOG_IN_CODE = "post.log_in_code"


def enqueue(messages: Sequence[NewMessage], *, viewer: Viewer, now: datetime) -> int:
    """Put messages into the outbox and return how many are new: one under a known key is not sent again.

    All or nothing; rooms below call it in the transaction that the message tells of.
    """
    rows = [
        models.Message(
            code=new_code(),
            key=message.key,
            channel=message.channel,
            recipient=message.recipient,
            template=message.template,
            facts=dict(message.facts),
            secret=message.secret,
            body=message.body,
            firm=message.firm,
            state=QUEUED,
            next_at=now,
            enqueued_at=now,
        )
        for message in messages
    ]
    with transaction.atomic():
        models.Message.objects.bulk_create(rows, ignore_conflicts=True)
        made = models.Message.objects.filter(code__in=[row.code for row in rows]).values_list("code", "firm")
        return _append("post.message_enqueued", list(made), viewer, now)


def send_code(*, phone: str, code: str, person: int | None, viewer: Viewer, now: datetime) -> None:
    """Put a one-time log-in code for a telephone number (E.164) into the outbox; it is blanked once it is sent."""
    facts = {"code": code, "person": person}
    message = NewMessage(SMS, f"phone:{phone}", LOG_IN_CODE, facts, secret=True)
    enqueue([message], viewer=viewer, now=now)


def claim(*, lease_seconds: int, viewer: Viewer, now: datetime, limit: int = 50) -> tuple[Parcel, ...]:
    """Claim due messages for sending, oldest first, and those whose sender died; each goes to one sender.

    A sender that dies after the peer took the message sends it again: the code lets the peer know it.
    """
    require_town(viewer)
    lost = Q(state=SENDING, lease_until__lte=now, attempts__lt=rules.MOST_ATTEMPTS)
    due = Q(state=QUEUED, next_at__lte=now) | lost
    token = new_code()
    with transaction.atomic():
        seen = models.Message.objects.select_for_update(skip_locked=True).filter(due).order_by("id")
        ids = list(seen.values_list("id", flat=True)[:limit])
        models.Message.objects.filter(due, pk__in=ids).update(
            state=SENDING,
            lease_token=token,
            lease_until=now + timedelta(seconds=lease_seconds),
            attempts=F("attempts") + 1,
        )
        rows = models.Message.objects.filter(lease_token=token, pk__in=ids).order_by("id")
        return tuple(_parcel(row) for row in rows)


def _parcel(row: models.Message) -> Parcel:
    return Parcel(
        code=row.code,
        token=row.lease_token,
        channel=records.CHANNELS[records.CHANNELS.index(row.channel)],
        recipient=row.recipient,
        template=row.template,
        facts=row.facts,
        attempts=row.attempts,
        body=bytes(row.body),
    )


def mark_sent(parcels: Sequence[Parcel], *, viewer: Viewer, now: datetime) -> int:
    """Mark claimed messages as sent, each for itself, and return how many still were the claimer's."""
    require_town(viewer)
    with transaction.atomic():
        held = _held(parcels)
        _end(held, SENT, "", now)
        return _append("post.message_sent", held, viewer, now)


def mark_answered(parcel: Parcel, *, status: int, body: bytes, viewer: Viewer, now: datetime) -> int:
    """Keep what a party replied to a claimed request, for the room that asked; return 0 if the claim was lost."""
    require_town(viewer)
    with transaction.atomic():
        held = _held([parcel])
        _end(held, ANSWERED, "", now)
        models.Message.objects.filter(code__in=[code for code, _ in held]).update(reply_status=status, reply=body)
        return _append("post.message_sent", held, viewer, now)


def replies(templates: Sequence[str], *, viewer: Viewer, limit: int = PAGE) -> tuple[Reply, ...]:
    """Return what came of requests of these templates, oldest first, that no room has taken yet."""
    require_town(viewer)
    rows = models.Message.objects.filter(state=ANSWERED, template__in=templates).order_by("id")
    return tuple(
        Reply(row.code, row.key or "", row.template, row.reply_status or NO_REPLY, bytes(row.reply))
        for row in rows[:limit]
    )


def take_reply(code: str, *, viewer: Viewer) -> bool:
    """Take a reply and tell whether it was still there; a room does so in the transaction that acts on it.

    What was sent is blanked, for it may name persons.
    """
    require_town(viewer)
    return bool(models.Message.objects.filter(code=code, state=ANSWERED).update(state=SENT, body=b""))


def mark_failed(parcels: Sequence[Parcel], *, note_code: str, viewer: Viewer, now: datetime) -> int:
    """Put claimed messages back to wait for their next attempt, or give them up; each for itself.

    Returns how many still were the claimer's.
    """
    require_town(viewer)
    waits = {parcel.code: rules.wait_after(parcel.attempts) for parcel in parcels}
    with transaction.atomic():
        held = _held(parcels)
        over = [(code, firm) for code, firm in held if waits[code] is None]
        _end(over, FAILED, note_code, now)
        for wait in {wait for wait in waits.values() if wait is not None}:
            again = [code for code, _ in held if waits[code] == wait]
            models.Message.objects.filter(code__in=again).update(
                state=QUEUED, lease_until=None, lease_token="", note_code=note_code, next_at=now + wait
            )
        _append("post.message_failed", over, viewer, now)
    return len(held)


def bury(*, viewer: Viewer, now: datetime) -> int:
    """Give up the messages whose sender died at the last attempt, and return how many."""
    require_town(viewer)
    with transaction.atomic():
        lost = models.Message.objects.select_for_update().filter(state=SENDING, lease_until__lte=now)
        dead = list(lost.filter(attempts__gte=rules.MOST_ATTEMPTS).values_list("code", "firm"))
        _end(dead, FAILED, "post.sender_lost", now)
        return _append("post.message_failed", dead, viewer, now)


def _held(parcels: Sequence[Parcel]) -> list[Named]:
    """Return the messages that are still leased to these claims, locked."""
    token_of = {parcel.code: parcel.token for parcel in parcels}
    rows = models.Message.objects.select_for_update().filter(code__in=token_of, state=SENDING)
    found = rows.values_list("code", "firm", "lease_token")
    return [(code, firm) for code, firm, token in found if token_of[code] == token]


def _end(named: Sequence[Named], state: str, note_code: str, now: datetime) -> None:
    rows = models.Message.objects.filter(code__in=[code for code, _ in named])
    rows.filter(secret=True).update(facts={}, recipient="")
    if state == FAILED:
        # That a party was never reached is a reply too: the room that asked must hear of it.
        lost = rows.filter(channel=PARTY)
        lost.update(state=ANSWERED, reply_status=NO_REPLY, lease_until=None, lease_token="", note_code=note_code)
        rows = rows.exclude(channel=PARTY)
    rows.update(state=state, lease_until=None, lease_token="", note_code=note_code, ended_at=now)


def notify(notices: Sequence[NewNotice], *, viewer: Viewer, now: datetime) -> int:
    """Put down notices for firms or persons and return how many are new; all or nothing."""
    rows = [
        models.Notice(
            code=new_code(),
            key=notice.key,
            firm=notice.firm,
            person=notice.person,
            kind=notice.kind,
            facts=dict(notice.facts),
            noticed_at=now,
        )
        for notice in notices
    ]
    with transaction.atomic():
        models.Notice.objects.bulk_create(rows, ignore_conflicts=True)
        made = models.Notice.objects.filter(code__in=[row.code for row in rows]).values_list("code", "firm")
        return _append("post.notice_given", list(made), viewer, now)


def notices(*, viewer: Viewer, unread: bool = False, limit: int = PAGE) -> tuple[Notice, ...]:
    """Return the notices of the viewer and of his firm, newest first."""
    rows = _mine(viewer).order_by("-id")
    if unread:
        rows = rows.filter(read_at=None)
    return tuple(
        Notice(
            code=row.code,
            kind=row.kind,
            facts=row.facts,
            person=row.person,
            noticed_at=row.noticed_at,
            read_at=row.read_at,
        )
        for row in rows[:limit]
    )


def mark_read(codes: Sequence[str], *, viewer: Viewer, now: datetime) -> int:
    """Mark the viewer's notices as read and return how many were unread; all or nothing where one is not his."""
    wanted = set(codes)
    with transaction.atomic():
        mine = _mine(viewer).select_for_update().filter(code__in=wanted)
        found = list(mine.values_list("code", "firm", "read_at"))
        if {code for code, _, _ in found} != wanted:
            raise Missing("post.notice_not_found")
        unread = [(code, firm) for code, firm, read_at in found if read_at is None]
        models.Notice.objects.filter(code__in=[code for code, _ in unread]).update(read_at=now)
        return _append("post.notice_read", unread, viewer, now)


def _mine(viewer: Viewer) -> QuerySet[models.Notice]:
    if viewer.firm is None:
        return models.Notice.objects.none()
    for_me = Q(person=None) | Q(person=viewer.person) if viewer.person is not None else Q(person=None)
    return models.Notice.objects.filter(for_me, firm=viewer.firm)


def lag_seconds(*, viewer: Viewer, now: datetime) -> int:
    """Return for how long the oldest due message has been waiting; 0 when none is."""
    require_town(viewer)
    due = models.Message.objects.filter(state=QUEUED, next_at__lte=now).order_by("next_at")
    oldest = due.values_list("next_at", flat=True).first()
    return 0 if oldest is None else int((now - oldest).total_seconds())


def _append(kind: str, rows: Sequence[Named], viewer: Viewer, now: datetime) -> int:
    facts = [NewFact(kind, code, firm=firm) for code, firm in rows]
    return provenance.append(facts, viewer=viewer, now=now)
