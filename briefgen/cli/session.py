"""What the commands share: the site's folder, common options, and how problems are shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, TypeVar

import click

from briefgen.model.site_folder import SITE_FILE

if TYPE_CHECKING:
    from briefgen.model.diagnostics import Diagnostic

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(slots=True)
class Session:
    """The options that every command shares: where the site is, and how much to report."""

    root: Path = Path()
    quiet: bool = False
    verbose: bool = False
    everything: bool = False
    start: Path | None = None  # the folder the command started in, if it is below the site

    def find_site(self) -> None:
        """Use the nearest site in a parent folder if there is none in the starting folder."""
        folder = _site_folder(self.root) if self.root.is_dir() else None
        if folder is not None and folder != self.root.resolve():
            self.start, self.root = self.root, Path(os.path.relpath(folder))
            self.say(f"Using the site in {self.root}")

    def relative(self, path: str) -> str:
        """Return a path of the site as seen from the folder in which the command started."""
        if not self.start:
            return path
        return Path(os.path.relpath(self.root / path, self.start)).as_posix()

    def say(self, text: str) -> None:
        """Print a line to standard error, unless --quiet."""
        if not self.quiet:
            click.echo(text, err=True)

    def explain(self, text: str) -> None:
        """Print a line to standard error if --verbose."""
        if self.verbose:
            click.echo(text, err=True)

    def report(self, diagnostics: Sequence[Diagnostic], stream: TextIO) -> str:
        """Return problems as text, in colour if the stream shows colours."""
        from briefgen.report import as_text

        colour = has_colour(stream)
        return as_text(
            diagnostics, self.root, colour=colour, everything=self.everything, start=self.start
        )

    def wait_for(self, other: Diagnostic) -> None:
        """Say that this build waits for another one to finish."""
        self.say(f"{other.message}; waiting for it to finish")


def _site_folder(start: Path) -> Path | None:
    """Return the nearest folder with a site.yaml: `start` or a parent, the way git looks for .git.

    Skip files of other users, because anyone can put a site.yaml into a folder such as /tmp.
    """
    start_folder = start.resolve()
    for folder in (start_folder, *start_folder.parents):
        file = folder / SITE_FILE
        if file.is_file() and (folder == start_folder or _is_trusted(file, start_folder)):
            return folder
    return None


def _is_trusted(file: Path, start: Path) -> bool:
    """Whether a file belongs to this user or to the owner of the starting folder."""
    if not hasattr(os, "geteuid"):
        return True
    try:
        return file.stat().st_uid in (os.geteuid(), start.stat().st_uid)
    except OSError:
        return False


def talk(command: F) -> F:
    """Add --quiet and --verbose to a command."""

    def note(name: str) -> Callable[[click.Context, click.Parameter, bool], None]:
        def callback(context: click.Context, _: click.Parameter, value: bool) -> None:
            if value:
                setattr(context.ensure_object(Session), name, True)
                if name == "verbose":
                    _trace(context)

        return callback

    for name, text in (
        ("quiet", "Show only problems."),
        ("verbose", "Show what each stage did."),
    ):
        command = click.option(
            f"--{name}", is_flag=True, expose_value=False, callback=note(name), help=text
        )(command)
    return command


def _trace(context: click.Context) -> None:
    """Log what each stage does to standard error until the command ends."""
    import logging

    class ToStandardError(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            click.echo(record.getMessage(), err=True)

    log = logging.getLogger("briefgen")
    if not log.handlers:
        handler = ToStandardError()
        log.addHandler(handler)
        log.setLevel(logging.DEBUG)
        context.call_on_close(lambda: log.removeHandler(handler))
        context.call_on_close(lambda: log.setLevel(logging.NOTSET))


def all_option(command: F) -> F:
    """Add --all to a command that reports problems."""
    return click.option(
        "--all",
        "everything",
        is_flag=True,
        help="Show every problem, even if the same one occurs in many files.",
    )(command)


def now() -> datetime:
    """Return the current time, or SOURCE_DATE_EPOCH if set (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(
            f"SOURCE_DATE_EPOCH must be a number of seconds since 1970, but is `{epoch}`"
        ) from None


def has_colour(stream: Any) -> bool:
    """Whether a stream shows colours."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def show_problems(session: Session, diagnostics: Sequence[Diagnostic]) -> None:
    """Print problems to standard error."""
    if not diagnostics:
        return
    click.echo(session.report(diagnostics, sys.stderr), err=True)
    show_table(diagnostics)


def show_table(diagnostics: Sequence[Diagnostic]) -> None:
    """Print to standard error how often each code occurs, if there are many problems."""
    from briefgen import report

    table = report.table(diagnostics)
    if table:
        click.echo(table, err=True)


def needs_extra(reason: str, extra: str) -> click.ClickException:
    """Return the error of a command that needs an extra which is not installed."""
    from briefgen.pipeline.inputs.installing import command_for

    return click.ClickException(f"{reason}: {command_for(extra)}")


def fail_with(session: Session, diagnostics: Sequence[Diagnostic]) -> NoReturn:
    """Show problems and end the command."""
    show_problems(session, diagnostics)
    raise SystemExit(1)
