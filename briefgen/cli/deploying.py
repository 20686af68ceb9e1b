"""`briefgen deploy`: publishes what was built."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli.session import Session, fail_with, now, talk

if TYPE_CHECKING:
    from briefgen.deploy import Changes, Deployed
    from briefgen.model.config import DeployTarget, SiteConfig

_USUAL = "production"
_EXAMPLE = "deploy:\n  production: {to: www@host.example:/srv/www/briefs}"


@click.command()
@click.argument("target", required=False)
@click.option(
    "--output",
    type=click.Path(path_type=Path, readable=False),
    help="Output directory to publish [public].",
)
@click.option("--dry-run", is_flag=True, help="List what would change without changing anything.")
@click.option("--rollback", is_flag=True, help="Publish the release before the present one again.")
@talk
@click.pass_obj
def deploy(
    session: Session, target: str | None, output: Path | None, dry_run: bool, rollback: bool
) -> None:
    """Publish the built site to TARGET, as site.yaml describes it."""
    if dry_run and rollback:
        raise click.UsageError("--dry-run and --rollback cannot be used together")
    from briefgen import pipeline
    from briefgen.deploy import Request, deploy_site, planned_changes, roll_back

    session.find_site()
    started = time.perf_counter()
    settings = pipeline.read_site_config(session.root)
    if settings.value is None:
        fail_with(session, settings.diagnostics)
    config = settings.value
    name = _target_name(config, target)
    request = Request(
        root=session.root,
        output=output if output is not None else session.root / "public",
        config=config,
        name=name,
        now=now(),
    )
    if rollback:
        restored = roll_back(request)
        if restored.value is None:
            fail_with(session, restored.diagnostics)
        session.say(f"{name}: shows the release {restored.value} again")
        return
    if dry_run:
        planned = planned_changes(request)
        if planned.value is None:
            fail_with(session, planned.diagnostics)
        click.echo("".join(_change_lines(planned.value)), nl=False)
        session.say(f"{name}: {_counts(planned.value)}; nothing was changed")
        return
    with _progress(session) as bar:
        deployed = deploy_site(request, bar, session.wait_for)
    if deployed.value is None:
        fail_with(session, deployed.diagnostics)
    seconds = time.perf_counter() - started
    session.say(_summary(name, config.deploy[name], config, deployed.value, seconds))


def _target_name(config: SiteConfig, target: str | None) -> str:
    """Return the name of the target: the one that is asked for, the only one, or production."""
    names = list(config.deploy)
    if not names:
        raise click.ClickException(f"site.yaml has no target; add for example:\n{_EXAMPLE}")
    if target is None:
        if len(names) > 1 and _USUAL not in names:
            raise click.UsageError(f"which target? {_one_of(names)}")
        return names[0] if len(names) == 1 else _USUAL
    if target not in names:
        raise click.UsageError(f"site.yaml has no target `{target}`: {_one_of(names)}")
    return target


def _one_of(names: Sequence[str]) -> str:
    return f"write {' or '.join(f'`{name}`' for name in names)}"


def _change_lines(changes: Changes) -> Iterator[str]:
    for word, paths in (
        ("add", changes.added),
        ("change", changes.changed),
        ("remove", changes.removed),
    ):
        yield from (f"{word:<6}  {path}\n" for path in paths)


def _counts(changes: Changes) -> str:
    counts = (
        (len(changes.added), "added"),
        (len(changes.changed), "changed"),
        (len(changes.removed), "removed"),
        (changes.unchanged, "unchanged"),
    )
    return ", ".join(f"{count:,} {word}" for count, word in counts if count) or "no files"


def _summary(
    name: str, target: DeployTarget, config: SiteConfig, deployed: Deployed, seconds: float
) -> str:
    url = target.base_url or config.base_url
    if not deployed.release:
        return f"{name}: already shows this release, so there was nothing to do\n{url}"
    return f"{name}: {_counts(deployed.changes)}, {seconds:.1f} s\n{url}"


class _Bar:
    """A progress bar on a terminal; elsewhere, one line for each part of the work."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._bar: Any = None

    def start(self, label: str, count: int) -> None:
        """Begin a part of the work that has a number of files."""
        self.end()
        if count and sys.stderr.isatty() and not self._session.quiet:
            self._bar = click.progressbar(length=count, label=label, file=sys.stderr, show_pos=True)
            self._bar.__enter__()
        elif count:
            self._session.say(f"{label} {count:,} file{'' if count == 1 else 's'} …")

    def step(self, files: int = 1) -> None:
        """Count finished files."""
        if self._bar is not None:
            self._bar.update(files)

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


@contextmanager
def _progress(session: Session) -> Iterator[_Bar]:
    bar = _Bar(session)
    try:
        yield bar
    finally:
        bar.end()
