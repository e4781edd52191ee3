"""Protect labels: what is printed, on paper and by a Zebra printer, is scanned back as what is in the carton.

PDF pages are drawn from their own operators, ZPL by an interpreter that knows the standard's patterns, both read with
zxing-cpp. Chinese letters are not drawn here: of them the texts are read.
"""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from dukou.base.gs1 import element_string, readable
from dukou.base.ids import gtin13, sscc
from dukou.depot.rules.scans import read
from dukou.freight.records.papers import Label, PaperHead, PaperLine, PaperParty, PaperPlace, Symbol
from dukou.web.papers import zpl
from dukou.web.papers.labels import print_labels
from dukou.web.papers.zpl import print_zpl
from tests.web import raster, zebra

LOT = "abcdefgh234567xy"
SCRIPT = "<script>alert(1)</script>^XZ~JA_5E\\&"
LONG = "辽宁省海城市小码头袜业针织精品出口有限责任公司第一分公司" * 4
HEAD = PaperHead(
    code="paper1",
    shipment="shipment1",
    load="load1",
    order="order1",
    reference="PO-4711",
    seller=PaperParty("绝好袜业有限公司", "Verygood Hosiery Co., Ltd.", "91210381MA0000001X"),
    buyer=PaperParty("汉堡买家", "Hamburg Buying House", None),
    place=PaperPlace("DEHAM", "DE", "汉堡", "Hamburg"),
    incoterm="DAP",
    currency="CNY",
    issued_on=date(2025, 12, 3),
    leaves_on=date(2025, 12, 3),
    arrives_on=None,
    service=None,
    note=None,
)
LINE = PaperLine(
    1, gtin13("6930999", 7), "中筒平板袜 01", "Plain crew 01", "麻灰", "grey melange", "24-26", "611595", LOT, 13_500,
    *(500, 3, 20_000, 21_800, 175_000, 67_500),
)  # fmt: skip


def label(pairs: int = 200, serial: int = 1, *, kind: Any = "carton", line: PaperLine | None = LINE) -> Label:
    number = sscc("6930998", serial)
    elements = [{"00": number}]
    if line is not None:
        elements = [{"10": line.lot}, {"02": f"0{line.gtin}", "37": str(pairs)}, *elements]
    symbols = tuple(Symbol(element_string(one), readable(one)) for one in elements)
    return Label(kind, number, 2, 340, 1, 1, pairs, 8_000, 8_600, 70_000, line, symbols)


def scanned(image: Image.Image) -> dict[str, str]:
    """Return the texts of the symbols on a picture by their symbology identifiers: ``]C1`` is GS1-128, ``]Q1`` QR."""
    return {one.text: one.symbology_identifier for one in zxingcpp.read_barcodes(image)}


def expected(one: Label, link: str) -> dict[str, str]:
    return {symbol.text: "]C1" for symbol in one.symbols} | ({link: "]Q1"} if link else {})


def link_of(one: Label) -> str:
    return f"https://dukou.example/00/{one.sscc}"


counts = st.integers(1, 99_999_999)
serials = st.integers(1, 999_999_999)
lots = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=1, max_size=16)


@given(pairs=counts, serial=serials, lot=lots)
@settings(max_examples=15)
def test_a_pdf_label_scans_as_what_is_in_the_carton(pairs: int, serial: int, lot: str) -> None:
    one = label(pairs, serial, line=replace(LINE, lot=lot))
    (page,) = raster.pages(print_labels([one], HEAD, [link_of(one)]))
    assert scanned(page) == expected(one, link_of(one))


@given(pairs=counts, serial=serials, lot=lots)
@settings(max_examples=15)
def test_a_zebra_label_scans_as_what_is_in_the_carton(pairs: int, serial: int, lot: str) -> None:
    one = label(pairs, serial, line=replace(LINE, lot=lot))
    (printed,) = zebra.printed(print_zpl([one], HEAD, [link_of(one)]))
    assert scanned(printed.image) == expected(one, link_of(one))


@given(text=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20))
@settings(max_examples=60)
def test_any_letter_of_a_lot_is_encoded_as_it_is(text: str) -> None:
    data, modules = zpl.code128(f"10{text}")
    values = zebra.values_of(data)
    assert modules == 11 * (len(values) + 1) + 13
    subset, plain = values[0], ""
    for value in values[1:]:
        if value == zebra.FNC1:
            continue
        if value == zebra.TO_B and subset == zebra.START_C:
            subset = zebra.START_B
            continue
        plain += f"{value:02}" if subset == zebra.START_C else chr(value + 32)
    assert plain == f"10{text}"
    assert values[1] == zebra.FNC1


def test_the_interpreter_knows_every_pattern() -> None:
    assert len(zebra.PATTERNS) == len(set(zebra.PATTERNS)) == 106
    assert all(sum(map(int, one)) == 11 for one in zebra.PATTERNS)


def test_a_scanner_of_the_depot_takes_what_was_printed() -> None:
    one = label()
    (page,) = raster.pages(print_labels([one], HEAD, [link_of(one)]))
    found = [read(text) for text in scanned(page) if not text.startswith("(02)") and not text.startswith("(10)")]
    assert found == [("sscc", one.sscc)] * 2


@pytest.mark.parametrize("line", [LINE, None])
def test_a_pallet_label_says_its_number_and_no_address(line: PaperLine | None) -> None:
    one = label(kind="pallet", line=line)
    for image in (
        raster.pages(print_labels([one], HEAD, [""]))[0],
        zebra.printed(print_zpl([one], HEAD, [""]))[0].image,
    ):
        assert scanned(image) == expected(one, "")


def test_a_spoiled_symbol_is_not_read() -> None:
    one = label()
    (page,) = raster.pages(print_labels([one], HEAD, [link_of(one)]))
    dots = np.array(page)
    dots[:, 500:560] = 255
    assert not {symbol.text for symbol in one.symbols} <= scanned(Image.fromarray(dots)).keys()


def test_long_chinese_names_wrap_and_what_looks_like_a_command_is_text() -> None:
    seller = PaperParty(LONG, SCRIPT, None)
    one = label(line=replace(LINE, name_zh=LONG[:80], name_en=SCRIPT, colour_zh="^FD^FS"))
    head = replace(HEAD, seller=seller, reference="~HI^XA")
    content = print_labels([one], head, [link_of(one)])
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text().replace("\n", "")
    for part in (LONG, SCRIPT, "~HI^XA", "^FD^FS", "2 / 340"):
        assert part.replace(" ", "") in text.replace(" ", ""), part
    (page,) = raster.pages(content)
    assert scanned(page) == expected(one, link_of(one))
    (printed,) = zebra.printed(print_zpl([one], head, [link_of(one)]))
    assert scanned(printed.image) == expected(one, link_of(one))
    texts = [said for _x, _y, said in printed.texts]
    assert "~HI^XA" in texts
    assert any(said.startswith("^FD^FS") for said in texts)
    assert all(
        x + sum(zpl.TEXT if ord(letter) > 255 else zpl.TEXT // 2 for letter in said) <= 800
        for x, _y, said in printed.texts[1:]
    )


def test_a_file_holds_a_label_a_page_and_the_same_labels_give_the_same_bytes() -> None:
    several = [label(serial=serial) for serial in range(1, 8)]
    links = [link_of(one) for one in several]
    for print_in in (print_labels, print_zpl):
        assert print_in(several, HEAD, links) == print_in(several, HEAD, links)
    assert len(raster.pages(print_labels(several, HEAD, links))) == 7
    assert len(zebra.printed(print_zpl(several, HEAD, links))) == 7
