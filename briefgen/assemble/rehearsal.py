"""Problems that a site will have when scheduled texts are published."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from briefgen.assemble.plan import plan
from briefgen.assemble.release import Release, part
from briefgen.assemble.site import assemble
from briefgen.assemble.theme import ThemeFile
from briefgen.assemble.views import Views
from briefgen.model.config import SiteConfig
from briefgen.model.content import Brief, Content
from briefgen.model.diagnostics import Diagnostic, has_errors
from briefgen.model.levels import Levels
from briefgen.model.site import Site

_MOST: Final = 12  # moments at which a site is checked


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A future problem, and when it begins."""

    moment: datetime
    problem: Diagnostic


def upcoming(
    content: Content,
    config: SiteConfig,
    release: Release,
    theme: Sequence[ThemeFile],
    present: Iterable[Diagnostic],
    layout_anchors: Collection[str] = (),
) -> Iterator[Upcoming]:
    """Yield the problems that begin when texts are published, and are not `present` yet.

    Planning a site takes time. So for each moment, only the links of new texts are checked (if
    there are very many moments, for the first ones and the last), and the site is planned once,
    for the last moment. Only if this finds more problems is the site planned for each moment, to
    find out when they begin.
    """
    moments = part(content, release).value.moments
    if len(moments) > _MOST:
        moments = (*moments[: _MOST - 1], moments[-1])
    reported = set(present)

    def fresh(moment: datetime, problems: Iterable[Diagnostic]) -> Iterator[Upcoming]:
        for problem in problems:
            if problem not in reported:
                reported.add(problem)
                yield Upcoming(moment, problem)

    before: frozenset[str] = frozenset()
    for moment in moments:
        site = assemble(content, config, replace(release, now=moment), layout_anchors)
        released = _released(site.value)
        yield from fresh(moment, site.diagnostics)
        yield from fresh(moment, _link_problems(site.value, released - before))
        before = released
    if moments and not reported.issuperset(_planned(site.value, theme)):
        for moment in moments:
            site = assemble(content, config, replace(release, now=moment), layout_anchors)
            yield from fresh(moment, _planned(site.value, theme))


def _released(site: Site) -> frozenset[str]:
    return frozenset(site.addresses.urls)


def _link_problems(site: Site, paths: Collection[str]) -> tuple[Diagnostic, ...]:
    """Return the problems of the links in the texts at these paths."""
    views = Views(site, {})
    for text, _ in site.texts():
        if text.path in paths:
            views.links.passage(text)
            if isinstance(text, Brief):
                for highlight in text.highlights:
                    views.links.resolved(highlight.prose, text.path)
    return tuple(views.diagnostics)


def _planned(site: Site, theme: Sequence[ThemeFile]) -> tuple[Diagnostic, ...]:
    """Plan all files of a site, and return the problems."""
    ends: list[tuple[Diagnostic, ...]] = []

    def steps() -> Iterator[None]:
        ends.append((yield from plan(site, theme, lambda _: None)))

    deque(steps(), maxlen=0)
    return ends[0]


def blocked(problems: Iterable[Upcoming], levels: Levels) -> Iterator[Diagnostic]:
    """Yield a warning for each future error, which will stop all builds from then on."""
    for each in problems:
        if has_errors(levels.applied([each.problem])):
            when = each.moment.isoformat(" ", timespec="minutes")
            yield Diagnostic(
                "blocked-release",
                f"from {when}, this will stop every build: {each.problem.message}",
                each.problem.location,
                each.problem.hint,
                each.problem.nearest,
            )
