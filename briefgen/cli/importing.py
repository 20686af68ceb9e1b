"""The commands that bring texts from other programs into a site."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

from briefgen import __version__
from briefgen.cli.session import Session, fail_with, needs_extra, now, show_problems, talk
from briefgen.model.site_folder import SITE_FILE

if TYPE_CHECKING:
    from briefgen.importers.downloading import Downloading
    from briefgen.importers.imported import Imported
    from briefgen.importers.word import Document, TrackChanges
    from briefgen.importers.wordpress.exports import Record
    from briefgen.importers.writing import Outcome
    from briefgen.model.config import SiteConfig

F = TypeVar("F", bound=Callable[..., Any])

_NO_HTTPX = "downloading needs more libraries", "sources"
_NO_FEEDPARSER = "reading feeds needs another library", "feeds"
_NO_PANDOC = "reading Word documents needs pandoc", "word"
_LONG_IMPORT = 300  # texts from which on a progress bar is shown
_MOST_REASONS = 8  # in the summary; the report has all


@click.group("import")
def importing() -> None:
    """Bring texts from another program into the site.

    Says what it would write. With --write, writes it, and lists in import-report.md what it could
    not carry over. Run it again to update what you have not edited since.
    """


def writing_options(command: F) -> F:
    """Add --write and --download to a command."""
    for name, text in (
        ("download", "Download the pictures and files that texts show from the web."),
        ("write", "Write the files. Without it, only say what would be written."),
    ):
        command = click.option(f"--{name}", is_flag=True, help=text)(command)
    return command


@importing.command(
    "feed",
    epilog="""\b
Examples:
  briefgen import feed https://example.org/feed.xml
  briefgen import feed saved-feed.xml --write --download
  curl https://example.org/feed.xml | briefgen import feed -
""",
)
@click.argument("source", metavar="FEED")
@writing_options
@talk
@click.pass_obj
def feed_command(session: Session, source: str, write: bool, download: bool) -> None:
    """Import the entries of a feed: Atom, RSS or JSON Feed.

    A feed usually has only the latest texts of a site.
    """
    config = settings_of(session)
    data = _feed_data(config, source)
    from briefgen.importers.feeds import NoFeed, import_feed, read_feed

    try:
        feed = read_feed(data, source if _is_url(source) else "")
    except ModuleNotFoundError as error:
        raise needs_extra(*_NO_FEEDPARSER) from error
    except NoFeed as problem:
        raise click.ClickException(f"{source}: {problem}") from None
    imported = import_feed(feed, source, config.base_url)
    count = len(feed.entries)
    finish(session, config, imported, source, write=write, download=download, count=count)


@importing.command(
    "markdown",
    epilog="""\b
Examples:
  briefgen import markdown ../old-site
  briefgen import markdown ../old-site --from jekyll --url https://example.org --write
""",
)
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True)
)
@click.option(
    "--from",
    "tool",
    type=click.Choice(["eleventy", "hugo", "jekyll", "mkdocs", "pelican", "quarto"]),
    help="The generator of the old site [guessed from its settings].",
)
@click.option("--url", default="", help="URL of the old site, if its settings do not have it.")
@click.option(
    "--permalink",
    default="",
    help="Pattern of the old URLs of posts, if the settings do not have it.",
)
@writing_options
@talk
@click.pass_obj
def markdown_command(
    session: Session,
    folder: Path,
    tool: str | None,
    url: str,
    permalink: str,
    write: bool,
    download: bool,
) -> None:
    """Import the Markdown files of another site generator.

    FOLDER is the folder of the old site, or the one with its texts.
    """
    config = settings_of(session)
    from briefgen.importers.markdown import import_folder
    from briefgen.importers.markdown.source import guess, read_source

    tool = tool or guess(folder)
    if not tool:
        raise click.UsageError(f"it is not clear which generator {folder} is for; add --from")
    try:
        source = read_source(folder, tool)
    except OSError as error:
        name = Path(error.filename).name if error.filename else str(folder)
        raise click.ClickException(f"{name}: {(error.strerror or str(error)).lower()}") from None
    imported = import_folder(source, config, url=url, permalink=permalink)
    count = len(source.texts)
    finish(session, config, imported, str(folder), write=write, download=download, count=count)


def _feed_data(config: SiteConfig, source: str) -> bytes:
    """Return the bytes of a feed, from the web, a file, a pipe or standard input."""
    if not _is_url(source):
        from briefgen.importers.reading import read_stream
        from briefgen.importers.writing import MOST_BYTES

        try:
            with _opened(source) as stream:
                return read_stream(stream, MOST_BYTES)
        except OSError as error:
            raise click.ClickException(
                f"{source}: {(error.strerror or str(error)).lower()}"
            ) from None
    from briefgen.importers.imported import Medium

    settings = _downloading(config)
    from briefgen.importers.downloading import download

    data = download([Medium(source, "")], settings)[source]
    if isinstance(data, str):
        raise click.ClickException(f"{source}: {data}")
    return data


def _opened(source: str) -> AbstractContextManager[BinaryIO]:
    """Open a file, or standard input for `-`, which stays open. Python has none if it is closed."""
    if source == "-":
        return nullcontext(sys.stdin.buffer if sys.stdin else BytesIO())
    return Path(source).open("rb")


def _is_url(source: str) -> bool:
    return source.startswith(("http://", "https://"))


@importing.command(
    "wordpress",
    epilog="""\b
