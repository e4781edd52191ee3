"""Stand in for the outside world: small peers that speak SMTP and HTTP on a loopback socket."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread


class MailPeer(socketserver.TCPServer):
    """Take mail as RFC 5321 says; a recipient at `refused.example` is answered 550."""

    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _MailHandler)
        self.mails: list[str] = []


class _MailHandler(socketserver.StreamRequestHandler):
    server: MailPeer

    def handle(self) -> None:
        self._say("220 peer.example")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                self.server.mails.append(self._message())
            if verb == "RCPT" and "refused.example" in line:
                self._say("550 no such box")
                continue
            self._say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def _message(self) -> str:
        lines: list[str] = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line.removeprefix("."))
        return "\n".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class HookPeer(HTTPServer):
    """Take what is posted and answer with one status."""

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), _HookHandler)
        self.status = status
        self.posts: list[tuple[str, dict[str, str], bytes]] = []


class _HookHandler(BaseHTTPRequestHandler):
    server: HookPeer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(peer: socketserver.TCPServer) -> Iterator[int]:
    """Serve in a thread and hand out the port."""
    thread = Thread(target=peer.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield peer.server_address[1]
    finally:
        peer.shutdown()
        thread.join()
        peer.server_close()
