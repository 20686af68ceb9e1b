"""The commands that create files: `init` and `new`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli.session import Session, fail_with, talk
from briefgen.model.site_folder import CONTENT, SITE_FILE

if TYPE_CHECKING:
    from briefgen.model.config import SiteConfig
    from briefgen.scaffold import SiteChoices

_QUESTIONS = (
    ("title", "Title of the site"),
    ("publisher", "Publisher, the organisation behind it"),
    ("language", "Language, as a tag such as en, de or zh-Hant"),
    ("timezone", "Time zone"),
)
_KINDS = ("page", "author")
# The names in briefgen.scaffold, which is imported only when a command needs it.
_CI_SERVICES = ("github", "gitlab")
_HOSTS = ("netlify", "cloudflare", "nginx", "caddy", "container")


@click.command(
    epilog="""\b
Examples:
  briefgen init minerals
  briefgen init minerals --title "Critical Minerals" --language de --timezone Europe/Berlin
  briefgen init --ci github
  briefgen init --cms
"""
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--title", help="Title of the site [from the folder's name].")
@click.option("--publisher", help="The organisation behind the site [the title].")
@click.option("--language", help="Language tag, such as en or de [the system's].")
@click.option("--timezone", help="IANA time zone, such as Europe/Berlin [the system's].")
@click.option("--base-url", help="URL of the site [https://example.org].")
@click.option("--yes", is_flag=True, help="Ask nothing: use the defaults.")
@click.option(
    "--ci",
    type=click.Choice(_CI_SERVICES),
    multiple=True,
    help="Add files for a CI service, which checks and publishes the site.",
)
@click.option(
    "--host",
    "hosts",
    type=click.Choice(_HOSTS),
    multiple=True,
    help="Add files for a host, or for a server of your own.",
)
@click.option("--cms", is_flag=True, help="Add a page where editors write in a browser.")
@talk
@click.pass_obj
def init(
    session: Session,
    /,
    folder: Path | None,
    yes: bool,
    ci: tuple[str, ...],
    hosts: tuple[str, ...],
    cms: bool,
    **options: str | None,
) -> None:
    """Create a ready-to-build site in FOLDER.

    In a terminal, asks for what the options do not say. With --ci, --host or --cms, FOLDER can also
    be a site that exists, by default the one in the current folder: only files that are missing are
    added.
    """
    from briefgen.scaffold import NotEmpty

    adds = bool(ci or hosts or cms)
    site_folder = _site_folder(session, folder, is_existing=adds)
    _refuse_wrong(options)
    try:
        if adds and (site_folder / SITE_FILE).is_file():
            _refuse_all(options)
        else:
            _create(session, site_folder, options, hosts, ask=not yes and sys.stdin.isatty())
        if ci or hosts:
            _add_hosting(session, site_folder, ci, hosts)
        if cms:
            _add_editor(session, site_folder)
    except NotEmpty as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as error:
        path = folder or error.filename
        raise click.ClickException(f"{path}: {(error.strerror or str(error)).lower()}") from None


def _site_folder(session: Session, folder: Path | None, *, is_existing: bool) -> Path:
    """Return the folder of the site."""
    if folder is not None:
        return session.root / folder
    if not is_existing:
        raise click.UsageError("Missing argument 'FOLDER'.")
    session.find_site()
    if not (session.root / SITE_FILE).is_file():
        raise click.UsageError(f"there is no {SITE_FILE} here; name a FOLDER for a new site")
    return session.root


def _create(
    session: Session,
    folder: Path,
    options: dict[str, str | None],
    hosts: tuple[str, ...],
    *,
    ask: bool,
) -> None:
    """Create a site. Raises NotEmpty."""
    from dataclasses import replace

    from briefgen.pipeline import WORK_FOLDER, keep_schema
    from briefgen.scaffold import make_site, refuse_full_folder, servers_of

    refuse_full_folder(folder)
    choices = replace(_choices(folder, options, ask=ask), servers=servers_of(hosts))
    paths = make_site(folder, choices)
    keep_schema(folder / WORK_FOLDER)
    for path in paths:
        click.echo(path)
    session.say(_next_steps(folder, choices))


def _refuse_all(options: dict[str, str | None]) -> None:
    """Refuse options for a new site."""
    for key, value in options.items():
        if value is not None:
            name = key.replace("_", "-")
            raise click.UsageError(f"--{name} is for a new site; change {SITE_FILE} yourself")


def _extras(folder: Path, config: SiteConfig) -> list[str]:
    """Return the extras for what a site has turned on, and for charts if a text has one."""
    texts = (folder / CONTENT).rglob("*.md")
    has_charts = any(b"```chart" in each.read_bytes() for each in texts if each.is_file())
    turned_on = {"charts": has_charts, "email": config.outputs.email, "math": config.markdown.math}
    return [name for name, is_on in turned_on.items() if is_on]


def _add_hosting(
    session: Session, folder: Path, ci: tuple[str, ...], hosts: tuple[str, ...]
) -> None:
    """Add the files for CI services and hosts that are missing."""
    from urllib.parse import urlsplit

    from briefgen.pipeline import read_site_config
    from briefgen.scaffold import add_hosting, next_steps, servers_of, servers_setting

    config = read_site_config(folder)
    if config.value is None:
        fail_with(session, config.diagnostics)
    host = urlsplit(config.value.base_url).hostname or ""
    extras = _extras(folder, config.value)
    missing, present = add_hosting(folder, ci, hosts, host, extras)
    for path in missing:
        click.echo(path)
    for path in present:
        session.say(f"{path} already exists, and was not changed.")
    session.say(f"\n{next_steps(ci, hosts)}")
    if top := _repository_above(folder):
        session.say(f"Hosts look for these files in the top folder of the repository, {top}.")
    servers = [*dict.fromkeys((*config.value.headers.servers, *servers_of(hosts)))]
    if len(servers) > len(config.value.headers.servers):
        session.say(f"Add to {SITE_FILE}:\n\n  {servers_setting(servers)}")


def _repository_above(site_folder: Path) -> Path | None:
    """Return the folder of the git repository that the site is only a part of, or None."""
    folders = (site_folder.resolve(), *site_folder.resolve().parents)
    top = next((folder for folder in folders if (folder / ".git").exists()), None)
    return top if top != site_folder.resolve() else None


def _add_editor(session: Session, folder: Path) -> None:
    """Add the page where editors write."""
    from briefgen.pipeline import read_site_config
    from briefgen.scaffold import (
        EDITOR_SETTING,
        NotDownloaded,
        add_editor,
        fetch_from_npm,
        has_editor,
        is_on,
    )

    config = read_site_config(folder)
    if config.value is None:
        fail_with(session, config.diagnostics)
    if not has_editor(folder):
        session.say("downloading the editor, Sveltia CMS (12 MB)")
    try:
        paths = add_editor(folder, fetch_from_npm)
    except NotDownloaded as problem:
        hint = "Run `briefgen init --cms` in the site's folder when this machine is online."
        raise click.ClickException(f"the editor was not downloaded: {problem}. {hint}") from None
    for path in paths:
        click.echo(path)
    if not is_on(folder):
        session.say(f"Add this line to {SITE_FILE}:\n\n  {EDITOR_SETTING}")
    session.say(
        "\nStart `briefgen serve --drafts`, and open /admin/ there. docs/editing.md says how"
        " editors work on the published site."
    )


def _refuse_wrong(options: dict[str, str | None]) -> None:
    from briefgen.scaffold import problem_with

    for key, value in options.items():
        if value is not None and (problem := problem_with(key, value)):
            raise click.UsageError(f"--{key.replace('_', '-')}: {problem}")


def _choices(folder: Path, options: dict[str, str | None], *, ask: bool) -> SiteChoices:
    """Return the author's choices: the options, then the answers, then the defaults."""
    from dataclasses import replace

    from briefgen.scaffold import default_choices

    answers = {key: value for key, value in options.items() if value is not None}
    defaults = default_choices(folder, os.environ)
    if ask:
        click.echo("Press Enter to accept what is in brackets.", err=True)
        for key, question in _QUESTIONS:
            if key not in answers:
                default = answers.get("title", "") if key == "publisher" else ""
                answers[key] = click.prompt(
                    question,
                    default=default or getattr(defaults, key),
                    value_proc=_answer(key),
                    err=True,
                )
    if "title" in answers:
        defaults = replace(defaults, publisher=answers["title"])
    values: dict[str, Any] = answers
    return replace(defaults, **values)


