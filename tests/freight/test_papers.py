"""Protect papers: they say what freight carries, carton by carton, once, to nobody but those whose goods they are."""

import json
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import is_sscc
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.depot import door as depot_door
from dukou.depot import models as depot
from dukou.freight import models
from dukou.freight.door import papers as door
from dukou.freight.records.papers import CartonRun, PaperSet, Stacking
from dukou.freight.rules.papers import packing, printing
from dukou.market import models as market
from dukou.provenance import models as book
from dukou.registry import models as registry
from tests import builders as town
from tests.freight.builders import NOW, ON, firms, leave, place, prepare, ready_order
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
CARTON_GRAMS, PALLET_GRAMS = town.LIMITS["papers.carton_grams"], town.LIMITS["papers.pallet_grams"]
STACKING = Stacking(CARTON_GRAMS, PALLET_GRAMS, 1_500_000, 800_000)


def a_shipment(*pairs: int, services: tuple[str, ...] = ("truck",), hs_code: str = "611595") -> models.Shipment:
    """Let an order of these lines leave; its seller, its buyer and its destination have a duty on cotton hosiery."""
    (seller,), there = firms(1), place(services=services)
    lines = ready_order(there, seller, pairs)
    market.Style.objects.update(hs_code=hs_code)
    registry.Duty.objects.create(
        destination_id=there, hs_code="611595", rate_ppm=120_000, valid_from=date(2025, 1, 1), source="test table"
    )
    leave()
    return models.Shipment.objects.get(order__id=market.Line.objects.get(pk=lines[0]).order_id)


def issue(*codes: str, on_pallets: bool = True, on: date = ON) -> Any:
    return door.issue_papers(codes, on_pallets=on_pallets, on=on, viewer=town.DESK, now=NOW)


def issued(*pairs: int, on_pallets: bool = True, **told: Any) -> tuple[models.Shipment, PaperSet]:
    shipment = a_shipment(*pairs, **told)
    assert issue(shipment.code, on_pallets=on_pallets).done == (shipment.code,)
    return shipment, door.papers(shipment.code, viewer=TOWN)


def test_all_papers_say_what_freight_carries() -> None:
    shipment, papers = issued(500, 130, 40)
    carried = (shipment.cartons, shipment.pairs, shipment.grams, shipment.ml, shipment.value_minor)
    totals = papers.totals
    assert (totals.cartons, totals.pairs, totals.net_grams, totals.ml, totals.value_minor) == carried
    for parts in (papers.lines, papers.pallets):
        assert sum(one.cartons for one in parts) == shipment.cartons
        assert sum(one.pairs for one in parts) == shipment.pairs
        assert sum(one.net_grams for one in parts) == shipment.grams
    assert totals.gross_grams == shipment.grams + shipment.cartons * CARTON_GRAMS + len(papers.pallets) * PALLET_GRAMS
    assert totals.gross_grams == sum(one.gross_grams for one in papers.pallets)
    told = door.declaration(shipment.code, viewer=TOWN)
    assert sum(one.pairs for one in told.items) == shipment.pairs
    assert sum(one.net_grams for one in told.items) == shipment.grams
    assert sum(one.gross_grams for one in told.items) == totals.gross_grams
    assert sum(one.value_minor for one in told.items) == shipment.value_minor
    labels = door.labels("carton", shipment.code, first=1, count=100, viewer=TOWN)
    assert sum(one.pairs for one in labels) == shipment.pairs
    assert sum(one.gross_grams for one in labels) + len(papers.pallets) * PALLET_GRAMS == totals.gross_grams


def test_each_label_names_the_carton_that_the_depot_knows_by_that_number() -> None:
    shipment, _papers = issued(500, 130)
    labels = door.labels("carton", shipment.code, first=1, count=100, viewer=TOWN)
    assert [one.number for one in labels] == list(range(1, shipment.cartons + 1))
    assert [one.pairs for one in labels] == [200, 200, 100, 130]
    for label, carton in zip(labels, depot_door.cartons([one.sscc for one in labels], viewer=TOWN), strict=True):
        assert label.line is not None
        assert (label.pairs, label.line.gtin, label.line.lot) == (carton.pairs, carton.gtin, carton.lot_code)
        assert [one.elements for one in label.symbols] == [
            f"10{carton.lot_code}",
            f"020{carton.gtin}37{carton.pairs}",
            f"00{carton.sscc}",
        ]


