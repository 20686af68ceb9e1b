"""Texts of Hugo, Jekyll, Eleventy, Pelican, MkDocs and Quarto: Markdown with other front matter.

The texts are not written again: only what means something else here changes, so what an author
wrote stays unchanged.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

from briefgen.importers.imported import File, Imported, Medium, Note
from briefgen.importers.links import OldSite, alias_of, url_key
from briefgen.importers.markdown.authors import author_files, author_values
from briefgen.importers.markdown.blocks import converted
from briefgen.importers.markdown.keys import Translated, translated
from briefgen.importers.markdown.matter import Matter
from briefgen.importers.markdown.rewriting import rewritten
from briefgen.importers.markdown.source import Source
from briefgen.importers.markdown.tags import Context, Noted, without_tags
from briefgen.importers.markdown.tools import Facts, Old, old_text, root_of, site_url
from briefgen.importers.markup import markdown_of
from briefgen.importers.names import Names
from briefgen.model.config import SiteConfig
from briefgen.read.html_tree import tree_of, words_of
from briefgen.read.markdown import Dialect, parse_body

_HEADING: Final = re.compile(
    r"\A\s*(?:#[ \t]+(?P<one>[^\n]+?)[ \t#]*|(?P<two>[^\n]+)\n=+[ \t]*)(?:\n|\Z)"
)
_MARKS: Final = re.compile(
    r"\\([!-/:-@\[-`{-~])|[*_`]+|\[([^\]]*)\]\([^)]*\)|\s*\{[#.:][^}]*\}\s*$"
)
# How Pelican names files: docs.getpelican.com/en/latest/content.html#linking-to-internal-content
_PELICAN: Final = re.compile(r"^[{|](?:filename|static|attach|author|tag|category|index)[}|]")
_PREFIXES: Final = ("", "static/", "assets/", "content/", "docs/", "src/", "public/")
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_TEXT: Final = re.compile(r"\.(?:md|markdown|qmd|rmd|ipynb)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text of the old site, and its place on the new one."""

    old: Old
    file: str
    keys: Translated
    matter: Matter


@dataclass(slots=True)
class _Job:
    """What the texts of an import share."""

    source: Source
    config: SiteConfig
    site: OldSite
    names: Names
    by_path: Mapping[str, str] = field(default_factory=dict)  # new files, by old paths
    by_tail: Mapping[str, str] = field(default_factory=dict)  # the same, by ends of old paths


def import_folder(
    source: Source, config: SiteConfig, *, url: str = "", permalink: str = ""
) -> Iterator[Imported]:
    """Yield the texts of a folder.

    `url` is that of the old site, and `permalink` the pattern of its posts, if its settings do not
    have them.
    """
    names = Names()
    texts = list(_texts(source, names, permalink or _usual_permalink(source)))
    pages = {url_key(each): text.file for text in reversed(texts) for each in text.old.urls}
    job = _Job(
        source,
        config,
        OldSite(url or site_url(source), pages),
        names,
        {text.old.path: text.file for text in texts},
        dict(_tails(texts)),
    )
    imported = [_imported(job, text) for text in texts]
    anchors = {
        item.files[0].path: _anchors(item.files[0], config) for item in imported if item.files
    }
    for item in imported:
        yield _with_anchors(item, anchors)
    yield Imported(tuple(author_files(source.data)))
    yield Imported(notes=tuple(Note(path, why) for path, why in source.unread))


def _usual_permalink(source: Source) -> str:
    """Return the pattern of Jekyll's permalinks if only links in the texts show it."""
    if source.tool != "jekyll" or source.settings.get("permalink"):
        return ""
    pretty = re.compile(r"\]\(/\d{4}/\d\d/\d\d/[\w-]+/[)#\s]")
    return "pretty" if any(pretty.search(each.body) for each in source.texts.values()) else ""


# The texts, and their new files


def _texts(source: Source, names: Names, permalink: str) -> Iterator[_Text]:
    defaults = _defaults(source)
    for path, matter in source.texts.items():
        values = {**defaults.get(posixpath.dirname(path), {}), **matter.values}
        keys = translated(values, splits_spaces=source.tool == "jekyll")
        _set_title(keys, matter)
        facts = Facts(
            url=keys.url,
            slug=keys.slug,
            title=str(keys.values.get("title", "")),
            moment=keys.values.get("date"),
            categories=keys.values.get("categories", ()),
        )
        old = old_text(source, path, facts, permalink)
        if old is None or _is_only_a_layout(old, matter):
            continue
        if "title" not in keys.values:
            keys.values["title"] = old.name.replace("-", " ").replace("_", " ").capitalize()
        yield _Text(old=old, file=_file(old, names), keys=keys, matter=matter)


