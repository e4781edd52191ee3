"""Choose names and words in the language of whoever reads them, or in both."""

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language


def named(zh: str | None, en: str | None) -> str:
    """Return the name in the reader's language, or the other one where it is absent."""
    first, second = (en, zh) if (get_language() or "").startswith("en") else (zh, en)
    return first or second or ""


def both(words: str | Promise) -> str:
    """Return words in Chinese and in English, as a paper for two readers needs them."""
    found = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found.append(str(words))
    return " ".join(dict.fromkeys(found))
