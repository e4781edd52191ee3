"""Name the addresses of the town's pages."""

from django.urls import path

from dukou.web.town import pages

urlpatterns = [
    path("", pages.town, name="town"),
    path("assumptions/", pages.assumptions, name="assumptions"),
]
