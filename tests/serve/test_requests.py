"""Responses of the preview, and requests that it refuses."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefgen.pipeline import BuildOptions
from briefgen.serve import server
from briefgen.serve.preview import Preview
from briefgen.serve.server import PreviewServer, listen

if TYPE_CHECKING:
    from tests.conftest import BuildSite, Choices, MakeSite, WriteSite
    from tests.serve.conftest import Serve, Served

BRIEF = "---\ntitle: {}\n{}\n---\nText of {}."
SECRET = "a word that nobody may read"
KINDS = "pdf png jpeg avif woff2 json xml txt xyz".split()
SITE = {
    "content/briefs/now.md": BRIEF.format("Now", "date: 2026-05-01", "now"),
    "content/briefs/稀土.md": BRIEF.format("稀土", "date: 2026-05-02", "rare earths"),
    "content/briefs/draft.md": BRIEF.format("Draft", "draft: true", "draft"),
    "content/briefs/future.md": BRIEF.format("Future", "date: 2026-07-01", "future"),
    "content/briefs/secret.md": BRIEF.format("Secret", "embargo: 2026-07-01T09:00Z", "secret"),
    "content/about.md": BRIEF.format("About", "", "about"),
    "content/_notes.md": SECRET,
    "content/.hidden": SECRET,
    "content/data/one two.csv": "1,2\n",
    "content/page.html": "<p>ours</p>",
    **{f"content/files/x.{kind}": "" for kind in KINDS},
    "content/files/x.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "content/files/noextension": "",
    "layouts/README.txt": SECRET,
}
HELD_BACK = ["draft", "future", "secret"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite) -> Path:
    root = tmp_path_factory.mktemp("site")
    (root.parent / "secret.txt").write_text(SECRET)
    found: Path = write_site(root, SITE, extra={"word": SECRET})
    return found


@pytest.fixture(scope="module")
def served(site: Path, serve_long: Serve) -> Served:
    return serve_long(site)


@pytest.fixture(scope="module")
def below(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, serve_long: Serve
) -> Served:
    """Return a preview of a site under a path."""
    root = tmp_path_factory.mktemp("below")
    return serve_long(write_site(root, SITE, base_url="https://example.org/policy/é"))


# Pages and files


def test_a_page_is_the_built_page_plus_a_script(served: Served, build_site: BuildSite) -> None:
    reply = served.ask("/briefs/now/")
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    script = (
        f'<script src="/.briefgen/reload.js" data-version="{reply.version}"'
        ' data-site="https://example.org/" defer></script>'
    )
    built = build_site(served.root).read("/briefs/now/").decode()
    before, panel, after = re.split("(?s)(<briefgen-panel .*</briefgen-panel>)", reply.text)
    assert before + after == built.replace("</body>", f"{script}</body>")
    assert "2 warnings" in panel  # the fonts of the theme have no Chinese for a title
    assert "future-date" in panel


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/data/one%20two.csv", "text/csv; charset=utf-8"),
        ("/files/x.svg", "image/svg+xml; charset=utf-8"),
        ("/files/x.json", "application/json; charset=utf-8"),
        ("/files/x.xml", "application/xml; charset=utf-8"),
        ("/files/x.txt", "text/plain; charset=utf-8"),
        ("/files/x.pdf", "application/pdf"),
        ("/files/x.png", "image/png"),
        ("/files/x.jpeg", "image/jpeg"),
        ("/files/x.avif", "image/avif"),
        ("/files/x.woff2", "font/woff2"),
        ("/files/noextension", "application/octet-stream"),
        ("/.briefgen/reload.js", "text/javascript; charset=utf-8"),
        ("/.briefgen/panel.css", "text/css; charset=utf-8"),
    ],
)
def test_every_file_has_its_media_type(served: Served, path: str, kind: str) -> None:
    reply = served.ask(path)
    assert (reply.status, reply.headers["Content-Type"]) == (200, kind)
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert int(reply.headers["Content-Length"]) == len(reply.body)


def test_a_stylesheet_is_found_under_the_name_in_the_page(served: Served) -> None:
    page = served.ask("/").text
    name = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    reply = served.ask(name)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/css; charset=utf-8")


def test_a_file_of_content_is_served_unchanged(served: Served) -> None:
    assert served.ask("/page.html").body == b"<p>ours</p>"
    assert served.ask("/data/one%20two.csv?download#x").body == b"1,2\n"


def test_urls_in_other_scripts_are_found(served: Served) -> None:
    assert served.ask("/briefs/%E7%A8%80%E5%9C%9F/").status == 200
    reply = served.ask("/briefs/%E7%A8%80%E5%9C%9F")
    assert (reply.status, reply.headers["Location"]) == (301, "/briefs/%E7%A8%80%E5%9C%9F/")


def test_a_page_url_without_its_slash_is_redirected(served: Served) -> None:
    reply = served.ask("/about?x=1")
    assert (reply.status, reply.headers["Location"], reply.body) == (301, "/about/", b"")


@pytest.mark.parametrize(
    "path", ["/nothing/", "/nothing.html", "/briefs/", "/files", "/files/", "/assets/", "/about/x"]
)
def test_a_missing_page_gives_the_404_page(served: Served, path: str) -> None:
    reply = served.ask(path)
    assert (reply.status, reply.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "Page not found" in reply.text
    assert reply.version


def test_head_is_get_without_the_body(served: Served) -> None:
    for path in ("/", "/data/one%20two.csv", "/nothing/"):
        get, head = served.ask(path), served.ask(path, method="HEAD")
        assert (head.status, head.body) == (get.status, b"")
        assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert served.ask("/.briefgen/reload", method="HEAD").status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_methods_that_write_are_refused(served: Served, method: str) -> None:
    assert served.ask("/", method=method).status == 501


def test_one_connection_serves_several_requests(served: Served) -> None:
    request = b"GET /data/one%20two.csv HTTP/1.1\r\nHost: localhost\r\n"
    answer = served.send(request + b"\r\n" + request + b"Connection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 2
    assert answer.endswith(b"1,2\n")


def test_no_part_of_a_response_waits_for_an_acknowledgement(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nagle's algorithm would delay the body until the client acknowledges the headers."""
    delays = []
    answer = PreviewServer.finish_request

    # Not for closing connections: those of earlier tests may still be closing.
    def look(self: PreviewServer, line: Any, address: Any) -> None:
        answer(self, line, address)
        delays.append(not line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    monkeypatch.setattr(PreviewServer, "finish_request", look)
    served.send(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert delays == [False]


def test_the_search_index_is_served(served: Served) -> None:
    pytest.importorskip("pagefind", reason="needs Pagefind")
    for _ in range(2):  # built for the first, cached for the second
        reply = served.ask("/search/pagefind-entry.json")
        assert (reply.status, reply.headers["Content-Type"].partition(";")[0]) == (
            200,
            "application/json",
        )
    assert served.ask("/search/pagefind.js").status == 200
    assert served.ask("/search/nothing.js").status == 404


def test_a_file_of_content_is_never_served_in_place_of_one_of_the_index(
    make_site: MakeSite,
) -> None:
    pytest.importorskip("pagefind", reason="needs Pagefind")
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})
    preview = Preview(root, lambda: BuildOptions(now=datetime(2026, 6, 1, tzinfo=UTC)))
    preview.refresh()
    program, _ = preview.respond("/search/pagefind.js")
    assert program.status == 200
    make_site({"content/search/pagefind.js": "alert(1)"})
    assert [each.code for each in preview.refresh().diagnostics] == ["url-collision"]
    assert preview.respond("/search/pagefind.js")[0] == program


