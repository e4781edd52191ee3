"""Name the address of the lab desk."""

from django.urls import URLPattern, path

from dukou.web.lab import pages

urlpatterns: list[URLPattern] = [path("desks/lab/", pages.desk, name="lab_desk")]
