"""nginx and Caddy serve a site as the configurations promise: every promise is a request."""

from __future__ import annotations

import gzip
import http.client
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

import pytest

from briefgen.deploy.release import SERVER_FILES
from briefgen.model.media_types import LASTING, cache_control, content_type
from briefgen.publish import MANIFEST
from tests.support.real_servers import program, running

if TYPE_CHECKING:
    from tests.conftest import BuildSite, Published, WriteSite

ALIASES: Final = ("/old/", "/Old/Case/", "/alt/ünï code/", '/quo"te/', "/mo$ney{1}/", "/star*/")
SITE: Final[Mapping[str, str | bytes]] = {
    "content/briefs/two-bases.md": (
        "---\ntitle: Two bases\ndate: 2026-03-04\naliases:\n"
        + "".join(f"  - '{each}'\n" for each in ALIASES)
        + f"---\n{'Words that compress well. ' * 200}\n"
    ),
    "content/briefs/mines.md": (
        "---\ntitle: Mines\n---\n```chart\ntype: bar\ndata: [{a: x, b: 1}]\n```\n"
    ),
    "content/about.md": "---\ntitle: About\n---\nText.\n",
    "content/admin/sveltia-cms-0.221.1/sveltia-cms.js": "// the page where editors write\n",
    "content/data/prices.csv": "a,b\n1,2\n",
    "content/files/one two.txt": "Text.\n",
    "content/files/photo.png": b"\x89PNG\r\n\x1a\n" + b"no words" * 400,
}
BRIEF: Final = "/briefs/two-bases/"
CHART: Final = "/briefs/mines/chart-1/"
BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # by lowercase names; several of one name are joined
    body: bytes


@dataclass(frozen=True)
class Served:
    """A server that runs, and the site that it serves."""

    name: str
    url: str
    site: Published

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path. `_` in the names of headers is a hyphen."""
        line = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        line.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        reply = line.getresponse()
        body = reply.read()
        line.close()
        fields: dict[str, str] = {}
        for name, value in reply.getheaders():
            key = name.lower()
            fields[key] = f"{fields[key]}, {value}" if key in fields else value
        return Answer(reply.status, fields, body)

    def not_found(self) -> bytes:
        return self.site.read("404.html")


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, build_site: BuildSite
) -> Published:
    settings: dict[str, Any] = {
        "headers": {"servers": ["nginx", "caddy"]},
        "outputs": {"email": True},
        "cms": {"backend": "github", "repository": "minerals/briefs"},
        "social": {"images": False},
    }
    site = build_site(write_site(tmp_path_factory.mktemp("served"), SITE, **settings))
    # As programs for certificates write it.
    (site.folder / ".well-known").mkdir()
    (site.folder / ".well-known/token.txt").write_text("token")
    return site


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def served(request: pytest.FixtureRequest, site: Published) -> Iterator[Served]:
    name = str(request.param)
    if not program(name):
        reason = f"{name} is not installed: python3 dev setup"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with running(name, site.folder) as url:
        yield Served(name, url, site)


def paths_of(site: Published) -> list[str]:
    """Return the URL paths of all files, percent-encoded; pages are folders."""
    return [
        quote(f"/{path.removesuffix('index.html') if path.endswith('/index.html') else path}")
        for path in site.paths
        if path not in {*SERVER_FILES, "_redirects", "404.html", "index.html"}
    ]


def rules_of(site: Published) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the rules of _headers: patterns of paths, and their headers."""
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for line in site.read("_headers").decode().splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            rules[-1][1].append((name.lower(), value))
        else:
            rules.append((line, []))
    return rules


def test_pages_are_served_as_built(served: Served) -> None:
    for path in ("/", BRIEF, "/about/"):
        answer = served.ask(path, Accept=BROWSER)
        assert answer.status == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.body == served.site.read(path)


