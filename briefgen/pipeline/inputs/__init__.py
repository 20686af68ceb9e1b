"""The files of a site as read, before assembly: the first step of each build."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.cache.store import Store
from briefgen.model.config import SiteConfig
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.model.levels import Levels
from briefgen.model.site_folder import LEDGER_FILE, SITE_FILE
from briefgen.pipeline.inputs.config import read_site_config
from briefgen.pipeline.inputs.content import ContentFiles, read_content, reread_content
from briefgen.pipeline.inputs.ledger import LedgerFile, read_ledger_file
from briefgen.pipeline.inputs.theme import Theme, read_theme
from briefgen.pipeline.trace import traced
from briefgen.pipeline.workers import Workers
from briefgen.render.sources import LAYOUTS

_NOT_READ: Final = Checked(None)


@dataclass(frozen=True, slots=True)
class Inputs:
    """The parts of a site as read; without valid settings, nothing else is read.

    If `is_editorial`, their diagnostics include those of editorial codes.
    """

    configured: Checked[SiteConfig | None]
    content: Checked[ContentFiles] | Checked[None] = _NOT_READ
    theme: Checked[Theme | None] = _NOT_READ
    ledger: Checked[LedgerFile] = Checked(LedgerFile())
    is_editorial: bool = False

    @property
    def levels(self) -> Levels:
        """The levels that the site and its files give to diagnostic codes."""
        config, content = self.configured.value, self.content.value
        return Levels(
            config.checks if config else {}, content.off if content else {}, self.is_editorial
        )

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of each part on its own."""
        parts = (self.configured, self.content, self.theme, self.ledger)
        return self.levels.applied(each for part in parts for each in part.diagnostics)


def read_inputs(
    root: Path,
    base_url: str,
    store: Store,
    workers: Workers,
    former: Inputs | None = None,
    changed: Collection[str] | None = None,
) -> Inputs:
    """Read a site, reusing `former` except for `changed`; None means anything may have changed."""
    with traced("settings", SITE_FILE):
        configured = _configured(root, base_url, store, former, changed)
    if configured.value is None:
        return Inputs(configured)
    with traced("layouts", "layouts and assets"):
        theme = _theme(root, store, former, changed)
    ledger = _ledger(root, store, former, changed)
    content = None
    if former is not None and changed is not None and configured is former.configured:
        content = _content(root, configured.value, store, former, changed)
    if content is None:
        before = former.content.value if former is not None else None
        content = read_content(root, configured.value, store, workers, before)
    return Inputs(configured, content, theme, ledger)


def _configured(
    root: Path, base_url: str, store: Store, former: Inputs | None, changed: Collection[str] | None
) -> Checked[SiteConfig | None]:
    if former is None or changed is None or SITE_FILE in changed:
        return read_site_config(root, base_url, store)
    return former.configured


def _content(
    root: Path, config: SiteConfig, store: Store, former: Inputs, changed: Collection[str]
) -> Checked[ContentFiles] | None:
    if former.content.value is None:
        return None
    inside = [path for path in changed if not _is_layout(path) and path != LEDGER_FILE]
    return reread_content(root, config, store, former.content.value, inside)


def _theme(
    root: Path, store: Store, former: Inputs | None, changed: Collection[str] | None
) -> Checked[Theme | None]:
    """Return the theme; return the former object if the theme has not changed."""
    if former is None or former.theme.value is None:
        return read_theme(root, store)
    if changed is not None and not any(map(_is_layout, changed)):
        return former.theme
    theme = read_theme(root, store)
    return former.theme if changed is None and theme == former.theme else theme


def _ledger(
    root: Path, store: Store, former: Inputs | None, changed: Collection[str] | None
) -> Checked[LedgerFile]:
    if former is None or changed is None or LEDGER_FILE in changed:
        return read_ledger_file(root, store)
    return former.ledger


def _is_layout(path: str) -> bool:
    return path == LAYOUTS or path.startswith(f"{LAYOUTS}/")
