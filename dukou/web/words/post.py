"""Word what the post refuses and what it sends."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "post.notice_not_found": _("There is no such notice."),
}
LETTERS = {
    "settlement.statement": (
        _("Statement of account"),
        _(
            "%(seller_zh)s (%(seller_en)s) sent you a statement of account of %(on)s: %(owed)s open. "
            "Log in to Dukou and open /money/from/%(seller)s/"
        ),
    ),
    "post.log_in_code": (_("Your code for Dukou"), _("%(code)s is your code for Dukou. Give it to nobody.")),
}
