"""Shortcodes: those with a plain meaning become HTML, the others stay unchanged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from briefgen.importers.wordpress.blocks import spans

# Shortcodes of plugins for footnotes, whose content is the note.
_NOTES: Final = ("efn_note", "mfn", "modern_footnote", "footnote", "fn", "ref", "note")
_MEDIA: Final = ("mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "flac")
_SHORTCODE: Final = re.compile(
    rf"\[(caption|wp_caption|gallery|embed|audio|video|playlist|youtube|vimeo|{'|'.join(_NOTES)})"
    r"(?![\w-])([^\[\]]*)\]"
)
_ANY: Final = re.compile(r"\[/?([A-Za-z][\w-]*)((?:\s[^\[\]]*)?)\]")
_ESCAPED: Final = re.compile(r"\[\[([A-Za-z][^\[\]]*)\]\]")
_PAIR: Final = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
_BARE: Final = re.compile(r"""(?:^|\s)["']?((?:https?://)?[\w./?=&:%+~#-]+)["']?(?=\s|$)""")
_PICTURE: Final = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a gallery."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass(slots=True)
class Expanded:
    """HTML without shortcodes, the notes that were in some, by their ids, and what stayed."""

    html: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    unknown: list[tuple[str, str]] = field(default_factory=list)


# Returns the pictures with these ids, or those that belong to the text if there are no ids.
Gallery = Callable[[Sequence[str]], Sequence[Picture]]


def expanded(html: str, gallery: Gallery) -> Expanded:
    """Return HTML in which the shortcodes of WordPress, and those of footnotes, are HTML."""
    result = Expanded()
    pieces: list[str] = []
    at = 0
    for start, end in (*spans(html, ("pre", "code")), (len(html), len(html))):
        words = "".join(_pieces(html[at:start], gallery, result.notes))
        result.unknown += _unknown(words)
        pieces += (_ESCAPED.sub(r"[\1]", words), html[start:end])
        at = end
    result.html = "".join(pieces)
    return result


def _pieces(text: str, gallery: Gallery, notes: dict[str, str]) -> Iterator[str]:
    """Yield a text in which known shortcodes are HTML, except those in double brackets."""
    at, unclosed = 0, set[str]()
    while match := _SHORTCODE.search(text, at):
        yield text[at : match.start()]
        name, at = match[1], match.end()
        close = f"[/{name}]"
        end = -1 if name in unclosed or match[2].endswith("/") else text.find(close, at)
        if end < 0:
            unclosed |= set() if match[2].endswith("/") else {name}
        elif text.find(f"[{name}", at, end) >= 0:
            end = -1  # it belongs to a later one
        inner = text[at:end].strip() if end >= 0 else ""
        at = end + len(close) if end >= 0 else at
        source = text[match.start() : at]
        is_escaped = text[match.start() - 1 : match.start()] == "["
        yield source if is_escaped else _html(match, inner, source, gallery, notes)
    yield text[at:]


def _html(
    match: re.Match[str], inner: str, source: str, gallery: Gallery, notes: dict[str, str]
) -> str:
    """Return a shortcode as HTML, or unchanged if it says too little."""
    name, text = match[1], match[2].rstrip("/")
    attributes = {
        pair[1].lower(): pair[2] or pair[3] or pair[4] or "" for pair in _PAIR.finditer(text)
    }
    if name in ("caption", "wp_caption"):
        return _figure(inner, attributes.get("caption", "")) or source
    if name in _NOTES:
        return _note(inner, notes) if inner else source
    if name in ("gallery", "playlist"):
        return _gallery(attributes, gallery) if name == "gallery" else source
    if name in ("audio", "video"):
        return _medium(name, attributes, inner) or source
    bare = _BARE.search(_PAIR.sub("", text))
    urls = (
        inner,
        attributes.get("url"),
        attributes.get("src"),
        attributes.get("id"),
        bare[1] if bare else "",
    )
    return _link(name, next(filter(None, urls), "")) or source


def _figure(inner: str, caption: str) -> str:
    """Return a picture with a caption, which is an attribute in old texts."""
    match = _PICTURE.match(inner)
    if not match:
        return ""
    words = inner[match.end() :].strip() or caption
    return f"<figure>{match[1]}<figcaption>{words}</figcaption></figure>"


def _note(inner: str, notes: dict[str, str]) -> str:
    name = f"note-{len(notes) + 1}"
    notes[name] = inner
    return f'<sup data-fn="{name}">{len(notes)}</sup>'


def _gallery(attributes: Mapping[str, str], gallery: Gallery) -> str:
    ids = re.findall(r"\d+", attributes.get("ids") or attributes.get("include") or "")
    left_out = set(re.findall(r"\d+", attributes.get("exclude", "")))
    pictures = gallery([each for each in ids if each not in left_out])
    return "".join(map(picture_html, pictures))


def picture_html(picture: Picture) -> str:
    """Return a picture as HTML."""
    caption = f"<figcaption>{picture.caption}</figcaption>" if picture.caption else ""
    image = f'<img src="{escape(picture.url)}" alt="{escape(picture.alt)}">'
    return f"<figure>{image}{caption}</figure>"


def _medium(name: str, attributes: Mapping[str, str], inner: str) -> str:
    urls = [attributes.get("src", ""), *(attributes.get(each, "") for each in _MEDIA), inner]
    url = next((each for each in urls if each and "<" not in each), "")
    poster = f' poster="{escape(attributes["poster"])}"' if attributes.get("poster") else ""
    return f'<{name} controls src="{escape(url)}"{poster}></{name}>' if url else ""


def _link(name: str, url: str) -> str:
    if name == "youtube" and re.fullmatch(r"[\w-]{6,20}", url):
        url = f"https://www.youtube.com/watch?v={url}"
    elif name == "vimeo" and url.isdecimal():
        url = f"https://vimeo.com/{url}"
    if not url.startswith(("http://", "https://")) or "<" in url:
        return ""
    return f'<p><a href="{escape(url)}">{escape(url)}</a></p>'


def _unknown(words: str) -> Iterator[tuple[str, str]]:
    """Yield the names and the words of what is probably a shortcode, and not a remark."""
    closed = set(re.findall(r"\[/([A-Za-z][\w-]*)\]", words))
    for match in _ANY.finditer(words):
        name, arguments = match[1], match[2]
        is_escaped = words[match.start() - 1 : match.start()] == "["
        has_end = name in closed
        if not is_escaped and (
            _PAIR.search(arguments) or has_end or ("_" in name and not arguments)
        ):
            yield name, match[0]
