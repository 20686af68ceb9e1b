"""The levels that a site gives to kinds of problems."""

import pytest

from briefgen.model.codes import CODES, Severity, may_be_lowered
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.levels import Level, Levels, is_refused

BROKEN = Diagnostic("broken-link", "there is no file", Location("content/a.md"))
SPELT = Diagnostic("spelling", "one term", Location("content/a.md"))
CLASH = Diagnostic("url-collision", "would both be published at /a/", Location("content/a.md"))


def test_without_choices_every_problem_has_the_level_of_its_code() -> None:
    assert Levels().applied([BROKEN, SPELT]) == (BROKEN, SPELT)
    assert [each.severity for each in (BROKEN, SPELT)] == [Severity.ERROR, Severity.WARNING]


def test_a_site_lowers_raises_and_turns_off() -> None:
    levels = Levels({"broken-link": "warning", "spelling": "error"})
    assert [each.severity for each in levels.applied([BROKEN, SPELT])] == [
        Severity.WARNING,
        Severity.ERROR,
    ]
    assert Levels({"broken-link": "off"}).applied([BROKEN, SPELT]) == (SPELT,)


def test_a_file_turns_a_code_off_for_itself_alone() -> None:
    other = Diagnostic("spelling", "one term", Location("content/b.md"))
    levels = Levels({"spelling": "error"}, {"content/a.md": ("spelling",)})
    (left,) = levels.applied([SPELT, other])
    assert (left.location.path, left.severity) == ("content/b.md", Severity.ERROR)


@pytest.mark.parametrize("level", ["warning", "off"])
def test_what_protects_stays_whatever_is_asked(level: Level) -> None:
    assert Levels({"url-collision": level}).applied([CLASH]) == (CLASH,)
    assert Levels({}, {"content/a.md": ("url-collision",)}).applied([CLASH]) == (CLASH,)


def test_only_a_check_or_a_level_reports_what_an_editor_would_say() -> None:
    vague = Diagnostic("vague-link", "`here` says nothing", Location("content/a.md"))
    assert Levels().applied([vague, SPELT]) == (SPELT,)
    assert Levels(is_editorial=True).applied([vague]) == (vague,)
    (raised,) = Levels({"vague-link": "error"}).applied([vague])
    assert raised.is_error
    assert Levels({"vague-link": "off"}, is_editorial=True).applied([vague]) == ()
    assert Levels({}, {"content/a.md": ("vague-link",)}, is_editorial=True).applied([vague]) == ()


def test_editorial_problems_are_wanted_for_a_check_or_if_a_level_asks_for_one() -> None:
    assert not Levels({"spelling": "error", "no-date": "off"}).wants_editorial
    assert Levels({"no-date": "warning"}).wants_editorial
    assert Levels(is_editorial=True).wants_editorial


def test_every_error_but_three_stays_an_error() -> None:
    errors = {code for code, about in CODES.items() if about.severity is Severity.ERROR}
    assert {code for code in errors if may_be_lowered(code)} == {
        "broken-link",
        "broken-anchor",
        "unknown-translation",
    }
    assert all(not is_refused(code, "error") for code in CODES)
    assert is_refused("unsafe-link", "off")
