"""Word the refusals of the `dukou` command."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "site.archive_broken": _("The archive %(name)s is damaged or is no town; nothing was changed. Take another copy."),
    "site.archive_exists": _("%(name)s exists already. Choose another name."),
    "site.archive_missing": _("There is no archive %(name)s."),
    "site.archive_other_database": _(
        "The archive was made from another kind of database. Set DATABASE_URL accordingly."
    ),
    "site.database_refused": _("The database refused: %(reason)s"),
    "site.disk": _("The disk refuses: %(reason)s. Make room or name another place, then do it again."),
    "site.no_checkout": _("Benchmarks belong to a checkout of Dukou; there is none here."),
    "site.no_json": _("%(name)s is not a JSON object."),
    "site.no_town": _("No town stands here, or it is not up to date. Run: dukou up --prepare"),
    "site.other_json": _("%(name)s is not of the form %(kind)s of this engine: a field is missing or of another kind."),
    "site.program_missing": _("The program %(name)s is needed and is not installed."),
    "site.restore_cut": _(
        "A restore was cut off in this data folder (DUKOU_HOME). Run dukou restore again, or name another folder."
    ),
    "site.town_is_up": _("The town in %(folder)s is up already. Stop that one first, or name another DUKOU_HOME."),
    "site.town_stands": _("A town stands here already. Restore into an empty data folder (DUKOU_HOME)."),
    "site.unknown_engine": _("There is no engine %(name)s. Known: %(known)s."),
    "site.unknown_format": _("There is no format %(name)s for this engine. Known: %(known)s."),
    "site.unreadable": _("%(name)s cannot be read: %(reason)s"),
    "town.only": _("This page does not exist."),
}
