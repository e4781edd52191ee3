"""Word whose fault a return was, what follows from it, what holds goods back, and why a lot is called back."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "returns.fault_found": _("Something else was found of this case before; nothing was changed."),
    "returns.fault_not_shown": _("A proven fault needs evidence: choose an inspection of the lot, or add a picture."),
    "returns.not_to_answer": _("This charge does not wait for your answer. Look at what happened to it meanwhile."),
    "returns.recall_answered": _("This recall was answered before; nothing was changed."),
    "returns.recall_not_found": _("There is no such recall."),
    "returns.unknown_cause": _("Choose one of the causes."),
    "returns.unknown_recall_reason": _("Choose one of the reasons."),
}
CAUSES = {
    "knitting": _("the maker's knitting"),
    "dyeing": _("dyeing"),
    "packing": _("packing"),
    "carriage": _("carriage"),
}
FINDINGS = {"": _("the cause is not proven"), **CAUSES}
STATES = {
    "proposed": (_("waits for the maker's answer"), "bg-yellow-lt"),
    "disputed": (_("disputed, waits for the desk"), "bg-red-lt"),
    "charged": (_("charged to the maker"), "bg-green-lt"),
    "kept": (_("stays with the seller"), "bg-secondary-lt"),
    "fund": (_("borne by the common fund"), "bg-azure-lt"),
}
ANSWERS = {
    "charge": _("Agree: it is charged"),
    "dispute": _("Object: the desk decides"),
    "waive": _("Not proven: nobody is charged"),
}
UPHELD = _("Uphold: it is charged")
BORNE = {
    "parcel": _("goods that came back without a word"),
    "unproven": _("a return whose cause is unproven"),
}
BECAUSE = {
    "faults": _("repeated faults of this lot"),
    "yarn": _("the same yarn as a lot with repeated faults"),
    "machines": _("the same machines and days as a lot with repeated faults"),
    "recall": _("a recall"),
}
LIFTED = {
    "inspected": _("inspected once more and found good"),
    "sorted": _("faulty pairs sorted out"),
    "not_faulty": _("the finding was wrong"),
    "settled": _("the recall is settled"),
}
RECALL_REASONS = {
    "needle": _("a broken needle may be in it"),
    "substance": _("a harmful substance"),
    "fibre": _("other fibres than declared"),
    "label": _("wrong label"),
    "fault": _("faults in many pairs"),
}
RECALL_STATES = {
    "asked": (_("waits for the seller's consent"), "bg-yellow-lt"),
    "declined": (_("declined by the seller"), "bg-secondary-lt"),
    "open": (_("goods are called back"), "bg-red-lt"),
    "closed": (_("settled"), "bg-green-lt"),
}
CASE_STATES = {
    "open": _("on its way back"),
    "received": _("received"),
    "graded": _("graded"),
    "closed": _("settled"),
}
