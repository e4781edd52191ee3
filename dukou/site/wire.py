"""Own the sockets: carry the outbox to mail, SMS, webhook peers and outside parties, each message apart."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import logging
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.encoding import force_bytes

from dukou.base.town import TOWN
from dukou.freight.door import carriers
from dukou.freight.records.parties import PartyRequest
from dukou.post import door as post
from dukou.post.records import EMAIL, PARTY, SMS, Parcel
from dukou.registry import door as registry
from dukou.web.words.post import LETTERS

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20
LEASE_SECONDS = 300
BATCH = 20
ADDRESSED = ("phone", "mail", "hook")
# Where outside parties are, and what opens their doors: {"code": {"url": …, "account": …, "key": …}}.
PARTIES_FILE = "parties.json"
LOOPBACK = frozenset(("127.0.0.1", "::1", "localhost"))
LARGEST_REPLY = 5_000_000
SERVER_FAULT, TOO_MANY = 500, 429
PERSON = "person"


class Undelivered(Exception):
    """Say that a peer did not take a message; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Letter:
    """Hold a message with its address and its words, ready for a peer; `code` is the same over attempts."""

    code: str
    address: str
    subject: str
    body: str


def carry(now: datetime) -> int:
    """Send what is due in the outbox and return how many messages were sent."""
    parcels = post.claim(lease_seconds=LEASE_SECONDS, viewer=TOWN, now=now, limit=BATCH)
    return sum(_carry_one(parcel, now) for parcel in parcels)


@dataclass(frozen=True, slots=True)
class Peer:
    """Hold where an outside party is, and by what it knows the town."""

    url: str
    account: str
    key: str


def _carry_one(parcel: Parcel, now: datetime) -> int:
    try:
        if parcel.channel == PARTY:
            status, body = ask(parcel, now)
            return post.mark_answered(parcel, status=status, body=body, viewer=TOWN, now=now)
        _sender(parcel)(letter(parcel))
    except Undelivered as why:
        log.warning("message %s was not taken: %s", parcel.code, why.code)
        post.mark_failed([parcel], note_code=why.code, viewer=TOWN, now=now)
        return 0
    return post.mark_sent([parcel], viewer=TOWN, now=now)


def _sender(parcel: Parcel) -> Callable[[Letter], None]:
    if parcel.channel == EMAIL:
        return send_email
    return send_sms if parcel.channel == SMS else send_webhook


def letter(parcel: Parcel) -> Letter:
    """Find the address and the words of a message; a webhook carries its facts as JSON."""
    address, language = _addressee(parcel)
    if parcel.channel not in (EMAIL, SMS):
        body = {"code": parcel.code, "kind": parcel.template, "facts": dict(parcel.facts)}
        return Letter(parcel.code, address, parcel.template, json.dumps(body, sort_keys=True))
    if parcel.template not in LETTERS:
        raise Undelivered("post.no_words")
    subject, text = LETTERS[parcel.template]
    with translation.override(language or translation.get_language()):
        return Letter(parcel.code, address, str(subject), str(text) % parcel.facts)


def _addressee(parcel: Parcel) -> tuple[str, str | None]:
    """Return the address of a message, and the language of a person whose address the registry keeps."""
    kind, _colon, rest = parcel.recipient.partition(":")
    if kind in ADDRESSED:
        return rest, None
    found = registry.reach(int(rest), viewer=TOWN) if kind == PERSON and rest.isdecimal() else None
    address = found and (found.email if parcel.channel == EMAIL else found.phone)
    if found is None or not address:
        raise Undelivered("post.no_address")
    return address, found.language


def send_email(one: Letter) -> None:
    """Hand a letter to the mail server of the settings; STARTTLS where the server offers it."""
    mail = EmailMessage()
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = one.address
    mail["Subject"] = one.subject
    mail["Message-ID"] = f"<{one.code}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"
    mail.set_content(one.body)
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=TIMEOUT_SECONDS) as peer:
            peer.ehlo()
            if peer.has_extn("starttls"):
                peer.starttls(context=ssl.create_default_context())
            peer.send_message(mail)
    except (OSError, smtplib.SMTPException) as bad:
        raise Undelivered("post.mail_refused") from bad


