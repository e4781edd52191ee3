"""Say who sees what on everyone's home."""

from tests.visibility.rows import Path, may, path

# A card names its figures, and at most the buyer that owes most or the firm that answers next.
PATHS: tuple[Path, ...] = (
    path(
        "home/",
        lambda q: q.client.get("/home/"),
        others=may("registry.person", "registry.firm"),
        desk=may("registry.person", "registry.firm"),
    ),
)
