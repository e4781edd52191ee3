"""Show a buyer on his home what is on its way to him, what he claimed and what waits in his cart."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.base.viewer import BUYER, SHOP, Viewer
from dukou.market.door import buying
from dukou.market.records import BuyingSummary
from dukou.web.parts import formats
from dukou.web.parts.cards import Card

BUYERS = frozenset((BUYER, SHOP))


def cards(viewer: Viewer, on: date) -> list[Card]:
    """Return the cards of who buys: orders on the way, the next one due, open claims, the cart."""
    if not BUYERS & viewer.roles:
        return []
    now = buying.summary(viewer=viewer)
    if BUYER not in viewer.roles:
        # A shop buys little: its home is for its sales.
        return [_cart(now.cart_lines, now.cart_pairs)] if now.cart_lines else []
    return [*_orders(now, on), _cart(now.cart_lines, now.cart_pairs), *_claims(now.claims)]


def _orders(now: BuyingSummary, on: date) -> list[Card]:
    if not now.orders or now.next_due_on is None:
        hint = _("Choose in the market and order: the journey of each order then stands here.")
        return [Card(_("Orders on the way"), "0", "", hint, reverse("market"), action=_("To the market"))]
    unit = ngettext("order", "orders", now.orders)
    way = _("%(pairs)s in all") % {"pairs": formats.pairs(now.pairs)}
    late = now.next_due_on < on
    due = _("overdue: ask for it") if late else _("the next line that should reach you")
    return [
        Card(_("Orders on the way"), formats.number(now.orders), unit, way, reverse("orders"), action=_("Follow them")),
        Card(
            _("Next due at the door"),
            formats.day(now.next_due_on),
            "",
            due,
            reverse("order", args=[now.next_order]),
            tone="warning" if late else "",
        ),
    ]


def _cart(lines: int, pairs: int) -> Card:
    if not lines:
        return Card(_("Cart"), _("empty"), "", _("What you choose in the market waits here."), reverse("market"))
    unit = ngettext("line", "lines", lines)
    return Card(_("Cart"), formats.number(lines), unit, formats.pairs(pairs), reverse("cart"), action=_("Order it"))


def _claims(claims: int) -> list[Card]:
    if not claims:
        return []
    unit = ngettext("claim", "claims", claims)
    return [Card(_("Open claims"), formats.number(claims), unit, _("with the returns desk"), reverse("orders"))]
