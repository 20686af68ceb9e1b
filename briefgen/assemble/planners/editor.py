"""The page where editors write, in the browser."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final

from briefgen.assemble.csp import editor_policy
from briefgen.assemble.planners.page import page_at
from briefgen.assemble.theme import ICON
from briefgen.assemble.views import Views
from briefgen.model.config import CmsConfig
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.documents import EditorBrief, EditorChoice, EditorSettings
from briefgen.model.editing import EditFields
from briefgen.model.file_names import markdown_stem
from briefgen.model.git_servers import origins_of
from briefgen.model.outputs import Output, Written
from briefgen.model.reserved import EDITOR, EDITOR_CONFIG
from briefgen.model.site import PublishedBrief, Site, Taxonomy
from briefgen.model.site_folder import CONTENT, SITE_FILE
from briefgen.model.views import EditorPage

_PROGRAM: Final = re.compile(rf"{CONTENT}(admin/sveltia-cms-[\d.]+/)sveltia-cms\.js")
_FOLDER: Final = re.compile(rf"{CONTENT}admin/sveltia-cms-[\d.]+/")
_URL: Final = "/" + EDITOR.removesuffix("index.html")
_ORIGIN: Final = Location(SITE_FILE)
_MOST_CHOICES: Final = 1000  # of one key; a browser shows them all


def urls(site: Site) -> Iterable[str]:
    """Return the URL of the page, if the site has one."""
    return (_URL,) if site.config.cms and _folder(site) else ()


def is_program(path: str) -> bool:
    """Whether a file of content/ belongs to the program, and not to the site."""
    return _FOLDER.match(path) is not None


def outputs(views: Views) -> Iterator[Output]:
    """Plan the page and its settings, if the site has the program."""
    cms, fields, folder = views.config.cms, views.site.fields, _folder(views.site)
    if cms is None or fields is None:
        return
    if not folder:
        views.diagnostics.append(_without_program())
        return
    view = EditorPage(
        page=views.heads.page("editor", "Write and edit", _URL),
        folder=views.links.href(f"/{folder}"),
        config=views.links.href(f"/{EDITOR_CONFIG}"),
        policy=editor_policy(cms),
        origins=origins_of(cms),
    )
    yield page_at(views, _URL, "admin.html", view, _ORIGIN)
    yield Written(EDITOR_CONFIG, "editor", _settings(views, cms, fields), _ORIGIN)


def _folder(site: Site) -> str:
    """Return the folder of the newest program in content/admin/, or "" if there is none."""
    matches = (_PROGRAM.fullmatch(asset.path) for asset in site.assets)
    return max((match[1] for match in matches if match), key=_version, default="")


def _version(folder: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", folder)]


def _without_program() -> Diagnostic:
    return Diagnostic(
        "setting-without-effect",
        "`cms` has no effect: the program for editors is not in content/admin/",
        _ORIGIN,
        "run `briefgen init --cms`, which downloads it",
    )


def _settings(views: Views, cms: CmsConfig, fields: EditFields) -> EditorSettings:
    config, site = views.config, views.site
    pages = {posixpath.dirname(each.page.path.removeprefix(CONTENT)) for each in site.pages}
    groups = {key: _choices(group) for key, group in site.taxonomies.items()}
    return EditorSettings(
        cms=cms,
        title=config.title,
        url=config.base_url,
        language=config.language,
        timezone=config.timezone,
        permalink=config.permalink,
        logo=views.sites.own.assets[ICON],
        fields=fields,
        taxonomies={key: group.title for key, group in site.taxonomies.items()},
        choices={"authors": _authors(site.authors), **groups},
        languages=tuple(dict.fromkeys((config.language, *config.languages))),
        folders=("", *sorted(pages - {""})),
        briefs=tuple(_brief(each) for each in site.briefs),
    )


def _brief(published: PublishedBrief) -> EditorBrief:
    brief = published.brief
    path = markdown_stem(brief.path.removeprefix(f"{CONTENT}briefs/"))
    return EditorBrief(path, brief.date.at.date() if brief.date else None, published.url)


def _choices(group: Taxonomy) -> tuple[EditorChoice, ...]:
    names = [term.name for term in group.terms.values()][:_MOST_CHOICES]
    return tuple(EditorChoice(name, name) for name in names)


def _authors(group: Taxonomy) -> tuple[EditorChoice, ...]:
    """Return the authors: those with a file by its id, the others by their name."""
    return tuple(
        EditorChoice(term.author.id if term.author else term.name, term.name)
        for term in [*group.terms.values()][:_MOST_CHOICES]
    )
