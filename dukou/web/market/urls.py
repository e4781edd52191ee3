"""Name the addresses of the market, the cart and the order made of it."""

from django.urls import path

from dukou.web.market import ordering, pages

urlpatterns = [
    path("market/", pages.market, name="market"),
    path("market/<str:code>/", pages.style, name="style"),
    path("market/<str:code>/prices/", pages.own_prices, name="style_prices"),
    path("cart/", ordering.cart, name="cart"),
    path("cart/order/", ordering.checkout, name="checkout"),
]
