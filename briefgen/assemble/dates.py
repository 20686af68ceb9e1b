"""Impossible dates: they contradict each other or are in the future."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, datetime, timedelta

from briefgen.assemble.release import Release
from briefgen.model.content import Brief, Correction, Source
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.model.moments import Moment, Precision


@dataclass(frozen=True, slots=True)
class Dated:
    """Briefs without impossible dates; `next_change` is the next future date that was removed."""

    briefs: tuple[Brief, ...]
    next_change: datetime | None


def plausible(briefs: Iterable[Brief], release: Release) -> Checked[Dated]:
    """Remove impossible dates, with a warning for each.

    Otherwise a feed, export or citation could say that a brief was changed before it was
    published, or that a source was accessed tomorrow.
    """
    checks = [_Check(brief, release) for brief in briefs]
    dated = tuple(check.brief() for check in checks)
    ahead = [moment.at for check in checks for moment in check.ahead]
    diagnostics = tuple(problem for check in checks for problem in check.diagnostics)
    return Checked(Dated(dated, min(ahead, default=None)), diagnostics)


def translated_earlier(
    briefs: Iterable[Brief], all_briefs: Mapping[str, Brief], origins: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Yield a warning for each translation that is dated before its original."""
    for brief in briefs:
        original = all_briefs.get(origins.get(brief.path, ""))
        if original is None or original is brief or not (brief.date and original.date):
            continue
        if is_before(brief.date, original.date):
            yield Diagnostic(
                "date-order",
                f"the translation is dated {brief.date.iso}, before its original"
                f" ({original.date.iso})",
                brief.location_of("date" if "date" in brief.spans else "title"),
                "correct the date, or if this is the original, put `translation_of` in the other",
            )


def is_before(one: Moment, other: Moment) -> bool:
    """Whether one date ends before another begins."""
    return one.at < other.at and _end(one) <= other.at


def _end(moment: Moment) -> datetime:
    """Return the end of a date; for a time, return the time itself."""
    at = moment.at
    if moment.precision is Precision.TIME or at.year == MAXYEAR:
        return at
    if moment.precision is Precision.DAY:
        return at + timedelta(days=1)
    if moment.precision is Precision.MONTH and at.month < 12:
        return at.replace(month=at.month + 1)
    return at.replace(year=at.year + 1, month=1)


class _Check:
    """The dates of one brief, and what is wrong with them."""

    def __init__(self, brief: Brief, release: Release) -> None:
        self._brief = brief
        self._now = None if release.future else release.now
        self.ahead: list[Moment] = []
        self.diagnostics: list[Diagnostic] = []

    def brief(self) -> Brief:
        brief = self._brief
        if not (brief.updated or brief.corrections or brief.sources):
            return brief
        corrections = tuple(self._correction(*each) for each in enumerate(brief.corrections))
        sources = tuple(map(self._source, brief.sources))
        updated = self._since(brief.updated, "the brief was updated on", "updated")
        if (updated, corrections, sources) == (brief.updated, brief.corrections, brief.sources):
            return brief
        return replace(brief, updated=updated, corrections=corrections, sources=sources)

    def _correction(self, index: int, correction: Correction) -> Correction:
        event = "the brief was corrected on"
        date = self._since(correction.date, event, f"corrections.{index}")
        return correction if date is correction.date else replace(correction, date=date)

    def _source(self, source: Source) -> Source:
        if not (source.date or source.accessed):
            return source
        date = self._past(source.date, f"`{source.url}` is dated", "sources")
        accessed = self._past(source.accessed, f"`{source.url}` was accessed on", "sources")
        if date and accessed and is_before(accessed, date):
            self._report(
                "date-order",
                f"`{source.url}` was accessed on {accessed.iso}, before its date ({date.iso})",
                "sources",
            )
            accessed = None
        if date is source.date and accessed is source.accessed:
            return source
        return replace(source, date=date, accessed=accessed)

    def _since(self, moment: Moment | None, event: str, key: str) -> Moment | None:
        """Return a date, or None if it is before publication or in the future."""
        published = self._brief.date
        if moment and published and is_before(moment, published):
            self._report(
                "date-order", f"{event} {moment.iso}, before its date ({published.iso})", key
            )
            return None
        return self._past(moment, event, key)

    def _past(self, moment: Moment | None, event: str, key: str) -> Moment | None:
        if moment is None or self._now is None or moment.at <= self._now:
            return moment
        self.ahead.append(moment)
        self._report("future-date", f"{event} {moment.iso}, which is in the future", key)
        return None

    def _report(self, code: str, message: str, key: str) -> None:
        ignored = f"{message}; this date is ignored"
        self.diagnostics.append(
            Diagnostic(code, ignored, self._brief.location_of(key), "correct the date")
        )
