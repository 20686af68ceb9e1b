"""Asking servers about URLs."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from briefgen import network
from briefgen.ledger import asking
from briefgen.ledger.answers import MOST, Answer, Hop
from briefgen.ledger.asking import RequestSettings, ask_all
from briefgen.ledger.outcomes import permanent_target
from tests.support.certificates import Authority
from tests.support.web import PAGE, Reply, in_thread, serving

if TYPE_CHECKING:
    from tests.support.web import Web


def answers(request_settings: RequestSettings, *urls: str) -> dict[str, Answer]:
    received: dict[str, Answer] = {}

    def receive(answer: Answer) -> None:
        received[answer.url] = answer

    # Browser tests leave an event loop in the main thread.
    in_thread(lambda: asyncio.run(ask_all(urls, request_settings, receive)))
    return received


def answer(request_settings: RequestSettings, url: str) -> Answer:
    return answers(request_settings, url)[url]


def test_a_page_is_read(web: Web, request_settings: RequestSettings) -> None:
    received = answer(request_settings, web.set("/report", Reply()))
    assert (received.status, received.body, received.failure) == (200, PAGE, "")
    assert received.is_page
    assert web.asked("/report") == ["GET"]
    assert web.requests[0].headers["user-agent"] == "test"


def test_of_a_large_file_only_the_headers_are_asked(
    web: Web, request_settings: RequestSettings
) -> None:
    reply = Reply(headers={"Content-Type": "application/pdf"}, body=b"x" * 100)
    assert answer(request_settings, web.set("/report.pdf", reply)).body == b""
    assert web.asked("/report.pdf") == ["HEAD"]


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_a_server_that_does_not_know_head_is_asked_again(
    web: Web, request_settings: RequestSettings, status: int
) -> None:
    url = web.set("/a.pdf", lambda request: Reply(status if request.method == "HEAD" else 200))
    assert answer(request_settings, url).status == 200
    assert web.asked("/a.pdf") == ["HEAD", "GET"]


def test_redirects_are_recorded(web: Web, request_settings: RequestSettings) -> None:
    web.set("/c", Reply())
    web.set("/b", Reply(302, {"Location": "c"}))
    url = web.set("/a", Reply(301, {"Location": web.url("/b", 2)}))
    received = answer(request_settings, f"{url}#page=2")
    assert received.hops == (Hop(f"{url}#page=2", 301), Hop(web.url("/b#page=2", 2), 302))
    assert received.final_url == web.url("/c#page=2", 2)
    assert permanent_target(received) == web.url("/b#page=2", 2)


@pytest.mark.parametrize("target", ["ftp://example.org/", "javascript:alert(1)", "http://["])
def test_a_redirect_to_no_web_page_is_not_followed(
    web: Web, request_settings: RequestSettings, target: str
) -> None:
    assert (
        answer(request_settings, web.set("/", Reply(301, {"Location": target}))).failure
        == "protocol"
    )


def test_redirects_end(web: Web, request_settings: RequestSettings) -> None:
    url = web.set("/a", lambda request: Reply(302, {"Location": f"/a?{request.times}"}))
    assert answer(request_settings, url).failure == "loop"
    assert len(web.requests) < 20


def test_cookies_are_dropped(web: Web, request_settings: RequestSettings) -> None:
    web.set("/b", Reply())
    url = web.set("/a", Reply(302, {"Location": "/b", "Set-Cookie": "a=b; Path=/"}))
    assert answer(request_settings, url).status == 200
    assert "cookie" not in web.requests[-1].headers


def test_bodies_are_capped(web: Web, request_settings: RequestSettings) -> None:
    url = web.set("/", Reply(body=b"<p>" + b"x" * (MOST * 2)))
    assert len(answer(request_settings, url).body) == MOST


def test_a_busy_server_is_asked_again_when_it_wants(
    web: Web, request_settings: RequestSettings
) -> None:
    busy = Reply(429, {"Retry-After": "1"})
    url = web.set("/", lambda request: Reply() if request.times else busy)
    assert answer(request_settings, url).status == 200
    first, second = next(iter(web.times.values()))
    assert second - first > 0.9


def test_a_server_that_asks_for_hours_is_left_alone(
    web: Web, request_settings: RequestSettings
) -> None:
    url = web.set("/", Reply(429, {"Retry-After": "7200"}))
    assert answer(request_settings, url).status == 429
    assert web.asked("/") == ["GET"]


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (Reply(raw=b""), "protocol"),
        (Reply(raw=b"no HTTP\r\n\r\n"), "protocol"),
        (Reply(delay=5), "timeout"),
    ],
)
def test_failures_are_told_apart(
    web: Web,
    request_settings: RequestSettings,
    monkeypatch: pytest.MonkeyPatch,
    reply: Reply,
    failure: str,
) -> None:
    monkeypatch.setattr(asking, "_BACKOFF", 0.01)
    patient = replace(request_settings, timeout=0.2 if reply.delay else 20)
    assert answer(patient, web.set("/", reply)).failure == failure
    assert len(web.requests) == 3


def test_nothing_listens(
    request_settings: RequestSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_BACKOFF", 0.01)
    assert answer(request_settings, "http://127.0.0.1:1/").failure == "connection"


def test_a_host_that_cannot_be_reached_is_not_tried_for_each_url(
    request_settings: RequestSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_BACKOFF", 0.01)
    tried = []
    connect = network.PublicBackend.connect_tcp

    async def counting(self: Any, host: str, port: int, *rest: Any, **named: Any) -> Any:
        tried.append(host)
        return await connect(self, host, port, *rest, **named)

    monkeypatch.setattr(network.PublicBackend, "connect_tcp", counting)
    received = answers(
        request_settings, *(f"http://127.0.0.1:1/{number}.pdf" for number in range(50))
    )
    assert {each.failure for each in received.values()} == {"connection"}
    assert len(received) == 50
    assert len(tried) <= 6  # three times for each of the two that are asked at once


def test_a_host_that_does_not_exist(request_settings: RequestSettings) -> None:
    assert answer(request_settings, "http://no-such-host.invalid/").failure in (
        "no-host",
        "connection",
    )


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://0.0.0.0:{port}/",
     "http://[::ffff:127.0.0.1]:{port}/", "http://169.254.169.254/latest/meta-data/",
     "http://10.0.0.1/", "http://[::1]:{port}/", "http://2130706433:{port}/"],
)  # fmt: skip
def test_private_networks_are_not_asked(
    web: Web, request_settings: RequestSettings, url: str
) -> None:
    web.set("/", Reply())
    strict = replace(request_settings, allows_private=False)
    received = answer(strict, url.format(port=web.port))
    assert received.failure in ("private", "no-host")
    assert web.requests == []


def test_a_public_page_does_not_lead_into_a_private_network(
    web: Web, request_settings: RequestSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefgen.network.is_public", lambda ip: ip == "127.0.0.1")
    web.set("/secret", Reply())
    url = web.set("/", Reply(302, {"Location": web.url("/secret", 2)}))
    received = answer(replace(request_settings, allows_private=False), url)
    assert received.failure == "private"
    assert web.asked("/secret") == []


def test_no_host_is_asked_too_much_at_once(web: Web, request_settings: RequestSettings) -> None:
    web.otherwise = lambda _: Reply(delay=0.02)
    urls = [web.url(f"/{number}", host) for number in range(5) for host in range(1, 41)]
    received = answers(replace(request_settings, per_host=2, concurrency=12), *urls)
    assert len(received) == 200
    # The server counted: each host had as many as it may have, and so had all together.
    assert set(web.most_at_once.values()) <= {1, 2}
    assert len(web.most_at_once) == 40
    assert 2 < web.most_in_all <= 12


def test_there_are_pauses_between_requests_to_a_host() -> None:
    lane = asking._Lane()
    assert [lane.slot(100.0, 0.5) for _ in range(3)] == [0.0, 0.5, 1.0]
    assert lane.slot(101.25, 0.5) == 0.25
    lane.rest(110.0)
    assert lane.slot(102.0, 0.5) == 8.0
    assert lane.slot(200.0, 0.5) == 0.0


# Files, and servers that answer HEAD otherwise than GET


@pytest.mark.parametrize(
    "head",
    [Reply(500), Reply(405), Reply(raw=b""), Reply(delay=60)],
    ids=["500", "405", "-", "slow"],
)
def test_head_may_fail_where_get_does_not(
    web: Web, request_settings: RequestSettings, head: Reply
) -> None:
    file = Reply(headers={"Content-Type": "application/pdf"})
    url = web.set("/a.pdf", lambda request: head if request.method == "HEAD" else file)
    received = answer(replace(request_settings, timeout=2 if head.delay else 20), url)
    assert (received.status, received.body) == (200, b"")
    assert web.asked("/a.pdf") == ["HEAD", "GET"]


def test_a_page_in_place_of_a_file_is_read(web: Web, request_settings: RequestSettings) -> None:
    url = web.set("/a.pdf", Reply(body=b"<title>Page not found</title>"))
    assert answer(request_settings, url).body == b"<title>Page not found</title>"
    assert web.asked("/a.pdf") == ["HEAD", "GET"]


# Bodies


def test_a_small_body_that_expands_to_gigabytes_is_cut(
    web: Web, request_settings: RequestSettings
) -> None:
    bomb = gzip.compress(b"<p>" + b"\0" * 50_000_000)
    headers = {"Content-Encoding": "gzip"}
    url = web.set("/", Reply(headers=headers, body=bomb))
    assert len(answer(request_settings, url).body) == MOST
    assert web.requests[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("encoding", "body", "read"),
    [
        ("gzip", gzip.compress(PAGE), PAGE),
        ("deflate", zlib.compress(PAGE), PAGE),
        ("identity", PAGE, PAGE),
        ("gzip", b"not compressed", b""),
        ("br", b"nobody asked for it", b""),
    ],
    ids=["gzip", "deflate", "none", "broken", "unknown"],
)
def test_bodies_are_decompressed(
    web: Web, request_settings: RequestSettings, encoding: str, body: bytes, read: bytes
) -> None:
    received = answer(
        request_settings, web.set("/", Reply(headers={"Content-Encoding": encoding}, body=body))
    )
    assert (received.status, received.body) == (200, read)


@pytest.mark.parametrize("ends", [True, False], ids=["cut off", "never ends"])
def test_a_page_whose_end_does_not_come_is_there(
    web: Web, request_settings: RequestSettings, ends: bool
) -> None:
    head = b"HTTP/1.1 200 -\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n"
    url = web.set("/", Reply(raw=head + PAGE, stays=not ends))
    received = answer(replace(request_settings, timeout=20 if ends else 2), url)
    assert (received.status, received.body, received.failure) == (200, PAGE, "")


# Pages that lead to others


def test_a_page_that_leads_to_another_at_once(web: Web, request_settings: RequestSettings) -> None:
    web.set("/new", Reply())
    refresh = "<meta content='0; URL=/new?a=1&amp;b=2' http-equiv=Refresh>"
    received = answer(request_settings, web.set("/old", Reply(body=refresh.encode())))
    assert received.final_url == web.url("/new?a=1&b=2")
    assert permanent_target(received) == ""


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="refresh" content="300; url=/new">',
        '<meta http-equiv="refresh" content="0; url=/">',
        '<noscript><meta http-equiv="refresh" content="0; url=/new"></noscript>',
        '<meta name="refresh" content="none">',
    ],
)
def test_a_page_that_stays(web: Web, request_settings: RequestSettings, head: str) -> None:
    url = web.set("/", Reply(body=head.encode()))
    assert answer(request_settings, url).final_url == url


def test_an_address_that_cannot_exist_is_asked_only_in_doubt(
    web: Web, request_settings: RequestSettings
) -> None:
    web.set("/reports/", Reply())
    web.otherwise = lambda _: Reply(302, {"Location": "/reports/"})
    received = answer(request_settings, web.url("/reports/2013/wages"))
    assert received.decoy is not None
    assert received.decoy.final_url == web.url("/reports/")
    assert len(web.requests) == 4
    web.set("/new/wages", Reply())
    moved = answer(
        request_settings, web.set("/reports/2014/wages", Reply(302, {"Location": "/new/wages"}))
    )
    assert (moved.decoy, len(web.requests)) == (None, 6)


# Encryption


@pytest.mark.parametrize(
    ("kind", "failure"),
    [("valid", ""), ("expired", "certificate"), ("of another host", "certificate"),
     ("self-signed", "certificate"), ("of an unknown issuer", "issuer")],
)  # fmt: skip
def test_certificates(request_settings: RequestSettings, kind: str, failure: str) -> None:
    authority = Authority()
    tls = {
        "valid": lambda: authority.server("127.0.0.1"),
        "expired": lambda: authority.server("127.0.0.1", is_expired=True),
        "of another host": lambda: authority.server("another.example"),
        "self-signed": lambda: Authority().self_signed(),
        "of an unknown issuer": lambda: Authority().server("127.0.0.1"),
    }[kind]()
    with serving(tls=tls, is_secure=True) as web:
        received = answer(replace(request_settings, verify=authority.client), web.set("/", Reply()))
    assert received.failure == failure
    assert bool(received.reason) == bool(failure)


def test_a_server_without_a_common_form_of_encryption(request_settings: RequestSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        received = answer(request_settings, f"https://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()
    assert received.failure == "tls"


def test_issuers_that_browsers_trust_are_trusted() -> None:
    assert len(network.trusting().get_ca_certs()) > 50


# Networks


def test_ipv6(request_settings: RequestSettings) -> None:
    if not has_ipv6():
        pytest.skip("this machine has no IPv6")
    with serving("::1") as web:
        web.set("/", Reply())
        url = f"http://[::1]:{web.port}/"
        assert answer(request_settings, url).status == 200
        assert answer(replace(request_settings, allows_private=False), url).failure == "private"


def has_ipv6() -> bool:
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return False
    return True


def test_a_proxy_is_asked_in_place_of_the_server(request_settings: RequestSettings) -> None:
    authority = Authority()
    with serving(tls=authority.server("a.example")) as web:
        web.pages["http://a.example/"] = lambda _: Reply(301, {"Location": "https://a.example/"})
        web.pages["https://a.example/"] = lambda _: Reply()
        through = replace(
            request_settings,
            proxy=f"http://127.0.0.1:{web.port}",
            verify=authority.client,
            per_host=1,
        )
        assert answer(through, "http://a.example/").final_url == "https://a.example/"
        assert [each.method for each in web.requests] == ["GET", "CONNECT", "GET"]
        # The proxy may be in a private network, but what it asks may not.
        strict = replace(through, allows_private=False)
        assert answer(strict, "http://127.0.0.2/").failure == "private"
        assert len(web.requests) == 3


def test_the_proxy_of_the_system_is_used_but_not_for_its_exceptions(
    request_settings: RequestSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as proxy, serving() as server:
        monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1, .c.example")
        proxy.pages["http://a.example/"] = lambda _: Reply()
        assert answer(request_settings, "http://a.example/").status == 200
        assert answer(request_settings, server.set("/", Reply())).status == 200
        assert (len(proxy.requests), len(server.requests)) == (1, 1)
        strict = replace(request_settings, allows_private=False)
        assert answer(strict, "http://127.0.0.2/").failure == "private"
        assert network.proxy_for("b.c.example", "") == ""
        assert network.proxy_for("b.c.example", "http://p.example") == "http://p.example"


def test_http_and_https_are_one_host(request_settings: RequestSettings) -> None:
    assert asking._host("https://A.example:443/x") == asking._host("http://a.example/y")
    assert asking._host("http://a.example:443/x") != asking._host("http://a.example/y")


def test_a_url_without_a_host_is_not_asked(request_settings: RequestSettings) -> None:
    assert answer(request_settings, "http://[/a.pdf").failure == "protocol"
