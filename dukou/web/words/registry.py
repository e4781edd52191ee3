"""Word what the registry refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "registry.already_entered": _("Something of this is in the registry already; nothing was entered."),
    "registry.bad_code": _("%(code)s is no code: write 1 to 16 letters, digits or . _ : -"),
    "registry.bad_gln": _("%(gln)s is no global location number: 13 digits, of which the last checks the others."),
    "registry.bad_machine": _(
        "Needle count (%(needles)s), cylinder, terry, colours or efficiency are not those of a sock machine."
    ),
    "registry.bad_name": _("A name must have between 1 and %(longest)s characters, all of them on one line."),
    "registry.bad_period": _("The last day, %(last)s, comes before the first, %(first)s."),
    "registry.bad_phone": _("This is no telephone number: write + and the country's code, then the number."),
    "registry.bad_position": _("Country, latitude or longitude of place %(code)s are wrong."),
    "registry.bad_prefix": _("%(prefix)s is no GS1 company prefix: 7 to 9 digits."),
    "registry.bad_serials": _(
        "Group %(code)s needs serial numbers for its machines, each once: 1 to 20 letters, digits or -"
    ),
    "registry.bad_trademark": _("%(number)s is no trademark number: 1 to 20 letters, digits or -"),
    "registry.bad_uscc": _(
        "%(uscc)s is no unified social credit code: 18 characters, of which the last checks the others."
    ),
    "registry.bad_weekdays": _("Destination %(code)s needs the days on which its loads leave, 0 (Monday) to 6."),
    "registry.bad_view": _("This view is too long to be kept. Clear a filter and keep it again."),
    "registry.clock_moved": _("The town's clock was moved by another run. Look where it stands and run again."),
    "registry.desk_stays": _("The town's own desks, depot, laboratory and office cannot leave."),
    "registry.firm_not_found": _("There is no such firm."),
    "registry.many_views": _("You keep %(most)s views of this table already. Delete one first."),
    "registry.name_differs": _("This is not your firm's name. Type it as it stands above; nothing was changed."),
    "registry.no_source": _("A published figure needs its source, in at most %(longest)s characters."),
    "registry.no_town": _("No town stands here yet. Run `dukou seed` first."),
    "registry.overlapping_days": _("From %(first)s two rows would hold at once. End the earlier row the day before."),
    "registry.person_not_found": _("Nobody logs in with this telephone number."),
    "registry.role_not_of_firm": _("The role %(role)s belongs to the town's own desks. Choose another role."),
    "registry.site_not_found": _("The firm has no such place."),
    "registry.unknown_kind": _("There is no kind %(kind)s of firm or place."),
    "registry.unknown_language": _("The town speaks zh-hans and en, not %(language)s."),
    "registry.unknown_role": _("There is no role %(role)s."),
    "registry.unknown_table": _("There is no published table %(table)s."),
    "registry.view_not_found": _("There is no such view."),
}
