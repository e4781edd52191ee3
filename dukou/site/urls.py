"""Name the addresses of the town."""

from django.urls import include, path

from dukou.site.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("dukou.web.urls")),
]
