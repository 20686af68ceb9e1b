"""Media from a real server: what is downloaded, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from briefgen.importers.downloading import Downloading, download
from briefgen.importers.imported import Medium
from tests.support.web import Reply, Web, in_thread, serving

PNG = {"Content-Type": "image/png"}


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


def downloaded(*urls: str, allows_private: bool = True, most: int = 1000) -> list[bytes | str]:
    how = Downloading(
        user_agent="test", allows_private=allows_private, most_bytes=most, timeout=5.0
    )
    media = [Medium(url, "content/a.png") for url in urls]
    fetched = in_thread(lambda: download(media, how))
    return [fetched[url] for url in urls]


def test_pictures_are_downloaded_also_after_a_redirect(web: Web) -> None:
    one = web.set("/one.png", Reply(headers=PNG, body=b"one"))
    other = web.set("/other.png", Reply(302, headers={"Location": "/one.png"}, body=b""))
    assert downloaded(one, other) == [b"one", b"one"]


def test_what_is_not_the_file_is_refused(web: Web) -> None:
    page = web.set("/page.png", Reply(body=b"<p>Not found, but 200</p>"))
    large = web.set("/large.png", Reply(headers=PNG, body=b"a" * 1001))
    loop = web.set("/loop.png", Reply(302, headers={"Location": "/loop.png"}, body=b""))
    away = web.set("/away.png", Reply(302, headers={"Location": "file:///etc/passwd"}, body=b""))
    assert downloaded(page, large, web.url("/gone.png"), loop, away) == [
        "the server answered with a page, not with this file",
        "it has more than 1,000 bytes",
        "the server answered 404",
        "there are too many redirects",
        "it redirects to what is not on the web",
    ]


def test_a_server_that_is_busy_is_asked_again(web: Web) -> None:
    url = web.set(
        "/a.png",
        lambda request: Reply(headers=PNG, body=b"a") if request.times else Reply(503),
    )
    assert downloaded(url) == [b"a"]
    assert len(web.asked("/a.png")) == 2


def test_nothing_is_downloaded_from_a_private_network(web: Web) -> None:
    (why,) = downloaded(web.set("/a.png", Reply(headers=PNG)), allows_private=False)
    assert "private network" in str(why)
    assert web.requests == []
