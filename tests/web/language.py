"""Tell whether a page speaks one language: what other tests and the browser's walk ask of every page."""

import re
from collections.abc import Collection
from html.parser import HTMLParser

HAN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff01-\uff5e]+")
# A word that nobody reads as a code: letters alone, three or more, next to no digit.
WORD = re.compile(r"(?<![A-Za-z0-9_@./:-])[A-Za-z][A-Za-z']{2,}(?![A-Za-z0-9_@/:-]|\.[a-z])")
SHOWN_ATTRIBUTES = ("placeholder", "title", "aria-label", "alt", "data-title")
SILENT = frozenset(("script", "style", "template", "noscript"))
VOID = frozenset(("br", "img", "input", "hr", "meta", "link", "wbr", "col", "source", "use", "path", "circle", "rect"))
# Elements that say for themselves that they keep their own language, or a code.
OWN_WORDS = frozenset(("as-written", "code"))
# What a Chinese trader writes in Latin letters.
LATIN = frozenset(
    (
        *("AQL", "API", "CSV", "Dukou", "Excel", "GLN", "GTIN", "JPEG", "JSON", "PDF", "PNG", "SKU", "SSCC", "WebP"),
        *("FOB", "CIF", "DAP", "DDP", "EXW", "FCA", "CPT", "CIP", "DPU", "FAS", "CFR", "Incoterm", "Incoterms"),
        *("CNY", "EUR", "USD", "GBP", "JPY", "KRW", "RUB", "OEKO-TEX", "STANDARD", "ISO", "MIL-STD", "HiGHS", "GRS"),
        *("kg", "cm", "Ac", "Re", "LTL", "FCL", "LCL", "MOQ", "RFQ", "MQTT", "Merkle", "SMS"),
    )
)
LATIN_PARTS = frozenset(part for one in LATIN for part in one.split("-"))


class _Reader(HTMLParser):
    """Collect what a page says in its own language."""

    def __init__(self, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = language.split("-", maxsplit=1)[0]
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_apart = self._is_apart or tag in SILENT or self._keeps_its_own(given)
        if not is_apart:
            self.said += [given[name] for name in SHOWN_ATTRIBUTES if given.get(name)]
        if tag not in VOID:
            self.open.append((tag, is_apart))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            closed, _apart = self.open.pop()
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._is_apart and data.strip():
            self.said.append(" ".join(data.split()))

    @property
    def _is_apart(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def _keeps_its_own(self, given: dict[str, str]) -> bool:
        is_foreign = "lang" in given and given["lang"].split("-")[0] != self.language
        return is_foreign or bool(OWN_WORDS & set(given.get("class", "").split()))


def foreign_words(html: str, language: str, names: Collection[str] = ()) -> list[str]:
    """Return what a page in one language says in the other, each with the text around it."""
    reader = _Reader(language)
    reader.feed(html)
    found = []
    for text in reader.said:
        bare = text
        for name in sorted(names, key=len, reverse=True):
            bare = bare.replace(name, " ")
        if language.startswith("en"):
            words = HAN.findall(bare)
        else:
            words = [word for word in WORD.findall(bare) if word not in LATIN and word not in LATIN_PARTS]
        if words:
            found.append(f"{', '.join(words)} in: {text[:120]}")
    return found


def assert_one_language(html: str, language: str, names: Collection[str] = ()) -> None:
    """Refuse a page that mixes Chinese and English; `names` may stand as they are."""
    assert foreign_words(html, language, names) == []
