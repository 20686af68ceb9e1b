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


def test_diagnostics_are_ordered_by_file_and_place_and_told_once() -> None:
    first = Diagnostic("yaml", "broken", Location("a.md", Span(9, 9)))
    assert in_order([ERROR, first, WARNING, ERROR]) == (first, WARNING, ERROR)


@pytest.mark.parametrize("name", CODES)
def test_codes_are_written_with_hyphens_and_explained_in_a_sentence(name: str) -> None:
    assert name == name.lower().replace("_", "-")
    assert CODES[name].meaning.endswith(".")