def test_a_search_without_its_library_says_so(
    site: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = pytest.importorskip("pagefind.service", reason="needs Pagefind")
    monkeypatch.setattr(service, "get_executable", lambda: None)
    reply = serve(site).ask("/search/pagefind.js")
    assert (reply.status, reply.text) == (500, "no search index: Pagefind is not installed\n")


# Unpublished texts


def test_unpublished_texts_are_not_shown(served: Served) -> None:
    for name in HELD_BACK:
        assert served.ask(f"/briefs/{name}/").status == 404


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"drafts": True}, ["draft"]),
        ({"future": True, "embargoed": True}, ["future", "secret"]),
    ],
    ids=["drafts", "future"],
)
def test_unpublished_texts_are_shown_on_request(
    site: Path, serve: Serve, options: Choices, shown: list[str]
) -> None:
    served = serve(site, **options)
    found = [name for name in HELD_BACK if served.ask(f"/briefs/{name}/").status == 200]
    assert found == shown


# A site under a path


def test_a_site_under_a_path_is_served_there(below: Served) -> None:
    assert "/policy/%C3%A9/" in below.screen.wait_for("Your site is at")
    assert below.ask("/policy/%C3%A9/").status == 200
    assert below.ask("/policy/%C3%A9/briefs/now/").status == 200
    page = below.ask("/policy/%C3%A9/").text
    assert 'href="/policy/%C3%A9/briefs/now/"' in page


