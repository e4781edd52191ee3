"""Protect the book: what is appended is in it once, in one order, under heads that anyone can check."""

import hashlib
import json
from typing import Any

import pytest
from django.db import transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, OFFICE, OPERATOR, Viewer
from dukou.provenance import beat, door, models, rules
from tests.provenance import rfc6962
from tests.provenance.builders import LAOZHANG, NOW, RIVAL, fact, seal_all, write
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
# One by one, odd, across the border of a kept subtree (256), and far beyond it.
BATCHES = (1, 1, 3, 58, 193, 1, 400)


def leaves_in_order() -> list[bytes]:
    return [bytes(leaf) for leaf in models.Fact.objects.order_by("seq").values_list("leaf", flat=True)]


def hexes(path: list[bytes]) -> tuple[str, ...]:
    return tuple(step.hex() for step in path)


@pytest.fixture
def sizes() -> list[int]:
    """Fill the book in batches, a head after each, and return the sizes of the heads."""
    found, total = [], 0
    for batch in BATCHES:
        write(batch, first=total)
        assert door.seal(viewer=TOWN, now=NOW) == batch
        total += batch
        found.append(total)
    return found


def test_every_root_and_every_proof_is_that_of_the_rfc(sizes: list[int]) -> None:
    leaves = leaves_in_order()
    for size in sizes:
        root = rfc6962.mth(leaves[:size]).hex()
        assert door.head(viewer=LAOZHANG, size=size).root == root
        seqs = sorted({0, size // 2, size // 3, size - 1})
        for proof in door.prove(seqs=seqs, viewer=LAOZHANG, size=size):
            assert proof.leaf == leaves[proof.seq].hex()
            assert proof.root == root
            assert proof.path == hexes(rfc6962.path(proof.seq, leaves[:size]))


def test_every_older_book_is_proven_to_begin_the_newer(sizes: list[int]) -> None:
    leaves = leaves_in_order()
    for old in sizes:
        for size in (size for size in sizes if size >= old):
            shown = door.consistency(old_size=old, viewer=LAOZHANG, size=size)
            assert shown.path == hexes(rfc6962.proof(old, leaves[:size]))


@pytest.mark.usefixtures("sizes")
def test_the_book_says_whether_a_fact_is_in_it_under_a_head() -> None:
    (shown,) = door.facts_about(["order-60"], viewer=LAOZHANG)
    assert shown.seq == 60
    assert door.has(seq=60, leaf=shown.leaf, viewer=LAOZHANG)
    assert door.has(seq=60, leaf=shown.leaf, viewer=LAOZHANG, size=63)
    assert not door.has(seq=60, leaf=shown.leaf, viewer=LAOZHANG, size=5)
    assert not door.has(seq=61, leaf=shown.leaf, viewer=LAOZHANG)
    assert not door.has(seq=60, leaf=shown.leaf, viewer=RIVAL)


@pytest.mark.usefixtures("sizes")
def test_a_leaf_that_was_changed_in_the_table_is_not_in_the_book() -> None:
    forged = hashlib.sha256(b"forged").digest()
    models.Fact.objects.filter(seq=60).update(leaf=forged)
    assert not door.has(seq=60, leaf=forged.hex(), viewer=LAOZHANG)


def test_a_stored_fact_still_hashes_to_its_leaf() -> None:
    """Instants keep their microseconds and dates their day on either database."""
    write(1)
    row = models.Fact.objects.get()
    on, at = rules.day_text(row.town_on), rules.instant_text(row.at)
    parts = [row.kind, row.subject, 1, 7, 1, "r-1", on, at, row.payload]
    assert at == "2025-12-03T01:02:03.456789+00:00"
    data = json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()
    assert hashlib.sha256(b"\0" + data).digest() == bytes(row.leaf)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_appended() -> None:
    with pytest.raises(RuntimeError):
        door.append([fact(1)], viewer=TOWN, now=NOW)
    assert models.Fact.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_writer_that_is_rolled_back_leaves_no_fact() -> None:
    def write_and_fail() -> None:
        with transaction.atomic():
            door.append([fact(1)], viewer=TOWN, now=NOW)
            raise OSError("power cut")

    with pytest.raises(OSError, match="power cut"):
        write_and_fail()
    write(1, first=2)
    seal_all()
    assert [row.subject for row in models.Fact.objects.all()] == ["order-2"]
    assert door.head(viewer=TOWN).size == 1


@pytest.mark.django_db(transaction=True)
def test_writers_and_sealers_at_once_make_one_chain_without_gaps() -> None:
    def work(number: int) -> None:
        for step in range(6):
            if number < 2:
                write(20, first=1_000 * number + 20 * step)
            else:
                door.seal(viewer=TOWN, now=NOW, limit=25)

    in_threads(4, work)
    seal_all()
    leaves = leaves_in_order()
    assert sorted(models.Fact.objects.values_list("seq", flat=True)) == list(range(240))
    heads = models.TreeHead.objects.order_by("size")
    assert [bytes(head.root) for head in heads] == [rfc6962.mth(leaves[: head.size]) for head in heads]
    assert heads.last() == heads.get(size=240)


def test_a_sealer_that_dies_half_way_leaves_work_that_the_next_one_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    write(300)
    with monkeypatch.context() as patch:
        patch.setattr(rules, "grow", _die)
        with pytest.raises(OSError, match="killed"):
            door.seal(viewer=TOWN, now=NOW)
    assert door.waiting(viewer=TOWN) == 300
    write(5, first=300)
    seal_all()
    assert door.waiting(viewer=TOWN) == 0
    assert door.head(viewer=TOWN).root == rfc6962.mth(leaves_in_order()).hex()


def _die(*_args: object) -> None:
    raise OSError("killed")


def test_of_two_sealers_on_the_same_tree_one_wins_and_the_other_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    write(10)
    grow = rules.grow

    def overtaken(*args: Any) -> Any:
        monkeypatch.setattr(rules, "grow", grow)
        assert door.seal(viewer=TOWN, now=NOW) == 10
        return grow(*args)

    monkeypatch.setattr(rules, "grow", overtaken)
    assert door.seal(viewer=TOWN, now=NOW) == 0
    assert models.TreeHead.objects.count() == 1


def test_a_beat_seals_slice_by_slice_until_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    write(30)
    monkeypatch.setattr(door.seal, "__kwdefaults__", {"limit": 12})
    assert beat.tick(NOW) == 30
    assert [head.size for head in models.TreeHead.objects.order_by("size")] == [12, 24, 30]
    assert beat.tick(NOW) == 0


@pytest.mark.usefixtures("sizes")
def test_a_rival_and_a_stranger_see_none_of_a_firms_facts() -> None:
    office = Viewer(firm=9, roles=frozenset({OFFICE}))
    for other in (RIVAL, ANONYMOUS, office):
        assert door.facts_about(["order-1"], viewer=other) == ()
        with pytest.raises(Missing):
            door.prove(seqs=[1], viewer=other)
    desk = Viewer(person=3, firm=5, roles=frozenset({OPERATOR}))
    for seer in (LAOZHANG, desk, TOWN):
        assert len(door.facts_about(["order-1"], viewer=seer)) == 1


def test_an_open_fact_is_shown_as_not_yet_sealed_and_cannot_be_proven() -> None:
    write(1)
    seal_all()
    write(1, first=1)
    first, second = door.facts_about(["order-0", "order-1"], viewer=LAOZHANG)
    assert (first.seq, first.sealed, second.seq, second.sealed) == (0, True, None, False)
    with pytest.raises(Missing):
        door.prove(seqs=[1], viewer=LAOZHANG)


def test_a_proof_under_a_head_older_than_the_fact_is_refused(sizes: list[int]) -> None:
    with pytest.raises(Refusal, match=r"provenance\.not_covered"):
        door.prove(seqs=[sizes[0]], viewer=LAOZHANG, size=sizes[0])
    with pytest.raises(Missing):
        door.head(viewer=LAOZHANG, size=sizes[-1] + 1)


def test_only_the_town_seals_exports_and_counts() -> None:
    for call in (door.export, door.waiting):
        with pytest.raises(Missing):
            call(viewer=LAOZHANG)
    with pytest.raises(Missing):
        door.seal(viewer=LAOZHANG, now=NOW)


@pytest.mark.usefixtures("sizes")
def test_an_export_goes_on_where_the_last_one_ended() -> None:
    first = door.export(viewer=TOWN, limit=600)
    rest = door.export(viewer=TOWN, after_seq=599)
    assert first["seq"].to_pylist() + rest["seq"].to_pylist() == list(range(sum(BATCHES)))
    assert rest.schema == first.schema == door.export(viewer=TOWN, after_seq=10_000).schema
    assert first["at"][0].as_py() == NOW


@pytest.mark.parametrize("count", [1, 200])
def test_queries_do_not_grow_with_the_batch(
    count: int, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    write(650)
    seal_all()
    with transaction.atomic(), django_assert_num_queries(1):
        door.append([fact(number) for number in range(count)], viewer=TOWN, now=NOW)
    with django_assert_num_queries(4):
        door.prove(seqs=list(range(count)), viewer=LAOZHANG)
    with django_assert_num_queries(2):
        door.facts_about([f"order-{number}" for number in range(count)], viewer=LAOZHANG)
    with django_assert_max_num_queries(13):
        door.seal(viewer=TOWN, now=NOW)
