"""Protect the picture of a load: every owner's whole volume is in it, in as few vehicles as it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukou.base.errors import Missing
from dukou.freight import door, models, rules
from dukou.freight.records import Parcel, ServicePicture
from tests import builders as town
from tests.freight.builders import NOW, ON, dispatch, firms, freeze, offer, place, prepare, ready_order

CAPACITY_ML, CAPACITY_GRAMS = 1_000_003, 400_000
PARCELS = st.lists(
    st.builds(Parcel, firm=st.integers(1, 6), ml=st.integers(1_000, 900_000), grams=st.integers(1, 300_000)),
    min_size=1,
    max_size=8,
)


@given(parcels=PARCELS)
def test_all_goods_are_in_as_few_vehicles_as_volume_and_weight_ask_for(parcels: list[Parcel]) -> None:
    vehicles = rules.fill(parcels, capacity_ml=CAPACITY_ML, capacity_grams=CAPACITY_GRAMS)
    assert rules.fits(vehicles, parcels, capacity_ml=CAPACITY_ML)
    by_volume = -(-sum(one.ml for one in parcels) // CAPACITY_ML)
    by_weight = -(-sum(one.grams for one in parcels) // CAPACITY_GRAMS)
    assert len(vehicles) == max(by_volume, by_weight)
    order = [one.firm for vehicle in vehicles for one in vehicle.columns]
    assert [firm for place, firm in enumerate(order) if place == 0 or order[place - 1] != firm] == [
        one.firm for place, one in enumerate(parcels) if place == 0 or parcels[place - 1].firm != one.firm
    ]


def test_a_picture_that_lost_goods_is_seen() -> None:
    parcels = [Parcel(1, 500_000, 1), Parcel(2, 300_000, 1)]
    vehicles = rules.fill(parcels, capacity_ml=CAPACITY_ML, capacity_grams=CAPACITY_GRAMS)
    assert not rules.fits(vehicles, [*parcels, Parcel(2, 1, 1)], capacity_ml=CAPACITY_ML)
    assert not rules.fits(vehicles, parcels, capacity_ml=700_000)
    assert rules.fill([], capacity_ml=1, capacity_grams=1) == ()


@pytest.mark.doors
@pytest.mark.django_db
def test_the_desk_sees_whose_goods_fill_the_vehicles_before_and_after_the_load_leaves() -> None:
    there, sellers = place(services=("truck",)), firms(3)
    for firm in sellers:
        ready_order(there, firm, (9_000,))
    prepare()
    load = models.Load.objects.get()
    assert door.picture(load.code, viewer=town.DESK) == ()
    freeze()
    offer()
    before = door.picture(load.code, viewer=town.DESK)
    dispatch()
    assert door.picture(load.code, viewer=town.DESK) == before
    (one,) = before
    assert (one.service, [part.pairs for part in one.aboard]) == ("truck", [9_000] * 3)
    assert [len(one.vehicles), sum(vehicle.ml for vehicle in one.vehicles)] == [2, 27_000 * 350]
    for code, viewer in (("%", town.DESK), (load.code, town.owner(sellers[0]))):
        with pytest.raises(Missing):
            door.picture(code, viewer=viewer)


@pytest.mark.doors
@pytest.mark.django_db
def test_who_declined_is_pictured_as_it_will_go() -> None:
    there, sellers = place(), firms(3)
    for firm in sellers:
        ready_order(there, firm, (60,))
    prepare()
    freeze()
    offer()
    code = models.Load.objects.get().code

    def carried(seen: tuple[ServicePicture, ...]) -> dict[int, str]:
        return {part.firm: one.service for one in seen for part in one.aboard}

    own = models.Baseline.objects.get(firm_id=sellers[0]).own_best_tariffs
    (mine,) = door.offers(viewer=town.owner(sellers[0]), on=ON)
    door.answer_offers([mine.code], accept=False, viewer=town.owner(sellers[0]), on=ON, now=NOW)
    before = carried(door.picture(code, viewer=town.DESK))
    dispatch()
    assert list(models.Shipment.objects.filter(firm_id=sellers[0]).values_list("tariff_id", flat=True)) == own
    assert carried(door.picture(code, viewer=town.DESK))[sellers[0]] == before[sellers[0]]
