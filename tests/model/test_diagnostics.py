import pytest

from briefgen.model.codes import CODES, Severity
from briefgen.model.diagnostics import Diagnostic, Location, Span, has_errors, in_order

ERROR = Diagnostic("yaml", "broken", Location("b.md", Span(2, 1)))
WARNING = Diagnostic("unknown-key", "unknown", Location("b.md", Span(1, 5)))


def test_severity_is_a_property_of_the_code() -> None:
    assert (ERROR.severity, WARNING.severity) == (Severity.ERROR, Severity.WARNING)
    assert (ERROR.is_error, WARNING.is_error) == (True, False)


@pytest.mark.parametrize(
    ("diagnostics", "expected"),
    [((), False), ((WARNING,), False), ((WARNING, ERROR), True)],
    ids=["none", "warning", "both"],
)
def test_only_errors_stop_publication(diagnostics: tuple[Diagnostic, ...], expected: bool) -> None:
    assert has_errors(diagnostics) is expected


def test_diagnostics_are_sorted_by_position_and_reported_once() -> None:
    first = Diagnostic("yaml", "broken", Location("a.md", Span(9, 9)))
    assert in_order([ERROR, first, WARNING, ERROR]) == (first, WARNING, ERROR)


@pytest.mark.parametrize("name", CODES)
def test_codes_use_hyphens_and_have_a_one_sentence_explanation(name: str) -> None:
    assert name == name.lower().replace("_", "-")
    assert CODES[name].meaning.endswith(".")
