"""Two files that would be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefgen.model.diagnostics import Diagnostic
from briefgen.model.outputs import Output


def collisions(outputs: Iterable[Output]) -> Iterator[Diagnostic]:
    """Report two files for one URL, also where they differ by case or one would be a folder."""
    claimed: dict[str, Output] = {}
    folders: dict[str, Output] = {}
    for output in outputs:
        key = output.path.casefold()
        other = claimed.setdefault(key, output)
        if other is not output:
            yield _collision(output, other)
        parts = key.split("/")
        for end in range(1, len(parts)):
            folders.setdefault("/".join(parts[:end]), output)
    for key, folder in folders.items():
        if key in claimed:
            yield _collision(claimed[key], folder)


def _collision(output: Output, other: Output) -> Diagnostic:
    url = "/" + output.path.removesuffix("index.html")
    case = "" if output.path == other.path else ", save for small and capital letters"
    place = f"{other.origin.path}:{other.origin.span.line}"
    return Diagnostic(
        "url-collision",
        f"{output.origin.path} and {place} both become {url}{case}",
        output.origin,
        "give one of them another `slug`, or rename it",
    )
