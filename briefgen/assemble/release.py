"""Which texts are published now, and which wait."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import chain
from typing import Final, TypeVar

from briefgen.assemble.links import target_path
from briefgen.model.addresses import slugify
from briefgen.model.content import Asset, Author, Brief, Content, Page, Prose, Reference, Reply
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.model.file_names import markdown_stem
from briefgen.model.moments import Moment
from briefgen.model.site import Hold, LeftOut

Text = Brief | Page | Author | Reply
T = TypeVar("T", bound=Text)

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
    them too where a command asks for what waits. They change at `next_change`.
    """

    published: Content
    withheld: Content
    holds: Mapping[str, tuple[Hold, ...]]
    left_out: LeftOut
    next_change: datetime | None


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
    for each in fields(Content):
        values = getattr(content, each.name)
        out[each.name], back[each.name] = _split(values, hidden)
    published, withheld = Content(**out), Content(**back)
    shown = {path: each for path, each in holds.items() if path not in hidden}
    moments = [hold.until.at for each in shown.values() for hold in each if hold.until]
    left_out = _left_out(stopped)
    moments += [left_out.next_release] if left_out.next_release else []
    parted = Parted(published, withheld, shown, left_out, min(moments, default=None))
    return Checked(parted, tuple(_future(chain(waiting, withheld.pages), stopped)))


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


def _left_out(stopped: Mapping[str, Sequence[Hold]]) -> LeftOut:
    """Count what waits, by the reason that keeps it longest, and tell what comes out next."""
    reasons = [each[0].reason for each in stopped.values()]
    moments = {
        path: max(hold.until.at for hold in each if hold.until)
        for path, each in stopped.items()
        if all(hold.until for hold in each)
    }
    first = min(moments, key=lambda path: (moments[path], path), default="")
    return LeftOut(
        drafts=reasons.count("draft"),
        embargoed=reasons.count("embargo"),
        future=reasons.count("date"),
        next_path=first,
        next_release=moments.get(first),
    )


def _future(
    texts: Iterable[Brief | Page], stopped: Mapping[str, Sequence[Hold]]
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
) -> tuple[Asset, ...]:
    """Leave out the files that belong to withheld texts alone.

    A file belongs to a text if it lies in the text's own folder, or if the text shows or links
    it, and if nothing published does, nor the `destinations` of the settings. Folders that are
    `shared` are nobody's own.
    """
    waiting = [*_texts(withheld)]
    if not waiting:
        return tuple(assets)
    holders: Iterable[Brief | Page] = (*withheld.briefs, *withheld.pages)
    own = {_folder(text) for text in holders}
    folders = tuple(sorted(folder for folder in own if folder and folder not in shared))
    wanted = {path for text in _texts(published) for path in _files_of(text)}
    wanted |= {target_path(destination, "") for destination in destinations}
    hidden = {path for text in waiting for path in _files_of(text)} - wanted
    return tuple(
        asset
        for asset in assets
        if asset.path not in hidden and (asset.path in wanted or not asset.path.startswith(folders))
    )


def _texts(content: Content) -> Iterator[Brief | Page | Author]:
    yield from chain(content.briefs, content.pages, content.terms, content.authors)


def _files_of(text: Brief | Page | Author) -> Iterator[str]:
    """Yield the files that a text names; a whole URL names what is published, and no file."""
    proses: list[Prose] = [text.body.prose]
    references: list[Reference] = []
    if isinstance(text, Brief):
        proses += [highlight.prose for highlight in text.highlights]
        if text.image and isinstance(text.image.src, Reference):
            references.append(text.image.src)
    for prose in proses:
        references += prose.references
    for reference in references:
        if not _WHOLE.match(reference.destination):
            yield target_path(reference.destination, text.path)
