"""Word what is refused of carriers' tariffs and bookings, how a price comes about, and how far a booking is."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "freight.bad_account": _("Write the town's account with the carrier, in at most %(longest)s characters."),
    "freight.bad_booking": _("Write number and goods on one line each, the goods in at most %(longest)s characters."),
    "freight.bad_note": _("Write number and note on one line, the note in at most %(longest)s characters."),
    "freight.booking_key_used": _("Under this number booking %(code)s was made with other goods. Begin a new one."),
    "freight.booking_not_found": _("There is no such booking."),
    "freight.booking_over": _("Booking %(code)s was refused or cancelled already. Book anew."),
    "freight.carrier_not_found": _("There is no such carrier, or nobody has said how it is spoken to."),
    "freight.sheet_unreadable": _("The carrier's sheet cannot be read: %(what)s."),
    "freight.unknown_outcome": _("A carrier confirms, refuses or cancels; %(outcome)s is none of these."),
    "freight.unknown_protocol": _("Nobody speaks %(protocol)s here."),
    "freight.above_bands": _("%(service)s carries at most %(most)s grams or millilitres. Divide it or choose another."),
    "freight.cell_day": _("%(column)s: “%(text)s” is no day. Write it as 2026-01-29."),
    "freight.cell_empty": _("%(column)s is empty. Fill it in."),
    "freight.cell_number": _("%(column)s: “%(text)s” is no number that fits here."),
    "freight.cell_weekdays": _("%(column)s: “%(text)s” names no weekdays. Write 1 for Monday to 7, such as 1,3,5."),
    "freight.cell_word": _("%(column)s: “%(text)s” is not known here."),
    "freight.currency_without_rate": _("%(currency)s has no rate of exchange on this day. Publish one."),
    "freight.no_departure": _("%(service)s never leaves: its lane has no weekday. Correct its tariff."),
    "freight.sheet_columns": _("The sheet lacks columns: %(columns)s. Take the template."),
    "freight.sheet_empty": _("The sheet has no rows below its heading."),
    "freight.sheet_has_faults": _(
        "Rows with a fault: %(count)s. Correct them and send the sheet again; nothing came in."
    ),
    "freight.tariff_gap": _("%(service)s to %(destination)s has no tariff on %(on)s."),
    "freight.tariff_not_found": _("There is no such page for you."),
    "freight.unknown_carrier": _("There is no carrier %(carrier)s in town. Write its code or its name."),
    "freight.unknown_destination": _("There is no destination %(destination)s. Write its code or its name."),
    "freight.unknown_sheet": _("There is no sheet of the kind %(kind)s."),
    "freight.unknown_zone": _("%(destination)s lies in no zone of the carrier of %(service)s on %(on)s."),
    "freight.weight_zero": _("Weight and volume must be more than zero (%(grams)s g, %(ml)s ml)."),
    "registry.bad_departure": _("%(service)s needs weekdays and an hour from 0 to 23."),
    "registry.bad_fuel": _("A fuel surcharge lies between 0 and 100 per cent."),
    "registry.bad_service": _("“%(service)s” is no service: write up to 12 small letters, digits or _."),
    "registry.bad_transit": _("Transit takes between 0 and %(most)s days."),
    "registry.band_empty": _("Band %(band)s ends at or below where it begins."),
    "registry.band_free": _("Band %(band)s has no price."),
    "registry.band_gap": _("Band %(band)s does not begin where the one before it ends; the first begins at 0."),
    "registry.begins_too_early": _("This may begin on %(first)s at the earliest: today's loads go by what holds now."),
    "registry.no_departure_day": _("%(service)s has no weekday on which it leaves."),
    "registry.no_price": _("%(service)s has no price for its kind."),
    "registry.no_rate": _("%(currency)s has no rate of exchange on %(on)s. Publish one first."),
    "registry.place_or_zone": _("Name a zone or a destination, not both and not neither."),
    "registry.unknown_carrier": _("There is no such carrier in town."),
    "registry.unknown_destination": _("There is no such destination."),
    "registry.unknown_unit": _("“%(unit)s” is no unit here: write kg or m3."),
    "registry.unknown_zone": _("The carrier has no zone %(zone)s on %(on)s. Bring its zones in first."),
    "registry.zero_weight": _("%(service)s has a weight or volume of zero."),
}
KINDS = {"parcel": _("by the parcel"), "shared": _("shared"), "vehicle": _("whole vehicle")}
SHEET_KINDS = {"tariffs": _("Tariffs"), "zones": _("Zones"), "fuel": _("Fuel surcharges")}
# The page puts figures in with their thousands apart; money is in the tariff's currency.
PRICE_LINES = {
    "freight.line_weight": _("%(grams)s g and %(ml)s ml: %(chargeable)s g are charged"),
    "freight.line_volume": _("%(grams)s g and %(ml)s ml: %(chargeable)s ml are charged"),
    "freight.line_first": _("the first %(grams)s g"),
    "freight.line_steps": _("%(steps)s further steps of %(grams)s g"),
    "freight.line_base": _("base price of the band"),
    "freight.line_band": _("the band over %(over)s, at %(rate)s a kg or m³"),
    "freight.line_rate": _("at %(rate)s a kg or m³"),
    "freight.line_minimum": _("up to the minimum of %(minimum)s"),
    "freight.line_vehicles": _("%(vehicles)s vehicles"),
    "freight.line_fuel": _("fuel surcharge, %(percent)s"),
    "freight.line_delivery": _("delivery, %(shipments)s shipments"),
    "freight.line_remote": _("remote area, %(shipments)s shipments"),
}
PROTOCOLS = {
    "sf_express": _("parcel interface (SF)"),
    "deppon": _("part-load interface (Deppon)"),
    "rail_edifact": _("rail, EDIFACT"),
    "dcsa": _("sea, DCSA"),
    "manual": _("sheet, letter or telephone"),
}
BOOKING_STATES = {
    "asked": _("asked"),
    "confirmed": _("confirmed"),
    "refused": _("refused"),
    "cancelled": _("cancelled"),
}
OUTCOMES = {"confirmed": _("yes, it comes"), "refused": _("no"), "cancelled": _("it is cancelled")}
BOOKING_EVENTS = {
    "asked": _("asked"),
    "waybill_kept": _("the sales channel's waybill is kept"),
    "received": _("received, not yet answered"),
    "confirmed": _("confirmed"),
    "refused": _("refused"),
    "cancel_asked": _("cancellation asked"),
    "cancel_refused": _("cancellation refused"),
    "cancelled": _("cancelled"),
    "booked": _("booked"),
    "picked_up": _("picked up"),
    "departed": _("departed"),
    "arrived": _("arrived"),
    "out_for_delivery": _("out for delivery"),
    "delivered": _("delivered"),
    "exception": _("something is wrong on the way"),
    "unclear": _("the answer cannot be read: ask by telephone"),
    "unreachable": _("the carrier cannot be reached: ask by telephone"),
}
