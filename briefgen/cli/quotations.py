"""`briefgen check --sources --quotes`: whether quotations occur in their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefgen.cli.session import Session

if TYPE_CHECKING:
    from briefgen.cli.sources import Cited
    from briefgen.ledger.misquotations import QuotationCheck, Verdict
    from briefgen.model.diagnostics import Diagnostic
    from briefgen.pipeline import Build

_VERDICTS: Final[tuple[tuple[Verdict, str], ...]] = (
    ("occurs", "in their sources"),
    ("missing", "not in their sources"),
    ("unknown", "cannot be checked"),
)


def quotations_in(session: Session, build: Build, cited: Cited) -> QuotationCheck | None:
    """Return the check of the quotations in the briefs that cite sources, if there are any."""
    from briefgen.ledger.misquotations import QuotationCheck, quotings

    if build.basis is None:
        return None
    briefs = {each.brief.path: each.brief for citings in cited.values() for each in citings}
    cited_quotations = quotings(briefs.values(), build.bodies(briefs))
    return QuotationCheck(session.root, cited_quotations, build.basis.config.sources)


def misquotations(
    session: Session, build: Build, quotations: QuotationCheck, *, is_part: bool
) -> tuple[Diagnostic, ...]:
    """Return the quotations that do not occur in their sources, and say how many there are.

    `is_part`: they are those of some briefs only.
    """
    if not is_part:
        quotations.forget_others()
    problems = tuple(quotations.problems())
    session.say(_summary(quotations))
    return build.inputs.levels.applied(problems)


def _summary(quotations: QuotationCheck) -> str:
    counts = quotations.counts()
    number = counts.total()
    if not number:
        return "The briefs quote no sources at length."
    parts = [f"{counts[verdict]:,} {words}" for verdict, words in _VERDICTS if counts[verdict]]
    name = "1 quotation" if number == 1 else f"{number:,} quotations"
    return f"{name}: {', '.join(parts)}"
