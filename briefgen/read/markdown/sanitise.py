"""Raw HTML: what may stay, and words for what may not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

import nh3

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "ftp", "xmpp", "geo", "doi"})
_SCHEME: Final = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_IGNORED: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]")
_INLINE_IMAGE: Final = re.compile(r"data:image/(?:png|gif|jpeg|webp|avif);", re.IGNORECASE)

_TAGS: Final = frozenset(
    """
    a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup
    data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr
    i iframe img input ins kbd li main mark nav ol p picture pre q rp rt ruby s samp section
    small source span strong sub summary sup table tbody td tfoot th thead time tr track u ul
    var video wbr center font strike tt big
    """.split()
)
_DROPPED_WHOLE: Final = frozenset(
    """
    script style svg math object embed applet template noscript textarea select title xmp
    noembed noframes plaintext
    """.split()
)
_RENAMED: Final = MappingProxyType({"h1": "h2"})  # a page has one <h1>, its title
_GENERAL: Final = frozenset(
    """
    class id lang dir title role tabindex aria-label aria-labelledby aria-describedby
    aria-hidden translate
    """.split()
)
_SPECIFIC: Final[Mapping[str, frozenset[str]]] = {
    "a": frozenset({"href", "target", "rel", "hreflang", "data-source"}),
    "audio": frozenset({"src", "controls", "preload"}),
    "blockquote": frozenset({"cite"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "data": frozenset({"value"}),
    "del": frozenset({"cite", "datetime"}),
    "details": frozenset({"open"}),
    "iframe": frozenset({"src", "width", "height", "allow", "allowfullscreen", "loading"}),
    "img": frozenset({"src", "alt", "width", "height", "loading", "decoding"}),
    "input": frozenset({"type", "checked", "disabled"}),
    "ins": frozenset({"cite", "datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "q": frozenset({"cite"}),
    "source": frozenset({"src", "type", "media"}),
    "td": frozenset({"colspan", "rowspan", "headers", "align"}),
    "th": frozenset({"colspan", "rowspan", "headers", "scope", "align", "abbr"}),
    "time": frozenset({"datetime"}),
    "track": frozenset({"src", "kind", "srclang", "label", "default"}),
    "video": frozenset({"src", "controls", "width", "height", "poster", "preload", "muted"}),
}
# The attributes by which an element shows a file; all of them are judged as addresses too.
_SHOWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "audio": ("src",),
        "img": ("src",),
        "source": ("src",),
        "track": ("src",),
        "video": ("src", "poster"),
    }
)
_SILENT: Final = frozenset({"style", "align", "border", "cellpadding", "cellspacing", "bgcolor"})


def scheme_of(url: str) -> str:
    """Return a URL's scheme as a browser finds it, in lower case, or "" for a relative one."""
    match = _SCHEME.match(_IGNORED.sub("", url))
    return match[1].lower() if match else ""


def is_safe(url: str, *, image: bool = False) -> bool:
    """Whether a destination can run no code: a known scheme, or none."""
    scheme = scheme_of(url)
    if image and scheme == "data":
        return _INLINE_IMAGE.match(_IGNORED.sub("", url)) is not None
    return not scheme or scheme in SCHEMES


def is_frame_allowed(src: str, hosts: tuple[str, ...]) -> bool:
    """Whether an <iframe> may show a URL: https, from one of the hosts."""
    try:
        parts = urlsplit(src.strip())
    except ValueError:
        return False
    return parts.scheme in ("https", "") and parts.netloc.lower() in hosts


def clean(html: str, frames: tuple[str, ...]) -> str:
    """Return HTML with nothing but what the allow-list names, well nested."""
    return _cleaner(frames).clean(html)


@lru_cache(maxsize=8)
def _cleaner(frames: tuple[str, ...]) -> nh3.Cleaner:
    def judge(tag: str, attribute: str, value: str) -> str | None:
        if tag == "iframe" and attribute == "src":
            return value if is_frame_allowed(value, frames) else None
        if tag == "input" and attribute == "type":
            return value if value == "checkbox" else None
        if attribute in ("src", "poster", "href", "cite"):
            return value if is_safe(value, image=tag == "img") else None
        return value

    tags = set(_TAGS) if frames else set(_TAGS) - {"iframe"}
    return nh3.Cleaner(
        tags=tags,
        clean_content_tags=set(_DROPPED_WHOLE),
        attributes={"*": set(_GENERAL), **{tag: set(names) for tag, names in _SPECIFIC.items()}},
        attribute_filter=judge,
        strip_comments=True,
        link_rel=None,
        url_schemes={*SCHEMES, "data"},
    )


