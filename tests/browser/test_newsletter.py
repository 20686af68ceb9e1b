"""The form to subscribe, sent by a real browser to a real server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import ServeFolder, Watched
    from tests.conftest import BuildSite, MakeSite

FILES: Final = {"content/briefs/a.md": "---\ntitle: A\n---\nText."}


class Service(ThreadingHTTPServer):
    """A service that keeps addresses: it records each form, and answers with thanks."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Form)
        self.received: list[dict[str, str]] = []
        self.moved_to = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Form(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.received.append(dict(parse_qsl(data, keep_blank_values=True)))
        if self.server.moved_to:
            self.send_response(303)
            self.send_header("Location", self.server.moved_to)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.do_GET()

    def do_GET(self) -> None:
        body = b"<title>Thanks</title><p>Please confirm."
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the terminal for the tests."""


@pytest.fixture
def service() -> Iterator[Service]:
    """Return a service that is running."""
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def newsletter(service: Service) -> dict[str, Any]:
    hidden = {"l": "list 1"}
    return {"action": f"{service.url}/form", "hidden": hidden, "honeypot": "nonce"}


@pytest.mark.parametrize("path", ["/", "/briefs/a/"])
def test_a_reader_subscribes_with_the_keyboard(
    make_quick_site: MakeSite,
    build_site: BuildSite,
    serve_folder: ServeFolder,
    guarded: Watched,
    service: Service,
    path: str,
) -> None:
    root = make_quick_site(FILES, newsletter=newsletter(service))
    guarded.goto(f"{serve_folder(build_site(root).folder)}{path}")
    field = guarded.get_by_role("textbox", name="E-mail", exact=True)
    field.focus()
    guarded.keyboard.type("nobody")
    guarded.keyboard.press("Enter")
    assert service.received == [], "the browser asks for a valid address"
    guarded.keyboard.type("@example.org")
    guarded.keyboard.press("Tab")
    assert guarded.evaluate("document.activeElement.textContent") == "Subscribe"
    guarded.keyboard.press("Enter")
    guarded.get_by_text("Please confirm.").wait_for()
    assert service.received == [{"l": "list 1", "nonce": "", "email": "nobody@example.org"}]


def test_a_service_may_lead_to_a_host_that_the_settings_allow(
    make_quick_site: MakeSite,
    build_site: BuildSite,
    serve_folder: ServeFolder,
    guarded: Watched,
    service: Service,
) -> None:
    with Service() as other:
        thread = threading.Thread(target=other.serve_forever, args=(0.02,))
        thread.start()
        service.moved_to = f"{other.url}/thanks"
        settings = {"newsletter": newsletter(service), "headers": {"forms": [other.url]}}
        site = build_site(make_quick_site(FILES, **settings))
        guarded.goto(f"{serve_folder(site.folder)}/briefs/a/")
        guarded.get_by_role("textbox", name="E-mail", exact=True).fill("a@example.org")
        guarded.get_by_role("button", name="Subscribe").click()
        guarded.get_by_text("Please confirm.").wait_for()
        assert guarded.url == service.moved_to
        other.shutdown()
        thread.join()
