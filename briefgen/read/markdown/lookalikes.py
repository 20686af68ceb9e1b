"""Text that was probably meant as mark-up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, NamedTuple, TypeAlias

from briefgen.model.embeds import SERVICES
from briefgen.model.text import CALLOUTS

# What a caller writes where a link begins or ends.
EDGE: Final = "\ufdd0"
# What a text with failed mark-up contains.
SUSPICIOUS: Final = re.compile(r"[\[{]|:::|\*|<%|@(?:fig|tbl)-")
_BREAKS: Final = re.compile(f"[{EDGE}\ufffc\\n]")

# Each pattern reads a text only once, however often its beginning is repeated.
_FOREIGN: Final = re.compile(
    r"\{\{(?:(?!\{\{)[\s\S])*?\}\}|\{%(?:(?!\{%)[\s\S])*?%\}|\{#[ \t](?:(?!\{#)[\s\S])*?#\}"
    r"|<%(?:(?!<%)[\s\S])*?%>|\{:\s*[^\s{}][^{}]*\}"
)
_MAY_BE_FOREIGN: Final = re.compile(r"\{[{%#:]|<%")
_FILES: Final = (
    r"[^\s()\[\]]+\.(?:md|html?|pdf|csv|png|jpe?g|svg|gif|webp|xlsx?|docx?)(?:#[^\s()\[\]]*)?"
)
_URL: Final = rf"{EDGE}?(?:https?://|www\.|mailto:)[^\s()\[\]]+|{_FILES}"
_BLANK_LINK: Final = re.compile(r"\[[^\[\]]*\]\((?P<to>[^()\"'“”„«<>\s]*\s[^()\"'“”„«]*)\)")
_QUOTED_TITLE: Final = re.compile(
    r"!?\[[^\[\]]*\]\((?P<to>[^\s()]+)\s+(?P<title>[\"'“”„«»‘’][^()\n]*)\)"
)
_OPEN_LINK: Final = re.compile(
    r"\[[^\[\]]+\]\((?P<to>(?:https?://|www\.|mailto:)[^\s()\[\]<>]+)(?=\s|\Z)(?!\s+[\"'(]|[^()\n]*\))"
)
_SPACED_LINK: Final = re.compile(rf"!?\[[^\[\]\n]+\][ \t]+\((?:{_URL}|#[\w-]+|/[^\s()]*){EDGE}?\)")
_REVERSED_LINK: Final = re.compile(rf"\([^()\n]+\)\[(?:{_URL}){EDGE}?\]")
# What is between the brackets contains a link, or a mark of a footnote, which is one.
_OUTER_LINK: Final = re.compile(
    rf"\[(?=[^\[\]{EDGE}\ufffc]*+[{EDGE}\ufffc])[^\[\]]*+\]\({EDGE}?[^\s()]+\)"
)
_ATTRIBUTES: Final = re.compile(
    r"\{(?:[.#][A-Za-z][\w-]*|(?:credit|width|height|lang|dir|title)=[^\s{}]+)"
    r"(?:[ \t]+[^{}\n]*)?\}"
)
_UNQUOTED: Final = re.compile(r"(?P<key>\w+)=(?P<words>[^\s\"'“”{}=]+[ \t][^\"'“”{}=]*)\}")
_OF_IMAGES: Final = ("credit", "width", "height", "title", "lang", "dir")
_NO_FOOTNOTE: Final = re.compile(r"\[\^[^\[\]\s]+\]")
_NO_COLON: Final = re.compile(r"^(?P<mark>\[\^[^\[\]\s]+\])[ \t]+(?P<words>\S[^\n]*)", re.MULTILINE)
_FOOTNOTE_IN_LINE: Final = re.compile(r"\[\^[^\[\]\s]+\]|\^\[[^\[\]]+\]")
_NO_REFERENCE: Final = re.compile(r"\[[^\[\]]+\]\[[^\[\]]*\]")
_REFERENCE: Final = re.compile(r"(?<![\w@.])\[?@(?P<anchor>(?:fig|tbl)-[\w-]+)\]?")
_CALLOUT: Final = re.compile(r":::+[ \t]*(?P<kind>[\w-]+)")
_ALERT: Final = re.compile(r"\[!(?P<kind>[A-Za-z-]{1,30})\][+-]?[ \t]*(?:\n|\Z)")
# An opening mark that nothing closes; a single `*` may also mark a note below a table.
_STRONG: Final = re.compile(r"(?<![\w*\ufffc])\*{2,3}(?=[^\s*\ufffc])[^\n]*")
_EMPHASIS: Final = re.compile(
    r"(?<![\w*\ufffc])\*(?=[^\W\d])[^*\n]{1,200}[ \t]\*(?=[\s.,;:!?]|[^\W\d]|\Z)"
)


class Lookalike(NamedTuple):
    """Such a text, with its report."""

    code: str
    message: str
    words: str
    hint: str


# A report on a block, with its first line and the line after the last, counted from 0.
Finding: TypeAlias = tuple[int, int, Lookalike]


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
    """Yield the lookalikes in the text of a block, kind by kind.

    Where a link begins or ends, the text has EDGE; instead of other mark-up, OPAQUE.
    """
    if not has_foot:
        yield from footnotes_in(content)
    yield from foreign_tags(content)
    yield from _near_footnotes(content) if has_foot else ()
    yield from _near_links(content)
    for match in _NO_REFERENCE.finditer(content):
        yield Lookalike(
            "unknown-reference",
            f"`{shortened(match[0])}` has no definition; it is published as plain text",
            _first_words(match[0]),
            f"add a line `[{_label(match[0])}]: https://…`, or write \\[ for the first bracket",
        )
    for pattern in (_CALLOUT, _ALERT):
        callout = pattern.match(content)
        if callout and callout["kind"].lower() not in CALLOUTS:
            yield _unknown_callout(callout["kind"], embeds=pattern is _CALLOUT)
    yield from _near_emphasis(content)
    for match in _REFERENCE.finditer(content):
        yield _stray(
            f"`{match[0]}` is published as text: here a link refers to a figure or table",
            match[0],
            f"write [](#{match['anchor']})",
        )
    for match in _ATTRIBUTES.finditer(content) if not content.startswith(":::") else ():
        yield Lookalike(
            "stray-mark",
            f"the attributes `{shortened(match[0])}` belong to nothing and are published as text",
            match[0],
            _attributes_hint(match[0]),
        )


def _attributes_hint(text: str) -> str:
    """Say how to write attributes that belong to nothing."""
    unquoted = _UNQUOTED.search(text)
    if unquoted:
        return f'put the value in quotes: {unquoted["key"]}="{shortened(unquoted["words"])}"'
    return (
        "put them directly after a link, an image, code or the words of a heading, or on a"
        " line of their own above a block"
    )


def credit_in_line(credit: str) -> Lookalike:
    """Return the report on the credit of an image that is no figure."""
    return _stray(
        f"an image within a line shows no credit, so `{shortened(credit)}` is not published",
        credit,
        "put the image into a paragraph of its own, or the credit into the text",
    )


def unknown_attribute(name: str) -> Lookalike:
    """Return the report on an attribute of an image that is left out."""
    similar = get_close_matches(name.lower(), _OF_IMAGES, n=1, cutoff=0.75)
    hint = (
        f"write `{similar[0]}`"
        if similar
        else f"remove it, or write one of: {', '.join(_OF_IMAGES)}"
    )
    return _stray(
        f"an image has no attribute `{shortened(name)}`, so it is not published", name, hint
    )


def foreign_tags(content: str) -> Iterator[Lookalike]:
    """Yield the template tags of other generators in a text."""
    for match in _FOREIGN.finditer(content) if _MAY_BE_FOREIGN.search(content) else ():
        yield Lookalike(
            "foreign-tag",
            f"`{shortened(match[0])}` looks like another generator's template tag;"
            " it is published as plain text",
            _first_words(match[0]),
            "write it in Markdown, or remove it",
        )


def is_foreign(text: str) -> bool:
    """Whether a text contains a template tag of another generator."""
    return _FOREIGN.search(text) is not None


def _near_footnotes(content: str) -> Iterator[Lookalike]:
    without_colon = {match.start() for match in _NO_COLON.finditer(content)}
    for match in _NO_FOOTNOTE.finditer(content):
        hint = f"add a paragraph `{match[0]}: the text of the note`, or remove the mark"
        if match.start() in without_colon:
            hint = f"if this is the text of the note, put a colon after the mark: `{match[0]}: …`"
        yield Lookalike(
            "unknown-footnote", f"the footnote `{match[0]}` is not defined", match[0], hint
        )


def _near_links(content: str) -> Iterator[Lookalike]:
    for match in _BLANK_LINK.finditer(content):
        if is_foreign(match["to"]):
            continue  # already reported
        words = match["to"].split()
        hint = f"write %20 for each space: ({'%20'.join(words)})"
        if match["to"].startswith("#"):
            hint = f"write a hyphen for each space: ({'-'.join(words).lower()})"
        yield Lookalike(
            "unknown-reference",
            "a link URL cannot contain spaces; this stays plain text",
            _first_words(match[0]),
            hint,
        )
    for match in _QUOTED_TITLE.finditer(content):
        title = match["title"].strip()[1:-1].replace('"', "&quot;")
        yield _stray(
            "the title of a link or image has quotation marks within quotation marks",
            match[0],
            f'write &quot; for each inner one: ({match["to"]} "{shortened(title)}")',
        )
    for match in _OPEN_LINK.finditer(content):
        yield _stray("this link has no closing bracket", match[0], f"write ({match['to']})")
    for match in _SPACED_LINK.finditer(content):
        yield _stray(
            "a space separates the words from the URL, so this is no link",
            match[0],
            "remove the space between ] and (",
        )
    for match in _OUTER_LINK.finditer(content):
        yield _stray(
            "a link cannot contain another link or a footnote, so this stays plain text",
            match[0],
            "write the inner one before or after the outer one",
        )
    for match in _REVERSED_LINK.finditer(content):
        yield _stray(
            "the brackets of this link are the wrong way round",
            match[0],
            "put the words into square brackets and the URL into round ones: [words](URL)",
        )


def _near_emphasis(content: str) -> Iterator[Lookalike]:
    match = _STRONG.search(content) or _EMPHASIS.search(content)
    if match:
        marks = match[0][: len(match[0]) - len(match[0].lstrip("*"))]
        yield _stray(
            f"`{marks}` here begins no emphasis and is published as text",
            match[0],
            f"write {marks} directly before the first letter and after the last one, as in"
            f" {marks}words{marks}; to show an asterisk, write \\*",
        )


def _stray(message: str, text: str, hint: str) -> Lookalike:
    return Lookalike("stray-mark", message, _first_words(text), hint)


def shortened(text: str) -> str:
    """Return a text for a message."""
    return " ".join(text.replace(EDGE, "").replace("\ufffc", "…").split())[:60]


def _first_words(text: str) -> str:
    """Return the words of a text that are also next to each other in the file."""
    return next((each for each in _BREAKS.split(text) if each.strip()), "")


def _label(words: str) -> str:
    """Return the label of `[words][label]`, or of `[words][]`."""
    first, _, second = words.strip("[]").partition("][")
    return second or first


def _unknown_callout(kind: str, *, embeds: bool) -> Lookalike:
    names = [*CALLOUTS, *(SERVICES if embeds else ())]
    similar = next(iter(get_close_matches(kind.lower(), names, n=1)), "")
    expected = "a service to embed" if similar in SERVICES else "a kind of callout"
    hint = f"did you mean `{similar}`?" if similar else f"write one of: {', '.join(CALLOUTS)}"
    if similar == kind.lower():
        hint = "to embed it, set `embeds: true` under `markdown` in site.yaml"
    return Lookalike("unknown-callout", f"`{kind}` is not {expected}", kind, hint)
