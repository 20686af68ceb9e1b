"""`briefgen check --sources`: asks the web about the sources, with a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from briefgen import __version__
from briefgen.cli.session import Session, needs_extra, now
from briefgen.model.addresses import absolute

if TYPE_CHECKING:
    from briefgen.ledger.cited import Citing
    from briefgen.model.diagnostics import Diagnostic
    from briefgen.model.ledger import Ledger
    from briefgen.pipeline import Build

    Cited = Mapping[str, tuple[Citing, ...]]

EXTRA = "asking about sources needs more libraries", "sources"
_OFFLINE = "no server can be reached, so this machine is probably offline; nothing was recorded"
_WORDS = {
    "ok": "can be read",
    "moved": "moved",
    "changed": "changed",
    "blocked": "refuse programs",
    "dead": "dead",
    "gone": "failing",
    "soft-404": "failing",
    "certificate": "failing",
    "timeout": "failing",
    "error": "failing",
    "unknown": "not asked",
}


def cited_in(build: Build) -> Cited:
    """Return the sources that all briefs cite."""
    from briefgen.ledger.cited import cited_sources

    return cited_sources(build.briefs_read())


def asked(
    session: Session,
    build: Build,
    cited: Cited,
    *,
    offline: bool,
) -> Ledger:
    """Ask the cited sources that are due unless `offline`, and return the ledger."""
    from briefgen.model.ledger import Ledger

    if build.basis is None:
        return Ledger()
    ledger = build.basis.ledger.ledger
    if not offline:
        ledger = _asked(session, build, cited)
    session.say(_summary(list(cited), ledger))
    return ledger


def source_problems(
    session: Session, build: Build, cited: Cited, ledger: Ledger
) -> tuple[Diagnostic, ...]:
    """Return the problems of the cited sources."""
    from briefgen.ledger.reporting import source_problems as problems_of

    if build.basis is None:
        return ()
    settings = build.basis.config.sources
    problems = problems_of(session.root, cited, ledger.entries, settings)
    return build.inputs.levels.applied(problems)


def _asked(
    session: Session,
    build: Build,
    cited: Cited,
) -> Ledger:
    """Ask the sources that are due; with Ctrl-C, end the command with what was learned."""
    try:
        from briefgen.ledger.run import Asking, NobodyAnswers, check_sources, request_settings_of
    except ModuleNotFoundError as error:
        raise needs_extra(*EXTRA) from error
    basis = build.basis
    if basis is None:
        raise ValueError("a site that cannot be read has no sources")
    settings = basis.config.sources
    with progress(session, _asking) as bar:
        asking = Asking(
            cited=list(cited),
            wanted=list(cited),
            settings=settings,
            request_settings=request_settings_of(settings, build.base_url, __version__),
            today=now().astimezone(basis.config.zone).date(),
            started=bar.start,
            answered=bar.step,
            own=own_urls(build),
        )
        try:
            return check_sources(session.root, basis.ledger.ledger, asking)
        except NobodyAnswers:
            raise click.ClickException(_OFFLINE) from None


def own_urls(build: Build) -> tuple[str, ...]:
    """Return the absolute URLs of the published briefs."""
    return tuple(absolute(build.base_url, each.url) for each in build.published)


class _Bar:
    """A progress bar on a terminal; elsewhere, one line at the beginning."""

    def __init__(self, session: Session, label: Callable[[int], str]) -> None:
        self._session = session
        self._label = label
        self._bar: Any = None

    def start(self, count: int) -> None:
        """Say how many answers are awaited."""
        if count and sys.stderr.isatty() and not self._session.quiet:
            self._bar = click.progressbar(
                length=count, label=self._label(count), file=sys.stderr, show_pos=True
            )
            self._bar.__enter__()
        else:
            self._session.say(f"{self._label(count)}{' …' if count else ''}")

    def step(self) -> None:
        """Count one answer."""
        if self._bar is not None:
            self._bar.update(1)

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)


@contextmanager
def progress(session: Session, label: Callable[[int], str]) -> Iterator[_Bar]:
    """Show a progress bar. `label` says what is done, from the number of answers awaited."""
    bar = _Bar(session, label)
    try:
        yield bar
    finally:
        bar.end()


def _asking(count: int) -> str:
    return f"Asking {_sources(count)}" if count else "No source is due."


def _sources(count: int) -> str:
    return "1 source" if count == 1 else f"{count:,} sources"


def _summary(urls: list[str], ledger: Ledger) -> str:
    """Return how many sources there are, and how they are."""
    from briefgen.ledger.states import counts

    numbers: dict[str, int] = {}
    for state, count in counts(urls, ledger.entries).items():
        numbers[_WORDS[state]] = numbers.get(_WORDS[state], 0) + count
    parts = [
        f"{numbers[each]:,} {each}" for each in dict.fromkeys(_WORDS.values()) if each in numbers
    ]
    return f"{_sources(len(urls))}: {', '.join(parts)}" if urls else "The briefs cite no sources."
