"""`briefgen check --sources`: asks the web about the sources, with a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from briefgen import __version__
from briefgen.cli.session import Session, needs_extra, now
from briefgen.model.addresses import absolute

if TYPE_CHECKING:
    from briefgen.ledger.cited import Citing
    from briefgen.ledger.misquotations import QuotationCheck
    from briefgen.model.diagnostics import Diagnostic
    from briefgen.model.ledger import Ledger
    from briefgen.pipeline import Build
    from briefgen.renaming.sources import Move, NewUrls

    Cited = Mapping[str, tuple[Citing, ...]]

EXTRA = "asking about sources needs more libraries", "sources"
_OFFLINE = "no server can be reached, so this machine is probably offline; nothing was recorded"
_WORDS = {
    "ok": "can be read",
    "moved": "moved",
    "changed": "changed",
    "blocked": "closed to programs",
    "dead": "dead",
    "gone": "failing",
    "soft-404": "failing",
    "certificate": "failing",
    "timeout": "failing",
    "error": "failing",
    "unknown": "not asked",
}


def changed_briefs(session: Session, base: str) -> frozenset[str]:
    """Return the paths of the files that have changed in git since `base`."""
    from briefgen.ledger.revisions import NoRevision, changed_files

    try:
        return changed_files(session.root, base)
    except NoRevision as problem:
        raise click.ClickException(str(problem)) from None


def cited_in(build: Build) -> Cited:
    """Return the sources that all briefs cite."""
    from briefgen.ledger.cited import cited_sources

    return cited_sources(build.briefs_read())


def part_of(cited: Cited, paths: frozenset[str] | None) -> Cited:
    """Return the sources that the briefs at some paths cite; with None, all."""
    if paths is None:
        return cited
    part = {
        url: tuple(each for each in citings if each.brief.path in paths)
        for url, citings in cited.items()
    }
    return {url: citings for url, citings in part.items() if citings}


def ask(
    session: Session,
    build: Build,
    cited: Cited,
    selected: Cited,
    quotations: QuotationCheck | None,
    *,
    offline: bool,
) -> Ledger:
    """Ask the `selected` sources that are due unless `offline`, and return the ledger.

    `cited` are those of all briefs, which stay in the ledger. `quotations` get the texts of
    sources.
    """
    from briefgen.model.ledger import Ledger

    if build.basis is None:
        return Ledger()
    ledger = build.basis.ledger.ledger
    if cited and not selected:
        session.say("No changed brief cites a source.")
        return ledger
    if not offline:
        ledger = _ask(session, build, cited, selected, quotations)
    session.say(_summary(list(selected), ledger))
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


def with_new_urls(session: Session, build: Build, cited: Cited, ledger: Ledger) -> bool:
    """Write the new URLs of sources that have moved into texts; return whether one has changed."""
    from briefgen.renaming.sources import Changed, plan_new_urls, write_new_urls

    moves = _moves(build, cited, ledger)
    if not moves:
        session.say("No source has moved, so there is nothing to fix.")
        return False
    try:
        new = plan_new_urls(session.root, moves)
        write_new_urls(session.root, new)
    except Changed as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise click.ClickException(f"{error.filename}: {why}; no text was changed") from None
    _show_new_urls(session, new)
    return bool(new.data)


def _moves(build: Build, cited: Cited, ledger: Ledger) -> dict[str, list[Move]]:
    """Return the sources that have moved, by the paths of the texts that cite them."""
    from briefgen.ledger.states import matches
    from briefgen.renaming.sources import Move

    if build.basis is None:
        return {}
    settings = build.basis.config.sources
    moves: dict[str, list[Move]] = {}
    for url, citings in cited.items():
        entry = ledger.entries.get(url)
        if entry is None or entry.state != "moved" or not entry.final_url:
            continue
        if not matches(url, (*settings.ignore, *settings.accept)):
            for citing in citings:
                moves.setdefault(citing.brief.path, []).append(Move(url, entry.final_url))
    return moves


def _show_new_urls(session: Session, new: NewUrls) -> None:
    for each in new.changes:
        location = f"{session.relative(each.path)}:{each.span.line}"
        session.say(f"{location}: {each.before} -> {each.after}")
    for source in new.untouched:
        session.say(f"{session.relative(source.path)}: {source.url} stays: {source.why}")
    files = len(new.data)
    session.say(f"Changed {files:,} {'text' if files == 1 else 'texts'}.")


def followed(session: Session, cited: Cited, ledger: Ledger) -> Ledger:
    """Keep what is known of sources under their new URLs, after texts have changed."""
    from briefgen.ledger.learning import under_new_urls
    from briefgen.ledger.writing import write_ledger

    ledger = under_new_urls(ledger, list(cited))
    write_ledger(session.root, ledger)
    return ledger


def _ask(
    session: Session,
    build: Build,
    cited: Cited,
    selected: Cited,
    quotations: QuotationCheck | None,
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
    private: list[str] = []
    with progress(session, _asking) as bar:
        asking = Asking(
            cited=list(cited),
            selected=list(selected),
            settings=settings,
            request_settings=request_settings_of(settings, build.base_url, __version__),
            today=now().astimezone(basis.config.zone).date(),
            on_start=bar.start,
            on_answer=bar.step,
            own=own_urls(build),
            private=private.append,
        )
        if quotations:
            asking = replace(asking, also=quotations.unread(), read=quotations.read)
        try:
            ledger = check_sources(session.root, basis.ledger.ledger, asking)
        except NobodyAnswers:
            raise click.ClickException(_OFFLINE) from None
    if private:
        session.say(_private(len(private)))
    return ledger


def _private(number: int) -> str:
    said = "1 source is" if number == 1 else f"{number:,} sources are"
    return (
        f"{said} in a private network and not asked. To ask, set `private_addresses: true` under"
        " `sources` in site.yaml."
    )


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
