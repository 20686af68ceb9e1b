"""Turns a page of the site into one HTML file that needs no other file."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Final
from urllib.parse import urljoin, urlsplit

Attributes = list[tuple[str, str | None]]

# What the file may load: nothing that is not in it.
POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Elements that are left out with everything in them.
_SKIPPED: Final = frozenset("base form noscript object script template".split())
# Parts of the theme that are left out, by element and class: lists of other briefs, and buttons
# that need a script.
_DROPPED_PARTS: Final = frozenset({("nav", "related"), ("nav", "neighbours"), ("p", "embed-open")})
# Elements that load something, and are replaced with a link to it.
_EMBEDS: Final = frozenset({"iframe", "video", "audio"})
# Attributes that are left out: handlers, and what the search index reads.
_LEFT_OUT: Final = ("on", "data-pagefind", "data-filter", "data-thumbnail")
_META: Final = frozenset({"viewport", "description", "generator", "color-scheme", "robots"})
# Attributes of a link that need an href.
_OF_LINKS: Final = frozenset({"href", "target", "rel", "type", "hreflang", "download", "ping"})
_OF_IMAGES: Final = frozenset({"src", "srcset", "sizes", "loading", "fetchpriority", "decoding"})
_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "svg": "image/svg+xml",
        "png": "image/png",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "gif": "image/gif",
        "webp": "image/webp",
        "avif": "image/avif",
        "woff2": "font/woff2",
        "woff": "font/woff",
        "ttf": "font/ttf",
        "otf": "font/otf",
    }
)
_WIDEST: Final = 960  # pixels of the copies of images to include, if there is a choice
_FACE: Final = re.compile(r"@font-face\s*\{[^}]*\}")
_URL: Final = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a page comes from.

    `url` is its own path on the host. `file` returns the bytes of a file of the site by its URL
    path, or None. `link` returns the absolute URL of a path on the site, or "" if nothing is
    published there.
    """

    url: str
    file: Callable[[str], bytes | None]
    link: Callable[[str], str]


def standalone(html: str, around: Surroundings) -> str:
    """Return a page with its style sheets, fonts and images in it, and no scripts.

    Links lead to the published site. Other briefs, forms and players are left out.
    """
    writer = _Writer(around)
    writer.feed(html)
    writer.close()
    return "".join(writer.parts)