def _defaults(source: Source) -> dict[str, dict[str, Any]]:
    """Return the keys that data files of folders give to their texts, as Eleventy has them."""
    if source.tool != "eleventy":
        return {}
    defaults = {}
    for path, values in source.data.items():
        folder, _, name = path.rpartition("/")
        if re.sub(r"(?:\.11tydata)?\.json$", "", name) == posixpath.basename(folder):
            inherited = ("tags", "permalink", "author", "authors", "lang")
            defaults[folder] = {key: values[key] for key in inherited if key in values}
    return defaults


def _is_only_a_layout(old: Old, matter: Matter) -> bool:
    return old.kind == "page" and not matter.body.strip()


def _set_title(keys: Translated, matter: Matter) -> None:
    """Use the first heading if the front matter has no title."""
    match = _HEADING.match(matter.body)
    if not keys.values.get("title") and match:
        words = _MARKS.sub(lambda mark: mark[1] or mark[2] or "", match["one"] or match["two"])
        title = " ".join(words_of(tree_of(words)).split())
        if title:
            keys.values["title"] = title


def _file(old: Old, names: Names) -> str:
    if old.kind == "author":
        return f"content/authors/{names.author(old.name)}.md"
    if old.kind == "page":
        return names.page(old.urls[0].removesuffix(".html") if old.urls else old.name)
    return names.brief(f"{old.day.isoformat()}-{old.name}" if old.day else old.name)


def _tails(texts: Sequence[_Text]) -> Iterator[tuple[str, str]]:
    """Yield the ends of old paths, without extension, with the new files; the longest last."""
    for text in reversed(texts):
        parts = _TEXT.sub("", text.old.path).split("/")
        yield from (("/".join(parts[at:]), text.file) for at in range(len(parts) - 1, -1, -1))
        if parts[-1] in ("index", "_index"):
            folder = parts[:-1]
            yield from (("/".join(folder[at:]), text.file) for at in range(len(folder) - 1, -1, -1))


# One text


def _imported(job: _Job, text: _Text) -> Imported:
    matter, keys, old = text.matter, text.keys, text.old
    page = _Page(job, text)
    body = page.body()
    values = keys.for_kind(old.kind)
    if old.is_draft:
        values["draft"] = True
    page.image(values)
    if "summary" in values:
        values["summary"] = page.line(str(values["summary"]))
    if "highlights" in values:
        values["highlights"] = [page.line(each) for each in values["highlights"]]
    values["aliases"] = _aliases(job, text, values)
    if old.kind == "author":
        values = author_values(matter.values, old.name, values["aliases"])
    if matter.problem:
        page.noted.append((f"the front matter cannot be read: {matter.problem}", ""))
    page.noted += keys.notes
    file = File(old.kind, text.file, values, body, old.path)
    return Imported((file,), tuple(page.media.values()), tuple(page.notes()))


def _aliases(job: _Job, text: _Text, values: Mapping[str, Any]) -> list[str]:
    """Return the old addresses of a text, without its new one."""
    base_url = job.config.base_url
    addresses = [*text.old.urls, *map(str, text.keys.values.get("aliases", ()))]
    aliases = (alias_of(each, base_url) for each in addresses if "{" not in each)
    new = url_key(_new_url(job.config, text, values))
    return [each for each in dict.fromkeys(filter(None, aliases)) if url_key(each) != new]


def _new_url(config: SiteConfig, text: _Text, values: Mapping[str, Any]) -> str:
    stem = _TEXT.sub("", text.file.removeprefix("content/"))
    if text.old.kind != "brief":
        return f"/{stem}/"
    slug = re.sub(r"^\d{4}-\d\d-\d\d-", "", posixpath.basename(stem))
    moment = values.get("date") or text.old.day
    if isinstance(moment, datetime) and moment.tzinfo:
        moment = moment.astimezone(config.zone)
    language = str(values.get("language") or config.language).lower()
    parts = {"slug": slug, "language": language}
    if isinstance(moment, date):
        parts |= {"year": f"{moment:%Y}", "month": f"{moment:%m}", "day": f"{moment:%d}"}
    elif re.search(r"\{(?:year|month|day)\}", config.permalink):
        return f"/briefs/{slug}/"
    return config.permalink.format(**parts)


