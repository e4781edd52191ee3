"""Protect what leaves the town: it reaches its peer whole and signed, and never a machine in a private network."""

import email
import hashlib
import hmac
import http.client
import json
import socket
from datetime import UTC, datetime
from email import policy
from typing import Any

import pytest
from django.utils import translation

from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.post import door as post
from dukou.post.models import Message
from dukou.post.records import EMAIL, WEBHOOK, NewMessage, Parcel
from dukou.registry.models import Person
from dukou.site import wire
from tests.site.peers import HookPeer, MailPeer, serving

NOW = datetime(2025, 12, 3, 1, 0, tzinfo=UTC)
CODE = {"code": "417203"}


def outbox(channel: Any, recipient: str, template: str = post.LOG_IN_CODE) -> None:
    post.enqueue([NewMessage(channel, recipient, template, CODE)], viewer=TOWN, now=NOW)


@pytest.fixture
def mail_peer(settings: Any) -> Any:
    peer = MailPeer()
    with serving(peer) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield peer


@pytest.mark.django_db
@pytest.mark.doors
def test_a_letter_reaches_the_mail_server_and_is_sent_once(mail_peer: MailPeer) -> None:
    outbox(EMAIL, "mail:zhang@factory.example")
    with translation.override("en"):
        assert wire.carry(NOW) == 1
        assert wire.carry(NOW) == 0
    (text,) = mail_peer.mails
    mail = email.message_from_string(text, policy=policy.default)
    row = Message.objects.get()
    assert mail["To"] == "zhang@factory.example"
    assert mail["Message-ID"].startswith(f"<{row.code}@")
    assert "417203 is your code" in mail.get_content()
    assert (row.state, row.attempts) == ("sent", 1)


@pytest.mark.django_db
def test_a_letter_to_a_person_goes_to_his_address_in_his_language(mail_peer: MailPeer) -> None:
    owner = Person.objects.create(phone="+4940123456", email="petersen@buyer.example", language="en")
    facts = {"seller": "abc", "seller_zh": "<script>", "seller_en": "Firm %s", "on": "2026-01-29", "owed": "1.00 CNY"}
    message = NewMessage(EMAIL, f"person:{owner.pk}", "settlement.statement", facts)
    post.enqueue([message], viewer=TOWN, now=NOW)
    with translation.override("zh-hans"):
        assert wire.carry(NOW) == 1
    (text,) = mail_peer.mails
    mail = email.message_from_string(text, policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("petersen@buyer.example", "Statement of account")
    assert mail.get_content_type() == "text/plain"
    assert "<script> (Firm %s) sent you a statement" in mail.get_content()


@pytest.mark.django_db
@pytest.mark.doors
def test_one_letter_that_is_refused_does_not_hold_up_the_next(mail_peer: MailPeer) -> None:
    outbox(EMAIL, "mail:gone@refused.example")
    outbox(EMAIL, "person:12")
    outbox(EMAIL, "mail:a@b.example", "market.unheard_of")
    outbox(EMAIL, "mail:zhang@factory.example")
    assert wire.carry(NOW) == 1
    assert len(mail_peer.mails) == 1
    assert list(Message.objects.order_by("id").values_list("state", "note_code")) == [
        ("queued", "post.mail_refused"),
        ("queued", "post.no_address"),
        ("queued", "post.no_words"),
        ("sent", ""),
    ]


@pytest.mark.django_db
def test_an_absent_mail_server_means_later_not_lost(settings: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = unused.getsockname()
        outbox(EMAIL, "mail:zhang@factory.example")
        assert wire.carry(NOW) == 0
    assert Message.objects.get().state == "queued"


@pytest.mark.django_db
@pytest.mark.parametrize(("demo", "state"), [(True, "sent"), (False, "queued")])
def test_a_log_in_code_is_logged_in_the_demo_only(
    demo: bool, state: str, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DUKOU_DEMO = demo
    post.send_code(phone="+8613900000001", code="417203", person=7, viewer=ANONYMOUS, now=NOW)
    wire.carry(NOW)
    assert ("417203" in caplog.text) is demo
    assert Message.objects.get().state == state


def test_a_webhook_is_signed_so_that_its_owner_can_check_it() -> None:
    peer = HookPeer(204)
    one = wire.letter(
        Parcel("m-1", "t", WEBHOOK, "hook:https://shop.example/in", "market.order_ready", {"pairs": 5}, 1)
    )
    with serving(peer) as port:
        wire.post_signed(http.client.HTTPConnection("127.0.0.1", port), "/in?a=1", one, b"key")
    ((path, headers, body),) = peer.posts
    assert path == "/in?a=1"
    assert json.loads(body) == {"code": "m-1", "kind": "market.order_ready", "facts": {"pairs": 5}}
    assert headers["X-Dukou-Signature"] == "sha256=" + hmac.new(b"key", body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("status", [301, 400, 500])
def test_a_redirect_or_an_error_means_not_taken(status: int) -> None:
    with serving(HookPeer(status)) as port, pytest.raises(wire.Undelivered, match=r"post\.hook_refused"):
        wire.post_signed(http.client.HTTPConnection("127.0.0.1", port), "/", wire.Letter("m", "", "", "{}"), b"key")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.9",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "0.0.0.1",
        "::ffff:10.0.0.1",
        "224.0.0.1",
    ],
)
def test_a_hook_in_a_private_network_is_refused(host: str) -> None:
    with pytest.raises(wire.Undelivered, match=r"post\.hook_private"):
        wire.public_address(host)


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(0, 0, 0, "", ("93.184.216.34", 0)), (0, 0, 0, "", ("10.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: both)
    with pytest.raises(wire.Undelivered, match=r"post\.hook_private"):
        wire.public_address("two-faced.example")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: both[:1])
    assert wire.public_address("honest.example") == "93.184.216.34"


@pytest.mark.parametrize("url", ["http://shop.example/in", "file:///etc/passwd", "https:///no-host"])
def test_a_hook_that_is_not_https_is_refused(url: str) -> None:
    with pytest.raises(wire.Undelivered, match=r"post\.hook_not_https"):
        wire.send_webhook(wire.Letter("m", url, "", "{}"))


def test_every_hook_has_its_own_key() -> None:
    assert wire.hook_key("https://a.example/") != wire.hook_key("https://b.example/")
