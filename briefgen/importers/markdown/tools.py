"""What generators make of their files: which are posts, and which URLs they had.

Sources: jekyllrb.com/docs/permalinks, gohugo.io/content-management/urls, 11ty.dev/docs/permalinks,
docs.getpelican.com/en/latest/settings.html#url-settings, www.mkdocs.org/user-guide/configuration,
quarto.org/docs/websites.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from briefgen.importers.markdown.source import Source
from briefgen.model.addresses import slugify

_DATED: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")
_EXTENSION: Final = re.compile(r"\.[A-Za-z]+$")
_TOKEN: Final = re.compile(r":([a-z_]+)")
_POSTS: Final = re.compile(
    r"(?:^|/)(?:_posts|posts?|blog|briefs?|articles?|news|publications?|analys[ei]s|insights?"
    r"|commentar(?:y|ies)|reports?|papers?)(?:/|$)",
    re.IGNORECASE,
)
_STYLES: Final[Mapping[str, str]] = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}
_FIELD: Final = re.compile(r"\{(date|slug|category|lang|path|file)(?::([^}]*))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """A text on the old site: its file there, what it is, and the URL paths that led to it.

    `name` is that of its file, without a date and extension, and `day` the date of the file name.
    """

    path: str
    kind: Literal["brief", "page", "author"]
    name: str
    day: date | None
    urls: tuple[str, ...] = ()
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the URL of a text depends on, besides its path."""

    url: str = ""
    slug: str = ""
    title: str = ""
    moment: date | None = None
    categories: Sequence[str] = ()


def root_of(source: Source) -> str:
    """Return the folder of the texts within the source, with a slash at its end, or ""."""
    configured = {
        "mkdocs": source.settings.get("docs_dir", "docs"),
        "hugo": source.settings.get("contentDir", "content"),
        "pelican": source.settings.get("PATH", "content"),
        "jekyll": source.settings.get("source", ""),
        "eleventy": "src",
    }.get(source.tool, "")
    folder = f"{str(configured).strip('./')}/" if str(configured).strip("./") else ""
    return folder if folder and any(path.startswith(folder) for path in source.texts) else ""


def old_text(source: Source, path: str, facts: Facts, permalink: str) -> Old | None:
    """Return what a file was on the old site, or None if it was not a page there."""
    root = root_of(source)
    if not path.startswith(root):
        return None
    inside = path.removeprefix(root)
    stem = _EXTENSION.sub("", inside)
    folder, _, name = stem.rpartition("/")
    day, name = _day_and_name(name)
    if _is_hidden(source, inside) or _is_data_of_generator(source, path):
        return None
    kind = _kind(source, inside, facts, day)
    is_draft = source.tool == "jekyll" and "_drafts" in inside.split("/")
    file = _File(inside, stem, folder, name, day, kind, source.settings, facts, permalink)
    urls = _URLS[source.tool](file)
    own = name
    if name in ("index", "_index") and folder:
        day, own = _day_and_name(posixpath.basename(folder))
    unique = tuple(dict.fromkeys(_clean(url) for url in urls if url))
    return Old(
        path=path, kind=kind, name=facts.slug or own, day=day, urls=unique, is_draft=is_draft
    )


@dataclass(frozen=True, slots=True)
class _File:
    """A file within the folder of the texts, and what its URL depends on.

    `stem` is its path without extension, and `name` that of the file, also without a date.
    """

    path: str
    stem: str
    folder: str
    name: str
    day: date | None
    kind: str
    settings: Mapping[str, Any]
    facts: Facts
    permalink: str


def _day_and_name(name: str) -> tuple[date | None, str]:
    match = _DATED.fullmatch(name)
    if match is None:
        return None, name
    try:
        return date(int(match[1]), int(match[2]), int(match[3])), match[4]
    except ValueError:
        return None, name


def _is_hidden(source: Source, inside: str) -> bool:
    """Whether a generator leaves out a file because of its name."""
    parts = inside.split("/")
    if source.tool == "jekyll":
        collections = source.settings.get("collections")
        collection_folders = (
            {f"_{name}" for name in collections} if isinstance(collections, Mapping) else set()
        )
        collection_folders |= (
            {f"_{name}" for name in collections} if isinstance(collections, list) else set()
        )
        return any(
            part.startswith("_") for part in parts[:-1] if part not in collection_folders | _JEKYLL
        )
    if source.tool == "hugo":
        return False
    return any(part.startswith("_") for part in parts)


_JEKYLL: Final = {"_posts", "_drafts"}


