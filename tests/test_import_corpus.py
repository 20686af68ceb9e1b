"""A blog of 287 real posts moves in: it builds at once, no link breaks, and no word is lost.

The corpus is not part of this repository: see `tests/support/corpus.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import lxml.html
import pytest
import yaml
from markdown_it import MarkdownIt

from briefgen.importers.markdown import import_folder
from briefgen.importers.markdown.source import read_source
from briefgen.importers.writing import Outcome, State, carry_out
from briefgen.pipeline import read_site_config
from tests.support.corpus import POSTS, read_post
from tests.support.exhaustive import mostly_exhaustive

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MadeOnce, Page, Published, WriteSite

COUNT: Final = 287
SETTINGS: Final[dict[str, Any]] = {
    "title": "18F",
    "base_url": "https://18f.example",
    "timezone": "America/New_York",
    # Drawing and resizing images would take most of the time and says nothing about the texts.
    "social": {"images": False},
    "images": {"enabled": False},
}
SOME: Final = pytest.mark.parametrize("step", mostly_exhaustive([4, 1], 1), ids=["some", "all"])
OTHER: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
DATED: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)\.md")
# What is no word of a text: notes, attributes, and what scripts show.
NOT_WORDS: Final = re.compile(r"\[\^[\w-]+\]:?|\{:[^}]*\}|\{[#.][^}\n]*\}")

pytestmark = pytest.mark.skipif(
    not POSTS.is_dir(), reason="no corpus: set BRIEFGEN_CORPORA to its folder"
)


@dataclass(frozen=True)
class Moved:
    """The posts on the new site."""

    outcome: Outcome
    site: Published


def moved_in(root: Path) -> Outcome:
    config = read_site_config(root).value
    assert config
    source = read_source(POSTS.parent, "jekyll")
    return carry_out(root, import_folder(source, config, url="https://18f.gsa.gov"), write=True)


@pytest.fixture(scope="module")
def moved(made_once: MadeOnce, write_site: WriteSite, build_site: BuildSite) -> Moved:
    def make(root: Path) -> Moved:
        write_site(root, **SETTINGS)
        return Moved(moved_in(root), build_site(root))

    return made_once("import of the corpus", make)


def test_all_posts_come_in_and_the_site_builds_without_any_edit_by_hand(moved: Moved) -> None:
    assert moved.outcome.count("brief", State.NEW) == COUNT
    assert [each for each in moved.site.diagnostics if each.is_error] == []
    assert moved.site.counts is not None
    assert len(briefs(moved.site)) == COUNT


@SOME
def test_every_old_address_answers(moved: Moved, step: int) -> None:
    for path in sorted(POSTS.glob("*.md"))[::step]:
        match = DATED.fullmatch(path.name)
        assert match
        year, month, day, name = match.groups()
        page = moved.site.page(f"/{year}/{month:0>2}/{day:0>2}/{name}/")
        assert page.select("meta[http-equiv='refresh']"), path.name
        for alias in aliases_of(path):
            assert moved.site.read(unquote(alias))


def aliases_of(path: Path) -> list[str]:
    written = read_post(path).matter.get("aliases") or []
    listed = [written] if isinstance(written, str) else written
    return [each if each.endswith("/") or "." in each else f"{each}/" for each in listed]


@SOME
def test_no_word_of_a_text_is_lost(moved: Moved, step: int) -> None:
    pages = {title_of(page): page for page in briefs(moved.site)}
    total = 0
    for path in sorted(POSTS.glob("*.md"))[::step]:
        post = read_post(path)
        page = pages[" ".join(plain(post.matter["title"]).split())]
        there = Counter(words(page.one("article.brief")))
        expected = Counter(words(source_of(post.body.decode())))
        assert expected - there == Counter(), path.name
        total += expected.total()
    assert total > 200_000 / step


def source_of(body: str) -> lxml.html.HtmlElement:
    html = OTHER.render(NOT_WORDS.sub(" ", body))
    tree = lxml.html.fromstring(f"<div>{html}</div>")
    for element in tree.xpath("//script | //style | //iframe | //comment()"):
        element.drop_tree()
    return tree


def words(tree: lxml.html.HtmlElement) -> list[str]:
    text = unicodedata.normalize("NFKC", " ".join(tree.itertext()))
    return re.findall(r"\w+", re.sub(r"[’'‘\u00ad\u200b]", "", text))


def plain(html: str) -> str:
    return str(lxml.html.fromstring(f"<p>{html}</p>").text_content())


def title_of(page: Page) -> str:
    (title,) = page.words("h1")
    return title


def briefs(site: Published) -> list[Page]:
    return [page for page in site.pages if "article.brief" in page]


def test_links_between_posts_lead_to_the_new_pages(moved: Moved) -> None:
    urls = {
        link
        for page in briefs(moved.site)
        for link in page.values(".brief-body a[href^='/']", "href")
    }
    names = [DATED.fullmatch(path.name) for path in POSTS.glob("*.md")]
    known = {match[4].lower() for match in names if match}
    old = [re.fullmatch(r"/\d{4}/\d\d/\d\d/([^/#]+)/?(?:#.*)?", url) for url in urls]
    assert [match[0] for match in old if match and match[1].lower() in known] == []
    assert sum(url.startswith("/briefs/") for url in urls) > 100


def test_what_was_not_carried_over_has_its_file_and_line(moved: Moved) -> None:
    assert 0 < len(moved.outcome.notes) < 250
    for note in moved.outcome.notes:
        lines = (POSTS.parent / note.origin).read_text(encoding="utf-8").split("\n")
        assert note.line, note
        assert note.words.partition("\n")[0].strip() in lines[note.line - 1], note


def test_keys_keep_their_values(moved: Moved) -> None:
    for path in sorted(POSTS.glob("*.md"))[::10]:
        made = moved.site.root / "content/briefs" / path.name
        if not made.is_file():  # capitals became lowercase
            continue
        values = yaml.safe_load(made.read_text(encoding="utf-8").split("---\n")[1])
        post = read_post(path)
        assert values["authors"] == post.matter["authors"]
        assert values["tags"] == [" ".join(str(each).split()) for each in post.matter["tags"]]
        assert values["summary"]
