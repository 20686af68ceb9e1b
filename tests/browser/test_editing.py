"""The page where editors write, with the real Sveltia CMS, in the preview and on a built site."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from briefgen import pipeline
from briefgen.model.config import CmsConfig
from briefgen.model.diagnostics import Location
from briefgen.model.documents import EditorSettings
from briefgen.read.fields import edit_fields
from briefgen.render.editor import editor_config
from briefgen.render.writers import WriterInput
from briefgen.serve.preview import Preview
from briefgen.serve.server import listen
from tests.conftest import REPOSITORY, dev_script

if TYPE_CHECKING:
    from tests.browser.conftest import ServeFolder, Watched
    from tests.conftest import BuildSite, MakeSite

PATIENCE: Final = 60_000  # milliseconds; the program is large
TALL: Final[ViewportSize] = {"width": 1280, "height": 2600}
NOW: Final = datetime(2035, 1, 1, tzinfo=UTC)
# A brief as an author writes it by hand, with everything that an editor could lose.
HEAD: Final = """\
# Written by hand.
---
title: "Two bases"   # in quotes
# the day of the decision
date: 2026-03-04
authors: [ines, Someone Else]
categories: Prices
highlights:
- "One: *two*"
- >-
  folded
  text
sources:
  - https://example.org/a   # only a URL
  - url: https://example.org/b
    title: B
series: Four parts
extra: {a.b: [1, 2]}
checks: {no-date: "off"}
---
"""
BODY: Final = """\

