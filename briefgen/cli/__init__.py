"""The command line. Each command imports what it needs when it runs, so `--help` is fast."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen import __version__
from briefgen.cli.creating import init, new
from briefgen.cli.deploying import deploy
from briefgen.cli.importing import importing
from briefgen.cli.renaming import rename
from briefgen.cli.session import (
    Session,
    all_option,
    fail_with,
    now,
    show_problems,
    show_table,
    talk,
)
from briefgen.streams import open_streams

if TYPE_CHECKING:
    from briefgen.cache.receipt import Receipt
    from briefgen.model.diagnostics import Diagnostic
    from briefgen.model.left_out import LeftOut
    from briefgen.pipeline import BuildOptions
    from briefgen.publication import Outcome
    from briefgen.report import Failure

Files = Iterator[Any]

_LONG_BUILD = 300
_STRICTLY = " (an error with --strict)"
_STEPS = 50  # files between two updates of the progress bar


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(__version__, prog_name="briefgen")
@click.option(
    "-C",
    "root",
    default=".",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False, exists=False),
    help="Run in this folder. The site is there or in a parent folder.",
)
@talk
@click.pass_context
def cli(context: click.Context, root: Path) -> None:
    """Build, preview and check a site of policy briefs."""
    context.ensure_object(Session).root = root


cli.add_command(init)
cli.add_command(new)
cli.add_command(importing)
cli.add_command(rename)
cli.add_command(deploy)


@cli.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path, readable=False),  # the build reports unreadable folders
    help="Output directory [public, or review with --review].",
)
@click.option("--base-url", default="", help="Override base_url from site.yaml.")
@click.option("--drafts", is_flag=True, help="Also publish drafts.")
@click.option("--future", is_flag=True, help="Also publish texts dated in the future.")
@click.option(
    "--review",
    is_flag=True,
    help="Write all texts, also under embargo, to review/, each page marked as a draft.",
)
@click.option("--clean", is_flag=True, help="Rebuild every file without using the cache.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=None,
    help="Number of worker processes [one per core].",
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@all_option
@click.option(
    "--print-next-release",
    is_flag=True,
    help="Print when the next scheduled text is due, and exit without building.",
)
@talk
@click.pass_obj
def build(
    session: Session,
    output: Path | None,
    base_url: str,
    drafts: bool,
    future: bool,
    review: bool,
    clean: bool,
    jobs: int | None,
    strict: bool,
    everything: bool,
    print_next_release: bool,
) -> None:
    """Build the site to public/."""
    from briefgen.publication import Request, publish_site

    session.find_site()
    started = time.perf_counter()
    session.everything = everything
    if print_next_release:
        _print_next_release(session, _options(base_url=base_url, drafts=drafts, future=future))
        return
    request = Request(
        root=session.root,
        target=output if output is not None else session.root / ("review" if review else "public"),
        clock=now,
        is_by_clock=not os.environ.get("SOURCE_DATE_EPOCH"),
        base_url=base_url,
        drafts=drafts,
        future=future,
        review=review,
        clean=clean,
        strict=strict,
        everything=everything,
        jobs=jobs or _cores(),
    )
    outcome = publish_site(request, waiting=session.wait_for, watched=_progress(session))
    show_problems(session, outcome.diagnostics)
    if outcome.receipt is None:
        if outcome.has_started:
            session.say(_failure(outcome.diagnostics, request.target))
        raise SystemExit(1)
    if outcome.is_current:
        session.explain("nothing changed since the last build, so there is nothing to do")
    for note in outcome.receipt.notes:
        session.say(note)
    session.say(_summary(outcome, outcome.receipt, request.target, time.perf_counter() - started))


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="File to write, or - for standard output [SLUG.html in the current folder].",
)
@talk
@click.pass_obj
def export(session: Session, file: Path, output: Path | None) -> None:
    """Write a brief as one HTML file, for example to send it by email."""
    from briefgen import pipeline
    from briefgen.export import brief_path, export_brief, misplaced

    session.find_site()
    if not (session.root / pipeline.SITE_FILE).is_file():
        fail_with(session, pipeline.read_site_config(session.root).diagnostics)
    folders = (session.start or session.root, session.root, session.root / "content")
    candidates = (folder / each for folder in folders for each in (file, Path(f"{file}.md")))
    path = next(filter(None, (brief_path(session.root, candidate) for candidate in candidates)), "")
    if not path:
        raise click.UsageError(f"{file} is not a brief: name a Markdown file in content/briefs/")
    with pipeline.Workers(_cores()) as workers:
        exported = export_brief(session.root, path, now(), workers)
    show_problems(session, exported.diagnostics)
    if exported.value is None:
        raise SystemExit(1)
    if output == Path("-"):
        click.echo(exported.value.data, nl=False)
        return
    target = output or Path(f"{exported.value.slug}.html")
    if why := misplaced(session.root, target):
        raise click.ClickException(f"{why}; choose another file with --output")
    try:
        target.write_bytes(exported.value.data)
    except OSError as error:
        raise click.ClickException(f"{target}: {(error.strerror or str(error)).lower()}") from None
    click.echo(target)
    session.say(f"{len(exported.value.data) / 1000:,.0f} kB")


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on, or the next free one if it is in use.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.option("--drafts", is_flag=True, help="Also show drafts.")
@click.option(
    "--future", is_flag=True, help="Also show texts dated in the future or under embargo."
)
@all_option
@talk
@click.pass_obj
def serve(
    session: Session,
    host: str,
    port: int,
    open_browser: bool,
    drafts: bool,
    future: bool,
    everything: bool,
) -> None:
    """Preview the site, rebuilding and reloading it on each save."""
    from briefgen import pipeline
    from briefgen.serve import NoPort, Preview, run

    session.find_site()
    session.everything = everything
    if not (session.root / pipeline.SITE_FILE).is_file():
        fail_with(session, pipeline.read_site_config(session.root).diagnostics)
    pipeline.keep_schema(session.root / pipeline.WORK_FOLDER)

    def options() -> BuildOptions:
        return _options(
            drafts=drafts, future=future, embargoed=future, purpose="preview", ahead="ignore"
        )

    def show(diagnostics: Sequence[Diagnostic]) -> None:
        show_problems(session, diagnostics)

    def fail(failure: Failure) -> None:
        _tell_failure(failure, verbose=session.verbose)

    pipeline.collect_rarely()
    preview = Preview(session.root, options, _cores())
    try:
        run(preview, host, port, open_browser=open_browser, say=session.say, show=show, fail=fail)
    except NoPort as problem:
        raise click.ClickException(str(problem)) from None


@cli.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option("--drafts", is_flag=True, help="Also check drafts.")
@click.option(
    "--future", is_flag=True, help="Check texts dated in the future as if they were published now."
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option(
    "--sources",
    "asks_sources",
    is_flag=True,
    help="Also ask the web about the sources, and write sources.lock.yaml.",
)
@click.option(
    "--archive",
    is_flag=True,
    help="Also find an archived copy of each source, or save one. Includes --sources.",
)
@click.option(
    "--own",
    is_flag=True,
    help="With --archive: the copies of the published briefs, and of sources only with --sources.",
)
@click.option(
    "--quotes",
    is_flag=True,
    help="With --sources: also check that long quotations occur in their sources.",
)
@click.option(
    "--offline", is_flag=True, help="With --sources: report what the ledger says, and ask nobody."
)
@click.option(
    "--changed",
    "base",
    is_flag=False,
    flag_value="",
    metavar="[BASE]",
    help="With --sources: only those of briefs changed in git, committed or not, since this branch"
    " left BASE: a branch, tag or commit [the main branch].",
)
@click.option(
    "--fix",
    is_flag=True,
    help="With --sources: write the new URLs of sources that have moved for good into the texts.",
)
@all_option
@talk
@click.pass_obj
def check(
    session: Session,
    form: str,
    drafts: bool,
    future: bool,
    strict: bool,
    asks_sources: bool,
    archive: bool,
    own: bool,
    quotes: bool,
    offline: bool,
    base: str | None,
    fix: bool,
    everything: bool,
) -> None:
    """Report all problems without writing the site."""
    from briefgen import pipeline, report
    from briefgen.model.diagnostics import has_errors, in_order

    if own:
        _check_own(archive, drafts=drafts, future=future)
    asks_sources = asks_sources or (archive and not own)
    _refuse_without_sources(
        asks_sources,
        offline=offline and not archive,
        changed=base is not None,
        fix=fix,
        quotes=quotes,
    )
    session.find_site()
    has_site = (session.root / pipeline.SITE_FILE).is_file()
    store = pipeline.open_store(session.root, "check") if has_site else None
    options = _options(drafts=drafts, future=future, is_editorial=True, ahead="report")

    def build_and_check() -> tuple[pipeline.Build, tuple[Diagnostic, ...]]:
        with pipeline.Workers(_cores()) as workers:
            built = pipeline.build(session.root, options, store, workers)
            return built, tuple(pipeline.problems(built, workers))

    from briefgen.cli import quotations, sources

    built, problems = build_and_check()
    selected: sources.Cited = {}
    if asks_sources:
        paths = None if base is None else sources.changed_briefs(session, base)
        cited = sources.cited_in(built)
        selected = sources.part_of(cited, paths)
        quoted = quotations.quotations_in(session, built, selected) if quotes else None
        ledger = sources.ask(session, built, cited, selected, quoted, offline=offline)
        if fix and sources.with_new_urls(session, built, selected, ledger):
            built, problems = build_and_check()
            cited = sources.cited_in(built)
            ledger = sources.followed(session, cited, ledger)
            selected = sources.part_of(cited, paths)
    if archive:
        from briefgen.cli.archives import archived_copies

        ledger, missing = archived_copies(session, built, selected, own=own, offline=offline)
        problems += missing
    if asks_sources:
        problems += sources.source_problems(session, built, selected, ledger)
        if quoted:
            is_part = base is not None
            problems += quotations.misquotations(session, built, quoted, is_part=is_part)
    everything = everything or form != "text"
    diagnostics = report.with_hints(
        in_order((*built.diagnostics, *problems)), built.hint, everything=everything
    )
    if form == "text":
        session.everything = everything
        _show_report(session, diagnostics, built.left_out, strict=strict)
    else:
        click.echo(report.FORMATS[form](diagnostics, session.root), nl=False)
    if has_errors(diagnostics) or (strict and diagnostics):
        raise SystemExit(1)


def _show_report(
    session: Session, diagnostics: Sequence[Diagnostic], left_out: LeftOut, *, strict: bool
) -> None:
    """Print problems to standard output, and how many there are to standard error."""
    from briefgen import report
    from briefgen.model.diagnostics import has_errors

    click.echo(session.report(diagnostics, sys.stdout), nl=False)
    show_table(diagnostics)
    strictly = _STRICTLY if strict and not has_errors(diagnostics) else ""
    number = report.count(diagnostics)
    session.say(f"{number}{strictly}" if number else "No problems found.")
    for line in _left_out(left_out):
        session.say(line)


def _check_own(archive: bool, **unpublished: bool) -> None:
    """Refuse --own where it would do nothing, or show the archive what is not published."""
    if not archive:
        raise click.UsageError("--own needs --archive")
    for name, is_used in unpublished.items():
        if is_used:
            raise click.UsageError(f"--own is for published briefs: leave out --{name}")


def _refuse_without_sources(asks_sources: bool, **options: bool) -> None:
    """Refuse options that only mean something with --sources."""
    for name, is_used in options.items():
        if is_used and not asks_sources:
            raise click.UsageError(f"--{name} needs --sources")


@cli.command()
@click.argument("code", required=False)
@talk
def explain(code: str | None) -> None:
    """Explain a problem CODE and how to fix it. Without CODE, list all codes."""
    from briefgen import report
    from briefgen.model.codes import CODES

    if code is None:
        click.echo(report.codes_and_meanings(), nl=False)
    elif code.strip("[]") in CODES:
        click.echo(report.explanation(code.strip("[]")), nl=False)
    else:
        raise click.UsageError(report.no_such_code(code))


@cli.command()
@click.argument("kind", required=False, type=click.Choice(["site", "brief", "page", "author"]))
@talk
@click.pass_obj
def schema(session: Session, kind: str | None) -> None:
    """Print JSON Schemas of site.yaml and front matter."""
    import json

    from briefgen.model.config import DEFAULT_TAXONOMIES
    from briefgen.pipeline import read_site_config
    from briefgen.read.schemas import KINDS
    from briefgen.read.schemas import schema as schema_of

    session.find_site()
    config = read_site_config(session.root).value
    taxonomies = tuple(config.groupings if config else DEFAULT_TAXONOMIES)
    if kind:
        schemas = schema_of(kind, taxonomies)
    else:
        schemas = {each: schema_of(each, taxonomies) for each in KINDS}
    click.echo(json.dumps(schemas, indent=2, ensure_ascii=False))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with a status listed in docs/commands.md."""
    open_streams()
    # briefgen uses no pydantic plug-ins, and searching for them takes as long as reading a brief.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        status = cli.main(args=arguments, prog_name="briefgen", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        # If the interrupt came during an exec(), which every dataclass calls, CPython records it as
        # unhandled and would end the process by the signal. Another exec() clears that record.
        exec("")  # noqa: S102 - the string is empty
        click.echo("", err=True)
        status = 130
    except Exception as error:
        from briefgen.report import failure

        _tell_failure(failure(error), verbose="--verbose" in (arguments or sys.argv))
        status = 1
    sys.exit(status if isinstance(status, int) else 0)


