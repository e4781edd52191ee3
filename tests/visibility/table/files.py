"""Say who sees what of pictures and papers."""

from dukou.files import door
from tests.visibility.rows import MAY, MISSING, Row, public, row, sees, step

ROWS: tuple[Row, ...] = (
    row(
        door.store,
        lambda q: door.store(
            b"heading,of\nit,2\n", purpose="paper", firm=q.deal.seller, viewer=q.viewer, now=q.world.now
        ),
        desks=MAY,
        others=MISSING,
        owner=sees("registry.firm:key"),
    ),
    step(
        door.share,
        lambda q: door.share([(q.deal.file, q.world.firms["rival"])], viewer=q.viewer, now=q.world.now),
    ),
    public(door.media_type, lambda _q: door.media_type(b"heading,of\nit,2\n")),
    row(
        door.describe,
        lambda q: door.describe([q.deal.file], viewer=q.viewer),
        desks=sees("files.ref"),
        owner=sees("files.ref", "files.file", "registry.firm:key"),
    ),
    row(
        door.read,
        lambda q: door.read(q.deal.file, viewer=q.viewer),
        desks=sees("files.ref"),
        others=MISSING,
        owner=sees("files.ref", "files.file", "registry.firm:key"),
    ),
)
