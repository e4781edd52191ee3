"""Protect the wire: plain http never leaves the machine, and only named hosts are served."""

from pathlib import Path

import pytest

from dukou.base.errors import BadSetting
from dukou.site.address import bind_address, hosts
from dukou.site.certificate import paths, subject_names


@pytest.mark.parametrize("address", ["192.0.2.7", "10.1.2.3"])
def test_plain_http_is_for_loopback_only(address: str) -> None:
    with pytest.raises(BadSetting, match=f"DUKOU_BIND={address}"):
        bind_address({"DUKOU_BIND": address}, tls=False)
    assert bind_address({"DUKOU_BIND": address}, tls=True) == address


def test_the_loopback_address_is_the_rule() -> None:
    assert bind_address({}, tls=False) == bind_address({}, tls=True) == "127.0.0.1"
    assert bind_address({"DUKOU_BIND": "127.0.0.9"}, tls=False) == "127.0.0.9"


@pytest.mark.parametrize("address", ["", "localhost", "::1", "127.0.0.256"])
def test_what_is_no_address_is_named(address: str) -> None:
    with pytest.raises(BadSetting, match="DUKOU_BIND="):
        bind_address({"DUKOU_BIND": address}, tls=True)


@pytest.mark.parametrize("named", ["", " , ", "*", "town.example,*"])
def test_every_host_is_named(named: str) -> None:
    with pytest.raises(BadSetting, match="DUKOU_HOSTS"):
        hosts({"DUKOU_HOSTS": named})


def test_hosts_are_read_with_or_without_blanks() -> None:
    assert hosts({"DUKOU_HOSTS": "town.example, 192.0.2.7"}) == ["town.example", "192.0.2.7"]
    assert hosts({}) == ["127.0.0.1", "localhost"]


def test_a_certificate_names_every_host_and_another_host_makes_another(tmp_path: Path) -> None:
    assert subject_names(["town.example", "192.0.2.7", "[::1]"]) == "DNS:town.example,IP:192.0.2.7,IP:::1"
    assert paths(tmp_path, ["a.example"]) == paths(tmp_path, ["a.example"]) != paths(tmp_path, ["b.example"])
