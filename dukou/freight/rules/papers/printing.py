"""Add up the papers of a shipment from its cartons, and choose the paper that its carrier needs."""

from collections.abc import Mapping, Sequence

from dukou.base.errors import Refusal
from dukou.base.money import line_amount
from dukou.freight.records.papers import (
    CartonRange,
    Good,
    NoteKind,
    PalletRecord,
    PaperHead,
    PaperLine,
    PaperSet,
    PaperTotals,
)

HOME = "CN"
ROAD, RAIL, SEA = ("ltl", "truck"), ("rail_lcl", "rail_fcl"), ("sea_lcl", "sea_fcl")


def note_kind(service: str | None, iso: str) -> NoteKind | None:
    """Return the paper that a service needs; express and air carriers write their own."""
    if service in ROAD:
        return "waybill" if iso == HOME else "cmr"
    if service in RAIL:
        return "cim"
    return "bill_of_lading" if service in SEA else None


def paper_set(
    head: PaperHead,
    goods: Sequence[Good],
    ranges: Sequence[CartonRange],
    pallets: Mapping[int, str],
    pallet_grams: int,
    *,
    is_for_seller: bool,
) -> PaperSet:
    """Return the papers of a shipment; `pallets` are SSCCs by number, `pallet_grams` is the weight of an empty one."""
    lines = tuple(_line(one, [each for each in ranges if each.line == one.number], head.currency) for one in goods)
    on = [_pallet(number, sscc, ranges, pallet_grams) for number, sscc in sorted(pallets.items())]
    totals = PaperTotals(
        cartons=sum(one.cartons for one in lines),
        pallets=len(on),
        pairs=sum(one.pairs for one in lines),
        net_grams=sum(one.net_grams for one in lines),
        gross_grams=sum(one.gross_grams for one in lines) + len(on) * pallet_grams,
        ml=sum(one.ml for one in lines),
        value_minor=sum(one.amount_minor for one in lines),
    )
    return PaperSet(head, is_for_seller, lines, tuple(ranges), tuple(on), totals)


def require_value(papers: PaperSet, value_minor: int) -> PaperSet:
    """Return papers whose lines are worth what freight carries, and refuse others."""
    if papers.totals.value_minor != value_minor:
        raise Refusal("freight.packing_differs", {"what": "value"})
    return papers


def _line(good: Good, ranges: Sequence[CartonRange], currency: str) -> PaperLine:
    return PaperLine(
        number=good.number,
        gtin=good.gtin,
        name_zh=good.name_zh,
        name_en=good.name_en,
        colour_zh=good.colour_zh,
        colour_en=good.colour_en,
        size=good.size,
        hs_code=good.hs_code,
        lot=good.lot,
        unit_price_e4=good.unit_price_e4,
        pairs=sum(one.count * one.pairs for one in ranges),
        cartons=sum(one.count for one in ranges),
        net_grams=sum(one.count * one.net_grams for one in ranges),
        gross_grams=sum(one.count * one.gross_grams for one in ranges),
        ml=sum(one.count * one.ml for one in ranges),
        amount_minor=line_amount(good.unit_price_e4, good.pairs, currency).amount_minor,
    )


def _pallet(number: int, sscc: str, ranges: Sequence[CartonRange], pallet_grams: int) -> PalletRecord:
    on = [one for one in ranges if one.pallet == number]
    return PalletRecord(
        number=number,
        sscc=sscc,
        cartons=sum(one.count for one in on),
        pairs=sum(one.count * one.pairs for one in on),
        net_grams=sum(one.count * one.net_grams for one in on),
        gross_grams=sum(one.count * one.gross_grams for one in on) + pallet_grams,
        ml=sum(one.count * one.ml for one in on),
    )
