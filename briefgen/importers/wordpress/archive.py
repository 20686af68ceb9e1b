"""What has to be known of all texts before the first is written: new paths, media, names.

It is collected while the exports are read for the first time. No text is kept in memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from briefgen.importers.links import OldSite, alias_of, url_key
from briefgen.importers.names import Names
from briefgen.importers.wordpress.exports import Channel, Item, Person, Record, Term
from briefgen.importers.wordpress.fields import day_of, plain_words, published
from briefgen.model.addresses import slugify
from briefgen.model.identity import name_key, term_slug
from briefgen.model.site_folder import CONTENT

# Names of pages and folders that briefgen has itself; texts cannot be there.
RESERVED: Final = frozenset(
    """
    404 archive assets authors briefs categories feed index replies search series tags
    """.split()
)
_TAXONOMIES: Final[Mapping[str, str]] = {
    "category": "categories", "post_tag": "tags", "tag": "tags", "series": "series",
    "post_series": "series", "post-series": "series", "article-series": "series",
    "wp_series": "series",
}  # fmt: skip
_BASES: Final[Mapping[str, str]] = {"category": "category", "post_tag": "tag", "tag": "tag"}
# Taxonomies that say how WordPress shows a text.
_INTERNAL: Final = frozenset(
    "author nav_menu post_format link_category wp_theme wp_template_part_area language".split()
)
# Types of items that are no texts for readers.
_PARTS_OF_SITE: Final = frozenset(
    """
    attachment custom_css customize_changeset guest-author nav_menu_item oembed_cache redirect_rule
    revision user_request wp_block wp_font_face wp_font_family wp_global_styles wp_navigation
    wp_template wp_template_part
    """.split()
)
_UPLOADS: Final = re.compile(r"/(?:wp-content/(?:uploads|blogs\.dir/\d+/files)|files)/(.+)$")
_PHOTON: Final = re.compile(r"^(https?:)?//i\d\.wp\.com/", re.IGNORECASE)
_RESIZED: Final = re.compile(r"-(?:\d+x\d+|scaled|rotated|e\d{10,})(?=\.\w+$)")
_ANCHORS: Final = re.compile(r"<h[1-6]\b[^>]*\bid=[\"']([A-Za-z][\w-]*)[\"']", re.IGNORECASE)
_HIDDEN: Final = frozenset({"trash", "auto-draft", "inherit"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the media library. `page` is the old path of its own page."""

    url: str
    parent: str = ""
    alt: str = ""
    caption: str = ""
    page: str = ""
    order: int = 0

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown in a gallery."""
        return urlsplit(self.url).path.lower().endswith(_PICTURES)


_PICTURES: Final = (".avif", ".gif", ".jpg", ".jpeg", ".png", ".svg", ".webp")


@dataclass(slots=True)
class Archive:
    """All that texts need to know of each other. Texts are named by their keys: see `key_of`."""

    base_url: str = ""  # of the new site
    permalink: str = "/briefs/{slug}/"
    taxonomies: frozenset[str] = frozenset()  # the site's own
    types: frozenset[str] = frozenset()  # of posts that become briefs too
    names: Names = field(default_factory=Names)
    url: str = ""  # of the old site
    paths: dict[int, str] = field(default_factory=dict)  # of the new files
    by_id: dict[str, str] = field(default_factory=dict)  # the same paths, by the ids of texts
    open: set[str] = field(default_factory=set)  # the paths that are published
    pages: dict[str, str] = field(default_factory=dict)  # the paths, by the keys of old URLs
    people: dict[str, Person] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)  # ids by logins
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    used: dict[tuple[str, str], str] = field(default_factory=dict)  # names, by taxonomy and slug
    term_paths: dict[tuple[str, str], str] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)  # attachments of each text
    by_file: dict[str, str] = field(default_factory=dict)  # attachments, by their paths
    by_page: dict[str, str] = field(default_factory=dict)  # attachments, by their pages
    reusable: dict[str, str] = field(default_factory=dict)
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)  # of headings, by path
    redirects: list[tuple[str, str]] = field(default_factory=list)
    redirected: dict[str, list[str]] = field(default_factory=dict)  # from where, by path
    own: set[int] = field(default_factory=set)  # hashes of keys of URLs that are taken
    left_out: Counter[str] = field(default_factory=Counter)  # types of items
    aliased: set[int] = field(default_factory=set)
    _doubles: dict[tuple[str, str], bool] = field(default_factory=dict)

    @property
    def _prefix(self) -> str:
        return urlsplit(self.url).path.rstrip("/")

    @property
    def site(self) -> OldSite:
        """The old site, with the new paths of what is published."""
        return OldSite(self.url, self.pages)

    def kind(self, item: Item) -> str:
        """Return "brief" or "page", or "" for what does not become a text."""
        if item.status in _HIDDEN:
            return ""
        if item.type == "page" or (not item.type and item.field("_wp_page_template")):
            return "page"
        return "brief" if item.type in ("post", "", *self.types) else ""

    def aliases(self, path: str, urls: Iterable[str]) -> list[str]:
        """Return old URLs as aliases of a text; each is used once, and none hides another text."""
        aliases = []
        for url in urls:
            alias = alias_of(url, self.base_url)
            key = url_key(alias)
            number = hash(key)
            belongs = self.pages.get(key, path)
            if alias and not (number in self.own or number in self.aliased) and belongs == path:
                self.aliased.add(number)
                aliases.append(
                    alias if "." in alias.rpartition("/")[2] else alias.rstrip("/") + "/"
                )
        return aliases

    def attachment_at(self, url: str) -> Attachment | None:
        """Return the attachment at a URL of a file, or of a smaller picture made from one."""
        path = file_key(url)
        for each in (path, _RESIZED.sub("", path), _RESIZED.sub("-scaled", path)):
            if each in self.by_file:
                return self.attachments[self.by_file[each]]
        return None

    def names_of(self, item: Item) -> dict[str, list[str]]:
        """Return the names of the terms of a text by our taxonomies, parents after their terms."""
        names: dict[str, dict[str, None]] = {}
        for label in item.labels:
            if label.taxonomy in _INTERNAL:
                continue
            taxonomy_names = names.setdefault(self.taxonomy(label.taxonomy), {})
            for taxonomy, slug, name in self.with_parents(label.taxonomy, label.slug, label.name):
                taxonomy_names.setdefault(self.term_name(taxonomy, slug, name))
        return {taxonomy: list(each) for taxonomy, each in names.items()}

    def taxonomy(self, name: str) -> str:
        """Return our taxonomy for one of WordPress, whose name is in the singular."""
        own = (each for each in (name, f"{name}s") if each in self.taxonomies)
        return next(own, "") or _TAXONOMIES.get(name, name)

    def term_name(self, taxonomy: str, slug: str, name: str) -> str:
        """Return the name of a term; two of a name in different places have their parent's too."""
        term = self.terms.get((taxonomy, slug))
        words = plain_words(term.name if term else name)
        if term and term.parent and self._is_double(term):
            parent = self.terms.get((taxonomy, term.parent))
            if parent:
                return f"{words} ({plain_words(parent.name)})"
        return words

    def _is_double(self, term: Term) -> bool:
        if not self._doubles:
            counts = Counter((each.taxonomy, name_key(each.name)) for each in self.terms.values())
            self._doubles.update({key: count > 1 for key, count in counts.items()})
        return self._doubles.get((term.taxonomy, name_key(term.name)), False)

    def with_parents(self, taxonomy: str, slug: str, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield a term and its parents, each once."""
        taxonomy = "post_tag" if taxonomy == "tag" else taxonomy
        seen: set[str] = set()
        while slug not in seen:
            yield taxonomy, slug, name
            seen.add(slug)
            term = self.terms.get((taxonomy, slug))
            parent = self.terms.get((taxonomy, term.parent)) if term and term.parent else None
            if not parent:
                return
            slug, name = parent.slug, parent.name

    def author_url(self, login: str) -> str:
        """Return the old path of the page of an author; WordPress makes a slug of the login."""
        slug = re.sub(r"[^\w -]", "", login.lower().replace(".", "-"))
        return f"{self._prefix}/author/{slug.replace(' ', '-')}/"

    def term_url(self, taxonomy: str, slug: str) -> str:
        """Return the old path of the list of a term, with WordPress's usual words in it."""
        parts = [each for _, each, _ in self.with_parents(taxonomy, slug, "")]
        return f"{self._prefix}/{_BASES.get(taxonomy, taxonomy)}/{'/'.join(reversed(parts))}/"


def key_of(item: Item) -> int:
    """Return a number that identifies an item in all exports of a site.

    It is a hash, which takes less memory than the words, and is the same within a process.
    """
    return hash((item.id, item.link or item.title))


def file_key(url: str) -> str:
    """Return the path of a file without the host, which changes with networks that copy files."""
    try:
        return unquote(urlsplit(url).path).lstrip("/")
    except ValueError:
        return url


def direct_url(url: str) -> str:
    """Return the URL of a picture itself, not of WordPress's network that resizes it."""
    return _PHOTON.sub("https://", url)


def in_uploads(url: str) -> str:
    """Return the path of a file in the folder of uploads, or ""."""
    match = _UPLOADS.search(f"/{file_key(url)}")
    return match[1] if match else ""


def archive_of(records: Iterable[Record], archive: Archive) -> Archive:
    """Collect what records say into an archive that has only settings so far."""
    archive.own |= {hash(url_key(f"/{name}/")) for name in RESERVED | archive.taxonomies}
    rules: list[Item] = []
    for record in records:
        match record:
            case Channel():
                archive.url = record.url or archive.url
            case Person():
                archive.people.setdefault(record.login, record)
            case Term():
                archive.terms.setdefault((record.taxonomy, record.slug), record)
            case Item():
                _add(archive, record)
                if record.type == "redirect_rule":
                    rules.append(record)
    _add_authors(archive)
    _add_terms(archive)
    _add_rules(archive, rules)
    return archive


def _add(archive: Archive, item: Item) -> None:
    kind, key = archive.kind(item), key_of(item)
    if item.type == "attachment":
        _add_attachment(archive, item)
    elif item.type == "wp_block":
        archive.reusable[item.id] = item.text
    elif item.type == "guest-author":
        login, name = item.field("cap-user_login") or item.name, item.field("cap-display_name")
        archive.people.setdefault(login, Person(login, name or item.title))
    elif kind and key not in archive.paths:
        _add_text(archive, item, kind, key)
    elif not kind and item.type not in _PARTS_OF_SITE and item.status not in _HIDDEN:
        archive.left_out[item.type] += 1


def _add_text(archive: Archive, item: Item, kind: str, key: int) -> None:
    path = new_path(archive, item, kind)
    archive.paths[key] = path
    archive.by_id.setdefault(item.id, path)
    archive.own.add(hash(url_key(_new_url(archive, item, path, kind))))
    if item.creator and kind == "brief":
        archive.people.setdefault(item.creator, Person(item.creator, item.creator))
    if is_open(item):
        archive.open.add(path)
        anchors = frozenset(_ANCHORS.findall(item.text))
        if anchors:
            archive.anchors[path] = anchors
        if kind == "brief":
            _use_terms(archive, item)
        if not urlsplit(item.link).query and urlsplit(item.link).path.strip("/"):
            archive.pages.setdefault(url_key(urlsplit(item.link).path), path)


def is_open(item: Item) -> bool:
    """Whether a text was there for all readers."""
    return item.status == "publish" and not item.password


def new_path(archive: Archive, item: Item, kind: str) -> str:
    """Return the path of a new file; those of pages follow their old URLs."""
    name = unquote(item.name) or slugify(plain_words(item.title))[:80] or f"text-{item.id}"
    if kind == "brief":
        day = day_of(item)
        return archive.names.brief(f"{day}-{name}" if day else name)
    old = urlsplit(item.link)
    prefix = urlsplit(archive.url).path.rstrip("/")
    path = "" if old.query else unquote(old.path).removeprefix(prefix).strip("/")
    path = re.sub(r"\.(?:html?|php)$", "", path) or name
    first, slash, rest = path.partition("/")
    if slugify(first) in RESERVED | archive.taxonomies:
        first = f"{first}-page"
    return archive.names.page(f"{first}{slash}{rest}")


def slug_of(path: str) -> str:
    """Return the last part of the new URL of a brief."""
    name = path.rpartition("/")[2].removesuffix(".md")
    return re.sub(r"^\d{4}-\d\d-\d\d-(?=.)", "", name)


def _new_url(archive: Archive, item: Item, path: str, kind: str) -> str:
    if kind == "page":
        return f"/{path.removeprefix(CONTENT).removesuffix('.md')}/"
    day, moment = slug_of(path), published(item)
    url = archive.permalink.replace("{slug}", day)
    if moment:
        url = url.replace("{year}", f"{moment:%Y}").replace("{month}", f"{moment:%m}")
        url = url.replace("{day}", f"{moment:%d}")
    return url


def _use_terms(archive: Archive, item: Item) -> None:
    """Note the terms of a published brief; only these have a page."""
    for label in item.labels:
        our = archive.taxonomy(label.taxonomy)
        is_shown = our in ("categories", "tags", "series") or our in archive.taxonomies
        if label.taxonomy not in _INTERNAL and is_shown:
            # Parents may come later in the export, so they are added at the end.
            taxonomy = "post_tag" if label.taxonomy == "tag" else label.taxonomy
            archive.used.setdefault((taxonomy, label.slug or label.name), label.name)


def _add_attachment(archive: Archive, item: Item) -> None:
    url = item.attachment_url or item.link
    if not url:
        return
    parts = urlsplit(item.link)
    archive.attachments[item.id] = Attachment(
        url,
        "" if item.parent == "0" else item.parent,
        item.field("_wp_attachment_image_alt").strip(),
        item.excerpt.strip(),
        "" if parts.query else parts.path,
        int(item.order) if item.order.isdecimal() else 0,
    )
    archive.by_file.setdefault(file_key(url), item.id)
    if parts.path.strip("/") and not parts.query:
        archive.by_page.setdefault(url_key(parts.path), item.id)
    archive.children.setdefault(item.parent, []).append(item.id)


def _add_authors(archive: Archive) -> None:
    for login in archive.people:
        archive.authors[login] = archive.names.author(login.partition("@")[0])
        archive.own.add(hash(url_key(f"/authors/{archive.authors[login]}/")))
        path = f"{CONTENT}authors/{archive.authors[login]}.md"
        archive.open.add(path)
        archive.pages.setdefault(url_key(archive.author_url(login)), path)


def _add_terms(archive: Archive) -> None:
    """Give each term that briefs have a file, with the slug of WordPress."""
    for (taxonomy, slug), name in list(archive.used.items()):
        for each, parent, words in archive.with_parents(taxonomy, slug, name):
            archive.used.setdefault((each, parent), words)
    files: dict[tuple[str, str], str] = {}
    free: set[str] = set()
    for (taxonomy, slug), name in archive.used.items():
        our, words = archive.taxonomy(taxonomy), archive.term_name(taxonomy, slug, name)
        group = our, term_slug(words) or name_key(words)
        if group not in files:
            stem = slugify(unquote(slug)) or slugify(words) or "term"
            path = f"{CONTENT}{our}/{stem}.md"
            number = 2
            while path in free:
                path = f"{CONTENT}{our}/{stem}-{number}.md"
                number += 1
            free.add(path)
            files[group] = path
            archive.own.add(hash(url_key(f"/{our}/{stem}/")))
        path = files[group]
        archive.term_paths[taxonomy, slug] = path
        archive.open.add(path)
        archive.pages.setdefault(url_key(archive.term_url(taxonomy, slug)), path)


def _add_rules(archive: Archive, rules: Sequence[Item]) -> None:
    """Add the redirects of the plugin Safe Redirect Manager, which exports them."""
    for rule in rules:
        source, target = rule.field("_redirect_rule_from"), rule.field("_redirect_rule_to")
        path = archive.site.target(target)
        if path and source and "*" not in source:
            archive.redirected.setdefault(path, []).append(source)
        elif source:
            archive.redirects.append((source, target))
