"""Word what the list of background work refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "jobs.firm_not_found": _("There is no such firm."),
    "jobs.job_not_found": _("There is no such job."),
}
