"""Name the addresses of these pages."""

from django.urls import URLPattern, path

from dukou.web.track import exceptions, public, shipment

urlpatterns: list[URLPattern] = [
    path("track/<str:code>/", public.track, name="track"),
    path("shipments/<str:code>/", shipment.shipment, name="shipment"),
    path("shipments/<str:code>/hand-over/", shipment.hand_over, name="hand_over"),
    path("exceptions/", exceptions.exceptions, name="exceptions"),
    path("exceptions/<str:code>/", exceptions.exception, name="road_exception"),
]
