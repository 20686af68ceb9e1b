"""Which texts are published now, and which are held back."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from types import MappingProxyType
from typing import Any, Final, TypeVar
from urllib.parse import quote, unquote, urlsplit

from briefgen.assemble.images import shown_image
from briefgen.model.addresses import host_of, is_own, slugify
from briefgen.model.config import LanguageConfig
from briefgen.model.content import (
    Asset,
    Author,
    Brief,
    Content,
    Hold,
    Page,
    Reply,
)
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.file_names import is_manuscript, markdown_stem, original_name
from briefgen.model.identity import path_key
from briefgen.model.languages import split_tag, tongue
from briefgen.model.left_out import LeftOut
from briefgen.model.moments import Moment
from briefgen.model.site_folder import CONTENT
from briefgen.model.targets import target_path
from briefgen.model.text import Reference

Text = Brief | Page | Author | Reply
T = TypeVar("T", bound=Text)

_TEXTS: Final = ("briefs", "pages", "authors", "terms", "replies")
_BRIEFS: Final = f"{CONTENT}briefs/"
_NO_WORDS: Final[Mapping[str, LanguageConfig]] = MappingProxyType({})
_ABSOLUTE: Final = re.compile("https?:|//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Release:
    """What to publish: what is due at `now`, and the kinds of texts that are included anyway.

    `always` is the path of a single text that is included too.
    """

    now: datetime
    drafts: bool = False
    future: bool = False
    embargoed: bool = False
    always: str = ""

    def stops(self, hold: Hold) -> bool:
        """Whether a text is held back for this reason."""
        passes = {"draft": self.drafts, "embargo": self.embargoed, "date": self.future}
        return not passes[hold.reason]


@dataclass(frozen=True, slots=True)
class Parted:
    """Content divided into what is published and what is held back.

    `holds` has the current reasons to hold back a text, by its path. A published text has some too
    if a command asked for it. They change at `next_change`. `moments` are the times at which texts
    will be published, the earliest first.
    """

    published: Content
    withheld: Content
    holds: Mapping[str, tuple[Hold, ...]]
    left_out: LeftOut
    next_change: datetime | None
    moments: tuple[datetime, ...]


def part(
    content: Content, release: Release, languages: Mapping[str, LanguageConfig] = _NO_WORDS
) -> Checked[Parted]:
    """Divide content into what is published and what is held back.

    A text that is held back for its date gets a warning. Everything in the folder of a brief is
    held back with it. The file of an author or a term is held back if only texts that are held
    back name it.
    """
    holds = _holds(content, release.now)
    held = {
        path: stopping
        for path, each in holds.items()
        if path != release.always
        and (stopping := tuple(hold for hold in each if release.stops(hold)))
    }
    briefs, waiting = _split(content.briefs, held)
    unnamed = {*_named_only_by(waiting, briefs, content, languages)}
    hidden = held.keys() | unnamed
    out: dict[str, Any] = {}
    back: dict[str, Any] = {}
    for name in _TEXTS:
        out[name], back[name] = _split(getattr(content, name), hidden)
    published, withheld = replace(content, **out), Content(**back)
    shown = {path: each for path, each in holds.items() if path not in hidden}
    changes = {hold.until.at for each in shown.values() for hold in each if hold.until}
    releases = _releases(held)
    moments = tuple(sorted({*releases.values()}))
    parted = Parted(
        published,
        withheld,
        shown,
        _left_out(held, releases),
        min(changes.union(moments), default=None),
        moments,
    )
    return Checked(parted, tuple(_future(_texts(withheld), held)))


def _holds(content: Content, now: datetime) -> dict[str, tuple[Hold, ...]]:
    """Return the reasons to hold back texts, by path."""
    texts: Iterable[Text] = chain(
        content.briefs, content.pages, content.terms, content.authors, content.replies
    )
    own = {text.path: holds for text in texts if (holds := _own_holds(text, now))}
    folders = {
        folder.casefold(): own[brief.path]
        for brief in content.briefs
        if brief.path in own and (folder := _folder(brief)) not in ("", _BRIEFS)
    }
    if not folders:
        return own
    for brief in content.briefs:
        parents = _parents(brief.path.casefold())
        above = [folders[folder] for folder in parents if folder in folders]
        inherited = tuple(dict.fromkeys(chain(own.get(brief.path, ()), *above)))
        if inherited:
            own[brief.path] = inherited
    return own


def _own_holds(text: Text, now: datetime) -> tuple[Hold, ...]:
    holds = []
    if text.draft:
        holds.append(Hold("draft"))
    if text.embargo and text.embargo.at > now:
        holds.append(Hold("embargo", text.embargo))
    if text.date and text.date.at > now and not isinstance(text, Reply):
        holds.append(Hold("date", text.date))
    return tuple(holds)


def _split(values: Iterable[T], hidden: Collection[str]) -> tuple[tuple[T, ...], tuple[T, ...]]:
    all_values = tuple(values)
    if not hidden:
        return all_values, ()
    return (
        tuple(each for each in all_values if each.path not in hidden),
        tuple(each for each in all_values if each.path in hidden),
    )


def _named_only_by(
    waiting: Sequence[Brief],
    published: Sequence[Brief],
    content: Content,
    languages: Mapping[str, LanguageConfig],
) -> Iterator[str]:
    """Yield the files of authors and terms that only texts that are held back name."""
    if not waiting:
        return
    other_names = [*_other_names(content.terms, languages)]
    public_names = _all_names(published, other_names)
    hidden_names = _all_names(waiting, other_names) - public_names
    for author in content.authors:
        base = split_tag(author.id)[0] or author.id  # the file of an author in one language
        words = (author.id.casefold(), author.name.casefold(), slugify(author.id), slugify(base))
        names = {("authors", word) for word in words}
        if names & hidden_names and not names & public_names:
            yield author.path
    for term in content.terms:
        names_of_term, without = _names_of(term)
        if (names_of_term | without) & hidden_names and not names_of_term & public_names:
            yield term.path


def _names_of(term: Page) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the names that briefs can have for the term of a file, and its name without language.

    The file of a term in one language, `prices.de`, is for the briefs in that language.
    """
    _, key, name = term.path.split("/")
    stem = markdown_stem(name)
    own = {(key, slugify(term.title)), (key, slugify(stem))}
    base, tag = split_tag(stem)
    if not base:
        return own, set()
    return own | {(f"{key} {tongue(tag)}", slugify(base))}, {(key, slugify(base))}