def _tell_failure(failure: Failure, *, verbose: bool) -> None:
    """Report a bug in briefgen, with the traceback if --verbose."""
    if verbose:
        click.echo(failure.traceback, err=True, nl=False)
    advice = "" if verbose else " Run the command with --verbose to see where it happened."
    click.echo(f"{failure.summary}\nThis is a bug in briefgen, not in your site.{advice}", err=True)


def _options(**choices: Any) -> BuildOptions:
    from briefgen.pipeline import BuildOptions

    return BuildOptions(now=now(), **choices)


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _print_next_release(session: Session, options: BuildOptions) -> None:
    """Print when the next scheduled text is due, or nothing if there is none. Publish nothing."""
    from briefgen import pipeline, report

    with pipeline.Workers(_cores()) as workers:
        store = pipeline.open_store(session.root, "check")
        built = pipeline.build(session.root, options, store, workers)
    if built.failed:
        fail_with(session, report.with_hints(built.diagnostics, built.hint))
    if built.next_change:
        click.echo(built.next_change.isoformat(timespec="seconds"))


def _progress(session: Session) -> Callable[[Files, Callable[[], int | None]], Files]:
    """Return a wrapper that shows a progress bar for long builds in a terminal."""

    def watched(files: Files, amount: Callable[[], int | None]) -> Files:
        if session.quiet or not sys.stderr.isatty():
            yield from files
            return
        count = 0
        for each in islice(files, _LONG_BUILD):
            count += 1
            yield each
        for first in files:
            with click.progressbar(
                chain([first], files),
                length=amount(),
                label="Rendering",
                show_pos=True,
                update_min_steps=_STEPS,
                file=sys.stderr,
            ) as bar:
                bar.pos = count
                for each in bar:
                    bar.length = amount()
                    yield each

    return watched


