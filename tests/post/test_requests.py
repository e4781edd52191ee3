"""Protect what an outside party said: its reply waits for the room that asked, is taken once, and silence is told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.post import beat, door, models, rules
from dukou.post.records import NO_REPLY, PARTY, NewMessage, Parcel, Reply

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
NOW = datetime(2025, 12, 3, 1, 0, tzinfo=UTC)
KIND = "freight.book"


def request(key: str = "booking:a:book", kind: str = KIND) -> Parcel:
    """Put a request into the outbox and claim it."""
    door.enqueue([NewMessage(PARTY, "party:sf", kind, {"verb": "V"}, key=key, body=b"\x00ask")], viewer=TOWN, now=NOW)
    return claim(NOW)[0]


def claim(now: datetime) -> tuple[Parcel, ...]:
    return door.claim(lease_seconds=60, viewer=TOWN, now=now)


def replies() -> tuple[Reply, ...]:
    return door.replies([KIND], viewer=TOWN)


def test_a_reply_waits_for_its_room_and_is_taken_once() -> None:
    parcel = request()
    assert (parcel.body, replies()) == (b"\x00ask", ())
    assert door.mark_answered(parcel, status=200, body=b"\xffyes", viewer=TOWN, now=NOW) == 1
    assert door.mark_answered(parcel, status=200, body=b"no", viewer=TOWN, now=NOW) == 0
    (reply,) = replies()
    assert reply == Reply(parcel.code, "booking:a:book", KIND, 200, b"\xffyes")
    assert claim(NOW + timedelta(days=9)) == ()
    assert [door.take_reply(parcel.code, viewer=TOWN) for _time in range(2)] == [True, False]
    row = models.Message.objects.get()
    assert (replies(), row.state, bytes(row.body)) == ((), "sent", b"")


def test_a_room_that_fails_leaves_the_reply_where_it_was() -> None:
    parcel = request()
    door.mark_answered(parcel, status=200, body=b"yes", viewer=TOWN, now=NOW)
    with transaction.atomic():
        assert door.take_reply(parcel.code, viewer=TOWN)
        transaction.set_rollback(True)
    assert len(replies()) == 1


def test_other_rooms_replies_are_not_shown() -> None:
    door.mark_answered(request(kind="settlement.pay"), status=200, body=b"", viewer=TOWN, now=NOW)
    assert replies() == ()


@pytest.mark.parametrize("dies", [True, False])
def test_that_nobody_answers_is_a_reply_in_the_end(dies: bool) -> None:
    request()
    now = NOW
    for _attempt in range(rules.MOST_ATTEMPTS):
        if not dies:
            door.mark_failed(_held(), note_code="post.party_unreachable", viewer=TOWN, now=now)
        now += timedelta(days=1)
        claim(now)
    beat.tick(now + timedelta(days=1))
    assert [(reply.status, reply.body) for reply in replies()] == [(NO_REPLY, b"")]


def _held() -> list[Parcel]:
    row = models.Message.objects.get()
    return [Parcel(row.code, row.lease_token, PARTY, row.recipient, row.template, row.facts, row.attempts)]


def test_only_the_town_hears_replies() -> None:
    parcel = request()
    for ask in (
        lambda: door.replies([KIND], viewer=ANONYMOUS),
        lambda: door.take_reply(parcel.code, viewer=ANONYMOUS),
        lambda: door.mark_answered(parcel, status=200, body=b"", viewer=ANONYMOUS, now=NOW),
    ):
        with pytest.raises(Missing):
            ask()
    assert models.Message.objects.get().state == "sending"


@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow_with_the_replies(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        door.mark_answered(request(f"booking:{number}:book"), status=200, body=b"", viewer=TOWN, now=NOW)
    with django_assert_num_queries(1):
        assert len(replies()) == count
