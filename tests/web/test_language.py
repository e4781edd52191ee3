"""Protect the reader of one language: no page speaks the other one beside it."""

import pytest
from django.test import Client

from tests.web.language import assert_one_language, foreign_words


@pytest.mark.parametrize(
    ("html", "language", "is_mixed"),
    [
        ("<p>应收款</p>", "zh-hans", False),
        ("<p>应收款 overdue</p>", "zh-hans", True),
        ("<p>Money owed to me</p>", "en", False),
        ("<p>Money 应收款</p>", "en", True),
        ('<input placeholder="Search">', "zh-hans", True),
        ('<a aria-label="通知" href="/">x</a>', "en", True),
        ('<p>箱号 <span class="code">abcdefgh</span> SSCC，AQL 2.5，导出Excel</p>', "zh-hans", False),
        ('<p>Buyer: <span lang="zh">汉堡买家</span></p>', "en", False),
        ('<button lang="en">English</button>', "zh-hans", False),
        ("<p>kx7abcdefgh234567 a.b@dukou.example L-0001</p>", "zh-hans", False),
        ("<script>let word = 1;</script><p>双</p>", "zh-hans", False),
        ('<p lang="zh">双</p> 双', "en", True),
        ("<p>，</p>", "en", True),
    ],
)
def test_a_mixed_page_is_told_from_a_pure_one(html: str, language: str, is_mixed: bool) -> None:
    assert bool(foreign_words(html, language)) == is_mixed


def test_a_name_may_stand_as_it_is() -> None:
    assert_one_language("<p>买家 Hamburg Buying House</p>", "zh-hans", ["Hamburg Buying House"])


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", ["/parts/", "/glossary/", "/account/login/", "/account/login/code/", "/nowhere/"])
def test_a_page_without_rows_speaks_one_language(path: str, language: str) -> None:
    response = Client(headers={"accept-language": language}).get(path)
    assert f'<html lang="{language}"' in response.content.decode()
    assert_one_language(response.content.decode(), language)
