"""A build says once which addresses of texts it no longer publishes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.conftest import MakeSite
    from tests.publish.conftest import Build

TEXT = "---\ntitle: {title}\n{matter}\n---\nText about {title}.\n"


def brief(title: str = "Old", matter: str = "") -> str:
    return TEXT.format(title=title, matter=matter)


@pytest.fixture
def root(make_site: MakeSite, build: Build) -> Path:
    """Return a site that was built."""
    root = make_site(
        {
            "content/briefs/old.md": brief(matter="tags: [t]\nauthors: [mia]"),
            "content/briefs/other.md": brief("Other"),
            "content/about.md": brief("About"),
            "content/authors/mia.md": "---\nname: Mia\n---\nText.\n",
            "content/tags/t.md": brief("T"),
        }
    )
    assert "gone-address" not in build(root).said
    return root


def warnings(output: str) -> list[str]:
    return [line for line in output.splitlines() if "[gone-address]" in line]


def test_a_changed_slug_is_a_warning_at_the_brief(root: Path, build: Build) -> None:
    (root / "content/briefs/old.md").write_text(
        brief(matter="slug: new\ntags: [t]\nauthors: [mia]")
    )
    output = build(root).said
    (line,) = warnings(output)
    assert line.startswith("content/briefs/old.md:1:1: warning: /briefs/old/ was published and is")
    assert "add `aliases: [/briefs/old/]` to this file" in output


def test_a_removed_permalink_is_a_warning_although_the_new_address_was_a_redirect(
    root: Path, build: Build
) -> None:
    path = root / "content/briefs/floor/index.md"
    path.parent.mkdir()
    for _ in range(2):
        path.write_text(brief("Floor", "permalink: /reports/base/\naliases: [/briefs/floor/]"))
        assert warnings(build(root).said) == []
        path.write_text(brief("Floor"))
        (line,) = warnings(build(root).said)
        assert line.startswith("content/briefs/floor/index.md:1:1: warning: /reports/base/ was")


def test_an_alias_leaves_nothing_to_say(root: Path, build: Build) -> None:
    more = "slug: new\naliases: [/briefs/old/]\ntags: [t]\nauthors: [mia]"
    (root / "content/briefs/old.md").write_text(brief(matter=more))
    assert warnings(build(root).said) == []


def test_it_is_said_once(root: Path, build: Build) -> None:
    (root / "content/about.md").unlink()
    assert len(warnings(build(root).said)) == 1
    assert warnings(build(root).said) == []
    (root / "content/briefs/other.md").write_text(brief("Other words"))
    assert warnings(build(root).said) == []


@pytest.mark.parametrize("more", ["", "One more sentence.\n"], ids=["same text", "changed text"])
def test_a_renamed_file_is_the_one_that_replaces_the_old(
    root: Path, build: Build, more: str
) -> None:
    text = (root / "content/briefs/other.md").read_text()
    (root / "content/briefs/other.md").unlink()
    name = "others" if more else "unlike"
    (root / f"content/briefs/{name}.md").write_text(text + more)
    (line,) = warnings(build(root).said)
    assert line.startswith(f"content/briefs/{name}.md:1:1: warning: /briefs/other/ was published")


def test_a_deleted_text_is_named_by_its_former_file(root: Path, build: Build) -> None:
    (root / "content/about.md").unlink()
    output = build(root).said
    (line,) = warnings(output)
    assert line.startswith("content/about.md:1:1: warning: /about/ was published and is gone")
    assert "add `aliases: [/about/]` to the text that replaces it" in output


def test_the_pages_of_terms_and_authors_with_a_file_count(root: Path, build: Build) -> None:
    for path in ("briefs/old.md", "authors/mia.md", "tags/t.md"):
        (root / "content" / path).unlink()
    assert [line.split(": warning: ")[1].split()[0] for line in warnings(build(root).said)] == [
        "/authors/mia/", "/briefs/old/", "/tags/t/",
    ]  # fmt: skip


@pytest.mark.parametrize("matter", ["draft: true", "embargo: 2040-01-01", "date: 2040-01-01"])
def test_a_text_that_is_withdrawn_is_not_mentioned(root: Path, build: Build, matter: str) -> None:
    (root / "content/about.md").write_text(brief("About", matter))
    (root / "content/briefs/new.md").write_text(brief("About"))
    assert warnings(build(root).said) == []
    assert not (root / "public/about").exists()


def test_a_preview_and_another_output_say_nothing(root: Path, build: Build) -> None:
    (root / "content/about.md").unlink()
    assert warnings(build(root, "--output", root / "elsewhere").said) == []
    assert len(warnings(build(root).said)) == 1


def set_level(root: Path, level: str) -> None:
    settings = json.loads((root / "site.yaml").read_text())
    checks = {**settings.get("checks", {}), "gone-address": level}
    (root / "site.yaml").write_text(json.dumps({**settings, "checks": checks}))


def test_it_can_be_turned_off(root: Path, build: Build) -> None:
    (root / "content/about.md").unlink()
    set_level(root, "off")
    assert warnings(build(root).said) == []
    assert not (root / "public/about").exists()


def test_as_an_error_it_stops_publication_each_time(root: Path, build: Build) -> None:
    (root / "content/about.md").unlink()
    set_level(root, "error")
    for _ in range(2):
        result = build(root)
        assert result.status == 1
        assert len(warnings(result.said)) == 1
        assert (root / "public/about/index.html").is_file()


def test_strictly_it_stops_publication(root: Path, build: Build) -> None:
    (root / "content/about.md").unlink()
    result = build(root, "--strict")
    assert (result.status, len(warnings(result.said))) == (1, 1)
    assert (root / "public/about/index.html").is_file()


def test_without_a_cache_nothing_is_known(root: Path, build: Build) -> None:
    (root / "content/about.md").unlink()
    shutil.rmtree(root / ".briefgen")
    assert warnings(build(root).said) == []


@exhaustive
def test_new_addresses_of_all_briefs_are_reported_quickly(
    make_site: MakeSite, build: Build
) -> None:
    root = make_site({f"content/briefs/b{n}.md": brief(str(n)) for n in range(60)})
    build(root)
    settings = (root / "site.yaml").read_text()
    (root / "site.yaml").write_text(settings.rstrip()[:-1] + ', "permalink": "/{slug}/"}')
    output = build(root, "--all").said
    assert len(warnings(output)) == 60
    assert all("content/briefs/b" in line for line in warnings(output))
