"""Protect the desk's table of what expires next: each kind has its words and leads to the page where it is done."""

from datetime import timedelta
from typing import get_args, get_type_hints

import pytest
from django.urls import resolve
from django.utils.translation import override

from dukou.base.town import TOWN
from dukou.base.viewer import OPERATOR
from dukou.registry import door as registry
from dukou.returns import door as returns
from dukou.returns.records.dock import Expiring
from dukou.web.words import dock
from tests import builders as build
from tests.builders import ON
from tests.web.people import logged_in

KINDS = get_args(get_type_hints(Expiring)["kind"])
CODE = "abcdefgh23456789"


def test_every_kind_has_words_and_no_word_is_of_none() -> None:
    assert set(dock.EXPIRING) == set(KINDS)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_kind_leads_to_its_page(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    build.limits()
    registry.set_clock(on=ON, viewer=TOWN)
    found = [Expiring(kind, CODE, ON + timedelta(days=days), 12_345, 7) for days, kind in enumerate(KINDS)]
    monkeypatch.setattr(returns, "expiring", lambda **_asked: found)
    page = logged_in(build.firm("operator"), OPERATOR, language=language).get("/desks/returns/")
    assert page.status_code == 200
    shown = page.content.decode()
    with override(language):
        for kind in KINDS:
            assert str(dock.EXPIRING[kind]) in shown
    for link in (f"/parcels-back/{CODE}/", f"/faults/{CODE}/", f"/recalls/{CODE}/", f"/holds/?lot={CODE}"):
        assert f'href="{link}"' in shown, link
        assert resolve(link.partition("?")[0])
