"""Name the addresses of the pages."""

from allauth.account import views as allauth
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from dukou.web.account import pages as account
from dukou.web.api.urls import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("dukou.web.town.urls")),
    path("orders/", include("dukou.web.orders.urls")),
    path("", include("dukou.web.home.urls")),
    path("", include("dukou.web.work.urls")),
    path("", include("dukou.web.demo.urls")),
    path("", include("dukou.web.kit.urls")),
    path("", include("dukou.web.market.urls")),
    path("", include("dukou.web.freight.urls")),
    path("", include("dukou.web.carriers.urls")),
    path("", include("dukou.web.papers.urls")),
    path("", include("dukou.web.track.urls")),
    path("", include("dukou.web.proof.urls")),
    path("", include("dukou.web.mill.urls")),
    path("", include("dukou.web.lab.urls")),
    path("", include("dukou.web.depot.urls")),
    path("", include("dukou.web.abroad.urls")),
    path("", include("dukou.web.scan.urls")),
    path("", include("dukou.web.returns.urls")),
    path("", include("dukou.web.settlement.urls")),
    path("", include("dukou.web.firm.urls")),
    path("account/acting-firm/", account.act_for, name="act_for"),
    # Of allauth's pages those that are used; sign-up is closed, and the desk sets numbers and passwords.
    path("account/login/", allauth.login, name="account_login"),
    path("account/login/code/", allauth.request_login_code, name="account_request_login_code"),
    path("account/login/code/confirm/", allauth.confirm_login_code, name="account_confirm_login_code"),
    path("account/logout/", allauth.logout, name="account_logout"),
    path("language/", set_language, name="set_language"),
    path("api/", api.urls),
]
