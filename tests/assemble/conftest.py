"""Sites that are read from disk, assembled and planned, without any layout."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, cast

import pytest

from briefgen.assemble.nearest import Suggestions, names_for
from briefgen.assemble.plan import plan
from briefgen.assemble.release import Release
from briefgen.assemble.site import assemble
from briefgen.assemble.theme import ThemeFile
from briefgen.model.config import SiteConfig
from briefgen.model.content import Asset, Author, Brief, Content, Entry, Kind, Page
from briefgen.model.diagnostics import Diagnostic, has_errors, in_order
from briefgen.model.outputs import Output
from briefgen.model.site import Site
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.config import read_config
from briefgen.read.discovery import discover
from briefgen.read.markdown import Dialect

if TYPE_CHECKING:
    from tests.conftest import MakeSite

T = TypeVar("T")

NOW: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
THEME: Final = ThemeFile("theme.css", b"p{}", "theme/assets/theme.css")


@dataclass(frozen=True)
class PlannedSite:
    """The result of assembling and planning a site."""

    root: Path
    site: Site
    outputs: tuple[Output, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


class PlanSite(Protocol):
    """Plans a site, on 1 June 2026 at noon if no option of Release says otherwise."""

    def __call__(
        self,
        files: Mapping[str, str | bytes],
        options: Mapping[str, Any] | None = None,
        /,
        **settings: Any,
    ) -> PlannedSite: ...


@pytest.fixture
def plan_site(make_site: MakeSite) -> PlanSite:
    """Plan a site: `plan_site({path: text}, {option of Release: value}, **settings)`."""

    def planned(
        files: Mapping[str, str | bytes],
        options: Mapping[str, Any] | None = None,
        /,
        **settings: Any,
    ) -> PlannedSite:
        root = make_site(files, **settings)
        configured = read_config((root / "site.yaml").read_bytes(), "")
        config = configured.value
        assert config is not None, configured.diagnostics
        content, diagnostics = _read(root, config)
        assembled = assemble(content, config, Release(**{"now": NOW, **(options or {})}))
        outputs: list[Output] = []
        planned = plan(assembled.value, [THEME], outputs.append)
        problems = in_order((*diagnostics, *assembled.diagnostics, *_end(planned)))
        suggestions = Suggestions(names_for(problems, assembled.value.addresses))
        shown = (replace(each, hint=suggestions.hint(each), nearest=None) for each in problems)
        outputs.sort(key=lambda output: output.path)
        return PlannedSite(root, assembled.value, tuple(outputs), tuple(shown))

    return planned


def _end(steps: Generator[None, None, T]) -> T:
    """Run all steps and return the result."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast("T", end.value)


def _read(root: Path, config: SiteConfig) -> tuple[Content, list[Diagnostic]]:
    dialect = Dialect(site_host=config.host, language=config.language)
    settings = ReadSettings(dialect, config.timezone, tuple(config.groupings))
    values: list[tuple[Entry, Any]] = []
    discovered = discover(root, config.groupings)
    diagnostics = list(discovered.diagnostics)
    for entry in discovered.value:
        if entry.kind is Kind.ASSET:
            values.append((entry, Asset(entry.site_path)))
            continue
        checked = parse_entry(entry, (root / entry.site_path).read_bytes(), settings)
        diagnostics += checked.diagnostics
        values.append((entry, checked.value))
    content = Content(
        briefs=_of(Brief, (value for _, value in values)),
        pages=_of(Page, (value for entry, value in values if entry.kind is Kind.PAGE)),
        terms=_of(Page, (value for entry, value in values if entry.kind is Kind.TERM)),
        authors=_of(Author, (value for _, value in values)),
        assets=_of(Asset, (value for _, value in values)),
    )
    return content, diagnostics


def _of(kind: type[T], values: Iterable[object]) -> tuple[T, ...]:
    return tuple(value for value in values if isinstance(value, kind))
