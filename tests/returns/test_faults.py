"""Protect charges for faults: proven or charged to nobody, asked before charged, once each, and repeats stop a lot."""

import io
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dukou.base.errors import Missing, Refusal
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.depot import models as depot
from dukou.files import door as files
from dukou.journey.audit.faults import FAULTS, HOLDS
from dukou.lab import models as lab
from dukou.mill import models as mill
from dukou.post import door as post
from dukou.provenance import models as book
from dukou.registry import door as registry
from dukou.returns import door, models
from dukou.returns.door import faults
from dukou.returns.records.faults import NewFault
from dukou.returns.rules import faults as rules
from dukou.settlement import door as settlement
from dukou.settlement import models as books
from tests import builders
from tests.builders import DESK, NOW, owner, purchaser
from tests.provenance.threads import in_threads
from tests.returns.builders import FEES, days_after, delivered, wish
from tests.returns.laws import broken

TABLES = (models.Fault, models.Case, depot.Hold, book.Fact)
DAY = days_after(8)


def png() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def town(tmp_path: Any, settings: Any) -> dict[str, Any]:
    """Build a seller for whom a maker knitted a delivered line, of which faulty goods came back."""
    settings.DUKOU_HOME = tmp_path
    builders.limits(FEES)
    registry.set_clock(on=DAY, viewer=TOWN)
    maker, seller = builders.factory(), builders.factory()
    lines = delivered([900, 400], seller=seller, maker=maker)
    mill.Progress.objects.bulk_create(
        mill.Progress(lot=one, on=days_after(-3), pieces=10, loss_pieces=0) for one in mill.Lot.objects.all()
    )
    return {"maker": maker, "seller": seller, "line": lines[0], "other": lines[1]}


def came_back(line: int, count: int = 1) -> list[str]:
    """Let so many faulty parcels of a line come back, and return their cases."""
    known = set(models.Case.objects.values_list("code", flat=True))
    for _one in range(count):
        wish(line, 100)
    door.take_back(on=days_after(2), viewer=TOWN, now=NOW)
    models.Case.objects.exclude(code__in=known).update(reason="faulty")
    door.grade(on=days_after(7), limit=QUICK, viewer=TOWN, now=NOW)
    return [one.code for one in models.Case.objects.exclude(code__in=known).order_by("id")]


def find(case: str, cause: str = "knitting", picture: bytes | None = None, **by: Any) -> str:
    new = NewFault(case, cause, by.pop("inspection", ""), png() if picture is None else picture)
    return faults.find_fault(new, **({"viewer": DESK, "on": DAY, "now": NOW} | by))


def answer(case: str, how: str, text: str = "", **by: Any) -> None:
    faults.answer_charge(case, how, text, **({"on": DAY, "now": NOW} | by))


def refusal(act: Any) -> str:
    before = [list(table.objects.values_list()) for table in TABLES]
    with pytest.raises(Refusal) as refused:
        act()
    assert before == [list(table.objects.values_list()) for table in TABLES]
    return refused.value.code


def fault() -> models.Fault:
    return models.Fault.objects.get()


def balances() -> dict[tuple[int | None, str], int]:
    rows = books.Posting.objects.values_list("account__firm_id", "account__kind").annotate(total=Sum("amount_minor"))
    return {(firm, kind): total for firm, kind, total in rows if total}


def posted(on: Any) -> dict[tuple[int | None, str], int]:
    """Return what a day's charges put on which accounts."""
    settlement.post_day(on=on, viewer=TOWN, now=NOW)
    rows = books.Posting.objects.filter(entry__kind__in=["charge_back", "fund"], entry__on=on)
    return {
        (firm, kind): total
        for firm, kind, total in rows.values_list("account__firm_id", "account__kind").annotate(Sum("amount_minor"))
    }


@pytest.mark.doors
@pytest.mark.django_db
def test_a_maker_is_asked_agrees_and_is_charged_once(town: dict[str, Any]) -> None:
    (case,) = came_back(town["line"])
    row = models.Case.objects.get()
    cost = row.freight_minor + row.handling_minor + row.refund_minor - row.resale_minor
    assert [one.cost_minor for one in faults.to_judge(viewer=DESK)] == [cost]
    code = find(case)
    assert (find(case), faults.to_judge(viewer=DESK)) == (code, [])
    makers, sellers = owner(town["maker"]), owner(town["seller"])
    told = faults.fault(case, viewer=makers, on=DAY)
    assert told is not None
    assert (told.state, told.amount_minor, told.answer_by, told.may) == (
        "proposed",
        cost,
        days_after(13),
        {"charge", "dispute"},
    )
    assert files.read(told.picture, viewer=makers).content
    (due,) = door.expiring(on=DAY, viewer=DESK)
    assert (due.kind, due.code, due.expires_on, due.money_minor) == ("charge", case, days_after(13), cost)
    assert "returns.charge_proposed" in [one.kind for one in post.notices(viewer=makers)]
    assert faults.charged_back(on=DAY, viewer=TOWN) == []
    for _again in range(2):
        answer(case, "charge", viewer=makers)
    assert posted(DAY) == {
        (town["maker"], "charge_backs"): cost,
        (town["maker"], "bank"): -cost,
        (town["seller"], "bank"): cost,
        (town["seller"], "charge_backs"): -cost,
    }
    assert posted(days_after(9)) == {}
    (charged,) = faults.charged_back(on=DAY, viewer=sellers)
    assert (charged.case, charged.from_firm, charged.to_firm, charged.amount_minor, charged.rule) == (
        case,
        town["maker"],
        town["seller"],
        cost,
        "returns.fault_knitting",
    )
    assert broken(FAULTS) == set()


