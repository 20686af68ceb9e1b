"""What was probably meant as mark-up, but reads as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, NamedTuple

from briefgen.read.markdown.words import CALLOUTS

# Each of these reads a text once, however often its beginning is repeated in it.
_FOREIGN: Final = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}|\{:\s*[.#\w][^{}]*\}")
_BLANK_LINK: Final = re.compile(r"\[[^\[\]]*\]\((?P<to>[^()\"'<>\s]*\s[^()\"']*)\)")
_NO_FOOTNOTE: Final = re.compile(r"\[\^[^\[\]\s]+\]")
_FOOTNOTE_IN_LINE: Final = re.compile(r"\[\^[^\[\]\s]+\]|\^\[[^\[\]]+\]")
_NO_REFERENCE: Final = re.compile(r"\[[^\[\]]+\]\[[^\[\]]*\]")
_CALLOUT: Final = re.compile(r":::+[ \t]*(?P<kind>[\w-]+)")


class Lookalike(NamedTuple):
    """Such words, with what is to be said of them."""

    code: str
    message: str
    words: str
    hint: str


def footnotes_in(text: str) -> Iterator[Lookalike]:
    """Yield the footnotes in a text that has no foot: a highlight, or another line by itself."""
    for match in _FOOTNOTE_IN_LINE.finditer(text):
        is_left_out = match[0].startswith("[")
        yield Lookalike(
            "unknown-footnote",
            f"a line of the front matter takes no footnotes; `{match[0][:60]}` is "
            + ("left out" if is_left_out else "published as text"),
            match[0],
            "put the note into the text below, or say it in the line itself",
        )


def without_footnotes(text: str) -> str:
    """Return a text without the marks of footnotes that it cannot have."""
    return _NO_FOOTNOTE.sub("", text)


def lookalikes(content: str, *, has_foot: bool = True) -> Iterator[Lookalike]:
    """Yield what a text has of them, kind by kind."""
    if not has_foot:
        yield from footnotes_in(content)
    for match in _FOREIGN.finditer(content):
        yield Lookalike(
            "foreign-tag",
            f"`{match[0][:60]}` is a tag of another generator, and is published as text",
            match[0],
            "write it in Markdown, or take it out",
        )
    for match in _NO_FOOTNOTE.finditer(content) if has_foot else ():
        yield Lookalike(
            "unknown-footnote",
            f"the footnote `{match[0]}` is not defined",
            match[0],
            f"add a paragraph `{match[0]}: the words of the note`, or take the mark out",
        )
    for match in _BLANK_LINK.finditer(content):
        if _FOREIGN.search(match["to"]):
            continue  # that is reported already
        yield Lookalike(
            "unknown-reference",
            "an address with a space makes no link; this is published as text",
            match[0],
            f"write %20 for each space: ({'%20'.join(match['to'].split())})",
        )
    for match in _NO_REFERENCE.finditer(content):
        yield Lookalike(
            "unknown-reference",
            f"`{match[0][:60]}` has no definition, and is published as text",
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
