"""Protect whoever types: his digits are read as he writes them, nothing he typed is lost, and nothing happens twice."""

import io
import threading
from datetime import date
from typing import Any, cast

import pytest
from django import forms
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import translation
from openpyxl import Workbook
from PIL import Image

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import FACTORY
from dukou.files import models as files
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.parts.editing import EditForm, version
from dukou.web.parts.excel import MOST_ROWS, read_sheet, workbook
from dukou.web.parts.forms import DayField, Form, MoneyField, PairsField, PictureField, PriceField, refused
from dukou.web.parts.once import FIELD, once
from dukou.web.parts.pictures import keep_picture
from tests import builders as build
from tests.web.people import logged_in, person


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        *(
            (PairsField(), text, 1_200)
            for text in ("1200", "1,200", "１，２００", "１ ２００", " 1200 双", "1200 pairs")
        ),
        *(
            (MoneyField(), text, 123_450)
            for text in ("1234.5", "1,234.50", "￥1,234.50", "１２３４．５０元", "1234.50 CNY")
        ),
        (MoneyField(currency="JPY"), "1,200", 1_200),
        (PriceField(), "1.2805", 12_805),
        *(
            (DayField(), text, date(2026, 1, 29))
            for text in ("2026-01-29", "2026/1/29", "２０２６－０１－２９", "2026年1月29日", "20260129", "29.01.2026")
        ),
    ],
)
def test_numbers_and_days_are_read_as_people_write_them(field: forms.Field, typed: str, value: object) -> None:
    assert field.clean(typed) == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *((PairsField(), text) for text in ("", "0", "-5", "1.5", "twelve", "1e3", "9" * 5_000, "½", "\x00")),
        (PairsField(least=100), "99"),
        *((MoneyField(), text) for text in ("", "-1", "1.234", "NaN", "Infinity", "1e99999", "x", "9" * 5_000)),
        (MoneyField(currency="JPY"), "1.5"),
        (PriceField(), "1.28055"),
        *((DayField(), text) for text in ("", "2026-02-30", "tomorrow", "0000-00-00", "9" * 5_000)),
        (DayField(earliest=date(2026, 1, 29)), "2026-01-28"),
        (DayField(latest=date(2026, 1, 29)), "2026-01-30"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_none_is_refused_in_the_readers_language(field: forms.Field, typed: str, language: str) -> None:
    with translation.override(language):
        with pytest.raises(forms.ValidationError) as refusal:
            field.clean(typed)
        (words,) = refusal.value.messages
    assert words.isascii() == (language == "en")


class Offer(Form):
    pairs = PairsField(label="Pairs")
    note = forms.CharField(label="Note", required=False)


def test_a_refused_form_keeps_what_was_typed() -> None:
    form = Offer({"pairs": "twelve", "note": "袜号２２，请尽快（加急）！"})
    assert not form.is_valid()
    assert form["pairs"].value() == "twelve"
    assert form.cleaned_data["note"] == "袜号22，请尽快（加急）！"
    with translation.override("en"):
        refused(form, Refusal("registry.firm_not_found"), "note")
        assert form.errors["note"] == ["There is no such firm."]


class Price(EditForm):
    price = PriceField(label="Price")


def test_the_second_of_two_editors_is_shown_the_difference_and_may_insist() -> None:
    opened = version({"price": 12_800})
    form = Price({"price": "1.35", "version": opened}, stored={"price": 13_100})
    assert not form.is_valid()
    (one,) = form.differences
    assert (one.theirs, one.yours) == ("1.3100", "1.35")
    again = Price({"price": "1.35", "version": form["version"].value()}, stored={"price": 13_100})
    assert again.is_valid()
    assert again.cleaned_data["price"] == 13_500


def test_an_editor_whose_object_stands_still_is_not_asked_anything() -> None:
    shown = Price(stored={"price": 12_800})
    sent = Price({"price": "1.35", "version": shown["version"].value()}, stored={"price": 12_800})
    assert sent.is_valid()
    agreed = Price({"price": "1.31", "version": version({"price": 12_800})}, stored={"price": 13_100})
    assert agreed.is_valid()


class Someone:
    pk = 7
    is_authenticated = True


def sent(token: str, path: str = "/offers/") -> HttpRequest:
    request = RequestFactory().post(path, {FIELD: token})
    request.user = cast(Any, Someone())
    return request


@pytest.fixture
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)
    cache.clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("_cache_table")
