"""Name the addresses of lots, wages, offers and the planning desk."""

from django.urls import URLPattern, path

from dukou.web.mill import desk, offers, pages, wages

urlpatterns: list[URLPattern] = [
    path("lots/", pages.lots, name="lots"),
    path("lots/<str:code>/", pages.lot, name="lot"),
    path("wages/", wages.wages, name="wages"),
    path("offers/", offers.offers, name="offers"),
    path("desks/planning/", desk.planning, name="planning_desk"),
]
