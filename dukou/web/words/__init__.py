"""Turn codes into words of the reader's language, one list of words a room."""

import importlib
import pkgutil

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dukou.base.errors import Refusal

Words = dict[str, str | Promise]


def sentence(refusal: Refusal) -> str:
    """Return what is wrong and how to mend it, in the active language."""
    words = refusal_words().get(refusal.code)
    if words is None:
        return _("This is not possible (%(code)s).") % {"code": refusal.code}
    return str(words) % refusal.facts


def refusal_words() -> Words:
    """Return the words of every refusal of every room."""
    found: Words = {}
    for module in pkgutil.iter_modules(__path__):
        found |= importlib.import_module(f"{__name__}.{module.name}").REFUSALS
    return found
