"""Name every page as each role would open it; some addresses are found on the page before."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

Fetch = Callable[[str], str]
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Visit:
    """Hold a page to open; with `links` it is led to from the page at `path`, each the first address like that."""

    role: str
    name: str
    path: str
    links: tuple[str, ...] = ()

    def address(self, fetch: Fetch) -> str | None:
        """Return the page's address, or None where a page before links no such thing."""
        at = self.path
        for link in self.links:
            found = re.search(rf'href="({link})"', fetch(at))
            if found is None:
                return None
            at = found.group(1)
        return at


def _of(role: str, *pages: tuple[str, ...]) -> tuple[Visit, ...]:
    return tuple(Visit(role, name, path, tuple(links)) for name, path, *links in pages)


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
        ("book of facts", "/book/"),
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
        ("stock overseas", "/overseas/"),
        ("announce overseas", "/overseas/announce/"),
        ("fees overseas", "/overseas/fees/"),
        ("fee overseas", "/overseas/fees/", "/overseas/fees/[a-z0-9]+/"),
        ("live proof", "/proof/"),
        ("sheet of old invoices", "/proof/sheets/past/"),
        ("money", "/money/"),
        ("statement", "/money/", '/money/[^"?]+/'),
        ("monthly statement", "/statements/2025-12/"),
        ("netting", "/netting/"),
        ("what came back", "/returns/costs/"),
        ("policy of returns", "/returns/policy/"),
        ("faults", "/faults/"),
        ("holds", "/holds/"),
        ("recalls", "/recalls/"),
        ("wages", "/wages/"),
        ("wages of a month", "/wages/2025-12/"),
        ("piece rates", "/wages/rates/"),
        ("offers", "/offers/"),
        ("orders", "/orders/"),
        ("order", "/orders/", '/orders/[^"?]+/'),
        ("papers", "/papers/"),
        ("exceptions", "/exceptions/"),
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
        ("claim", "/orders/", '/orders/[^"?]+/', "/orders/[a-z0-9]+/claim/"),
        ("claims", "/claims/"),
        ("return or exchange", "/returns/ask/"),
    ),
    *_of("shop", ("home", "/home/"), ("shop", "/shop/"), ("swaps", "/swaps/")),
    *_of(
        "operator",
        ("home", "/home/"),
        ("planning desk", "/desks/planning/"),
        ("lab desk", "/desks/lab/"),
        ("depot desk", "/desks/depot/"),
        ("freight desk", "/desks/freight/"),
        ("load", "/desks/freight/", '/loads/[^"?]+/'),
        ("departures", "/desks/freight/departures/"),
        ("next days", "/desks/freight/next-days/"),
        ("town's round", "/desks/round/"),
        ("driver's sheet", "/desks/round/", '/rounds/[^"]+'),
        ("lanes", "/desks/freight/lanes/"),
        ("what firms save", "/desks/freight/savings/"),
        ("live proof", "/desks/proof/"),
        ("sheet of carriers' bills", "/proof/sheets/bills/"),
        ("moves", "/desks/freight/departures/", '/loads/[^"?/]+/', "/loads/[a-z0-9]+/moves/"),
        ("division of a load", "/desks/freight/departures/", '/loads/[^"?/]+/', "/loads/[a-z0-9]+/sharing/"),
        ("loading plan", "/desks/freight/", '/loads/[^"?/]+/', "/loads/[a-z0-9]+/stowage/[a-z_]+/"),
        (
            *("loading list", "/desks/freight/", '/loads/[^"?/]+/'),
            *("/loads/[a-z0-9]+/stowage/[a-z_]+/", '/loads/[a-z0-9]+/stowage/[a-z_]+/list/[^"]*'),
        ),
        ("carriers of a load", "/desks/freight/", '/loads/[^"?/]+/', "/loads/[a-z0-9]+/carriers/"),
        ("carbon of a load", "/desks/freight/", '/loads/[^"?/]+/', "/loads/[a-z0-9]+/carbon/"),
        ("depots overseas", "/desks/overseas/"),
        ("papers of a load", "/desks/freight/", '/loads/[^"?]+/', '/loads/[^"?]+/papers/'),
        ("carriers", "/desks/carriers/"),
        ("tariff sheet", "/desks/carriers/sheets/tariffs/"),
        ("quotes", "/desks/carriers/quote/"),
        ("bookings", "/desks/carriers/bookings/"),
        ("new booking", "/desks/carriers/bookings/new/"),
        ("booking", "/desks/carriers/bookings/", "/desks/carriers/bookings/[a-z0-9]{16}/"),
        ("papers", "/papers/"),
        ("papers of a shipment", "/papers/", '/papers/[^"?]+/'),
        ("exceptions", "/exceptions/"),
        ("exception", "/exceptions/", '/exceptions/[^"?]+/'),
        ("shipment", "/exceptions/", '/exceptions/[^"?]+/', '/shipments/[^"?]+/'),
        ("returns desk", "/desks/returns/"),
        ("claims", "/claims/"),
        ("goods back overseas", "/desks/returns/abroad/"),
        ("gradings", "/desks/returns/grading/"),
        ("errors of gradings", "/returns/errors/"),
        ("what came back", "/returns/costs/"),
        ("faults", "/faults/"),
        ("common fund", "/fund/"),
        ("holds", "/holds/"),
        ("recalls", "/recalls/"),
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
