"""Name the addresses of the town's pages."""

from django.urls import path

from dukou.web.town import pages

urlpatterns = [
    path("", pages.crossing, name="crossing"),
    path("town/", pages.town, name="town"),
    path("town.xlsx", pages.town_workbook, name="town_workbook"),
    path("screen/", pages.screen, name="screen"),
    path("figures/<str:key>/", pages.figure, name="made_of"),
    path("assumptions/", pages.assumptions, name="assumptions"),
]
