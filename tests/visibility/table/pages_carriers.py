"""Say who sees what at the addresses of carriers: they are the desks' alone."""

from io import BytesIO

from dukou.base.town import TOWN
from dukou.freight import models
from dukou.freight.door import booking, carriers
from dukou.freight.records.carriers import NewBooking
from tests.visibility.rows import MAY, MISSING, REFUSED, Path, Visit, may, path, sees
from tests.visibility.table.carriers import CONTACT, SERVICE, carrier

BOOKED = "bookedbydesk2222"


def _booked(q: Visit) -> str:
    """Make a booking and return its code, the same each time: pages repeat their own addresses."""
    carriers.speak(carrier(), protocol="manual", account="TOWN01", viewer=TOWN, now=q.world.now)
    new = NewBooking(
        "page", carrier(), "express", q.world.place, q.world.on, 1, 9_000, 80_000, "socks", CONTACT, CONTACT
    )
    booking.book(new, viewer=TOWN, now=q.world.now)
    models.Booking.objects.update(code=BOOKED)
    return BOOKED


def _file() -> BytesIO:
    file = BytesIO(b"Carrier,Service\n")
    file.name = "sheet.csv"
    return file


PATHS: tuple[Path, ...] = (
    path(
        "desks/carriers/",
        lambda q: q.client.get("/desks/carriers/", {"on": q.world.on.isoformat()}),
        others=MISSING,
        desk=sees("registry.destination"),
    ),
    path(
        "desks/carriers/sheets/<str:kind>/",
        lambda q: q.client.get("/desks/carriers/sheets/tariffs/"),
        others=MISSING,
        desk=MAY,
    ),
    path(
        "desks/carriers/sheets/<str:kind>/",
        lambda q: q.client.post("/desks/carriers/sheets/tariffs/", {"want": "preview", "sheet": _file()}),
        others=MISSING,
        desk=REFUSED,
    ),
    path(
        "desks/carriers/sheets/<str:kind>/template.xlsx",
        lambda q: q.client.get("/desks/carriers/sheets/zones/template.xlsx"),
        others=MISSING,
        desk=MAY,
    ),
    path(
        "desks/carriers/quote/",
        lambda q: q.client.post(
            "/desks/carriers/quote/",
            {
                "destination": q.world.place,
                "kilograms": "9",
                "cubic_metres": "0.08",
                "shipments": "1",
                "on": q.world.on.isoformat(),
            },
        ),
        others=MISSING,
        desk=sees("registry.destination"),
    ),
    path(
        "desks/carriers/bookings/",
        lambda q: (_booked(q), q.client.get("/desks/carriers/bookings/"))[1],
        others=MISSING,
        desk=MAY,
    ),
    path(
        "desks/carriers/bookings/new/",
        lambda q: q.client.get("/desks/carriers/bookings/new/"),
        others=MISSING,
        desk=MAY,
    ),
    path(
        "desks/carriers/bookings/answered/",
        lambda q: q.client.post("/desks/carriers/bookings/answered/", {"sheet": _file()}),
        others=MISSING,
        desk=MAY,
    ),
    path(
        "desks/carriers/bookings/<str:code>/",
        lambda q: q.client.get(f"/desks/carriers/bookings/{_booked(q)}/"),
        others=MISSING,
        desk=MAY,
    ),
    path(
        "loads/<str:code>/carriers/",
        lambda q: q.client.get(f"/loads/{q.deal.load}/carriers/"),
        others=MISSING,
        desk=MAY,
    ),
    path(
        "loads/<str:code>/carbon/",
        lambda q: q.client.get(f"/loads/{q.deal.load}/carbon/"),
        others=MISSING,
        desk=MAY,
    ),
    path(
        "loads/<str:load>/book/",
        lambda q: q.client.post(f"/loads/{q.deal.load}/book/", {"carrier": carrier(), "service": SERVICE}),
        others=MISSING,
        desk=may(),
    ),
    path(
        "desks/carriers/bookings/<str:code>/sheet.xlsx",
        lambda q: q.client.get(f"/desks/carriers/bookings/{_booked(q)}/sheet.xlsx"),
        others=MISSING,
        desk=MAY,
    ),
)