def test_part_of_the_labels_is_that_part() -> None:
    shipment, _papers = issued(500, 130)
    every = door.labels("carton", shipment.code, first=1, count=100, viewer=TOWN)
    parts = [door.labels("carton", shipment.code, first=first, count=2, viewer=TOWN) for first in (1, 3, 5)]
    assert [*parts[0], *parts[1]] == every
    assert parts[2] == []
    for first, count in ((0, 1), (-5, 1), (1, 0), (1, 101)):
        with pytest.raises(Refusal) as refused:
            door.labels("carton", shipment.code, first=first, count=count, viewer=TOWN)
        assert refused.value.code == "freight.too_many_labels"


runs = st.lists(
    st.builds(
        lambda line, count, pairs: CartonRun(line, count, pairs, pairs * 40, pairs * 350, "069309980000000014"),
        *(st.integers(1, 3), st.integers(1, 3_000), st.integers(1, 1_000)),
    ),
    min_size=1,
    max_size=6,
)


@given(runs=runs, on_pallets=st.booleans())
@settings(max_examples=60)
def test_cartons_keep_their_count_order_and_numbers_however_they_are_stacked(
    runs: list[CartonRun], on_pallets: bool
) -> None:
    ranges = packing.numbered(runs, STACKING, on_pallets=on_pallets)
    one_by_one = [(run.line, run.pairs) for run in runs for _carton in range(run.count)]
    assert [(one.line, one.pairs) for one in ranges for _carton in range(one.count)] == one_by_one
    assert [number for one in ranges for number in range(one.first, one.last + 1)] == list(
        range(1, len(one_by_one) + 1)
    )
    numbers = [one.pallet for one in ranges]
    if not on_pallets:
        assert set(numbers) == {None}
        return
    assert numbers == sorted(numbers, key=lambda one: one or 0)
    for pallet in range(1, (numbers[-1] or 0) + 1):
        on = [one for one in ranges if one.pallet == pallet]
        assert 0 < sum(one.count * one.ml for one in on) <= STACKING.most_ml
        assert 0 < sum(one.count * one.gross_grams for one in on) <= STACKING.most_grams


def test_a_carton_that_no_pallet_carries_is_named() -> None:
    heavy = CartonRun(1, 1, 10, 900_000, 10, "069309980000000014")
    with pytest.raises(Refusal) as refused:
        packing.numbered([heavy], STACKING, on_pallets=True)
    assert (refused.value.code, refused.value.facts["grams"]) == ("freight.carton_exceeds_pallet", 900_600)
    assert len(packing.numbered([heavy], STACKING, on_pallets=False)) == 1


def test_pallets_have_numbers_of_their_own_that_no_carton_can_have() -> None:
    shipment, papers = issued(20_000)
    other = issued(20_000)[1]
    ssccs = [one.sscc for one in (*papers.pallets, *other.pallets)]
    assert len(papers.pallets) > 1
    assert len(set(ssccs)) == len(ssccs)
    assert all(is_sscc(one) and one.startswith("96930998") for one in ssccs)
    labels = door.labels("pallet", shipment.code, first=1, count=100, viewer=TOWN)
    assert [one.sscc for one in labels] == [one.sscc for one in papers.pallets]
    assert sum(one.cartons for one in labels) == shipment.cartons
    assert {symbol.elements[:2] for one in labels for symbol in one.symbols} == {"00", "02", "10"}


def test_a_mixed_pallet_names_no_content_for_it_has_more_than_one() -> None:
    shipment, papers = issued(500, 130)
    (label,) = door.labels("pallet", shipment.code, first=1, count=1, viewer=TOWN)
    assert len(papers.pallets) == 1
    assert (label.line, [one.text for one in label.symbols]) == (None, [f"(00){label.sscc}"])


def test_papers_are_issued_once() -> None:
    shipment, papers = issued(500)
    assert issue(shipment.code, shipment.code, on_pallets=False).done == (shipment.code, shipment.code)
    assert door.papers(shipment.code, viewer=TOWN) == papers
    facts = book.Fact.objects.filter(kind="freight.papers_issued")
    assert [json.loads(payload) for payload in facts.values_list("payload", flat=True)] == [
        {"cartons": 3, "pallets": 1, "pairs": 500}
    ]


@pytest.mark.django_db(transaction=True)
def test_desks_that_issue_at_once_issue_once_and_number_no_pallet_twice() -> None:
    codes = [a_shipment(20_000).code, a_shipment(20_000).code]
    outcomes = in_threads(3, lambda _number: issue(*codes))
    assert [one.done for one in outcomes] == [tuple(codes)] * 3
    assert models.PaperSet.objects.count() == 2
    pallets = models.Pallet.objects.count()
    assert models.PalletSerial.objects.get().next_serial == pallets + 1
    assert book.Fact.objects.filter(kind="freight.papers_issued").count() == 2