def _is_data_of_generator(source: Source, path: str) -> bool:
    """Whether a file is not a page: Jekyll and Eleventy copy files without front matter."""
    is_present = source.texts[path].is_present
    is_readme = (
        posixpath.basename(path).casefold().startswith(("readme", "license", "contributing"))
    )
    if source.tool == "jekyll":
        return not is_present
    return is_readme and not is_present and "/" not in path


def _kind(
    source: Source, inside: str, facts: Facts, day: date | None
) -> Literal["brief", "page", "author"]:
    """Return what a text becomes: posts are briefs."""
    folder, _, name = inside.rpartition("/")
    tool = source.tool
    if folder.rpartition("/")[2].casefold() in ("_authors", "authors") and facts.moment is None:
        return "author" if not name.startswith("_index") or tool == "hugo" else "page"
    if tool == "hugo" and name.startswith("_index."):
        return "author" if re.search(r"(?:^|/)authors/[^/]+$", folder) else "page"
    if tool == "jekyll":
        is_post = not _JEKYLL.isdisjoint(folder.split("/")) or day is not None
        return "brief" if is_post else "page"
    if tool == "pelican":
        return "page" if "pages" in folder.split("/") else "brief"
    has_date = facts.moment is not None or day is not None
    is_index = name.startswith("index.") and not _POSTS.search(posixpath.dirname(folder))
    is_post = bool(_POSTS.search(folder)) and not is_index
    return "brief" if has_date and (is_post or (tool == "hugo" and folder)) else "page"


# URLs


def _clean(url: str) -> str:
    """Return a URL path as a server knows it."""
    url = re.sub(r"/{2,}", "/", f"/{url.lstrip('/')}")
    return re.sub(r"/index\.html?$", "/", url)


def _expanded(pattern: str, values: Mapping[str, str]) -> str:
    """Return a pattern with tokens such as `:year`, or "" if one of them is unknown."""
    unknown = [name for name in _TOKEN.findall(pattern) if name not in values]
    return "" if unknown else _TOKEN.sub(lambda match: values[match[1]], pattern)


def _of_date(moment: date | None) -> dict[str, str]:
    if moment is None:
        return {}
    year, week, weekday = moment.isocalendar()
    return {
        "year": f"{moment:%Y}", "short_year": f"{moment:%y}", "month": f"{moment:%m}",
        "i_month": str(moment.month), "day": f"{moment:%d}", "i_day": str(moment.day),
        "y_day": f"{moment:%j}", "yearday": f"{moment.timetuple().tm_yday}",
        "short_month": f"{moment:%b}", "long_month": f"{moment:%B}", "monthname": f"{moment:%B}",
        "week": f"{week:02}", "w_year": str(year), "w_day": str(weekday),
        "short_day": f"{moment:%a}", "long_day": f"{moment:%A}",
        "weekday": str(moment.isoweekday() % 7), "weekdayname": f"{moment:%A}",
        "hour": f"{moment:%H}", "minute": f"{moment:%M}", "second": f"{moment:%S}",
    }  # fmt: skip


def _days(file: _File) -> list[date | None]:
    """Return the dates that a URL may have: that of the front matter, and of the file name."""
    moment = file.facts.moment
    moments = [moment] if moment else []
    days = [each.date() if isinstance(each, datetime) else each for each in moments]
    if file.day and file.day not in days:
        moments.append(file.day)
    return [*moments] or [None]


def _jekyll(file: _File) -> Iterator[str]:
    facts = file.facts
    settings = file.settings
    if facts.url:
        yield from _jekyll_pattern(facts.url, file)
        return
    pattern = file.permalink or str(settings.get("permalink", "")) or "date"
    if file.kind == "brief":
        yield from _jekyll_pattern(_STYLES.get(pattern, pattern), file)
        return
    is_pretty = pattern == "pretty" or pattern.endswith("/")
    stem = "/".join(part.removeprefix("_") for part in file.stem.split("/"))
    if file.name == "index":
        yield f"{file.folder}/"
    else:
        yield f"{stem}/" if is_pretty else f"{stem}.html"


def _jekyll_pattern(pattern: str, file: _File) -> Iterator[str]:
    facts = file.facts
    folders = [part for part in file.folder.split("/") if part and not part.startswith("_")]
    own = [slugify(each) or each for each in facts.categories]
    name = facts.slug or file.name
    for moment in _days(file):
        # Folders above _posts are categories; other folders, in which posts may also be, are not.
        is_in_posts = "_posts" in file.folder.split("/")
        values = {
            **_of_date(moment),
            "categories": "/".join(dict.fromkeys([*(folders if is_in_posts else []), *own])),
            "slugified_categories": "/".join(own),
            "title": name, "slug": name.lower(), "name": name, "basename": name,
            "path": file.stem, "output_ext": ".html", "collection": file.folder.strip("_"),
        }  # fmt: skip
        yield _expanded(pattern, values)


