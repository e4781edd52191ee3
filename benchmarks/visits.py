"""Name every page as each role would open it; some addresses are found on the page before."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

Fetch = Callable[[str], str]
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Visit:
    """Hold a page to open; with `link` it is the first address like that on the page at `path`."""

    role: str
    name: str
    path: str
    link: str = ""

    def address(self, fetch: Fetch) -> str | None:
        """Return the page's address, or None where the page before links no such thing."""
        if not self.link:
            return self.path
        found = re.search(rf'href="({self.link})"', fetch(self.path))
        return found.group(1) if found else None


def _of(role: str, *pages: tuple[str, ...]) -> tuple[Visit, ...]:
    return tuple(Visit(role, *page) for page in pages)


VISITS = (
    *_of(
        NOBODY,
        ("crossing", "/"),
        ("a figure", "/", '/figures/[^"]+/'),
        ("town", "/town/"),
        ("assumptions", "/assumptions/"),
        ("glossary", "/glossary/"),
        ("market", "/market/"),
        ("style", "/market/", '/market/[^"?]+/'),
        ("joining", "/joining/"),
        ("role tiles", "/demo/enter/"),
        ("log in", "/account/login/"),
        ("parts", "/parts/"),
    ),
    *_of(
        "factory",
        ("try an order book", "/try/"),
        ("break it", "/break/"),
        ("home", "/home/"),
        ("parcels", "/parcels/"),
        ("bills", "/bills/"),
        ("bill", "/bills/", '/bills/[^"?]+/'),
        ("lots", "/lots/"),
        ("lot", "/lots/", '/lots/[^"?]+/'),
        ("stock", "/stock/"),
        ("money", "/money/"),
        ("statement", "/money/", '/money/[^"?]+/'),
        ("wages", "/wages/"),
        ("offers", "/offers/"),
        ("orders", "/orders/"),
        ("order", "/orders/", '/orders/[^"?]+/'),
        ("scan", "/scan/"),
        ("notices", "/notices/"),
        ("leaving", "/leaving/"),
    ),
    *_of(
        "buyer",
        ("home", "/home/"),
        ("cart", "/cart/"),
        ("orders", "/orders/"),
        ("order", "/orders/", '/orders/[^"?]+/'),
    ),
    *_of("shop", ("home", "/home/"), ("shop", "/shop/")),
    *_of(
        "operator",
        ("home", "/home/"),
        ("planning desk", "/desks/planning/"),
        ("lab desk", "/desks/lab/"),
        ("depot desk", "/desks/depot/"),
        ("freight desk", "/desks/freight/"),
        ("load", "/desks/freight/", '/loads/[^"?]+/'),
        ("returns desk", "/desks/returns/"),
        ("accounts desk", "/desks/accounts/"),
        ("clock", "/clock/"),
        ("work", "/jobs/"),
        ("scan", "/scan/"),
    ),
    *_of("office", ("home", "/home/"), ("screen", "/screen/")),
)


def found(fetch: Callable[[str, str], str], role: str = "") -> Iterator[tuple[Visit, str]]:
    """Yield every page, or a role's, with its address; `fetch(role, path)` opens the pages that name others."""
    for visit in VISITS:
        if role and visit.role != role:
            continue
        address = visit.address(partial(fetch, visit.role))
        if address is not None:
            yield visit, address