def _other_names(
    terms: Iterable[Page], languages: Mapping[str, LanguageConfig]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield a taxonomy, a language, and the name of a term there and its own, as slugs."""
    for term in terms:
        _, key, name = term.path.split("/")
        base, tag = split_tag(markdown_stem(name))
        if base:
            yield key, tongue(tag), slugify(term.title), slugify(base)
    for tag, words in languages.items():
        for key, names in words.terms.items():
            for own, other in names.items():
                yield key, tongue(tag), slugify(other), slugify(own)


def _all_names(
    briefs: Iterable[Brief], others: Iterable[tuple[str, str, str, str]]
) -> set[tuple[str, str]]:
    """Return the names in briefs, and the own names of the terms that they name otherwise."""
    names = set(chain.from_iterable(map(_names, briefs)))
    for key, spoken, other, own in others:
        if (f"{key} {spoken}", other) in names:
            names |= {(key, own), (f"{key} {spoken}", own)}
    return names


def _names(brief: Brief) -> Iterator[tuple[str, str]]:
    """Yield the names in a brief: authors as written and as slugs, terms as slugs.

    If a brief names its language, its terms are yielded once more with that language.
    """
    for name in brief.authors:
        yield "authors", name.casefold()
        yield "authors", slugify(name)
    spoken = tongue(brief.language) if brief.language else ""
    for key, names in brief.terms.items():
        yield from ((key, slugify(name)) for name in names)
        if spoken:
            yield from ((f"{key} {spoken}", slugify(name)) for name in names)


def _releases(stopped: Mapping[str, Sequence[Hold]]) -> dict[str, datetime]:
    """Return when each text will be published automatically; drafts never are."""
    return {
        path: max(hold.until.at for hold in each if hold.until)
        for path, each in stopped.items()
        if all(hold.until for hold in each)
    }


def _left_out(stopped: Mapping[str, Sequence[Hold]], releases: Mapping[str, datetime]) -> LeftOut:
    """Count what is held back, a draft under embargo as a draft, and say what comes next."""
    reasons = [each[0].reason for each in stopped.values()]
    first = min(releases, key=lambda path: (releases[path], path), default="")
    return LeftOut(
        drafts=reasons.count("draft"),
        embargoed=reasons.count("embargo"),
        future=reasons.count("date"),
        next_path=first,
        next_release=releases.get(first),
    )


def _future(
    texts: Iterable[Brief | Page | Author], held: Mapping[str, Sequence[Hold]]
) -> Iterator[Diagnostic]:
    for text in texts:
        holds = held.get(text.path, ())
        if [hold.reason for hold in holds] == ["date"] and holds[0].until == text.date:
            kind = "brief" if isinstance(text, Brief) else "page"
            yield Diagnostic(
                "future-date",
                f"the {kind} is dated {_iso(text.date)}, so it is not published until then",
                text.location_of("date"),
                "build with --future to publish it now, or correct the date",
            )


def _iso(moment: Moment | None) -> str:
    return moment.iso if moment else ""


def _folder(text: Brief | Page) -> str:
    """Return the folder of a text that has its own, or ""."""
    folder, name = posixpath.split(text.path)
    return f"{folder}/" if markdown_stem(name).casefold() == "index" else ""


def _parents(path: str) -> Iterator[str]:
    """Yield the parent folders of a path, with a trailing slash."""
    while path := posixpath.dirname(path):
        yield f"{path}/"


def released_assets(
    assets: Iterable[Asset],
    withheld: Content,
    published: Content,
    destinations: Iterable[str],
    shared: Collection[str],
    base_url: str,
) -> Checked[tuple[Asset, ...]]:
    """Exclude files that belong only to withheld texts, and manuscripts without a link.

    A file belongs to a text if it is in the text's own folder (for a brief, also in a folder next
    to it with its name), if it is next to the text with its name, or if the text embeds or links
    it, also with a URL below `base_url`. It is not excluded if a published text or the
    `destinations` of the settings do so too; a published URL with the site's own host does not
    publish a file in the folder of a withheld text. `shared` folders do not belong to any text.
    Capitals make no difference to what belongs to a withheld text.
    """
    all_assets = tuple(assets)
    waiting = [*_texts(withheld)]
    manuscripts = [each for each in all_assets if _is_brief_manuscript(each.path)]
    if not waiting and not manuscripts:
        return Checked(all_assets)
    holders: Iterable[Brief | Page] = (*withheld.briefs, *withheld.pages)
    own = {_folder(text) for text in holders}
    own |= {f"{markdown_stem(brief.path)}/" for brief in withheld.briefs}
    own -= {"", *shared}
    # A page in content/Briefs/ does not own content/briefs/.
    folders = tuple({*map(path_key, own)} | {*map(_folded, own)}.difference(map(_folded, shared)))
    linked_by_path = {path for text in _texts(published) for path in _files_of(text, "")}
    linked_by_path |= {target_path(destination, "") for destination in destinations}
    linked = linked_by_path | {
        path for text in _texts(published) for path in _files_of(text, base_url)
    }
    hidden_by_text = {path for text in waiting for path in _files_of(text, base_url)} - linked
    hidden = {path.casefold() for path in hidden_by_text}
    stems = {_folded(markdown_stem(text.path)): False for text in _texts(published)}
    stems |= {_folded(markdown_stem(text.path)): True for text in waiting}

    def is_hidden(path: str) -> bool:
        key, folded = path_key(path), _folded(path)
        if key in linked_by_path:
            return False
        if key.startswith(folders) or folded.startswith(folders):
            return True
        original = original_name(folded)
        image = shown_image(original)
        beside = (stems[stem] for stem in _stems(original) if stem in stems)
        return key not in linked and (
            not hidden.isdisjoint((folded, original, image)) or next(beside, False)
        )

    open_files = [each for each in all_assets if not is_hidden(each.path)]
    unused = {each.path for each in manuscripts if path_key(each.path) not in linked_by_path}
    return Checked(
        tuple(each for each in open_files if each.path not in unused),
        tuple(_manuscript(each.path) for each in open_files if each.path in unused),
    )


def _stems(path: str) -> Iterator[str]:
    """Yield a path without its extensions, the longest first: `a.de` and `a` for `a.de.pdf`."""
    folder, slash, name = path.rpartition("/")
    while name := name.rpartition(".")[0]:
        yield folder + slash + name


def _folded(path: str) -> str:
    return path_key(path).casefold()


def _is_brief_manuscript(path: str) -> bool:
    return path.startswith(_BRIEFS) and is_manuscript(path)


def _manuscript(path: str) -> Diagnostic:
    return Diagnostic(
        "left-out-file",
        "this file is not published: it looks like a manuscript, and no brief links to it",
        Location(path),
        "link to it from a brief to publish it, or move it out of content/",
    )


def _texts(content: Content) -> Iterator[Brief | Page | Author]:
    yield from chain(content.briefs, content.pages, content.terms, content.authors)


def _files_of(text: Brief | Page | Author, base_url: str) -> Iterator[str]:
    """Yield the files that a text links to or embeds; a URL of another site names no file."""
    references = list(text.body.references)
    if not isinstance(text, Page):
        for line in text.lines:
            references += line.references()
        if text.image and isinstance(text.image.src, Reference):
            references.append(text.image.src)
    if isinstance(text, Brief):
        references += [each.file for each in text.downloads]
    if isinstance(text, Brief | Page) and isinstance(text.seo.image, Reference):
        references.append(text.seo.image)
    for reference in references:
        for destination in _on_site(reference.destination, base_url):
            yield target_path(destination, text.path)


def _on_site(destination: str, base_url: str) -> Iterator[str]:
    """Yield what a destination may mean without the host and the base path of the site."""
    is_absolute = _ABSOLUTE.match(destination) is not None
    if is_absolute and not is_own(destination, host_of(base_url)):
        return
    if not is_absolute:
        yield destination
        if not destination.startswith("/"):
            return
    path = unquote(urlsplit(destination).path)
    base_path = unquote(urlsplit(base_url).path).rstrip("/")
    if (is_absolute and not base_path) or (base_path and path.startswith(f"{base_path}/")):
        yield quote("/" + path.removeprefix(base_path).lstrip("/"))
