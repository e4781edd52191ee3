"""Word the way of goods: what happened, how an arrival is estimated, hand-overs, exceptions and claims."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "freight.bad_event": _("Write the place in at most %(longest)s plain characters."),
    "freight.bad_hand_over": _("This hand-over has no sound number, or a time that has not come. Load the page again."),
    "freight.carton_count_out_of_range": _("Count at most %(most)s cartons, and none below zero."),
    "freight.claim_needs_picture": _("Damage is claimed with at least one picture. Take one and file again."),
    "freight.claim_not_found": _("There is no such claim."),
    "freight.claim_out_of_range": _("Claim more than nothing and at most what the goods are worth: ¥%(most)s."),
    "freight.claim_paid": _("State what was paid where a claim is paid, and nothing elsewhere."),
    "freight.claim_step": _("This claim stands at %(state)s and cannot become %(to)s."),
    "freight.claim_too_late": _("The carrier had to be told by %(deadline)s. Close the exception instead."),
    "freight.event_ahead": _("%(at)s has not come yet. Enter what has happened."),
    "freight.exception_not_found": _("There is no such exception."),
    "freight.hand_over_key_used": _("This page has put down another hand-over already. Load it again for the next."),
    "freight.no_claim_term": _(
        "For %(on)s no term is published within which this carrier must be told. Publish one and file again."
    ),
    "freight.not_left_yet": _("This shipment has not left yet. What is wrong before is a matter of the depot."),
    "freight.not_your_leg": _("Only who gives or takes at the end of a leg puts it down. Choose one of yours."),
    "freight.picture_not_found": _("There is no such picture. Take it again."),
    "freight.picture_required": _(
        "%(asked)s were asked for and %(found)s found. Take a picture of what is there, and send it along."
    ),
    "freight.same_name_twice": _("Who gives and who takes are two people. Write both names."),
    "freight.shipment_not_found": _("There is no such shipment."),
    "freight.too_many_pictures": _("Send at most %(most)s pictures."),
    "freight.track_not_found": _("This link leads nowhere. Ask who sent it for a new one."),
    "freight.two_names": _("Write who gives and who takes, each in at most %(longest)s characters."),
    "freight.unknown_event": _("Nothing that happens to goods is called %(kind)s. Choose from the list."),
    "freight.unknown_event_source": _("Nobody tells of goods as %(source)s. Choose from the list."),
    "freight.unknown_exception": _("Report goods as damaged or missing, not as %(kind)s."),
    "freight.unknown_exception_outcome": _("An exception is not closed as %(outcome)s. Choose from the list."),
}
EVENTS = {
    "booked": _("booked"),
    "handed_over": _("handed over to the carrier"),
    "left": _("left"),
    "customs_out": _("through export customs"),
    "arrived_at_hub": _("arrived at a hub"),
    "customs_in": _("through import customs"),
    "out_for_delivery": _("out for delivery"),
    "delivered": _("delivered"),
    "delayed": _("delay reported"),
    "exception": _("carrier reports a problem"),
}
SOURCES = {
    "town": _("by the town's plan"),
    "carrier": _("told by the carrier"),
    "desk": _("entered by the desk"),
    "phone": _("from a phone"),
}
SHIPMENT_STATES = {
    "waiting": _("waits for departure"),
    "on_road": _("on the road"),
    "delivered": _("delivered"),
}
# How an arrival is estimated; `count` past shipments, at least as long under way as this one.
BASES = {
    "lane": _(
        "From %(count)s past shipments by the same service to the same place that took at least as long as this one has"
        " so far: half arrived by the first day, nine in ten by the second."
    ),
    "zone": _(
        "From %(count)s past shipments by the same service to the same region that took at least as long as this one"
        " has so far: half arrived by the first day, nine in ten by the second."
    ),
    "service": _(
        "From %(count)s past shipments by the same service, to any place, that took at least as long as this one has so"
        " far: half arrived by the first day, nine in ten by the second."
    ),
    "promise": _("The day that the carrier promises: too few shipments like this one have arrived for an estimate."),
    "delay": _("The day that was reported with the last delay."),
}
LEGS = {
    "firm_round": _("from the firm to the round"),
    "round_depot": _("from the round to the depot"),
    "depot_carrier": _("from the depot to the carrier"),
    "carrier_buyer": _("from the carrier to the buyer"),
}
MODES = {"road": _("by road"), "rail": _("by rail"), "sea": _("by sea"), "air": _("by air")}
# Sources of published factors, as their rows hold them.
FACTOR_SOURCES = {
    "public shipping guide 2025: 8-15 g CO2 a tonne-kilometre by sea; the middle is taken": _(
        "public shipping guide 2025: 8-15 g CO2 a tonne-kilometre by sea; the middle is taken"
    ),
    "public shipping guide 2025: 18-25 g CO2 a tonne-kilometre by rail; the middle is taken": _(
        "public shipping guide 2025: 18-25 g CO2 a tonne-kilometre by rail; the middle is taken"
    ),
    "public shipping guide 2025: 500-600 g CO2 a tonne-kilometre by air; the middle is taken": _(
        "public shipping guide 2025: 500-600 g CO2 a tonne-kilometre by air; the middle is taken"
    ),
    "own estimate: 60-90 g CO2 a tonne-kilometre for a heavy truck; no public table found": _(
        "own estimate: 60-90 g CO2 a tonne-kilometre for a heavy truck; no public table found"
    ),
}
KINDS = {"late": _("late"), "missing": _("missing"), "damaged": _("damaged")}
REPORTED = {"damaged": _("damaged"), "missing": _("missing")}
FINDERS = {
    "rule": _("found by rule"),
    "hand_over": _("found when cartons were counted"),
    "seller": _("reported by the seller"),
    "buyer": _("reported by the buyer"),
    "desk": _("reported by the desk"),
}
OUTCOMES = {
    "found": _("found again"),
    "settled": _("settled"),
    "dropped": _("not followed up"),
}
CLOSED = {**OUTCOMES, "arrived": _("arrived")}
CLAIM_STATES = {
    "filed": _("filed"),
    "acknowledged": _("acknowledged by the carrier"),
    "refused": _("refused by the carrier"),
    "paid": _("paid"),
    "dropped": _("dropped"),
}
