"""Choose the name in the reader's language."""

from django.utils.translation import get_language


def named(zh: str | None, en: str | None) -> str:
    """Return the name in the reader's language, or the other one where it is absent."""
    first, second = (en, zh) if (get_language() or "").startswith("en") else (zh, en)
    return first or second or ""
