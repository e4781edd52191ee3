"""Put the papers of a shipment on paper: packing list, invoice, consignment note, customs sheet, and a load's list."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dukou.base.gs1 import sscc_after
from dukou.base.money import PRICE_SCALE, Money
from dukou.freight.records.papers import CartonRange, Declaration, PaperHead, PaperLine, PaperRow, PaperSet
from dukou.web.papers.paper import (
    Facts,
    Paper,
    PaperCell,
    PaperTable,
    cubic_metres,
    headings,
    kilograms,
    party,
    place,
    two,
)
from dukou.web.parts.names import both
from dukou.web.settlement.capitals import in_capitals
from dukou.web.settlement.paper import BOOKS
from dukou.web.words import papers as w

SUM = _("Total")
PAIRS_A_DOZEN = 12
PPM_A_PERCENT = 10_000


def packing_list(papers: PaperSet) -> Paper:
    """Return what is in each carton and on each pallet; equal cartons that follow one another share a row."""
    of_number = {one.number: one for one in papers.lines}
    tables = [
        PaperTable(
            both(_("Cartons")),
            headings(
                *(_("Cartons"), _("SSCC"), _("Description of goods"), _("Pallet"), _("Pairs in each"), _("Cartons")),
                *(_("Pairs"), _("Net, kg"), _("Gross, kg")),
            ),
            (0.1, 0.18, 0.22, 0.08, 0.08, 0.08, 0.08, 0.09, 0.09),
            (*(_packed(one, of_number[one.line]) for one in papers.ranges), _packed_sum(papers)),
            is_summed=True,
        )
    ]
    if papers.pallets:
        tables.append(
            PaperTable(
                both(_("Pallets")),
                headings(
                    *(_("Pallet"), _("SSCC"), _("Cartons"), _("Pairs"), _("Net, kg"), _("Gross, kg"), w.CUBIC_METRES)
                ),
                (0.1, 0.28, 0.12, 0.12, 0.13, 0.13, 0.12),
                tuple(
                    (
                        str(one.number),
                        one.sscc,
                        one.cartons,
                        one.pairs,
                        kilograms(one.net_grams),
                        kilograms(one.gross_grams),
                        cubic_metres(one.ml),
                    )
                    for one in papers.pallets
                ),
            )
        )
    return _paper(w.PACKING_LIST, "packing-list", papers, (), tables)


def invoice(papers: PaperSet) -> Paper:
    """Return the commercial invoice; where it is in the books' currency the sum stands in capitals too."""
    head, total = papers.head, papers.totals.value_minor
    rows = [
        (
            str(one.number),
            goods_of(one),
            one.hs_code,
            one.pairs,
            Decimal(one.unit_price_e4) / PRICE_SCALE,
            Money(one.amount_minor, head.currency),
        )
        for one in papers.lines
    ]
    lines = PaperTable(
        both(_("Description of goods")),
        headings(_("Line"), _("Description of goods"), _("Customs code"), _("Pairs"), _("Price a pair"), _("Amount")),
        (0.09, 0.38, 0.15, 0.11, 0.13, 0.14),
        (*rows, (both(SUM), "", "", papers.totals.pairs, "", Money(total, head.currency))),
        is_summed=True,
    )
    facts: list[tuple[str, PaperCell]] = [
        (both(_("Currency")), head.currency),
        (both(_("Country of origin")), both(w.CHINA)),
        (both(_("Total")), Money(total, head.currency)),
    ]
    if head.currency == BOOKS:
        facts.append((both(_("Amount in capitals")), in_capitals(total)))
    return _paper(w.INVOICE, "invoice", papers, facts, [lines], (both(_("Seller")),))


def note(papers: PaperSet) -> Paper:
    """Return the consignment note, or the instruction for a bill of lading, of a shipment that needs one."""
    kind = papers.head.note or ""
    said = _note_values(papers)
    facts = tuple((f"{number} {both(words)}".strip(), said[name]) for name, (number, words) in w.BOXES[kind].items())
    goods = PaperTable(
        both(_("Description of goods")),
        headings(
            *(_("Marks and numbers"), _("Packages"), _("Nature of the goods"), _("Customs code")),
            *(_("Gross, kg"), w.CUBIC_METRES),
        ),
        (0.2, 0.14, 0.25, 0.15, 0.14, 0.12),
        (*_note_rows(papers), _note_sum(papers)),
        is_summed=True,
    )
    signatures = tuple(f"{number} {both(words)}".strip() for number, words in w.SIGNATURES[kind])
    return Paper(both(w.NOTES[kind]), f"{kind}-{papers.head.shipment}", facts, (goods,), signatures)