@dataclass(slots=True)
class _Page:
    """A text while it is converted: its media, and what was noted."""

    job: _Job
    text: _Text
    media: dict[str, Medium] = field(default_factory=dict)
    noted: Noted = field(default_factory=list)
    rewritten_links: set[str] = field(default_factory=set)  # paths of links that tags became

    def body(self) -> str:
        """Return the body in our dialect."""
        text = self.text
        converted_body = without_tags(text.matter.body, self._context(), self.noted)
        if text.old.path.lower().endswith((".html", ".htm")):
            converted_body = markdown_of(converted_body)
        converted_body = converted(converted_body, self.noted)
        return rewritten(converted_body, self.link, self.picture)

    def line(self, text: str) -> str:
        """Return a text of the front matter."""
        text = without_tags(text, self._context(), self.noted)
        return " ".join(rewritten(text, self.link, self.picture).split())

    def image(self, values: dict[str, Any]) -> None:
        """Set the image of the text, or keep the name of one that is missing under `extra`."""
        image = values.get("image")
        if not image:
            return
        source = without_tags(image["src"], self._context(), [])
        mark = self.picture(source)
        if mark is None:
            del values["image"]
            values["extra"] = {**values.get("extra", {}), "image": source}
        else:
            caption, credit = self.line(image["caption"]), self.line(image["credit"])
            values["image"] = {**image, "src": mark, "caption": caption, "credit": credit}

    def notes(self) -> Iterator[Note]:
        """Yield what was noted, with the lines of the file."""
        matter, path = self.text.matter, self.text.old.path
        starts: dict[str, int] = {}
        for reason, words in self.noted:
            first = words.strip().partition("\n")[0]
            at = matter.body.find(first, starts.get(first, 0)) if first else -1
            starts[first] = at + 1 if at >= 0 else 0
            line = matter.first_line + matter.body.count("\n", 0, at) if at >= 0 else 0
            yield Note(path, reason, words, line)

    def _context(self) -> Context:
        return Context(
            site=self.job.source.settings,
            page=self.text.matter.values,
            post=self._post,
            included=self._included,
        )

    # Links and pictures

    def link(self, url: str) -> str:
        """Return a link as the new file writes it."""
        address = _PELICAN.sub("", url)
        if address.startswith("#") or not address or url.partition("#")[0] in self.rewritten_links:
            return url
        if _SCHEME.match(address) and not self.job.site.is_own(address):
            return url
        target = self._target(address)
        if target:
            fragment = urlsplit(address).fragment
            relative = posixpath.relpath(target, posixpath.dirname(self.text.file))
            return f"{relative}#{fragment}" if fragment else relative
        static = self._static(address)
        if static:
            return self._medium(static).mark
        if not self._path_of(address).strip("/"):  # the home page
            return url
        return url if _SCHEME.match(address) else self._elsewhere(address)

    def picture(self, url: str) -> str | None:
        """Return the destination of a picture, or None if it is missing."""
        source = _PELICAN.sub("", url).strip()
        if source.startswith("data:"):
            return url
        static = self._static(source)
        if static:
            return self._medium(static).mark
        address = source
        if not _SCHEME.match(source):
            address = self.job.site.absolute(source, self._base())
        address = f"https:{address}" if address.startswith("//") else address
        if not address.startswith(("http://", "https://")):
            self.noted.append(("this picture is not in the folder", url))
            return None
        medium = Medium(address, self.job.names.medium(address))
        return self.media.setdefault(address, medium).mark

    def _base(self) -> str:
        return self.text.old.urls[0] if self.text.old.urls else "/"

    def _path_of(self, url: str) -> str:
        try:
            return unquote(urlsplit(url).path)
        except ValueError:
            return ""

    def _target(self, url: str) -> str:
        """Return the new file that a link leads to, or ""."""
        path = self._path_of(url)
        if not path:
            return ""
        root = root_of(self.job.source)
        folder = posixpath.dirname(self.text.old.path)
        start = root if path.startswith("/") else f"{folder}/" if folder else ""
        inside = posixpath.normpath(f"{start}{path.lstrip('/')}")
        target = self.job.by_path.get(inside, "")
        if not target and self.job.source.tool in ("mkdocs", "quarto", "hugo"):
            stem = _TEXT.sub("", inside.removesuffix(".html"))
            target = self.job.by_tail.get(stem, "") if stem.startswith(root) else ""
        return target or self.job.site.target(url, self._base())

    def _static(self, url: str) -> str:
        """Return the path of the file in the folder that a URL names, or ""."""
        if _SCHEME.match(url) and not self.job.site.is_own(url):
            return ""
        path, files = self._path_of(url), self.job.source.files
        if not path.strip("/"):
            return ""
        folder = posixpath.dirname(self.text.old.path)
        if not path.startswith("/"):
            beside = posixpath.normpath(posixpath.join(folder, path))
            if beside in files:
                return "" if _TEXT.search(beside) else beside
            path = urljoin(self._base(), path)
        inside = posixpath.normpath(path.lstrip("/"))
        way = next((f"{each}{inside}" for each in _PREFIXES if f"{each}{inside}" in files), "")
        return "" if _TEXT.search(way) else way

    def _medium(self, path: str) -> Medium:
        origin = str(self.job.source.folder / path)
        inside = path.removeprefix(root_of(self.job.source))
        for prefix in ("static/", "public/"):
            inside = inside.removeprefix(prefix)
        at = self.job.names.medium(origin, at=inside)
        return self.media.setdefault(origin, Medium(origin, at))

    def _elsewhere(self, url: str) -> str:
        """Return a link to what the folder does not have: on the old site, if that is known."""
        reason = "this link leads to what is not in the folder"
        self.noted.append((reason, url))
        address = self.job.site.absolute(url, self._base())
        return address if "://" in address else urljoin(self._base(), url)

    def _post(self, name: str) -> str:
        """Return the address of the text that a tag names."""
        stem = _TEXT.sub("", name.strip("/"))
        folder = posixpath.dirname(self.text.old.path)
        beside = posixpath.normpath(posixpath.join(folder, stem))
        target = self.job.by_tail.get(beside) or self.job.by_tail.get(stem, "")
        if not target:
            return ""
        relative = posixpath.relpath(target, posixpath.dirname(self.text.file))
        self.rewritten_links.add(relative)
        return relative

    def _included(self, name: str) -> str:
        """Return the text of a file beside this one, which Quarto includes."""
        folder = posixpath.dirname(self.text.old.path)
        path = posixpath.normpath(posixpath.join(folder, name))
        matter = self.job.source.texts.get(path)
        return f"\n{matter.body.strip()}\n" if matter else ""


