"""What will be wrong with a site when the texts that wait come out."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from briefgen.assemble.plan import plan
from briefgen.assemble.release import Release, part
from briefgen.assemble.site import assemble
from briefgen.assemble.theme import ThemeFile
from briefgen.model.config import SiteConfig
from briefgen.model.content import Content
from briefgen.model.diagnostics import Diagnostic

_MOST: Final = 12  # moments at which a site is looked at


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A problem that is not there yet, and from when on it will be."""

    moment: datetime
    problem: Diagnostic


def upcoming(
    content: Content,
    config: SiteConfig,
    release: Release,
    theme: Sequence[ThemeFile],
    present: Iterable[Diagnostic],
) -> Iterator[Upcoming]:
    """Yield what will be wrong at the moments at which texts come out, and is not `present`.

    The site is assembled and planned as it will be at each; of very many, at the first ones and
    the last.
    """
    moments = part(content, release).value.moments
    if len(moments) > _MOST:
        moments = (*moments[: _MOST - 1], moments[-1])
    told = set(present)
    for moment in moments:
        site = assemble(content, config, replace(release, now=moment))
        problems = (*site.diagnostics, *_end(plan(site.value, theme, lambda _: None)))
        for problem in problems:
            if problem not in told:
                told.add(problem)
                yield Upcoming(moment, problem)


def blocked(problems: Iterable[Upcoming]) -> Iterator[Diagnostic]:
    """Yield a warning now for each error to come: from then on nothing could be published."""
    for each in problems:
        if each.problem.is_error:
            when = each.moment.isoformat(" ", timespec="minutes")
            yield Diagnostic(
                "blocked-release",
                f"from {when} on, this will stop every build: {each.problem.message}",
                each.problem.location,
                each.problem.hint,
            )


def _end(steps: Generator[Any, None, tuple[Diagnostic, ...]]) -> tuple[Diagnostic, ...]:
    """Go through all steps, and return what they come to."""
    found: list[tuple[Diagnostic, ...]] = []

    def whole() -> Iterator[Any]:
        found.append((yield from steps))

    deque(whole(), maxlen=0)
    return found[0]
