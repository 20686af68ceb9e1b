"""Assembles parsed files into a site, and plans its outputs. Imported late."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, TypeVar

from briefgen.assemble.nearest import names_for
from briefgen.assemble.plan import plan
from briefgen.assemble.rehearsal import blocked, upcoming
from briefgen.assemble.release import Release
from briefgen.assemble.site import assemble
from briefgen.assemble.sources import with_ledger
from briefgen.assemble.theme import ThemeFile
from briefgen.cache.encoding import decode
from briefgen.cache.store import PlanRow
from briefgen.model.content import (
    Asset,
    Author,
    Brief,
    Content,
    Entry,
    Kind,
    Page,
    Reply,
    content_of,
)
from briefgen.model.diagnostics import Diagnostic
from briefgen.model.editing import EditFields
from briefgen.model.moments import Moment
from briefgen.model.site import Names, Site
from briefgen.pipeline.planning.basis import Basis, review_day
from briefgen.pipeline.planning.codec import RowEncoder

K = TypeVar("K")

_TYPES: Final[Mapping[Kind, type]] = MappingProxyType(
    {
        Kind.BRIEF: Brief,
        Kind.PAGE: Page,
        Kind.AUTHOR: Author,
        Kind.TERM: Page,
        Kind.REPLY: Reply,
        Kind.ASSET: Asset,
        Kind.DATA: Asset,
    }
)


@dataclass(frozen=True, slots=True)
class Assembled:
    """An assembled site, the diagnostics of the assembly, and the rows planned so far."""

    site: Site
    diagnostics: tuple[Diagnostic, ...]
    basis: Basis
    content: Content
    release: Release
    planned: RowEncoder = field(default_factory=RowEncoder)

    def names(self, diagnostics: Iterable[Diagnostic]) -> Names | None:
        """Return the names that the hints of diagnostics search, or None if none do."""
        return names_for(diagnostics, self.site.addresses)

    def stream(self, keep: Callable[[PlanRow], K]) -> Generator[K, None, tuple[Diagnostic, ...]]:
        """Yield `keep(row)` for each row once it is planned; return what planning reports."""
        config, options, theme = self.basis.config, self.basis.options, self.basis.theme
        assets = [ThemeFile(*file) for file in theme.files]
        wrong = yield from plan(self.site, assets, lambda each: keep(self.planned.row(each)))
        wrong = (*wrong, *self._editorial())
        if options.ahead == "ignore":
            return wrong
        present = (*self.diagnostics, *wrong)
        ahead = upcoming(self.content, config, self.release, assets, present, theme.anchors)
        if options.ahead == "report":
            return (*wrong, *(each.problem for each in ahead))
        return (*wrong, *blocked(ahead, self.basis.levels))

    def _editorial(self) -> Iterator[Diagnostic]:
        """Return what could be better, if anybody wants to know; drafts may lack anything."""
        if not self.basis.levels.wants_editorial:
            return iter(())
        from briefgen.assemble.editorial import editorial_problems  # noqa: PLC0415 - only to check

        briefs = [each for each in self.content.briefs if self.release.drafts or not each.draft]
        return editorial_problems(self.site, briefs, self.basis.large_images)


def assembled(basis: Basis, values: dict[str, bytes]) -> Assembled:
    """Assemble a site from the values of its files, which are removed from `values`."""
    files, options = basis.content, basis.options
    release = Release(
        options.now, options.drafts, options.future, options.embargoed, options.always
    )
    content = replace(
        content_of(_values(files.entries, values)), set_aside=files.set_aside, sizes=files.sizes
    )
    content = with_ledger(content, basis.ledger.ledger)
    checked = assemble(content, basis.config, release, basis.theme.anchors)
    site = replace(
        checked.value, review=_review(checked.value, basis), fields=_fields(checked.value)
    )
    return Assembled(site, checked.diagnostics, basis, content, release)


def _fields(site: Site) -> EditFields | None:
    """Return what editors can fill in, if the site has a page for that."""
    if site.config.cms is None:
        return None
    from briefgen.read.fields import edit_fields  # noqa: PLC0415 - few sites need it

    return edit_fields(tuple(site.taxonomies))


def _review(site: Site, basis: Basis) -> Moment | None:
    """Return the day to mark the pages with, if any text on them is not published."""
    is_marked = basis.options.purpose == "review" or basis.options.always in site.holds
    return review_day(basis) if is_marked else None


def _values(entries: Iterable[Entry], values: dict[str, bytes]) -> Iterator[tuple[Kind, object]]:
    """Yield the values of all files, removing them from `values`; texts stay in the store."""
    for entry in entries:
        value = values.pop(entry.site_path, None)
        if value:
            yield entry.kind, decode(value, _TYPES[entry.kind])
        elif entry.kind in (Kind.ASSET, Kind.DATA):
            yield entry.kind, Asset(entry.site_path)
