"""Name the addresses of these pages."""

from django.urls import path

from dukou.web.demo import pages, trying

urlpatterns = [
    path("demo/enter/", pages.enter, name="enter"),
    path("clock/", pages.clock, name="clock"),
    path("break/", pages.break_it, name="break"),
    path("try/", trying.try_book, name="try_book"),
    path("try/template.xlsx", trying.template, name="try_template"),
]
