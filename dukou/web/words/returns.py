"""Word what returns refuse, the notes that a parcel can have, and how claims without goods are decided."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "returns.absurd_parcel": _(
        "This cannot be one parcel. Give at least 1 pair, 1 carton and 1 gram, at most %(pairs)s pairs in %(cartons)s"
        " cartons."
    ),
    "returns.bad_carrier_ref": _("Give the carrier's number of the parcel: letters and digits, at least 3."),
    "returns.case_closed": _("This case is closed; nothing can be added to it."),
    "returns.case_not_found": _("There is no such case."),
    "returns.delivered_today": _("This line was delivered only today; its goods cannot be back yet. Choose another."),
    "returns.empty_note": _("Write what you have to say."),
    "returns.long_note": _("Write at most %(most)s characters."),
    "returns.many_notes": _("%(most)s notes are the most for one case. Call the returns desk."),
    "returns.no_appeal": _(
        "This claim cannot be appealed: it was credited whole, decided by the desk, or its days are over."
    ),
    "returns.no_such_part": _("Give a part that is more than nothing and less than the whole of ¥%(value)s."),
    "returns.not_to_decide": _("This claim does not wait for your decision. Look at what was decided meanwhile."),
    "returns.unknown_ruling": _("Choose one of the decisions."),
    "returns.line_not_found": _("There is no such delivered line."),
    "returns.no_line_chosen": _("Choose the line that the parcel is of."),
    "returns.not_so_many": _("%(pairs)s pairs cannot be of this line: only %(left)s of it are still out."),
    "returns.parcel_booked": _("The parcel %(ref)s is booked already."),
    "returns.parcel_matched": _("This parcel is matched to another line already."),
    "returns.parcel_not_found": _("There is no such parcel."),
    "returns.unknown_note": _("%(note)s is no note that a parcel can have."),
}
NOTES = {
    "": _("nothing to note"),
    "no_paper": _("no paper inside"),
    "wet": _("wet"),
    "torn": _("torn open"),
    "other_goods": _("other goods among them"),
}
RULINGS = {
    "as_claimed": _("Credit it whole"),
    "in_part": _("Credit a part, the goods stay with the buyer"),
    "count_agrees": _("Credit nothing: the count at the hand-over agrees with what was sent"),
    "within_tolerance": _("Credit nothing: it is within what the order allows"),
    "not_shown": _("Credit nothing: the picture does not show it"),
    "not_late": _("Credit nothing: it arrived on the promised day"),
    "not_ours": _("Credit nothing: these are not the goods of this line"),
}
DECIDED = {
    "as_claimed": _("credited whole"),
    "in_part": _("credited in part"),
    "seller_silent": _("credited whole, because the seller did not answer in time"),
    "count_agrees": _("not credited: the count at the hand-over agrees"),
    "within_tolerance": _("not credited: within what the order allows"),
    "not_shown": _("not credited: the picture does not show it"),
    "not_late": _("not credited: it arrived on the promised day"),
    "not_ours": _("not credited: not the goods of this line"),
    "by_policy": _("a part credited as the seller offers it, the goods stay with the buyer"),
    "not_sent_back": _("not credited: the goods did not come back in time"),
    "kept_both": _("what was sent ahead is charged: the old goods did not come back in time"),
}
# Where goods go once they came back.
SINKS = {
    "shelf": _("own shelf"),
    "own_buyer": _("own buyer of seconds"),
    "scrap": _("waste"),
    "outlet": _("the town's outlet"),
    "shop": _("partner shops, on consignment"),
    "abroad": _("overseas, to be sold again"),
    "ride_home": _("a ride home from overseas"),
    "recycler": _("recycler"),
}
BY = {"seller": _("the seller"), "rule": _("by rule"), "desk": _("the returns desk")}
CLAIM_STATES = {
    "open": (_("waits for an answer"), "bg-yellow-lt"),
    "decided": (_("decided"), "bg-azure-lt"),
    "closed": (_("closed"), "bg-secondary-lt"),
}