# Anchors, which are known only when all texts are there


def _anchors(file: File, config: SiteConfig) -> frozenset[str]:
    dialect = Dialect(config.markdown, config.language)
    title = str(file.values.get("title", ""))
    return frozenset(parse_body(file.body, file.path, 1, dialect, title=title).value.anchors)


def _with_anchors(item: Imported, anchors: Mapping[str, frozenset[str]]) -> Imported:
    """Return a text whose links name only anchors that exist; others lead to the whole page."""
    if not item.files:
        return item
    file, notes = item.files[0], list(item.notes)
    folder = posixpath.dirname(file.path)

    def link(url: str) -> str:
        path, sign, fragment = url.partition("#")
        if not sign or _SCHEME.match(url) or path.startswith("/"):
            return url
        target = posixpath.normpath(posixpath.join(folder, unquote(path))) if path else file.path
        existing = anchors.get(target)
        anchor = unquote(fragment.partition(":~:")[0])
        if existing is None or not anchor or anchor in existing:
            return url
        notes.append(Note(file.origin, "this link named a place that is not there", f"#{fragment}"))
        return path or posixpath.basename(file.path)

    def unchanged(url: str) -> str:
        return url

    body = rewritten(file.body, link, unchanged)
    values = dict(file.values)
    if "summary" in values:
        values["summary"] = rewritten(str(values["summary"]), link, unchanged)
    return replace(item, files=(replace(file, body=body, values=values),), notes=tuple(notes))
