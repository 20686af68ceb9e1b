"""Where the links of a site lead after a rename, and how to write them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from briefgen.assemble.links import resolve_reference
from briefgen.assemble.planners.files import asset_url
from briefgen.model.addresses import href
from briefgen.model.content import Author
from briefgen.model.diagnostics import Span
from briefgen.model.file_names import is_markdown, markdown_stem
from briefgen.model.identity import name_key, path_key
from briefgen.model.site import Site
from briefgen.model.site_folder import CONTENT
from briefgen.model.targets import target_path
from briefgen.model.text import Reference

_TAIL: Final = re.compile(r"[?#].*", re.DOTALL)
# Links that already led nowhere are none of a rename's business.
_DEAD: Final = frozenset({"broken-link", "foreign-tag", "unknown-path"})
# In a path, these characters end it or begin an escape.
_SPECIAL: Final = re.compile(r"[%?#\[\]]")


@dataclass(frozen=True)
class Relinking:
    """The same site before and after a rename; `files` has the new paths by the old ones."""

    before: Site
    after: Site
    files: Mapping[str, str]

    @cached_property
    def urls(self) -> Mapping[str, str]:
        """The new URL path of each text and file by its old one, if it changes."""
        new = {text.path: url for text, url in self.after.texts()}
        urls = {
            url: new.get(self.path(text.path), url)
            for text, url in self.before.texts()
            if url != "/"
        }
        moved_paths = (each.path for each in self.before.assets if each.path in self.files)
        urls |= {asset_url(path): asset_url(self.files[path]) for path in moved_paths}
        return {old: url for old, url in urls.items() if old != url}

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return {path_key(old): new for old, new in self.files.items()}

    @cached_property
    def author_ids(self) -> Mapping[str, str]:
        """The new ids of renamed authors by the `name_key` of their old ids.

        A name in a brief that is also the name of an author is not an id.
        """
        authors = [text for text, _ in self.before.texts() if isinstance(text, Author)]
        names = {name_key(each.name) for each in authors}
        return {
            key: markdown_stem(posixpath.basename(self.files[each.path]))
            for each in authors
            if each.path in self.files and (key := name_key(each.id)) not in names
        }

    @cached_property
    def briefs(self) -> Mapping[str, str]:
        """The paths of all briefs before the rename, by their keys."""
        return {path_key(each.brief.path): each.brief.path for each in self.before.briefs}

    @cached_property
    def new_briefs(self) -> Mapping[str, str]:
        """The paths of all briefs after the rename, by their keys."""
        return {path_key(each.brief.path): each.brief.path for each in self.after.briefs}

    def path(self, path: str) -> str:
        """Return the new path of a file."""
        return self.files.get(path, path)

    def url(self, url: str) -> str:
        """Return the new URL path of a page or file, or of a file below a page."""
        if url in self.urls:
            return self.urls[url]
        above = url
        while (above := posixpath.dirname(above.rstrip("/"))) not in ("", "/"):
            if f"{above}/" in self.urls:
                new_url = self.urls[f"{above}/"] + url.removeprefix(f"{above}/")
                return new_url if new_url in self.after.addresses.url_paths else url
        return url

    def destination(self, reference: Reference, path: str) -> str:
        """Return what to write for a reference in the file that was at `path`."""
        destination = reference.destination
        if reference.is_data:
            return self._data(destination, path)
        url = self._new_url(reference, path)
        new_path = self.path(path)
        if not url or self._leads_to(destination, reference, new_path) == url:
            return destination
        tail = _TAIL.search(destination)
        ending = tail[0] if tail else ""
        head = destination.removesuffix(ending)
        for candidate in self._candidates(head, path, url):
            if self._leads_to(candidate, reference, new_path) == url:
                return candidate + ending
        return destination

    def _data(self, destination: str, path: str) -> str:
        """Return what to write for a file with data, which has no URL if it is not published."""
        target = target_path(destination, path)
        new_target = self._keys.get(target, target)
        new_path = self.path(path)
        has_data = target in self.before.addresses.data
        if not has_data or target_path(destination, new_path) == path_key(new_target):
            return destination
        if destination.startswith("/"):
            return f"/{_quoted(new_target.removeprefix(CONTENT))}"
        return _quoted(posixpath.relpath(new_target, posixpath.dirname(new_path)))

    def _new_url(self, reference: Reference, path: str) -> str:
        """Return the URL path to which a reference has to lead, or "" if it led nowhere."""
        base = self.before.config.base_path
        checked = resolve_reference(reference, path, self.before.addresses, base)
        if any(each.code in _DEAD for each in checked.diagnostics):
            return ""
        url = _own_url(checked.value, base)
        return self.url(url) if url else ""

    def _leads_to(self, destination: str, reference: Reference, path: str) -> str:
        """Return the URL path to which a destination leads after the rename, or ""."""
        base = self.after.config.base_path
        again = Reference(destination, Span(), reference.is_image)
        checked = resolve_reference(again, path, self.after.addresses, base)
        if any(each.code in _DEAD for each in checked.diagnostics):
            return ""
        return _own_url(checked.value, base)

    def _candidates(self, head: str, path: str, new_url: str) -> Iterator[str]:
        """Yield ways to write a destination, the one most like the old first."""
        base = self.after.config.base_path
        parts = urlsplit(head)
        if parts.netloc:
            start = head[: head.index(parts.netloc) + len(parts.netloc)]
            yield f"{start}{href(base, new_url if head.endswith('/') else new_url.rstrip('/'))}"
            yield f"{start}{href(base, new_url)}"
            return
        folder = "/" if head.startswith("/") else posixpath.dirname(self.path(path))
        for target in self._targets(head, path):
            if folder == "/":
                yield f"/{_quoted(target.removeprefix(CONTENT))}"
            else:
                relative = _quoted(posixpath.relpath(target, folder))
                relative += "/" if target.endswith("/") else ""
                yield f"./{relative}" if head.startswith("./") and relative[0] != "." else relative
        own = unquote(parts.path)
        url = new_url if head.endswith("/") else new_url.rstrip("/")
        if base and own.startswith(f"{base}/"):
            yield _quoted(base + url)
        yield _quoted(url)
        yield _quoted(base + new_url)

    def _targets(self, head: str, path: str) -> Iterator[str]:
        """Yield the file that a path names after the rename; a folder ends with a slash."""
        target = target_path(head, path)
        for old, new in self._keys.items():
            if old == target:
                yield new
            elif posixpath.dirname(old) == target and _is_index(old):
                if _is_index(new):
                    yield f"{posixpath.dirname(new)}/"
                yield new
        if target not in self._keys:
            yield f"{target}/" if head.endswith("/") else target


def _is_index(path: str) -> bool:
    return is_markdown(path) and markdown_stem(posixpath.basename(path)) == "index"


def _own_url(link: str, base: str) -> str:
    """Return the URL path within the site of a link, decoded."""
    path = unquote(_TAIL.sub("", link))
    if path.startswith("//") or not path.startswith("/"):
        return ""
    return path.removeprefix(base) or "/"


def _quoted(path: str) -> str:
    """Return a path for use as a destination; letters of all scripts stay readable."""
    first = path.split("/", 1)[0]
    quoted = _SPECIAL.sub(lambda sign: quote(sign[0], safe=""), path)
    return f"./{quoted}" if ":" in first else quoted
