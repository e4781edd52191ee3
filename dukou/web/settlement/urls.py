"""Name the addresses of these pages."""

from django.urls import URLPattern, path

from dukou.web.settlement import pages

urlpatterns: list[URLPattern] = [
    path("money/", pages.money, name="money"),
    path("money/from/<str:code>/", pages.statement_from, name="statement_from"),
    path("money/from/<str:code>/statement.pdf", pages.received_pdf, name="received_pdf"),
    path("money/from/<str:code>/statement.xlsx", pages.received_xlsx, name="received_xlsx"),
    path("money/<str:code>/", pages.statement, name="statement"),
    path("money/<str:code>/send/", pages.send, name="statement_send"),
    path("money/<str:code>/statement.pdf", pages.statement_pdf, name="statement_pdf"),
    path("money/<str:code>/statement.xlsx", pages.statement_xlsx, name="statement_xlsx"),
    path("desks/accounts/", pages.accounts_desk, name="accounts_desk"),
]
