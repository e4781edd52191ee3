"""Say who sees what on everyone's home."""

from tests.visibility.rows import Path, may, path, sees

# A card names its figures, and at most the buyer that owes most or the firm that answers next; a buyer's leads to the
# order of his own that is due next.
BUYS = sees("market.order", also=["registry.person", "registry.firm"])

PATHS: tuple[Path, ...] = (
    path(
        "home/",
        lambda q: q.client.get("/home/"),
        others=may("registry.person", "registry.firm"),
        desk=may("registry.person", "registry.firm"),
        buyer=BUYS,
        other_buyer=BUYS,
    ),
)
