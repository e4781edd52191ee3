"""Protect the reader: what is told is sent once, tried again with patience, and read by nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, FACTORY, Viewer
from dukou.post import beat, door, models, rules
from dukou.post.records import EMAIL, NewMessage, NewNotice, Parcel
from dukou.provenance.models import Fact
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]

NOW = datetime(2025, 12, 3, 1, 0, tzinfo=UTC)
LAOZHANG = Viewer(person=7, firm=1, roles=frozenset({FACTORY}))
COLLEAGUE = Viewer(person=70, firm=1, roles=frozenset({FACTORY}))
RIVAL = Viewer(person=7, firm=2, roles=frozenset({FACTORY}))


def enqueue(count: int = 1, key: str | None = None) -> int:
    messages = [NewMessage(EMAIL, "person:7", "market.order_placed", {"pairs": n}, 1, key) for n in range(count)]
    return door.enqueue(messages, viewer=TOWN, now=NOW)


def claim(now: datetime = NOW, limit: int = 50) -> tuple[Parcel, ...]:
    return door.claim(lease_seconds=60, viewer=TOWN, now=now, limit=limit)


def test_a_message_is_sent_once_and_leaves_a_fact() -> None:
    assert enqueue() == 1
    parcels = claim()
    assert [(p.recipient, p.template, p.facts) for p in parcels] == [("person:7", "market.order_placed", {"pairs": 0})]
    assert door.mark_sent(parcels, viewer=TOWN, now=NOW) == 1
    assert door.mark_sent(parcels, viewer=TOWN, now=NOW) == 0
    assert claim(NOW + timedelta(days=9)) == ()
    assert list(Fact.objects.order_by("id").values_list("kind", flat=True)) == [
        "post.message_enqueued",
        "post.message_sent",
    ]


def test_telling_twice_under_one_key_is_telling_once() -> None:
    assert (enqueue(key="o-1"), enqueue(key="o-1"), enqueue(key="o-2")) == (1, 0, 1)
    assert len(claim()) == 2


@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_rolled_back_deed_is_never_sent() -> None:
    def deed() -> None:
        with transaction.atomic():
            enqueue()
            raise OSError("power cut")

    with pytest.raises(OSError, match="power cut"):
        deed()
    assert claim() == ()


@pytest.mark.django_db(transaction=True)
def test_many_senders_take_each_message_exactly_once() -> None:
    enqueue(30)
    taken = in_threads(4, lambda _number: [p.code for _turn in range(20) for p in claim(limit=4)])
    codes = [code for some in taken for code in some]
    assert len(codes) == len(set(codes)) == 30


def test_a_refused_message_waits_longer_each_time_and_then_is_given_up() -> None:
    enqueue()
    now = NOW
    for attempt in range(1, rules.MOST_ATTEMPTS + 1):
        parcels = claim(now)
        assert [parcel.attempts for parcel in parcels] == [attempt]
        assert door.mark_failed(parcels, note_code="post.mail_refused", viewer=TOWN, now=now) == 1
        wait = rules.wait_after(attempt)
        if wait is not None:
            assert claim(now + wait - timedelta(seconds=1)) == ()
            now += wait
    assert claim(now + timedelta(days=9)) == ()
    assert models.Message.objects.get().state == "failed"
    assert Fact.objects.filter(kind="post.message_failed").count() == 1


def test_a_sender_that_died_loses_its_message_to_another() -> None:
    enqueue()
    lost = claim()
    assert claim(NOW + timedelta(seconds=59)) == ()
    later = NOW + timedelta(seconds=60)
    held = claim(later)
    assert door.mark_sent(lost, viewer=TOWN, now=later) == 0
    assert door.mark_failed(lost, note_code="post.mail_refused", viewer=TOWN, now=later) == 0
    assert door.mark_sent(held, viewer=TOWN, now=later) == 1


def test_a_message_that_kills_its_senders_is_given_up() -> None:
    enqueue()
    now = NOW
    for _attempt in range(rules.MOST_ATTEMPTS):
        assert len(claim(now)) == 1
        now += timedelta(minutes=2)
    assert claim(now) == ()
    assert beat.tick(now) == 1
    assert models.Message.objects.get().state == "failed"


@pytest.mark.parametrize("taken", [True, False])
def test_a_log_in_code_is_blanked_once_it_has_ended(taken: bool) -> None:
    door.send_code(phone="+8613900000001", code="417203", person=7, viewer=ANONYMOUS, now=NOW)
    now = NOW
    while parcels := claim(now):
        assert parcels[0].recipient == "phone:+8613900000001"
        if taken:
            door.mark_sent(parcels, viewer=TOWN, now=now)
        else:
            door.mark_failed(parcels, note_code="post.no_sms_provider", viewer=TOWN, now=now)
        now += timedelta(days=1)
    row = models.Message.objects.get()
    assert (row.recipient, row.facts, row.ended_at is not None) == ("", {}, True)
    assert not Fact.objects.filter(payload__contains="417203").exists()


def test_the_lag_is_that_of_the_oldest_due_message() -> None:
    assert door.lag_seconds(viewer=TOWN, now=NOW) == 0
    enqueue()
    assert door.lag_seconds(viewer=TOWN, now=NOW + timedelta(seconds=90)) == 90


def test_a_notice_is_seen_by_its_person_or_his_whole_firm_and_by_no_rival() -> None:
    mine = NewNotice(1, "mill.award_offered", {"pairs": 600}, person=7)
    ours = NewNotice(1, "freight.load_left", key="load-1")
    assert door.notify([mine, ours], viewer=TOWN, now=NOW) == 2
    assert door.notify([ours], viewer=TOWN, now=NOW) == 0
    assert [one.kind for one in door.notices(viewer=LAOZHANG)] == ["freight.load_left", "mill.award_offered"]
    assert [one.kind for one in door.notices(viewer=COLLEAGUE)] == ["freight.load_left"]
    for other in (RIVAL, ANONYMOUS, TOWN):
        assert door.notices(viewer=other) == ()


def test_only_the_reader_marks_a_notice_as_read() -> None:
    door.notify([NewNotice(1, "mill.award_offered", person=7)], viewer=TOWN, now=NOW)
    (notice,) = door.notices(viewer=LAOZHANG, unread=True)
    for other in (RIVAL, COLLEAGUE):
        with pytest.raises(Missing):
            door.mark_read([notice.code], viewer=other, now=NOW)
    assert door.mark_read([notice.code], viewer=LAOZHANG, now=NOW) == 1
    assert door.mark_read([notice.code], viewer=LAOZHANG, now=NOW + timedelta(days=1)) == 0
    assert door.notices(viewer=LAOZHANG, unread=True) == ()
    assert door.notices(viewer=LAOZHANG)[0].read_at == NOW


def test_only_the_town_sends() -> None:
    with pytest.raises(Missing):
        door.claim(lease_seconds=60, viewer=LAOZHANG, now=NOW)
    with pytest.raises(Missing):
        door.mark_sent([], viewer=LAOZHANG, now=NOW)


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_batch(count: int, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        enqueue(count)
    with django_assert_num_queries(5):
        parcels = claim()
    with django_assert_num_queries(6):
        assert door.mark_sent(parcels, viewer=TOWN, now=NOW) == count
    with django_assert_num_queries(5):
        door.notify([NewNotice(1, "a.b") for _ in range(count)], viewer=TOWN, now=NOW)
    with django_assert_num_queries(1):
        notices = door.notices(viewer=LAOZHANG)
    with django_assert_num_queries(5):
        door.mark_read([notice.code for notice in notices], viewer=LAOZHANG, now=NOW)
