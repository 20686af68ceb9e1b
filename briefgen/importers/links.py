"""Links between the texts of an import, and the media that they show."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit

from briefgen.model.addresses import host_of
from briefgen.model.identity import path_key
from briefgen.read.brief import alias_problem
from briefgen.read.html_tree import Element, Node, changed

_INDEX: Final = re.compile(r"(?:/(?:index|default))?\.(?:html?|php|aspx?)$|/index$")
_SHOWN: Final = frozenset({"audio", "img", "source", "track", "video"})


def url_key(url: str) -> str:
    """Return a key that is equal for the ways of writing one path of a site: `/a/`, `/a.html`."""
    path = unquote(url).strip("/")
    return path_key(_INDEX.sub("", f"/{path}").strip("/")).casefold()


@dataclass(frozen=True, slots=True)
class OldSite:
    """The site that texts come from: its URL, or "", and the new files of its pages.

    `pages` has the paths of new files by the keys of old paths, as `url_key` returns them.
    """

    url: str = ""
    pages: Mapping[str, str] = field(default_factory=dict)

    def is_own(self, url: str) -> bool:
        """Whether a URL is one of the old site, with or without its host."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        if not parts.netloc:
            return not parts.scheme
        return bool(self.url) and host_of(url) == host_of(self.url)

    def target(self, url: str, base: str = "/") -> str:
        """Return the new file that a link leads to, or ""; `base` is the old page's own path."""
        if not self.is_own(url):
            return ""
        parts = urlsplit(urljoin(base, url))
        if not parts.path or parts.query:
            return ""
        shorter = without_prefix(parts.path, self.url)
        return self.pages.get(url_key(parts.path), "") or self.pages.get(url_key(shorter), "")

    def link(self, url: str, file: str, base: str = "/") -> str:
        """Return a link as the new file writes it: to another new file, or unchanged."""
        if not url or url.startswith("#"):
            return url
        target = self.target(url, base)
        if not target:
            return url
        fragment = urlsplit(url).fragment
        way = quote(posixpath.relpath(target, posixpath.dirname(file)), safe="/.-_~()")
        return f"{way}#{fragment}" if fragment else way

    def absolute(self, url: str, base: str = "/") -> str:
        """Return the absolute URL of something on the old site, or an unknown URL unchanged."""
        if not self.url or url.startswith(("#", "mailto:", "data:", "tel:")):
            return url
        try:
            return urljoin(urljoin(self.url, base), url)
        except ValueError:
            return url


def without_prefix(path: str, site_url: str) -> str:
    """Return a path without that of the URL of a site, if it begins with it."""
    prefix = urlsplit(site_url).path.rstrip("/")
    return path.removeprefix(prefix) if path.startswith(f"{prefix}/") else path


def alias_of(url: str, base_url: str) -> str:
    """Return an old URL as an alias on the new site, or "" if it is only the home page.

    Nothing can redirect the URLs that differ only in a query, such as `/?p=12`.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    path = without_prefix(parts.path, base_url)
    return path if not parts.query and not alias_problem(path) else ""


def relinked(
    nodes: Iterable[Node], link: Callable[[str], str], picture: Callable[[str], str]
) -> tuple[Node, ...]:
    """Return a tree whose links are as `link` returns them, and its media as `picture` does."""

    def change(element: Element) -> Iterable[Node]:
        attributes = dict(element.attributes)
        if element.name == "a" and "href" in attributes:
            attributes["href"] = link(attributes["href"].strip())
        elif element.name in _SHOWN:
            for name in ("src", "poster"):
                if attributes.get(name, "").strip():
                    attributes[name] = picture(attributes[name].strip())
        else:
            return (element,)
        return (replace(element, attributes=attributes),)

    return changed(nodes, change)
