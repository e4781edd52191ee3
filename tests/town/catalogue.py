"""Find every text of the house that is translated, and keep the Chinese catalogue in step.

`python -m tests.town.catalogue` adds new texts, untranslated, to the catalogue and drops those that are gone; a test
fails as long as one is untranslated.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
CHINESE = ROOT / "dukou" / "web" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = r"""# Chinese (simplified) words of Dukou.
msgid ""
msgstr ""
"Language: zh_Hans\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
Key = str | tuple[str, ...]


def texts() -> set[Key]:
    """Return every translated text of Python files and templates; one with a plural as a pair."""
    found: set[Key] = set()
    for path in sorted((ROOT / "dukou").rglob("*")):
        if path.suffix == ".py":
            found.update(_texts_in(path.read_bytes()))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found.update(_texts_in(_as_python(path.read_text()).encode()))
    return found


def _texts_in(source: bytes) -> Iterator[Key]:
    for _line, message, _comments, _context in extract("python", io.BytesIO(source), KEYWORDS):
        if message:
            yield tuple(message) if isinstance(message, list | tuple) else message


def _as_python(template: str) -> str:
    """Return a template's translated texts as calls that a reader of Python finds (Django's own `templatize`)."""
    from django.utils.translation.template import templatize

    return "\n".join(line.strip() for line in templatize(template).splitlines())


def read_chinese() -> Catalog:
    with CHINESE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def update() -> int:
    """Write the catalogue anew and return how many texts are untranslated."""
    old = read_chinese() if CHINESE.exists() else Catalog(locale="zh_Hans")
    new = Catalog(locale="zh_Hans")
    for key in sorted(texts(), key=str):
        known = old.get(key[0] if isinstance(key, tuple) else key)
        new.add(key, known.string if known and known.string else None)
    CHINESE.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, new, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    CHINESE.write_text(HEADER + out.getvalue().decode())
    return sum(1 for message in new if message.id and not any(_strings(message.string)))


def _strings(string: object) -> list[str]:
    return [str(one) for one in string] if isinstance(string, list | tuple) else [str(string or "")]


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    sys.stdout.write(f"{update()} untranslated\n")
