"""Protect each firm: no published part, nor anything that follows by subtraction, tells of fewer than five firms."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.datacentre.records import Cell
from dukou.datacentre.rules.disclosure import FEWEST_FIRMS, parts, suppressed, why

cells = st.lists(
    st.builds(Cell, st.sampled_from("abcdef"), st.integers(1, 14), st.integers(0, 10**6), st.integers(1, 10**6)),
    max_size=60,
)


def firms_of(some: list[Cell], names: set[str]) -> dict[int, int]:
    found: dict[int, int] = {}
    for cell in some:
        if cell.part in names:
            found[cell.firm] = found.get(cell.firm, 0) + cell.base
    return found


def is_open(some: list[Cell], names: set[str]) -> bool:
    """Tell, by counting anew, whether these parts together are wide enough to be known."""
    firms = firms_of(some, names)
    return len(firms) >= FEWEST_FIRMS and 2 * max(firms.values()) <= sum(firms.values())


@settings(max_examples=300)
@given(cells)
def test_what_is_shown_is_wide_and_what_is_hidden_cannot_be_subtracted(some: list[Cell]) -> None:
    names = {cell.part for cell in some}
    hidden = set(suppressed(parts(some)))
    assert hidden <= names
    for name in names - hidden:
        assert is_open(some, {name})
    if hidden and hidden != names:
        assert is_open(some, hidden)


@settings(max_examples=100)
@given(cells)
def test_parts_add_up_to_the_cells(some: list[Cell]) -> None:
    found = parts(some)
    assert sum(part.amount for part in found) == sum(cell.amount for cell in some)
    assert sum(part.base for part in found) == sum(cell.base for cell in some)
    assert [part.name for part in found] == sorted({cell.part for cell in some})


def test_one_narrow_part_takes_a_second_one_with_it() -> None:
    wide = [Cell("a", firm, 1, 10) for firm in range(6)]
    other = [Cell("b", firm, 1, 10) for firm in range(10, 18)]
    narrow = [Cell("c", 99, 1, 10)]
    assert suppressed(parts([*wide, *other, *narrow])) == {"a", "c"}
    assert suppressed(parts([*wide, *other])) == frozenset()


@settings(max_examples=200)
@given(cells, cells)
def test_parts_that_are_narrow_in_one_count_are_hidden_in_all(some: list[Cell], others: list[Cell]) -> None:
    counts = (some, [cell for cell in others if cell.part in {one.part for one in some}])
    names = {cell.part for cell in some}
    hidden = set(suppressed(*(parts(count) for count in counts)))
    for count in counts:
        for name in (names - hidden) & {cell.part for cell in count}:
            assert is_open(count, {name})
    if hidden and hidden != names:
        assert is_open(some, hidden)


def test_why_a_part_is_hidden_is_told_without_its_value() -> None:
    wide = [Cell("a", firm, 1, 10) for firm in range(6)]
    most = [Cell("b", firm, 1, 100 if firm else 1) for firm in range(6)]
    half = [Cell("c", firm, 1, 90 if firm == 1 else 10) for firm in range(6)]
    assert [why(part) for part in parts([*wide, *most[:3], *half])] == ["rest", "few", "half"]