def test_every_file_has_the_headers_of_the_site(served: Served) -> None:
    is_redirect = {quote(alias) for alias in ALIASES}
    for path in paths_of(served.site):
        answer = served.ask(path)
        if answer.status == 301:
            assert path in is_redirect
            continue
        assert answer.status == 200, path
        for pattern, headers in rules_of(served.site):
            if fnmatchcase(path, pattern):
                for name, value in headers:
                    if name != "x-frame-options":  # the policy says so
                        assert without_frames(answer.headers[name]) == value, (path, name)
        assert answer.headers["cache-control"] == cache_control(path.removeprefix("/"))


def without_frames(policy: str) -> str:
    return re.sub("; frame-ancestors [^;]+", "", policy)


def frames(answer: Answer) -> list[str]:
    return re.findall("frame-ancestors ([^;]+)", answer.headers["content-security-policy"])


def test_other_sites_can_show_only_charts_in_a_frame(served: Served) -> None:
    for path in paths_of(served.site):
        answer = served.ask(path)
        if answer.status == 200:
            assert frames(answer) == ["*" if path == CHART else "'self'"], path
    assert frames(served.ask(f"{CHART}index.html")) == ["*"]
    assert frames(served.ask("/none/")) == ["'self'"]


def test_search_engines_shall_not_list_emails_and_the_page_of_editors(served: Served) -> None:
    program = "/admin/sveltia-cms-0.221.1/sveltia-cms.js"
    for path in (f"{BRIEF}email.html", "/admin/", "/admin/index.html", program):
        assert served.ask(path).headers["x-robots-tag"] == "noindex", path
    for path in ("/", BRIEF, "/about/"):
        assert "x-robots-tag" not in served.ask(path).headers, path


def test_a_site_without_charts_is_in_no_frame(
    write_site: WriteSite, build_site: BuildSite, tmp_path: Path, served: Served
) -> None:
    files = {path: text for path, text in SITE.items() if "mines" not in path}
    site = build_site(write_site(tmp_path, files, headers={"servers": [served.name]}))
    with running(served.name, site.folder) as url:
        assert frames(Served(served.name, url, site).ask(BRIEF)) == ["'self'"]


def test_every_file_has_its_type(served: Served) -> None:
    for path in paths_of(served.site):
        answer = served.ask(path)
        if answer.status == 200 and not path.endswith("/"):
            expected = content_type(path)
            actual = answer.headers.get("content-type", "application/octet-stream")
            if served.name == "caddy":  # does not add a character set to JSON and SVG
                expected, actual = (each.partition(";")[0] for each in (expected, actual))
            assert actual == expected, path


@pytest.mark.parametrize("path", ["/none/", "/none", "/assets/none-0123.css", "/x/y.pdf"])
def test_a_missing_page_is_the_sites_own_with_status_404(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert answer.status == 404
    assert answer.body == served.not_found()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers.get("cache-control", "no-cache") == "no-cache"
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("alias", ALIASES)
def test_an_old_address_redirects_for_good(served: Served, alias: str) -> None:
    answer = served.ask(quote(alias))
    assert (answer.status, answer.headers["location"]) == (301, BRIEF)


def test_only_the_old_address_itself_redirects(served: Served) -> None:
    for path in ("/old/case/", "/OLD/", "/older/", "/star/", "/old/x"):
        assert served.ask(path).status == 404


def test_a_folder_without_its_slash_redirects_to_it(served: Served) -> None:
    answer = served.ask("/briefs/two-bases")
    assert answer.status in (301, 308)
    assert urlsplit(answer.headers["location"]).path == BRIEF
    assert urlsplit(answer.headers["location"]).netloc in ("", urlsplit(served.url).netloc)


def test_texts_are_compressed_and_images_are_not(served: Served) -> None:
    (style,) = (path for path in paths_of(served.site) if re.match("/assets/theme-.*css$", path))
    for path in (BRIEF, style, "/feed.atom", f"{BRIEF}index.md"):
        answer = served.ask(path, Accept_Encoding="gzip")
        assert answer.headers.get("content-encoding") == "gzip", path
        assert gzip.decompress(answer.body) == served.site.read(path)
        assert "accept-encoding" in answer.headers["vary"].lower()
        assert "content-encoding" not in served.ask(path).headers
    assert "content-encoding" not in served.ask("/files/photo.png", Accept_Encoding="gzip").headers


@pytest.mark.parametrize(
    "accept",
    [
        "text/markdown",
        "text/markdown, text/html, */*",
        "text/markdown;q=1.0, text/html;q=0.9",
        "Text/Markdown, text/plain;q=0.5",
    ],
)
def test_programs_get_a_brief_as_markdown(served: Served, accept: str) -> None:
    answer = served.ask(BRIEF, Accept=accept)
    assert (answer.status, answer.body) == (200, served.site.read(f"{BRIEF}index.md"))
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "accept" in re.split(", *", answer.headers["vary"].lower())
    assert answer.headers["cache-control"] == "no-cache"
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "accept",
    [BROWSER, "*/*", "text/html, text/markdown;q=0.5", "text/markdown;q=0, text/html", ""],
)
def test_everyone_else_gets_the_page(served: Served, accept: str) -> None:
    answer = served.ask(BRIEF, Accept=accept)
    assert answer.body == served.site.read(BRIEF)
    assert "accept" in re.split(", *", answer.headers["vary"].lower())


