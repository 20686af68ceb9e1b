"""Block markup, and the text of the classic editor, as HTML.

A block is HTML between two comments: https://developer.wordpress.org/block-editor/ has the
grammar. In classic text, an empty line ends a paragraph, as `wpautop` reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

_DELIMITER: Final = re.compile(
    r"<!--\s+(/?)wp:([a-z][\w-]*(?:/[a-z][\w-]*)?)\s*((?:\{.*?\})?)\s*(/?)-->", re.DOTALL
)
_PAGE_END: Final = re.compile(r"<!--nextpage-->")
_MORE: Final = re.compile(r"<!--(?:more\b.*?|noteaser|nextpage)-->", re.DOTALL)
_EMBED_LINE: Final = re.compile(r"^[ \t]*(https?://[^\s<>\"\[\]]+)[ \t]*$", re.MULTILINE)
_TOKEN: Final = re.compile(r"<!--.*?-->|</?[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
_RAW: Final = ("pre", "script", "style", "svg", "textarea")  # their line ends stay
_TAG: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_BLOCK_TAGS: Final = frozenset(
    """
    address article aside audio blockquote caption center col colgroup dd details div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr iframe legend li main map math menu
    nav object ol p param pre script section select style summary svg table tbody td tfoot th thead
    tr ul video
    """.split()
)
_EMPTY_LINES: Final = re.compile(r"[ \t]*\n[ \t]*\n\s*")
_LINE_END: Final = re.compile(r"[ \t]*\n[ \t]*")

# Blocks that offer something for readers of the old site, and have no words of the author.
_TOOLS: Final = frozenset(
    """
    comments comments-query-loop footnotes login loginout more nextpage post-comments-form search
    spacer jetpack/like jetpack/related-posts jetpack/sharing-buttons jetpack/sharing-button
    jetpack/subscriptions
    """.split()
)
_PARTS_OF_TOOLS: Final = re.compile(r"comment|query-(?:pagination|no-results)|jetpack/shar")


@dataclass(slots=True)
class Markup:
    """The HTML of a text, and the comments of blocks that WordPress fills itself.

    `readable` are the names and comments of blocks of plugins whose words are only there: they stay
    in the text.
    """

    html: str = ""
    filled: list[str] = field(default_factory=list)
    readable: list[tuple[str, str]] = field(default_factory=list)


def markup_of(text: str, reusable: Callable[[str], str]) -> Markup:
    """Return a text as HTML; `reusable` returns the text of a reusable block by its id."""
    markup = Markup()
    text = _without_open_comments(text.replace("\r\n", "\n").replace("\r", "\n"))
    if "<!-- wp:" in text:
        markup.html = "".join(_blocks(text, reusable, markup, 0))
    else:
        markup.html = classic(_MORE.sub("\n\n", text))
    markup.html = _MORE.sub("", markup.html)
    return markup


def pages_of(text: str) -> int:
    """Return on how many pages WordPress shows a text."""
    return len(_PAGE_END.findall(text)) + 1


def classic(text: str) -> str:
    """Return a text of the classic editor, whose paragraphs end with an empty line, as HTML."""
    text = _EMBED_LINE.sub(_embed, _without_open_comments(text))
    pieces: list[str] = []
    at, before = 0, "block"
    raw = dict(spans(text, _RAW))
    while match := _TOKEN.search(text, at):
        kind = _kind(match[0])
        end = max(match.end(), raw.get(match.start(), 0))
        pieces += (_with_breaks(text[at : match.start()], before, kind), text[match.start() : end])
        at, before = end, kind
    pieces.append(_with_breaks(text[at:], before, "block"))
    return "".join(pieces)


def spans(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where elements with these names begin and end, in order and none within another."""
    open_tag = re.compile(rf"<({'|'.join(names)})\b", re.IGNORECASE)
    at, unclosed = 0, set[str]()
    while match := open_tag.search(text, at):
        name, at = match[1].lower(), match.end()
        end_tag = re.compile(rf"</{name}\s*>", re.IGNORECASE)
        end = None if name in unclosed else end_tag.search(text, at)
        if end:
            at = end.end()
            yield match.start(), at
        else:
            unclosed.add(name)