def _answer(key: str) -> Callable[[str], str]:
    def checked(value: str) -> str:
        from briefgen.scaffold import problem_with

        if problem := problem_with(key, value):
            raise click.UsageError(problem)
        return value.strip()

    return checked


def _next_steps(folder: Path, choices: SiteChoices) -> str:
    from briefgen.scaffold import LANGUAGES, is_translated

    lines = [
        f"\nCreated a site in {folder}. Preview it with:\n\n  cd {folder}\n  briefgen serve --open",
        "\nThen fill in what is in [[double brackets]] in the pages: `briefgen check` lists it.",
    ]
    if not is_translated(choices.language):
        lines.append(
            f"The texts are in English: there are none in `{choices.language}` yet, only in"
            f" {', '.join(LANGUAGES)}. Translate them, and remove their line `language: en`."
        )
    return "\n".join(lines)


@click.command(
    options_metavar="[OPTIONS] [page|author]",
    epilog="""\b
Examples:
  briefgen new "The floor under Mountain Pass" --author ines-tallowood
  briefgen new "Zwei Standorte" --translation-of briefs/two-bases.md --language de
  briefgen new page "How we work"
  briefgen new author "Ines Tallowood"

\b
If the title of a brief begins with `page` or `author`, put it in quotes.
""",
)
@click.argument("words", nargs=-1, required=True, metavar="TITLE")
@click.option("--author", "authors", multiple=True, help="Id of an author; repeat it for several.")
@click.option("--folder", "has_folder", is_flag=True, help="Create NAME/index.md, for images.")
@click.option("--translation-of", default="", help="The brief that it translates, as a path.")
@click.option("--language", default="", help="Language tag, if it is not the site's language.")
@talk
@click.pass_obj
def new(session: Session, /, words: tuple[str, ...], **options: Any) -> None:
    """Create a draft brief titled TITLE, or a page or an author."""
    from briefgen.pipeline import read_site_config
    from briefgen.scaffold import NotPossible

    kind, title = _kind_and_title(words)
    _refuse_options(kind, options)
    session.find_site()
    config = read_site_config(session.root)
    if config.value is None:
        fail_with(session, config.diagnostics)
    try:
        path = _create_text(session.root, kind, title, config.value, options)
    except NotPossible as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as error:
        raise click.ClickException((error.strerror or str(error)).lower()) from None
    click.echo(session.relative(path))
    session.say(_ADVICE[kind])