def _hugo(file: _File) -> Iterator[str]:
    facts = file.facts
    if facts.url:
        yield facts.url
        return
    section = file.stem.partition("/")[0] if "/" in file.stem else ""
    folder, name = file.folder, posixpath.basename(file.stem)
    if name in ("index", "_index"):
        folder, name = posixpath.dirname(folder), posixpath.basename(folder)
    patterns = file.settings.get("permalinks")
    patterns = patterns if isinstance(patterns, Mapping) else {}
    of_pages = patterns.get("page") if isinstance(patterns.get("page"), Mapping) else {}
    pattern = file.permalink or (of_pages or {}).get(section) or patterns.get(section)
    if isinstance(pattern, str) and file.kind == "brief":
        title = slugify(facts.title)
        for moment in _days(file):
            values = {
                **_of_date(moment),
                "section": section, "sections": folder, "title": title, "filename": name,
                "slug": facts.slug or title, "slugorfilename": facts.slug or name,
                "contentbasename": name, "slugorcontentbasename": facts.slug or name,
            }  # fmt: skip
            yield _expanded(pattern, values)
        return
    yield f"{folder}/{facts.slug or name}/".lower().replace(" ", "-")


def _eleventy(file: _File) -> Iterator[str]:
    facts = file.facts
    pattern = facts.url or file.permalink
    if pattern and "{" not in pattern:
        yield _expanded(pattern, dict(_of_date(facts.moment), title=file.name, slug=file.name))
        return
    if file.name == "index" or file.name == posixpath.basename(file.folder):
        yield f"{file.folder}/"
    else:
        yield f"{file.stem}/"
        yield f"{file.folder}/{facts.slug or file.name}/"  # without the date
    if file.kind == "brief" and facts.moment:
        yield f"/{facts.moment:%Y/%m/%d}/{facts.slug or file.name}/"


def _pelican(file: _File) -> Iterator[str]:
    facts = file.facts
    settings = file.settings
    slug = facts.slug or slugify(facts.title) or file.name
    is_page = file.kind == "page"
    pattern = (
        str(settings.get("PAGE_URL", "pages/{slug}.html"))
        if is_page
        else file.permalink or str(settings.get("ARTICLE_URL", "{slug}.html"))
    )
    category = slugify(facts.categories[0]) if facts.categories else ""

    def value(match: re.Match[str]) -> str:
        if match[1] == "date":
            return facts.moment.strftime(match[2] or "%Y-%m-%d") if facts.moment else ""
        return {"slug": slug, "category": category, "path": file.folder}.get(match[1], "")

    yield facts.url or _FIELD.sub(value, pattern)


def _mkdocs(file: _File) -> Iterator[str]:
    facts = file.facts
    is_pretty = str(file.settings.get("use_directory_urls", "true")).casefold() != "false"
    in_blog = re.fullmatch(r"(.*?)posts(?:/.*)?", file.folder)
    if file.kind == "brief" and in_blog and facts.moment:
        slug = facts.slug or slugify(facts.title)
        yield f"{in_blog[1]}{facts.moment:%Y/%m/%d}/{slug}/"
        return
    if file.name in ("index", "README"):
        yield f"{file.folder}/"
    else:
        yield f"{file.stem}/" if is_pretty else f"{file.stem}.html"


def _quarto(file: _File) -> Iterator[str]:
    yield f"{file.folder}/" if file.name == "index" else f"{file.stem}.html"


_URLS: Final[Mapping[str, Any]] = {
    "eleventy": _eleventy,
    "hugo": _hugo,
    "jekyll": _jekyll,
    "mkdocs": _mkdocs,
    "pelican": _pelican,
    "quarto": _quarto,
}


def site_url(source: Source) -> str:
    """Return the URL of the old site, as its settings have it, or ""."""
    settings = source.settings
    website = settings.get("website")
    url = {
        "jekyll": f"{settings.get('url', '')}{settings.get('baseurl', '')}",
        "hugo": settings.get("baseURL") or settings.get("baseurl"),
        "pelican": settings.get("SITEURL"),
        "mkdocs": settings.get("site_url"),
        "quarto": website.get("site-url") if isinstance(website, Mapping) else "",
    }.get(source.tool)
    url = str(url or "")
    is_real = url.startswith(("http://", "https://")) and "localhost" not in url
    return url if is_real and not url.startswith("http://example") else ""
