"""Diagnostics for files that cannot be processed."""

from __future__ import annotations

from briefgen.pipeline.failures import MAX_READ, internal_error, too_large, unreadable


def test_a_bug_names_the_file_and_the_exception() -> None:
    problem = internal_error("content/a.md", ValueError("one\n  two"))
    assert (problem.code, problem.location.path) == ("internal-error", "content/a.md")
    assert problem.message == "briefgen failed on this file: ValueError: one two"


def test_a_bug_names_the_innermost_line_of_briefgen() -> None:
    try:
        unreadable("content/a.md", None)  # type: ignore[arg-type]
    except AttributeError as error:
        assert "(pipeline/failures.py:" in internal_error("content/a.md", error).message


def test_a_large_file_is_reported_with_both_sizes() -> None:
    problem = too_large("content/a.md", MAX_READ + 1)
    assert "20,000,001 bytes; the limit is 20,000,000" in problem.message


def test_an_unreadable_file_is_reported_with_the_systems_reason() -> None:
    problem = unreadable("content/a.md", PermissionError(13, "Permission denied"))
    assert problem.message == "the file cannot be read: permission denied"
