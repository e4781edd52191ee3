"""Name the addresses of these pages."""

from django.urls import URLPattern, path

from dukou.web.settlement import heads, months, nettings, pages

urlpatterns: list[URLPattern] = [
    path("money/", pages.money, name="money"),
    path("money/from/<str:code>/", pages.statement_from, name="statement_from"),
    path("money/from/<str:code>/statement.pdf", pages.received_pdf, name="received_pdf"),
    path("money/from/<str:code>/statement.xlsx", pages.received_xlsx, name="received_xlsx"),
    path("money/<str:code>/", pages.statement, name="statement"),
    path("money/<str:code>/send/", pages.send, name="statement_send"),
    path("money/<str:code>/statement.pdf", pages.statement_pdf, name="statement_pdf"),
    path("money/<str:code>/statement.xlsx", pages.statement_xlsx, name="statement_xlsx"),
    path("statements/", months.this_month, name="this_month"),
    path("statements/<str:month>/", months.month, name="month"),
    path("statements/<str:month>/statement.pdf", months.month_pdf, name="month_pdf"),
    path("statements/<str:month>/statement.xlsx", months.month_xlsx, name="month_xlsx"),
    path("netting/", nettings.netting, name="netting"),
    path("netting/<str:code>/", nettings.agree, name="netting_agree"),
    path("book/", heads.head, name="head"),
    path("book/<str:subject>/", heads.fact_proof, name="fact_proof"),
    path("desks/accounts/", pages.accounts_desk, name="accounts_desk"),
]
