"""Say which figure of a firm each role can see: the one source of the page that is read before joining.

A figure names the doors and the tables that it rests on; `tests/web/test_firm.py` compares each cell with what the
visibility table says of them, so that the page cannot promise what the doors do not keep.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Any] = {}
Words = str | Promise
# The roles by the class of viewer that stands for them in the visibility table.
ROLES: dict[str, Words] = {
    "owner": _("my firm"),
    "buyer": _("my buyer"),
    "maker": _("a firm that knits for me"),
    "rival": _("a rival"),
    "desk": _("shared desks"),
    "office": _("town office"),
    "anonymous": _("public"),
}


@dataclass(frozen=True, slots=True)
class Visible:
    """Hold a figure, who sees it beside the firm itself, and what that rests on.

    `rests_on` names rows of the visibility table as ``(door, table)``: through one of them each role of `seen_by` sees
    rows of the firm, and no other role does.
    """

    title: Words
    note: Words
    seen_by: frozenset[str]
    rests_on: tuple[tuple[str, str], ...]

    @property
    def cells(self) -> tuple[tuple[Words, bool], ...]:
        """Return each role with whether it sees the figure."""
        return tuple((words, role in self.seen_by) for role, words in ROLES.items())


def _seen(*roles: str) -> frozenset[str]:
    return frozenset(("owner", *roles))


FIGURES = (
    Visible(
        _("Orders: who buys, what, how much, at what price"),
        _("Each order is between two firms. The desks see it because they carry it out."),
        _seen("buyer", "desk"),
        (("market.door.orders.order", "market.order"), ("market.door.orders.order_lines", "market.line")),
    ),
    Visible(
        _("Lots: how far a line is knitted and when it passed"),
        _(
            "The buyer follows its order. Who knits a line for you sees that line alone, and is named to no buyer that "
            "did not agree to named sites."
        ),
        _seen("buyer", "maker", "desk"),
        (("mill.door.lots.lots_of_lines", "mill.lot"),),
    ),
    Visible(
        _("Loss on your machines"),
        _("Pieces lost are nobody's affair but the maker's."),
        _seen("desk"),
        (("mill.door.lots.lots_of_lines", "mill.lot:inner"),),
    ),
    Visible(
        _("Inspection results"),
        _("The buyer sees that a lot passed or was rejected, and so does the firm that knitted it."),
        _seen("buyer", "maker", "desk"),
        (("lab.door.inspections_of_lines", "lab.inspection"),),
    ),
    Visible(
        _("Faults that inspection counted"),
        _("How many faults were found stays with you, the firm that knitted the lot, and the lab."),
        _seen("maker", "desk"),
        (("lab.door.inspections_of_lines", "lab.inspection:inner"),),
    ),
    Visible(
        _("Machines and what they can knit"),
        _("The planning desk needs them to offer you work."),
        _seen("desk"),
        (
            ("registry.door.machines.machine_groups", "registry.machinegroup"),
            ("registry.door.machines.machines", "registry.machine"),
        ),
    ),
    Visible(
        _("Stock and cartons in the depot"),
        _("The depot keeps it for you; nobody else is told what lies there."),
        _seen("desk"),
        (
            ("depot.door.cartons.cartons_of_lines", "depot.cartonrun"),
            ("depot.door.moves.moves_of_lines", "depot.stockmove"),
        ),
    ),
    Visible(
        _("Freight bills: own best and together"),
        _("Of a shared load every firm sees its own part alone."),
        _seen("desk"),
        (("freight.door.billing.bill", "freight.charge"), ("freight.door.billing.bills", "freight.baseline")),
    ),
    Visible(
        _("Where a shipment is"),
        _("The buyer waits for it."),
        _seen("buyer", "desk"),
        (("freight.door.road.shipments_of_lines", "freight.shipment"),),
    ),
    Visible(
        _("Returns and what they cost"),
        _("A return is between seller and buyer; the returns desk grades it."),
        _seen("buyer", "desk"),
        (("returns.door.cases.cases_of_lines", "returns.case"),),
    ),
    Visible(
        _("Invoices"),
        _("Each invoice is seen by the two firms between which it stands, and by the accounts desk."),
        _seen("buyer", "maker", "desk"),
        (("settlement.door.show.invoices_of_orders", "settlement.invoice"),),
    ),
    Visible(
        _("Statements of account"),
        _("It is for you and the one buyer; the accounts desk sees only what is overdue in sum."),
        _seen("buyer"),
        (
            ("settlement.door.statements.statement", "settlement.posting"),
            ("settlement.door.statements.statement_from", "settlement.posting"),
        ),
    ),
    Visible(
        _("All your postings"),
        _("Revenue, costs and cash as the books hold them."),
        _seen(),
        (("settlement.door.mine.my_postings", "settlement.posting"),),
    ),
    Visible(
        _("Wages and who handed over what"),
        _("Workers go by numbers; what they earn is between you and them."),
        _seen(),
        (("mill.door.handing.hand_overs", "mill.handover"),),
    ),
    Visible(
        _("Papers and pictures that you keep here"),
        _("A desk opens them when it needs one for your goods."),
        _seen("desk"),
        (("files.door.read", "files.ref"),),
    ),
)
