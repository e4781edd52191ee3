"""Name the addresses of these pages."""

from django.urls import URLPattern, path

from dukou.web.carriers import bookings, pages

urlpatterns: list[URLPattern] = [
    path("desks/carriers/", pages.tariffs, name="carrier_tariffs"),
    path("desks/carriers/sheets/<str:kind>/", pages.sheet, name="carrier_sheet"),
    path("desks/carriers/sheets/<str:kind>/template.xlsx", pages.template, name="carrier_template"),
    path("desks/carriers/quote/", pages.quote, name="carrier_quote"),
    path("desks/carriers/bookings/", bookings.bookings, name="carrier_bookings"),
    path("desks/carriers/bookings/new/", bookings.book, name="carrier_book"),
    path("desks/carriers/bookings/answered/", bookings.answered_sheet, name="carrier_answered"),
    path("desks/carriers/bookings/<str:code>/", bookings.booking, name="carrier_booking"),
    path("desks/carriers/bookings/<str:code>/sheet.xlsx", bookings.booking_sheet, name="carrier_booking_sheet"),
]
