"""Protect what the lab is told: of repeated faults the next lots are inspected tightened, and nothing is made laxer."""

import pytest

from dukou.base.errors import Missing
from dukou.base.viewer import ANONYMOUS
from dukou.lab import door, models
from dukou.lab.rules import Family, tightened
from dukou.provenance import models as book
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.lab.builders import lot_of, lots

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def test_a_family_is_tightened_once_and_its_next_lot_is_taken_so() -> None:
    firm = builders.factory()
    code = lot_of(lots([500], maker=firm)[0]).code
    assert door.sampling_plan(code, viewer=DESK).severity == "normal"
    families = {(firm, "plain_crew")}
    moved = [door.tighten(families, viewer=DESK, on=ON, now=NOW) for _again in range(2)]
    assert moved == [1, 0]
    assert door.sampling_plan(code, viewer=owner(firm)).severity == "tightened"
    assert book.Fact.objects.filter(kind="lab.family_tightened", firm=firm).count() == 1


def test_what_is_discontinued_stays_so() -> None:
    firm = builders.factory()
    stopped = Family().to_json() | {"severity": "tightened", "discontinued": True}
    models.Severity.objects.create(firm_id=firm, family="plain_crew", severity="tightened", state=stopped, resume_on=ON)
    assert door.tighten({(firm, "plain_crew")}, viewer=DESK, on=ON, now=NOW) == 0
    assert models.Severity.objects.get().state == stopped | {"recent": []}


def test_only_desks_tell_the_lab() -> None:
    firm = builders.factory()
    for viewer in (owner(firm), ANONYMOUS):
        with pytest.raises(Missing):
            door.tighten({(firm, "plain_crew")}, viewer=viewer, on=ON, now=NOW)
    assert not models.Severity.objects.exists()
    assert tightened((), {}) == {}
