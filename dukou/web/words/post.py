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
    "settlement.reminder_1": (
        _("Friendly reminder of your account"),
        _(
            "%(seller_zh)s (%(seller_en)s) kindly reminds you: %(overdue)s is past its due date, of %(owed)s open on"
            " %(on)s. If you have paid meanwhile, thank you. Log in to Dukou and open /money/from/%(seller)s/"
        ),
    ),
    "settlement.reminder_2": (
        _("Second reminder of your account"),
        _(
            "%(seller_zh)s (%(seller_en)s) asks you to pay %(overdue)s, part of it due more than 30 days ago, or to say"
            " what stands in the way. Log in to Dukou and open /money/from/%(seller)s/"
        ),
    ),
    "settlement.reminder_3": (
        _("Last reminder of your account"),
        _(
            "%(seller_zh)s (%(seller_en)s) asks you to pay %(overdue)s now or to call: part of it was due more than 60"
            " days ago. Log in to Dukou and open /money/from/%(seller)s/"
        ),
    ),
    "post.log_in_code": (_("Your code for Dukou"), _("%(code)s is your code for Dukou. Give it to nobody.")),
}
