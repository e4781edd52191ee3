"""Read what the catalogue is filtered by from its address."""

from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from dukou.web.parts.forms import half_width

LONGEST = 80
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what the reader asked for; what is empty or nought does not filter."""

    q: str = ""
    family: str = ""
    needles: int = 0
    price: int = 0
    lead: int = 0
    sort: str = ""
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Tell whether some styles are left out."""
        return bool(self.q or self.family or self.needles or self.price or self.lead)

    def page_href(self, page: int) -> str:
        """Return the address of another page of the same list."""
        values = {name: value for name, value in asdict(replace(self, page=page)).items() if value}
        return f"?{urlencode(values)}"


def read_asked(query: QueryDict) -> Asked:
    """Return what an address asks for; what cannot be read does not filter."""
    return Asked(
        q=_text(query, "q"),
        family=_text(query, "family"),
        needles=_number(query, "needles"),
        price=_number(query, "price"),
        lead=_number(query, "lead"),
        sort=_text(query, "sort"),
        page=_number(query, "page") or 1,
    )


def _text(query: QueryDict, name: str) -> str:
    return half_width(query.get(name, "")).replace("\x00", "").strip()[:LONGEST]


def _number(query: QueryDict, name: str) -> int:
    text = _text(query, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
