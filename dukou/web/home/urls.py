"""Name the address of everyone's home."""

from django.urls import URLPattern, path

from dukou.web.home import pages

urlpatterns: list[URLPattern] = [path("home/", pages.home, name="home")]
