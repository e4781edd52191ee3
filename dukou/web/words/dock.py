"""Word what the dock, people who grade and goods overseas are refused, and what they say."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "depot.count_differs": _("%(counted)s pairs were counted, %(pairs)s agreed; the line stays as it is."),
    "depot.how_many_swaps": _("Ask for 1 to %(most)s lines at one shop."),
    "depot.nothing_agreed": _("No line of this request is agreed and still to be swapped."),
    "depot.owner_answers": _("The owner of these goods answers this line; the round swaps it when he has agreed."),
    "depot.round_key_used": _("This page has put down another round already. Load it again."),
    "returns.absurd_count": _("Count at most %(most)s pairs, and none below zero."),
    "returns.bad_phone_digits": _("Give the last 4 to 11 digits of the telephone number, digits alone."),
    "returns.bad_scan_key": _("This scan has no key of its own. Scan it once more."),
    "returns.customs_reference": _("Give the number of the customs paper: letters and digits."),
    "returns.customs_step": _("Customs hear of relief first, then of the import, each once."),
    "returns.firm_not_found": _("There is no such firm."),
    "returns.forged_label": _(
        "This label was not made here, or was altered. Nothing was put down. Keep the parcel apart."
    ),
    "returns.graded_already": _("These goods are graded already; nothing was changed."),
    "returns.graded_by_you": _("You have graded these goods. Somebody else must say so too."),
    "returns.graded_meanwhile": _("Somebody else graded these goods while you looked. Nothing of yours was put down."),
    "returns.leg_put_down": _("This hand-over is put down already."),
    "returns.not_counted": _("Count the pairs, 1 to %(pairs)s, and weigh the parcel in grams."),
    "returns.not_expected": _("This return is not on its way here: it was received, decided or closed."),
    "returns.nothing_waits": _("Nothing waits there for a ride home."),
    "returns.number_announced": _("This number is that of the return %(case)s. Receive it as such."),
    "returns.number_taken": _("This carrier's number is that of another return."),
    "returns.other_zone": _("This depot does not serve the zone of that buyer."),
    "returns.own_goods": _(
        "You act for a firm that has a part in these goods, or are close to one. Leave them to others."
    ),
    "returns.parcel_lapsed": _("The days of this parcel are over; its goods went among the seconds."),
    "returns.picture_of_goods": _("Take a picture of the goods."),
    "returns.picture_of_parcel": _("Take a picture of a parcel that bears no number."),
    "returns.received_before": _("The return %(case)s was received before. Nothing was changed."),
    "returns.relief_reason": _("Customs relieve goods that come back for their quality or specification; not these."),
    "returns.relief_over": _("Relief could be had until %(day)s."),
    "returns.ride_does_not_pay": _("The goods are not worth the ride yet, and no deadline is near."),
    "returns.scan_from_future": _("The clock of this device is ahead. Set it right and scan once more."),
    "returns.scan_key_used": _("Another scan was kept under this key. Scan it once more."),
    "returns.scan_not_found": _("There is no such scan."),
    "returns.scan_undone": _("This scan was undone before."),
    "returns.too_many": _("Send at most %(most)s scans at once."),
    "returns.unknown_act": _("%(act)s is nothing that the dock can take in."),
    "returns.unknown_condition": _("Goods are not called %(condition)s. Choose one of the conditions."),
    "returns.unknown_label": _("No return has this code. Check the label."),
}
LEGS = {
    "buyer_shop": _("buyer to partner shop"),
    "buyer_round": _("buyer to the round"),
    "shop_round": _("partner shop to the round"),
    "round_dock": _("round to the dock"),
}
CONDITIONS = {
    "unopened": _("unopened"),
    "opened": _("opened, as new"),
    "soiled": _("soiled or worn"),
    "faulty": _("faulty"),
}
GRADES = {
    "A": _("A: sold again as it is"),
    "B": _("B: bagged anew and sold again"),
    "C": _("C: seconds by weight"),
    "D": _("D: recycled"),
}
EXPIRING = {
    "parcel": _("Parcel without a line"),
    "claim": _("Claim to answer"),
    "grading": _("Goods to grade"),
    "ungraded": _("Goods not graded: the rule settles them"),
    "relief": _("Customs relief overseas"),
    "charge": _("Charge that its maker may answer"),
    "recall": _("Recall that its seller is asked for"),
    "hold": _("Goods held back, to decide about"),
}
BY = {"lot": _("lot of the label"), "phone": _("telephone number"), "pairs": _("as counted")}
CUSTOMS = {
    "exported": _("exported"),
    "claimed": _("relief for returned goods claimed"),
    "imported": _("imported again"),
    "expired": _("days of relief are over"),
}
CUSTOMS_NEXT = {
    "claimed": _("Relief for returned goods was claimed"),
    "imported": _("The goods were imported again"),
}
WHY = {"pays": _("the goods are worth it"), "deadline": _("the days of customs' relief end")}
