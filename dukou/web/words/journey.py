"""Word what use cases over several rooms refuse."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "journey.bad_scale": _("The scale %(scale)s is not between 1 and %(most)s."),
    "journey.bad_start": _("The book must begin between %(first)s and %(last)s, and not before today in town."),
    "journey.days_out_of_range": _("Run between 1 and %(longest)s days at once."),
    "journey.first_day_out_of_range": _("The town's first day lies between the years %(first)s and %(last)s."),
    "journey.no_file": _("The file %(name)s cannot be read. Check its name and whether it is there."),
    "journey.no_town": _("No town with factories and a catalogue stands here yet. Run `dukou seed` first."),
    "journey.seed_out_of_range": _("A seed is a whole number between 0 and %(most)s."),
    "journey.town_already_seeded": _("A town stands here already. Seed into an empty data folder (DUKOU_HOME)."),
    "journey.unknown_addressing": _("Lines are addressed to firm, town or scattered, not to %(addressing)s."),
    "journey.unknown_profile": _("There is no profile %(profile)s of order books. Known: %(known)s."),
}