@pytest.mark.doors
@pytest.mark.django_db
def test_silence_agrees_after_the_deadline_and_not_before(town: dict[str, Any]) -> None:
    (case,) = came_back(town["line"])
    find(case)
    lapsed = [faults.lapse_charges(on=days_after(day), viewer=TOWN, now=NOW) for day in (13, 14, 15)]
    assert (lapsed, fault().state, fault().settled_on) == ([0, 1, 0], "charged", days_after(14))
    late = {"viewer": owner(town["maker"]), "on": days_after(14)}
    assert refusal(lambda: answer(case, "dispute", "no", **late)) == "returns.not_to_answer"
    assert broken(FAULTS) == set()


@pytest.mark.doors
@pytest.mark.django_db
def test_a_dispute_goes_to_the_desk_and_a_waived_charge_to_the_fund(town: dict[str, Any]) -> None:
    first, second = came_back(town["line"], 2)
    for case in (first, second):
        find(case)
        assert refusal(lambda case=case: answer(case, "waive", viewer=DESK)) == "returns.not_to_answer"
        assert refusal(lambda case=case: answer(case, "dispute", viewer=owner(town["maker"]))) == "returns.empty_note"
        for _again in range(2):
            answer(case, "dispute", "Cut by a knife.", viewer=owner(town["maker"]))
        told = faults.fault(case, viewer=DESK, on=DAY)
        assert told is not None
        assert (told.objection, told.may) == ("Cut by a knife.", {"charge", "waive"})
    assert [faults.lapse_charges(on=days_after(99), viewer=TOWN, now=NOW), broken(FAULTS)] == [0, set()]
    answer(first, "waive", viewer=DESK)
    answer(second, "charge", viewer=DESK)
    waived, upheld = models.Fault.objects.order_by("id")
    borne = waived.case.freight_minor + waived.case.handling_minor
    assert (waived.is_proven, waived.amount_minor, upheld.state) == (False, borne, "charged")
    assert refusal(lambda: answer(first, "charge", viewer=DESK)) == "returns.not_to_answer"
    sums = posted(DAY)
    assert (sums[None, "common_fund"], sums[None, "bank"]) == (borne, -borne)
    assert sums[town["maker"], "charge_backs"] == upheld.amount_minor
    shown = faults.fund(viewer=owner(builders.factory()))
    assert (shown.borne_minor, [(one.what, one.amount_minor) for one in shown.rows]) == (borne, [("unproven", borne)])
    assert broken(FAULTS) == set()


@pytest.mark.doors
@pytest.mark.django_db
def test_what_is_unproven_is_charged_to_nobody(town: dict[str, Any]) -> None:
    (case,) = came_back(town["line"])
    find(case, "", b"")
    row = models.Case.objects.get()
    borne = row.freight_minor + row.handling_minor
    assert posted(DAY) == {
        (None, "common_fund"): borne,
        (None, "bank"): -borne,
        (town["seller"], "bank"): borne,
        (town["seller"], "charge_backs"): -borne,
    }
    assert faults.fund(viewer=ANONYMOUS).rows == ()
    assert refusal(lambda: find(case, "knitting")) == "returns.fault_found"
    assert broken(FAULTS) == set()


@pytest.mark.doors
@pytest.mark.django_db
@pytest.mark.parametrize("cause", ["carriage", "knitting"])
def test_of_own_lines_and_of_carriage_nothing_moves(town: dict[str, Any], cause: str) -> None:
    seller = builders.factory()
    line = delivered([300], seller=seller)[0] if cause == "knitting" else town["line"]
    (case,) = came_back(line)
    find(case, cause)
    assert (fault().state, fault().amount_minor, posted(DAY), broken(FAULTS)) == ("kept", 0, {}, set())


@pytest.mark.doors
@pytest.mark.django_db
def test_a_fault_is_shown_by_an_inspection_of_the_same_lot(town: dict[str, Any]) -> None:
    (case,) = came_back(town["line"])
    codes = {}
    for line in (town["line"], town["other"]):
        lot = mill.Lot.objects.get(line_id=line)
        counts = dict.fromkeys(
            ("critical_found", "major_found", "major_accept", "minor_found", "minor_accept", "attempt"), 1
        )
        codes[line] = lab.Inspection.objects.create(
            code=f"inspection{line}"[:16],
            lot=lot,
            line_id=line,
            firm_id=lot.firm_id,
            family="plain_crew",
            on=days_after(-1),
            lot_pairs=lot.pairs,
            severity="normal",
            level="II",
            letter="J",
            sample_pairs=80,
            result="accepted",
            **counts,
        ).code
    for code in ("", "nosuchinspection", codes[town["other"]]):
        assert refusal(lambda code=code: find(case, picture=b"", inspection=code)) == "returns.fault_not_shown"
    find(case, picture=b"", inspection=codes[town["line"]])
    assert (fault().inspection, fault().sellers_picture, broken(FAULTS)) == (codes[town["line"]], "", set())


