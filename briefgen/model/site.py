"""The assembled site: its published briefs in order, and how they are connected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from briefgen.model.addresses import NOT_FOUND
from briefgen.model.config import SiteConfig, TaxonomyConfig
from briefgen.model.content import Asset, Author, Brief, Hold, Page, Reply
from briefgen.model.editing import EditFields
from briefgen.model.identity import name_key
from briefgen.model.languages import tongue
from briefgen.model.left_out import LeftOut
from briefgen.model.moments import Moment


@dataclass(frozen=True, slots=True)
class PublishedBrief:
    """A brief with its URL path (not encoded, without the base path).

    `folder` is the URL path of the folder with its files, if that is another and shows no page. It
    redirects to the brief.
    """

    brief: Brief
    url: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """A plain page with its URL path."""

    page: Page
    url: str


@dataclass(frozen=True, slots=True)
class TermWords:
    """What a language calls a term, with its text in that language, if there is one."""

    name: str
    text: Page | Author | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a taxonomy; `members` are indexes into the site's list of briefs, in order.

    `text_language` is the language of its text, "" without one.
    """

    slug: str
    name: str
    url: str
    members: tuple[int, ...] = ()
    words: Page | None = None
    author: Author | None = None
    text_language: str = ""

    @property
    def accent(self) -> str:
        """The term's own colour, or ""."""
        return self.words.accent if self.words else ""

    @property
    def data_term(self) -> str:
        """The value of the attribute that gives elements the term's colour, "" if it has none.

        It is the same in all languages.
        """
        return "/".join(self.url.split("/")[-3:-1]) if self.accent else ""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A taxonomy with its terms by slug, in the order of their names.

    `slugs` has the slug of each name that a brief uses, and `aliases` the slugs of names that only
    briefs in one language use, by that language and `name_key`. `words` has what languages call the
    terms, by tag and slug. `home` is the URL path of the home page in the language of its pages.
    """

    key: str
    config: TaxonomyConfig
    terms: Mapping[str, Term]
    slugs: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, TermWords]] = field(default_factory=dict)
    home: str = "/"

    @property
    def url(self) -> str:
        """URL path of the overview page."""
        return f"{self.home}{self.key}/"

    def slug(self, name: str, language: str) -> str:
        """Return the slug of a name in a brief in some language, or "" if it has none."""
        alias = self.aliases.get(tongue(language), {}).get(name_key(name)) if self.aliases else ""
        return alias or self.slugs.get(name, "")

    @property
    def title(self) -> str:
        """Heading of the overview page."""
        return self.config.title or self.key.replace("_", " ").replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Home:
    """The home page of a language, and its lists.

    `members` are indexes into the site's briefs, in order, and `lists` are the taxonomies and the
    authors, by key. Both have each work once.
    """

    language: str
    url: str
    members: tuple[int, ...] = ()
    words: Page | None = None
    lists: Mapping[str, Taxonomy] = field(default_factory=dict)

    def terms(self) -> Iterator[Term]:
        """Yield the terms and authors that have a list in this language."""
        for group in self.lists.values():
            yield from group.terms.values()


@dataclass(frozen=True, slots=True)
class Addresses:
    """The possible destinations of links.

    `urls` has the URL path of each published file of content/ by its path, `anchors` the anchors
    of its headings, and `files` the file whose text a URL path shows. `url_paths` has every URL
    path of the site, `withheld` the paths and URLs of what is not published yet. `data` has the
    files whose data texts show, published or not, by their paths. `host` is the site's host.
    `layout_anchors` are the anchors in the site's layouts. Paths have the form that `path_key`
    returns.
    """

    urls: Mapping[str, str] = field(default_factory=dict)
    anchors: Mapping[str, Collection[str]] = field(default_factory=dict)
    url_paths: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    data: Mapping[str, Asset] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    host: str = ""
    layout_anchors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """The names to search for what a broken link may have meant.

    `anchors` only has the pages that such links point to.
    """

    files: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    anchors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything that is published. Briefs are sorted newest first.

    `signed` maps each name or id in a brief's `authors` to the slug of its author.
    `related` has, for each brief, the indexes of the most related works, the closest first.
    `taxonomies` and `authors` have all versions of translated briefs.
    `not_found` is the text of the page for unknown URLs.
    `homes` begins with the home page of the site's language. `translations` has, for each brief
    with translations, the indexes of its versions in other languages.
    `sizes` has the sizes in bytes of the files that briefs offer, by their keys.
    `replies` has the approved replies to a brief by the brief's path.
    `left_out` says what is not published yet. `holds` has, for what is published only because a
    command asked for it, the reason why it otherwise would not be. Both change at `next_change`;
    a date that is ignored because it is in the future may also come into effect then.
    `review` is the day of a build for reviewers, and None for the published site.
    `fields` are what editors can fill in, if the site has a page for that.
    """

    config: SiteConfig
    authors: Taxonomy
    briefs: tuple[PublishedBrief, ...] = ()
    pages: tuple[PublishedPage, ...] = ()
    home: Page | None = None
    not_found: Page | None = None
    homes: tuple[Home, ...] = ()
    translations: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    taxonomies: Mapping[str, Taxonomy] = field(default_factory=dict)
    signed: Mapping[str, str] = field(default_factory=dict)
    assets: tuple[Asset, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    replies: Mapping[str, tuple[Reply, ...]] = field(default_factory=dict)
    addresses: Addresses = Addresses()
    related: tuple[tuple[int, ...], ...] = ()
    left_out: LeftOut = LeftOut()
    holds: Mapping[str, tuple[Hold, ...]] = field(default_factory=dict)
    next_change: datetime | None = None
    review: Moment | None = None
    fields: EditFields | None = None

    @property
    def groups(self) -> tuple[Taxonomy, ...]:
        """The taxonomies and the authors."""
        return (*self.taxonomies.values(), self.authors)

    def accents(self) -> dict[str, str]:
        """Return the colours of terms that have their own, by `data_term`."""
        return {
            term.data_term: term.accent
            for taxonomy in self.taxonomies.values()
            for term in taxonomy.terms.values()
            if term.accent
        }

    def texts(self) -> Iterator[tuple[Brief | Page | Author, str]]:
        """Yield each file of content/ whose text a page shows, with the page's URL."""
        yield from ((each.brief, each.url) for each in self.briefs)
        yield from ((each.page, each.url) for each in self.pages)
        if self.not_found:
            yield self.not_found, NOT_FOUND
        yield from ((home.words, home.url) for home in self.homes if home.words)
        paths: set[str] = set()
        for term in (term for home in self.homes for term in home.terms()):
            text = term.words or term.author
            if text and text.path not in paths:  # lists in other languages may show it again
                paths.add(text.path)
                yield text, term.url

    @property
    def next_release(self) -> datetime | None:
        """When the next scheduled text is published."""
        return self.left_out.next_release
