"""Say who sees what of the book of facts."""

from dukou.provenance import door
from dukou.provenance.records import NewFact
from tests.visibility.rows import MAY, MISSING, NOTHING, Row, row, sees, step

ROWS: tuple[Row, ...] = (
    # A fact tells nobody anything until it is read.
    row(
        door.append,
        lambda w, v, asked: door.append([NewFact("test.told", "test", asked.seller)], viewer=v, now=w.now),
        desks=MAY,
        others=MAY,
    ),
    step(door.seal, lambda w, v, asked: door.seal(viewer=v, now=w.now)),
    # Heads are for every firm: with them it watches that the book is only ever added to.
    row(door.head, lambda w, v, asked: door.head(viewer=v), desks=sees(), others=sees(), anonymous=MISSING),
    row(
        door.prove,
        lambda w, v, asked: door.prove(seqs=[asked.seq], viewer=v),
        desks=sees(),
        others=MISSING,
        owner=sees(),
    ),
    row(
        door.consistency,
        lambda w, v, asked: door.consistency(old_size=w.first_head, viewer=v),
        desks=sees(),
        others=sees(),
        anonymous=MISSING,
    ),
    row(
        door.has,
        lambda w, v, asked: door.has(seq=asked.seq, leaf=asked.leaf, viewer=v),
        desks=sees(),
        others=NOTHING,
        owner=sees(),
    ),
    row(
        door.facts_about,
        lambda w, v, asked: door.facts_about([asked.job, asked.order, asked.file], viewer=v),
        desks=sees("provenance.fact"),
        owner=sees("provenance.fact", "files.file", "registry.firm:key", "registry.person:key"),
    ),
    step(door.waiting, lambda w, v, asked: door.waiting(viewer=v)),
    step(door.export, lambda w, v, asked: door.export(viewer=v), "provenance.fact"),
)
