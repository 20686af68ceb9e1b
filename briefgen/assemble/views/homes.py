"""The home pages of a site: one for each of its languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from briefgen.assemble.languages import archive_url
from briefgen.assemble.views.links import Links
from briefgen.model.content import Brief
from briefgen.model.languages import tongue
from briefgen.model.site import Home


class Homes:
    """Finds the home page for a language, and for a brief."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._site = links.site
        self._config = links.config

    def in_language(self, tag: str) -> Home:
        """Return the home page in a language, or else in the site's."""
        return self._by_language.get(tongue(tag), self._site.homes[0])

    def of(self, brief: Brief) -> Home:
        """Return the home page in the language of a brief."""
        return self.in_language(brief.language or self._config.language)

    def archive(self, home: Home) -> str:
        """Return the link to the archive in the language of a home page, "" without one."""
        has_archive = home.members and self._config.outputs.archive
        return self._links.href(archive_url(home.url)) if has_archive else ""

    @cached_property
    def _by_language(self) -> Mapping[str, Home]:
        return {tongue(home.language): home for home in reversed(self._site.homes)}