def send_sms(one: Letter) -> None:
    """Write an SMS to the log of the demo; without the demo there is no provider yet."""
    if not settings.DUKOU_DEMO:
        raise Undelivered("post.no_sms_provider")
    log.warning("SMS to %s: %s", one.address, one.body)


def send_webhook(one: Letter) -> None:
    """Post a letter to an https address outside private networks, signed with the hook's own key."""
    parts = urlsplit(one.address)
    if parts.scheme != "https" or parts.hostname is None:
        raise Undelivered("post.hook_not_https")
    peer = _PinnedConnection(parts.hostname, parts.port or 443, public_address(parts.hostname))
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    post_signed(peer, path, one, hook_key(one.address))


def post_signed(peer: http.client.HTTPConnection, path: str, one: Letter, key: bytes) -> None:
    """Post a letter's body with its signature; any answer but 2xx, a redirect too, means not taken."""
    body = one.body.encode()
    headers = {
        "Content-Type": "application/json",
        "X-Dukou-Message": one.code,
        "X-Dukou-Signature": "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest(),
    }
    try:
        peer.request("POST", path, body, headers)
        status = peer.getresponse().status
    except (OSError, http.client.HTTPException) as bad:
        raise Undelivered("post.hook_unreachable") from bad
    finally:
        peer.close()
    if not 200 <= status < 300:
        raise Undelivered("post.hook_refused")


def hook_key(url: str) -> bytes:
    """Return the key that signs what goes to this address; its owner is told it, others cannot make it."""
    return hmac.new(force_bytes(settings.SECRET_KEY), b"webhook:" + url.encode(), hashlib.sha256).digest()


def public_address(host: str) -> str:
    """Return an address of the host; refuse where any of its addresses lies in a private network."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)}
    except OSError as bad:
        raise Undelivered("post.hook_unreachable") from bad
    addresses = [ipaddress.ip_address(address) for address in sorted(found)]
    if not addresses or not all(address.is_global and not address.is_multicast for address in addresses):
        raise Undelivered("post.hook_private")
    return str(addresses[0])


class _PinnedConnection(http.client.HTTPSConnection):
    """Connect to the very address that was checked, so that a second look-up cannot lead elsewhere."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT_SECONDS, context=self._tls)
        self._address = address

    def connect(self) -> None:
        """Open the socket to the checked address; the certificate is checked against the host's name."""
        plain = socket.create_connection((self._address, self.port), TIMEOUT_SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def ask(parcel: Parcel, now: datetime) -> tuple[int, bytes]:
    """Put a request to an outside party and return the status and body of its reply.

    A party that cannot be reached, is too slow or in trouble is asked again later: its rooms' requests bear numbers by
    which it knows a repeat.
    """
    peer = party(parcel.recipient)
    protocol, request = str(parcel.facts["protocol"]), PartyRequest(str(parcel.facts["verb"]), parcel.body)
    sealed = carriers.seal(protocol, request, account=peer.account, key=peer.key, code=parcel.code, at=now, viewer=TOWN)
    connection = _connection(peer.url)
    path = urlsplit(peer.url).path.rstrip("/") + sealed.path
    try:
        connection.request(sealed.method, path, sealed.body, dict(sealed.headers))
        with connection.getresponse() as response:
            status, body = response.status, response.read(LARGEST_REPLY + 1)
    except (OSError, http.client.HTTPException) as bad:
        raise Undelivered("post.party_unreachable") from bad
    finally:
        connection.close()
    if status >= SERVER_FAULT or status == TOO_MANY:
        raise Undelivered("post.party_in_trouble")
    if len(body) > LARGEST_REPLY:
        raise Undelivered("post.reply_too_large")
    return status, body


def party(recipient: str) -> Peer:
    """Return where a party is; its address and key lie in a file of the town's folder, never in the database."""
    try:
        known = json.loads((settings.DUKOU_HOME / PARTIES_FILE).read_text())
        return Peer(**known[recipient.removeprefix("party:")])
    except (OSError, ValueError, KeyError, TypeError) as bad:
        raise Undelivered("post.no_address") from bad


def _connection(url: str) -> http.client.HTTPConnection:
    """Return a connection over TLS; without it only on this machine."""
    parts = urlsplit(url)
    if parts.hostname is None or (parts.scheme != "https" and parts.hostname not in LOOPBACK):
        raise Undelivered("post.party_not_https")
    if parts.scheme != "https":
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS, context=context)
