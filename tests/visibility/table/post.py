"""Say who sees what of notices and of the outbox."""

from dukou.post import door
from dukou.post.records import EMAIL, NewMessage, NewNotice
from tests.visibility.rows import MAY, MISSING, NOTHING, Row, row, sees, step
from tests.visibility.world import WHO

MESSAGE = NewMessage(EMAIL, "person:1", "post.statement", key="a-key-of-its-own")

ROWS: tuple[Row, ...] = (
    # Rooms put words down in the name of whoever acts; nobody reads the outbox.
    row(door.enqueue, lambda q: door.enqueue([MESSAGE], viewer=q.viewer, now=q.world.now), desks=MAY, others=MAY),
    row(
        door.send_code,
        lambda q: door.send_code(phone=q.deal.phone, code="123123", person=None, viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MAY,
    ),
    step(
        door.claim,
        lambda q: door.claim(lease_seconds=60, viewer=q.viewer, now=q.world.now),
        "post.message",
    ),
    step(door.mark_sent, lambda q: door.mark_sent([], viewer=q.viewer, now=q.world.now)),
    step(door.mark_failed, lambda q: door.mark_failed([], note_code="test.note", viewer=q.viewer, now=q.world.now)),
    step(door.bury, lambda q: door.bury(viewer=q.viewer, now=q.world.now)),
    row(
        door.notify,
        lambda q: door.notify([NewNotice(q.deal.seller, "market.test")], viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MAY,
    ),
    row(
        door.notices,
        lambda q: door.notices(viewer=q.viewer),
        desks=NOTHING,
        **dict.fromkeys(WHO, sees("post.notice", also=["freight.roadexception"])),
    ),
    # A notice is for its firm alone: a shared desk does not read it either.
    row(
        door.mark_read,
        lambda q: door.mark_read([q.deal.notice], viewer=q.viewer, now=q.world.now),
        desks=MISSING,
        others=MISSING,
        owner=MAY,
    ),
    step(door.lag_seconds, lambda q: door.lag_seconds(viewer=q.viewer, now=q.world.now)),
)
