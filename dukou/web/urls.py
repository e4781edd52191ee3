"""Name the addresses of the pages."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from dukou.web.account import pages as account
from dukou.web.api.urls import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("dukou.web.town.urls")),
    path("orders/", include("dukou.web.orders.urls")),
    path("account/acting-firm/", account.act_for, name="act_for"),
    path("account/", include("allauth.account.urls")),
    path("language/", set_language, name="set_language"),
    path("api/", api.urls),
]
