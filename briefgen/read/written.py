"""Changes to a file that leave all its other bytes unchanged."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from briefgen.model.diagnostics import Span
from briefgen.read import front_matter
from briefgen.read.yaml_document import Document, Lines, compose

_NEWLINES: Final = re.compile(r"\r\n?")
_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A change to a text: the part between two offsets becomes `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file as its author wrote it; `text` has LF line ends and no byte-order mark."""

    data: bytes
    text: str

    @property
    def lines(self) -> Lines:
        """Where the lines of the text begin."""
        return Lines(1, self.text)

    def span(self, edit: Edit) -> Span:
        """Return the place of an edit."""
        return self.lines.span(edit.start, edit.end)

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """Return the bytes of the file with some edits, which do not overlap."""
        decoded = self.data.decode()
        shift = len(_MARK) if decoded.startswith(_MARK) else 0
        ends = [match.start() for match in _NEWLINES.finditer(decoded) if len(match[0]) == 2]
        newline = "\r\n" if ends else "\n"
        # Where each CRLF ends in the text with LF line ends.
        later = [end - shift - count for count, end in enumerate(ends)]
        parts, reached = [], 0
        for edit in sorted(edits):
            start, end = (at + shift + bisect_left(later, at) for at in (edit.start, edit.end))
            parts += [decoded[reached:start], edit.text.replace("\n", newline)]
            reached = end
        return "".join((*parts, decoded[reached:])).encode()


def source_text(data: bytes) -> SourceText | None:
    """Return the text of a file, or None if it is not UTF-8."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return SourceText(data, _NEWLINES.sub("\n", text.removeprefix(_MARK)))


@dataclass(frozen=True, slots=True)
class OffsetDocument:
    """A YAML document within a text: the offset at which it begins."""

    document: Document
    offset: int


def settings_of(text: SourceText, path: str) -> OffsetDocument | None:
    """Return the document of site.yaml, or None if it has no keys."""
    document = compose(text.text, path).value
    return OffsetDocument(document, 0) if document and document.node else None


def front_matter_of(text: SourceText, path: str) -> OffsetDocument | None:
    """Return the front matter of a text, or None if it has no keys."""
    parts = front_matter.split(text.text, path).value
    if parts is None or parts.document.node is None:
        return None
    starts = [0, *accumulate(len(line) + 1 for line in text.text.split("\n"))]
    return OffsetDocument(parts.document, starts[parts.document.lines.first - 1])
