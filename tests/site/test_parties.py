"""Protect the way to outside parties: keys stay at the edge, plain text on this machine, no reply is endless."""

import json
from pathlib import Path
from typing import Any

import pytest

from dukou.post.records import PARTY, Parcel
from dukou.site import wire
from tests.builders import NOW
from tests.site.peers import HookPeer, serving

FACTS = {"protocol": "dcsa", "verb": "GET /v2/bookings/B1"}


def parcel(**facts: str) -> Parcel:
    return Parcel("m-1", "t", PARTY, "party:line", "freight.book", {**FACTS, **facts}, 1, b"")


def write(folder: Path, url: str) -> None:
    (folder / wire.PARTIES_FILE).write_text(json.dumps({"line": {"url": url, "account": "A", "key": "secret"}}))


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DUKOU_HOME = tmp_path
    return tmp_path


def refused(one: Parcel) -> str:
    with pytest.raises(wire.Undelivered) as caught:
        wire.ask(one, NOW)
    return caught.value.code


def test_a_party_that_is_not_in_the_file_has_no_address(folder: Path) -> None:
    assert refused(parcel()) == "post.no_address"
    for text in ("{", "[]", '{"line": {"url": "https://x.example"}}', '{"other": {}}'):
        (folder / wire.PARTIES_FILE).write_text(text)
        assert refused(parcel()) == "post.no_address"


@pytest.mark.parametrize("url", ["http://line.example/api", "ftp://line.example", "line.example"])
def test_a_key_does_not_leave_the_machine_in_the_clear(url: str, folder: Path) -> None:
    write(folder, url)
    assert refused(parcel()) == "post.party_not_https"


def test_an_absent_party_means_later_not_lost(folder: Path) -> None:
    write(folder, "http://127.0.0.1:1")
    assert refused(parcel()) == "post.party_unreachable"


@pytest.mark.parametrize(("status", "code"), [(500, "post.party_in_trouble"), (429, "post.party_in_trouble")])
def test_a_party_in_trouble_is_asked_again(status: int, code: str, folder: Path) -> None:
    with serving(HookPeer(status)) as port:
        write(folder, f"http://127.0.0.1:{port}")
        assert refused(parcel(verb="POST /v2/bookings")) == code


def test_a_refusal_of_the_party_is_its_reply_and_its_path_goes_before(folder: Path) -> None:
    peer = HookPeer(422)
    with serving(peer) as port:
        write(folder, f"http://127.0.0.1:{port}/api/")
        assert wire.ask(parcel(verb="POST /v2/bookings"), NOW) == (422, b"")
    ((path, headers, _body),) = peer.posts
    assert (path, headers["Authorization"]) == ("/api/v2/bookings", "Bearer secret")


def test_a_reply_without_end_is_not_read_to_its_end(folder: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(wire, "LARGEST_REPLY", -1)
    with serving(HookPeer(200)) as port:
        write(folder, f"http://127.0.0.1:{port}")
        assert refused(parcel(verb="POST /v2/bookings")) == "post.reply_too_large"
