"""Protect the book's proofs: what is proven stands in the tree, and nothing else can be proven."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.engines import trace
from dukou.engines.trace.simple import tree_hash

# The eight leaves and roots of the Certificate Transparency reference tests.
CT_LEAVES = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    bytes(range(0x60, 0x70)),
]
CT_ROOT_OF_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
sizes = st.integers(1, 130)


def hashes(size: int) -> list[bytes]:
    return [trace.leaf_hash(str(i).encode()) for i in range(size)]


def reader(leaves: list[bytes]) -> trace.Nodes:
    kept = {(level, index): digest for level, index, digest in trace.complete_nodes(trace.Frontier(), leaves)}
    return lambda level, index: kept[level, index]


def test_the_reference_tree() -> None:
    leaves = [trace.leaf_hash(data) for data in CT_LEAVES]
    assert trace.root(trace.append(trace.Frontier(), leaves)).hex() == CT_ROOT_OF_8
    assert trace.root(trace.Frontier()) == tree_hash([])


@given(st.lists(st.binary(max_size=8), max_size=70), st.integers(0, 70))
def test_growing_in_two_parts_gives_the_textbook_root(data: list[bytes], cut: int) -> None:
    leaves = [trace.leaf_hash(one) for one in data]
    grown = trace.append(trace.append(trace.Frontier(), leaves[:cut]), leaves[cut:])
    assert trace.root(grown) == tree_hash(leaves)
    assert grown.size == len(leaves)


@given(sizes, st.data())
def test_nodes_kept_batch_by_batch_are_the_textbook_subtrees(size: int, data: st.DataObject) -> None:
    leaves = hashes(size)
    cut = data.draw(st.integers(0, size))
    first = trace.append(trace.Frontier(), leaves[:cut])
    kept = [
        *trace.complete_nodes(trace.Frontier(), leaves[:cut]),
        *trace.complete_nodes(first, leaves[cut:]),
    ]
    assert len({(level, index) for level, index, _ in kept}) == len(kept)
    for level, index, digest in kept:
        assert digest == tree_hash(leaves[index << level : (index + 1) << level])


@settings(max_examples=60)
@given(sizes, st.data())
def test_inclusion_is_proven_and_a_tampered_proof_fails(size: int, data: st.DataObject) -> None:
    leaves = hashes(size)
    index = data.draw(st.integers(0, size - 1))
    path = trace.inclusion_proof(reader(leaves), index, size)
    root = tree_hash(leaves)
    assert trace.verify_inclusion(leaves[index], index, size, path, root)
    assert not trace.verify_inclusion(trace.leaf_hash(b"other"), index, size, path, root)
    assert not trace.verify_inclusion(leaves[index], index, size, [*path, root], root)
    assert not trace.verify_inclusion(leaves[index], index + 1, size, path, root)
    for place in range(len(path)):
        bad = [*path[:place], bytes([path[place][0] ^ 1]) + path[place][1:], *path[place + 1 :]]
        assert not trace.verify_inclusion(leaves[index], index, size, bad, root)


@settings(max_examples=60)
@given(sizes, st.data())
def test_consistency_is_proven_and_a_rewritten_past_fails(size: int, data: st.DataObject) -> None:
    leaves = hashes(size)
    old_size = data.draw(st.integers(1, size))
    path = trace.consistency_proof(reader(leaves), old_size, size)
    old_root, root = tree_hash(leaves[:old_size]), tree_hash(leaves)
    assert trace.verify_consistency(old_size, size, old_root, root, path)
    rewritten = tree_hash([trace.leaf_hash(b"rewritten"), *leaves[1:old_size]])
    assert not trace.verify_consistency(old_size, size, rewritten, root, path)
    for place in range(len(path)):
        bad = [*path[:place], bytes([path[place][0] ^ 1]) + path[place][1:], *path[place + 1 :]]
        assert not trace.verify_consistency(old_size, size, old_root, root, bad)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        trace.inclusion_proof(reader(hashes(3)), index, size)
    assert not trace.verify_inclusion(hashes(3)[0], index, size, [], tree_hash(hashes(3)))
