"""Where a text writes the destinations of its links and images.

This is a search for candidates: it also returns what looks like a link in code or in a comment.
Whoever changes one has to parse the text again, to see what the change did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import Final, Literal
from urllib.parse import quote, unquote

from markdown_it.helpers import parseLinkDestination

from briefgen.model.identity import path_key
from briefgen.read.quoting import as_yaml

Form = Literal["angle", "bare", "html", "markdown", "yaml"]

_BEFORE: Final = re.compile(r"\]\(\s*|\[(?!\^)[^\[\]]*\]:[ \t]*\n?[ \t]*")
_ATTRIBUTE: Final = re.compile(
    r"""\s(?:href|src|srcset|poster|cite|data|longdesc|background)\s*=\s*"""
    r"""(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""",
    re.IGNORECASE,
)
# The file of a block such as `table`, which holds YAML.
_DATA: Final = re.compile(
    r"""^[ \t>]*data:[ \t]+("[^"\n]*"|'[^'\n]*'|[^\s"'#{\[][^\n#]*?)[ \t]*$""", re.MULTILINE
)
_CANDIDATE: Final = re.compile(r"[^\s,]+")
_BARE: Final = re.compile(r"https?://[^\s<>\"'`]+", re.IGNORECASE)
_AFTER_BARE: Final = ").,;:!?*_~]"
# What ends a destination in Markdown, or has a meaning in one.
_UNSAFE: Final = re.compile(r"[\x00-\x20()<>\\\"'`\[\]|]")
_UNSAFE_IN_ANGLES: Final = re.compile(r"[\x00-\x1f<>\\\"']")


@dataclass(frozen=True, slots=True)
class DestinationToken:
    """A destination as written between two offsets, in one of the forms of links."""

    start: int
    end: int
    destination: str
    form: Form

    def escaped(self, destination: str) -> str:
        """Return the Markdown of another destination for this place."""
        if self.form == "html":
            return escape(destination)
        if self.form == "yaml":
            return as_yaml(destination)
        unsafe = _UNSAFE_IN_ANGLES if self.form == "angle" else _UNSAFE
        return unsafe.sub(lambda sign: quote(sign[0], safe=""), destination)


def loose_key(destination: str) -> str:
    """Return a key that is equal for all spellings of a destination."""
    return path_key(unquote(unescape(destination)))


def destination_tokens(text: str) -> Iterator[DestinationToken]:
    """Yield everything in a text that may be a destination; some may overlap."""
    for match in _BEFORE.finditer(text):
        line_end = text.find("\n", match.end())
        result = parseLinkDestination(text, match.end(), line_end if line_end >= 0 else len(text))
        if result.ok and result.pos > match.end():
            is_angle = text[match.end()] == "<"
            start, end = (
                (match.end() + 1, result.pos - 1) if is_angle else (match.end(), result.pos)
            )
            yield DestinationToken(start, end, result.str, "angle" if is_angle else "markdown")
    for match in _ATTRIBUTE.finditer(text):
        start, end = next(match.span(group) for group in (1, 2, 3) if match[group] is not None)
        value = text[start:end]
        if "," in value:
            for each in _CANDIDATE.finditer(value):
                offsets = (start + each.start(), start + each.end())
                yield DestinationToken(*offsets, unescape(each[0]), "html")
        else:
            stripped = value.strip()
            begin = start + len(value) - len(value.lstrip())
            yield DestinationToken(begin, begin + len(stripped), unescape(stripped), "html")
    for match in _DATA.finditer(text):
        yield DestinationToken(*match.span(1), match[1].strip("\"'"), "yaml")
    for match in _BARE.finditer(text):
        url = match[0].rstrip(_AFTER_BARE)
        yield DestinationToken(match.start(), match.start() + len(url), url, "bare")