Examples:
  briefgen import wordpress export.xml
  briefgen import wordpress export.xml --media uploads --write
  briefgen import wordpress export-1.xml export-2.xml --type report --write --download
""",
)
@click.argument("exports", metavar="EXPORT", nargs=-1, required=True)
@click.option("--media", metavar="FOLDER", help="A copy of the folder wp-content/uploads.")
@click.option(
    "--type", "types", metavar="NAME", multiple=True, help="Also make briefs of this type of posts."
)
@writing_options
@talk
@click.pass_obj
def wordpress_command(
    session: Session,
    exports: tuple[str, ...],
    media: str | None,
    types: tuple[str, ...],
    write: bool,
    download: bool,
) -> None:
    """Import posts, pages, authors, categories and comments of WordPress.

    EXPORT is a file that WordPress writes under Tools, Export. A large site has several.
    """
    config = settings_of(session)
    from briefgen.importers.wordpress import Archive, NoExport, archive_of, import_wordpress

    files = _files_in(Path(media)) if media else {}
    archive = Archive(
        base_url=config.base_url,
        permalink=config.permalink.replace("{language}", config.language.lower()),
        taxonomies=frozenset(config.taxonomies),
        types=frozenset(types),
    )
    try:
        archive_of((record for _, record in _records(exports)), archive)
    except NoExport as problem:
        raise click.ClickException(str(problem)) from None
    imported = import_wordpress(
        _records(exports),
        archive,
        media=files,
        now=now(),
        has_replies=bool(config.comments.provider),
    )
    count = len(archive.paths)
    source = ", ".join(exports)
    finish(session, config, imported, source, write=write, download=download, count=count)


def _records(exports: Sequence[str]) -> Iterator[tuple[str, Record]]:
    """Yield the records of exports with the names of these. Raises NoExport, with the name."""
    from briefgen.importers.wordpress import NoExport, read_export

    for name in exports:
        try:
            # Exports are read twice, which a pipe does not allow.
            if not stat.S_ISREG(Path(name).stat().st_mode):
                raise NoExport("this is not a file")
            with Path(name).open("rb") as file:
                yield from ((name, record) for record in read_export(file))
        except OSError as error:
            raise NoExport(f"{name}: {(error.strerror or str(error)).lower()}") from None
        except NoExport as problem:
            raise NoExport(f"{name}: {problem}") from None


def _files_in(folder: Path) -> dict[str, str]:
    """Return the files in a folder by their paths in it."""
    if not folder.is_dir():
        raise click.ClickException(f"{folder}: there is no such folder")
    return {
        (Path(parent) / name).relative_to(folder).as_posix(): str(Path(parent) / name)
        for parent, _, names in os.walk(folder)
        for name in names
    }


@importing.command(
    "docx",
    epilog="""\b
