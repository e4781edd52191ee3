"""Name the addresses of scanning and of the trace of a code."""

from django.urls import URLPattern, path

from dukou.web.scan import pages, trace, yarn

urlpatterns: list[URLPattern] = [
    path("scan/", pages.scan, name="scan"),
    path("scan/shell/", pages.shell, name="scan_shell"),
    path("scans/", pages.take, name="scans"),
    path("scans/picture/", pages.picture, name="scan_picture"),
    path("sw.js", pages.worker, name="worker"),
    path("t/<str:code>/", trace.trace, name="trace"),
    path("t/<str:code>/yarn/", yarn.yarn, name="lot_yarn"),
]
