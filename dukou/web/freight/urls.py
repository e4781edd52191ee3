"""Name the addresses of these pages."""

from django.urls import URLPattern, path

from dukou.web.freight import bills, desk, parcels

urlpatterns: list[URLPattern] = [
    path("parcels/", parcels.parcels, name="parcels"),
    path("bills/", bills.bills, name="bills"),
    path("bills/<str:load>/", bills.bill, name="bill"),
    path("bills/<str:load>/<str:firm_code>/", bills.firm_bill, name="firm_bill"),
    path("desks/freight/", desk.freight_desk, name="freight_desk"),
    path("loads/<str:code>/", desk.load, name="load"),
]
