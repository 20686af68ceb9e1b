"""The one composer of stages: configuration, content, site, plan; bytes when asked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from briefgen.assemble.plan import plan
from briefgen.assemble.release import Release
from briefgen.assemble.site import assemble
from briefgen.assemble.theme import ThemeFile
from briefgen.model.config import SiteConfig
from briefgen.model.content import Asset, Author, Brief, Content, Entry, Kind, Page
from briefgen.model.diagnostics import Checked, Diagnostic, Location, has_errors, in_order
from briefgen.model.outputs import Copied, Output, Rendered
from briefgen.model.site import Site
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.config import SITE_FILE, read_config
from briefgen.read.discovery import discover
from briefgen.read.markdown import Dialect
from briefgen.read.svg import clean_svg
from briefgen.render.layouts import Layouts, theme_files

WORK_FOLDER: Final = ".briefgen"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What a command asks of a build, beside what the site says."""

    now: datetime
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    embargoed: bool = False


@dataclass(frozen=True, slots=True)
class Build:
    """The hall: what is planned, and what is wrong. A page's bytes are made when asked for."""

    root: Path
    diagnostics: tuple[Diagnostic, ...]
    outputs: tuple[Output, ...] = ()
    site: Site | None = None
    layouts: Layouts | None = field(default=None, compare=False)

    @property
    def failed(self) -> bool:
        """Whether something stops publication."""
        return has_errors(self.diagnostics)

    def produce(self, output: Output) -> Checked[bytes]:
        """Return the bytes of one output."""
        if isinstance(output, Rendered):
            if self.layouts is None:
                raise ValueError("a build without layouts plans no pages")
            return self.layouts.render(output)
        if isinstance(output, Copied):
            return _read(self.root, output.source)
        return Checked(output.data)


def build(root: Path, options: BuildOptions) -> Build:
    """Read, assemble and plan the site in `root`; nothing is rendered or written yet."""
    configured = read_site_config(root, options.base_url)
    config = configured.value
    if config is None:
        return Build(root, in_order(configured.diagnostics))
    content = read_content(root, config)
    release = Release(options.now, options.drafts, options.future, options.embargoed)
    assembled = assemble(content.value, config, release)
    diagnostics = [*configured.diagnostics, *content.diagnostics, *assembled.diagnostics]
    theme = _theme(root)
    planned = plan(assembled.value, theme.value)
    diagnostics += [*theme.diagnostics, *planned.diagnostics]
    layouts = Layouts(root, root / WORK_FOLDER / "layouts")
    return Build(root, in_order(diagnostics), planned.value, assembled.value, layouts)


def read_site_config(root: Path, base_url: str = "") -> Checked[SiteConfig | None]:
    """Read site.yaml; `base_url` takes the place of its own."""
    data = _read(root, SITE_FILE)
    if data.diagnostics:
        if (root / SITE_FILE).exists():
            return Checked(None, data.diagnostics)
        problem = Diagnostic(
            "site-missing",
            "there is no site.yaml here",
            Location(SITE_FILE),
            "go to the site's folder, name it with -C DIR, or make one: briefgen init DIR",
        )
        return Checked(None, (problem,))
    return read_config(data.value, base_url)


def read_content(root: Path, config: SiteConfig) -> Checked[Content]:
    """Read all files of content/, each by itself."""
    found = discover(root, config.groupings)
    settings = _settings(config)
    diagnostics = list(found.diagnostics)
    values: list[Brief | Page | Author | Asset] = []
    terms: list[Page] = []
    for entry in found.value:
        checked = _read_entry(root, entry, settings)
        diagnostics += checked.diagnostics
        if entry.kind is Kind.TERM and isinstance(checked.value, Page):
            terms.append(checked.value)
        elif checked.value is not None:
            values.append(checked.value)
    content = Content(
        briefs=tuple(value for value in values if isinstance(value, Brief)),
        pages=tuple(value for value in values if isinstance(value, Page)),
        authors=tuple(value for value in values if isinstance(value, Author)),
        terms=tuple(terms),
        assets=tuple(value for value in values if isinstance(value, Asset)),
    )
    return Checked(content, tuple(diagnostics))


def rendered(build: Build) -> Iterator[tuple[Output, Checked[bytes]]]:
    """Yield the bytes of every output, one at a time.

    A problem of a layout is told once, for the first page that it spoils.
    """
    told: set[tuple[str, Location]] = set()
    for output in build.outputs:
        made = build.produce(output)
        if made.diagnostics:
            fresh = [d for d in made.diagnostics if (d.code, d.location) not in told]
            told |= {(d.code, d.location) for d in fresh}
            made = Checked(made.value, tuple(fresh))
        yield output, made


def problems(build: Build) -> tuple[Diagnostic, ...]:
    """Render everything, keep nothing, and return what is wrong."""
    return tuple(diagnostic for _, made in rendered(build) for diagnostic in made.diagnostics)


def forget(root: Path) -> None:
    """Delete what former builds of the site in `root` kept for later ones."""
    shutil.rmtree(root / WORK_FOLDER / "layouts", ignore_errors=True)


def _read_entry(
    root: Path, entry: Entry, settings: ReadSettings
) -> Checked[Brief | Page | Author | Asset | None]:
    if entry.kind is Kind.ASSET and not entry.path.lower().endswith(".svg"):
        if os.access(root / entry.shown, os.R_OK):
            return Checked(Asset(entry.shown))
        return Checked(None, _read(root, entry.shown).diagnostics)
    data = _read(root, entry.shown)
    if data.diagnostics:
        return Checked(None, data.diagnostics)
    if entry.kind is Kind.ASSET:
        svg = clean_svg(data.value, entry.shown)
        return Checked(Asset(entry.shown, svg.value), svg.diagnostics)
    return parse_entry(entry, data.value, settings)


def _settings(config: SiteConfig) -> ReadSettings:
    dialect = Dialect(
        switches=config.markdown,
        language=config.language,
        site_host=config.host,
        new_tab=config.links.new_tab,
    )
    return ReadSettings(dialect, config.timezone, tuple(config.groupings))


def _theme(root: Path) -> Checked[tuple[ThemeFile, ...]]:
    try:
        return Checked(tuple(ThemeFile(*file) for file in theme_files(root)))
    except OSError as error:
        shown = Path(error.filename or "layouts").name
        return Checked((), (_unreadable(f"layouts/assets/{shown}", error),))


def _read(root: Path, path: str) -> Checked[bytes]:
    try:
        return Checked((root / path).read_bytes())
    except OSError as error:
        return Checked(b"", (_unreadable(path, error),))


def _unreadable(path: str, error: OSError) -> Diagnostic:
    return Diagnostic(
        "unreadable",
        f"the file cannot be read: {(error.strerror or 'unknown reason').lower()}",
        Location(path),
        "see that it exists and that you have permission to read it",
    )
