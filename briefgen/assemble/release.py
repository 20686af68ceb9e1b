"""Which texts are published now, and which wait."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Final, TypeVar

from briefgen.assemble.links import target_path
from briefgen.model.addresses import slugify
from briefgen.model.content import (
    Asset,
    Author,
    Brief,
    Content,
    Hold,
    Page,
    Prose,
    Reference,
    Reply,
)
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.file_names import is_manuscript, markdown_stem, original_name
from briefgen.model.identity import path_key
from briefgen.model.moments import Moment
from briefgen.model.site import LeftOut

Text = Brief | Page | Author | Reply
T = TypeVar("T", bound=Text)

_TEXTS: Final = ("briefs", "pages", "authors", "terms", "replies")
_BRIEFS: Final = "content/briefs/"
_WHOLE: Final = re.compile("https?:|//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Release:
    """What to publish: `now` decides, save what is let through by name."""

    now: datetime
    drafts: bool = False
    future: bool = False
    embargoed: bool = False

    def stops(self, hold: Hold) -> bool:
        """Whether a text waits for that reason."""
        passes = {"draft": self.drafts, "embargo": self.embargoed, "date": self.future}
        return not passes[hold.reason]


@dataclass(frozen=True, slots=True)
class Parted:
    """Content in two: what is published, and what waits.

    `holds` are the reasons in force for each text that has some, by its path: published ones have
    them too where a command asks for what waits. They change at `next_change`. `moments` are
    those at which texts come out, the first one first.
    """

    published: Content
    withheld: Content
    holds: Mapping[str, tuple[Hold, ...]]
    left_out: LeftOut
    next_change: datetime | None
    moments: tuple[datetime, ...]


def part(content: Content, release: Release) -> Checked[Parted]:
    """Tell what is published from what waits, with a warning for each that waits for its date.

    What lies in the folder of a brief waits with it. The file of an author or a term waits if
    only texts that wait name it.
    """
    holds = _holds(content, release.now)
    stopped = {
        path: stopping
        for path, each in holds.items()
        if (stopping := tuple(hold for hold in each if release.stops(hold)))
    }
    briefs, waiting = _split(content.briefs, stopped)
    unnamed = {*_named_only_by(waiting, briefs, content)}
    hidden = stopped.keys() | unnamed
    out, back = {}, {}
    for name in _TEXTS:
        out[name], back[name] = _split(getattr(content, name), hidden)
    published, withheld = replace(content, **out), Content(**back)
    shown = {path: each for path, each in holds.items() if path not in hidden}
    changes = {hold.until.at for each in shown.values() for hold in each if hold.until}
    releases = _releases(stopped)
    moments = tuple(sorted({*releases.values()}))
    parted = Parted(
        published,
        withheld,
        shown,
        _left_out(stopped, releases),
        min(changes.union(moments), default=None),
        moments,
    )
    return Checked(parted, tuple(_future(_texts(withheld), stopped)))


def _holds(content: Content, now: datetime) -> dict[str, tuple[Hold, ...]]:
    """Return why texts wait, for each that does, by its path."""
    texts: Iterable[Text] = chain(
        content.briefs, content.pages, content.terms, content.authors, content.replies
    )
    own = {text.path: found for text in texts if (found := _own_holds(text, now))}
    folders = {folder: own[brief.path] for brief in content.briefs
               if brief.path in own and (folder := _folder(brief))}  # fmt: skip
    if not folders:
        return own
    for brief in content.briefs:
        above = [folders[folder] for folder in _parents(brief.path) if folder in folders]
        inherited = tuple(dict.fromkeys(chain(own.get(brief.path, ()), *above)))
        if inherited:
            own[brief.path] = inherited
    return own


def _own_holds(text: Text, now: datetime) -> tuple[Hold, ...]:
    found = []
    if text.draft:
        found.append(Hold("draft"))
    if text.embargo and text.embargo.at > now:
        found.append(Hold("embargo", text.embargo))
    if text.date and text.date.at > now and not isinstance(text, Reply):
        found.append(Hold("date", text.date))
    return tuple(found)


def _split(values: Iterable[T], hidden: Collection[str]) -> tuple[tuple[T, ...], tuple[T, ...]]:
    given = tuple(values)
    if not hidden:
        return given, ()
    return (
        tuple(each for each in given if each.path not in hidden),
        tuple(each for each in given if each.path in hidden),
    )


def _named_only_by(
    waiting: Sequence[Brief], published: Sequence[Brief], content: Content
) -> Iterator[str]:
    """Yield the paths of the files of authors and terms that nothing published names."""
    if not waiting:
        return
    known = set(chain.from_iterable(map(_names, published)))
    hidden = set(chain.from_iterable(map(_names, waiting))) - known
    for author in content.authors:
        words = (author.id.casefold(), author.name.casefold(), slugify(author.id))
        names = {("authors", word) for word in words}
        if names & hidden and not names & known:
            yield author.path
    for term in content.terms:
        _, key, name = term.path.split("/")
        if (key, slugify(markdown_stem(name))) in hidden:
            yield term.path


def _names(brief: Brief) -> Iterator[tuple[str, str]]:
    """Yield what a brief names: authors as they are written and by their slugs, terms by these."""
    for name in brief.authors:
        yield "authors", name.casefold()
        yield "authors", slugify(name)
    for key, names in brief.terms.items():
        yield from ((key, slugify(name)) for name in names)


def _releases(stopped: Mapping[str, Sequence[Hold]]) -> dict[str, datetime]:
    """Return when each text comes out by itself; a draft never does."""
    return {
        path: max(hold.until.at for hold in each if hold.until)
        for path, each in stopped.items()
        if all(hold.until for hold in each)
    }


def _left_out(stopped: Mapping[str, Sequence[Hold]], releases: Mapping[str, datetime]) -> LeftOut:
    """Count what waits, a draft under embargo as a draft, and tell what comes out next."""
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
    texts: Iterable[Brief | Page | Author], stopped: Mapping[str, Sequence[Hold]]
) -> Iterator[Diagnostic]:
    for text in texts:
        holds = stopped.get(text.path, ())
        if [hold.reason for hold in holds] == ["date"] and holds[0].until == text.date:
            what = "brief" if isinstance(text, Brief) else "page"
            yield Diagnostic(
                "future-date",
                f"the {what} is dated {_iso(text.date)}, and waits until then",
                text.place("date"),
                "build with --future to publish it now, or correct the date",
            )


def _iso(moment: Moment | None) -> str:
    return moment.iso if moment else ""


def _folder(text: Brief | Page) -> str:
    """Return the folder that is a text's own, or ""."""
    folder, name = posixpath.split(text.path)
    return f"{folder}/" if markdown_stem(name) == "index" else ""