def test_a_form_that_is_sent_twice_acts_once() -> None:
    done: list[int] = []

    @once
    def accept(_request: HttpRequest) -> HttpResponse:
        done.append(1)
        return HttpResponseRedirect(f"/offers/{len(done)}/")

    answers = [accept(sent(token))["Location"] for token in ("a", "a", "b", "a")]
    assert answers == ["/offers/1/", "/offers/1/", "/offers/2/", "/offers/1/"]
    assert len(done) == 2
    accept(sent("", "/offers/"))
    assert len(done) == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("_cache_table")
def test_a_refused_form_may_be_sent_again() -> None:
    said = iter((HttpResponse(status=422), HttpResponseRedirect("/done/")))

    @once
    def accept(_request: HttpRequest) -> HttpResponse:
        return next(said)

    assert accept(sent("a")).status_code == 422
    assert accept(sent("a"))["Location"] == "/done/"

    @once
    def fail(_request: HttpRequest) -> HttpResponse:
        raise Missing("registry.firm_not_found")

    for _time in range(2):
        with pytest.raises(Missing):
            fail(sent("b"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_cache_table")
def test_of_two_at_once_one_acts_and_both_get_its_answer() -> None:
    done: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    @once
    def accept(_request: HttpRequest) -> HttpResponse:
        done.append(1)
        begun.set()
        go_on.wait(5)
        return HttpResponseRedirect("/done/")

    answers: list[str] = []
    first = threading.Thread(target=lambda: answers.append(accept(sent("a"))["Location"]))
    first.start()
    assert begun.wait(5)
    second = threading.Thread(target=lambda: answers.append(accept(sent("a"))["Location"]))
    second.start()
    go_on.set()
    first.join()
    second.join()
    assert (answers, len(done)) == (["/done/", "/done/"], 1)


def upload(content: bytes, name: str = "book.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_file_is_read_as_spreadsheets_write_it(encoding: str, mark: str) -> None:
    text = mark.join(("订单号", "双数")) + "\n" + mark.join(("A1", "1200")) + "\n\n\n"
    assert read_sheet(upload(text.encode(encoding))) == [["订单号", "双数"], ["A1", "1200"]]


def test_what_was_written_is_read_again() -> None:
    rows = [["A1", 1_200, 1.5, None], ["'=1+1", 3, 2.5, "双"]]
    book = workbook(
        [("订单", ["a", "b", "c", "d"], [["A1", 1_200, 1.5, None], ["=1+1", 3, 2.5, "双"]]), ("2", ["x"], [])]
    )
    assert read_sheet(upload(book, "book.xlsx")) == [["a", "b", "c", "d"], *rows]


def huge() -> bytes:
    return b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1)


def broken() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()[:-200]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "files.empty"),
        (huge(), "town.sheet_too_long"),
        (broken(), "files.broken"),
        (b"PK\x03\x04 no archive", "files.broken"),
        (b"a,b\x00\xff", "files.unknown_type"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "files.unknown_type"),
    ],
)
def test_what_is_no_sheet_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_sheet(upload(content))
    assert refusal.value.code == code


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "is_good"),
    [
        *((picture(kind), True) for kind in ("PNG", "JPEG", "WEBP")),
        (b"<svg onload='alert(1)'/>", False),
        (b"%PDF-1.7", False),
        (picture("PNG") + b"0" * PictureField.largest_bytes, False),
    ],
)
def test_a_picture_is_told_by_its_bytes(content: bytes, is_good: bool) -> None:
    class Photo(Form):
        picture = PictureField()

    form = Photo({}, files={"picture": upload(content, "photo.png")})
    assert form.is_valid() == is_good


@pytest.mark.django_db
def test_a_kept_picture_is_shown_to_its_firm_and_to_nobody_else() -> None:
    mine, rival = build.factory(), build.factory()
    viewer = registry.viewer_for(person_id=person(mine, FACTORY, "+8613900005555"), firm_id=mine, request_id="")
    code = keep_picture(upload(picture()), purpose="claim", viewer=viewer, now=now())
    response = logged_in(mine, FACTORY).get(f"/files/{code}/")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert logged_in(rival, FACTORY, "+8613900002222").get(f"/files/{code}/").status_code == 404
    with pytest.raises(Refusal):
        keep_picture(upload(b"\x89PNG\r\n\x1a\n broken"), purpose="claim", viewer=viewer, now=now())
    assert files.Ref.objects.count() == 1
