"""Name the addresses of goods in overseas depots."""

from django.urls import URLPattern, path

from dukou.web.abroad import account, desk, pages

urlpatterns: list[URLPattern] = [
    path("overseas/", pages.overseas, name="overseas"),
    path("overseas/announce/", pages.announce, name="overseas_announce"),
    path("overseas/propose/", pages.propose, name="overseas_propose"),
    path("overseas/proposals/<str:code>/", pages.answer, name="overseas_answer"),
    path("overseas/account/", account.account, name="overseas_account"),
    path("overseas/fees/", pages.fee_list, name="overseas_fees"),
    path("overseas/fees/<str:code>/", pages.fee, name="overseas_fee"),
    path("desks/overseas/", desk.desk, name="overseas_desk"),
    path("desks/overseas/inbound/<str:code>/", desk.count, name="overseas_count"),
    path("desks/overseas/handling/", desk.work, name="overseas_work"),
]
