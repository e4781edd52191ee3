"""Read what a list of orders is filtered by from its address."""

import unicodedata
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

LONGEST = 80


@dataclass(frozen=True, slots=True)
class Filters:
    """Hold what the reader asked for; `before` marks the last order that he saw."""

    search: str = ""
    destination: str = ""
    before: str = ""

    def query(self) -> str:
        """Return the filters as they stand in an address, without the place in the list."""
        return urlencode({"search": self.search, "destination": self.destination})

    def next_page(self, before: str | None) -> str:
        """Return the address's query of the next rows, or nothing after the last ones."""
        return f"{self.query()}&{urlencode({'before': before})}" if before else ""


def read_filters(request: HttpRequest) -> Filters:
    """Return the filters of a request; full-width letters and digits count as plain ones."""
    return Filters(**{name: _clean(request.GET.get(name, "")) for name in ("search", "destination", "before")})


def line_number(request: HttpRequest) -> int:
    """Return the first line asked for; what is no number means the first."""
    text = _clean(request.GET.get("line", ""))
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _clean(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()[:LONGEST]
