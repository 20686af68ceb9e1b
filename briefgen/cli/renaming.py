"""The command that renames files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli.session import Session, fail_with, now, show_problems, talk
from briefgen.model.site_folder import SITE_FILE

if TYPE_CHECKING:
    from briefgen.renaming import Rename


@click.command(
    epilog="""\b
Examples:
  briefgen rename briefs/two-bases.md briefs/three-bases.md
  briefgen rename briefs/two-bases three-bases
  briefgen rename authors/j-smith jane-smith
  briefgen rename --dry-run briefs/two-bases.md briefs/2026/
"""
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--dry-run", is_flag=True, help="Show what would change without changing anything.")
@talk
@click.pass_obj
def rename(session: Session, old: str, new: str, dry_run: bool) -> None:
    """Rename or move a brief, page, author or other file in content/.

    Changes every link to it, moves the files that belong to it, and redirects its old address.
    A NEW without a slash is a name in the same folder.
    """
    from briefgen.renaming import Changed, NewProblems, Refused, plan_rename, write_rename

    session.find_site()
    if not (session.root / SITE_FILE).is_file():
        from briefgen.pipeline import read_site_config

        fail_with(session, read_site_config(session.root).diagnostics)
    try:
        planned = plan_rename(session.root, session.start or session.root, old, new, now())
        if planned.value is None:
            show_problems(session, planned.diagnostics)
            raise click.ClickException("correct these errors first; nothing was changed")
        if not dry_run:
            write_rename(session.root, planned.value)
    except NewProblems as refused:
        show_problems(session, refused.diagnostics)
        raise click.ClickException(str(refused)) from None
    except (Refused, Changed) as refused:
        raise click.ClickException(str(refused)) from None
    except OSError as error:
        name = Path(error.filename).name if error.filename else old
        why = (error.strerror or str(error)).lower()
        raise click.ClickException(f"{name}: {why}; nothing was changed") from None
    _show(session, planned.value, dry_run=dry_run)


def _show(session: Session, planned: Rename, *, dry_run: bool) -> None:
    """Print what has changed, or what would."""
    for one, other in planned.files.items():
        click.echo(f"{session.relative(one)} -> {session.relative(other)}")
    for each in planned.changes:
        location = session.relative(planned.files.get(each.path, each.path))
        change = (
            f"{each.before} -> {each.after}"
            if each.before and each.after
            else (f"added {each.after}" if each.after else f"removed {each.before}")
        )
        click.echo(f"{location}:{each.span.line}: {change}")
    for url in planned.lost_urls:
        session.say(f"Note: nothing redirects the old address {url}")
    if dry_run:
        session.say("This was a dry run: nothing was changed.")
