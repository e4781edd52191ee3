"""Open the book of facts: append, seal, prove."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer, require_town
from dukou.engines import trace
from dukou.provenance import models, rules
from dukou.provenance.records import Consistency, Fact, Head, NewFact, Proof
from dukou.provenance.rules import LOWEST_NODE, Position

# Written without model instances: a town's year is millions of facts, and this is three times as quick.
INSERT = (
    "INSERT INTO provenance_fact"
    " (kind, subject, firm, actor, acting_firm, request_id, town_on, at, payload, leaf)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)

# One statement, so that exactly the facts it saw get a place.
PLACE = (
    "UPDATE provenance_fact SET seq = %s + placed.place - 1"
    " FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place"
    " FROM (SELECT id FROM provenance_fact WHERE seq IS NULL ORDER BY id LIMIT %s) AS waiting) AS placed"
    " WHERE provenance_fact.id = placed.id"
)
SLICE = 200_000
MOST_PROOFS = 300
MOST_FACTS = 2**63
EXPORT = pa.schema(
    [
        ("seq", pa.int64()),
        ("kind", pa.string()),
        ("subject", pa.string()),
        ("firm", pa.int64()),
        ("actor", pa.int64()),
        ("acting_firm", pa.int64()),
        ("town_on", pa.date32()),
        ("at", pa.timestamp("us", "UTC")),
        ("payload", pa.string()),
    ]
)

salted_digest = rules.salted_digest


def append(facts: Sequence[NewFact], *, viewer: Viewer, now: datetime) -> int:
    """Append facts in the transaction of the caller, and return how many; all or nothing.

    Outside a transaction this raises RuntimeError, and ValueError where a fact holds more than codes and numbers:
    both are bugs of the caller.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("facts are appended in the transaction that they tell of")
    at, at_text = connection.ops.adapt_datetimefield_value(now), rules.instant_text(now)
    rows = []
    for fact in facts:
        rules.require_plain(fact)
        who = (fact.firm, viewer.person, viewer.firm, viewer.request_id)
        payload = rules.payload_text(fact.payload)
        data = rules.canonical((fact.kind, fact.subject, *who, rules.day_text(fact.town_on), at_text, payload))
        leaf = trace.leaf_hash(data)
        rows.append((fact.kind, fact.subject, *who, fact.town_on, at, payload, leaf))
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, rows)
    return len(rows)


def seal(*, viewer: Viewer, now: datetime, limit: int = SLICE) -> int:
    """Give waiting facts their place, hash them into the tree, and return how many a new head covers.

    Any number of sealers may run: places are given under a lock, and a head is written only where the tree still has
    the size that it was built on, so one of them wins and the others have done nothing. A sealer that dies between the
    two leaves facts with a place and no head, and the next one covers them.
    """
    require_town(viewer)
    sealed = _give_places(limit)
    leaves = _leaves(sealed, sealed + limit)
    if not leaves:
        return 0
    root, kept = rules.grow(_frontier(sealed), leaves)
    nodes = [models.Node(level=level, index=index, hash=digest) for (level, index), digest in kept.items()]
    size = sealed + len(leaves)
    with transaction.atomic():
        if not models.Sealer.objects.filter(sealed=sealed).update(sealed=size):
            return 0
        models.Node.objects.bulk_create(nodes, batch_size=2_000)
        models.TreeHead.objects.create(size=size, root=root, at=now)
    return len(leaves)


def _give_places(limit: int) -> int:
    """Give at most `limit` waiting facts their place and return how many facts a head covers so far."""
    with transaction.atomic():
        sealer, _ = models.Sealer.objects.select_for_update().get_or_create(pk=1)
        open_places = sealer.ordered - sealer.sealed
        if open_places < limit:
            with connection.cursor() as cursor:
                cursor.execute(PLACE, [sealer.ordered, limit - open_places])
                placed = cursor.rowcount
            models.Sealer.objects.filter(pk=1).update(ordered=F("ordered") + placed)
    return sealer.sealed


def _frontier(size: int) -> trace.Frontier:
    peaks = rules.peaks(size)
    found = _hashes(peaks)
    return trace.Frontier(size, tuple(found[peak] for peak in peaks))


def _leaves(start: int, stop: int) -> list[bytes]:
    rows = models.Fact.objects.filter(seq__gte=start, seq__lt=stop).order_by("seq")
    return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True).iterator(chunk_size=10_000)]


def _hashes(positions: Collection[Position]) -> dict[Position, bytes]:
    """Return the hashes of complete subtrees in two queries: high ones are kept, low ones follow from their leaves."""
    low = [position for position in positions if position[0] < LOWEST_NODE]
    high = [position for position in positions if position[0] >= LOWEST_NODE]
    return rules.low_hashes(low, _leaves_under(low)) | _nodes(high)


def _leaves_under(low: Collection[Position]) -> dict[int, bytes]:
    wanted = Q(pk__in=[])
    for first, end in rules.tiles(low):
        wanted |= Q(seq__gte=first, seq__lt=end)
    rows = models.Fact.objects.filter(wanted).values_list("seq", "leaf")
    return {seq: bytes(leaf) for seq, leaf in rows if seq is not None}


def _nodes(high: Collection[Position]) -> dict[Position, bytes]:
    wanted = Q(pk__in=[])
    for level in {level for level, _ in high}:
        wanted |= Q(level=level, index__in=[index for other, index in high if other == level])
    rows = models.Node.objects.filter(wanted).values_list("level", "index", "hash")
    return {(level, index): bytes(digest) for level, index, digest in rows}