def customs(told: Declaration) -> Paper:
    """Return the declaration's data for a person to read; the duty is an estimate and says from which table."""
    head, currency = told.head, told.head.currency
    rows: list[tuple[PaperCell, ...]] = [
        (
            str(one.number),
            f"{one.hs_code} / {one.export_code}",
            f"{both(w.HEADINGS[one.hs_code])}; {both(w.FIBRES[one.fibre])}",
            one.pairs,
            kilograms(one.net_grams),
            kilograms(one.gross_grams),
            Money(one.value_minor, currency),
            Decimal(one.duty_ppm) / PPM_A_PERCENT,
            Money(one.duty_minor, currency),
        )
        for one in told.items
    ]
    totals = told.totals
    weights = (kilograms(totals.net_grams), kilograms(totals.gross_grams))
    value, duty = Money(totals.value_minor, currency), Money(told.duty_minor, currency)
    rows.append((both(SUM), "", "", totals.pairs, *weights, value, "", duty))
    items = PaperTable(
        both(_("Declared goods")),
        headings(
            *(_("Item"), _("Customs code, HS / China"), _("Goods, fibre of chief weight"), _("Pairs"), _("Net, kg")),
            *(_("Gross, kg"), _("Goods value"), _("Duty, %"), _("Duty, estimate")),
        ),
        (0.08, 0.13, 0.2, 0.08, 0.1, 0.1, 0.12, 0.08, 0.11),
        tuple(rows),
        is_summed=True,
    )
    facts = [
        *_facts(head),
        (both(_("Country of origin")), both(w.CHINA)),
        (both(_("Packages")), totals.cartons),
        (both(_("Dozen pairs")), _dozens(totals.pairs)),
        *((f"{both(w.DUTY_TABLE)} {one.hs_code}", one.duty_source) for one in told.items),
        (both(_("Estimate")), both(_("on the invoice value; freight and insurance are not added"))),
    ]
    return Paper(both(_("Customs declaration data")), f"customs-{head.shipment}", tuple(facts), (items,))


def manifest(load: str, leaves_on: date, rows: Sequence[PaperRow]) -> Paper:
    """Return the list of what a load carries, shipment by shipment, as freight weighs and values it."""
    listed: list[tuple[PaperCell, ...]] = [
        (
            one.shipment,
            two(one.seller_zh, one.seller_en),
            two(one.buyer_zh, one.buyer_en),
            one.reference or one.order,
            one.cartons,
            one.pairs,
            kilograms(one.grams),
            Money(one.value_minor, BOOKS),
        )
        for one in rows
    ]
    total = (
        sum(one.cartons for one in rows),
        sum(one.pairs for one in rows),
        kilograms(sum(one.grams for one in rows)),
        Money(sum(one.value_minor for one in rows), BOOKS),
    )
    table = PaperTable(
        both(_("Shipments")),
        headings(
            *(
                _("Shipment"),
                _("Seller"),
                _("Buyer"),
                _("Order"),
                _("Cartons"),
                _("Pairs"),
                _("Net, kg"),
                _("Goods value"),
            ),
        ),
        (0.16, 0.16, 0.16, 0.13, 0.09, 0.09, 0.1, 0.11),
        (*listed, (both(SUM), "", "", "", *total)),
        is_summed=True,
    )
    facts = ((both(_("Load")), load), (both(_("Leaves on")), leaves_on), (both(_("Shipments")), len(rows)))
    return Paper(both(_("Loading list")), f"loading-list-{load}", facts, (table,))


def goods_of(one: PaperLine) -> str:
    """Return what a line is: its style, colour and size, and its GTIN."""
    return f"{two(one.name_zh, one.name_en)} {two(one.colour_zh, one.colour_en)} {one.size}, GTIN {one.gtin}"


