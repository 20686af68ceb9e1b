"""The preview's HTTP server: loopback by default, and only for those who ask it by its name."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Final
from urllib.parse import urlsplit

from briefgen import __version__
from briefgen.model.diagnostics import Diagnostic
from briefgen.serve.preview import OWN, Preview, Response

_RELOAD: Final = f"{OWN}reload"
_HEARTBEAT: Final = 15.0
_PORTS_TRIED: Final = 40
_MAX_TARGET: Final = 8_000


class PreviewServer(ThreadingHTTPServer):
    """Answers each request on a thread of its own."""

    allow_reuse_port = False  # two previews at one port would answer by turns
    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        address: tuple[str, int],
        preview: Preview,
        show: Callable[[Sequence[Diagnostic]], None],
    ) -> None:
        self.preview = preview
        self.show = show
        self.host = address[0]
        if ":" in self.host:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Handler)

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the server."""
        host = "127.0.0.1" if self.host in ("", "0.0.0.0", "::") else self.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent about readers that went away."""

    def knows(self, host: str) -> bool:
        """Whether a Host or Origin names this server.

        Any other name may be a page elsewhere that made its own name lead here (DNS rebinding).
        """
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in ("localhost", self.host.lower()) or name.endswith(".localhost"):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or self.host in ("0.0.0.0", "::")  # noqa: S104


def listen(
    preview: Preview, host: str, port: int, show: Callable[[Sequence[Diagnostic]], None]
) -> PreviewServer:
    """Return a server at `port`, or at the next free one. Raises OSError if none is."""
    for number in range(port, min(port + _PORTS_TRIED, 65_536)):
        try:
            return PreviewServer((host, number), preview, show)
        except OSError as error:
            last = error
            if number == 0 or not _is_taken(error):
                raise
    raise last


def _is_taken(error: OSError) -> bool:
    import errno  # noqa: PLC0415

    return error.errno in (errno.EADDRINUSE, errno.EACCES)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = f"briefgen/{__version__}"
    sys_version = ""
    timeout = 60
    disable_nagle_algorithm = True  # else a body waits 40 ms for its headers to be confirmed
    server: PreviewServer
    _refused: ClassVar[dict[int, int]] = {414: 400}

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Keep the screen for the build."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        super().send_error(self._refused.get(code, code), message, explain)

    def _answer(self, *, with_body: bool) -> None:
        origin = self.headers.get("Origin")
        if not self.server.knows(self.headers.get("Host", "")) or (
            origin is not None and not self.server.knows(origin.partition("://")[2])
        ):
            self._send(Response(403, body=b"Not the name of this server\n"), with_body=with_body)
        elif len(self.path) > _MAX_TARGET:
            self._send(Response(404), with_body=with_body)
        elif self.path.partition("?")[0] == _RELOAD and with_body:
            self._reload_channel()
        else:
            response, problems = self.server.preview.respond(self.path)
            if problems:
                self.server.show(problems)
            self._send(response, with_body=with_body)

    def _send(self, response: Response, *, with_body: bool) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.media_type)
        self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if response.location:
            self.send_header("Location", response.location)
        self.end_headers()
        if with_body:
            self.wfile.write(response.body)

    def _reload_channel(self) -> None:
        """Tell the version of the site, and each new one (server-sent events, HTML standard)."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        version = ""
        try:
            while not self.server.preview.closed:
                newest = self.server.preview.wait(version, _HEARTBEAT)
                line = f"data: {newest}\n\n" if newest != version else ": still here\n\n"
                self.wfile.write(line.encode())
                self.wfile.flush()
                version = newest
        except OSError:
            return  # the reader went away
