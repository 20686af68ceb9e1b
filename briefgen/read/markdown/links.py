"""Links and images: their targets, whether these are allowed, and which mention a source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from briefgen.model.addresses import host_of, is_on_a_disk, is_own
from briefgen.model.diagnostics import Span
from briefgen.read.markdown.anchors import Anchors
from briefgen.read.markdown.destinations import plain_host
from briefgen.read.markdown.dialect import Dialect
from briefgen.read.markdown.events import Lines
from briefgen.read.markdown.holes import Holes
from briefgen.read.markdown.locate import Locator
from briefgen.read.markdown.reports import Reports
from briefgen.read.markdown.sanitise import is_safe, scheme_of
from briefgen.read.markdown.source_list import SourceList
from briefgen.read.markdown.tags import source_attributes

_WEB: Final = ("http", "https")


@dataclass(slots=True)
class OpenLink:
    """A link whose text is not complete yet; `number` is that of its source, or 0."""

    number: int = 0
    words: list[str] = field(default_factory=list)


class Links:
    """The links and images of one text."""

    def __init__(
        self,
        dialect: Dialect,
        locator: Locator,
        reports: Reports,
        anchors: Anchors,
        sources: SourceList,
        holes: Holes,
    ) -> None:
        self._locator = locator
        self._reports = reports
        self._anchors = anchors
        self._sources = sources
        self._holes = holes
        self._cited: list[tuple[int, str]] = []
        self._own_host = host_of(f"//{dialect.site_host}")

    def allowed_target(self, destination: str) -> tuple[str, bool] | None:
        """Return the target of a link, or None if it is not allowed."""
        host = plain_host(destination)
        if host and host != self._own_host:
            return destination, True
        return self.target(destination) if self.is_allowed(destination) else None

    def is_allowed(self, destination: str, *, is_bare: bool = False) -> bool:
        """Whether a page may link to a destination."""
        if plain_host(destination):
            return True
        if is_on_a_disk(destination):
            return True  # the assembly reports it
        if not is_safe(destination):
            self._unsafe(destination)
            return False
        if scheme_of(destination) in _WEB and not host_of(destination):
            if not is_bare:  # a text may mention http://
                self._unsafe(destination)
            return False
        return True

    def attributes(
        self, destination: str, own_id: str, definition: Lines | Span | None = None
    ) -> tuple[dict[str, str], OpenLink]:
        """Return the new attributes of a link, and the link that it opens.

        `definition` is the lines of the definition that a reference link uses, or the place of the
        destination if that is known.
        """
        url, is_source = self.target(destination, definition)
        if not is_source:
            return {"href": url}, OpenLink()
        number, anchor = self.cite(url, own_id)
        return source_attributes(url, anchor, str(number)), OpenLink(number)

    def target(self, destination: str, definition: Lines | Span | None = None) -> tuple[str, bool]:
        """Return the target of a link, and whether it is a source.

        A link to the site itself is a reference, even as an absolute URL, so that it is checked.
        """
        host = plain_host(destination)
        if host and host != self._own_host:
            return destination, True
        if destination.lower().startswith("www."):
            self._reports.at_words(
                "missing-scheme",
                f"`{destination}` does not begin with https://, so briefgen added it",
                destination,
                f"write https://{destination}",
            )
            destination = f"https://{destination}"
        scheme = scheme_of(destination)
        if scheme in _WEB or destination.startswith("//"):
            if not is_own(destination, self._own_host):
                return destination, True
        elif scheme and not is_on_a_disk(destination):
            return destination, False
        return self._holes.mark(destination, self.span_of(destination, definition)), False

    def cite(self, url: str, own_id: str = "") -> tuple[int, str]:
        """Record a mention; return the number of its source, and the mention's anchor."""
        cited = self._sources.cite(url, self._anchors.claim(own_id) if own_id else "")
        self._cited.append(cited)
        return cited

    def name(self, number: int, words: str) -> None:
        """Name a source with the words of a link to it."""
        self._sources.name(number, words)

    def end(self, link: OpenLink) -> str:
        """Name the source of a link with its text, and return the text."""
        words = "".join(link.words)
        if link.number:
            self.name(link.number, words)
        return words

    def picture(self, source: str, span: Span) -> str:
        """Return the URL of an image."""
        if is_on_a_disk(source):
            return self._holes.mark(source, span, image=True)
        if not is_safe(source, image=True):
            self._unsafe(source)
            return ""
        is_absolute = bool(scheme_of(source)) or source.startswith("//")
        if is_absolute and not is_own(source, self._own_host):
            return source
        return self._holes.mark(source, span, image=True)

    def span_of(self, destination: str, definition: Lines | Span | None) -> Span:
        """Return the place of a destination."""
        if isinstance(definition, Span):
            return definition
        if definition:
            return self._locator.find_in(definition, destination)
        return self._locator.find(destination)

    def forget_all_but(self, ids: Collection[str]) -> None:
        """Remove the mentions that did not stay on the page."""
        for number, anchor in self._cited:
            if anchor not in ids:
                self._sources.forget(number, anchor)

    def _unsafe(self, destination: str) -> None:
        """Report a link that has no host, or that could run code."""
        scheme = scheme_of(destination)
        if scheme in _WEB:
            rest = destination.partition(":")[2].lstrip("/\\")
            message = f"`{destination}` has no host; the link was removed"
            hint = f"write {scheme}://{rest}" if rest else "write the full URL"
        else:
            message = f"a link to `{scheme}:` was removed"
            hint = "links may begin with https://, http://, mailto: or tel:"
        self._reports.at_words("unsafe-link", message, destination, hint)
