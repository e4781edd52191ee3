"""Say who sees what of the book of facts."""

from dukou.provenance import door
from dukou.provenance.records import NewFact
from tests.visibility.rows import MAY, MISSING, NOTHING, Row, row, sees, step

ROWS: tuple[Row, ...] = (
    # A fact tells nobody anything until it is read.
    row(
        door.append,
        lambda q: door.append([NewFact("test.told", "test", q.deal.seller)], viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MAY,
    ),
    step(door.seal, lambda q: door.seal(viewer=q.viewer, now=q.world.now)),
    # Heads are for every firm: with them it watches that the book is only ever added to.
    row(door.head, lambda q: door.head(viewer=q.viewer), desks=sees(), others=sees(), anonymous=MISSING),
    row(
        door.prove,
        lambda q: door.prove(seqs=[q.deal.seq], viewer=q.viewer),
        desks=sees(),
        others=MISSING,
        owner=sees(),
    ),
    row(
        door.consistency,
        lambda q: door.consistency(old_size=q.world.first_head, viewer=q.viewer),
        desks=sees(),
        others=sees(),
        anonymous=MISSING,
    ),
    row(
        door.has,
        lambda q: door.has(seq=q.deal.seq, leaf=q.deal.leaf, viewer=q.viewer),
        desks=sees(),
        others=NOTHING,
        owner=sees(),
    ),
    row(
        door.facts_about,
        lambda q: door.facts_about([q.deal.job, q.deal.order, q.deal.file], viewer=q.viewer),
        desks=sees("provenance.fact"),
        owner=sees("provenance.fact", "files.file", "registry.firm:key", "registry.person:key"),
    ),
    step(door.waiting, lambda q: door.waiting(viewer=q.viewer)),
    step(door.export, lambda q: door.export(viewer=q.viewer), "provenance.fact"),
)
