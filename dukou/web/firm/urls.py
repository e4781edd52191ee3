"""Name the addresses of these pages."""

from django.urls import URLPattern, path

from dukou.web.firm import pages

urlpatterns: list[URLPattern] = [
    path("joining/", pages.joining, name="joining"),
    path("leaving/", pages.leaving, name="leaving"),
    path("firm.xlsx", pages.firm_workbook, name="firm_workbook"),
    path("notices/", pages.notices, name="notices"),
    path("notices/read/", pages.read_notices, name="notices_read"),
]