def test_the_root_redirects_to_a_site_under_a_path(below: Served) -> None:
    reply = below.ask("/")
    assert (reply.status, reply.headers["Location"]) == (302, "/policy/%C3%A9/")
    reply = below.ask("/policy/%C3%A9/about")
    assert (reply.status, reply.headers["Location"]) == (301, "/policy/%C3%A9/about/")


@pytest.mark.parametrize("path", ["/about/", "/policy/", "/policy/%C3%A9x/about/", "/briefs/now/"])
def test_outside_the_path_nothing_is_served(below: Served, path: str) -> None:
    reply = below.ask(path)
    assert reply.status == 404
    assert "Page not found" in reply.text


# Paths that lead out of the site

ASTRAY = [
    "/../site.yaml",
    "/../../../../../../etc/passwd",
    "/%2e%2e/site.yaml",
    "/%2E%2E/%2E%2E/secret.txt",
    "/..%2fsite.yaml",
    "/files/%2e%2e/%2e%2e/site.yaml",
    "/files/../../site.yaml",
    "/./site.yaml",
    "//etc/passwd",
    "///etc/passwd",
    "//localhost/../site.yaml",
    "/..%5c..%5csite.yaml",
    "/\\..\\site.yaml",
    "/\\\\etc\\passwd",
    "/site.yaml",
    "/content/about.md",
    "/content/_notes.md",
    "/_notes/",
    "/_notes.md",
    "/.hidden",
    "/layouts/README.txt",
    "/.briefgen.json",
    "/.briefgen/preview.sqlite",
    "/.briefgen/../site.yaml",
    "/.briefgen/%2e%2e/%2e%2e/site.yaml",
    "/.briefgen/preview.py",
    "/%00",
    "/about/%00",
    "/site.yaml%00.html",
    "/a\x00b",
    "/\x01\x02",
    "/%",
    "/%zz",
    "/%ff%fe",
    "/%c0%ae%c0%ae/site.yaml",
    "/é",
    "/[",
    "/[::1",
    "/:80@x/",
    "/?/../site.yaml/nothing",
    "*",
    "site.yaml",
    "http://example.org/",
    "http://localhost/../site.yaml",
    "/%0d%0aSet-Cookie:%20x=1",
    "/" + "a" * 8_100,
    "/" + "a/" * 20_000,
    "/" + "%2e%2e/" * 2_000,
    "/" + "a" * 65_536,
    "/" + "a" * 200_000,
]


@pytest.mark.parametrize("target", ASTRAY, ids=lambda target: ascii(target)[:40])
def test_no_path_leads_out_of_the_site(served: Served, target: str) -> None:
    try:
        reply = served.ask(target)
    except (BrokenPipeError, ConnectionResetError):
        assert len(target) > 65_536  # refused before all of it is sent
    else:
        if target.startswith("/?"):
            assert reply.status == 200
        else:
            assert reply.status in (400, 404)
        assert SECRET not in reply.text
        assert "root:" not in reply.text
        assert "Set-Cookie" not in reply.headers
    assert served.ask("/").status == 200


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / FTP/1.0\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"",
    ],
    ids=["blank", "no target", "other protocol", "later version", "TLS", "headers", "long", "none"],
)
def test_garbage_is_refused_or_the_connection_closed(served: Served, data: bytes) -> None:
    answer = served.send(data)
    assert b"200" not in answer.partition(b"\r\n")[0]
    assert served.ask("/").status == 200


