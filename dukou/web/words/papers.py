"""Word what papers refuse, and what stands on them in Chinese and in English."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "freight.carton_exceeds_pallet": _(
        "A carton of %(grams)s g and %(litres)s l is more than a pallet may carry. Issue these papers without pallets."
    ),
    "freight.no_border": _("Goods to %(destination)s cross no border, so that nothing is declared to customs."),
    "freight.no_duty": _(
        "No duty on code %(code)s is published for %(destination)s on %(on)s. Publish it, with its source, and print"
        " again."
    ),
    "freight.no_note": _(
        "This shipment needs no consignment note of ours: it has not left, or its carrier writes one."
    ),
    "freight.no_prefix": _("The town's depot has no GS1 company prefix, so its pallets cannot be numbered. Enter one."),
    "freight.packing_differs": _(
        "The cartons of this shipment do not add up to what freight carries (%(what)s). Look at its cartons in the"
        " depot before papers are issued."
    ),
    "freight.papers_not_found": _("There are no such papers."),
    "freight.shipment_not_found": _("There is no such shipment."),
    "freight.too_many_labels": _("Print at most %(most)s labels at once, from the first one on."),
    "freight.too_many_shipments": _("Issue the papers of at most %(most)s shipments at once."),
    "freight.unknown_heading": _(
        "Line %(line)s goes by customs code %(code)s, which is no hosiery of heading 6115. Correct its style."
    ),
}
NOTES: dict[str, str | Promise] = {
    "cmr": _("CMR consignment note"),
    "cim": _("CIM/SMGS consignment note"),
    "bill_of_lading": _("Instruction for a bill of lading"),
    "waybill": _("Road waybill"),
}
# What the boxes of each note are called and, where its form numbers them, their numbers.
BOXES: dict[str, dict[str, tuple[str, str | Promise]]] = {
    "cmr": {
        "consignor": ("1", _("Sender")),
        "consignee": ("2", _("Consignee")),
        "delivery": ("3", _("Place of delivery")),
        "taking_over": ("4", _("Place and date of taking over")),
        "documents": ("5", _("Documents attached")),
        "payment": ("14", _("Carriage")),
        "carrier": ("16", _("Carrier")),
    },
    "cim": {
        "consignor": ("1", _("Consignor")),
        "consignee": ("4", _("Consignee")),
        "documents": ("9", _("Documents attached")),
        "delivery": ("10", _("Place of delivery")),
        "taking_over": ("16", _("Place and date of acceptance")),
        "payment": ("", _("Carriage")),
        "carrier": ("", _("Carrier")),
    },
    "bill_of_lading": {
        "consignor": ("", _("Shipper")),
        "consignee": ("", _("Consignee")),
        "notify": ("", _("Notify party")),
        "taking_over": ("", _("Place and date of receipt")),
        "delivery": ("", _("Place of delivery")),
        "payment": ("", _("Ocean freight")),
        "originals": ("", _("Originals wanted")),
    },
    "waybill": {
        "consignor": ("", _("Sender")),
        "consignee": ("", _("Consignee")),
        "taking_over": ("", _("Place and date of taking over")),
        "delivery": ("", _("Place of delivery")),
        "payment": ("", _("Carriage")),
        "carrier": ("", _("Carrier")),
    },
}
SIGNATURES: dict[str, tuple[tuple[str, str | Promise], ...]] = {
    "cmr": (("22", _("Sender")), ("23", _("Carrier")), ("24", _("Consignee"))),
    "cim": (("", _("Consignor")), ("", _("Carrier")), ("", _("Consignee"))),
    "bill_of_lading": (("", _("Shipper")),),
    "waybill": (("", _("Sender")), ("", _("Carrier")), ("", _("Consignee"))),
}
ORIGINALS = "3/3"
HEADINGS: dict[str, str | Promise] = {
    "611510": _("graduated compression hosiery, knitted"),
    "611521": _("panty hose and tights, knitted, of synthetic fibres under 67 decitex"),
    "611522": _("panty hose and tights, knitted, of synthetic fibres of 67 decitex or more"),
    "611529": _("panty hose and tights, knitted, of other textile materials"),
    "611530": _("women's full-length or knee-length hosiery, knitted, under 67 decitex"),
    "611594": _("socks, knitted, of wool or fine animal hair"),
    "611595": _("socks, knitted, of cotton"),
    "611596": _("socks, knitted, of synthetic fibres"),
    "611599": _("socks, knitted, of other textile materials"),
}
FIBRES: dict[str, str | Promise] = {
    "any": _("as the style's card says"),
    "cotton": _("cotton"),
    "other": _("other textile material"),
    "synthetic": _("synthetic fibres"),
    "wool": _("wool or fine animal hair"),
}
# Under terms of these groups the seller pays the main carriage.
PREPAID, COLLECT = _("prepaid"), _("to be collected")
PREPAID_TERMS = frozenset(("CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP"))
# Counted things and captions, as they stand behind or before a figure.
PAIRS, CARTONS, PALLETS = _("pairs"), _("cartons"), _("pallets")
DUTY_TABLE, LABELS, LOT = _("Duty table"), _("Labels"), _("Lot")
INVOICE, PACKING_LIST = _("Commercial invoice"), _("Packing list")
# The Chinese font of the papers has no raised three.
CUBIC_METRES = _("CBM")
TOWN = _("Haicheng, Liaoning, China")
CHINA = _("P. R. China")