Examples:
  briefgen import docx brief.docx
  briefgen import docx manuscripts/*.docx --write
  briefgen import docx draft.docx --track-changes all --write
""",
)
@click.argument(
    "files",
    metavar="FILE",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option(
    "--track-changes",
    "changes",
    type=click.Choice(["accept", "reject", "all"]),
    default="accept",
    show_default=True,
    help="What becomes of tracked changes. With all, the text shows them, and is a draft.",
)
@click.option(
    "--write", is_flag=True, help="Write the files. Without it, only say what would be written."
)
@talk
@click.pass_obj
def docx_command(
    session: Session, files: tuple[Path, ...], changes: TrackChanges, write: bool
) -> None:
    """Import documents of Word, Google Docs or LibreOffice as briefs.

    FILE is a .docx.
    """
    config = settings_of(session)
    from briefgen.importers.records import read_origins
    from briefgen.importers.word import NoDocument, import_word

    documents = list(_documents(files, changes))
    try:
        imported = list(import_word(documents, config, read_origins(session.root)))
    except NoDocument as problem:
        raise click.ClickException(str(problem)) from None
    source = ", ".join(map(str, files))
    finish(session, config, imported, source, write=write, download=False, count=len(files))


def _documents(paths: Sequence[Path], changes: TrackChanges) -> Iterator[Document]:
    """Yield Word documents; end the command if some cannot be read, after naming all of these.

    The temporary files beside documents that are open in Word are left out.
    """
    from briefgen.importers.reading import read_file
    from briefgen.importers.word import (
        MOST_BYTES,
        Document,
        NoDocument,
        document_of,
        read_package,
    )
    from briefgen.model.file_names import is_leftover

    problems = []
    for path in paths:
        if is_leftover(path.name):
            continue
        try:
            package = read_package(read_file(path, MOST_BYTES))
            yield Document(str(path), package, document_of(package, changes), changes)
        except ModuleNotFoundError as error:
            raise needs_extra(*_NO_PANDOC) from error
        except OSError as error:
            problems.append(f"{path}: {(error.strerror or str(error)).lower()}")
        except NoDocument as problem:
            problems.append(f"{path}: {problem}")
    if problems:
        raise click.ClickException("\nError: ".join(problems))


# What all importers share


def settings_of(session: Session) -> SiteConfig:
    """Return the settings of the site, or end the command if there is none, or they are wrong."""
    from briefgen.pipeline import read_site_config

    session.find_site()
    config = read_site_config(session.root)
    if config.value is None or not (session.root / SITE_FILE).is_file():
        fail_with(session, config.diagnostics)
    return config.value


def finish(
    session: Session,
    config: SiteConfig,
    imported: Iterable[Imported],
    source: str,
    *,
    write: bool,
    download: bool,
    count: int | None = None,
) -> None:
    """Write what was imported from `source`, or say what would be written, and end the command.

    `count` is the number of texts, if it is known, for the progress bar.
    """
    from briefgen.importers.reporting import write_report
    from briefgen.importers.writing import carry_out

    fetch = None
    if download and write:
        settings = _downloading(config)
        from briefgen.importers.downloading import fetched

        fetch = fetched(settings)
    try:
        watched = _watched(session, imported, count)
        outcome = carry_out(session.root, watched, write=write, fetch=fetch)
        report = write_report(session.root, outcome, source) if write else ""
    except OSError as error:
        name = Path(error.filename).name if error.filename else "content"
        raise click.ClickException(f"{name}: {(error.strerror or str(error)).lower()}") from None
    _show(session, outcome, write=write, report=report)
    if write:
        _check(session)


def _show(session: Session, outcome: Outcome, *, write: bool, report: str) -> None:
    """Print the files that are written, or would be, and a summary."""
    from briefgen.importers.reporting import numbers, reasons, states, with_noun

    for each in outcome.placed:
        if each.state.is_written:
            click.echo(session.relative(each.path))
    session.say(_sentence(numbers(outcome)) or "There is nothing to import.")
    session.say(_sentence(states(outcome)))
    if outcome.waiting:
        session.say(
            f"On the old site: {with_noun('medium', len(outcome.waiting))}. To copy: --download"
        )
    counted = reasons(outcome)
    if counted:
        session.say(f"To look at: {len(outcome.notes):,}")
        for reason, number in counted[:_MOST_REASONS]:
            session.say(f"  {number:,} × {reason}")
        if len(counted) > _MOST_REASONS:
            session.say(f"  and {len(counted) - _MOST_REASONS:,} other reasons")
    if write:
        session.say(f"The report is in {session.relative(report)}.")
    else:
        session.say("This was a dry run: nothing was written. To write the files, add --write.")


def _sentence(counts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts)


def _check(session: Session) -> None:
    """Say what is wrong with the site after an import; end the command if there are errors."""
    from briefgen import pipeline, report
    from briefgen.model.diagnostics import in_order

    with pipeline.Workers(len(os.sched_getaffinity(0)) if _HAS_AFFINITY else 1) as workers:
        store = pipeline.open_store(session.root, "check")
        options = pipeline.BuildOptions(now=now(), ahead="report")
        built = pipeline.build(session.root, options, store, workers)
        problems = pipeline.problems(built, workers)
    diagnostics = report.with_hints(in_order((*built.diagnostics, *problems)), built.hint)
    errors = [each for each in diagnostics if each.is_error]
    warnings = len(diagnostics) - len(errors)
    show_problems(session, errors)
    if errors:
        raise SystemExit(1)
    more = f" {warnings:,} warnings: briefgen check shows them." if warnings else ""
    session.say(f"The site builds without errors.{more}")


_HAS_AFFINITY = hasattr(os, "sched_getaffinity")


def _downloading(config: SiteConfig) -> Downloading:
    """Return how to download; who asks is named, so that the owner of a server can ask back."""
    try:
        from briefgen.importers.downloading import Downloading
    except ModuleNotFoundError as error:
        raise needs_extra(*_NO_HTTPX) from error
    settings = config.sources
    return Downloading(
        user_agent=f"briefgen/{__version__} (+{config.base_url})",
        timeout=settings.timeout,
        proxy=settings.proxy,
        allows_private=settings.private_addresses,
    )


def _watched(
    session: Session, imported: Iterable[Imported], count: int | None
) -> Iterator[Imported]:
    """Yield what is imported, with a progress bar on a terminal if the import is long."""
    is_long = count is None or count > _LONG_IMPORT
    if session.quiet or not is_long or not sys.stderr.isatty():
        yield from imported
        return
    with click.progressbar(
        imported, length=count, label="Importing", file=sys.stderr, show_pos=True
    ) as bar:
        yield from bar
