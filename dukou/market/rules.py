"""Decide what may be ordered, and who sees what of an order."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from dukou.base.errors import Refusal
from dukou.base.ids import is_gtin
from dukou.base.quantity import MAX_PAIRS
from dukou.base.viewer import Viewer
from dukou.market.records import (
    CREDIT,
    EXCLUSIONS,
    ONLY_CREDITED,
    REASONS,
    WISHES,
    NewClaim,
    NewExclusion,
    NewLine,
    NewOrder,
    NewStyle,
    PriceStep,
    SkuRecord,
)
from dukou.registry.records import FirmRecord

LONGEST_TEXT = 40
LONGEST_NAME = 120
MOST_ORDERS = 200
MOST_LINES = 2_000
MOST_DUE_DAYS = 730
# Control characters, and halves of characters that no encoding can write.
UNKEPT = frozenset(("Cc", "Cs"))
TRADER = "trader"
FACTORY = "factory"
MOST_STEPS = 8
# A thousand yuan a pair.
MOST_PRICE_E4 = 10_000_000
MOST_SITES = 50
MOST_IN_CART = 500
LONGEST_KEY = 64
CLAIM_DAYS, MILLION = "returns.claim_days", 1_000_000
# Measures for the return of goods bought online without a reason within seven days, in force from this day.
EXCLUDED_FROM = date(2017, 3, 15)
INCOTERMS = frozenset(("EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF"))


def require_gtins(style: NewStyle) -> None:
    """Refuse a style with a wrong trade item number."""
    for sku in style.skus:
        for gtin in (sku.gtin, *(gtin for _pairs, gtin in sku.packs)):
            if not is_gtin(gtin):
                raise Refusal("market.bad_gtin", {"gtin": gtin[:20]})


def is_plain(text: str) -> bool:
    """Tell whether a text can be kept: it has no control characters and no broken ones."""
    return not any(unicodedata.category(one) in UNKEPT for one in text)


def kept_name(name: str) -> str:
    """Return a file's name as it is kept, with a question mark for each character that cannot be."""
    return "".join(one if is_plain(one) else "?" for one in name)[:LONGEST_NAME]


def require_own(order: NewOrder, viewer: Viewer) -> None:
    """Refuse an order that the viewer may not place, or under a name that cannot be kept."""
    if not (viewer.runs_desks or viewer.acts_for(order.buyer)):
        raise Refusal("market.not_your_firm")
    if len(order.request_key) > LONGEST_KEY or not is_plain(order.request_key):
        raise Refusal("market.bad_request_key")


def require_order(order: NewOrder, skus: Mapping[str, SkuRecord], today: date) -> None:
    """Refuse an order with a text that cannot be kept, or with a line that nobody could make."""
    if len(order.external_ref) > LONGEST_TEXT:
        raise Refusal("market.text_too_long", {"longest": LONGEST_TEXT})
    if not is_plain(order.external_ref):
        raise Refusal("market.bad_text")
    if order.incoterm not in INCOTERMS:
        raise Refusal("market.unknown_incoterm", {"incoterm": order.incoterm[:10]})
    if not 0 < len(order.lines) <= MOST_LINES:
        raise Refusal("market.number_of_lines", {"most": MOST_LINES})
    for line in order.lines:
        require_line(line, skus, today)


def require_sites(firms: Mapping[str, FirmRecord], order: NewOrder) -> tuple[int, ...]:
    """Return the keys of the factories that the buyer agreed to; refuse one that is none, and sites of a firm order."""
    if order.sites and not order.to_town:
        raise Refusal("market.sites_of_firm_order")
    if len(order.sites) > MOST_SITES:
        raise Refusal("market.number_of_sites", {"most": MOST_SITES})
    found = [firms.get(code) for code in dict.fromkeys(order.sites)]
    known = [one.id for one in found if one is not None and one.kind == FACTORY]
    if len(known) != len(found):
        raise Refusal("market.unknown_site")
    return tuple(known)


def unit_price(steps: Sequence[PriceStep], pairs: int) -> int:
    """Return the unit price of so many pairs; below the first step it is that step's."""
    reached = [one.unit_price_e4 for one in steps if one.from_pairs <= pairs]
    return reached[-1] if reached else steps[0].unit_price_e4


