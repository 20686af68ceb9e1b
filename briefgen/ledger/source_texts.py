"""The words of sources that briefs quote, kept on this machine between checks.

They may be deleted at any time: the sources are then asked again.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from briefgen.ledger.answers import MOST, Answer
from briefgen.ledger.learning import CheckResult
from briefgen.ledger.pages import content_of

_FOLDER: Final = "source-texts"
_MOST: Final = 20_000_000  # bytes of a file
_LEAST: Final = 400  # characters: a page with less has its text elsewhere
_BRIEF: Final = 4_000  # characters of a page that only describes a PDF
_READABLE: Final = frozenset({"ok", "moved", "changed"})
_UNSEEN: Final = ("script", "style", "noscript", "template", "nav", "svg")
_PDF: Final = re.compile(rb"""href\s*=\s*["']?[^"'\s>]+\.pdf\b|citation_pdf_url""", re.IGNORECASE)
# What pages say whose texts only subscribers can read.
_WALL: Final = re.compile(
    rb"""isAccessibleForFree["']?\s*:\s*["']?false|subscribe to (?:read|continue|unlock)"""
    rb"""|to continue reading|to read the full|subscribers only|for subscribers"""
    rb"""|already a subscriber"""
    rb"""|r\xc3\xa9serv\xc3\xa9e? aux abonn|abonnez-vous pour|weiterlesen mit|jetzt weiterlesen"""
    rb"""|nur f\xc3\xbcr abonnent|suscr\xc3\xadbete para|solo para suscriptores""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageWords:
    """The main text of a page, and everything that readers see of it; "" if it cannot be read."""

    main: str = ""
    all_words: str = ""


def words_of(answer: Answer, result: CheckResult) -> PageWords:
    """Return the words of a page, or none if they may not be all of it.

    Files, pages behind a wall, those that only describe a PDF, and very long ones are not read.
    """
    body = answer.body
    if result.state not in _READABLE or not answer.is_page or len(body) >= MOST:
        return PageWords()
    main = content_of(answer).text
    describes_pdf = len(main) < _BRIEF and _PDF.search(body)
    if len(main) < _LEAST or describes_pdf or _WALL.search(body):
        return PageWords()
    return PageWords(main, _visible(body))


def _visible(body: bytes) -> str:
    """Return all words that readers see, and the title and description of the page."""
    from trafilatura.utils import load_html  # noqa: PLC0415 - heavy

    tree = load_html(body)
    if tree is None:
        return ""
    metadata = tree.xpath("//meta[@name='description' or @property='og:title']/@content")
    for element in [*tree.iter(*_UNSEEN), *filter(_is_note, tree.iter("sup"))]:
        element.drop_tree()
    return "\n".join([*metadata, " ".join(" ".join(tree.itertext()).split())])


def _is_note(element: Any) -> bool:
    """Whether a raised text is the number of a note, which quotations leave out."""
    return bool(re.fullmatch(r"[\s\[(]*\w{1,3}[\s\])]*", "".join(element.itertext())))


class SourceTexts:
    """The words of pages, each in a file of its own in the work folder of a site."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _FOLDER

    def read(self, url: str) -> PageWords | None:
        """Return the words of a page, or None if it was never asked for them."""
        with suppress(OSError, ValueError, TypeError, zlib.error):
            unpacked = zlib.decompressobj().decompress(self._file(url).read_bytes(), _MOST)
            return PageWords(**json.loads(unpacked))
        return None

    def keep(self, url: str, words: PageWords) -> None:
        """Keep the words of a page; those of an earlier answer stay if there are none now."""
        former = self.read(url)
        if former is not None and not words.main:
            return
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            data = zlib.compress(json.dumps(asdict(words)).encode())
            self._file(url).write_bytes(data)

    def drop_all_but(self, urls: Collection[str]) -> None:
        """Delete the words of pages that no brief quotes any more."""
        files = {self._file(url) for url in urls}
        with suppress(OSError):
            for file in self._folder.iterdir():
                if file not in files:
                    file.unlink()

    def _file(self, url: str) -> Path:
        return self._folder / blake2b(url.encode(), digest_size=16).hexdigest()
