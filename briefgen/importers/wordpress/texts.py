"""The texts of WordPress as files of a site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from briefgen.importers.highlights import with_highlights
from briefgen.importers.imported import File, Imported, Medium, Note
from briefgen.importers.links import relinked, url_key
from briefgen.importers.markup import line_of, markdown_of, tidied
from briefgen.importers.wordpress import trees
from briefgen.importers.wordpress.archive import (
    Archive,
    Attachment,
    direct_url,
    file_key,
    in_uploads,
    is_open,
    key_of,
    slug_of,
)
from briefgen.importers.wordpress.blocks import Markup, classic, markup_of, pages_of
from briefgen.importers.wordpress.exports import Item, Record, Remark
from briefgen.importers.wordpress.fields import (
    extra_of,
    plain_words,
    primary_category,
    published,
    seo_of,
    summary_of,
    title_of,
    updated,
)
from briefgen.importers.wordpress.notes import notes_of_field, with_footnotes
from briefgen.importers.wordpress.shortcodes import Expanded, Picture, expanded, picture_html
from briefgen.model.site_folder import CONTENT
from briefgen.read.html_tree import Element, Node, changed, elements_in, tree_of, words_of

_SHOWN: Final = ("categories", "tags", "series")
_LINES: Final = frozenset("blockquote dd dt h2 h3 h4 h5 h6 li p pre tr".split())


def import_wordpress(
    records: Iterable[tuple[str, Record]],
    archive: Archive,
    *,
    media: Mapping[str, str],
    now: datetime,
    has_replies: bool,
) -> Iterator[Imported]:
    """Yield the texts of exports, in the order of the exports, after authors and terms.

    Each record comes with the name of its export. `media` has files on this machine by their paths
    in the folder of uploads. `has_replies` says whether the site shows replies.
    """
    yield _people(archive)
    yield from _terms(archive)
    seen: set[int] = set()
    has_remarks = False
    origin = ""
    for origin, record in records:
        if isinstance(record, Item) and archive.kind(record) and key_of(record) not in seen:
            seen.add(key_of(record))
            text = _Text(record, archive, media, origin)
            has_remarks |= bool(record.remarks)
            yield text.imported(now)
    yield Imported(notes=tuple(_last_notes(archive, origin, has_remarks and not has_replies)))


def _last_notes(archive: Archive, origin: str, is_silent: bool) -> Iterator[Note]:
    """Yield what concerns the whole site."""
    for name, count in sorted(archive.left_out.items()):
        words = f"{name}: {count:,}"
        yield Note(origin, "this type of posts is imported only with --type", words)
    for source, target in archive.redirects:
        reason = "this redirect leads to no imported text"
        yield Note(origin, reason, f"{source} → {target}")
    if is_silent:
        yield Note(origin, "pages show replies once site.yaml has `comments`, such as `mailto`")


def _people(archive: Archive) -> Imported:
    """Return the files of authors. Their email addresses are not published."""
    files = []
    for login, author in archive.authors.items():
        path = f"{CONTENT}authors/{author}.md"
        name = plain_words(archive.people[login].name) or login
        aliases = archive.aliases(path, [archive.author_url(login)])
        files.append(File("author", path, {"name": name, "aliases": aliases}, "", login))
    return Imported(tuple(files))


def _terms(archive: Archive) -> Iterator[Imported]:
    """Yield the files of terms, which have the description and the old address of each."""
    by_path: dict[str, list[tuple[str, str]]] = {}
    for key, path in archive.term_paths.items():
        by_path.setdefault(path, []).append(key)
    for path, keys in by_path.items():
        terms = [archive.terms[key] for key in keys if key in archive.terms]
        taxonomy, slug = keys[0]
        words = next((each.description for each in terms if each.description), "")
        values = {
            "title": archive.term_name(taxonomy, slug, archive.used[keys[0]]),
            "aliases": archive.aliases(path, [archive.term_url(*key) for key in keys]),
        }
        body = markdown_of(classic(words)) if words else ""
        yield Imported((File("term", path, values, body, f"{taxonomy}: {slug}"),))


@dataclass(slots=True)
class _Text:
    """One text while it is being imported."""

    item: Item
    archive: Archive
    files: Mapping[str, str]  # on this machine
    origin: str
    media: dict[str, Medium] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    @property
    def path(self) -> str:
        return self.archive.paths[key_of(self.item)]

    def imported(self, now: datetime) -> Imported:
        """Return the files of the text: itself, and the replies to it."""
        kind = self.archive.kind(self.item)
        tree, notes = self._trees()
        noted = with_footnotes(tree, notes)
        nodes, highlights = noted.nodes, tuple[str, ...]()
        if kind == "brief":
            highlights, nodes = with_highlights(nodes)
        else:
            nodes = (*self._featured(), *nodes, *self._remarks())
        for note in noted.unmarked:
            reason = "no mark leads to this footnote, so it is at the end of the text"
            self.note(reason, words_of(note))
            nodes = (*nodes, *tidied(note))
        body = markdown_of(self._with_anchors((*nodes, *noted.notes)))
        values = self._values(kind, highlights, now)
        files = [File("brief" if kind == "brief" else "page", self.path, values, body, self.origin)]
        if kind == "brief":
            files += self._replies()
        return Imported(tuple(files), tuple(self.media.values()), tuple(self.notes))

    def note(self, reason: str, words: str = "") -> None:
        """Note what was not carried over, with its line in the export."""
        at = self.item.text.find(words) if words else -1
        line = self.item.text_line + self.item.text.count("\n", 0, at) if at >= 0 else 0
        note = Note(self.origin, reason, words, line or self.item.line)
        if note not in self.notes:
            self.notes.append(note)

    # The text

    def _trees(self) -> tuple[tuple[Node, ...], dict[str, tuple[Node, ...]]]:
        """Return the text as a tree, and the trees of its footnotes by their ids."""
        markup = markup_of(self.item.text, lambda name: self.archive.reusable.get(name, ""))
        short = expanded(markup.html, self._gallery)
        self._report(markup, short)
        tree = tree_of(short.html)
        for name, words in trees.removed(tree):
            self.note(f"a text cannot have the element `{name}`", words)
        notes_html = notes_of_field(self.item.field("footnotes")) | short.notes
        notes = {
            name: self._plain(tree_of(html)) for name, html in notes_html.items() if html.strip()
        }
        return self._plain(tree), notes

    def _plain(self, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        return self._linked(trees.plain(nodes, self._alt_text))

    def _report(self, markup: Markup, short: Expanded) -> None:
        for words in markup.filled:
            self.note("WordPress fills this block itself, so it is left out", words)
        for name, words in markup.readable:
            self.note(f"the block `{name}` of a plugin is not known, so it stays as code", words)
        for name, words in short.unknown:
            if not words.startswith("[/"):
                self.note(f"the shortcode `{name}` is not known, so it stays as it is", words)

    def _linked(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """Return a tree with new links; a picture is no link to itself, or to its own page."""
        new = relinked(nodes, self._link, self._picture)
        marks = {each.mark for each in self.media.values()}

        def change(element: Element) -> Iterable[Node]:
            is_zoom = element.name == "a" and element.get("href") in marks
            shows = is_zoom and any(each.name == "img" for each in elements_in(element.children))
            return element.children if shows else (element,)

        return changed(new, change)

    def _gallery(self, ids: Sequence[str]) -> list[Picture]:
        """Return the pictures with these ids, or those that belong to this text."""
        attachments = self.archive.attachments
        selected = ids or sorted(
            self.archive.children.get(self.item.id, ()), key=lambda each: attachments[each].order
        )
        existing = [attachments[each] for each in selected if each in attachments]
        return [
            Picture(each.url, each.alt, each.caption) for each in existing if ids or each.is_picture
        ]

    def _alt_text(self, name: str) -> str:
        attachment = self.archive.attachments.get(name)
        return attachment.alt if attachment else ""

    # Links and media

    def _link(self, url: str) -> str:
        """Return a link to the new file of a text or of the library, or the link unchanged."""
        site, base = self.archive.site, urlsplit(self.item.link).path or "/"
        if url.startswith(("#", "mailto:", "tel:")):
            return url
        absolute = direct_url(site.absolute(url, base))
        attachment = self._attachment_of(absolute)
        if attachment or self._is_upload(absolute):
            return self._medium(attachment.url if attachment else absolute)
        target = self._target(absolute)
        if target and target in self.archive.open:
            fragment = urlsplit(absolute).fragment
            has_heading = fragment in self.archive.anchors.get(target, ())
            return _way(target, self.path) + (f"#{fragment}" if has_heading else "")
        return absolute

    def _target(self, url: str) -> str:
        """Return the new file for an old URL, also for one such as `/?p=12`."""
        site = self.archive.site
        if not site.is_own(url):
            return ""
        query = parse_qs(urlsplit(url).query)
        for name in ("p", "page_id"):
            if query.get(name):
                return self.archive.by_id.get(query[name][0], "")
        return site.target(url.partition("?")[0])

    def _attachment_of(self, url: str) -> Attachment | None:
        """Return the attachment whose file, or whose own page, is at a URL."""
        attachment = self.archive.attachment_at(url)
        if attachment or not self.archive.site.is_own(url):
            return attachment
        parts = urlsplit(url)
        name = parse_qs(parts.query).get("attachment_id", [""])[0]
        name = name or self.archive.by_page.get(url_key(parts.path), "")
        return self.archive.attachments.get(name)

    def _is_upload(self, url: str) -> bool:
        return self.archive.site.is_own(url) and bool(in_uploads(url))

    def _picture(self, url: str) -> str:
        if url.startswith(("data:", "blob:")):
            return url
        base = urlsplit(self.item.link).path or "/"
        absolute = direct_url(self.archive.site.absolute(url, base))
        if absolute.startswith("//"):
            absolute = f"https:{absolute}"
        attachment = self.archive.attachment_at(absolute)
        return self._medium(attachment.url if attachment else absolute)

    def _medium(self, url: str) -> str:
        """Return the mark of a medium: a file on this machine, or else one on the web."""
        url = urljoin(self.archive.url, url)
        if not url.startswith(("http://", "https://")):
            return url
        local = self.files.get(in_uploads(url)) or self.files.get(file_key(url))
        path = self.archive.names.medium(url)
        medium = self.media.setdefault(url, Medium(local or url, path, url))
        return medium.mark

    def _with_anchors(self, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        """Return a tree without the links to places in this text that Markdown cannot name."""
        anchors = {each.get("id") for each in elements_in(nodes)}

        def change(element: Element) -> Iterable[Node]:
            target = element.get("href")
            if element.name != "a" or not target.startswith("#"):
                return (element,)
            is_note = "footnote" in element.get("class") or target.startswith(("#fn-", "#fnref-"))
            is_heading = unquote(target[1:]) in heads
            if is_heading or (is_note and target[1:] in anchors):
                return (element,)
            reason = "this was a link to a place in the text that is no heading"
            self.note(reason, f"{words_of([element])} ({target})")
            return element.children

        heads = {each.get("id") for each in elements_in(nodes) if re.fullmatch("h[1-6]", each.name)}
        return changed(nodes, change)

    # Front matter

    def _values(self, kind: str, highlights: Sequence[str], now: datetime) -> Mapping[str, object]:
        item = self.item
        if not item.title.strip():
            self.note("the text has no title, so its beginning is the title")
        values: dict[str, object] = {"title": title_of(item), "date": published(item)}
        summary = summary_of(item)
        if kind == "brief":
            values |= {
                "updated": updated(item, now),
                "summary": summary,
                "highlights": highlights,
                **self._grouped(),
                "authors": self._authors(),
                "image": self._image(),
                "featured": True if item.sticky == "1" else "",
            }
        else:
            values |= {"summary": summary}
        extra = extra_of(item) | self._other_terms(kind)
        aliases = self.archive.aliases(self.path, self._old_urls())
        return values | {"aliases": aliases, **self._hold(), "seo": seo_of(item), "extra": extra}

    def _hold(self) -> dict[str, object]:
        """Return what keeps a text from being published."""
        item = self.item
        if item.status == "future" and not item.password:
            return {"embargo": published(item)}
        if is_open(item):
            return {}
        reasons = {
            "draft": "",
            "pending": "was waiting for review, so it is a draft",
            "private": "was private, so it is a draft",
            "publish": "was protected by a password, so it is a draft",
            "": "has no status in the export, so it is a draft",
        }
        reason = reasons.get(item.status, f"has the status `{item.status}`, so it is a draft")
        if reason:
            self.note(f"this text {reason}")
        return {"draft": True}

    def _grouped(self) -> dict[str, object]:
        """Return categories, tags, the series, and the site's own taxonomies."""
        names = self.archive.names_of(self.item)
        series = names.get("series", [])
        if series[1:]:
            self.note("a brief has one series; the others are left out", ", ".join(series[1:]))
        ours = {key: names[key] for key in sorted(self.archive.taxonomies) if key in names}
        return {
            "categories": self._in_order(names.get("categories", [])),
            "tags": names.get("tags", []),
            "series": series[0] if series else "",
            **{key: each for key, each in ours.items() if key not in _SHOWN},
        }

    def _in_order(self, names: list[str]) -> list[str]:
        """Return categories; the one that a plugin calls the main one is first."""
        first = primary_category(self.item)
        main = {
            self.archive.term_name(key[0], key[1], term.name)
            for key, term in self.archive.terms.items()
            if first and term.id == first
        }
        return sorted(names, key=lambda each: each not in main)

    def _other_terms(self, kind: str) -> dict[str, object]:
        """Return the terms that briefgen has no taxonomy for."""
        supported = {*_SHOWN, *self.archive.taxonomies} if kind == "brief" else set()
        names = self.archive.names_of(self.item)
        others = {key: each for key, each in names.items() if key not in supported}
        for key in others:
            if kind == "brief":
                self.note(f"site.yaml has no taxonomy `{key}`, so its terms are in `extra`")
        return dict(others)

    def _authors(self) -> list[str]:
        """Return the ids of authors; the plugin Co-Authors Plus gives a text several."""
        authors = self.archive.authors
        several = [
            label.slug.removeprefix("cap-")
            for label in self.item.labels
            if label.taxonomy == "author"
        ]
        ids = [authors[each] for each in several if each in authors]
        return ids or [authors[each] for each in (self.item.creator,) if each in authors]

    def _image(self) -> Mapping[str, object] | None:
        attachment = self._thumbnail()
        if not attachment:
            return None
        caption = line_of(attachment.caption) if attachment.caption else ""
        alt = plain_words(escape(attachment.alt))
        return {"src": self._picture(attachment.url), "alt": alt, "caption": caption}

    def _featured(self) -> tuple[Node, ...]:
        """Return the image of a page, which is above its text."""
        attachment = self._thumbnail()
        if not attachment:
            return ()
        picture = Picture(attachment.url, attachment.alt, attachment.caption)
        return self._linked(tree_of(picture_html(picture)))

    def _thumbnail(self) -> Attachment | None:
        attachment = self.archive.attachments.get(self.item.field("_thumbnail_id"))
        return attachment if attachment and attachment.is_picture else None

    def _old_urls(self) -> Iterator[str]:
        """Yield all old URLs: permalinks, former ones, further pages, and those of attachments."""
        link, item = self.item.link, self.item
        if link and not urlsplit(link).query:
            yield link
            start, _, last = link.rstrip("/").rpartition("/")
            for name, value in item.fields:
                if name == "_wp_old_slug" and value and last:
                    yield f"{start}/{value}/"
            for number in range(2, pages_of(item.text) + 1):
                yield f"{link.rstrip('/')}/{number}/"
        yield from self.archive.redirected.get(self.path, ())
        for name in self.archive.children.get(item.id, ()):
            yield self.archive.attachments[name].page

    # Replies

    def _approved(self) -> list[Remark]:
        return [each for each in self.item.remarks if each.approved == "1" and each.text.strip()]

    def _replies(self) -> Iterator[File]:
        """Yield the replies to a brief."""
        for remark in self._approved():
            values: dict[str, object] = {
                "_id": remark.id,
                "_parent": remark.parent if remark.parent not in ("", "0") else "",
                "name": plain_words(remark.author) or "Anonymous",
                "website": remark.website if remark.website.startswith("http") else "",
                "date": _moment_of(remark),
                "message": _plain_text(remark.text),
            }
            path = f"{CONTENT}replies/{slug_of(self.path)}/{remark.id or len(values)}.yml"
            yield File("reply", path, values, "", self.origin)

    def _remarks(self) -> Iterator[Node]:
        """Yield the comments on a page, which has no replies, as a part of its text."""
        remarks = self._approved()
        if remarks:
            yield Element("h2", {}, ("Comments",))
            self.note("a page has no replies, so its comments are at the end of its text")
        for remark in remarks:
            date = (remark.date or remark.date_gmt)[:10]
            name = Element("strong", {}, (plain_words(remark.author) or "Anonymous",))
            yield Element("p", {}, (name, f", {date}" if date else ""))
            yield Element("blockquote", {}, self._linked(tree_of(classic(remark.text))))


def _moment_of(remark: Remark) -> datetime | None:
    when = Item(0, date=remark.date, date_gmt=remark.date_gmt)
    return published(when)


def _way(target: str, path: str) -> str:
    """Return the link from one new file to another."""
    return quote(posixpath.relpath(target, posixpath.dirname(path)), safe="/.-_~()")


def _plain_text(html: str) -> str:
    """Return a comment as plain text; links keep their addresses."""

    def change(element: Element) -> Iterable[Node]:
        if element.name == "br":
            return ("\n",)
        url = element.get("href")
        if element.name == "a" and url and url not in words_of(element.children):
            return (replace(element, children=(*element.children, f" ({url})")),)
        if element.name in _LINES:
            return (replace(element, children=("\n", *element.children, "\n")),)
        if element.name in ("td", "th"):
            return (replace(element, children=(*element.children, " ")),)
        return (element,)

    paragraphs = []
    for block in changed(tidied(tree_of(classic(html))), change):
        lines = [" ".join(line.split()) for line in words_of([block]).split("\n")]
        paragraphs.append("\n".join(filter(None, lines)))
    return "\n\n".join(filter(None, paragraphs))
