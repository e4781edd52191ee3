"""Say who sees what of notices and of the outbox."""

from dukou.post import door
from dukou.post.records import EMAIL, NewMessage, NewNotice
from tests.visibility.rows import MAY, MISSING, NOTHING, Row, own, row, step
from tests.visibility.world import WHO

MESSAGE = NewMessage(EMAIL, "person:1", "post.statement", key="a-key-of-its-own")

ROWS: tuple[Row, ...] = (
    # Rooms put words down in the name of whoever acts; nobody reads the outbox.
    row(door.enqueue, lambda w, v, asked: door.enqueue([MESSAGE], viewer=v, now=w.now), desks=MAY, others=MAY),
    row(
        door.send_code,
        lambda w, v, asked: door.send_code(phone=asked.phone, code="123123", person=None, viewer=v, now=w.now),
        desks=MAY,
        others=MAY,
    ),
    step(
        door.claim,
        lambda w, v, asked: door.claim(lease_seconds=60, viewer=v, now=w.now),
        "post.message",
    ),
    step(door.mark_sent, lambda w, v, asked: door.mark_sent([], viewer=v, now=w.now)),
    step(door.mark_failed, lambda w, v, asked: door.mark_failed([], note_code="test.note", viewer=v, now=w.now)),
    step(door.bury, lambda w, v, asked: door.bury(viewer=v, now=w.now)),
    row(
        door.notify,
        lambda w, v, asked: door.notify([NewNotice(asked.seller, "market.test")], viewer=v, now=w.now),
        desks=MAY,
        others=MAY,
    ),
    own(door.notices, lambda w, v, asked: door.notices(viewer=v), "post.notice", by=tuple(WHO), town=NOTHING),
    # A notice is for its firm alone: a shared desk does not read it either.
    row(
        door.mark_read,
        lambda w, v, asked: door.mark_read([asked.notice], viewer=v, now=w.now),
        desks=MISSING,
        others=MISSING,
        owner=MAY,
    ),
    step(door.lag_seconds, lambda w, v, asked: door.lag_seconds(viewer=v, now=w.now)),
)
