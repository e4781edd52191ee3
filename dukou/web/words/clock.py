"""Word the steps of the town's day, in their order; the day begins at six and each takes an hour."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, str | Promise] = {}
FIRST_HOUR = 6
STEPS: dict[str, str | Promise] = {
    "open": _("The market opens the orders of the day."),
    "plan": _("The planning desk gives each line to machines."),
    "knit": _("The floors knit and finish."),
    "inspect": _("The lab samples finished lots."),
    "receive": _("The depot takes in what passed, in cartons."),
    "prepare_loads": _("Freight packs what is ready into loads."),
    "freeze_baselines": _("Each firm's own best is worked out and kept."),
    "offer": _("Loads are pooled, and each firm is offered its share."),
    "dispatch": _("Loads leave with the firms that go together; the others go alone."),
    "deliver": _("Loads that arrive are delivered."),
    "take_back": _("The returns desk takes back what buyers claim."),
    "grade": _("What came back is graded and put in its best place."),
    "close_cases": _("Returns are made good and closed."),
    "post": _("The books post invoices, freight, payments and refunds."),
    "seal": _("The day's facts are sealed."),
}
