"""Name the addresses of lots, wages, offers and the planning desk."""

from django.urls import URLPattern, path

from dukou.web.mill import desk, offers, pages, wage_month, wages

urlpatterns: list[URLPattern] = [
    path("lots/", pages.lots, name="lots"),
    path("lots/<str:code>/", pages.lot, name="lot"),
    path("wages/", wages.wages, name="wages"),
    path("wages/rates/", wage_month.piece_rates, name="piece_rates"),
    path("wages/<str:month>/", wage_month.wage_month, name="wage_month"),
    path("wages/<str:month>/wages.xlsx", wage_month.wage_month_xlsx, name="wage_month_xlsx"),
    path("wages/<str:month>/wages.pdf", wage_month.wage_month_pdf, name="wage_month_pdf"),
    path("wages/<str:month>/<int:worker>/slip.pdf", wage_month.wage_slip, name="wage_slip"),
    path("offers/", offers.offers, name="offers"),
    path("desks/planning/", desk.planning, name="planning_desk"),
]
