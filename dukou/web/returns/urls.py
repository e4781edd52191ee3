"""Name the addresses of returns and claims."""

from django.urls import URLPattern, path

from dukou.web.returns import claims, desk

urlpatterns: list[URLPattern] = [
    path("claims/", claims.claims, name="claims"),
    path("claims/<str:code>/", claims.claim, name="claim_case"),
    path("desks/returns/", desk.desk, name="returns_desk"),
    path("parcels-back/<str:code>/", desk.parcel, name="parcel_back"),
]
