"""Dates that cannot be true: they contradict each other, or have not come yet."""

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
    """Briefs whose dates can be true; `next_change` is when the next that is left out has come."""

    briefs: tuple[Brief, ...]
    next_change: datetime | None


def plausible(briefs: Iterable[Brief], release: Release) -> Checked[Dated]:
    """Leave out the dates that cannot be true, with a warning for each.

    So no feed, export or citation says that a brief was changed before it was published, or
    that somebody has read a source tomorrow.
    """
    checks = [_Check(brief, release) for brief in briefs]
    found = tuple(check.brief() for check in checks)
    ahead = [moment.at for check in checks for moment in check.ahead]
    diagnostics = tuple(problem for check in checks for problem in check.diagnostics)
    return Checked(Dated(found, min(ahead, default=None)), diagnostics)


def translated_earlier(
    briefs: Iterable[Brief], everything: Mapping[str, Brief], origins: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Yield a warning for each translation that is dated before its original."""
    for brief in briefs:
        original = everything.get(origins.get(brief.path, ""))
        if original is None or original is brief or not (brief.date and original.date):
            continue
        if is_before(brief.date, original.date):
            yield Diagnostic(
                "date-order",
                f"the translation is dated {brief.date.iso}, before its original"
                f" ({original.date.iso})",
                brief.place("date" if "date" in brief.spans else "title"),
                "correct the date; or if this is the original, give `translation_of` to the other",
            )


def is_before(one: Moment, other: Moment) -> bool:
    """Whether all that a date may mean lies before the beginning of another."""
    return one.at < other.at and _end(one) <= other.at


def _end(moment: Moment) -> datetime:
    """Return the end of a date; of a time, the time itself."""
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
        updated = self._since(brief.updated, "the brief was updated", "updated")
        if (updated, corrections, sources) == (brief.updated, brief.corrections, brief.sources):
            return brief
        return replace(brief, updated=updated, corrections=corrections, sources=sources)

    def _correction(self, index: int, correction: Correction) -> Correction:
        what = "the brief was corrected"
        date = self._since(correction.date, what, f"corrections.{index}")
        return correction if date is correction.date else replace(correction, date=date)

    def _source(self, source: Source) -> Source:
        if not (source.date or source.accessed):
            return source
        date = self._past(source.date, f"`{source.url}` is dated", "sources")
        accessed = self._past(source.accessed, f"`{source.url}` was read", "sources")
        if date and accessed and is_before(accessed, date):
            self._report(
                "date-order",
                f"`{source.url}` was read on {accessed.iso}, before it was published ({date.iso})",
                "sources",
            )
            accessed = None
        if date is source.date and accessed is source.accessed:
            return source
        return replace(source, date=date, accessed=accessed)

    def _since(self, moment: Moment | None, what: str, key: str) -> Moment | None:
        """Return a date after the publication, or None if it is none."""
        published = self._brief.date
        if moment and published and is_before(moment, published):
            self._report(
                "date-order", f"{what} on {moment.iso}, before its date ({published.iso})", key
            )
            return None
        return self._past(moment, what, key)

    def _past(self, moment: Moment | None, what: str, key: str) -> Moment | None:
        if moment is None or self._now is None or moment.at <= self._now:
            return moment
        self.ahead.append(moment)
        self._report("future-date", f"{what} {moment.iso}, which has not come yet", key)
        return None

    def _report(self, code: str, message: str, key: str) -> None:
        left_out = f"{message}; this date is left out"
        self.diagnostics.append(
            Diagnostic(code, left_out, self._brief.place(key), "correct the date")
        )
