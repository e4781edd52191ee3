"""Show the glossary as a table."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table
from dukou.web.words.glossary import TERMS


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a term with its note in the reader's language."""

    zh: str
    en: str
    code: str
    note: str


def glossary_table(request: PageRequest) -> Table:
    """Return all terms; each stands in both languages."""
    rows = [Row(one.zh, one.en, one.code, named(one.note_zh, one.note_en)) for one in TERMS]
    columns = (
        Column("zh", _("In Chinese"), "as_written"),
        Column("en", _("In English"), "as_written"),
        Column("code", _("In code"), "code"),
        Column("note", _("Remark"), is_sortable=False),
    )
    empty = Empty(_("No words yet."), "")
    return table(
        request,
        key="glossary",
        title=_("The field's own words"),
        columns=columns,
        rows=rows,
        empty=empty,
        page_size=100,
    )
