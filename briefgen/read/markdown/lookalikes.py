"""Text that was probably meant as mark-up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, NamedTuple

from briefgen.read.markdown.dialect import CALLOUTS

# Each pattern reads a text only once, however often its beginning is repeated.
_FOREIGN: Final = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}|\{:\s*[.#\w][^{}]*\}")
_BLANK_LINK: Final = re.compile(r"\[[^\[\]]*\]\((?P<to>[^()\"'<>\s]*\s[^()\"']*)\)")
_NO_FOOTNOTE: Final = re.compile(r"\[\^[^\[\]\s]+\]")
_FOOTNOTE_IN_LINE: Final = re.compile(r"\[\^[^\[\]\s]+\]|\^\[[^\[\]]+\]")
_NO_REFERENCE: Final = re.compile(r"\[[^\[\]]+\]\[[^\[\]]*\]")
_CALLOUT: Final = re.compile(r":::+[ \t]*(?P<kind>[\w-]+)")


class Lookalike(NamedTuple):
    """Such a text, with its report."""

    code: str
    message: str
    words: str
    hint: str


def footnotes_in(text: str) -> Iterator[Lookalike]:
    """Yield the footnotes in a text that cannot have any: a highlight, or another single line."""
    for match in _FOOTNOTE_IN_LINE.finditer(text):
        is_removed = match[0].startswith("[")
        yield Lookalike(
            "unknown-footnote",
            f"footnotes are not allowed in front matter; `{match[0][:60]}` "
            + ("was removed" if is_removed else "is published as text"),
            match[0],
            "move the note into the text below, or into the line itself",
        )


def without_footnotes(text: str) -> str:
    """Return a text without footnote marks, where footnotes are not allowed."""
    return _NO_FOOTNOTE.sub("", text)


def lookalikes(content: str, *, has_foot: bool = True) -> Iterator[Lookalike]:
    """Yield the lookalikes in a text, kind by kind."""
    if not has_foot:
        yield from footnotes_in(content)
    for match in _FOREIGN.finditer(content):
        yield Lookalike(
            "foreign-tag",
            f"`{match[0][:60]}` looks like another generator's template tag;"
            " it is published as plain text",
            match[0],
            "write it in Markdown, or remove it",
        )
    for match in _NO_FOOTNOTE.finditer(content) if has_foot else ():
        yield Lookalike(
            "unknown-footnote",
            f"the footnote `{match[0]}` is not defined",
            match[0],
            f"add a paragraph `{match[0]}: the text of the note`, or remove the mark",
        )
    for match in _BLANK_LINK.finditer(content):
        if _FOREIGN.search(match["to"]):
            continue  # already reported
        yield Lookalike(
            "unknown-reference",
            "a link URL cannot contain spaces; this stays plain text",
            match[0],
            f"write %20 for each space: ({'%20'.join(match['to'].split())})",
        )
    for match in _NO_REFERENCE.finditer(content):
        yield Lookalike(
            "unknown-reference",
            f"`{match[0][:60]}` has no definition; it is published as plain text",
            match[0],
            f"add a line `[{_label(match[0])}]: https://…`, or write \\[ for the first bracket",
        )
    callout = _CALLOUT.match(content)
    if callout and callout["kind"] not in CALLOUTS:
        yield _unknown_callout(callout["kind"])


def _label(words: str) -> str:
    """Return the label of `[words][label]`, or of `[words][]`."""
    first, _, second = words.strip("[]").partition("][")
    return second or first


def _unknown_callout(kind: str) -> Lookalike:
    near = get_close_matches(kind, CALLOUTS, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"write one of: {', '.join(CALLOUTS)}"
    return Lookalike("unknown-callout", f"`{kind}` is not a kind of callout", kind, hint)
