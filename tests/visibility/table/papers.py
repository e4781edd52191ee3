"""Say who sees what of papers: the seller and desks all of them, the buyer packing list and invoice, others nothing."""

from dukou.freight.door import papers as door
from tests.visibility.rows import MISSING, Row, may, row, sees

PAPERS = (
    *("freight.paperset", "freight.pallet", "freight.packedcartons", "freight.shipment", "freight.load"),
    *("market.order", "market.line", "market.sku", "market.style", "mill.lot", "freight.shipment:inner"),
)
OF_BOTH = ("owner/registry.firm", "buyer/registry.firm", "freight.load:inner", "depot.carton", "depot.cartonrun")
# What a buyer reads of the seller's: what it bought, and the numbers of its cartons.
BOUGHT = ("owner/market.sku", "owner/market.style", "owner/depot.carton", "owner/depot.cartonrun")
WHOLE = sees("freight.paperset", "freight.shipment", also=[*PAPERS, *OF_BOTH])
BUYERS = sees("freight.paperset", "freight.shipment", also=[*PAPERS, *OF_BOTH, *BOUGHT])

ROWS: tuple[Row, ...] = (
    row(
        door.issue_papers,
        lambda q: door.issue_papers(
            [q.deal.shipment], on_pallets=True, on=q.world.on, viewer=q.viewer, now=q.world.now
        ),
        desks=may(),
        others=MISSING,
    ),
    row(
        door.papers,
        lambda q: door.papers(q.deal.shipment, viewer=q.viewer),
        desks=sees("freight.paperset"),
        others=MISSING,
        owner=WHOLE,
        buyer=BUYERS,
    ),
    *(
        row(
            door.labels,
            lambda q, kind=kind: door.labels(kind, q.deal.shipment, first=1, count=3, viewer=q.viewer),
            desks=sees("market.sku"),
            others=MISSING,
            owner=sees("market.sku", also=[*PAPERS, *OF_BOTH]),
        )
        for kind in ("carton", "pallet")
    ),
    row(
        door.declaration,
        lambda q: door.declaration(q.deal.shipment, viewer=q.viewer),
        desks=sees("freight.paperset"),
        others=MISSING,
        owner=WHOLE,
    ),
    row(
        door.declaration_data,
        lambda q: door.declaration_data(q.deal.shipment, "json", viewer=q.viewer),
        desks=sees("freight.paperset"),
        others=MISSING,
        owner=WHOLE,
    ),
    row(
        door.paper_rows,
        lambda q: door.paper_rows(viewer=q.viewer)[0],
        desks=sees("freight.paperset"),
        owner=WHOLE,
        rival=sees("freight.paperset", also=[*PAPERS, "rival/registry.firm", "other_buyer/registry.firm"]),
        buyer=BUYERS,
        other_buyer=sees("freight.paperset", also=[*PAPERS, "rival/registry.firm", "other_buyer/registry.firm"]),
    ),
    row(
        door.paper_rows,
        lambda q: door.paper_rows(viewer=q.viewer, load=q.deal.load, search=q.deal.shipment, issued=None)[0],
        desks=sees("freight.paperset"),
        owner=WHOLE,
    ),
)
