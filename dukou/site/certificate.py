"""Say where the certificate lies with which the town serves TLS on a local network, and whom it names."""

import hashlib
import ipaddress
from collections.abc import Sequence
from pathlib import Path

DAYS = 397


def paths(home: Path, hosts: Sequence[str]) -> tuple[Path, Path]:
    """Return where the certificate and the key for these hosts are kept: other hosts, another pair."""
    name = hashlib.sha256(subject_names(hosts).encode()).hexdigest()[:16]
    return home / "tls" / f"{name}.crt", home / "tls" / f"{name}.key"


def subject_names(hosts: Sequence[str]) -> str:
    """Return the hosts as a certificate names them."""
    return ",".join(f"{'IP' if _is_address(host) else 'DNS'}:{host.strip('[]')}" for host in hosts)


def questions(certificate: Path, key: Path, hosts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return two sets of arguments for openssl: is the pair valid for another day, and make a new one."""
    valid = ["x509", "-checkend", "86400", "-noout", "-in", str(certificate)]
    make = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"]
    make += ["-days", str(DAYS), "-subj", "/CN=Dukou", "-addext", f"subjectAltName={subject_names(hosts)}"]
    make += ["-keyout", str(key), "-out", str(certificate)]
    return valid, make


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