def nothing() -> list[int]:
    return [one.objects.count() for one in (models.PaperSet, models.Pallet, models.PackedCartons, models.PalletSerial)]


def test_cartons_that_are_not_what_freight_carries_are_refused_each_for_itself() -> None:
    wrong, right = a_shipment(500), a_shipment(130)
    run = depot.CartonRun.objects.get(lot__line__order_id=wrong.order_id)
    depot.CartonRun.objects.filter(pk=run.pk).update(pairs_last=run.pairs_last - 1)
    outcome = issue(wrong.code, right.code, "nosuchshipment", "no such")
    assert outcome.done == (right.code,)
    assert [(one.row, one.refusal.code) for one in outcome.refused] == [
        (0, "freight.packing_differs"),
        (2, "freight.shipment_not_found"),
        (3, "freight.shipment_not_found"),
    ]
    assert list(models.PaperSet.objects.values_list("shipment_id", flat=True)) == [right.pk]


def test_nothing_is_issued_where_a_number_is_missing() -> None:
    shipment = a_shipment(500)
    registry.Limit.objects.filter(key="papers.carton_grams").delete()
    with pytest.raises(Refusal) as refused:
        issue(shipment.code)
    assert (refused.value.code, refused.value.facts) == ("freight.fee_missing", {"key": "papers.carton_grams"})
    assert nothing() == [0, 0, 0, 0]


def test_nothing_is_issued_where_pallets_cannot_be_numbered() -> None:
    shipment = a_shipment(500)
    registry.Firm.objects.filter(kind="depot").update(gs1_prefix=None)
    with pytest.raises(Refusal) as refused:
        issue(shipment.code)
    assert refused.value.code == "freight.no_prefix"
    assert nothing() == [0, 0, 0, 0]
    assert issue(shipment.code, on_pallets=False).done == (shipment.code,)


def test_only_desks_issue_and_only_so_many_at_once() -> None:
    shipment = a_shipment(500)
    for viewer in (town.owner(shipment.firm_id), town.purchaser(shipment.buyer_id), ANONYMOUS):
        with pytest.raises(Missing):
            door.issue_papers([shipment.code], on_pallets=True, on=ON, viewer=viewer, now=NOW)
    with pytest.raises(Refusal) as refused:
        issue(*[shipment.code] * 201)
    assert refused.value.code == "freight.too_many_shipments"
    assert nothing() == [0, 0, 0, 0]


def test_a_rival_finds_nothing_and_a_buyer_packing_list_and_invoice() -> None:
    shipment, papers = issued(500)
    code = shipment.code
    mine = door.papers(code, viewer=town.owner(shipment.firm_id))
    theirs = door.papers(code, viewer=town.purchaser(shipment.buyer_id))
    assert (mine, theirs) == (papers, replace(papers, is_for_seller=False, head=replace(papers.head, load=None)))
    rival = town.owner(town.firm())
    buyer = town.purchaser(shipment.buyer_id)
    for viewer, doors in ((rival, 4), (ANONYMOUS, 4), (buyer, 3)):
        asked = (
            lambda viewer: door.declaration(code, viewer=viewer),
            lambda viewer: door.declaration_data(code, "xml", viewer=viewer),
            lambda viewer: door.labels("carton", code, first=1, count=1, viewer=viewer),
            lambda viewer: door.papers(code, viewer=viewer),
        )
        for ask in asked[:doors]:
            with pytest.raises(Missing):
                ask(viewer)
    assert door.paper_rows(viewer=rival) == ([], 0)
    assert [door.paper_rows(viewer=one)[1] for one in (buyer, town.owner(shipment.firm_id), town.DESK)] == [1, 1, 1]


def test_a_list_finds_by_code_or_reference_and_tells_a_buyer_nothing_of_what_is_not_issued() -> None:
    shipment, _papers = issued(500)
    other = a_shipment(130)
    market.Order.objects.filter(pk=shipment.order_id).update(external_ref="PO-1")

    def listed(**told: Any) -> list[str]:
        return [row.shipment for row in door.paper_rows(viewer=town.DESK, **told)[0]]

    assert listed() == listed(search="PO-1") == listed(search=shipment.code) == [shipment.code]
    assert listed(search="PO-2") == listed(search="\x00") == listed(load="no such") == []
    assert listed(issued=None, sort="-pairs") == listed(issued=None, sort="pairs")[::-1] == [shipment.code, other.code]
    assert listed(issued=False) == [other.code]
    assert door.paper_rows(viewer=town.purchaser(other.buyer_id), issued=None) == ([], 0)
    assert door.paper_rows(viewer=town.owner(other.firm_id), issued=None)[1] == 1


