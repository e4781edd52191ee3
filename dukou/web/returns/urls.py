"""Name the addresses of the returns desk."""

from django.urls import URLPattern, path

from dukou.web.returns import desk

urlpatterns: list[URLPattern] = [
    path("desks/returns/", desk.desk, name="returns_desk"),
    path("parcels-back/<str:code>/", desk.parcel, name="parcel_back"),
]
