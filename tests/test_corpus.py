"""A blog of 287 real posts by many authors over eleven years builds without loss.

Every run tries a seventh of them, and one with `--exhaustive` also all together.

The corpus is not part of this repository. The tests look for it in the folder that the
environment variable BRIEFGEN_CORPORA names, or else in `shared/corpora` beside the repository.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import pytest

from briefgen.model.identity import source_key
from briefgen.render.text.plain_lines import width_of
from tests.support.corpus import CORPORA, POSTS, REPOSITORY, Post, read_post
from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from briefgen.model.diagnostics import Diagnostic
    from tests.conftest import BuildSite, CheckHtml, MadeOnce, Page, Published, WriteSite

PICTURES: Final = CORPORA / "18f-posts" / "assets"
COUNT: Final = 287
JOBS: Final = ("--clean", "--jobs", "2")

pytestmark = pytest.mark.skipif(
    not POSTS.is_dir(), reason="no corpus: set BRIEFGEN_CORPORA to its folder"
)

SETTINGS: Final[dict[str, Any]] = {
    "title": "18F",
    "base_url": "https://18f.example/blog",
    "timezone": "America/New_York",
    "permalink": "/{year}/{month}/{day}/{slug}/",
    # Drawing and resizing images would take most of the time and says nothing about the texts.
    "social": {"images": False},
    "images": {"enabled": False},
    "outputs": {"email": True},
}
# Problems that are in the posts themselves. Missing images (`broken-link`) and links to missing
# pages (`unknown-path`) disappear once those files exist.
KNOWN: Final = {"removed-html", "missing-alt", "near-author", "untitled-sources", "stray-mark"}
STUB: Final = b"---\ntitle: Missing\n---\n## Service offerings\n\nText.\n"
DATED: Final = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})-")
NAMED: Final = re.compile(r"`content/(?P<path>[^`]*)`")
# A line of plain words, which neither Markdown nor typography changes.
PLAIN_LINE: Final = re.compile(r"[A-Z](?:[A-Za-z0-9 ,;:()]|\.(?!\.)){60,}")


@pytest.fixture(scope="module", params=[pytest.param(1, marks=exhaustive), 7], ids=["all", "some"])
def step(request: pytest.FixtureRequest) -> int:
    """Every which post is used."""
    return int(request.param)


@pytest.fixture(scope="module")
def posts(step: int) -> list[Post]:
    paths = sorted(POSTS.glob("*.md"))
    assert len(paths) == COUNT
    return [read_post(path) for path in paths[::step]]


@pytest.fixture(scope="module")
def built(
    step: int, posts: list[Post], made_once: MadeOnce, write_site: WriteSite, build_site: BuildSite
) -> tuple[Published, Published]:
    """The corpus as found, and with a page or file added for everything it lacks."""

    def make(root: Path) -> tuple[Published, Published]:
        briefs = {f"content/briefs/{post.name}": post.file for post in posts}
        write_site(root, briefs, **SETTINGS)
        shutil.copytree(PICTURES, root / "content" / "assets")
        found = build_site(root)
        absent = [named(each)["path"] for each in absent_pictures(found)]
        pictures = {f"content/{path}": _stand_in(path) for path in absent}
        write_site(root, pictures, **SETTINGS)
        write_site(root, dict(_missing(build_site(root))), **SETTINGS)
        return found, build_site(root)

    return made_once(f"corpus-{step}", make)


def test_every_post_is_an_email_that_gmail_shows_whole(site: Published, posts: list[Post]) -> None:
    emails = [path for path in site.paths if path.endswith("/email.html")]
    assert len(emails) >= len(posts)
    assert "large-email" not in site.codes
    for path in emails:
        assert len(site.read(path)) < 100_000, path


def test_lines_of_plain_emails_are_short_unless_a_word_is_long(
    site: Published, posts: list[Post]
) -> None:
    plain = [site.read(path).decode() for path in site.paths if path.endswith("/email.txt")]
    lines = [line for text in plain for line in text.split("\n") if not line.startswith("    ")]
    assert len(lines) > 90 * len(posts)
    long = [line for line in lines if width_of(line) > 72]
    assert [line for line in long if len(line.strip().split()) > 3] == []


def _stand_in(path: str) -> bytes:
    return b"<svg/>" if path.endswith(".svg") else b""


@pytest.fixture(scope="module")
def as_found(built: tuple[Published, Published]) -> Published:
    """The posts alone, with images and links that the corpus does not include."""
    return built[0]


@pytest.fixture(scope="module")
def site(built: tuple[Published, Published]) -> Published:
    """The same with everything that the posts refer to."""
    return built[1]


def absent_pictures(site: Published) -> list[Diagnostic]:
    return [each for each in site.diagnostics if each.code == "broken-link"]


def named(diagnostic: Diagnostic) -> re.Match[str]:
    match = NAMED.search(diagnostic.message)
    assert match, diagnostic
    return match


def _missing(site: Published) -> Iterator[tuple[str, bytes]]:
    """Yield a file of content/ for each internal link that leads nowhere."""
    paths = set(site.paths)
    for path in {site.file_of(url) for page in site.pages for url in internal_links(page)}:
        if path in paths or path.lower() in paths:
            continue
        if path.endswith("/index.html"):
            yield f"content/{path.removesuffix('/index.html')}.md", STUB
        elif "." in path.rpartition("/")[2]:
            yield f"content/{path}", b""
        elif f"{path}/index.html".lower() not in paths:
            yield f"content/{path}.md", STUB


def internal_links(page: Page) -> list[str]:
    urls = page.values("[href]", "href") + page.values("[src]", "src")
    return [url for url in urls if url.startswith("/") and not url.startswith("//")]


def brief_pages(site: Published) -> Iterator[Page]:
    return (page for page in site.pages if "article.brief" in page)


def test_the_only_errors_are_images_missing_from_the_corpus(as_found: Published, step: int) -> None:
    expected = KNOWN | {"unknown-path", "broken-link"}
    assert set(as_found.codes) <= expected
    assert step > 1 or set(as_found.codes) == expected
    errors = [each for each in as_found.diagnostics if each.is_error]
    assert errors == absent_pictures(as_found)
    assert all(each.message.startswith("there is no image ") for each in errors)
    assert all(each.hint for each in as_found.diagnostics)
    assert as_found.counts is None


def test_a_problem_points_to_the_text_it_is_about(as_found: Published, posts: list[Post]) -> None:
    unexpected = [each for each in as_found.diagnostics if each.code not in KNOWN]
    assert len(unexpected) > 0.8 * len(posts)
    for each in unexpected:
        lines = (as_found.root / each.location.path).read_bytes().decode().splitlines()
        span = each.location.span
        place = lines[span.line - 1][span.column - 1 : span.column - 1 + span.width]
        path = each.message.partition("`")[2].rpartition("`")[0].removeprefix("content")
        assert unquote(place).startswith(path.rstrip("/")), each


def test_the_missing_files_and_pages_can_be_supplied(site: Published) -> None:
    assert set(site.codes) <= KNOWN | {"unknown-path"}
    paths = {f"/{path.removesuffix('index.html')}" for path in site.paths}
    for each in site.diagnostics:
        if each.code == "unknown-path":  # some old addresses have capitals, slugs do not
            path = each.message.partition("`")[2].rpartition("`")[0]
            assert path not in paths
            assert path.lower() in paths


def test_every_post_is_published_at_its_old_address(site: Published, posts: list[Post]) -> None:
    found = {page.path.removesuffix("/index.html") for page in brief_pages(site)}
    names = {DATED.sub(as_folders, post.name.removesuffix(".md")) for post in posts}
    old = {name.replace("_", "-").lower() for name in names}
    assert len(found) == len(posts)
    # Where the date in the front matter differs from the file name, the front matter counts.
    assert len(found & old) > 0.8 * len(posts)
    assert {path.split("/")[-1] for path in found} == {path.split("/")[-1] for path in old}


def as_folders(date: re.Match[str]) -> str:
    return "".join(f"{part:0>2}/" for part in date.groups())


def test_the_briefs_have_no_parse_errors(site: Published) -> None:
    assert [error for page in brief_pages(site) for error in page.errors] == []


def test_the_w3c_checker_reports_nothing(site: Published, check_html: CheckHtml) -> None:
    assert check_html(site) == []


def test_no_script_of_a_post_is_published(site: Published) -> None:
    for page in brief_pages(site):
        for script in page.select("script:not([type='application/ld+json'])"):
            assert script.get("src").startswith("/blog/assets/")
            assert not script.text
        assert page.select("iframe, object, embed, form, style") == []
        for element in page.tree.iter():
            assert not [name for name in element.attrib if name.startswith("on")]
            for name in ("href", "src"):
                assert not element.get(name, "").lower().startswith(("javascript:", "data:"))


def test_every_brief_has_its_title_as_only_h1_and_unique_anchors(
    site: Published, posts: list[Post]
) -> None:
    titles = set()
    for page in brief_pages(site):
        (title,) = page.words("h1")
        titles.add(title)
        ids = page.values("[id]", "id")
        assert len(ids) == len(set(ids)), page.path
    assert titles == {" ".join(unescape(post.matter["title"]).split()) for post in posts}


def test_highlights_are_taken_from_the_front_matter(site: Published, posts: list[Post]) -> None:
    found = sum(len(page.select("aside.highlights li")) for page in brief_pages(site))
    assert found == sum(len(post.matter.get("highlights", ())) for post in posts)


def test_the_sources_of_each_text_are_collected(site: Published, posts: list[Post]) -> None:
    total = 0
    for page in brief_pages(site):
        cited = page.select(":is(.highlights, .lead-image, .brief-body) a.source-link")
        listed = page.values("section.sources li > a.source-link", "href")
        keys = [source_key(url) for url in listed]
        assert {source_key(link.get("href")) for link in cited} == set(keys)
        assert len(keys) == len(set(keys))
        backs = page.values("section.sources .source-backs a", "href")
        assert sorted(back.removeprefix("#") for back in backs) == sorted(
            link.get("id") for link in cited
        )
        total += len(cited)
    assert total > 4 * len(posts)


def test_every_link_within_the_site_leads_to_a_file(site: Published) -> None:
    files = {path.lower() for path in site.paths}
    for page in site.pages:
        for url in internal_links(page):
            file = site.file_of(url).lower()
            assert not {file, f"{file}/index.html"}.isdisjoint(files), f"{page.path}: {url}"


def test_no_word_of_a_plain_line_is_lost(site: Published, posts: list[Post]) -> None:
    texts = {page.words("h1")[0]: page.words(".brief-body")[0] for page in brief_pages(site)}
    seen = 0
    for post in posts:
        text = texts[" ".join(unescape(post.matter["title"]).split())]
        for line in post.body.decode().splitlines():
            if PLAIN_LINE.fullmatch(line):
                assert " ".join(line.split()) in text, f"{post.name}: {line}"
                seen += 1
    assert seen > 0.8 * len(posts)


def test_worker_processes_do_not_change_the_output(site: Published) -> None:
    output = site.root / "elsewhere"
    process = subprocess.run(
        [sys.executable, "-m", "briefgen", "-C", site.root, "build", "--output", output, *JOBS],
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONHASHSEED": "4711",
            "TZ": "Asia/Kolkata",
            "SOURCE_DATE_EPOCH": "1900000000",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    assert "Traceback" not in process.stderr
    other = {path: (output / path).read_bytes() for path in site.paths}
    assert other == site.contents