class _Writer(HTMLParser):
    """Copies a page, and changes only what a single file needs."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._around = around
        self._skipped = ""  # the element that is being left out
        self._depth = 0  # how many elements of that name are open
        self._has_policy = False
        self._candidates: list[dict[str, str]] = []  # the sources of the <picture> that is open
        self._fonts: set[str] = set()  # those that the page preloads

    # Text

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")

    # Elements

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self._skipped:
            self._depth += tag == self._skipped
            return
        values = {name: value or "" for name, value in attrs}
        if tag not in ("html", "head") and not self._has_policy:
            self._has_policy = True
            self._write('<meta charset="utf-8">\n')
            self._write(_tag("meta", {"http-equiv": "Content-Security-Policy", "content": POLICY}))
        if _is_dropped(tag, values):
            self._skip(tag)
        elif tag in _EMBEDS:
            self._link_to(values.get("src", ""), values.get("title", ""))
            self._skip(tag)
        elif tag == "picture":
            self._candidates = []
        elif tag == "source":
            self._candidates.append(values)
        elif tag == "link":
            self._linked(values)
        elif tag == "img":
            self._image(values)
        elif tag == "meta":
            if values.get("name") in _META:
                self._write(_tag(tag, values))
        elif tag in ("a", "area"):
            self._write(_tag(tag, self._with_link(values)))
        else:
            self._write(_tag(tag, values))

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._depth -= tag == self._skipped
            if self._depth == 0:
                self._skipped = ""
        elif tag == "picture":
            self._candidates = []
        else:
            self._write(f"</{tag}>")

    def _skip(self, tag: str) -> None:
        if tag not in _VOID:
            self._skipped, self._depth = tag, 1

    def _write(self, text: str) -> None:
        if not self._skipped:
            self.parts.append(text)

    # What a page refers to

    def _linked(self, values: Mapping[str, str]) -> None:
        """Replace a link to a style sheet with the style sheet, and leave out other links."""
        kinds, url = values.get("rel", "").split(), self._path(values.get("href", ""))
        if "preload" in kinds:
            self._fonts.add(url)
        data = self._around.file(url) if "stylesheet" in kinds else None
        if data is not None:
            style = _inlined(data.decode(errors="replace"), url, self._fonts, self._data)
            self._write("<style>" + style.replace("</", r"<\/") + "</style>")

    def _image(self, values: dict[str, str]) -> None:
        url = self._data(_best([*self._candidates, values]) or values.get("src", ""))
        url = url or self._data(values.get("src", ""))
        if not url:
            self._link_to(values.get("src", ""), values.get("alt", ""))
            return
        others = {name: value for name, value in values.items() if name not in _OF_IMAGES}
        self._write(_tag("img", {"src": url, **others}))

    def _link_to(self, url: str, text: str) -> None:
        """Write a link to something that is not in the file."""
        link = self._with_link({"href": url})
        label = escape(text or link.get("href", ""), quote=False)
        if label:
            self._write(f"{_tag('a', link)}{label}</a>" if link else label)

    def _with_link(self, values: dict[str, str]) -> dict[str, str]:
        """Return the attributes of a link with its absolute URL, or without one."""
        if "href" not in values:
            return values
        url = self._target(values["href"])
        if url:
            return {**values, "href": url}
        return {name: value for name, value in values.items() if name not in _OF_LINKS}

    def _target(self, url: str) -> str:
        parts = urlsplit(url)
        if not url or url.startswith("#") or parts.scheme:
            return url
        if parts.netloc:
            return f"https:{url}"
        path = self._path(url)
        tail = url[len(url.partition("?")[0].partition("#")[0]) :]
        if path == self._around.url and tail.startswith("#"):
            return tail
        link = self._around.link(path)
        return link + tail if link else ""

    def _data(self, url: str) -> str:
        """Return a file of the site as a data URL, or "" if it is elsewhere or has another type."""
        kind = _TYPES.get(urlsplit(url).path.rpartition(".")[2].lower(), "")
        if url.startswith("data:"):
            return url
        if not kind or urlsplit(url).netloc:
            return ""
        data = self._around.file(self._path(url))
        return f"data:{kind};base64,{base64.b64encode(data).decode()}" if data else ""

    def _path(self, url: str) -> str:
        return urlsplit(urljoin(self._around.url, url)).path


def _is_dropped(tag: str, values: Mapping[str, str]) -> bool:
    parts = {(tag, name) for name in values.get("class", "").split()}
    needs_script = tag == "button" and "popovertarget" not in values
    return tag in _SKIPPED or needs_script or not parts.isdisjoint(_DROPPED_PARTS)


def _tag(name: str, values: Mapping[str, str]) -> str:
    """Return a start tag without handlers, and without what the search index reads."""
    attributes = (
        f' {key}="{escape(value)}"' if value else f" {key}"
        for key, value in values.items()
        if not key.startswith(_LEFT_OUT)
    )
    return f"<{name}{''.join(attributes)}>"


def _best(candidates: Collection[Mapping[str, str]]) -> str:
    """Return the file to include of those that a browser may choose from, or "" without a choice.

    WebP is smaller than the original, and older programs show it too.
    """
    plain = [each for each in candidates if each.get("srcset") and not each.get("media")]
    for kind in ("image/webp", "image/avif", None):
        files = [file for each in plain if each.get("type") == kind for file in _files(each)]
        moderate = [file for file in files if file[0] <= _WIDEST]
        if files:
            return max(moderate)[1] if moderate else min(files)[1]
    return ""


def _files(candidate: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield the widths and URLs in a srcset."""
    for file in candidate["srcset"].split(","):
        url, _, width = file.strip().rpartition(" ")
        if width.endswith("w") and width[:-1].isdigit():
            yield int(width[:-1]), url


def _inlined(style: str, url: str, fonts: Collection[str], data: Callable[[str], str]) -> str:
    """Return a style sheet with the images and fonts in it; other fonts are left out."""

    def face(match: re.Match[str]) -> str:
        files = [urljoin(url, file) for file in _URL.findall(match[0])]
        return match[0] if not files or any(file in fonts for file in files) else ""

    def file(match: re.Match[str]) -> str:
        return (
            f'url("{data(urljoin(url, match[1]))}")' if not match[1].startswith("#") else match[0]
        )

    return _URL.sub(file, _FACE.sub(face, style))
