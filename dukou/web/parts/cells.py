"""Write one value of a table: for the eye, for a workbook, for searching and for sorting.

Kinds: ``text``, ``code`` and ``as_written`` (a text that stays in its own language) hold a string; ``number`` and
``pairs`` a whole number; ``money`` a `Money`; ``percent`` a share of one; ``date`` a date; ``instant`` a datetime;
``badge`` a pair ``(text, css_class)``; ``link`` a pair ``(text, address)``. None is shown as nothing.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from dukou.base.money import Money
from dukou.web.parts import formats

WRITTEN: dict[str, Callable[[Any], str]] = {
    "number": formats.number,
    "pairs": formats.number,
    "money": formats.money,
    "percent": formats.percent,
    "date": formats.day,
    "instant": formats.instant,
}
TEXTS = frozenset(("text", "as_written", "code", "badge", "link"))
NUMBERS = frozenset(("number", "pairs", "money", "percent"))


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold a cell as it is shown; `look` is a badge's class, `href` where a link leads."""

    kind: str
    title: str
    text: str
    look: str = ""
    href: str = ""

    @property
    def is_number(self) -> bool:
        """Tell whether the cell lines up to the right."""
        return self.kind in NUMBERS


def shown(kind: str, title: str, value: Any) -> Shown:
    """Return a value as a cell under its column's title."""
    if value is None:
        return Shown(kind, title, "")
    if kind == "badge":
        return Shown(kind, title, str(value[0]), look=value[1])
    if kind == "link":
        return Shown(kind, title, str(value[0]), href=value[1])
    return Shown(kind, title, WRITTEN.get(kind, str)(value))


def plain(kind: str, value: Any) -> Any:
    """Return a value as a workbook takes it; amounts stay amounts."""
    if kind in {"badge", "link"}:
        return None if value is None else str(value[0])
    if kind == "percent":
        return None if value is None else float(value)
    return str(value) if isinstance(value, Promise) else value


def search_text(value: object) -> str:
    """Return a text as it is searched: whole and half width, capitals and small letters count as the same."""
    return unicodedata.normalize("NFKC", "" if value is None else str(value)).casefold()


def sort_key(kind: str, value: Any) -> Any:
    """Return what a column is sorted by; amounts of different currencies stand apart."""
    if isinstance(value, Money):
        return value.currency, value.amount_minor
    return search_text(plain(kind, value)) if kind in TEXTS else value