def _parents(path: str) -> Iterator[str]:
    """Yield the folders above a path, with a slash at the end."""
    while path := posixpath.dirname(path):
        yield f"{path}/"


def released_assets(
    assets: Iterable[Asset],
    withheld: Content,
    published: Content,
    destinations: Iterable[str],
    shared: Collection[str],
) -> Checked[tuple[Asset, ...]]:
    """Leave out the files that belong to withheld texts alone, and manuscripts nobody links.

    A file belongs to a text if it lies in the text's own folder (for a brief, also in one beside
    it with its name), or if the text shows or links it, and if nothing published does, nor the
    `destinations` of the settings. Folders that are `shared` are nobody's own.
    """
    given = tuple(assets)
    waiting = [*_texts(withheld)]
    manuscripts = [each for each in given if _is_brief_manuscript(each.path)]
    if not waiting and not manuscripts:
        return Checked(given)
    holders: Iterable[Brief | Page] = (*withheld.briefs, *withheld.pages)
    own = {_folder(text) for text in holders}
    own |= {f"{markdown_stem(brief.path)}/" for brief in withheld.briefs}
    folders = tuple(sorted(path_key(folder) for folder in own if folder and folder not in shared))
    wanted = {path for text in _texts(published) for path in _files_of(text)}
    wanted |= {target_path(destination, "") for destination in destinations}
    hidden = {path for text in waiting for path in _files_of(text)} - wanted

    def is_hidden(path: str) -> bool:
        return path not in wanted and (
            path.startswith(folders) or not hidden.isdisjoint((path, original_name(path)))
        )

    kept = [each for each in given if not is_hidden(path_key(each.path))]
    unused = {each.path for each in manuscripts if path_key(each.path) not in wanted}
    return Checked(
        tuple(each for each in kept if each.path not in unused),
        tuple(_manuscript(each.path) for each in kept if each.path in unused),
    )


def _is_brief_manuscript(path: str) -> bool:
    return path.startswith(_BRIEFS) and is_manuscript(path)


def _manuscript(path: str) -> Diagnostic:
    return Diagnostic(
        "left-out-file",
        "this file is left out: it looks like the manuscript of a brief, and no brief links to it",
        Location(path),
        "link to it from a brief to publish it, or move it out of content/",
    )


def _texts(content: Content) -> Iterator[Brief | Page | Author]:
    yield from chain(content.briefs, content.pages, content.terms, content.authors)


def _files_of(text: Brief | Page | Author) -> Iterator[str]:
    """Yield the files that a text names; a whole URL names what is published, and no file."""
    proses: list[Prose] = [text.body.prose]
    references: list[Reference] = []
    if isinstance(text, Brief):
        proses += text.lines
        if text.image and isinstance(text.image.src, Reference):
            references.append(text.image.src)
    for prose in proses:
        references += prose.references
    for reference in references:
        if not _WHOLE.match(reference.destination):
            yield target_path(reference.destination, text.path)
