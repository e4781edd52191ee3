"""Name the addresses of these pages."""

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from dukou.web.papers import files, pages

urlpatterns: list[URLPattern] = [
    path("papers/", pages.papers, name="papers"),
    path("papers/<str:shipment>/", pages.paper_set, name="paper_set"),
    path("papers/<str:shipment>/<str:name>", files.paper_file, name="paper_file"),
    path("loads/<str:load>/papers/", pages.load_papers, name="load_papers"),
    path("loads/<str:load>/papers/<str:name>", files.load_file, name="load_paper_file"),
    # GS1 Digital Link names a logistic unit in this way.
    path("00/<str:code>", login_required(RedirectView.as_view(pattern_name="trace")), name="carton_link"),
]
