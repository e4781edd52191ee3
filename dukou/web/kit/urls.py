"""Name the addresses of these pages."""

from django.urls import URLPattern, path

from dukou.web.kit import pages

urlpatterns: list[URLPattern] = [
    path("parts/", pages.parts, name="parts"),
    path("glossary/", pages.glossary, name="glossary"),
    path("views/", pages.save_view, name="view_save"),
    path("views/<str:code>/retire/", pages.retire_view, name="view_retire"),
    path("progress/<str:code>/", pages.job_progress, name="progress"),
    path("files/<str:code>/", pages.kept_file, name="kept_file"),
]
