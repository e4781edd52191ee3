"""Word what the post refuses and what it sends."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "post.notice_not_found": _("There is no such notice."),
}
LETTERS = {
    "post.log_in_code": (_("Your code for Dukou"), _("%(code)s is your code for Dukou. Give it to nobody.")),
}
