"""The test data of WordPress's own importer and themes comes in without loss.

The corpus is not part of this repository. The tests look for it in the folder that the
environment variable BRIEFGEN_CORPORA names, or else in `shared/corpora` beside the repository.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final
from urllib.parse import urlsplit

import lxml.html
import pytest

from tests.support.corpus import CORPORA
from tests.support.wordpress import (
    PICTURES,
    TAG,
    WORD,
    Moved,
    moved_site,
    texts,
    words,
    words_of_page,
    words_of_post,
)

EXPORTS: Final = CORPORA / "wordpress"

pytestmark = pytest.mark.skipif(
    not EXPORTS.is_dir(), reason="no corpus: set BRIEFGEN_CORPORA to its folder"
)


@pytest.fixture(scope="module", params=["theme-unit-test-data.xml", "a11y-unit-test-data.xml"])
def moved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Moved:
    return moved_site(EXPORTS / request.param, tmp_path_factory.mktemp("moved"))


def test_every_text_is_at_its_old_url_with_all_its_words(moved: Moved) -> None:
    missing = {}
    for post in texts(moved):
        lacking = words_of_post(post) - words_of_page(moved.page(post.get("link")))
        if lacking:
            missing[post.get("link")] = dict(lacking)
    assert missing == {}


def test_every_approved_comment_is_on_the_page_of_its_text(moved: Moved) -> None:
    count = 0
    for post in texts(moved):
        page = words_of_page(moved.page(post.get("link")))
        for author, text in post.comments:
            count += 1
            joined = re.sub(r"</?su[bp]>", "", text)
            plain = unescape(f"{author} {TAG.sub(' ', joined)}")
            assert not words(plain) - page, post.get("link")
    assert count > 20


def test_every_category_and_tag_of_a_post_has_a_page_that_lists_it(moved: Moved) -> None:
    lists = {
        name: {
            " ".join(WORD.findall(str(page.xpath("string(//h1)")))).casefold(): page
            for page in (
                lxml.html.fromstring(file.read_bytes())
                for file in (moved.folder / folder).glob("*/index.html")
            )
        }
        for name, folder in (("category", "categories"), ("post_tag", "tags"))
    }
    for post in texts(moved):
        for taxonomy, name in post.categories if post.kind == "post" else ():
            key = " ".join(WORD.findall(unescape(name))).casefold()
            assert key in lists[taxonomy], name


def test_every_link_between_texts_leads_to_a_page(moved: Moved) -> None:
    old = {urlsplit(post.get("link")).path.strip("/") for post in texts(moved)}
    hosts = {urlsplit(post.get("link")).netloc for post in moved.posts}
    for post in texts(moved):
        targets = re.findall(r"<a\b[^>]*\bhref=[\"']([^\"'#?]+)", post.get("encoded"))
        links = moved.page(post.get("link")).xpath("//article//a/@href | //main//a/@href")
        plain = {re.split("[#?]", link)[0] for link in links}
        for target in map(unescape, targets):
            parts = urlsplit(target)
            if parts.netloc in hosts and parts.path.strip("/") in old:
                assert target not in plain
            elif parts.scheme in ("http", "https") and parts.netloc not in hosts:
                assert target in plain or parts.path.endswith(PICTURES), post.get("link")
        for link in plain:
            assert not link.startswith("/") or moved.is_there(link), link


def test_every_old_permalink_answers(moved: Moved) -> None:
    links = {post.get("link") for post in texts(moved)}
    parents = {post.get("post_id"): post for post in texts(moved)}
    for post in moved.posts:
        if post.kind == "attachment" and post.get("post_parent") in parents:
            links.add(post.get("link"))
    for post in texts(moved):
        for number in range(2, post.get("encoded").count("<!--nextpage-->") + 2):
            links.add(f"{post.get('link')}{number}/")
    silent = {url for url in links if not urlsplit(url).query and not moved.is_there(url)}
    assert silent == set()