@pytest.mark.doors
@pytest.mark.django_db
def test_bad_findings_are_refused_and_change_nothing(town: dict[str, Any]) -> None:
    (case,) = came_back(town["line"])
    assert refusal(lambda: find(case, "ghosts")) == "returns.unknown_cause"
    assert refusal(lambda: find("nosuchcase")) == "returns.case_not_found"
    assert refusal(lambda: find(case, picture=b"<script>")).startswith("files.")
    wish(town["line"], 50)
    door.take_back(on=days_after(3), viewer=TOWN, now=NOW)
    not_here = models.Case.objects.get(state="open").code
    assert refusal(lambda: find(not_here)) == "returns.case_not_found"


@pytest.mark.doors
@pytest.mark.django_db
def test_nobody_else_finds_answers_or_reads(town: dict[str, Any]) -> None:
    (case,) = came_back(town["line"])
    buyer = purchaser(models.Case.objects.get().buyer_id)
    find(case)
    rival = owner(builders.factory())
    for viewer in (rival, buyer, ANONYMOUS):
        assert refusal(lambda viewer=viewer: find(case, viewer=viewer)) == "returns.case_not_found"
        assert refusal(lambda viewer=viewer: answer(case, "charge", viewer=viewer)) == "returns.case_not_found"
        with pytest.raises(Missing):
            faults.fault(case, viewer=viewer, on=DAY)
        assert faults.faults(viewer=viewer, on=DAY) == faults.charged_back(on=DAY, viewer=viewer) == []
        assert faults.to_judge(viewer=viewer) == []
    assert refusal(lambda: answer(case, "charge", viewer=owner(town["seller"]))) == "returns.not_to_answer"
    with pytest.raises(Missing):
        faults.lapse_charges(on=DAY, viewer=DESK, now=NOW)
    with pytest.raises(Missing):
        faults.post_charges(on=DAY, viewer=DESK)


@pytest.mark.doors
@pytest.mark.django_db
def test_the_third_proven_fault_stops_the_lot_its_siblings_and_tightens_inspection(town: dict[str, Any]) -> None:
    cases = came_back(town["line"], 3)
    stranger = delivered([200], seller=town["seller"], maker=town["maker"])[0]
    find(cases[0])
    find(cases[1])
    answer(cases[1], "dispute", "no", viewer=owner(town["maker"]))
    find(cases[2])
    assert not depot.Hold.objects.exists()
    answer(cases[1], "charge", viewer=DESK)
    held = dict(depot.Hold.objects.values_list("lot__line_id", "because"))
    assert held == {town["line"]: "faults", town["other"]: "machines"}
    assert stranger not in held
    assert list(lab.Severity.objects.values_list("firm_id", "severity")) == [(town["maker"], "tightened")]
    assert "depot.stock_held" in [one.kind for one in post.notices(viewer=owner(town["seller"]))]
    assert broken([*FAULTS, *HOLDS]) == set()


@pytest.mark.doors
@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_find_once(town: dict[str, Any]) -> None:
    (case,) = came_back(town["line"])

    def at_once(number: int) -> str:
        try:
            find(case, ("knitting", "packing")[number])
        except Refusal as refused:
            return refused.code
        return "done"

    assert sorted(in_threads(2, at_once)) == ["done", "returns.fault_found"]
    assert (models.Fault.objects.count(), broken(FAULTS)) == (1, set())


@given(*[st.integers(0, 10**7)] * 5, st.sampled_from(["restock", "rebag", "seconds", "write_off"]))
def test_a_case_never_costs_less_than_nothing_nor_more_than_was_spent(
    freight: int, handling: int, refund: int, replaced: int, resale: int, place: str
) -> None:
    cost = rules.cost_minor(
        freight_minor=freight,
        handling_minor=handling,
        refund_minor=refund,
        replacement_minor=replaced,
        resale_minor=resale,
        place=place,
    )
    assert freight + handling <= cost <= freight + handling + refund + replaced
    if place in {"restock", "rebag"}:
        assert cost == freight + handling


def test_every_cause_has_its_share_and_what_it_stops() -> None:
    limits = rules.fault_rules({"returns.fault_packing": 500_000, "returns.repeat_faults": 2_000_000})
    assert set(limits.shares_e6) == set(rules.SHARES) == set(rules.STOPS) == set(rules.CAUSES)
    assert (limits.shares_e6["packing"], limits.repeats, limits.answer_days) == (500_000, 2, 5)
