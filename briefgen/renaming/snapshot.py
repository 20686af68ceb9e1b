"""A site as a whole: its files as written, what they mean, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from briefgen.assemble.plan import plan
from briefgen.assemble.release import Release
from briefgen.assemble.site import assemble
from briefgen.model.config import SiteConfig
from briefgen.model.content import Asset, Author, Brief, Entry, Kind, Page, content_of
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.model.site import Site
from briefgen.model.site_folder import SITE_FILE
from briefgen.model.targets import target_path
from briefgen.pipeline.inputs.parsing import Value, value_of
from briefgen.read.config import read_config
from briefgen.read.discovery import discover, hidden_data

Text = Brief | Page | Author

_NO_TEXTS: Final = (Kind.ASSET, Kind.DATA)


@dataclass(frozen=True, slots=True)
class File:
    """A file of content/: its bytes, if it is a text, and its value."""

    entry: Entry
    data: bytes
    value: Value
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """A site: its settings, its files by path, and everything assembled, drafts included."""

    settings: bytes
    config: SiteConfig
    files: Mapping[str, File]
    assembled: Checked[Site]

    @property
    def site(self) -> Site:
        """The site with everything in it published."""
        return self.assembled.value

    def texts(self) -> Iterator[tuple[str, Text]]:
        """Yield the texts with their paths."""
        for path, file in self.files.items():
            if isinstance(file.value, Brief | Page | Author):
                yield path, file.value


def read_snapshot(root: Path, now: datetime) -> Checked[Snapshot | None]:
    """Read a whole site. Return None if its settings or one of its texts cannot be read."""
    settings = (root / SITE_FILE).read_bytes()
    configured = read_config(settings)
    config = configured.value
    if config is None:
        return Checked(None, configured.diagnostics)
    entries = discover(root, config.groupings)
    files = {each.site_path: _read(root, each, config) for each in entries.value}
    used = {
        target_path(use.file.destination, path)
        for path, file in files.items()
        if isinstance(file.value, Brief | Page | Author)
        for use in file.value.body.data
    }
    hidden = hidden_data(root, used, entries.value)
    files |= {each.site_path: _read(root, each, config) for each in hidden}
    unread = [
        problem
        for file in files.values()
        if file.entry.kind not in _NO_TEXTS and file.value is None
        for problem in file.diagnostics
        if problem.is_error
    ]
    if unread:
        return Checked(None, tuple(unread))
    return Checked(assembled(settings, config, files, now))


def parsed(entry: Entry, data: bytes, config: SiteConfig) -> File:
    """Return a text or a reply as it would be at the path of `entry`."""
    checked = value_of(entry, data, config)
    return File(entry, data, checked.value, checked.diagnostics)


def assembled(
    settings: bytes, config: SiteConfig, files: Mapping[str, File], now: datetime
) -> Snapshot:
    """Assemble a site as if everything in it were published."""
    release = Release(now, drafts=True, future=True, embargoed=True)
    content = content_of((file.entry.kind, file.value) for file in files.values())
    return Snapshot(settings, config, files, assemble(content, config, release))


def problems_of(snapshot: Snapshot) -> tuple[Diagnostic, ...]:
    """Return the problems of the files and of the site, except those of rendering.

    Some, such as broken links, are only found by planning the outputs.
    """
    in_files = (each for file in snapshot.files.values() for each in file.diagnostics)
    outputs = plan(snapshot.site, (), lambda _: None)
    while True:
        try:
            next(outputs)
        except StopIteration as end:
            return (*in_files, *snapshot.assembled.diagnostics, *end.value)


def _read(root: Path, entry: Entry, config: SiteConfig) -> File:
    if entry.kind in _NO_TEXTS:
        return File(entry, b"", Asset(entry.site_path))
    return parsed(entry, (root / entry.site_path).read_bytes(), config)
