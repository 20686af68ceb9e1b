"""The configuration of Sveltia CMS, with which editors write: https://sveltiacms.app/en/docs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

from briefgen.model.addresses import absolute
from briefgen.model.config import CmsConfig
from briefgen.model.diagnostics import Checked
from briefgen.model.documents import EditorBrief, EditorChoice, EditorSettings
from briefgen.model.editing import EditField
from briefgen.model.git_servers import api_of
from briefgen.model.site_folder import CONTENT
from briefgen.render.json_files import json_text
from briefgen.render.writers import WriterInput

# The fields that nearly every brief has come first; the others follow as declared.
_FIRST: Final = (
    "title", "date", "draft", "authors", "categories", "tags", "series", "summary", "highlights",
    "body", "sources", "image",
)  # fmt: skip
_IMAGES: Final = frozenset({"src"})
_FILES: Final = frozenset({"file"})
# Names of one, where that is not the plural without its s.
_ONE: Final = {"categories": "category", "series": "series", "aliases": "alias"}
_NOT_ON_PAGES: Final = frozenset({"accent"})
# Names that briefs may also invent.
_OPEN: Final = frozenset({"tags"})
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_MOST_NAMES: Final = 30  # in a help text
# What the preview beside the fields shows, in addition to the text.
_SHOWN: Final = frozenset({"title", "name", "summary", "highlights", "image", "src", "caption"})

Config = dict[str, Any]


def editor_config(settings: EditorSettings, _: WriterInput) -> Checked[bytes]:
    """Return admin/config.json: the configuration, and where briefs are that it cannot tell."""
    data = {"config": _config(settings), "urls": dict(_other_urls(settings))}
    return Checked(json_text(data) + b"\n")


def _config(settings: EditorSettings) -> Config:
    is_local = settings.cms.backend == "local"
    return {
        "backend": _backend(settings.cms),
        "app_title": settings.title,
        **({} if is_local else {"display_url": absolute(settings.url, "/")}),
        "logo": {"src": settings.logo},
        "media_folder": f"{_root(settings)}media",
        "public_folder": "/media",
        "media_libraries": {"stock_assets": False},
        "slug": {"encoding": "unicode", "clean_accents": True, "timezone": "local"},
        "collections": list(_collections(settings)),
    }


def _backend(cms: CmsConfig) -> Config:
    """Return where texts are saved. Editors can always log in with an access token of their own."""
    if cms.backend == "local":
        # The preview answers in place of the browser's private folder, which this backend uses.
        return {"name": "test-repo"}
    backend = {"name": cms.backend, "repo": cms.repository}
    if cms.branch:
        backend["branch"] = cms.branch
    if cms.url:
        backend |= {"api_root": api_of(cms)}
    methods = ["oauth", "token"] if cms.login or cms.app_id else ["token"]
    if cms.login:
        backend["base_url"] = cms.login
    elif cms.url:
        backend["base_url"] = cms.url
    if cms.app_id:
        backend["app_id"] = cms.app_id
    if cms.app_id and cms.backend == "gitlab":
        backend["auth_type"] = "pkce"
    return {**backend, "auth_methods": methods}


def _root(settings: EditorSettings) -> str:
    """Return the folder of texts in the repository, with a slash at its end."""
    return posixpath.join(settings.cms.folder, CONTENT)


def _collections(settings: EditorSettings) -> Iterator[Config]:
    root, fields = _root(settings), settings.fields
    base = urlsplit(settings.url).path.strip("/") + "/"
    base = base.lstrip("/")
    yield {
        "name": "briefs",
        "label": "Briefs",
        "label_singular": "Brief",
        "icon": "article",
        "folder": f"{root}briefs",
        "format": "brief-frontmatter",
        # A list has the texts of its folder, and those of the folders in it.
        "nested": {"subfolders": True},
        "slug": {"template": "{{title}}", "editable": ["create"]},
        "media_folder": "",
        "public_folder": "",
        "summary": "{{title}}",
        "preview_path": f"{base}{_preview_path(settings.permalink)}",
        "preview_path_date_field": "date",
        "sortable_fields": {"fields": ["date", "title", "updated"], "default": _NEWEST},
        "view_filters": [{"label": "Drafts", "field": "draft", "pattern": True}],
        "fields": [
            {**each, **_NEW_BRIEF.get(each["name"], {})}
            for each in _fields(_sorted([*fields.brief, _BODY]), settings)
        ],
    }
    plain = [each for each in fields.page if each.name not in _NOT_ON_PAGES]
    for folder in settings.folders:
        yield {
            "name": f"pages-{folder.replace('/', '-')}" if folder else "pages",
            "label": f"Pages in {folder}/" if folder else "Pages",
            "label_singular": "Page",
            "icon": "description",
            "folder": f"{root}{folder}".rstrip("/"),
            "format": "page-frontmatter",
            "slug": {"template": "{{title}}", "editable": ["create"]},
            "preview_path": f"{base}{folder}/{{{{slug}}}}/".replace("//", "/").lstrip("/"),
            "fields": list(_fields(_sorted([*plain, _BODY]), settings)),
        }
    yield {
        "name": "authors",
        "label": "Authors",
        "label_singular": "Author",
        "icon": "person",
        "folder": f"{root}authors",
        "format": "author-frontmatter",
        "identifier_field": "name",
        "slug": {"template": "{{name}}", "editable": ["create"]},
        "media_folder": "",
        "public_folder": "",
        "preview_path": f"{base}authors/{{{{slug}}}}/",
        "fields": list(_fields([*fields.author, _BODY], settings)),
    }
    for key, title in settings.taxonomies.items():
        yield {
            "name": f"terms-{key}",
            "label": title,
            "label_singular": _singular(key),
            "icon": "label",
            "folder": f"{root}{key}",
            "format": "term-frontmatter",
            "slug": {"template": "{{title}}", "editable": ["create"]},
            "preview_path": f"{base}{key}/{{{{slug}}}}/",
            "fields": list(_fields(_sorted([*fields.page, _BODY]), settings)),
        }


# Saving may publish, so a new brief is a draft, as with `briefgen new`. Without a date, it would be
# last in each list, and a strict build would fail. assets/markdown-file.js says what a missing key
# means in these two.
_NEW_BRIEF: Final[Mapping[str, Config]] = {
    "date": {"default": "{{now}}"}, "draft": {"default": True},
}  # fmt: skip
_NEWEST: Final = {"field": "date", "direction": "descending"}
_BODY: Final = EditField(name="body", description="The text, in Markdown.", kind="words")


def _other_urls(settings: EditorSettings) -> Iterator[tuple[str, str]]:
    """Yield the URL paths at which the editor expects briefs, and those at which they are.

    The editor knows neither that folders do not show in URLs nor a brief's own `slug`.
    """
    base = urlsplit(settings.url).path.rstrip("/")
    for brief in settings.briefs:
        expected = _expected(settings.permalink, brief)
        if expected != brief.url:
            yield f"{base}{expected}", quote(f"{base}{brief.url}")


def _expected(permalink: str, brief: EditorBrief) -> str:
    day = f"{brief.day:%Y-%m-%d}" if brief.day else "--"
    values = dict(zip(("year", "month", "day"), day.split("-"), strict=True))
    values |= {"slug": brief.path, "language": ""}
    return _PLACEHOLDER.sub(lambda match: values[match[1]], permalink)


def _preview_path(permalink: str) -> str:
    path = _PLACEHOLDER.sub(lambda match: f"{{{{{match[1]}}}}}", permalink)
    return path.replace("{{language}}", "").replace("//", "/").lstrip("/")


def _sorted(fields: Iterable[EditField]) -> list[EditField]:
    ranks = {name: rank for rank, name in enumerate(_FIRST)}
    return sorted(fields, key=lambda each: ranks.get(each.name, len(ranks)))


def _fields(fields: Iterable[EditField], settings: EditorSettings) -> Iterator[Config]:
    for field in fields:
        if field.name == "body":
            yield _body(field)
        else:
            yield _field(field, settings)


def _body(field: EditField) -> Config:
    return {
        "name": field.name,
        "label": "Text",
        "hint": field.description,
        "widget": "richtext",
        "required": False,
        "modes": ["rich_text", "raw"],
    }


def _field(field: EditField, settings: EditorSettings) -> Config:
    """Return a field with its label, its help text and the values that it may have."""
    hint = field.description.replace("`", "")
    choices = settings.choices.get(field.name, ())
    if field.name in _OPEN and choices:
        names = ", ".join(each.label for each in choices[:_MOST_NAMES])
        hint = f"{hint} In use: {names}."
        choices = ()
    if field.name == "language" and len(settings.languages) > 1:
        choices = tuple(EditorChoice(tag, tag) for tag in settings.languages)
    return {
        "name": field.name,
        "label": _label(field.name),
        "hint": hint,
        "required": field.is_required,
        "preview": field.name in _SHOWN,
        **_widget(field, choices, settings),
    }


def _widget(
    field: EditField, choices: Iterable[EditorChoice], settings: EditorSettings
) -> Mapping[str, Any]:
    options = [{"label": each.label, "value": each.value} for each in choices]
    options = options or [{"label": each, "value": each} for each in field.choices]
    inner = list(_fields(field.fields, settings))
    if field.kind == "list" and options:
        return {"widget": "select", "multiple": True, "options": options}
    if field.kind == "list" and inner:
        names = {"label_singular": _singular(field.name), "summary": _summary(field)}
        return {"widget": "list", "fields": inner, "collapsed": "auto", **names}
    if field.kind == "object":
        return {"widget": "object", "fields": inner, "collapsed": "auto"}
    if options:
        return {"widget": "select", "options": options, "dropdown_threshold": 0}
    if field.name in _IMAGES | _FILES:
        return {"widget": "image" if field.name in _IMAGES else "file"}
    return {**_SIMPLE[field.kind](field, settings), **_pattern(field)}


_SIMPLE: Final[Mapping[str, Any]] = {
    "text": lambda _, __: {"widget": "string"},
    "words": lambda _, __: {"widget": "text"},
    "url": lambda _, __: {"widget": "string", "type": "url"},
    "email": lambda _, __: {"widget": "string", "type": "email"},
    "day": lambda _, __: {"widget": "datetime", "type": "date", "format": "YYYY-MM-DD"},
    "time": lambda _, settings: {
        "widget": "datetime", "format": "YYYY-MM-DDTHH:mmZ", "input_timezone": settings.timezone,
    },
    "switch": lambda field, _: {"widget": "boolean", "default": field.default},
    "colour": lambda _, __: {"widget": "color"},
    "list": lambda field, _: {"widget": "list", "label_singular": _singular(field.name)},
    "choice": lambda _, __: {"widget": "string"},
}  # fmt: skip


def _pattern(field: EditField) -> Mapping[str, Any]:
    if not field.pattern:
        return {}
    return {"pattern": [field.pattern, field.description.replace("`", "")]}


def _summary(field: EditField) -> str:
    names = {each.name for each in field.fields}
    summary_fields = [name for name in ("title", "text", "url", "file", "date") if name in names]
    return " – ".join(f"{{{{{name}}}}}" for name in summary_fields[:2])


def _label(name: str) -> str:
    """Return a key as words: `translation_of` as `Translation of`."""
    words = name.replace("_", " ").replace("-", " ")
    return _NAMES.get(name) or words[:1].upper() + words[1:]


def _singular(name: str) -> str:
    return _label(_ONE.get(name, name.removesuffix("s")))


_NAMES: Final = {
    "orcid": "ORCID iD", "seo": "Search engines", "pdf": "PDF", "url": "URL",
    "archive_url": "Archived copy", "alt": "Alt text", "src": "File", "noindex": "Not listed",
}  # fmt: skip
