"""Name the addresses of these pages."""

from django.urls import URLPattern, path

from dukou.web.proof import pages, sheets

urlpatterns: list[URLPattern] = [
    path("proof/", pages.proof, name="proof"),
    path("proof/sheets/<str:kind>/", sheets.sheet, name="proof_sheet"),
    path("proof/sheets/<str:kind>/template.xlsx", sheets.template, name="proof_template"),
    path("desks/proof/", pages.proof_desk, name="proof_desk"),
]
