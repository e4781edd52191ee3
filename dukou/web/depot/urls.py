"""Name the addresses of stock, partner shops and the depot's desk."""

from django.urls import URLPattern, path

from dukou.web.depot import desk, shop, stock

urlpatterns: list[URLPattern] = [
    path("stock/", stock.stock, name="stock"),
    path("shop/", shop.shop, name="shop"),
    path("shop/sale/", shop.sale, name="shop_sale"),
    path("shop/sale/<str:code>/undo/", shop.undo_sale, name="shop_undo"),
    path("shop/exchange/", shop.exchange, name="shop_exchange"),
    path("desks/depot/", desk.desk, name="depot_desk"),
    path("desks/depot/exchange/<str:code>/", desk.answer, name="depot_exchange"),
    path("desks/depot/scan/<str:key>/undo/", desk.undo_scan, name="depot_undo"),
]