def head(*, viewer: Viewer, size: int | None = None) -> Head:
    """Return the newest tree head, or the one of a size; firms and shared desks may see them all."""
    heads = models.TreeHead.objects.order_by("-size")
    if size is not None:
        heads = heads.filter(size=size)
    row = heads.first() if viewer.runs_desks or viewer.firm is not None else None
    if row is None:
        raise Missing("provenance.head_not_found")
    return Head(size=row.size, root=bytes(row.root).hex(), at=row.at)


def prove(*, seqs: Sequence[int], viewer: Viewer, size: int | None = None) -> tuple[Proof, ...]:
    """Prove that facts stand at their places under a tree head (the newest, if no size is given); all or nothing.

    Refuses facts that the viewer may not see, facts younger than the head, and more than `MOST_PROOFS` at once.
    """
    if len(seqs) > MOST_PROOFS:
        raise Refusal("provenance.too_many", {"most": MOST_PROOFS})
    under = head(viewer=viewer, size=size)
    if max(seqs, default=0) >= MOST_FACTS or min(seqs, default=0) < 0:
        raise Missing("provenance.fact_not_found")
    leaves = dict(_visible(viewer).filter(seq__in=seqs).values_list("seq", "leaf"))
    if not leaves.keys() >= set(seqs):
        raise Missing("provenance.fact_not_found")
    if max(seqs, default=0) >= under.size:
        raise Refusal("provenance.not_covered")

    def paths(nodes: trace.Nodes) -> list[list[bytes]]:
        return [trace.inclusion_proof(nodes, seq, under.size) for seq in seqs]

    found = _hashes(rules.positions_asked(paths))
    return tuple(
        Proof(seq=seq, leaf=bytes(leaves[seq]).hex(), size=under.size, root=under.root, path=_hex(path))
        for seq, path in zip(seqs, paths(rules.reader(found)), strict=True)
    )


def consistency(*, old_size: int, viewer: Viewer, size: int | None = None) -> Consistency:
    """Prove that the book under an older head is the beginning of the book under a newer one."""
    old = head(viewer=viewer, size=old_size)
    new = head(viewer=viewer, size=size)
    if old.size > new.size:
        raise Refusal("provenance.not_covered")

    def path(nodes: trace.Nodes) -> list[bytes]:
        return trace.consistency_proof(nodes, old.size, new.size)

    found = _hashes(rules.positions_asked(path))
    shown = _hex(path(rules.reader(found)))
    return Consistency(old_size=old.size, old_root=old.root, size=new.size, root=new.root, path=shown)


def has(*, seq: int, leaf: str, viewer: Viewer, size: int | None = None) -> bool:
    """Tell whether a fact with this leaf (hex) is in the book at this place, under this tree head.

    The answer is a verified proof, not a look-up. What the viewer may not see is not in the book for it.
    """
    try:
        (proof,) = prove(seqs=[seq], viewer=viewer, size=size)
    except Refusal:
        return False
    path = [bytes.fromhex(step) for step in proof.path]
    root = bytes.fromhex(proof.root)
    return proof.leaf == leaf and trace.verify_inclusion(bytes.fromhex(leaf), seq, proof.size, path, root)


def _hex(path: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(step.hex() for step in path)


def facts_about(subjects: Sequence[str], *, viewer: Viewer) -> tuple[Fact, ...]:
    """Return the facts about these subjects that the viewer may see, in the order of the book, the open ones last."""
    covered = models.Sealer.objects.values_list("sealed", flat=True).first() or 0
    rows = _visible(viewer).filter(subject__in=set(subjects)).order_by(F("seq").asc(nulls_last=True), "id")
    return tuple(_fact(row, covered) for row in rows)


def _fact(row: models.Fact, covered: int) -> Fact:
    return Fact(
        kind=row.kind,
        subject=row.subject,
        firm=row.firm,
        actor=row.actor,
        acting_firm=row.acting_firm,
        request_id=row.request_id,
        town_on=row.town_on,
        at=row.at,
        payload=json.loads(row.payload),
        leaf=bytes(row.leaf).hex(),
        seq=row.seq,
        sealed=row.seq is not None and row.seq < covered,
    )


def _visible(viewer: Viewer) -> QuerySet[models.Fact]:
    rows = models.Fact.objects.all()
    if viewer.runs_desks:
        return rows
    if viewer.firm is None:
        return rows.none()
    return rows.filter(firm=viewer.firm)


def waiting(*, viewer: Viewer) -> int:
    """Return how many facts no tree head covers yet."""
    require_town(viewer)
    unplaced = models.Fact.objects.filter(seq=None).count()
    uncovered = models.Sealer.objects.values_list(F("ordered") - F("sealed"), flat=True).first() or 0
    return unplaced + uncovered


def export(*, viewer: Viewer, after_seq: int = -1, limit: int = SLICE) -> pa.Table:
    """Return the facts that follow a place in the book as an Arrow table, at most `limit`; for the town alone."""
    require_town(viewer)
    rows = models.Fact.objects.filter(seq__gt=after_seq).order_by("seq").values_list(*EXPORT.names)[:limit]
    columns = list(zip(*rows, strict=True)) or [()] * len(EXPORT)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, EXPORT.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=EXPORT)
