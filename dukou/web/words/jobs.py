"""Word background work: what it refuses, its kinds and how it stands."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dukou.web.words.clock import STEPS

REFUSALS = {
    "jobs.firm_not_found": _("There is no such firm."),
    "jobs.job_not_found": _("There is no such job."),
    "jobs.one_at_a_time": _("This is under way already. Wait until it is done, or stop it."),
}
KINDS: dict[tuple[str, str], str | Promise] = {
    ("journey", "move_clock"): _("Move the town's clock"),
    ("journey", "break_copy"): _("Break a copy of the town"),
    ("journey", "foresee_loads"): _("Work out what leaves on the next days"),
    ("freight", "stow"): _("Plan how a load is stowed"),
    ("freight", "round"): _("Plan the town's round"),
}
# State of a job: its words, and the colour of its badge.
STATES: dict[str, tuple[str | Promise, str]] = {
    "queued": (_("waits"), "bg-secondary-lt"),
    "running": (_("under way"), "bg-azure-lt"),
    "done": (_("done"), "bg-green-lt"),
    "failed": (_("failed"), "bg-red-lt"),
    "stopped": (_("stopped"), "bg-yellow-lt"),
}
# What a job notes of itself besides refusals.
NOTES: dict[str, str | Promise] = {
    "jobs.crashed": _("A fault of the house stopped it. It is tried again a few times, then given up."),
    "jobs.worker_lost": _("The process that did it ended before it was done."),
    # A job of the clock notes which step it is at.
    **{f"journey.step_{place}": text for place, text in enumerate(STEPS.values())},
    "journey.copying": _("The town is copied."),
    "journey.auditing_whole": _("The copy is audited as it is."),
    "journey.breaking": _("A carton vanishes from the copy."),
    "journey.auditing_broken": _("The broken copy is audited."),
}