def test_duty_is_that_of_the_day_and_refused_where_none_is_valid() -> None:
    shipment, papers = issued(500)
    (item,) = door.declaration(shipment.code, viewer=TOWN).items
    assert (item.hs_code, item.export_code, item.fibre, item.origin) == ("611595", "61159500", "cotton", "CN")
    assert item.duty_minor == -(-papers.totals.value_minor * 12 // 100)
    assert item.duty_source == "test table"
    registry.Duty.objects.update(valid_to=date(2025, 6, 30))
    with pytest.raises(Refusal) as refused:
        door.declaration(shipment.code, viewer=TOWN)
    assert refused.value.code == "freight.no_duty"
    assert refused.value.facts == {"code": "611595", "destination": papers.head.place.code, "on": str(ON)}


@pytest.mark.parametrize(("hs_code", "code"), [("610910", "unknown_heading"), ("611596", "no_duty")])
def test_goods_that_no_table_knows_are_named(hs_code: str, code: str) -> None:
    shipment, _papers = issued(500, hs_code=hs_code)
    with pytest.raises(Refusal) as refused:
        door.declaration(shipment.code, viewer=TOWN)
    assert refused.value.code == f"freight.{code}"
    assert refused.value.facts["code"] == hs_code


def test_goods_that_stay_in_the_country_are_not_declared() -> None:
    shipment, _papers = issued(500)
    registry.Destination.objects.update(iso="CN")
    with pytest.raises(Refusal) as refused:
        door.declaration(shipment.code, viewer=TOWN)
    assert refused.value.code == "freight.no_border"


def test_a_broker_reads_the_same_figures_in_either_form() -> None:
    shipment, papers = issued(500, 130)
    market.Style.objects.update(name_zh="袜<b>&", name_en="</goods>")
    told = json.loads(door.declaration_data(shipment.code, "json", viewer=TOWN))
    reader = ET.XMLPullParser(["end"])
    reader.feed(door.declaration_data(shipment.code, "xml", viewer=TOWN))
    *_inner, (_end, root) = reader.read_events()
    assert told["items"][0]["pairs"] == int(root.findtext("items/pairs") or 0) == shipment.pairs
    assert told["totals"]["gross_grams"] == int(root.findtext("totals/gross_grams") or 0) == papers.totals.gross_grams
    assert root.findtext("head/seller/name_zh") == papers.head.seller.name_zh


@pytest.mark.parametrize(
    ("service", "iso", "note"),
    [
        ("truck", "DE", "cmr"),
        ("ltl", "CN", "waybill"),
        ("rail_fcl", "DE", "cim"),
        ("sea_lcl", "KR", "bill_of_lading"),
        ("express", "DE", None),
        ("air", "DE", None),
        (None, "DE", None),
    ],
)
def test_the_note_is_that_of_the_mode(service: str | None, iso: str, note: str | None) -> None:
    assert printing.note_kind(service, iso) == note


def test_papers_can_be_issued_before_the_load_leaves_and_gain_their_note_then() -> None:
    (seller,), there = firms(1), place(services=("truck",))
    ready_order(there, seller, (500,))
    prepare()
    (code,) = models.Shipment.objects.values_list("code", flat=True)
    issue(code)
    before = door.papers(code, viewer=TOWN)
    leave()
    after = door.papers(code, viewer=TOWN)
    assert (before.head.service, before.head.note, before.head.arrives_on) == (None, None, None)
    assert (after.head.service, after.head.note) == ("truck", "cmr")
    assert (after.lines, after.ranges, after.pallets, after.totals) == (
        before.lines,
        before.ranges,
        before.pallets,
        before.totals,
    )


def test_queries_do_not_grow_with_lines_or_cartons() -> None:
    counts = []
    for pairs in ((200,), (900,) * 12):
        shipment, _papers = issued(*pairs)
        found = {}
        for name, ask in {
            "papers": lambda code: door.papers(code, viewer=TOWN),
            "labels": lambda code: door.labels("carton", code, first=1, count=100, viewer=TOWN),
            "declaration": lambda code: door.declaration(code, viewer=TOWN),
            "data": lambda code: door.declaration_data(code, "json", viewer=TOWN),
            "rows": lambda _code: door.paper_rows(viewer=TOWN),
            "issue": issue,
        }.items():
            with CaptureQueriesContext(connection) as queries:
                ask(shipment.code)
            found[name] = len(queries)
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 9
    fresh = a_shipment(*(900,) * 12)
    with CaptureQueriesContext(connection) as queries:
        issue(fresh.code)
    assert len(queries) <= 24
