"""Read at which address of this machine the town serves its pages."""

from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address

from dukou.base.errors import BadSetting


def bind_address(env: Mapping[str, str], *, tls: bool) -> str:
    """Return DUKOU_BIND, the loopback address if it is not set; plain http leaves the machine in no case."""
    raw = env.get("DUKOU_BIND", "127.0.0.1")
    try:
        address = IPv4Address(raw)
    except AddressValueError:
        raise BadSetting(f"DUKOU_BIND={raw!r} is no IPv4 address") from None
    if not (tls or address.is_loopback):
        raise BadSetting(f"DUKOU_BIND={raw} needs DUKOU_TLS=1: plain http is for the loopback address only")
    return raw


def hosts(env: Mapping[str, str]) -> list[str]:
    """Return DUKOU_HOSTS, the names and addresses under which browsers may ask for the pages."""
    named = [host.strip() for host in env.get("DUKOU_HOSTS", "127.0.0.1,localhost").split(",") if host.strip()]
    if not named or "*" in named:
        raise BadSetting("DUKOU_HOSTS names no host; it takes names and addresses, separated by commas")
    return named