# Allowed hosts

KNOWN = "localhost LOCALHOST localhost:1 127.0.0.1 127.0.0.2:80 [::1] a.localhost".split()
UNKNOWN = [
    "",
    "example.org",
    "example.org:8000",
    "127.0.0.1.example.org",
    "localhost.example.org",
    "notlocalhost",
    "localhost@example.org",
    "192.0.2.1",
    "[",
    "[::1",
    "[2001:db8::1]",
    "0.0.0.0",
    "localhost example.org",
]


@pytest.mark.parametrize("host", KNOWN)
def test_requests_for_the_servers_own_names_are_answered(served: Served, host: str) -> None:
    assert served.ask("/", headers={"Host": host}).status == 200


@pytest.mark.parametrize("host", UNKNOWN)
@pytest.mark.parametrize("path", ["/", "/.briefgen/reload", "/.briefgen/reload.js"])
def test_requests_for_other_host_names_are_refused(served: Served, host: str, path: str) -> None:
    reply = served.ask(path, headers={"Host": host})
    assert (reply.status, reply.body) == (403, b"Unknown host name\n")


def test_requests_without_a_host_are_refused(served: Served) -> None:
    assert served.send(b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    "origin",
    ["https://example.org", "http://localhost.example.org", "null", "", "http://[", "file://"],
)
@pytest.mark.parametrize("path", ["/", "/.briefgen/reload"])
def test_a_page_of_another_site_is_refused(served: Served, origin: str, path: str) -> None:
    assert served.ask(path, headers={"Origin": origin}).status == 403


@pytest.mark.parametrize("origin", ["http://localhost:{}", "http://127.0.0.1:{}", "http://[::1]"])
def test_a_page_of_the_preview_can_open_the_channel(served: Served, origin: str) -> None:
    with served.channel(Origin=origin.format(served.port)) as lines:
        assert next(lines).startswith("data: ")


# Addresses and ports


@pytest.fixture
def preview(site: Path) -> Preview:
    def never() -> BuildOptions:
        raise AssertionError("there must be no build")

    return Preview(site, never)


Listen = Callable[[str, int], PreviewServer]


@pytest.fixture
def at(preview: Preview) -> Iterator[Listen]:
    opened: list[PreviewServer] = []

    def listening(host: str, port: int) -> PreviewServer:
        opened.append(listen(preview, host, port, print, print))
        return opened[-1]

    yield listening
    for each in opened:
        each.server_close()


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as line:
            line.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_on_all_interfaces_any_ip_address_is_accepted_but_no_host_name(at: Listen) -> None:
    open_to_all = at("0.0.0.0", 0)
    assert open_to_all.url == f"http://127.0.0.1:{open_to_all.server_address[1]}"
    assert open_to_all.knows("192.0.2.1:8000")
    assert not open_to_all.knows("example.org")


@pytest.mark.skipif(not has_ipv6(), reason="has no IPv6")
def test_an_ipv6_address_is_written_in_brackets(at: Listen) -> None:
    modern = at("::1", 0)
    assert modern.url == f"http://[::1]:{modern.server_address[1]}"
    assert modern.knows("[::1]:80")


def test_the_requested_host_name_is_accepted(at: Listen) -> None:
    named = at("localhost", 0)
    assert named.knows("localhost:8000")
    assert named.url.startswith("http://localhost:")


def test_if_a_port_is_in_use_the_next_free_one_is_used(at: Listen) -> None:
    first = at("127.0.0.1", 0).server_address[1]
    second = at("127.0.0.1", first).server_address[1]
    assert first < second < first + 40


def test_only_a_limited_number_of_ports_is_tried(
    at: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_PORTS_TRIED", 1)
    port = at("127.0.0.1", 0).server_address[1]
    with pytest.raises(OSError, match="in use"):
        at("127.0.0.1", port)


def test_an_address_of_another_machine_is_an_error(at: Listen) -> None:
    with pytest.raises(OSError, match="assign"):
        at("192.0.2.1", 0)
