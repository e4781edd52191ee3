"""Name the addresses of returns and claims."""

from django.urls import URLPattern, path

from dukou.web.returns import (
    asking,
    claims,
    consumer,
    desk,
    dock,
    faults,
    grading,
    holds,
    labels,
    measures,
    policy,
    recalls,
    swaps,
)

urlpatterns: list[URLPattern] = [
    path("returns/ask/", asking.ask, name="ask"),
    path("returns/ask/<str:code>/", asking.ask_by_link, name="ask_by_link"),
    path("returns/ask/<str:link>/<str:code>/", claims.claim_by_link, name="ask_case"),
    path("returns/ask/<str:link>/<str:code>/<str:name>/", claims.picture_by_link, name="ask_picture"),
    path("returns/policy/", policy.policy, name="returns_policy"),
    path("returns/consumer/<str:code>/", consumer.consumer, name="consumer_sale"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<str:code>/", claims.claim, name="claim_case"),
    path("claims/<str:code>/<str:name>/", claims.picture, name="claim_picture"),
    path("faults/", faults.faults, name="faults"),
    path("faults/<str:code>/", faults.fault, name="fault"),
    path("fund/", faults.fund, name="fund"),
    path("holds/", holds.holds, name="holds"),
    path("recalls/", recalls.recalls, name="recalls"),
    path("recalls/<str:code>/", recalls.recall, name="recall"),
    path("desks/returns/", desk.desk, name="returns_desk"),
    path("returns/costs/", measures.costs, name="returns_costs"),
    path("desks/returns/abroad/", dock.abroad, name="returns_abroad"),
    path("desks/returns/grading/", grading.gradings, name="gradings"),
    path("desks/returns/grading/<str:code>/", grading.grade, name="grade"),
    path("returns/errors/", grading.errors, name="grade_errors"),
    path("returns/in/<str:text>/", labels.handed, name="return_handed"),
    path("returns/<str:code>/label/", labels.label, name="return_label"),
    path("returns/<str:code>/label.pdf", labels.label_file, name="return_label_file"),
    path("swaps/", swaps.swaps, name="swaps"),
    path("swaps/<str:batch>/round/", swaps.swap_carried, name="swap_carried"),
    path("parcels-back/<str:code>/", desk.parcel, name="parcel_back"),
]
