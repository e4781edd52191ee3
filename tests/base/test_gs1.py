"""Protect GS1 element strings against the dictionary of GS1 itself, and SSCCs that follow one another."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.gs1 import SEPARATOR, element_string, readable, sscc_after
from dukou.base.ids import is_sscc, sscc

VECTORS = Path("../shared/data/gs1/test_vectors.json")
DICTIONARY = Path("../shared/data/gs1/gs1-syntax-dictionary.txt")


def test_open_length_ends_with_a_separator_but_for_the_last_value() -> None:
    text = element_string({"02": "06939000000014", "37": "240", "10": "lot7"})
    assert text == f"020693900000001410lot7{SEPARATOR}37240"
    assert readable({"02": "06939000000014", "37": "240", "10": "lot7"}) == "(02)06939000000014(10)lot7(37)240"


@pytest.mark.parametrize(
    "elements",
    [{"02": "06939000000019", "37": "1"}, {"10": "a" * 21}, {"37": "12a"}],
)
def test_what_is_no_value_of_its_identifier_is_refused(elements: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="number"):
        element_string(elements)


@given(
    prefix=st.sampled_from(["6939000", "69390001", "693900012"]),
    serial=st.integers(0, 8_000_000),
    places=st.integers(0, 1_000_000),
)
@settings(max_examples=60)
def test_the_next_sscc_is_that_of_the_next_serial(prefix: str, serial: int, places: int) -> None:
    if serial + places >= 10 ** (16 - len(prefix)):
        return
    found = sscc_after(sscc(prefix, serial), places)
    assert found == sscc(prefix, serial + places)
    assert is_sscc(found)


@pytest.mark.skipif(not VECTORS.exists(), reason="absent: ../shared")
def test_gs1s_own_examples_of_our_identifiers_are_written_as_they_say() -> None:
    ours, seen = {"00", "01", "02", "10", "37"}, 0
    for is_good, bracketed, processed, *_rest in json.loads(VECTORS.read_text())["ai_parse_bracketed"]:
        elements = dict(part.split(")", 1) for part in bracketed.split("(")[1:] if ")" in part)
        if is_good and elements and elements.keys() <= ours and processed.startswith("^"):
            assert element_string(elements) == processed[1:].replace("^", SEPARATOR)
            seen += 1
    assert seen


@pytest.mark.skipif(not DICTIONARY.exists(), reason="absent: ../shared")
def test_the_identifiers_on_labels_have_the_form_that_the_dictionary_gives() -> None:
    rows = dict(
        line.split("#", 1)[0].split(None, 1)
        for line in DICTIONARY.read_text().splitlines()
        if line[:3].strip() in {"00", "01", "02", "10", "37"}
    )
    assert {key: rows[key].replace("*?", "").replace("?", "").split()[0].split(",")[0] for key in rows} == {
        "00": "N18",
        "01": "N14",
        "02": "N14",
        "10": "X..20",
        "37": "N..8",
    }
    assert "req=37" in rows["02"]
    assert "req=00+02" in rows["37"].replace(" ", "")
