"""Name the addresses of the order pages."""

from django.urls import path

from dukou.web.orders import claiming, pages

urlpatterns = [
    path("", pages.orders, name="orders"),
    path("orders.xlsx", pages.export, name="orders_export"),
    path("<str:code>/", pages.order, name="order"),
    path("<str:code>/claim/", claiming.claim, name="claim"),
]
