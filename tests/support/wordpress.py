"""An export of WordPress and the site that was made of it, as another program reads them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import lxml.html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SETTINGS: Final = """\
title: Moved
base_url: https://moved.example
comments: {provider: mailto, email: replies@moved.example}
social: {images: false}
images: {enabled: false}
"""
# What is between square brackets, or made by WordPress, is not in the text of a page.
SHORTCODE: Final = re.compile(
    r"\[/?(?:caption|gallery|audio|video|embed|playlist|efn_note)\b[^\]]*\]"
)
COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
WORD: Final = re.compile(r"[^\W_]+")
PICTURES: Final = (".gif", ".jpg", ".png")  # links that lead from a picture to itself
TAG: Final = re.compile(r"<[^<>]*>")
# Scripts, and the button of a file, which leads where the name of the file does.
LEFT_OUT: Final = re.compile(
    r"<(script|style)\b.*?</\1>|<a [^>]*wp-block-file__button.*?</a>", re.DOTALL
)


@dataclass(frozen=True)
class Post:
    """An item of an export, as a program of another author would read it."""

    item: ElementTree.Element

    def get(self, name: str) -> str:
        for each in self.item:
            if each.tag.rpartition("}")[2] == name and (name != "encoded" or "content" in each.tag):
                return (each.text or "").strip()
        return ""

    @property
    def kind(self) -> str:
        return self.get("post_type")

    @property
    def is_open(self) -> bool:
        return self.get("status") == "publish" and not self.get("post_password")

    @property
    def comments(self) -> Iterator[tuple[str, str]]:
        for each in self.item:
            if each.tag.endswith("}comment"):
                values = {part.tag.rpartition("}")[2]: part.text or "" for part in each}
                if values.get("comment_approved") == "1":
                    yield values["comment_author"], values["comment_content"]

    @property
    def categories(self) -> Iterator[tuple[str, str]]:
        for each in self.item.findall("category"):
            if each.get("domain") in ("category", "post_tag"):
                yield each.get("domain", ""), each.text or ""


@dataclass(frozen=True)
class Moved:
    """A built site, and the items of the export that it comes from."""

    posts: tuple[Post, ...]
    folder: Path

    def page(self, url: str) -> HtmlElement:
        """Return the page at an old URL, following the page that redirects."""
        path = unquote(urlsplit(url).path).strip("/")
        tree = self._read(self.folder / path / "index.html")
        refresh = tree.xpath("//meta[@http-equiv='refresh']/@content")
        if refresh:
            target = unquote(urlsplit(refresh[0].partition("url=")[2]).path)
            return self._read(self.folder / target.strip("/") / "index.html")
        return tree

    def _read(self, file: Path) -> HtmlElement:
        return lxml.html.fromstring(file.read_bytes())

    def is_there(self, url: str) -> bool:
        path = unquote(urlsplit(url).path).strip("/")
        return (self.folder / path / "index.html").is_file() or (self.folder / path).is_file()


def briefgen(folder: Path, *arguments: str) -> str:
    process = subprocess.run(
        [sys.executable, "-m", "briefgen", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout + process.stderr


def moved_site(export: Path, root: Path, *options: str) -> Moved:
    """Import an export into a new site in a folder, and build it."""
    (root / "site.yaml").write_text(SETTINGS)
    output = briefgen(root, "import", "wordpress", str(export), *options, "--write")
    assert "The site builds without errors." in output
    briefgen(root, "build", "--jobs", "1")
    return Moved(tuple(map(Post, ElementTree.parse(export).iter("item"))), root / "public")


def texts(moved: Moved) -> Iterator[Post]:
    for post in moved.posts:
        if post.kind in ("post", "page") and post.is_open and not urlsplit(post.get("link")).query:
            yield post


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text))


def words_of_page(page: HtmlElement) -> Counter[str]:
    for each in page.xpath("//script | //style"):
        each.drop_tree()
    attributes = page.xpath("//@alt | //@title")
    pieces = [*page.itertext(), *attributes]
    return words(" ".join(pieces).replace("\u00ad", "").replace("\u200b", ""))


def words_of_post(post: Post) -> Counter[str]:
    text = LEFT_OUT.sub(" ", COMMENT.sub(" ", post.get("encoded")))
    text = TAG.sub(" ", SHORTCODE.sub(" ", text))
    return words(unescape(f"{TAG.sub('', post.get('title'))} {text}"))
