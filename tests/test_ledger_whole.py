"""What a site's pages show of the ledger of sources."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import BuildSite, MadeOnce, MakeSite, Page, WriteSite

DEAD, ALIVE = "https://dead.example/report", "https://alive.example/report"
COPY = "https://web.archive.org/web/20260612000000/"
BRIEF = f"""---
title: A
---
[One report]({DEAD}#page=2) says so, [another report]({ALIVE}) too.
"""
LEDGER = f"""{ALIVE}:
  state: ok
  checked: 2026-11-20
  archive_url: {COPY}{ALIVE}
  archived: 2026-06-12
  title: A Report by Another
{DEAD}:
  state: gone
  checked: 2026-11-20
  dead: true
  since: 2026-11-01
  archive_url: {COPY}{DEAD}
  archived: 2026-06-12
"""
FILES = {"content/briefs/a.md": BRIEF, "content/briefs/b.md": "---\ntitle: B\n---\nText."}


def links(page: Page, within: str) -> list[dict[str, str]]:
    return [dict(each.attrib) for each in page.tree.cssselect(f"{within} a.source-link")]


def test_a_dead_source_leads_to_its_copy_and_a_living_one_to_itself(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site({**FILES, "sources.lock.yaml": LEDGER}))
    assert site.codes == []
    page = site.page("/briefs/a/")
    dead, alive = links(page, ".brief-body")
    assert dead["href"] == COPY + DEAD
    assert (dead["data-originalurl"], dead["data-versiondate"]) == (f"{DEAD}#page=2", "2026-06-12")
    assert alive["href"] == ALIVE
    assert (alive["data-versionurl"], alive["data-versiondate"]) == (COPY + ALIVE, "2026-06-12")
    first, second = page.tree.cssselect(".sources li")
    words = [" ".join(each.text_content().split()) for each in (first, second)]
    assert "archived copy (12 June 2026), original unavailable since 1 November 2026" in words[0]
    assert [each["href"] for each in links(page, "#source-1")] == [COPY + DEAD, f"{DEAD}#page=2"]
    assert words[1].startswith("A Report by Another")
    assert [each["href"] for each in links(page, "#source-2")] == [ALIVE, COPY + ALIVE]


def test_a_change_of_the_ledger_makes_only_the_pages_of_its_sources(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_quick_site({**FILES, "sources.lock.yaml": LEDGER})
    before = build_site(root).contents
    make_quick_site({"sources.lock.yaml": LEDGER.replace("dead: true", "dead: false")})
    site = build_site(root)
    changed = {path for path, data in site.contents.items() if before[path] != data}
    assert "briefs/a/index.html" in changed
    assert "briefs/b/index.html" not in changed
    assert site.done.written == len(changed)


def test_marking_a_dead_link_reads_no_text_and_makes_only_what_shows_it(
    make_quick_site: MakeSite, build_site: BuildSite, caplog: pytest.LogCaptureFixture
) -> None:
    root = make_quick_site({**FILES, "sources.lock.yaml": LEDGER.replace("dead: true", "")})
    before = build_site(root).contents
    make_quick_site({"sources.lock.yaml": LEDGER})
    with caplog.at_level(logging.DEBUG, "briefgen"):
        site = build_site(root)
    changed = [path for path, data in site.contents.items() if before[path] != data]
    assert changed == ["briefs/a/index.html"]
    assert " 2 files: 0 parsed" in caplog.text
    # The other two have the sources of the brief, too.
    assert f" 3 of {len(before)} files rendered" in caplog.text
    assert "briefs.json, briefs/a/index.html, briefs/a/index.md" in caplog.text


LANGUAGES = {
    "en": "archived copy (12 June 2026), original unavailable since 1 November 2026",
    "de": "archivierte Fassung (12. Juni 2026), Original seit 1. November 2026 nicht mehr"
    " verfügbar",
    "es": "copia archivada (12 de junio de 2026), original no disponible desde el"
    " 1 de noviembre de 2026",
    "fr": "copie archivée (12 juin 2026), original indisponible depuis le 1 novembre 2026",
    "zh-Hans": "存档副本（2026年6月12日）、原文自2026年11月1日起无法访问",
    "ar": "نسخة مؤرشفة (12 يونيو 2026)، الأصل غير متاح منذ 1 نوفمبر 2026",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dead_source_is_described_without_a_script_in_each_language(
    language: str, made_once: MadeOnce, write_site: WriteSite, build_site: BuildSite
) -> None:
    def make(folder: Path) -> dict[str, str]:
        files = {
            f"content/briefs/{tag}.md": BRIEF.replace("title: A", f"title: A\nlanguage: {tag}")
            for tag in LANGUAGES
        }
        root = write_site(folder, {**files, "sources.lock.yaml": LEDGER}, search={"enabled": False})
        site = build_site(root)
        pages = {tag: site.page(f"/briefs/{tag.lower()}/") for tag in LANGUAGES}
        return {
            tag: " ".join(page.select(".sources li")[0].text_content().split())
            for tag, page in pages.items()
        }

    shown = made_once("dead-sources", make)[language]
    assert LANGUAGES[language] in shown.replace("\N{NO-BREAK SPACE}", " ")


def test_the_copy_that_was_made_nearest_to_the_citation_is_shown(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    other = f"https://web.archive.org/web/20240103000000/{ALIVE}"
    ledger = LEDGER.replace("  title: A Report", f"  other_copies: ['{other}']\n  title: A Report")
    files = {
        "content/briefs/a.md": BRIEF.replace("title: A", "title: A\ndate: 2024-01-02"),
        "content/briefs/b.md": BRIEF.replace("title: A", "title: B\ndate: 2026-01-02"),
        "sources.lock.yaml": ledger,
    }
    site = build_site(make_quick_site(files))
    shown = {name: links(site.page(f"/briefs/{name}/"), "#source-2") for name in "ab"}
    assert shown["a"][0]["data-versiondate"] == "2024-01-03"
    assert [each["href"] for each in shown["a"]] == [ALIVE, other]
    assert [each["href"] for each in shown["b"]] == [ALIVE, COPY + ALIVE]


def test_a_site_without_a_ledger_has_plain_links(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    page = build_site(make_quick_site(FILES)).page("/briefs/a/")
    assert [each["href"] for each in links(page, ".brief-body")] == [f"{DEAD}#page=2", ALIVE]
    assert not any("data-versionurl" in each for each in links(page, ".brief-body"))
