"""Word what use cases over several rooms refuse."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "journey.bad_scale": _("The scale %(scale)s is not between 1 and %(most)s."),
    "journey.bad_start": _("The book must begin between %(first)s and %(last)s, and not before today in town."),
    "journey.book_columns": _("These columns are missing: %(columns)s. Take the template and fill it in."),
    "journey.book_empty": _("There is no row below the heading."),
    "journey.copy_needs_sqlite": _("A town on PostgreSQL is not copied from a page. Restore a backup and break that."),
    "journey.days_out_of_range": _("Run between 1 and %(longest)s days at once."),
    "journey.first_day_out_of_range": _("The town's first day lies between the years %(first)s and %(last)s."),
    "journey.no_carton": _("No carton stands on the shelf. Move the clock on by a week, then break it again."),
    "journey.no_demo": _("This page is part of a demo town only."),
    "journey.no_firm": _("Ask the operations desk to enter you for your firm first."),
    "journey.no_file": _("The file %(name)s cannot be read. Check its name and whether it is there."),
    "journey.no_sheet": _(
        "This is neither an Excel workbook (.xlsx) nor a table of text (.csv). Save it as one of them."
    ),
    "journey.no_town": _("No town with factories and a catalogue stands here yet. Run `dukou seed` first."),
    "journey.seed_out_of_range": _("A seed is a whole number between 0 and %(most)s."),
    "journey.town_already_seeded": _("A town stands here already. Seed into an empty data folder (DUKOU_HOME)."),
    "journey.unknown_addressing": _("Lines are addressed to firm, town or scattered, not to %(addressing)s."),
    "journey.unknown_distance": _("Move the clock by an hour, a day or a week."),
    "journey.unknown_person": _("Nobody of the demo town stands behind this tile. Choose another."),
    "journey.unknown_profile": _("There is no profile %(profile)s of order books. Known: %(known)s."),
}
