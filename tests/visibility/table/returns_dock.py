"""Say who sees what of returns on their way to the dock, of grading, and of returns overseas."""

from dukou.base.solving import QUICK
from dukou.base.viewer import BUYER, SHOP
from dukou.provenance import door as provenance
from dukou.registry import door as registry
from dukou.returns import door as returns
from dukou.returns.door import abroad, dock, grading
from dukou.returns.door.labels import text_of
from dukou.returns.records.dock import NewDockScan, NewHanded
from dukou.returns.records.grading import NewGrading
from tests.visibility.brought_back import label, overseas, sent_back
from tests.visibility.rows import MAY, MISSING, NOTHING, REFUSED, Question, Row, may, row, sees, step
from tests.visibility.table.abroad import SITE, depot

KEY = "00000000-0000-4000-8000-000000000009"
SOCK = ("owner/market.style", "owner/market.sku")


def _hand_over(q: Question) -> None:
    code = sent_back(q.deal, q.world)
    text = text_of(code) if SHOP in q.viewer.roles else code
    leg = "buyer_round" if BUYER in q.viewer.roles else "buyer_shop"
    new = NewHanded("visible-hand", leg, text, "A", "B", 10, q.world.now)
    dock.hand_over(new, viewer=q.viewer, on=q.world.tomorrow, now=q.world.now)


def _receive(q: Question) -> object:
    scan = NewDockScan(KEY, "returned", sent_back(q.deal, q.world), q.world.now)
    return dock.receive([scan], viewer=q.viewer, on=q.world.tomorrow, now=q.world.now)


def _grade(q: Question) -> None:
    code = sent_back(q.deal, q.world, is_here=True)
    new = NewGrading("visible-grading", code, "opened", q.world.owner.file, 0)
    grading.put_grading(new, viewer=q.viewer, on=q.world.tomorrow, now=q.world.now)


def _receive_abroad(q: Question) -> str:
    depot(q.world)
    code = sent_back(q.deal, q.world)
    return abroad.receive_abroad(code, SITE, viewer=q.viewer, on=q.world.tomorrow, now=q.world.now)


def _note_customs(q: Question) -> None:
    depot(q.world)
    code = sent_back(q.deal, q.world)
    desk = q.world.viewers["desk"]
    if q.deal == q.world.owner:
        abroad.receive_abroad(code, SITE, viewer=desk, on=q.world.tomorrow, now=q.world.now)
    abroad.note_customs(code, "imported", "DL-1", viewer=q.viewer, on=q.world.tomorrow, now=q.world.now)


def _by_phone(q: Question) -> set[int]:
    digest = provenance.salted_digest(q.world.owner.phone[-8:], "salt")
    return registry.firms_by_phone(digest, salt="salt", digits=8, viewer=q.viewer)


ROWS: tuple[Row, ...] = (
    row(registry.firms_by_phone, _by_phone, desks=sees("registry.firm:key")),
    step(
        returns.lapse_parcels,
        lambda q: returns.lapse_parcels(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now),
    ),
    row(returns.expiring, lambda q: returns.expiring(on=q.world.on, viewer=q.viewer), desks=MAY),
    row(
        dock.label,
        lambda q: dock.label(sent_back(q.deal, q.world), viewer=q.viewer),
        desks=sees("market.style"),
        others=MISSING,
        buyer=sees("owner/market.style", also=SOCK),
    ),
    row(
        dock.labelled,
        lambda q: dock.labelled(label(q.deal, q.world), viewer=q.viewer),
        desks=sees("market.style"),
        others=MISSING,
        shop=sees("owner/market.style", also=SOCK),
    ),
    row(dock.hand_over, _hand_over, desks=MAY, others=MISSING, town=MISSING, buyer=MAY, shop=MAY),
    row(
        dock.announce_number,
        lambda q: dock.announce_number(
            sent_back(q.deal, q.world), "SF-1", viewer=q.viewer, on=q.world.tomorrow, now=q.world.now
        ),
        desks=MAY,
        others=MISSING,
        buyer=MAY,
    ),
    row(dock.receive, _receive, desks=MAY, others=MISSING, town=MISSING),
    row(
        dock.blank_names,
        lambda q: dock.blank_names(before=q.world.tomorrow, viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(
        grading.to_grade,
        lambda q: (sent_back(q.deal, q.world, is_here=True), grading.to_grade(on=q.world.tomorrow, viewer=q.viewer))[1],
        desks=sees("market.style"),
    ),
    row(grading.put_grading, _grade, desks=MAY, others=MISSING, town=MISSING),
    row(
        grading.declare_tie,
        lambda q: grading.declare_tie(q.deal.seller, viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
        town=MISSING,
    ),
    row(grading.ties, lambda q: grading.ties(viewer=q.viewer), desks=NOTHING),
    row(grading.error_rates, lambda q: grading.error_rates(viewer=q.viewer), desks=may()),
    row(abroad.receive_abroad, _receive_abroad, desks=MAY, others=MISSING, town=MISSING),
    row(
        abroad.abroad_cases,
        lambda q: (overseas(q.deal, q.world), abroad.abroad_cases(on=q.world.tomorrow, viewer=q.viewer))[1],
        desks=sees("market.style"),
    ),
    row(abroad.note_customs, _note_customs, desks=MAY, others=MISSING),
    row(abroad.waiting_home, lambda q: abroad.waiting_home(on=q.world.tomorrow, viewer=q.viewer), desks=NOTHING),
    row(
        abroad.book_ride,
        lambda q: abroad.book_ride(SITE, viewer=q.viewer, on=q.world.tomorrow, now=q.world.now),
        desks=REFUSED,
        others=MISSING,
    ),
    row(abroad.rides, lambda q: abroad.rides(viewer=q.viewer), desks=NOTHING),
    step(abroad.tend, lambda q: abroad.tend(on=q.world.tomorrow, limit=QUICK, viewer=q.viewer, now=q.world.now)),
)
