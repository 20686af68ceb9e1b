"""Turns parsed files into the rows of a plan. Imports the assembly, so it is imported late."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from briefgen.assemble.nearest import names_for
from briefgen.assemble.plan import plan
from briefgen.assemble.rehearsal import blocked, upcoming
from briefgen.assemble.release import Release
from briefgen.assemble.site import assemble
from briefgen.assemble.theme import ThemeFile
from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode, encode
from briefgen.cache.store import PlanRow
from briefgen.model.config import SiteConfig
from briefgen.model.content import Asset, Author, Brief, Content, Entry, Kind, Page, Reply
from briefgen.model.diagnostics import Diagnostic
from briefgen.model.levels import Levels
from briefgen.model.outputs import Copied, Output, Rendered, Written
from briefgen.model.site import Addresses, LeftOut, Names
from briefgen.model.views import SiteView
from briefgen.pipeline.inputs.content import ContentFiles
from briefgen.pipeline.inputs.theme import Theme
from briefgen.pipeline.options import BuildOptions
from briefgen.pipeline.planning.codec import FilePayload, PagePayload
from briefgen.pipeline.planning.rows import CONVERTED, COPY, DATA, PAGE, WRITTEN, row_key


@dataclass(frozen=True, slots=True)
class Assembled:
    """An assembled site. `coming` yields its rows as they are planned and returns diagnostics.

    `rows` are those planned so far, and `site_views` the site views that they refer to, by digest.
    """

    coming: Generator[PlanRow, None, tuple[Diagnostic, ...]]
    rows: Sequence[PlanRow]
    site_views: Mapping[bytes, bytes]
    briefs: int
    left_out: LeftOut
    next_change: datetime | None
    diagnostics: tuple[Diagnostic, ...]
    addresses: Addresses

    def names(self, diagnostics: Iterable[Diagnostic]) -> Names | None:
        """Return the names that the hints of diagnostics search, or None if none do."""
        return names_for(diagnostics, self.addresses)


def assembled(
    files: ContentFiles,
    heads: dict[str, bytes],
    config: SiteConfig,
    options: BuildOptions,
    theme: Theme,
) -> Assembled:
    """Assemble the parsed files into a site, and plan its outputs."""
    release = Release(options.now, options.drafts, options.future, options.embargoed)
    content = replace(_content(files.entries, heads), set_aside=files.set_aside)
    joined = assemble(content, config, release, theme.anchors)
    site = joined.value
    rows = _Rows()
    assets = [ThemeFile(*file) for file in theme.files]
    levels = Levels(config.checks, files.off)

    def coming() -> Generator[PlanRow, None, tuple[Diagnostic, ...]]:
        wrong = yield from plan(site, assets, rows.row)
        present = (*joined.diagnostics, *wrong)
        if options.ahead == "ignore":
            return wrong
        ahead = upcoming(content, config, release, assets, present, theme.anchors)
        is_plain = options.ahead == "report"
        return (*wrong, *((each.problem for each in ahead) if is_plain else blocked(ahead, levels)))

    return Assembled(
        coming(),
        rows.made,
        rows.site_views,
        len(site.briefs),
        site.left_out,
        site.next_change,
        joined.diagnostics,
        site.addresses,
    )


def _content(entries: Iterable[Entry], heads: dict[str, bytes]) -> Content:
    """Return the values of all files, removing them from `heads`; texts stay in the store."""
    briefs: list[Brief] = []
    pages: list[Page] = []
    terms: list[Page] = []
    authors: list[Author] = []
    assets: list[Asset] = []
    replies: list[Reply] = []
    for entry in entries:
        head = heads.pop(entry.shown, None)
        if entry.kind is Kind.ASSET:
            assets.append(decode(head, Asset) if head else Asset(entry.shown))
            continue
        if not head:
            continue
        if entry.kind is Kind.BRIEF:
            briefs.append(decode(head, Brief))
        elif entry.kind is Kind.REPLY:
            replies.append(decode(head, Reply))
        elif entry.kind is Kind.AUTHOR:
            authors.append(decode(head, Author))
        else:
            (terms if entry.kind is Kind.TERM else pages).append(decode(head, Page))
    return Content(
        briefs=tuple(briefs),
        pages=tuple(pages),
        authors=tuple(authors),
        terms=tuple(terms),
        assets=tuple(assets),
        replies=tuple(replies),
    )


class _Rows:
    """Creates the row of each output; `site_views` are the site views used so far, by digest."""

    def __init__(self) -> None:
        self.made: list[PlanRow] = []
        self.site_views: dict[bytes, bytes] = {}
        self._known: dict[int, bytes] = {}
        self._last: tuple[FilePayload[Any] | None, bytes] = (None, b"")

    def row(self, output: Output) -> PlanRow:
        row = self._row(output)
        self.made.append(row)
        return row

    def _row(self, output: Output) -> PlanRow:
        if isinstance(output, Rendered):
            sheet = PagePayload(output.view, output.origin, output.passages)
            sources = [passage.path for passage in output.passages]
            shape, site_view = type(output.view).__name__, self._site_view(output.site)
            return _row(output.path, PAGE, output.layout, shape, sources, site_view, encode(sheet))
        if isinstance(output, Written):
            sources = [passage.path for passage in output.passages]
            sources += [output.source] if output.source else []
            shape, payload = type(output.document).__name__, self._manuscript(output)
            kind = WRITTEN if output.passages or not output.source else CONVERTED
            return _row(output.path, kind, output.form, shape, sources, payload=payload)
        if isinstance(output, Copied):
            return _row(output.path, COPY, sources=[output.source])
        return _row(output.path, DATA, payload=output.data)

    def _site_view(self, site: SiteView) -> bytes:
        site_view = self._known.get(id(site))
        if site_view is None:
            data = encode(site)
            site_view = self._known[id(site)] = digest(data)
            self.site_views[site_view] = data
        return site_view

    def _manuscript(self, output: Written) -> bytes:
        """Return the payload of a file, reusing the last one for other forms of the document."""
        script = FilePayload(output.document, output.origin, output.passages, output.source)
        former, payload = self._last
        if former != script:
            payload = encode(script)
            self._last = script, payload
        return payload


def _row(
    path: str,
    kind: str,
    maker: str = "",
    shape: str = "",
    sources: Sequence[str] = (),
    site_view: bytes = b"",
    payload: bytes = b"",
) -> PlanRow:
    files = encode(sources) if sources else b""
    key = row_key(kind, maker, shape, files, site_view, payload)
    return PlanRow(path, kind, key, maker, shape, files, site_view, payload)
