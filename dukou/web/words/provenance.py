"""Word what the book of facts refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "provenance.fact_not_found": _("The book holds no such fact."),
    "provenance.head_not_found": _("The book has no such tree head."),
    "provenance.not_covered": _("This tree head is older than the fact. Take a later one."),
    "provenance.too_many": _("At most %(most)s proofs are made at once."),
}
