"""Word the notices that a firm's people read: what happened, and the page where it is to be seen."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """Hold the words of a kind of notice; `route` and `facts` name the page that it leads to."""

    title: str | Promise
    text: str | Promise
    route: str = ""
    facts: tuple[str, ...] = ()
    tone: str = ""


# What is told of a kind that has no words of its own.
PLAIN = NoticeWords(_("Notice"), "")
NOTICES = {
    "settlement.statement": NoticeWords(
        _("Statement of account received"),
        _("%(seller_name)s states its account of %(on)s: %(owed)s open."),
        "statement_from",
        ("seller",),
    ),
    "freight.bill_attempt": NoticeWords(
        _("Somebody tried to open your freight bill"),
        _(
            "The bill of load %(load)s was asked for on %(on)s by somebody whom it does not concern. He was told that "
            "there is no such bill."
        ),
        "bill",
        ("load",),
        "warning",
    ),
    "freight.claim": NoticeWords(
        _("Claim against a carrier"),
        _("On %(on)s it was put down how far the claim for goods on the road is."),
        "road_exception",
        ("exception",),
    ),
}
# What the operators read of a kind: they are told who it was.
FOR_OPERATORS = {
    "freight.bill_attempt": NoticeWords(
        _("A firm tried to open another one's freight bill"),
        _(
            "%(by_name)s asked for the bill of load %(load)s on %(on)s, which does not concern it. It was told that "
            "there is no such bill."
        ),
        "load",
        ("load",),
        "warning",
    ),
}
