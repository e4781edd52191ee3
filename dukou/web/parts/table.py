"""Show rows as a table that people search, filter, sort, page, export, and keep a view of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from dukou.base.viewer import Viewer
from dukou.registry import door as registry
from dukou.web.middleware import viewer_of
from dukou.web.parts.cells import NUMBERS, TEXTS, Shown, plain, search_text, shown, sort_key
from dukou.web.parts.excel import download, workbook
from dukou.web.parts.forms import half_width
from dukou.web.parts.requests import PageRequest

PAGE_SIZE = 25
MOST_EXPORTED = 5_000
LONGEST_SEARCH = 80
FURTHEST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Column:
    """Name a column by the attribute of the row that it shows; `cells` says what each kind holds."""

    name: str
    title: str
    kind: str = "text"
    is_sortable: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """Let the reader keep the rows whose attribute `name` has one of these values; without options, those there are."""

    name: str
    title: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """Say that nothing is there and what to do next."""

    title: str
    hint: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Hold what a reader asks of a long list; `sort` is a column's name, after a minus from the largest down."""

    search: str
    chosen: Mapping[str, str]
    sort: str
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """Hold the rows that a long list gives, and how many there are in all."""

    rows: Sequence[Any]
    total: int


@dataclass(frozen=True, slots=True)
class Head:
    """Hold a column's heading; `order` is how it is sorted now, `href` sorts it the next way."""

    title: str
    is_number: bool
    order: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a row as it is shown; `href` is where its first cell leads."""

    cells: tuple[Shown, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """Hold a filter as it is shown."""

    name: str
    title: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class View:
    """Hold a kept view of this table."""

    code: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a table as its template shows it."""

    key: str
    title: str
    columns: tuple[Column, ...]
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    selects: tuple[Select, ...]
    empty: Empty
    search_name: str
    search: str
    sort_name: str
    orders: tuple[tuple[str, str, bool], ...]
    hidden: tuple[tuple[str, str], ...]
    total: int
    first: int
    last: int
    previous_href: str
    next_href: str
    export_href: str
    clear_href: str
    is_filtered: bool
    views: tuple[View, ...]
    view_query: str
    is_export: bool
    rows: Sequence[Any]
    part: str = "parts/table.html"

    def export(self) -> HttpResponse:
        """Return all found rows as a workbook."""
        heading = [column.title for column in self.columns]
        return download(workbook([(self.title, heading, [self._exported(row) for row in self.rows])]), self.key)

    def _exported(self, row: Any) -> list[Any]:
        return [plain(column.kind, getattr(row, column.name)) for column in self.columns]


Rows = Sequence[Any] | Callable[[Ask], Found]


def table(
    request: PageRequest,
    *,
    key: str,
    title: str,
    columns: Sequence[Column],
    rows: Rows,
    empty: Empty,
    choices: Sequence[Choice] = (),
    page_size: int = PAGE_SIZE,
    link: Callable[[Any], str] | None = None,
    prefix: str = "",
    sort: str = "",
) -> Table:
    """Return the table that the address asks for.

    Parameters
    ----------
    rows
        All rows, or for a list too long to fetch a function that answers `Ask` with `Found`.
    prefix
        Stands before the names in the address, so that several tables share a page.
    sort
        The order in which the rows stand until the reader chooses another one.
    """
    asked = _Asked(request.GET, prefix)
    ask = asked.ask(columns, choices, sort, page_size)
    found = rows(ask) if callable(rows) else _found(rows, ask, columns)
    return Table(
        key=key,
        title=title,
        columns=tuple(columns),
        heads=tuple(_head(column, ask.sort, asked) for column in columns),
        lines=tuple(_line(row, columns, link) for row in found.rows),
        selects=tuple(_select(one, ask, asked, rows) for one in choices),
        empty=empty,
        search_name=asked.named("q"),
        search=ask.search,
        sort_name=asked.named("sort"),
        orders=_orders(columns, ask.sort),
        hidden=asked.others(choices),
        total=found.total,
        first=ask.first + 1,
        last=ask.first + len(found.rows),
        previous_href=asked.page_href(asked.page - 1) if asked.page > 1 else "",
        next_href=asked.page_href(asked.page + 1) if ask.first + page_size < found.total else "",
        export_href=asked.href(page="", export="xlsx"),
        clear_href=asked.cleared(choices),
        is_filtered=bool(ask.search or ask.chosen),
        views=_views(key, viewer_of(request)),
        view_query=asked.kept_query(),
        is_export=asked.is_export,
        rows=found.rows,
    )


def table_page(request: PageRequest, template: str, context: dict[str, Any], *tables: Table) -> HttpResponse:
    """Answer with the export, with the one table that htmx asks for, or with the page; the first table is `table`."""
    for one in tables:
        if one.is_export:
            return one.export()
        if request.htmx and request.htmx.target == one.key:
            return _kept_apart(render(request, one.part, {"table": one}))
    return _kept_apart(render(request, template, {"table": tables[0], **context}))


def _kept_apart(response: HttpResponse) -> HttpResponse:
    """Keep a browser from showing a part where it remembers a page."""
    patch_vary_headers(response, ["HX-Request"])
    return response


