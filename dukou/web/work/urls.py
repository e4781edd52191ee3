"""Name the addresses of these pages."""

from django.urls import path

from dukou.web.work import pages

urlpatterns = [
    path("work/", pages.work, name="work"),
    path("work/<str:code>/", pages.job, name="job"),
]