def _paper(
    title: str | Promise,
    file_name: str,
    papers: PaperSet,
    facts: Sequence[tuple[str, PaperCell]],
    tables: Sequence[PaperTable],
    signatures: tuple[str, ...] = (),
) -> Paper:
    every = (*_facts(papers.head), *facts, *_totals(papers))
    return Paper(both(title), f"{file_name}-{papers.head.shipment}", every, tuple(tables), signatures)


def _facts(head: PaperHead) -> Facts:
    return (
        (both(_("Paper number")), head.code),
        (both(_("Issued on")), head.issued_on),
        (both(_("Seller")), party(head.seller)),
        (both(_("Buyer")), party(head.buyer)),
        (both(_("Order")), head.reference or head.order),
        (both(_("Shipment")), head.shipment),
        (both(_("Leaves on")), head.leaves_on),
        (both(_("Terms")), f"{head.incoterm} {place(head.place)} (Incoterms 2020)"),
    )


def _totals(papers: PaperSet) -> Facts:
    totals = papers.totals
    return (
        (both(_("Cartons")), totals.cartons),
        (both(_("Pallets")), totals.pallets),
        (both(_("Pairs")), totals.pairs),
        (both(_("Net weight, kg")), kilograms(totals.net_grams)),
        (both(_("Gross weight, kg")), kilograms(totals.gross_grams)),
        (both(_("Volume, CBM")), cubic_metres(totals.ml)),
    )


def _packed(one: CartonRange, line: PaperLine) -> tuple[PaperCell, ...]:
    last = sscc_after(one.sscc_first, one.count - 1)
    return (
        f"{one.first}–{one.last}" if one.count > 1 else str(one.first),
        f"{one.sscc_first} – {last}" if one.count > 1 else one.sscc_first,
        f"{goods_of(line)}, {both(w.LOT)} {line.lot}",
        str(one.pallet or "–"),
        one.pairs,
        one.count,
        one.count * one.pairs,
        kilograms(one.count * one.net_grams),
        kilograms(one.count * one.gross_grams),
    )


def _packed_sum(papers: PaperSet) -> tuple[PaperCell, ...]:
    """Return the sum of all cartons; what empty pallets weigh is in the sum of the paper, not here."""
    gross = sum(one.gross_grams for one in papers.lines)
    totals = papers.totals
    return (both(SUM), "", "", "", "", totals.cartons, totals.pairs, kilograms(totals.net_grams), kilograms(gross))


def _note_values(papers: PaperSet) -> dict[str, PaperCell]:
    head = papers.head
    paid = w.PREPAID if head.incoterm in w.PREPAID_TERMS else w.COLLECT
    documents = f"{both(w.INVOICE)}, {both(w.PACKING_LIST)}: {head.code}"
    return {
        "consignor": party(head.seller),
        "consignee": party(head.buyer),
        "notify": party(head.buyer),
        "delivery": place(head.place),
        "taking_over": f"{both(w.TOWN)}, {head.leaves_on}",
        "documents": documents,
        "payment": f"{both(paid)} ({head.incoterm})",
        "carrier": "",
        "originals": w.ORIGINALS,
    }


def _note_rows(papers: PaperSet) -> Iterator[tuple[PaperCell, ...]]:
    """Yield the goods line by line, and what empty pallets weigh as a row of its own."""
    mark = papers.head.reference or papers.head.order
    for one in papers.lines:
        packages = f"{one.cartons} {both(w.CARTONS)}"
        yield mark, packages, goods_of(one), one.hs_code, kilograms(one.gross_grams), cubic_metres(one.ml)
    if papers.pallets:
        empty = papers.totals.gross_grams - sum(one.gross_grams for one in papers.lines)
        packages = f"{papers.totals.pallets} {both(w.PALLETS)}"
        yield mark, packages, both(_("empty pallets under the cartons")), "", kilograms(empty), Decimal(0)


def _note_sum(papers: PaperSet) -> tuple[PaperCell, ...]:
    totals = papers.totals
    packages = f"{totals.cartons} {both(w.CARTONS)}"
    return both(SUM), packages, "", "", kilograms(totals.gross_grams), cubic_metres(totals.ml)


def _dozens(pairs: int) -> Decimal:
    """Return pairs as dozens, the unit of some tariffs, to a hundredth."""
    return (Decimal(pairs) / PAIRS_A_DOZEN).quantize(Decimal("0.01"))