class _Asked:
    """Read the address, and write addresses that differ from it in one thing."""

    def __init__(self, query: QueryDict, prefix: str) -> None:
        self.query, self.prefix = query, prefix
        self.page = self._page()
        self.is_export = self._read("export") == "xlsx"

    def named(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def _read(self, name: str) -> str:
        return half_width(self.query.get(self.named(name), "")).replace("\x00", "").strip()[:LONGEST_SEARCH]

    def _page(self) -> int:
        text = self._read("page")
        return min(max(1, int(text)), FURTHEST_PAGE) if text.isascii() and text.isdigit() and len(text) < 8 else 1

    def ask(self, columns: Sequence[Column], choices: Sequence[Choice], sort: str, size: int) -> Ask:
        sortable = {column.name for column in columns if column.is_sortable}
        asked = self._read("sort")
        chosen = {one.name: value for one in choices if (value := self._read(one.name))}
        first, count = (0, MOST_EXPORTED) if self.is_export else ((self.page - 1) * size, size)
        return Ask(self._read("q"), chosen, asked if asked.removeprefix("-") in sortable else sort, first, count)

    def href(self, **changed: str) -> str:
        query = self.query.copy()
        for name in ("page", "export"):
            query.pop(self.named(name), None)
        for name, value in changed.items():
            query.pop(self.named(name), None)
            if value:
                query[self.named(name)] = value
        return f"?{query.urlencode()}"

    def page_href(self, page: int) -> str:
        return self.href(page=str(page))

    def others(self, choices: Sequence[Choice]) -> tuple[tuple[str, str], ...]:
        """Return what the search form must carry along: what belongs to other tables."""
        own = {self.named(name) for name in ("q", "sort", "page", "export", *(one.name for one in choices))}
        return tuple((name, str(value)) for name, value in self.query.items() if name not in own)

    def cleared(self, choices: Sequence[Choice]) -> str:
        return self.href(**dict.fromkeys(("q", *(one.name for one in choices)), ""))

    def kept_query(self) -> str:
        """Return what a kept view remembers: all but the page."""
        return self.href().removeprefix("?")


def _found(rows: Sequence[Any], ask: Ask, columns: Sequence[Column]) -> Found:
    """Search, filter and sort rows that are all at hand."""
    wanted = search_text(ask.search)
    searched = [column for column in columns if column.kind in TEXTS]
    kept = [
        row
        for row in rows
        if all(_value(row, name) == value for name, value in ask.chosen.items())
        and (not wanted or any(wanted in search_text(plain(one.kind, getattr(row, one.name))) for one in searched))
    ]
    kind = {column.name: column.kind for column in columns}
    name = ask.sort.removeprefix("-")
    if name in kind:
        # What is absent stands last, whichever way the rows are sorted.
        there = [row for row in kept if getattr(row, name) is not None]
        there.sort(key=lambda row: sort_key(kind[name], getattr(row, name)), reverse=ask.sort.startswith("-"))
        kept = there + [row for row in kept if getattr(row, name) is None]
    return Found(kept[ask.first : ask.first + ask.count], len(kept))


def _value(row: Any, name: str) -> str:
    value = getattr(row, name)
    return str(value[0] if isinstance(value, tuple) else value)


def _head(column: Column, sort: str, asked: _Asked) -> Head:
    is_number = column.kind in NUMBERS
    if not column.is_sortable:
        return Head(column.title, is_number)
    order = {column.name: "ascending", f"-{column.name}": "descending"}.get(sort, "")
    following = f"-{column.name}" if order == "ascending" else column.name
    return Head(column.title, is_number, order, asked.href(sort=following))


def _orders(columns: Sequence[Column], sort: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the orders that a phone offers, where a table has no headings to press."""
    offered = [("", _("Sort by"))]
    for column in columns:
        if column.is_sortable:
            offered += [(column.name, f"{column.title} ↑"), (f"-{column.name}", f"{column.title} ↓")]
    return tuple((value, title, value == sort) for value, title in offered)


def _line(row: Any, columns: Sequence[Column], link: Callable[[Any], str] | None) -> Line:
    cells = tuple(shown(column.kind, column.title, getattr(row, column.name)) for column in columns)
    return Line(cells, link(row) if link else "")


def _select(choice: Choice, ask: Ask, asked: _Asked, rows: Rows) -> Select:
    options = choice.options
    if not options and not callable(rows):
        options = tuple((value, value) for value in sorted({_value(row, choice.name) for row in rows}))
    chosen = ask.chosen.get(choice.name, "")
    shown_options = tuple((value, str(title), value == chosen) for value, title in options)
    return Select(asked.named(choice.name), choice.title, shown_options)


def _views(key: str, viewer: Viewer) -> tuple[View, ...]:
    if viewer.person is None:
        return ()
    return tuple(View(one.code, one.name, f"?{one.query}") for one in registry.saved_views(key, viewer=viewer))


__all__ = ["Ask", "Choice", "Column", "Empty", "Found", "Table", "table", "table_page"]
