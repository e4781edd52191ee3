"""Turn notices into what a page shows: words in the reader's language, names, and where to look."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from dukou.base.viewer import Viewer
from dukou.post.records import Facts, Notice
from dukou.registry import door as registry
from dukou.web.parts import formats
from dukou.web.parts.names import named
from dukou.web.words.notices import FOR_OPERATORS, NOTICES, PLAIN, NoticeWords

ABSENT = "–"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """Hold one notice as the page shows it; `tone` colours what needs attention."""

    title: str
    text: str
    href: str
    at: datetime
    is_unread: bool
    tone: str


def notice_rows(notices: Sequence[Notice], *, viewer: Viewer) -> list[NoticeRow]:
    """Return notices in words; a desk is told which firm it was."""
    words_of = NOTICES | FOR_OPERATORS if viewer.runs_desks else NOTICES
    keys = {key for one in notices if isinstance(key := one.facts.get("by"), int)}
    names = registry.firm_names(sorted(keys), viewer=viewer) if keys else {}
    return [_row(one, words_of.get(one.kind, PLAIN), names) for one in notices]


def _row(one: Notice, words: NoticeWords, names: Mapping[int, tuple[str, str]]) -> NoticeRow:
    said = defaultdict(lambda: ABSENT, {name: _written(value) for name, value in one.facts.items()})
    said["seller_name"] = named(_text(one.facts, "seller_zh"), _text(one.facts, "seller_en"))
    said["site_name"] = named(_text(one.facts, "site_zh"), _text(one.facts, "site_en"))
    said["parts"] = _(", ").join(
        str(text) % {"pairs": formats.pairs(count)}
        for name, text in words.parts.items()
        if isinstance(count := one.facts.get(name), int) and count
    )
    by = one.facts.get("by")
    said["by_name"] = named(*names[by]) if isinstance(by, int) and by in names else ABSENT
    text = str(words.text) % said
    return NoticeRow(str(words.title), text, _href(one, words), one.noticed_at, one.read_at is None, words.tone)


def _written(value: str | int | None) -> str:
    """Return a fact as it is read: a day in the reader's way of writing it."""
    if value is None:
        return ABSENT
    try:
        return formats.day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _text(facts: Facts, name: str) -> str:
    return str(facts.get(name) or "")


def _href(one: Notice, words: NoticeWords) -> str:
    """Return where the notice leads; nowhere, where its facts name no page."""
    values = [_text(one.facts, name) for name in words.facts]
    if not words.route or not all(values):
        return ""
    try:
        return reverse(words.route, args=values)
    except NoReverseMatch:
        return ""
