"""Output files with the same path."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.outputs import Output, Rendered
from briefgen.model.reserved import reserved_for
from briefgen.model.site_folder import CONTENT, SITE_FILE
from briefgen.model.views import BriefPage, RedirectPage

_BRIEFS: Final = f"{CONTENT}briefs/"


@dataclass(frozen=True, slots=True)
class Claim:
    """A planned output file: its path, its origin, and whether it is an old address.

    `language` is the language of a brief, else "".
    """

    path: str
    origin: Location
    is_alias: bool
    language: str = ""

    @property
    def is_brief(self) -> bool:
        """Whether it is the page of a brief or another form of it."""
        return self.origin.path.startswith(_BRIEFS) and self.origin.path.endswith(".md")

    @property
    def name(self) -> str:
        """The last part of its URL."""
        return posixpath.basename(posixpath.dirname(self.path)) or "brief"


def claim(output: Output) -> Claim:
    """Return the claim of an output."""
    view = output.view if isinstance(output, Rendered) else None
    language = view.page.language if isinstance(view, BriefPage) else ""
    return Claim(output.path, output.origin, isinstance(view, RedirectPage), language)


def collisions(claims: Iterable[Claim], fixed: Collection[Location] = ()) -> Iterator[Diagnostic]:
    """Report two files with the same URL, and a file that has the path of a folder.

    On many disks, names that differ only in case, or in how an accent is encoded, are the same.

    Two briefs with the same URL collide in many files, but are reported once. `fixed` are the
    places of permalinks in briefs.
    """
    reported: set[frozenset[Location]] = set()
    for one, other in _pairs(claims):
        pair = frozenset((one.origin, other.origin))
        if pair not in reported:
            reported.add(pair)
            yield _collision(one, other, fixed)


def reserved(claims: Iterable[Claim], *, has_search: bool) -> Iterator[Diagnostic]:
    """Report files at paths that briefgen reserves for its own unplanned files."""
    for each in claims:
        owner = reserved_for(each.path, has_search=has_search)
        if owner:
            url = "/" + each.path.removesuffix("index.html")
            yield Diagnostic(
                "url-collision",
                f"{each.origin.path} would be published at {url}, which is reserved for {owner}",
                each.origin,
                "remove the alias" if each.is_alias else "rename it or move it to another folder",
            )


def _pairs(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    claimed: dict[str, Claim] = {}
    folders: dict[str, Claim] = {}
    for each in claims:
        key = _folded(each.path)
        other = claimed.setdefault(key, each)
        if other is not each:
            yield each, other
        above = key.rpartition("/")[0]
        while above and above not in folders:  # otherwise its parents are there too
            folders[above] = each
            above = above.rpartition("/")[0]
    for key, folder in folders.items():
        if key in claimed:
            yield claimed[key], folder


def _collision(one: Claim, other: Claim, fixed: Collection[Location]) -> Diagnostic:
    aliases = [each for each in (one, other) if each.is_alias]
    if len(aliases) == 1:
        return _hidden(aliases[0], one if aliases[0] is other else other)
    url = "/" + one.path.removesuffix("index.html")
    other_place = f"{other.origin.path}:{other.origin.span.line}"
    return Diagnostic(
        "url-collision",
        f"{one.origin.path} and {other_place} would both be published at {url}"
        + _difference(one.path, other.path),
        one.origin,
        _apart(one, other, fixed) + _by_language(one, other),
    )


def _apart(one: Claim, other: Claim, fixed: Collection[Location]) -> str:
    """Say how to give two files different URLs; only briefs have a `slug` or a `permalink`."""
    if one.is_alias:
        return "remove one of the two aliases"
    if one.origin in fixed:
        return "change the `permalink` of this file"
    if other.origin in fixed:
        return f"change the `permalink` of {other.origin.path}"
    if one.is_brief:
        return f"add `slug: {one.name}-2` to this file, or another slug that is not in use"
    if other.is_brief:
        return f"rename this file, or add `slug: {other.name}-2` to {other.origin.path}"
    # The origin of lists and other pages without a text is the settings.
    if SITE_FILE in (one.origin.path, other.origin.path):
        file = one if other.origin.path == SITE_FILE else other
        return f"rename {file.origin.path}: briefgen makes a page of its own at this address"
    return "rename one of the two files"


def _by_language(one: Claim, other: Claim) -> str:
    if not (one.language and other.language) or one.language == other.language:
        return ""
    return (
        "; or include the language in all URLs, in site.yaml:"
        "\npermalink: /{language}/briefs/{slug}/"
    )


def _folded(path: str) -> str:
    """Return a key that is equal for paths that a disk may treat as the same."""
    if path.isascii():
        return path.casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def _difference(one: str, other: str) -> str:
    if one == other:
        return ""
    if unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other):
        return " (the paths differ only in how accents are encoded)"
    return " (the paths differ only in case)"


def _hidden(alias: Claim, page: Claim) -> Diagnostic:
    """Report an alias that has the URL of a page or file."""
    url = "/" + alias.path.removesuffix("index.html")
    other = page.origin
    is_own = other.path == alias.origin.path
    hidden = "the brief itself" if is_own else f"{other.path}:{other.span.line}"
    return Diagnostic(
        "url-collision",
        f"the alias {url} would hide {hidden}, which is published there",
        alias.origin,
        "remove the alias",
    )
