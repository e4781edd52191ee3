"""Say who sees what of pictures and papers."""

from dukou.files import door
from tests.visibility.rows import MAY, MISSING, Row, row, sees

ROWS: tuple[Row, ...] = (
    row(
        door.store,
        lambda w, v, asked: door.store(b"heading,of\nit,2\n", purpose="paper", firm=asked.seller, viewer=v, now=w.now),
        desks=MAY,
        others=MISSING,
        owner=sees("registry.firm:key"),
    ),
    row(
        door.describe,
        lambda w, v, asked: door.describe([asked.file], viewer=v),
        desks=sees("files.ref"),
        owner=sees("files.ref", "files.file", "registry.firm:key"),
    ),
    row(
        door.read,
        lambda w, v, asked: door.read(asked.file, viewer=v),
        desks=sees("files.ref"),
        others=MISSING,
        owner=sees("files.ref", "files.file", "registry.firm:key"),
    ),
)
