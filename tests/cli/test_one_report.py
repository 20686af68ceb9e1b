"""A mistake has one report, though what it makes missing would have another."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

from briefgen.model.diagnostics import Diagnostic
from briefgen.read.config import read_config

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

PICTURE: Final = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 4'/>"
BRIEF: Final = """\
---
title: "@"
date: 2026-03-04
summary: What the brief says.
highlights:
  - One point.
sources:
  - url: https://a.example/b
    title: A Report
  - url: https://a.example/c
    further: true
image:
  src: a.svg
  alt: What it shows
seo:
  noindex: true
---
The [report](https://a.example/b) says so.

```table
data:
  - {year: 2025, price: 12}
```
"""
# What is written in place of a line of the brief, and the code of the only report.
MISTAKES: Final = (
    ("date: 2026-03-04", "dat: 2026-03-04", "unknown-key"),
    ("date: 2026-03-04", "created: 2026-03-04", "unknown-key"),
    ("date: 2026-03-04", "pubdate: 2026-03-04", "not-held-back"),
    ("date: 2026-03-04", "date: 2026-13-04", "wrong-date"),
    ("summary: What", "sumary: What", "unknown-key"),
    ("summary: What", "excerpt: What", "unknown-key"),
    ("summary: What the brief says.", "summary: [What]", "wrong-value"),
    ("highlights:", "highlihgts:", "unknown-key"),
    ("highlights:", "key_findings:", "unknown-key"),
    ("highlights:\n  -", "highlights:", "wrong-value"),
    ("    further: true", "    futher: true", "unknown-key"),
    ("    further: true", "    further: perhaps", "wrong-value"),
    ("  alt: What", "  alt_text: What", "unknown-key"),
    ("  alt: What", "  description: What", "unknown-key"),
    ("  alt: What it shows", "  alt: [What]", "wrong-value"),
    ("seo:", "se:", "unknown-key"),
    ("seo:", "SEO:", "unknown-key"),
    ("  noindex:", "  no_index:", "unknown-key"),
    ("  noindex:", "  nondex:", "unknown-key"),
    ("data:", "dta:", "missing-key"),
    ("title:", "titel:", "missing-key"),
)


def test_a_mistake_in_a_brief_is_reported_once(make_site: MakeSite, briefgen: Briefgen) -> None:
    files: dict[str, str | bytes] = {"content/briefs/a.svg": PICTURE}
    for number, (line, mistake, _) in enumerate(MISTAKES):
        text = BRIEF.replace(f"\n{line}", f"\n{mistake}", 1)
        assert text != BRIEF
        files[f"content/briefs/{number}.md"] = text.replace("@", f"Brief {number}")
    files["content/briefs/right.md"] = BRIEF
    root = make_site(files, checks=None)
    result = briefgen("-C", root, "check", "--format", "json").output
    codes = Counter((each["path"], each["code"]) for each in json.loads(result))
    assert codes == {
        (f"content/briefs/{number}.md", code): 1 for number, (*_, code) in enumerate(MISTAKES)
    }


def test_a_wrong_date_is_reported_once_if_addresses_have_the_year(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    text = BRIEF.replace("date: 2026-03-04", "date: 2026-13-04")
    root = make_site({"content/briefs/a.md": text, "content/briefs/a.svg": PICTURE}, checks=None)
    make_site(permalink="/{year}/{slug}/")
    result = briefgen("-C", root, "check", "--format", "json").output
    assert [each["code"] for each in json.loads(result)] == ["wrong-date"]


def test_sources_without_a_title_are_not_reported_if_the_titles_are_misspelt(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    links = [f"https://a.example/{name}" for name in "bcdef"]
    text = " ".join(f"See [this {number}]({link})." for number, link in enumerate(links))
    sources = "".join(f"  - {{url: {link}, titel: A}}\n" for link in links)
    brief = f"---\ntitle: A\nsources:\n{sources}---\n{text}\n"
    root = make_site({"content/briefs/a.md": brief})
    result = briefgen("-C", root, "check", "--format", "json").output
    assert {each["code"] for each in json.loads(result)} == {"unknown-key"}


def problems(lines: str) -> tuple[Diagnostic, ...]:
    return read_config(f"title: A\nbase_url: https://a.example\n{lines}\n".encode()).diagnostics


@pytest.mark.parametrize(
    "lines",
    [
        "comments: {provider: static, ur: https://replies.example}",
        "comments: {provider: static, url: [https://replies.example]}",
        "analytics: {provider: plausible, ste: a.example}",
        "analytics: {provider: matomo, site: 1, urls: https://stats.example}",
        "cms: {backend: github, repositry: a/b}",
        "pdf: {enabeld: true}",
        "theme: {logo_dark: dark.svg, lgo: logo.svg}",
    ],
)
def test_a_mistake_in_the_settings_is_reported_once(lines: str) -> None:
    (problem,) = problems(lines)
    assert problem.code in ("unknown-setting", "wrong-value")