_ADVICE = {
    "brief": "Write it in a text editor, and watch it with: briefgen serve --drafts --open",
    "page": "Write it in a text editor. To link to it at the top of each page, add it to"
    " `navigation` in site.yaml.",
    "author": "Introduce the author there. Briefs name the author by the file's name, without .md.",
}


def _kind_and_title(words: tuple[str, ...]) -> tuple[str, str]:
    """Return what to create, and its title. The first of several words can be a kind."""
    if words[0] not in _KINDS:
        return "brief", " ".join(words)
    if len(words) == 1:
        raise click.UsageError(
            f"the {words[0]} needs a {'name' if words[0] == 'author' else 'title'}: briefgen new"
            f' {words[0]} "…". For a brief with this title, write "{words[0].capitalize()}".'
        )
    return words[0], " ".join(words[1:])


def _refuse_options(kind: str, options: dict[str, Any]) -> None:
    """Refuse options that mean nothing for a kind."""
    excluded = {
        "brief": (),
        "page": ("authors", "translation_of"),
        "author": ("authors", "translation_of", "has_folder", "language"),
    }
    for key in excluded[kind]:
        if options[key]:
            name = {"authors": "author", "has_folder": "folder"}.get(key, key).replace("_", "-")
            article = "an" if kind == "author" else "a"
            raise click.UsageError(f"{article} {kind} cannot have --{name}")


def _create_text(
    root: Path, kind: str, title: str, config: SiteConfig, options: dict[str, Any]
) -> str:
    from briefgen.scaffold import BriefChoices, make_author, make_brief, make_page

    if kind == "author":
        return make_author(root, title)
    if kind == "page":
        return make_page(
            root, title, has_folder=options["has_folder"], language=options["language"]
        )
    today = datetime.now(config.zone).date()
    return make_brief(root, title, today, config, BriefChoices(**options))