def _without_open_comments(text: str) -> str:
    """Return a text in which each comment ends; the words of one that does not are words."""
    end = text.rfind("-->") + 3
    end = end if end > 2 else 0
    return text[:end] + text[end:].replace("<!--", "&lt;!--")


def _embed(match: re.Match[str]) -> str:
    """Return a URL that is alone on its line as a link, in place of a video or another text."""
    url = escape(match[1])
    return f'<p><a href="{url}">{url}</a></p>'


def _kind(token: str) -> str:
    if token.startswith("<!--"):
        return "block" if _MORE.fullmatch(token) else "phrase"
    match = _TAG.match(token)
    name = match[1].lower() if match else ""
    return "break" if name == "br" else "block" if name in _BLOCK_TAGS else "phrase"


def _with_breaks(words: str, before: str, after: str) -> str:
    """Return the words between two tags with a tag for each line end that readers see."""
    if "\n" not in words:
        return words
    if before == "block":
        words = words.lstrip(" \t\n") if words.strip() else ""
    elif before == "break" and not _EMPTY_LINES.match(words):
        words = words.lstrip(" \t\n")
    if after == "block":
        words = words.rstrip(" \t\n")
    words = _EMPTY_LINES.sub("<p>", words)
    return _LINE_END.sub("<br>", words)


def _blocks(text: str, reusable: Callable[[str], str], markup: Markup, depth: int) -> Iterator[str]:
    """Yield the HTML of block markup. What is in no block is text of the classic editor."""
    open_blocks: list[str] = []
    at, language = 0, ""
    for match in _DELIMITER.finditer(text):
        between = text[at : match.start()]
        at = match.end()
        yield _between(between, open_blocks, language)
        is_end, name, is_void = match[1], match[2].removeprefix("core/"), match[4]
        attributes = _attributes(match[3])
        language = str(attributes.get("language") or attributes.get("codeLanguage") or "")
        if is_void and "query" not in open_blocks:
            yield _void(name, attributes, match[0], reusable, markup, depth)
        elif not is_end and not is_void:
            open_blocks.append(name)
            if name == "query":
                markup.filled.append(match[0])
        elif name in open_blocks:
            while open_blocks.pop() != name:
                pass
    yield _between(text[at:], open_blocks, language)


def _between(html: str, open_blocks: list[str], language: str) -> str:
    """Return what is between two comments."""
    if not open_blocks or open_blocks[-1] in ("freeform", "classic"):
        return html if "<p" in html else classic(html)
    if open_blocks[-1] == "shortcode":
        return f"\n\n{html.strip()}\n\n"
    if language and "<pre" in html:
        return html.replace("<pre", f'<pre data-language="{escape(language)}"', 1)
    return html


def _attributes(text: str) -> Mapping[str, Any]:
    try:
        attributes = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return attributes if isinstance(attributes, dict) else {}


def _void(
    name: str,
    attributes: Mapping[str, Any],
    comment: str,
    reusable: Callable[[str], str],
    markup: Markup,
    depth: int,
) -> str:
    """Return the HTML of a block that is only a comment."""
    if name in _TOOLS or _PARTS_OF_TOOLS.match(name):
        return ""
    if name == "block" and depth < 5 and (text := reusable(str(attributes.get("ref", "")))):
        return "".join(_blocks(text, reusable, markup, depth + 1))
    url = attributes.get("url") or attributes.get("feedURL")
    if name in ("social-link", "navigation-link", "rss") and url:
        words = attributes.get("label") or attributes.get("service") or url
        link = f'<a href="{escape(str(url))}">{escape(str(words))}</a>'
        return f"<li>{link}</li>" if name == "social-link" else f"<p>{link}</p>"
    if "/" in name and attributes:
        markup.readable.append((name, comment))
        return f"<pre>{escape(comment)}</pre>"
    markup.filled.append(comment)
    return ""
