"""A key that looks as if it held a text back, but does not, is an error with a hint."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from briefgen.model.content import Author, Brief, Entry, Kind, Page
from briefgen.model.diagnostics import Diagnostic
from briefgen.read.brief import ReadSettings, parse_entry

Parsed = tuple[Brief | Page | Author | None, list[Diagnostic]]

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
KINDS: Final = {
    "brief": Entry("briefs/a.md", Kind.BRIEF),
    "page": Entry("about.md", Kind.PAGE),
    "home": Entry("index.md", Kind.PAGE),
    "term": Entry("tags/a.md", Kind.TERM),
    "author": Entry("authors/a.md", Kind.AUTHOR),
}
WRITTEN: Final = re.compile(r"write `([^`]+)`")
BACK_THEN: Final = datetime(2026, 6, 1, tzinfo=UTC)

NOT_READ: Final = (FIXTURES / "hold_keys.txt").read_text(encoding="utf-8").splitlines()


def parsed(kind: str, matter: str, body: str = "Text.") -> Parsed:
    entry = KINDS[kind]
    title = "name" if entry.kind is Kind.AUTHOR else "title"
    text = f"---\n{title}: T\n{matter}\n---\n{body}\n"
    checked = parse_entry(entry, text.encode(), ReadSettings())
    return checked.value, list(checked.diagnostics)


def is_held_back(value: Brief | Page | Author | None) -> bool:
    assert value is not None
    moments = [each for each in (value.date, value.embargo) if each]
    return value.draft or any(each.at > BACK_THEN for each in moments)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("line", NOT_READ)
def test_the_key_is_an_error_and_its_hint_holds_the_text_back(kind: str, line: str) -> None:
    value, (problem,) = parsed(kind, line)
    assert not is_held_back(value)
    assert (problem.code, problem.is_error) == ("not-held-back", True)
    assert problem.location.span.line == 3
    written = WRITTEN.search(problem.hint)
    assert written, problem.hint
    value, problems = parsed(kind, written[1])
    assert problems == []
    assert is_held_back(value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("line", ["draft: true", "draft : yes", '"draft": "true"',
                                  "embargo: 2099-01-01", "date: 2099-01-01"])  # fmt: skip
def test_the_correct_keys_hold_back_every_kind_of_file(kind: str, line: str) -> None:
    value, problems = parsed(kind, line)
    assert problems == []
    assert is_held_back(value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ["", " null", " ~", " # not yet"])
@pytest.mark.parametrize("key", ["draft", "embargo"])
def test_an_empty_key_is_an_error(kind: str, key: str, value: str) -> None:
    _, (problem,) = parsed(kind, f"{key}:{value}")
    assert (problem.code, problem.is_error) == ("not-held-back", True)
    assert problem.message == f"`{key}` is empty, so it does not hold the text back"
    assert problem.location.span.line == 3
    written = WRITTEN.search(problem.hint)
    assert written
    assert parsed(kind, written[1])[1] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "line",
    ["draft: maybe", "draft: ture", "draft: 2099-01-01", "draft: [true]", "draft: ''",
     "embargo: tomorrow", "embargo: true", "embargo: 1 March 2099", "embargo: 2099",
     "embargo: {until: 2099-01-01}", "embargo: 2099-13-01", "embargo: 2026-13-01",
     "embargo: 2026-27-03", "embargo: 03/04/2026", "embargo: 2026-02-30", "embargo: ''"],
)  # fmt: skip
def test_an_unclear_value_is_an_error_whose_hint_holds_the_text_back(kind: str, line: str) -> None:
    _, problems = parsed(kind, line)
    assert [each.code for each in problems] == [
        "wrong-date" if line.startswith("embargo") else "wrong-value"
    ]
    written = WRITTEN.search(problems[0].hint)
    assert written
    value, problems = parsed(kind, written[1])
    assert problems == []
    assert is_held_back(value)


@pytest.mark.parametrize(
    "matter",
    [
        "extra: {draft: true}",
        "extra: {Draft: yes}",
        "extra: {published: false}",
        "extra: {status: draft}",
        "extra: {embargo: 2099-01-01}",
        "extra:\n  page:\n    - hidden: true",
        "params: {draft: true}",
        "<<: {draft: true}",
        "cascade:\n  - build: {list: never}\n    draft: true",
        "image: {src: https://a.example/a.png, alt: A, draft: true}",
        "summary: |\n  A text.\n  draft: true",
        "summary: >\n  A text.\n  embargo: 2099-01-01",
    ],
)
def test_a_key_at_another_place_is_an_error(matter: str) -> None:
    _, problems = parsed("brief", matter)
    held = [each for each in problems if each.code == "not-held-back"]
    assert held
    assert all(each.is_error and each.hint for each in held)


@pytest.mark.parametrize(
    ("body", "line"),
    [("draft: true\n---\nText.", 5), ("\n\nEmbargo: 2099-01-01\n\nText.", 7),
     ("published: false", 5), ("---\ndraft: true\n---\nx", 6), ("***\ndraft: true\n***", 6),
     ("```yaml\ndraft: true\n```", 6), ("# Title\n\ndraft: true", 7), ("\ufeffdraft: true", 5),
     ("tags: [a]\nembargo: 2099-01-01\n---\nx", 6), ("authors:\n- x\ndraft: true", 7),
     ("draft: true # note", 5), ('"draft": true', 5), ("draft: 'true'", 5)],
)  # fmt: skip
def test_a_key_below_the_front_matter_is_an_error_at_its_line(body: str, line: int) -> None:
    _, problems = parsed("brief", "slug: a", body)
    (problem,) = [each for each in problems if each.code == "not-held-back"]
    assert problem.location.span.line == line
    assert problem.hint == "move the line up, above the --- that ends the front matter"


def test_a_line_that_became_part_of_the_text_above_is_an_error_at_that_line() -> None:
    (problem,) = parsed("page", "summary: >\n  A text.\n  draft: true\n  More.")[1]
    assert (problem.location.span.line, problem.location.span.column) == (5, 3)
    assert problem.hint == "remove the spaces at the beginning of that line"


@pytest.mark.parametrize(
    "body",
    ["Draft: a bill in second reading.", "Status: it is a draft.", "Text.\n  draft: a bill"],
)  # fmt: skip
def test_a_text_may_mention_drafts(body: str) -> None:
    assert parsed("brief", f"summary: |\n  A text.\n  {body}", body)[1] == []


@pytest.mark.parametrize(
    "matter",
    ["published: true", "hidden: false", "status: published", "visibility: public",
     "Draft: false", "publisher: A house", "grant: '12'", "priority: high", "permalink: /a/",
     "sitemap: {priority: 1}", "type: report", "final: true", "state: Ohio",
     "stage: second reading"],
)  # fmt: skip
def test_a_key_that_holds_nothing_back_is_only_an_unknown_key(matter: str) -> None:
    value, problems = parsed("page", matter)
    assert value is not None
    assert [each.code for each in problems] == ["unknown-key"]


@pytest.mark.parametrize(
    "matter",
    ["extra: {status: consultation}", "extra: {release_date: 2099-01-01}", "extra: {public: yes}",
     "extra: {draft: false}", "summary: The draft law.", "extra: {draft: The second draft}"],
)  # fmt: skip
def test_keys_with_a_clear_other_meaning_are_accepted(matter: str) -> None:
    assert parsed("brief", matter)[1] == []


@pytest.mark.parametrize("body", ["Text.\n\ndraft: true", "- One\n\nText.\n\ndraft: true"])
def test_only_the_beginning_of_a_body_is_read_like_front_matter(body: str) -> None:
    assert parsed("brief", "slug: a", body)[1] == []


def test_a_taxonomy_may_be_named_like_such_a_key() -> None:
    settings = ReadSettings(taxonomies=("categories", "tags", "series", "status"))
    text = b"---\ntitle: T\nstatus: [In force]\n---\nText.\n"
    checked = parse_entry(KINDS["brief"], text, settings)
    assert checked.diagnostics == ()


@pytest.mark.parametrize(
    ("matter", "hint"),
    [
        (
            "draft: true\npublished: false",
            "remove the line: `draft: true` already holds the text back",
        ),
        (
            "draft: false\npublished: false",
            "remove this line, and change the existing `draft` line: write `draft: true`",
        ),
        (
            "embargo: 2026-01-01\nembargo_until: 2099-01-01",
            "remove this line, and change the existing `embargo` line: write `embargo: 2099-01-01`",
        ),
        ("date: 2026-01-01\npublished: 2099-01-01", "write `embargo: 2099-01-01`"),
    ],
)
def test_a_hint_does_not_duplicate_a_key(matter: str, hint: str) -> None:
    (problem,) = parsed("brief", matter)[1]
    assert problem.hint == hint


def test_an_expiry_date_is_an_error_with_a_hint() -> None:
    (problem,) = parsed("brief", "expiryDate: 2099-01-01")[1]
    assert (problem.code, problem.is_error) == ("not-held-back", True)
    assert problem.hint == "remove the line, and on that day write `draft: true`"
