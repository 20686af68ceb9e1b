"""Two files that would be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.outputs import Output, Rendered
from briefgen.model.views import RedirectPage


def collisions(outputs: Iterable[Output]) -> Iterator[Diagnostic]:
    """Report two files for one URL, also where they differ by case or one would be a folder.

    Two briefs at one URL collide in many files; that is told once.
    """
    told: set[frozenset[Location]] = set()
    for output, other in _pairs(outputs):
        pair = frozenset((output.origin, other.origin))
        if pair not in told:
            told.add(pair)
            yield _collision(output, other)


def _pairs(outputs: Iterable[Output]) -> Iterator[tuple[Output, Output]]:
    claimed: dict[str, Output] = {}
    folders: dict[str, Output] = {}
    for output in outputs:
        key = output.path.casefold()
        other = claimed.setdefault(key, output)
        if other is not output:
            yield output, other
        parts = key.split("/")
        for end in range(1, len(parts)):
            folders.setdefault("/".join(parts[:end]), output)
    for key, folder in folders.items():
        if key in claimed:
            yield claimed[key], folder


def _collision(output: Output, other: Output) -> Diagnostic:
    aliases = [each for each in (output, other) if _is_alias(each)]
    if len(aliases) == 1:
        return _hidden(aliases[0], output if aliases[0] is other else other)
    url = "/" + output.path.removesuffix("index.html")
    case = "" if output.path == other.path else ", save for small and capital letters"
    place = f"{other.origin.path}:{other.origin.span.line}"
    return Diagnostic(
        "url-collision",
        f"{output.origin.path} and {place} both become {url}{case}",
        output.origin,
        "give one of them another `slug`, or rename it",
    )


def _is_alias(output: Output) -> bool:
    return isinstance(output, Rendered) and isinstance(output.view, RedirectPage)


def _hidden(alias: Output, page: Output) -> Diagnostic:
    """Report an alias at the address of something that is there."""
    url = "/" + alias.path.removesuffix("index.html")
    other = page.origin
    is_own = other.path == alias.origin.path
    what = "the brief itself" if is_own else f"{other.path}:{other.span.line}"
    return Diagnostic(
        "url-collision",
        f"the alias {url} would hide {what}, which is published there",
        alias.origin,
        "take the alias out, or give the other another address",
    )
