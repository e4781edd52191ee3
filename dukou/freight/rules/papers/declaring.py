"""Say what customs are told of a shipment of hosiery, heading 6115, and estimate the duty from the dated table.

Within the heading the fibre of chief weight decides (Section XI, note 2 A): the catalogue's code names it. The first
six digits are the same everywhere; those after them are each country's own.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

from dukou.base.errors import Refusal
from dukou.base.money import split
from dukou.freight.records.papers import DataForm, Declaration, DeclaredItem, PaperLine, PaperSet
from dukou.freight.rules.papers.printing import HOME
from dukou.registry.records import DutyRecord

HS6 = 6
PPM = 1_000_000
# Six digits, the eight of the Chinese tariff, and the fibre of chief weight where the code names one.
HEADINGS = {
    "611510": ("61151000", "any"),
    "611521": ("61152100", "synthetic"),
    "611522": ("61152200", "synthetic"),
    "611529": ("61152990", "other"),
    "611530": ("61153000", "any"),
    "611594": ("61159400", "wool"),
    "611595": ("61159500", "cotton"),
    "611596": ("61159600", "synthetic"),
    "611599": ("61159900", "other"),
}


def declaration(papers: PaperSet, duties: Iterable[DutyRecord]) -> Declaration:
    """Return what customs are told; refuse goods that cross no border, are no hosiery, or have no duty on the day.

    `duties` are those of the destination. Pallets weigh on each item in proportion to its net weight.
    """
    head = papers.head
    if head.place.iso == HOME:
        raise Refusal("freight.no_border", {"destination": head.place.code})
    lines: dict[str, list[PaperLine]] = defaultdict(list)
    for one in papers.lines:
        if one.hs_code[:HS6] not in HEADINGS:
            raise Refusal("freight.unknown_heading", {"line": one.number, "code": one.hs_code})
        lines[one.hs_code].append(one)
    known = tuple(duties)
    found = {code: _duty(code, known, papers) for code in lines}
    pallets = papers.totals.gross_grams - sum(one.gross_grams for one in papers.lines)
    shares = split(pallets, [sum(one.net_grams for one in some) for some in lines.values()])
    items = tuple(
        _item(number, code, lines[code], share, found[code])
        for number, (code, share) in enumerate(zip(lines, shares, strict=True), start=1)
    )
    return Declaration(head, items, papers.totals, sum(one.duty_minor for one in items))


def data(told: Declaration, form: DataForm) -> bytes:
    """Return a declaration for a broker's program, the same names and figures in either form."""
    fields = asdict(told)
    if form == "json":
        return json.dumps(fields, ensure_ascii=False, indent=2, default=str).encode()
    root = ET.Element("declaration")
    _grow(root, fields)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _duty(code: str, duties: Sequence[DutyRecord], papers: PaperSet) -> DutyRecord:
    """Return the duty on a code; where the destination's table parts it further, the highest, so as not to flatter."""
    found = [one for one in duties if one.hs_code[:HS6] == code[:HS6]]
    if not found:
        facts = {"code": code, "destination": papers.head.place.code, "on": str(papers.head.leaves_on)}
        raise Refusal("freight.no_duty", facts)
    return max(found, key=lambda one: one.rate_ppm)


def _item(number: int, code: str, lines: Sequence[PaperLine], pallets_grams: int, duty: DutyRecord) -> DeclaredItem:
    export_code, fibre = HEADINGS[code[:HS6]]
    value = sum(one.amount_minor for one in lines)
    return DeclaredItem(
        number=number,
        hs_code=code[:HS6],
        export_code=code if len(code) > HS6 else export_code,
        fibre=fibre,
        origin=HOME,
        cartons=sum(one.cartons for one in lines),
        pairs=sum(one.pairs for one in lines),
        net_grams=sum(one.net_grams for one in lines),
        gross_grams=sum(one.gross_grams for one in lines) + pallets_grams,
        value_minor=value,
        duty_ppm=duty.rate_ppm,
        duty_minor=-(-value * duty.rate_ppm // PPM),
        duty_source=duty.source,
    )


def _grow(under: ET.Element, fields: dict[str, Any]) -> None:
    """Write fields as elements; a list becomes one element an entry."""
    for name, value in fields.items():
        for one in value if isinstance(value, list | tuple) else (value,):
            child = ET.SubElement(under, name)
            if isinstance(one, dict):
                _grow(child, one)
            elif one is not None:
                child.text = one.isoformat() if isinstance(one, date) else str(one)