def test_a_page_without_markdown_is_a_page_for_programs_too(served: Served) -> None:
    answer = served.ask("/categories/", Accept="text/markdown")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert served.ask("/none/", Accept="text/markdown").body == served.not_found()


@pytest.mark.parametrize(
    "path",
    [
        f"/{MANIFEST}", "/_headers", "/_redirects", "/_nginx.conf", "/_caddy.conf", "/404.html",
        "/.git/config", "/briefs/.hidden", "/%5fheaders", "/%2ebriefgen.json",
        "/../site.yaml", "/..%2fsite.yaml", "/%2e%2e/site.yaml",
    ],
)  # fmt: skip
def test_what_is_not_for_readers_is_not_served(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert answer.status in (400, 404)
    assert b"base_url" not in answer.body
    if answer.status == 404:
        assert answer.body == served.not_found()


def test_well_known_files_are_served(served: Served) -> None:
    assert served.ask("/.well-known/token.txt").body == b"token"


@pytest.mark.parametrize("path", ["/assets/", "/files/", "/data/"])
def test_no_folder_is_listed(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert (answer.status, answer.body) == (404, served.not_found())


def test_head_has_the_headers_of_get(served: Served) -> None:
    get, head = served.ask(BRIEF), served.ask(BRIEF, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert {**head.headers, "date": ""} == {**get.headers, "date": ""}


def test_a_part_of_a_file_can_be_asked_for(served: Served) -> None:
    answer = served.ask("/files/photo.png", Range="bytes=8-15")
    assert (answer.status, answer.body) == (206, b"no words")


def test_a_page_that_did_not_change_is_not_sent_again(served: Served) -> None:
    first = served.ask(BRIEF)
    tag = served.ask(BRIEF, If_None_Match=first.headers["etag"])
    date = served.ask(BRIEF, If_Modified_Since=first.headers["last-modified"])
    assert {(answer.status, answer.body) for answer in (tag, date)} == {(304, b"")}
    assert served.ask(BRIEF, If_None_Match='"another"').status == 200


def test_nothing_can_be_sent_to_the_server(served: Served) -> None:
    assert served.ask(BRIEF, "POST").status == 405
    assert served.ask("/new.html", "PUT").status in (404, 405)


def test_a_new_release_is_served_without_a_restart(
    tmp_path: Path, site: Published, served: Served
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
        for file in ("_nginx.conf", "_caddy.conf"):
            (tmp_path / name / file).write_bytes(site.read(file))
    current = tmp_path / "current"
    current.symlink_to("one")
    with running(served.name, current) as url:
        release = Served(served.name, url, site)
        assert release.ask("/").body == b"one"
        (tmp_path / "next").symlink_to("two")
        (tmp_path / "next").rename(current)
        assert release.ask("/").body == b"two"


def test_assets_are_kept_for_ever(served: Served) -> None:
    paths = [path for path in paths_of(served.site) if path.startswith("/assets/")]
    assert paths
    assert {served.ask(path).headers["cache-control"] for path in paths} == {LASTING}
