"""Word what the market refuses, and the states of a line."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "market.absurd_quantity": _("The quantity is not possible; it must be between 1 and 50,000,000 pairs."),
    "market.bad_customer": _("The customer number is not a number."),
    "market.bad_date": _("The date cannot be read, or lies outside 1990 to 2100. Write it as 2025-12-03 08:26:00."),
    "market.bad_gtin": _("%(gtin)s is not a valid GTIN: its check digit is wrong."),
    "market.bad_invoice": _("The invoice number has more than 40 characters, or characters that cannot be printed."),
    "market.bad_price": _("The price cannot be read."),
    "market.bad_quantity": _("The quantity is not a whole number."),
    "market.bad_text": _("A text has characters that cannot be printed. Remove them."),
    "market.broken_archive": _("The compressed file is damaged or cut off. Send it once more."),
    "market.cancellation_of_less_than_nothing": _("A cancellation must have a negative quantity."),
    "market.cancellation_without_purchase": _("No purchase covers this cancellation."),
    "market.due_too_far": _("The due date %(due_on)s is more than %(days)s days ahead. Choose an earlier one."),
    "market.file_too_large": _("The file unpacks to more than %(megabytes)s MB. Split it."),
    "market.late_cancellation": _("This cancellation came more than 730 days after its purchase."),
    "market.missing_columns": _("These columns are missing: %(columns)s."),
    "market.negative_quantity": _("A purchase cannot have a negative quantity."),
    "market.no_customer": _("There is no customer in this row."),
    "market.no_invoice": _("There is no invoice number in this row."),
    "market.no_table": _("The file is not a table of comma-separated values."),
    "market.not_goods": _("This row is no goods (postage, a fee, a test)."),
    "market.not_your_firm": _("You can order only for your own firm."),
    "market.number_of_lines": _("An order has between 1 and %(most)s lines."),
    "market.number_of_orders": _("At most %(most)s orders are placed at once. Send them in parts."),
    "market.order_not_found": _("There is no such order."),
    "market.other_options": _(
        "This file's import was broken off with scale %(scale)s, addressing %(addressing)s and start on %(start_on)s. "
        "Go on with the same."
    ),
    "market.past_due": _("The due date %(due_on)s has passed. Choose a later one."),
    "market.row_text_too_long": _("A text in this row has more than 200 characters."),
    "market.same_firm": _("A firm cannot order from itself. Choose another seller."),
    "market.text_too_long": _("A text is too long; at most %(longest)s characters are kept."),
    "market.unknown_destination": _("The town does not deliver to this destination yet."),
    "market.unknown_incoterm": _("%(incoterm)s is not an Incoterms 2020 rule."),
    "market.town_needs_trader": _("An order to the town goes through its trading company. Choose it as the seller."),
    "market.unknown_seller": _("No firm in town sells under this code."),
    "market.unknown_sku": _("Nothing in the catalogue has the GTIN %(gtin)s."),
    "market.wrong_encoding": _("The file is not UTF-8 (byte %(at)s). Save it as UTF-8 and send it again."),
    "market.zero_price": _("The price is zero or less."),
    "market.zero_quantity": _("The quantity is zero."),
    "market.absurd_price": _("The price is not possible; it must be above 0 and at most 1,000 yuan a pair."),
    "market.bad_request_key": _("The name of the request is too long, or has characters that cannot be printed."),
    "market.below_minimum": _(
        "This seller makes a style from %(least)s pairs on; the order has %(pairs)s. Order more of it."
    ),
    "market.cart_full": _("A cart holds at most %(most)s lines. Order these first."),
    "market.claim_too_late": _("Goods of this line could be claimed until %(last)s."),
    "market.fault_unseen": _("Add a picture of the fault: without the goods nobody else can see it."),
    "market.only_credited": _("What is missing or late cannot be sent back. Ask for a credit."),
    "market.claim_too_large": _(
        "You claim %(pairs)s pairs, but only %(left)s of this line are with you and not yet claimed."
    ),
    "market.ladder_changed": _(
        "Somebody else has changed these prices since you opened the page. Compare, and save again."
    ),
    "market.ladder_day": _("Prices hold from today or a later day, at most %(days)s days ahead."),
    "market.ladder_rises": _(
        "At %(pairs)s pairs the quantity does not rise, or the price does. More pairs must cost no more each."
    ),
    "market.no_cart": _("Log in for a firm to fill a cart."),
    "market.not_delivered": _("This line has not been delivered yet. Claim it when it has arrived."),
    "market.number_of_sites": _("An order names at most %(most)s sites."),
    "market.number_of_steps": _("A price ladder has between 1 and %(most)s steps."),
    "market.sites_of_firm_order": _("Only an order to the town is split over sites."),
    "market.style_not_found": _("There is no such style."),
    "market.unknown_reason": _("Choose one of the reasons."),
    "market.unknown_site": _("One of the sites is no factory in town any more. Look at the sites again."),
    "market.unknown_wish": _("Choose exchange or money back."),
    "market.cart_changed": _("Your cart has changed since you opened this page. Look at it again, then order."),
    "market.no_site_agreed": _("Agree to at least one of the sites, or order from one firm."),
    "market.price_changed": _(
        "The price has changed to %(amount)s CNY since you opened this page. Order again to accept it."
    ),
}

FAMILIES = {
    "no_show": _("no-show socks"),
    "ankle": _("ankle socks"),
    "kids_crew": _("children's socks"),
    "plain_crew": _("plain crew socks"),
    "jacquard": _("jacquard crew socks"),
    "half_terry": _("half-terry sport socks"),
    "full_terry": _("full-terry socks"),
    "knee_high": _("knee-high socks"),
}
TERRY = {"plain": _("plain, no terry"), "half": _("half terry"), "full": _("full terry")}
INCOTERMS = {
    "EXW": _("EXW: you fetch the goods at the works"),
    "FCA": _("FCA: handed to your carrier"),
    "CPT": _("CPT: carriage paid to the place"),
    "CIP": _("CIP: carriage and insurance paid"),
    "DAP": _("DAP: delivered at the place, duty yours"),
    "DPU": _("DPU: delivered and unloaded"),
    "DDP": _("DDP: delivered, duty paid"),
    "FAS": _("FAS: alongside the ship (sea)"),
    "FOB": _("FOB: on board (sea)"),
    "CFR": _("CFR: freight paid to the port (sea)"),
    "CIF": _("CIF: freight and insurance paid to the port (sea)"),
}
CLAIM_REASONS = {
    "wrong_size": _("The size is wrong"),
    "colour_differs": _("The colour differs"),
    "surplus": _("I ordered too many"),
    "faulty": _("The goods are faulty"),
    "wrong_mix": _("The assortment is wrong"),
    "short": _("Goods are missing"),
    "late": _("It came too late"),
}
CLAIM_DETAILS = {
    "too_small": _("too small"),
    "too_large": _("too large"),
    "mixed_sizes": _("sizes are mixed"),
    "other_colour": _("another colour"),
    "other_shade": _("another shade"),
    "hole": _("holes"),
    "ladder": _("ladders"),
    "stain": _("stains"),
    "colour_runs": _("the colour runs"),
    "elastic": _("the elastic is slack or torn"),
    "seam": _("the toe seam is open"),
    "other_sizes": _("other sizes than ordered"),
    "other_colours": _("other colours than ordered"),
    "other_articles": _("other articles than ordered"),
    "carton_missing": _("a carton is missing"),
    "pairs_missing": _("pairs are missing in a carton"),
}
CLAIM_WISHES = {
    "exchange": _("Exchange: send the same goods again"),
    "refund": _("Money back: I send the goods back"),
    "credit": _("A credit: nothing is sent back"),
}
CLAIM_STATES = {
    "waiting": (_("goes to the returns desk tomorrow"), "bg-azure-lt"),
    "claimed": (_("with the returns desk"), "bg-azure-lt"),
    "void": (_("nothing left to return"), "bg-secondary-lt"),
}
