"""Name the addresses of these pages."""

from django.urls import path

from dukou.web.work import pages

urlpatterns = [
    path("jobs/", pages.work, name="work"),
    path("jobs/<str:code>/", pages.job, name="job"),
]
