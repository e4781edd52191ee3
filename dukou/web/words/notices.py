"""Word the notices that a firm's people read: what happened, and the page where it is to be seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """Hold the words of a kind of notice; `route` and `facts` name the page that it leads to.

    In the text `parts` stands for what its words say.
    """

    title: str | Promise
    text: str | Promise
    route: str = ""
    facts: tuple[str, ...] = ()
    tone: str = ""
    # Words for facts that count pairs; what counts none is left out.
    parts: Mapping[str, str | Promise] = field(default_factory=dict)


# What is told of a kind that has no words of its own.
PLAIN = NoticeWords(_("Notice"), "")
OVERSEAS = {
    "received": _("%(pairs)s came whole"),
    "damaged": _("%(pairs)s were damaged"),
    "missing": _("%(pairs)s were missing"),
    "sent": _("%(pairs)s were sent out"),
    "returned": _("%(pairs)s were taken back"),
    "disposed": _("%(pairs)s were disposed of"),
}
NOTICES = {
    "settlement.statement": NoticeWords(
        _("Statement of account received"),
        _("%(seller_name)s states its account of %(on)s: %(owed)s open."),
        "statement_from",
        ("seller",),
    ),
    "settlement.reminder_1": NoticeWords(
        _("Friendly reminder of an account"),
        _("%(seller_name)s kindly reminds you: %(overdue)s is past its due date, of %(owed)s open on %(on)s."),
        "statement_from",
        ("seller",),
    ),
    "settlement.reminder_2": NoticeWords(
        _("Second reminder of an account"),
        _("%(seller_name)s asks you to pay %(overdue)s, part of it due more than 30 days ago, of %(owed)s open."),
        "statement_from",
        ("seller",),
        "warning",
    ),
    "settlement.reminder_3": NoticeWords(
        _("Last reminder of an account"),
        _(
            "%(seller_name)s asks you to pay %(overdue)s now or to call: part of it was due more than 60 days ago."
            " Open in all: %(owed)s."
        ),
        "statement_from",
        ("seller",),
        "warning",
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
    "depot.overseas_handled": NoticeWords(
        _("Your goods in an overseas depot"),
        _("%(site_name)s, %(on)s: %(parts)s."),
        "overseas",
        parts=OVERSEAS,
    ),
    "depot.overseas_differs": NoticeWords(
        _("Goods came to an overseas depot with differences"),
        _("%(site_name)s, %(on)s: %(parts)s."),
        "overseas",
        tone="warning",
        parts=OVERSEAS,
    ),
    "depot.stock_held": NoticeWords(
        _("Goods of yours are held back"),
        _(
            "Lot %(lot)s is held back since %(on)s: it is not set aside, shipped, exchanged or sold until a desk lets"
            " it go."
        ),
        "holds",
        tone="warning",
    ),
    "returns.charge_proposed": NoticeWords(
        _("You are asked to bear the cost of a fault"),
        _("Look at the evidence and answer by %(on)s. Who does not answer agrees."),
        "fault",
        ("case",),
        "warning",
    ),
    "returns.fault_found": NoticeWords(
        _("The desk found whose fault a return was"),
        _("Look at what was found and who bears the cost."),
        "fault",
        ("case",),
    ),
    "returns.note_written": NoticeWords(
        _("Somebody wrote about a return or a claim"),
        _("Look at what was written and shown, and answer."),
        "claim_case",
        ("case",),
    ),
    "returns.recall_asked": NoticeWords(
        _("The desk asks you to call a lot back"),
        _("Lot %(lot)s: look at why, and consent or decline."),
        "recall",
        ("recall",),
        "warning",
    ),
    "returns.recalled": NoticeWords(
        _("Goods that you bought are called back"),
        _("Do not use or sell them. Look at what you have of them, and send it back with its label."),
        "recall",
        ("recall",),
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