A paragraph with a [link](https://example.org/a "t"), `code`, **bold**, *it*, ==mark==, H~2~O.[^1]
Second line, a_b_c, 5 * 3 & "quotes" -- dash.

## Heading {#own}

::: note
A *callout* in its lines
:::

* one
* two
  * three

| Mineral | Price |
|:--------|------:|
| Tin     |     2 |

: Prices in *dollars*

Term
: meaning of the WTO

*[WTO]: World Trade Organization

[^1]: A note with a [reference][r].

[r]: https://example.org/b
"""
FILES: Final = {
    "content/briefs/two-bases.md": HEAD + BODY,
    "content/briefs/2026/other.md": "---\ntitle: Other\ncategories: [Trade]\n---\nText.\n",
    "content/briefs/own-folder/index.md": "---\ntitle: In a folder of its own\n---\nText.\n",
    "content/briefs/2025/05/may.md": "---\ntitle: Of May\n---\nText.\n",
    "content/authors/ines.md": "---\nname: Ines Tallowood\n---\n",
}


@pytest.fixture(scope="session")
def program() -> Path:
    """The folder with Sveltia CMS, as `briefgen init --cms` downloads it."""
    folder: str = dev_script().find_editor()
    if not folder:
        words = "no Sveltia CMS: python3 dev setup"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return Path(folder)


@pytest.fixture
def root(make_quick_site: MakeSite, program: Path) -> Path:
    folder = make_quick_site(FILES, cms={"backend": "github", "repository": "minerals/briefs"})
    shutil.copytree(program, folder / "content/admin" / program.name)
    return folder


class Editing:
    """The page for editors, in a browser that shows the preview of a site."""

    def __init__(self, page: Watched, url: str, preview: Preview) -> None:
        self.page, self.url, self._preview = page, url, preview
        self.root = preview.root

    def open(self, place: str = "") -> None:
        """Open a place such as `briefs/new`, from the beginning."""
        self.page.goto("about:blank")
        self.page.set_viewport_size(TALL)  # the page leaves out what is not in view
        self.page.goto(f"{self.url}/admin/#/collections/{place or 'briefs'}")
        name = "Save" if "/" in place else "Create New Entry"
        self.page.get_by_role("button", name=name).wait_for()

    def field(self, key: str) -> Locator:
        return self.page.locator(f'[data-key-path="{key}"]').first

    def text(self, key: str = "title") -> Locator:
        return self.field(key).get_by_role("textbox").first

    def body(self) -> Locator:
        return self.field("body").locator("[contenteditable=true]").first

    def save(self, words: str = "Entry saved.") -> None:
        """Save, wait for what the page says of it, and rebuild the site."""
        self.page.get_by_role("button", name="Save").click()
        self.page.get_by_text(words).first.wait_for()
        self._preview.refresh()

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    @property
    def is_clean(self) -> bool:
        """Whether the page ran without problems, and asked no other host."""
        violations = self.page.evaluate("window.violations")
        return bool(violations == [] and self.page.troubles == self.page.foreign == [])


@pytest.fixture
def editing(root: Path, guarded: Watched) -> Iterator[Editing]:
    preview = Preview(root, lambda: pipeline.BuildOptions(now=NOW, purpose="preview", drafts=True))
    assert preview.refresh().good, preview.state.diagnostics
    server = listen(preview, "127.0.0.1", 0, lambda _: None, lambda _: None)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    guarded.set_default_timeout(PATIENCE)
    yield Editing(guarded, server.url, preview)
    guarded.goto("about:blank")
    preview.close()
    server.shutdown()
    thread.join()
    server.server_close()


# In the preview


def test_a_new_brief_is_a_file_and_a_page_of_the_preview(editing: Editing) -> None:
    editing.open("briefs/new")
    editing.text("title").fill("The floor: under Mountain Pass")
    editing.text("date").fill("2026-05-06")
    editing.field("authors").get_by_role("checkbox", name="Ines Tallowood").check()
    editing.field("categories").get_by_role("checkbox", name="Trade").check()
    editing.text("highlights").fill("A *floor* of $110")
    editing.field("highlights").get_by_role("button", name="Add").click()
    editing.field("highlights").get_by_role("textbox").nth(1).fill("Yes")
    editing.body().click()
    editing.page.keyboard.type("The first paragraph.")
    editing.page.keyboard.press("Enter")
    editing.page.keyboard.type("## A heading")
    editing.field("sources").get_by_role("button", name="Add").click()
    editing.text("sources.0.url").fill("https://example.org/report")
    editing.text("sources.0.title").fill("A report")
    editing.save()
    assert editing.read("content/briefs/the-floor-under-mountain-pass.md") == (
        "---\n"
        "title: 'The floor: under Mountain Pass'\n"
        "date: 2026-05-06\n"
        "draft: true\n"
        "authors:\n  - ines\n"
        "categories:\n  - Trade\n"
        "highlights:\n  - A *floor* of $110\n  - 'Yes'\n"
        "sources:\n  - url: https://example.org/report\n    title: A report\n"
        "---\n\n"
        "The first paragraph.\n\n## A heading\n"
    )
    assert editing.is_clean
    editing.page.goto(f"{editing.url}/briefs/the-floor-under-mountain-pass/")
    expect(editing.page.locator("h1")).to_have_text("The floor: under Mountain Pass")
    expect(editing.page.locator(".highlights em")).to_have_text("floor")
    expect(editing.page.locator(".sources")).to_contain_text("A report")
    expect(editing.page.locator(".p-author").first).to_contain_text("Ines Tallowood")
    assert editing.page.locator("briefgen-panel .error").count() == 0


def test_only_what_was_edited_changes_in_a_file(editing: Editing) -> None:
    editing.open("briefs/entries/two-bases")
    expect(editing.text("title")).to_have_value("Two bases", timeout=PATIENCE)
    expect(editing.field("sources")).to_contain_text("https://example.org/a", timeout=PATIENCE)
    editing.text("title").fill("Three bases")
    editing.field("draft").get_by_role("switch").click()
    editing.field("categories").get_by_role("checkbox", name="Trade").check()
    editing.save()
    head = HEAD.replace('title: "Two bases"   # in quotes', "title: Three bases")
    head = head.replace("categories: Prices\n", "categories:\n  - Prices\n  - Trade\n")
    head = head.removesuffix("---\n") + "draft: true\n---\n"
    assert editing.read("content/briefs/two-bases.md") == head + BODY
    assert editing.is_clean
    editing.open("briefs/entries/two-bases")
    editing.body().get_by_text("Heading").click()
    editing.page.keyboard.press("Home")
    editing.page.keyboard.type("A new ")
    editing.save()
    body = BODY.replace("## Heading", "## A new Heading")
    assert editing.read("content/briefs/two-bases.md") == head + body


def test_briefs_in_folders_of_their_own_are_listed_with_the_others(editing: Editing) -> None:
    editing.open()
    entries = editing.page.locator('[role="grid"] [role="row"]')
    for title in ("Two bases", "In a folder of its own", "Other"):
        expect(entries.filter(has_text=title)).to_have_count(1)
    expect(entries.filter(has_text="Of May")).to_have_count(0)
    editing.page.goto(f"{editing.url}/admin/#/collections/briefs/filter/2025")
    expect(entries.filter(has_text="Of May")).to_have_count(1)
    assert editing.is_clean


def test_a_text_in_a_folder_is_edited_shown_and_removed_there(editing: Editing) -> None:
    editing.open("briefs/entries/2026/other")
    with editing.page.expect_popup() as opened:
        editing.page.get_by_role("button", name="View on Live Site").click()
    opened.value.wait_for_url(f"{editing.url}/briefs/other/", timeout=PATIENCE)
    opened.value.close()
    editing.text("title").fill("Another")
    editing.save()
    assert editing.read("content/briefs/2026/other.md") == (
        FILES["content/briefs/2026/other.md"].replace("title: Other", "title: Another")
    )
    editing.open("briefs/entries/2026/other")
    editing.page.get_by_role("button", name="Show Editor Options").click()
    editing.page.get_by_role("menuitem", name="Delete").click()
    editing.page.get_by_role("button", name="Delete").last.click()
    editing.page.get_by_text("Entry deleted.").wait_for()
    assert not (editing.root / "content/briefs/2026").exists()


def test_a_file_that_changed_on_the_disk_is_not_overwritten(editing: Editing) -> None:
    editing.open("briefs/entries/two-bases")
    theirs = FILES["content/briefs/two-bases.md"].replace("Two bases", "Theirs")
    (editing.root / "content/briefs/two-bases.md").write_text(theirs)
    editing.text("title").fill("Mine")
    editing.page.get_by_role("button", name="Save").click()
    editing.page.get_by_role("alertdialog").wait_for()
    assert editing.read("content/briefs/two-bases.md") == theirs


def test_an_image_is_put_beside_the_text(editing: Editing, tmp_path: Path) -> None:
    picture = tmp_path / "mine map.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>')
    editing.open("briefs/entries/two-bases")
    editing.field("image").get_by_role("checkbox").check()
    editing.field("image.src").locator("input[type=file]").first.set_input_files(picture)
    editing.text("image.alt").fill("A map")
    editing.save()
    assert "image:\n  src: mine map.svg\n  alt: A map\n" in editing.read(
        "content/briefs/two-bases.md"
    )
    assert (editing.root / "content/briefs/mine map.svg").read_bytes() == picture.read_bytes()
    editing.page.goto(f"{editing.url}/briefs/two-bases/")
    assert editing.page.locator("article img").first.get_attribute("alt") == "A map"


def test_the_page_speaks_the_language_of_the_browser(editing: Editing) -> None:
    editing.page.add_init_script(
        "Object.defineProperty(navigator, 'languages', { get: () => ['de-DE', 'de'] })"
    )
    editing.page.goto(f"{editing.url}/admin/")
    editing.page.get_by_text("Sammlungen").first.wait_for()
    assert editing.is_clean


# On a built site


def test_a_built_site_asks_editors_to_log_in_and_nobody_else_anything(
    root: Path, build_site: BuildSite, serve_folder: ServeFolder, guarded: Watched
) -> None:
    site = build_site(root)
    guarded.goto(f"{serve_folder(site.folder)}/admin/")
    guarded.set_default_timeout(PATIENCE)
    guarded.get_by_role("button", name="Sign In Using Access Token").wait_for()
    assert guarded.get_by_role("heading", name="Test Brief").is_visible()
    violations = guarded.evaluate("window.violations")
    assert violations == guarded.troubles == guarded.foreign == []


def test_without_scripts_the_page_says_what_it_needs(
    root: Path, build_site: BuildSite, serve_folder: ServeFolder, open_page: Callable[..., Watched]
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{serve_folder(build_site(root).folder)}/admin/")
    words = "This page runs in your browser and needs JavaScript, which is switched off."
    expect(page.locator("noscript p")).to_have_text(words)
    expect(page.locator("noscript p")).to_be_visible()


def test_a_missing_program_is_told(
    root: Path, build_site: BuildSite, serve_folder: ServeFolder, guarded: Watched, program: Path
) -> None:
    site = build_site(root)
    (site.folder / "admin" / program.name / "sveltia-cms.js").unlink()
    guarded.goto(f"{serve_folder(site.folder)}/admin/")
    guarded.get_by_text("The editor could not be loaded. Try again later.").wait_for()


# Files, without the page


@pytest.fixture
def round_trip(browser_page: Watched, program: Path) -> Callable[[str, dict[str, Any]], str]:
    """Read a file as the page does, change some of its values, and write it."""
    settings = EditorSettings(
        cms=CmsConfig(), title="A", url="https://example.org", language="en", timezone="UTC",
        permalink="/briefs/{slug}/", logo="", fields=edit_fields(("categories", "tags", "series")),
    )  # fmt: skip
    written = editor_config(settings, WriterInput(origin=Location(""), layouts=cast("Any", None)))
    fields = json.loads(written.value)["config"]["collections"][0]["fields"]
    theme = REPOSITORY / "briefgen/theme/assets"
    browser_page.goto("about:blank")
    browser_page.add_script_tag(path=program / "js-yaml.min.js")
    browser_page.add_script_tag(path=theme / "markdown-file.js")

    def run(text: str, changes: dict[str, Any]) -> str:
        result: str = browser_page.evaluate(
            "([text, fields, changes]) =>"
            " markdownFile.format({ ...markdownFile.parse(text, fields), ...changes }, fields)",
            [text, [each for each in fields if each["name"] != "body"], changes],
        )
        return result

    return run


def test_the_briefs_of_our_own_site_are_written_unchanged(
    round_trip: Callable[[str, dict[str, Any]], str],
) -> None:
    paths = [*REPOSITORY.glob("content/briefs/**/*.md"), *REPOSITORY.glob("content/*.md")]
    assert len(paths) > 8
    for path in paths:
        text = path.read_text("utf-8")
        defaults = {"draft": False, "comments": True, "featured": False, "image": None}
        unset = {key: value for key, value in defaults.items() if f"\n{key}:" not in text}
        assert round_trip(text, unset).rstrip() == text.rstrip(), path


def test_front_matter_in_any_form(round_trip: Callable[[str, dict[str, Any]], str]) -> None:
    for head, changes, expected in HEADS:
        text = f"---\n{head}---\nText.\n"
        assert round_trip(text, changes) == f"---\n{expected}---\nText.\n"


HEADS: Final[tuple[tuple[str, dict[str, Any], str], ...]] = (
    ("title: A\n", {"title": "B"}, "title: B\n"),
    ("", {"title": "B"}, "title: B\n"),
    ("{title: A, x: 1}\n", {"title": "B"}, "x: 1\ntitle: B\n"),
    ("  title: A\n  x: 1\n", {"title": "B"}, "x: 1\ntitle: B\n"),
    ("title: A\n# end\n", {"summary": "S"}, "title: A\nsummary: S\n# end\n"),
    ("title: A\nsummary: |\n  one\n\n  two\nx: 1\n", {"title": "B"},
     "title: B\nsummary: |\n  one\n\n  two\nx: 1\n"),
    ("title: A\nsummary: S\n", {"summary": ""}, "title: A\n"),
    ("title: A\ndraft: true\n", {"draft": False}, "title: A\n"),
    ("title: A\ndraft: false\n", {"draft": False}, "title: A\ndraft: false\n"),
    ("title: A\ndraft: yes\n", {"draft": True}, "title: A\ndraft: yes\n"),
    ("title: 2024\n", {"title": "2024"}, "title: 2024\n"),
    ("title: A\n", {"title": "2024"}, "title: '2024'\n"),
    ("title: A\nseries: [x]\n", {"series": ""}, "title: A\nseries: [x]\n"),
    ("title: A\nimage: a.png\n", {"image": {"src": "a.png", "alt": ""}},
     "title: A\nimage: a.png\n"),
    ("title: A\nimage: a.png\n", {"image": {"src": "a.png", "alt": "B"}},
     "title: A\nimage:\n  src: a.png\n  alt: B\n"),
    ("base: &b [x]\ntags: *b\ntitle: A\n", {"title": "B"},
     "base: &b [x]\ntags: *b\ntitle: B\n"),
    ("sources:\n- https://a.example\n", {"sources": [
        {"url": "https://a.example", "title": "", "further": False},
        {"url": "https://b.example", "further": True}]},
     "sources:\n  - url: https://a.example\n  - url: https://b.example\n    further: true\n"),
)  # fmt: skip