def _summary(outcome: Outcome, record: Receipt, target: Path, seconds: float) -> str:
    gone = f", {outcome.removed} removed" if outcome.removed else ""
    parts = [
        _number(record.briefs, "brief"),
        _number(record.pages, "page"),
        f"{outcome.written} written, {record.files - outcome.written} unchanged{gone}",
        _number(len(outcome.diagnostics), "warning"),
        f"{seconds:.2f} s",
    ]
    return "\n".join((f"{target}: {', '.join(parts)}", *_left_out(record.left_out)))


def _left_out(waiting: LeftOut) -> Iterator[str]:
    """Say how many texts are not published, and which one is due next."""
    counts = (
        _number(waiting.drafts, "draft") if waiting.drafts else "",
        f"{waiting.embargoed} under embargo" if waiting.embargoed else "",
        f"{waiting.future} dated in the future" if waiting.future else "",
    )
    if any(counts):
        yield f"Not published: {', '.join(filter(None, counts))}"
    if waiting.next_release:
        moment = waiting.next_release.isoformat(" ", timespec="minutes")
        yield f"Next release: {waiting.next_path} at {moment}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _failure(diagnostics: Sequence[Diagnostic], target: Path) -> str:
    from briefgen.model.diagnostics import has_errors
    from briefgen.report import count

    strictly = "" if has_errors(diagnostics) else _STRICTLY
    unchanged = f", {target} is unchanged" if os.access(target, os.F_OK) else ""
    return f"{count(diagnostics)}{strictly}: nothing was published{unchanged}"
