"""Name the addresses of these pages."""

from django.urls import URLPattern, path

from dukou.web.freight import (
    bills,
    board,
    carbon,
    carriers,
    desk,
    lanes,
    load,
    moves,
    parcels,
    plan,
    rounds,
    sharing,
    stowage,
)

urlpatterns: list[URLPattern] = [
    path("parcels/", parcels.parcels, name="parcels"),
    path("bills/", bills.bills, name="bills"),
    path("bills/<str:load>/", bills.bill, name="bill"),
    path("bills/<str:load>/<str:firm_code>/", bills.firm_bill, name="firm_bill"),
    path("desks/freight/", desk.freight_desk, name="freight_desk"),
    path("desks/freight/savings/", sharing.savings, name="freight_savings"),
    path("desks/freight/departures/", board.board, name="freight_board"),
    path("desks/freight/next-days/", plan.plan, name="freight_plan"),
    path("desks/freight/lanes/", lanes.lanes, name="freight_lanes"),
    path("desks/round/", rounds.desk, name="freight_round"),
    path("rounds/<str:code>/", rounds.sheet, name="round_sheet"),
    path("loads/<str:code>/", load.load, name="load"),
    path("loads/<str:code>/moves/", moves.moves, name="load_moves"),
    path("loads/<str:code>/carbon/", carbon.load_carbon, name="load_carbon"),
    path("loads/<str:code>/carriers/", carriers.load_carriers, name="load_carriers"),
    path("loads/<str:load>/book/", carriers.book_load, name="load_book"),
    path("loads/<str:code>/stowage/<str:service>/", stowage.stowage, name="stowage"),
    path("loads/<str:code>/stowage/<str:service>/list/", stowage.loading_list, name="loading_list"),
    path("loads/<str:code>/sharing/", sharing.sharing, name="load_sharing"),
]
