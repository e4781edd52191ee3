"""Protect the demo town's pages: its people, its clock, its broken copy and the book that somebody tries."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OPERATOR
from dukou.jobs import models as jobs
from dukou.journey import clock as town_clock
from dukou.journey.seed.people import PEOPLE, RIVAL
from dukou.market import models as market
from dukou.registry import door as registry
from dukou.registry import models as firms
from dukou.web.demo import pages
from dukou.web.words.demo import ROLES
from tests import builders as build
from tests.web.people import logged_in, person

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15
PAGES = ("/clock/", "/break/", "/try/")
HEADING = ("订单号", "货号", "数量", "日期", "客户", "国家")


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """Let the town be a demo, with a clock."""
    settings.DUKOU_DEMO = True
    registry.set_clock(on=build.ON, viewer=TOWN)


@pytest.fixture
def desk() -> Client:
    return logged_in(build.firm("operator"), OPERATOR)


def owner(number: int = 0) -> Client:
    return logged_in(build.factory(), FACTORY, phone=f"+8613900002{number:03}")


def sheet(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(client: Client, content: bytes, name: str = "book.xlsx", want: str = "preview", **headers: str) -> Any:
    return client.post("/try/", {"book": SimpleUploadedFile(name, content), "want": want}, headers=headers)


def town_of_one_maker() -> str:
    """Build what a book is translated to, and return where its goods may go."""
    build.factory()
    build.firm("trader")
    build.sku()
    return firms.Destination.objects.get(pk=build.destination()).name_zh


def test_each_tile_logs_in_its_person_and_nobody_else() -> None:
    page = Client(headers={"accept-language": "en"}).get("/demo/enter/").content.decode()
    assert all(f'value="{one.log_in}"' in page for one in PEOPLE)
    assert [one.log_in for one in PEOPLE] == sorted(ROLES, key=[one.log_in for one in PEOPLE].index)
    key = person(build.factory(), FACTORY, PEOPLE[0].phone)
    client = Client()
    assert client.post("/demo/enter/", {"role": PEOPLE[0].log_in}).status_code == 302
    assert client.session["_auth_user_id"] == str(key)
    stranger = Client()
    for role in ("nobody", PEOPLE[1].log_in, ""):
        assert stranger.post("/demo/enter/", {"role": role}).status_code == 422
    assert "_auth_user_id" not in stranger.session


def test_the_rival_is_shown_the_way_to_a_bill_that_is_not_his(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "bill_of_another", lambda: ("a-load", "a-firm"))
    person(build.factory(), FACTORY, PEOPLE[1].phone)
    page = Client(headers={"accept-language": "en"}).post("/demo/enter/", {"role": RIVAL}, follow=True)
    assert 'href="/bills/a-load/a-firm/"' in page.content.decode()


def test_a_town_that_is_no_demo_has_none_of_these_pages(settings: Any) -> None:
    settings.DUKOU_DEMO = False
    person(build.factory(), FACTORY, PEOPLE[0].phone)
    assert Client().get("/demo/enter/").status_code == 404
    assert Client().post("/demo/enter/", {"role": PEOPLE[0].log_in}).status_code == 404
    client = logged_in(build.firm("operator"), OPERATOR)
    for page in PAGES:
        assert client.get(page).status_code == client.post(page, {"distance": "hour"}).status_code == 404
    assert not jobs.Job.objects.exists()


def test_the_clock_shows_the_hour_and_is_asked_to_move_once_at_a_time(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    registry.advance_clock(expected=(build.ON, 0), to=(build.ON, 3), viewer=TOWN)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = desk.get("/clock/").content.decode()
    assert "Wednesday" in page
    assert "9:00" in page
    asked = desk.post("/clock/", {"distance": "day", "once": "one"})
    assert desk.post("/clock/", {"distance": "day", "once": "one"})["Location"] == asked["Location"]
    again = logged_in(build.firm("operator"), OPERATOR, phone="+8613900003333").post("/clock/", {"distance": "week"})
    assert again.status_code == 422
    assert "under way already" in again.content.decode()
    (job,) = jobs.Job.objects.all()
    assert (job.argument["to_on"], job.argument["to_step"]) == ("2025-12-04", 3)
    assert desk.post("/clock/", {"distance": "year"}).status_code == 422
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "Thursday" in desk.get(asked["Location"]).content.decode()


def test_only_a_desk_sees_and_moves_the_clock() -> None:
    client = owner()
    assert client.get("/clock/").status_code == client.post("/clock/", {"distance": "hour"}).status_code == 404
    assert not jobs.Job.objects.exists()


def test_anybody_breaks_a_copy_one_at_a_time(django_assert_max_num_queries: Any) -> None:
    client, other = owner(1), owner(2)
    assert client.post("/break/").status_code == 302
    assert client.post("/break/").status_code == 422
    assert other.post("/break/").status_code == 302
    assert jobs.Job.objects.count() == 2
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "progress" in client.get("/break/").content.decode()
    assert Client().post("/break/").status_code == 302
    assert jobs.Job.objects.count() == 2


def test_work_is_found_again_and_stopped_by_its_firm_alone(django_assert_max_num_queries: Any) -> None:
    client, rival = owner(1), owner(2)
    where = client.post("/break/")["Location"]
    with django_assert_max_num_queries(MOST_QUERIES):
        assert where in client.get("/jobs/").content.decode()
    assert where not in rival.get("/jobs/").content.decode()
    assert rival.get(where).status_code == rival.post(where).status_code == 404
    assert not jobs.Job.objects.get().stop_asked
    assert client.post(where).status_code == 302
    assert jobs.Job.objects.get().state == "stopped"
    assert "stopped" in client.get(where).content.decode()


def test_a_book_is_judged_row_by_row_and_nothing_is_written(desk: Client, django_assert_max_num_queries: Any) -> None:
    place = town_of_one_maker()
    rows = [
        ("A1", "WZ-2201", "１，２００", date(2025, 12, 3), "老客户", place),
        ("A1", "WZ-2202", 480, "2025年12月3日", "老客户", place),
        ("A2", "WZ-2203", "很多", "2025-12-03", "老客户", place),
        ("A3", "WZ-2204", 12, "2025-12-03", "老客户", "火星"),
    ]
    before = (market.Import.objects.count(), firms.Firm.objects.count())
    with django_assert_max_num_queries(MOST_QUERIES):
        page = sent(desk, sheet(HEADING, *rows), **{"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "1,680" in page
    assert page.count("comes in") == 2
    assert "The quantity is not a whole number." in page
    assert "does not deliver to this destination" in page
    assert (market.Import.objects.count(), firms.Firm.objects.count()) == before
    refused = sent(desk, sheet(HEADING, *rows), want="refused")
    found = list(load_workbook(io.BytesIO(refused.content)).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in found] == [4, 5]
    assert found[0][3] == "很多"


def test_the_template_comes_in_as_it_is(desk: Client) -> None:
    town_of_one_maker()
    for zh, en in (("德国", "Germany"), ("日本", "Japan")):
        firms.Destination.objects.filter(pk=build.destination()).update(name_zh=zh, name_en=en)
    for language in ("en", "zh-hans"):
        desk.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        template = desk.get("/try/template.xlsx").content
        assert sent(desk, template).content.decode().count("demo-good") == 2


def macros() -> bytes:
    out = io.BytesIO(sheet(HEADING))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO(sheet(HEADING))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 450_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"my dear sir please send socks", "neither an Excel workbook"),
        (b"\x89PNG\r\n\x1a\n", "neither an Excel workbook"),
        (b"PK\x03\x04 and no more", "damaged"),
        (sheet(HEADING[:3]), "日期"),
        (sheet(HEADING), "no row below the heading"),
        (macros(), "macros"),
        (("a,b\n" * 200_001).encode(), "rows"),
    ],
    ids=["empty", "letter", "picture", "torn", "columns", "no rows", "macros", "200k rows"],
)
def test_a_bad_file_is_refused_in_words(desk: Client, content: bytes, words: str) -> None:
    town_of_one_maker()
    answer = sent(desk, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_bomb_is_refused_before_it_is_unpacked(desk: Client) -> None:
    answer = sent(desk, bomb())
    assert answer.status_code == 422
    assert "unpacks to far more" in answer.content.decode()


def test_a_formula_counts_as_what_it_last_showed_and_acts_nowhere(desk: Client) -> None:
    place = town_of_one_maker()
    rows = [("A1", "WZ-1", "=1+1", "2025-12-03", "=cmd()", place), ("=A1", "WZ-1", 5, "2025-12-03", "老客户", place)]
    page = sent(desk, sheet(HEADING, *rows))
    assert page.status_code == 200
    assert "=cmd" not in page.content.decode()
    assert page.content.decode().count("demo-good") == 0


def test_script_in_a_book_is_shown_as_text(desk: Client) -> None:
    town_of_one_maker()
    page = sent(desk, sheet(HEADING, ("<script>x</script>", "WZ-1", 5, "2025-12-03", "<b>", "火星"))).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_the_words_of_the_hours_are_the_steps_of_the_day() -> None:
    from dukou.journey.day import STEPS
    from dukou.web.words.clock import STEPS as WORDS

    assert list(WORDS) == [step.__name__.strip("_") for step in STEPS]
    assert town_clock.DISTANCES.keys() == {"hour", "day", "week"}
