"""The HTML of the panel of problems: its content, order and length."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import lxml.html
import pytest

from briefgen.model.codes import CODES
from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.report import failure
from briefgen.serve.explanations import explanations_page
from briefgen.serve.panel import page, panel

LINE: Final = "date: <b>no</b> date\n"


def warning(number: int = 1) -> Diagnostic:
    return Diagnostic("unknown-key", f"unknown key `k{number}`", Location("a.md", Span(number)))


def error() -> Diagnostic:
    place = Location("content/a.md", Span(1, 7, 9))
    return Diagnostic("wrong-date", "`<b>` is not a date", place, "write it\nlike this")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text(LINE)
    return tmp_path


def parsed(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html.replace("template", "div"), create_parent="body")


def test_without_problems_there_is_no_panel(root: Path) -> None:
    assert panel((), None, root) == ""


def test_warnings_are_a_closed_bar_and_errors_an_open_list(root: Path) -> None:
    (bar,) = parsed(panel([warning()], None, root)).cssselect("details")
    assert (bar.get("class"), bar.get("open")) == ("warning", None)
    assert bar.cssselect("summary")[0].text_content() == "1 warning"
    (over,) = parsed(panel([warning(), error()], None, root)).cssselect("details")
    assert (over.get("class"), over.get("open")) == ("error", "")
    title = over.cssselect("summary")[0].text_content()
    assert title == "1 error, 1 warning This is the last good page."
    assert [each.get("class") for each in over.cssselect("li")] == ["error", "warning"]


def test_a_problem_has_its_location_its_line_and_its_hint(root: Path) -> None:
    (item,) = parsed(panel([error()], None, root)).cssselect("li")
    assert item.cssselect("button")[0].text_content() == "content/a.md:1:7"
    assert item.cssselect("code")[0].text_content() == "<b>"
    assert item.cssselect("pre")[0].text_content() == f"1{LINE.strip()}"
    assert item.cssselect("mark")[0].text_content() == "<b>no</b>"
    assert item.cssselect(".hint")[0].text_content() == "write it\nlike this"
    assert item.cssselect("a")[0].get("href") == "/.briefgen/problems#wrong-date"
    assert not item.cssselect("pre b")


def test_only_the_first_of_very_many_problems_are_shown(root: Path) -> None:
    diagnostics = [*map(warning, range(1, 131)), error()]
    tree = parsed(panel(diagnostics, None, root))
    items = tree.cssselect("li")
    assert (len(items), items[0].get("class")) == (50, "error")
    assert "81 more: see the terminal." in tree.text_content()
    assert "1 error, 130 warnings" in tree.text_content()


def test_a_bug_comes_first(root: Path) -> None:
    bug = failure(MemoryError("all <is> used"))
    html = page([warning()], bug, root)
    items = lxml.html.document_fromstring(html).cssselect("li")
    assert "briefgen failed: MemoryError: all <is> used" in items[0].text_content()
    assert len(items) == 2
    assert "briefgen failed, 1 warning" in html


def test_every_code_has_an_explanation_and_an_anchor() -> None:
    tree = lxml.html.document_fromstring(explanations_page())
    anchors = {each.get("id") for each in tree.cssselect("[id]")}
    assert set(CODES) <= anchors
    links = [each.get("href") for each in tree.cssselect("a")]
    assert links
    for link in links:
        assert link.startswith("https://") or link.removeprefix("#") in anchors
