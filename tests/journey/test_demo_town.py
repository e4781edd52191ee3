"""Protect the demo town: on its Thursday everybody has something to do, and its scenes are played once."""

from pathlib import Path
from typing import Any

import pytest

from dukou.journey import day
from dukou.site import prepare
from tests.journey.towns import demo, dukou, made_once, rows

pytestmark = pytest.mark.slow
THURSDAY = "2026-01-29"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the demo town as `dukou up` makes it."""
    return made_once(tmp_path_factory, "demo", demo)


def of(home: Path, number: int) -> int:
    """Return the firm behind the demo log-in with this number."""
    found = rows(
        home,
        "SELECT p.phone, m.firm_id FROM registry_membership m JOIN registry_person p ON p.id = m.person_id",
    )
    firm: int = dict(found)[f"+8613900000{number:03}"]
    return firm


def having(found: list[tuple[Any, ...]], firm: int) -> list[tuple[Any, ...]]:
    """Return the rows that begin with a firm, without it."""
    return [row[1:] for row in found if row[0] == firm]


def test_it_stands_on_the_thursday_after_the_offers_and_before_the_loads_leave() -> None:
    assert prepare.LIVED_UNTIL.isoformat() == THURSDAY
    assert prepare.LIVED_UNTIL.weekday() == 3
    names = [step.__name__ for step in day.STEPS]
    assert prepare.LIVED_UNTIL_STEP == names.index("_offer") + 1 == names.index("_dispatch")


def test_owner_rival_buyer_and_trader_have_orders_in_many_states(home: Path) -> None:
    sold = rows(home, "SELECT seller_id, order_id, state FROM market_line WHERE state <> 'imported'")
    bought = rows(home, "SELECT buyer_id, order_id, state FROM market_line WHERE state <> 'imported'")
    for found, number in ((sold, 1), (sold, 2), (sold, 8), (bought, 7)):
        mine = having(found, of(home, number))
        assert len({state for _order, state in mine}) >= 4
        assert len({order for order, _state in mine}) >= 5


def test_the_owner_has_parcels_money_an_offer_and_a_rejected_lot(home: Path) -> None:
    owner = of(home, 1)
    offers = having(
        rows(
            home,
            "SELECT o.firm_id, o.own_best_minor, o.charge_minor FROM freight_offer o"
            " JOIN freight_load l ON l.id = o.load_id WHERE l.state = 'offered' AND o.answer = 'silent'",
        ),
        owner,
    )
    own, together = (sum(row[place] for row in offers) for place in (0, 1))
    assert together < 0.9 * own
    overdue = rows(
        home,
        "SELECT seller_id, code FROM settlement_invoice"
        " WHERE due_on < '2026-01-29' AND paid_minor + credited_minor < amount_minor",
    )
    assert len(having(overdue, owner)) >= 2
    assert having(rows(home, "SELECT firm_id, code FROM mill_award WHERE state = 'offered'"), owner)
    assert having(rows(home, "SELECT firm_id, code FROM mill_lot WHERE state = 'rework'"), owner)


def test_a_truck_is_late_and_a_parcel_is_nobodys(home: Path) -> None:
    assert len(rows(home, "SELECT code FROM returns_parcel WHERE state = 'unmatched'")) == 1
    late = rows(
        home,
        "SELECT DISTINCT s.arrives_on, d.until FROM freight_delay d JOIN freight_shipment s ON s.id = d.shipment_id",
    )
    assert late
    assert all(arrives == until > THURSDAY for arrives, until in late)


def test_carriers_are_booked_say_where_goods_are_and_papers_are_issued(home: Path) -> None:
    booked = rows(home, "SELECT state, departs_on, load_id IS NOT NULL FROM freight_booking")
    assert {state for state, _departs, _load in booked} == {"asked", "confirmed"}
    assert all(departs > THURSDAY for state, departs, _load in booked if state == "asked")
    assert all(of_load for _state, _departs, of_load in booked)
    assert rows(home, "SELECT id FROM freight_trackevent WHERE source = 'desk' AND kind = 'customs_out'")
    assert len(rows(home, "SELECT id FROM freight_paperset")) >= 20
    assert rows(home, "SELECT id FROM freight_pallet")


def test_trains_and_ships_leave_on_the_days_of_their_timetable(home: Path) -> None:
    left = rows(
        home,
        "SELECT DISTINCT t.service, d.zone, strftime('%w', s.leaves_on) FROM freight_shipment s"
        " JOIN registry_tariff t ON t.id = s.tariff_id JOIN registry_destination d ON d.id = t.destination_id"
        " WHERE s.leaves_on IS NOT NULL",
    )
    # SQLite counts weekdays from Sunday as 0.
    sea = {day for service, zone, day in left if service.startswith("sea") and zone != "near_asia"}
    assert sea == {"6"}
    assert {day for service, _zone, day in left if service.startswith("rail")} <= {"3", "6"}


def test_the_shop_has_goods_of_two_owners_has_sold_and_asks_for_a_swap(home: Path) -> None:
    sites = dict(rows(home, "SELECT firm_id, id FROM registry_site WHERE kind = 'shop'"))
    site = sites[of(home, 3)]
    entries = having(rows(home, "SELECT shop_id, kind, owner_id FROM depot_shopentry"), site)
    assert {of(home, 1), of(home, 2)} <= {owner for kind, owner in entries if kind == "consigned"}
    assert len([kind for kind, _owner in entries if kind == "sold"]) >= 100
    assert having(rows(home, "SELECT shop_id, code FROM depot_exchange WHERE state = 'asked'"), site)


def test_the_owner_has_goods_overseas_some_damaged_some_sold_and_each_day_is_charged(home: Path) -> None:
    owner = of(home, 1)
    came = having(rows(home, "SELECT owner_id, pairs, received_pairs, damaged_pairs FROM depot_inbound"), owner)
    assert came
    assert all(pairs == whole + damaged for pairs, whole, damaged in came)
    orders = rows(home, "SELECT DISTINCT order_ref FROM depot_overseasentry WHERE kind = 'sent'")
    assert len(orders) >= 30
    charged = rows(
        home,
        'SELECT DISTINCT f."on" FROM depot_feeline f JOIN depot_feerule r ON r.id = f.rule_id'
        " WHERE r.event = 'store'",
    )
    assert len(charged) == 28


def test_the_owner_is_told_of_its_goods_overseas_pays_their_fees_and_has_a_proposal_what_to_send_there(
    home: Path,
) -> None:
    owner = of(home, 1)
    told = having(rows(home, "SELECT firm, kind FROM post_notice WHERE kind LIKE 'depot.overseas_%'"), owner)
    assert told.count(("depot.overseas_differs",)) == 1
    assert len(told) == 5
    paid = having(rows(home, "SELECT firm_id, id FROM settlement_entry WHERE kind = 'depots_payment'"), owner)
    assert len(paid) == 4
    state = "SELECT p.owner_id, p.state, p.expected_minor, l.pairs FROM depot_proposal p"
    (proposed,) = having(rows(home, f"{state} JOIN depot_proposalline l ON l.proposal_id = p.id"), owner)
    assert proposed[0] == "open"
    assert min(proposed[1:]) > 0


def test_it_breaks_no_law_and_is_not_made_again(home: Path) -> None:
    assert dukou(home, "audit")["faults"] == []
    before = rows(home, "SELECT COUNT(*), MAX(id) FROM provenance_fact")
    demo(home)
    assert rows(home, "SELECT COUNT(*), MAX(id) FROM provenance_fact") == before