@dataclass(frozen=True, slots=True)
class Removal:
    """What a sanitiser takes out, and where in the fragment (line and column from 0)."""

    what: str
    line: int
    column: int
    width: int


class RawHtml(HTMLParser):
    """Reads a fragment of raw HTML: rewrites its links and pictures, notes what will go.

    The sanitiser has the last word over the result; this reader only prepares marks and
    messages, so that a fragment which fools it is still harmless.
    """

    def __init__(
        self,
        frames: tuple[str, ...],
        open_link: Callable[[str, str], Mapping[str, str]],
        close_link: Callable[[], str],
        image: Callable[[str], str],
        words: Callable[[str], None],
        claim: Callable[[str], str],
    ) -> None:
        super().__init__(convert_charrefs=False)
        self._frames = frames
        self._open_link = open_link
        self._close_link = close_link
        self._image = image
        self._words = words
        self._claim = claim
        self._out: list[str] = []
        self.removals: list[Removal] = []

    def rewrite(self, fragment: str) -> str:
        """Return the fragment with its links marked."""
        self.feed(fragment)
        self.close()
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge a tag; mark it if it is a link or picture."""
        given = {name: value or "" for name, value in attrs}
        self._note_removals(tag, given)
        if _is_unwanted(tag, given, self._frames):
            return
        ours: dict[str, str] = {}
        if tag == "a" and "href" in given and is_safe(given["href"]):
            ours.update(self._open_link(given["href"], given.get("id", "")))
        for name in _SHOWN.get(tag, ()):
            if given.get(name) and is_safe(given[name], image=tag == "img"):
                ours[name] = self._image(given[name])
        if "id" in given and "id" not in ours and tag in _TAGS:
            ours["id"] = self._claim(given["id"])
        is_rewritten = ours or tag in _RENAMED
        name = _RENAMED.get(tag, tag)
        self._out.append(
            _tag(name, {**given, **ours}) if is_rewritten else self.get_starttag_text() or ""
        )

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge `<br/>` as a browser does: its slash says nothing."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag, with what a link's end needs."""
        self._out.append(f"{self._close_link() if tag == 'a' else ''}</{_RENAMED.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        """Pass text on."""
        self._words(data)
        self._out.append(data)

    def handle_entityref(self, name: str) -> None:
        """Pass `&name;` on."""
        self._out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Pass `&#1;` on."""
        self._out.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """Leave comments out, as the sanitiser would."""

    def _note_removals(self, tag: str, given: Mapping[str, str]) -> None:
        line, column = self.getpos()
        if tag not in _TAGS or _is_unwanted(tag, given, self._frames):
            whose = f" of {_host(given.get('src', ''))}" if tag == "iframe" else ""
            self._remove(f"<{tag}>{whose}", line, column)
            return
        for name, value in given.items():
            if name in _SILENT:
                continue
            if name not in _GENERAL and name not in _SPECIFIC.get(tag, ()):
                self._remove(f"the attribute {name} of <{tag}>", line, column)
            elif name in ("href", "src", "poster") and not is_safe(value, image=tag == "img"):
                self._remove(f"the address {scheme_of(value)}: of <{tag}>", line, column)

    def _remove(self, what: str, line: int, column: int) -> None:
        width = len((self.get_starttag_text() or "").partition("\n")[0])
        self.removals.append(Removal(what, line - 1, column, max(width, 1)))


def _is_unwanted(tag: str, given: Mapping[str, str], frames: tuple[str, ...]) -> bool:
    """Whether an element of an allowed name goes for what its attributes say."""
    if tag == "iframe":
        return not is_frame_allowed(given.get("src", ""), frames)
    return tag == "input" and given.get("type", "").lower() != "checkbox"


def _host(url: str) -> str:
    try:
        return urlsplit(url.strip()).netloc or "no host"
    except ValueError:
        return "no host"


def _tag(name: str, attributes: Mapping[str, str]) -> str:
    pairs = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{pairs}>"
