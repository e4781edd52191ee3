"""Say who sees what of invoices and books."""

from datetime import date

from dukou.base.town import TOWN
from dukou.registry.models import Firm
from dukou.settlement import door
from tests.visibility.rows import MAY, MISSING, NOTHING, Question, Row, row, sees, step
from tests.visibility.table.abroad import there

INVOICE = ("settlement.invoice", "market.order:key", "registry.firm:key")
BILLED = ("settlement.invoice", "market.order", "registry.firm")
SUMS = ("settlement.invoice",)
LONG_AGO = date(2025, 1, 1)


def _posted(q: Question) -> None:
    """Let a depot overseas charge the owner, and post that."""
    there(q.world)
    door.post_day(on=q.world.tomorrow, viewer=TOWN, now=q.world.now)


OWN_MONTH = (
    *("settlement.posting", "settlement.invoice", "market.order", "registry.firm", "maker/registry.firm"),
    *("freight.load", "returns.case", "returns.case:inner", "depot.feeline"),
)


def _agreed(q: Question) -> None:
    """Let the owner agree to net with its maker, as far as both are in town."""
    owner, maker = (q.world.viewers[who] for who in ("owner", "maker"))
    code = Firm.objects.get(pk=maker.firm).code
    door.agree_netting(code, q.world.on.replace(day=1), agrees=True, viewer=owner, on=q.world.on, now=q.world.now)


ROWS: tuple[Row, ...] = (
    step(door.post_day, lambda q: door.post_day(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    # Each sees its partners' names, and sums of the invoices between the two.
    row(
        door.owed_to_me,
        lambda q: door.owed_to_me(viewer=q.viewer, on=q.world.on),
        desks=NOTHING,
        owner=sees("buyer/registry.firm", also=SUMS),
        rival=sees("other_buyer/registry.firm", also=SUMS),
        maker=sees("owner/registry.firm", "rival/registry.firm", also=SUMS),
    ),
    row(
        door.i_owe,
        lambda q: door.i_owe(viewer=q.viewer, on=q.world.on),
        desks=NOTHING,
        buyer=sees("owner/registry.firm", also=SUMS),
        other_buyer=sees("rival/registry.firm", also=SUMS),
        owner=sees("maker/registry.firm", also=SUMS),
        rival=sees("maker/registry.firm", also=SUMS),
    ),
    # A credit goes by the code of its return, which both know.
    row(
        door.statement,
        lambda q: door.statement(q.deal.buyer_code, viewer=q.viewer, since=LONG_AGO, on=q.world.on),
        desks=MISSING,
        others=MISSING,
        owner=sees(*BILLED, "settlement.posting", "market.order:key", "buyer/registry.firm", also=["returns.case"]),
    ),
    row(
        door.statement_from,
        lambda q: door.statement_from(q.deal.firm_code, viewer=q.viewer, since=LONG_AGO, on=q.world.on),
        desks=MISSING,
        others=MISSING,
        buyer=sees(
            *(*BILLED, "market.order:key", "owner/registry.firm", "owner/settlement.posting"), also=["returns.case"]
        ),
    ),
    row(
        door.send_statement,
        lambda q: door.send_statement(q.deal.buyer_code, viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=MISSING,
        others=MISSING,
        owner=MAY,
    ),
    row(
        door.depot_account,
        lambda q: (_posted(q), door.depot_account(viewer=q.viewer, since=LONG_AGO, on=q.world.tomorrow))[1],
        desks=NOTHING,
        owner=sees(),
    ),
    # All that the firm's own books hold: buyers' and makers' names are its partners'.
    row(
        door.month_statement,
        lambda q: door.month_statement(q.world.on.replace(day=1), viewer=q.viewer, on=q.world.on),
        desks=MISSING,
        others=MISSING,
        owner=sees("settlement.posting", "settlement.invoice", "buyer/registry.firm", also=OWN_MONTH),
        rival=sees("settlement.posting", "settlement.invoice", "other_buyer/registry.firm", also=OWN_MONTH),
        maker=sees("settlement.invoice", "owner/registry.firm", "rival/registry.firm", also=OWN_MONTH),
    ),
    # The owner and the maker agree in both directions; what is asked for is seen by these two alone.
    row(
        door.netting_offers,
        lambda q: (_agreed(q), door.netting_offers(viewer=q.viewer, on=q.world.on))[1],
        desks=NOTHING,
        owner=sees("maker/registry.firm", also=SUMS),
        maker=sees("owner/registry.firm", also=SUMS),
    ),
    row(
        door.agree_netting,
        lambda q: door.agree_netting(
            q.deal.firm_code, q.world.on.replace(day=1), agrees=True, viewer=q.viewer, on=q.world.on, now=q.world.now
        ),
        desks=MISSING,
        others=MISSING,
        maker=MAY,
    ),
    row(door.desk, lambda q: door.desk(viewer=q.viewer, on=q.world.on), desks=MAY, others=MISSING),
    row(
        door.overdue_in_town,
        lambda q: door.overdue_in_town(viewer=q.viewer, on=q.world.on),
        desks=MAY,
        others=MISSING,
    ),
    row(
        door.invoices_of_orders,
        lambda q: door.invoices_of_orders([q.deal.order_id], viewer=q.viewer),
        desks=sees("settlement.invoice"),
        owner=sees(*INVOICE, "buyer/registry.firm:key", "maker/registry.firm:key"),
        buyer=sees(*INVOICE, "owner/registry.firm:key"),
        maker=sees("settlement.invoice", "registry.firm:key", "owner/market.order:key", "owner/registry.firm:key"),
    ),
    row(
        door.my_invoices,
        lambda q: door.my_invoices(viewer=q.viewer),
        desks=NOTHING,
        owner=sees("settlement.invoice", "registry.firm", "buyer/registry.firm", "maker/registry.firm"),
        buyer=sees("settlement.invoice", "registry.firm", "owner/registry.firm"),
        rival=sees("settlement.invoice", "registry.firm", "other_buyer/registry.firm", "maker/registry.firm"),
        other_buyer=sees("settlement.invoice", "registry.firm", "rival/registry.firm"),
        maker=sees("settlement.invoice", "registry.firm", "owner/registry.firm", "rival/registry.firm"),
    ),
    row(
        door.my_postings,
        lambda q: door.my_postings(viewer=q.viewer),
        desks=NOTHING,
        **dict.fromkeys(("owner", "rival", "maker"), sees("settlement.posting")),
    ),
    row(
        door.balances,
        lambda q: door.balances(viewer=q.viewer),
        desks=sees("registry.firm:key"),
        owner=sees("registry.firm:key", "settlement.posting"),
        rival=sees("registry.firm:key", "settlement.posting"),
        maker=sees("registry.firm:key"),
    ),
    step(door.trial_balance, lambda q: door.trial_balance(viewer=q.viewer)),
    step(door.under_way, lambda q: door.under_way(viewer=q.viewer)),
    step(door.export_postings, lambda q: door.export_postings(viewer=q.viewer), "settlement.posting"),
)
