"""Protect the carriers' desk: a sheet is looked at before it comes in, a price is told, a booking is followed."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook

from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OPERATOR
from dukou.freight import models
from dukou.freight.door import carriers
from dukou.freight.parties.manual import messages as manual
from dukou.freight.records.carriers import SHEETS
from dukou.registry import door as registry
from dukou.registry import models as registry_models
from tests import builders as build
from tests.freight.builders import firms, leave, place, ready_order
from tests.web.language import assert_one_language
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
START = build.ON + timedelta(days=30)
MOST_QUERIES = 18
# What is shown as it was written.
WRITTEN = ("contract", "shared", "socks", "TOWN01", "dcsa")


@pytest.fixture(autouse=True)
def carrier() -> str:
    call_command("createcachetable", verbosity=0)
    build.limits()
    registry.set_clock(on=build.ON, viewer=TOWN)
    key = build.firm("carrier")
    build.destination()
    return registry_models.Firm.objects.get(pk=key).code


@pytest.fixture
def desk() -> Client:
    return logged_in(build.firm("operator"), OPERATOR)


def sheet(kind: str, *rows: dict[str, Any]) -> SimpleUploadedFile:
    columns = next(columns for name, columns in SHEETS.items() if name == kind)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.en for column in columns])
    writer.writerows([row.get(column.name, "") for column in columns] for row in rows)
    return SimpleUploadedFile("sheet.csv", out.getvalue().encode(), "text/csv")


def tariff(code: str, **changed: Any) -> dict[str, Any]:
    place = registry.destinations()[0].code
    plain = {"carrier": code, "service": "ltl", "kind": "shared", "destination": place, "unit": "kg", "rate": "2.5"}
    dates = {"valid_from": START, "transit_days": 4, "weekdays": "1,4", "source": "contract"}
    return plain | dates | changed


def send(client: Client, want: str, *rows: dict[str, Any], **more: Any) -> Any:
    return client.post("/desks/carriers/sheets/tariffs/", {"want": want, "sheet": sheet("tariffs", *rows)}, **more)


def test_a_bad_row_is_shown_and_nothing_comes_in(desk: Client, carrier: str) -> None:
    rows = (tariff(carrier), tariff(carrier, service="air", weekdays=""))
    page = send(desk, "preview", *rows).content.decode()
    assert "1 row has a fault" in page
    assert "air has no weekday on which it leaves." in page
    assert 'value="import"' not in page
    refused = send(desk, "import", *rows)
    assert refused.status_code == 422
    assert "Rows with a fault: 1" in refused.content.decode()
    assert not registry_models.Tariff.objects.exists()


def test_a_fault_names_the_column_as_the_sheet_does(desk: Client, carrier: str) -> None:
    assert "Rate: “two” is no number" in send(desk, "preview", tariff(carrier, rate="two")).content.decode()


def test_a_good_sheet_is_looked_at_and_then_comes_in_once(desk: Client, carrier: str) -> None:
    page = send(desk, "preview", tariff(carrier)).content.decode()
    assert "1 entry would come in." in page
    assert 'value="import"' in page
    assert not registry_models.Tariff.objects.exists()
    assert send(desk, "import", tariff(carrier), follow=True).status_code == 200
    assert send(desk, "import", tariff(carrier)).status_code == 422
    listed = desk.get("/desks/carriers/", {"on": START.isoformat()}).content.decode()
    assert "less than truckload" in listed
    assert "No tariff holds on this day." in desk.get("/desks/carriers/").content.decode()
    assert registry_models.Tariff.objects.count() == 1


@pytest.mark.parametrize("kind", SHEETS)
def test_a_template_has_the_headings_that_are_read(desk: Client, kind: str) -> None:
    book = load_workbook(io.BytesIO(desk.get(f"/desks/carriers/sheets/{kind}/template.xlsx").content))
    heading, *rows = book.worksheets[0].iter_rows(values_only=True)
    columns = next(columns for name, columns in SHEETS.items() if name == kind)
    assert list(heading) == [column.en for column in columns]
    assert rows


def test_a_price_is_told_line_by_line(desk: Client, carrier: str) -> None:
    send(desk, "import", tariff(carrier, minimum=30))
    asked = {"destination": registry.destinations()[0].code, "kilograms": "10", "cubic_metres": "0.01", "shipments": 1}
    page = desk.post("/desks/carriers/quote/", {**asked, "on": START.isoformat()}).content.decode()
    for words in ("10,000 g and 10,000 ml", "at 2.50 CNY a kg", "up to the minimum of 30.00 CNY", "30.00 CNY"):
        assert words in page
    early = desk.post("/desks/carriers/quote/", {**asked, "on": build.ON.isoformat()}).content.decode()
    assert "has no tariff on" in early
    assert desk.post("/desks/carriers/quote/", {**asked, "kilograms": "0"}).status_code == 422


def book(desk: Client, **changed: Any) -> Any:
    key = registry.firms(viewer=TOWN, kinds=["carrier"])[0].id
    desk.post("/desks/carriers/bookings/", {"carrier": key, "protocol": "manual", "account": "TOWN01"})
    who = {"name": "n", "phone": "1", "city": "c", "street": "s"}
    form = {"key": "k", "carrier": key, "service": "ltl", "destination": registry.destinations()[0].code}
    form |= {"departs_on": START.isoformat(), "cartons": 2, "kilograms": 19, "cubic_metres": "0.2", "vehicles": 1}
    form |= {"goods": "socks", **{f"sender_{name}": said for name, said in who.items()}}
    form |= {f"receiver_{name}": said for name, said in who.items()}
    return desk.post("/desks/carriers/bookings/new/", {**form, **changed})


def test_a_booking_is_made_told_and_its_answer_written_down(desk: Client) -> None:
    answer = book(desk)
    one = models.Booking.objects.get()
    assert answer["Location"] == f"/desks/carriers/bookings/{one.code}/"
    assert one.code in desk.get(answer["Location"]).content.decode()
    said = {"act": "word", "outcome": "confirmed", "reference": "T-7", "note": "by phone"}
    page = desk.post(answer["Location"], said, follow=True)
    assert "T-7" in page.content.decode()
    assert "confirmed" in desk.get("/desks/carriers/bookings/").content.decode()
    desk.post(answer["Location"], {"act": "nonsense"})
    assert models.Booking.objects.get().state == "confirmed"
    desk.post(answer["Location"], {"cancel": "yes"})
    one.refresh_from_db()
    assert one.state == "cancelled"


def test_a_load_is_booked_from_its_page_in_one_press_and_what_is_told_reaches_its_shipments(desk: Client) -> None:
    (seller,), there = firms(1), place(services=("truck",))
    ready_order(there, seller, (300,))
    leave()
    key = registry.firms(viewer=TOWN, kinds=["carrier"])[0].id
    carriers.speak(key, protocol="manual", account="TOWN01", viewer=TOWN, now=build.NOW)
    load = models.Load.objects.get().code
    part = {"carrier": key, "service": "truck"}
    page = f"/loads/{load}/carriers/"
    assert page in desk.get(f"/loads/{load}/").content.decode()
    assert 'value="truck"' in desk.get(page).content.decode()
    asked = desk.post(f"/loads/{load}/book/", part)["Location"]
    assert f'value="{load}"' in desk.get(asked).content.decode()
    book(desk, key="before", departs_on=(build.ON - timedelta(days=1)).isoformat())
    assert "Cut-offs missed" in desk.get("/desks/carriers/bookings/").content.decode()
    answer = desk.post(f"/loads/{load}/book/", part)
    one = models.Booking.objects.get(load__code=load)
    assert answer["Location"] == f"/desks/carriers/bookings/{one.code}/"
    assert one.code in desk.get(page).content.decode()
    told = {"act": "event", "kind": "arrived_at_hub", "place": "沈阳", "day": str(build.ON)}
    for _time in range(2):
        assert desk.post(answer["Location"], told).status_code == 302
    shipment = models.Shipment.objects.get()
    assert desk.get(f"/shipments/{shipment.code}/").content.decode().count("沈阳") == 1
    assert desk.post(answer["Location"], told | {"kind": "teleported"}).status_code == 422
    assert desk.post(f"/loads/{load}/book/", part | {"carrier": "x"}).status_code == 404


def test_a_carriers_sheet_that_comes_back_is_read(desk: Client) -> None:
    where = book(desk)["Location"]
    filled = load_workbook(io.BytesIO(desk.get(f"{where}sheet.xlsx").content))
    for cells in filled.worksheets[0].iter_rows():
        cells[1].value = {manual.ANSWER: "接", manual.NUMBER: "W-9"}.get(cells[0].value, cells[1].value)
    out = io.BytesIO()
    filled.save(out)
    upload = SimpleUploadedFile("answer.xlsx", out.getvalue())
    assert desk.post("/desks/carriers/bookings/answered/", {"sheet": upload})["Location"] == where
    assert models.Booking.objects.values_list("state", "reference")[0] == ("confirmed", "W-9")
    wrong = desk.post("/desks/carriers/bookings/answered/", {"sheet": SimpleUploadedFile("a.xlsx", b"x")}, follow=True)
    assert "cannot be read" in wrong.content.decode()


def test_a_wrong_booking_is_told_and_not_made(desk: Client) -> None:
    assert book(desk, cartons=0).status_code == 422
    assert not models.Booking.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_pages_ask_little_of_the_database(desk: Client, count: int, django_assert_max_num_queries: Any) -> None:
    for number in range(count):
        book(desk, key=f"k{number}")
    code = models.Booking.objects.values_list("code", flat=True)[0]
    for address in ("", "sheets/tariffs/", "quote/", "bookings/", "bookings/new/", f"bookings/{code}/"):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert desk.get(f"/desks/carriers/{address}").status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_speak_one_language(language: str, carrier: str) -> None:
    desk = logged_in(build.firm("operator"), OPERATOR, language=language)
    send(desk, "import", tariff(carrier, remote_minor=1))
    book(desk)
    names = [one for firm in registry_models.Firm.objects.all() for one in (firm.name_zh, firm.name_en)]
    code = models.Booking.objects.values_list("code", flat=True)[0]
    pages = [f"?on={START}", "sheets/tariffs/", "quote/", "bookings/", "bookings/new/", f"bookings/{code}/"]
    shown = [desk.get(f"/desks/carriers/{address}") for address in pages]
    shown.append(send(desk, "preview", tariff(carrier, rate="2..5", source="contract")))
    asked = {"destination": registry.destinations()[0].code, "kilograms": "10", "cubic_metres": "0.01", "shipments": 1}
    shown.append(desk.post("/desks/carriers/quote/", {**asked, "on": START.isoformat()}))
    for page in shown:
        assert_one_language(page.content.decode(), language, [*names, *WRITTEN])


def test_for_a_factory_there_are_no_such_pages() -> None:
    factory = logged_in(build.firm(), FACTORY)
    for address in ("", "sheets/tariffs/", "sheets/fuel/template.xlsx", "quote/", "bookings/", "bookings/new/"):
        assert factory.get(f"/desks/carriers/{address}").status_code == 404