def require_ladder(steps: Sequence[PriceStep], valid_from: date, today: date) -> None:
    """Refuse a ladder that does not rise in pairs and fall in price, or that held already yesterday."""
    if not 0 < len(steps) <= MOST_STEPS:
        raise Refusal("market.number_of_steps", {"most": MOST_STEPS})
    for one in steps:
        if not 0 < one.from_pairs <= MAX_PAIRS:
            raise Refusal("market.absurd_quantity", {"pairs": one.from_pairs, "most": MAX_PAIRS})
        if not 0 < one.unit_price_e4 <= MOST_PRICE_E4:
            raise Refusal("market.absurd_price")
    for before, one in pairwise(steps):
        if one.from_pairs <= before.from_pairs or one.unit_price_e4 > before.unit_price_e4:
            raise Refusal("market.ladder_rises", {"pairs": one.from_pairs})
    if not 0 <= (valid_from - today).days <= MOST_DUE_DAYS:
        raise Refusal("market.ladder_day", {"days": MOST_DUE_DAYS})


def require_claim(claim: NewClaim, request_key: str) -> None:
    """Refuse a claim without a reason or a wish that there is, of no pairs, or of a fault to be credited unseen."""
    if len(request_key) > LONGEST_KEY or not is_plain(request_key):
        raise Refusal("market.bad_request_key")
    if claim.reason not in REASONS or (claim.detail and claim.detail not in REASONS[claim.reason]):
        raise Refusal("market.unknown_reason")
    if claim.wish not in WISHES:
        raise Refusal("market.unknown_wish")
    if claim.reason in ONLY_CREDITED and claim.wish != CREDIT:
        raise Refusal("market.only_credited")
    if claim.reason == "faulty" and claim.wish == CREDIT and not claim.picture:
        raise Refusal("market.fault_unseen")
    if not 0 < claim.pairs <= MAX_PAIRS:
        raise Refusal("market.absurd_quantity", {"pairs": claim.pairs, "most": MAX_PAIRS})


def require_claim_in_time(delivered_on: date, limits: Mapping[str, int], today: date) -> None:
    """Refuse a claim after the published days for claims; the day after the delivery is the first."""
    days = limits.get(CLAIM_DAYS)
    if days is not None and (today - delivered_on).days > days // MILLION:
        raise Refusal("market.claim_too_late", {"last": str(delivered_on + timedelta(days=days // MILLION))})


def require_exclusion(new: NewExclusion, limits: Mapping[str, int], on: date) -> None:
    """Refuse a rule that there is not, that is not in force on a day, or that was not confirmed where it must be.

    The dated limits say whether a rule is in force; where they do not, it is since `EXCLUDED_FROM`.
    """
    if new.rule not in EXCLUSIONS or not limits.get(f"returns.excluded_{new.rule}", on >= EXCLUDED_FROM):
        raise Refusal("market.no_such_exclusion")
    if EXCLUSIONS[new.rule] and not new.is_confirmed:
        raise Refusal("market.exclusion_unconfirmed")


def require_seller(seller: FirmRecord | None, *, buyer: int, to_town: bool) -> FirmRecord:
    """Return the seller of record; refuse one not in town, the buyer itself, and a town order to no trader."""
    if seller is None:
        raise Refusal("market.unknown_seller")
    if seller.id == buyer:
        raise Refusal("market.same_firm")
    if to_town and seller.kind != TRADER:
        raise Refusal("market.town_needs_trader")
    return seller


def require_line(line: NewLine, skus: Mapping[str, SkuRecord], today: date) -> None:
    """Refuse a line with an unknown code, an absurd quantity or a date that has passed."""
    if not is_gtin(line.sku_gtin):
        raise Refusal("market.bad_gtin", {"gtin": line.sku_gtin[:20]})
    if line.sku_gtin not in skus:
        raise Refusal("market.unknown_sku", {"gtin": line.sku_gtin})
    if not 0 < line.pairs <= MAX_PAIRS:
        raise Refusal("market.absurd_quantity", {"pairs": line.pairs, "most": MAX_PAIRS})
    if line.due_on is not None and line.due_on <= today:
        raise Refusal("market.past_due", {"due_on": str(line.due_on)})
    if line.due_on is not None and (line.due_on - today).days > MOST_DUE_DAYS:
        raise Refusal("market.due_too_far", {"due_on": str(line.due_on), "days": MOST_DUE_DAYS})


def due_dates(placed_on: date, lead_days: int, lane_days: int, due_on: date | None = None) -> tuple[date, date]:
    """Return the due date at the buyer's door and the day the goods must be ready: lead time, then the way there."""
    due = due_on or placed_on + timedelta(days=lead_days + lane_days)
    return due, due - timedelta(days=lane_days)


def shown_maker(*, maker: int | None, seller: int, buyer: int, consents_sites: bool, viewer: Viewer) -> int | None:
    """Return who makes a line, as far as the viewer may know.

    The buyer sees the seller of record; another firm that knits for it only where the buyer agreed to named sites.
    """
    if maker is None or maker == seller or viewer.runs_desks or viewer.acts_for(seller) or viewer.acts_for(maker):
        return maker
    return maker if viewer.acts_for(buyer) and consents_sites else None
