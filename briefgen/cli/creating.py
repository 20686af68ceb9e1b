"""The commands that create files: `init` and `new`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from briefgen.cli.session import Session, fail_with, talk


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@talk
@click.pass_obj
def init(session: Session, folder: Path) -> None:
    """Create a ready-to-build site in FOLDER."""
    from briefgen.pipeline import WORK_FOLDER, keep_schema
    from briefgen.scaffold import NotEmpty, make_site

    try:
        paths = make_site(session.root / folder)
        keep_schema(session.root / folder / WORK_FOLDER)
    except NotEmpty as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as error:
        raise click.ClickException(f"{folder}: {(error.strerror or str(error)).lower()}") from None
    for path in paths:
        click.echo(path)
    session.say(
        f"\nCreated a site in {folder}. Preview it with:\n\n  cd {folder}\n  briefgen serve --open"
    )


@click.command()
@click.argument("title", nargs=-1, required=True, metavar="TITLE")
@talk
@click.pass_obj
def new(session: Session, title: tuple[str, ...]) -> None:
    """Create a draft brief titled TITLE."""
    from briefgen.pipeline import read_site_config
    from briefgen.scaffold import Exists, make_brief

    session.find_site()
    config = read_site_config(session.root)
    if config.value is None:
        fail_with(session, config.diagnostics)
    try:
        path = make_brief(session.root, " ".join(title), datetime.now(config.value.zone).date())
    except Exists as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as error:
        raise click.ClickException((error.strerror or str(error)).lower()) from None
    if session.start:
        path = Path(os.path.relpath(session.root / path, session.start)).as_posix()
    click.echo(path)
