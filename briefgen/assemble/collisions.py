"""Two files that would be one."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.outputs import Output, Rendered
from briefgen.model.reserved import reserved_for
from briefgen.model.views import BriefPage, RedirectPage

_BRIEFS: Final = "content/briefs/"


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that somebody wants to be there: where, whose, and whether it is an old address.

    `language` is that of a brief, else "".
    """

    path: str
    origin: Location
    is_alias: bool
    language: str = ""

    @property
    def is_brief(self) -> bool:
        """Whether it is the page or another form of a brief."""
        return self.origin.path.startswith(_BRIEFS) and self.origin.path.endswith(".md")

    @property
    def name(self) -> str:
        """The last part of its address."""
        return posixpath.basename(posixpath.dirname(self.path)) or "brief"


def claim(output: Output) -> Claim:
    """Return what an output claims."""
    view = output.view if isinstance(output, Rendered) else None
    language = view.page.language if isinstance(view, BriefPage) else ""
    return Claim(output.path, output.origin, isinstance(view, RedirectPage), language)


def collisions(claims: Iterable[Claim]) -> Iterator[Diagnostic]:
    """Report two files for one URL, also where one would be a folder.

    Names that differ by case, or by how an accent is encoded, are one name on many disks.

    Two briefs at one URL collide in many files; that is told once.
    """
    told: set[frozenset[Location]] = set()
    for one, other in _pairs(claims):
        pair = frozenset((one.origin, other.origin))
        if pair not in told:
            told.add(pair)
            yield _collision(one, other)


def reserved(claims: Iterable[Claim], *, has_search: bool) -> Iterator[Diagnostic]:
    """Report files at paths that briefgen needs for files which no plan names."""
    for each in claims:
        owner = reserved_for(each.path, has_search=has_search)
        if owner:
            url = "/" + each.path.removesuffix("index.html")
            yield Diagnostic(
                "url-collision",
                f"{each.origin.path} would become {url}, which is reserved for {owner}",
                each.origin,
                "take the alias out" if each.is_alias else "give it another name or folder",
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
        while above and above not in folders:  # else those above that are known too
            folders[above] = each
            above = above.rpartition("/")[0]
    for key, folder in folders.items():
        if key in claimed:
            yield claimed[key], folder


def _collision(one: Claim, other: Claim) -> Diagnostic:
    aliases = [each for each in (one, other) if each.is_alias]
    if len(aliases) == 1:
        return _hidden(aliases[0], one if aliases[0] is other else other)
    url = "/" + one.path.removesuffix("index.html")
    place = f"{other.origin.path}:{other.origin.span.line}"
    return Diagnostic(
        "url-collision",
        f"{one.origin.path} and {place} both become {url}{_difference(one.path, other.path)}",
        one.origin,
        _apart(one, other) + _by_language(one, other),
    )


def _apart(one: Claim, other: Claim) -> str:
    """Say how two files get addresses of their own; only briefs have a `slug`."""
    if one.is_alias:
        return "take one of the two aliases out"
    if one.is_brief:
        return f"write a line `slug: {one.name}-2` here, or another that no brief has"
    if other.is_brief:
        return f"rename this file, or write a line `slug: {other.name}-2` in {other.origin.path}"
    return "rename one of the two files"


def _by_language(one: Claim, other: Claim) -> str:
    if not (one.language and other.language) or one.language == other.language:
        return ""
    return (
        "; or put the language into all addresses, in site.yaml:"
        "\npermalink: /{language}/briefs/{slug}/"
    )


def _folded(path: str) -> str:
    """Return what a path has in common with those that a disk may take for it."""
    if path.isascii():
        return path.casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def _difference(one: str, other: str) -> str:
    if one == other:
        return ""
    if unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other):
        return ", apart from how their accents are encoded"
    return ", apart from capital letters"


def _hidden(alias: Claim, page: Claim) -> Diagnostic:
    """Report an alias at the address of something that is there."""
    url = "/" + alias.path.removesuffix("index.html")
    other = page.origin
    is_own = other.path == alias.origin.path
    what = "the brief itself" if is_own else f"{other.path}:{other.span.line}"
    return Diagnostic(
        "url-collision",
        f"the alias {url} would hide {what}, which is published there",
        alias.origin,
        "take the alias out",
    )
