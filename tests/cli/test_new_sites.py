"""`briefgen init` and `briefgen new`: the result builds without changes, and no file is lost."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

import briefgen as briefgen_package
from briefgen.read.config import read_config
from briefgen.read.yaml_document import compose
from briefgen.scaffold import LANGUAGES

if TYPE_CHECKING:
    from briefgen.model.config import SiteConfig
    from tests.cli.conftest import Briefgen
    from tests.conftest import BuildSite, MakeSite

Contents = Callable[[Path], dict[str, bytes]]

# init


@pytest.mark.parametrize("folder", ["site", "deep/er/my site", "."])
def test_a_new_site_builds_without_changes(
    tmp_path: Path,
    briefgen: Briefgen,
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = briefgen("init", folder)
    assert result.status == 0
    paths = {path for path in contents(tmp_path / folder) if not path.startswith(".briefgen/")}
    assert sorted(result.output.split()) == sorted(paths)
    assert {"site.yaml", ".gitignore", "content/about.md"} <= set(result.output.split())
    assert "briefgen serve --open" in result.errors
    built = briefgen("-C", folder, "build")
    assert built.status == 0
    assert set(re.findall(r"\[([a-z-]+)\]$", built.errors, re.MULTILINE)) == {"placeholder"}
    assert (tmp_path / folder / "public/briefs/first-brief/index.html").is_file()


def test_the_new_folder_is_relative_to_the_c_option(tmp_path: Path, briefgen: Briefgen) -> None:
    assert briefgen("-C", tmp_path, "init", "site", "--quiet").errors == ""
    assert (tmp_path / "site/site.yaml").is_file()


def test_a_folder_that_is_not_empty_is_refused(
    tmp_path: Path, briefgen: Briefgen, contents: Contents
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = briefgen("init", tmp_path)
    assert (result.status, result.output) == (1, "")
    assert result.errors == f"Error: {tmp_path} is not empty; choose a new or empty folder\n"
    assert contents(tmp_path) == {"notes.txt": b"mine"}


def test_a_new_git_repository_keeps_its_files(tmp_path: Path, briefgen: Briefgen) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("mine\n")
    result = briefgen("init", tmp_path)
    assert result.status == 0
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert ".gitignore" not in result.output.split()
    assert (tmp_path / "site.yaml").is_file()


def test_a_file_with_the_name_of_the_new_folder_is_reported(
    tmp_path: Path, briefgen: Briefgen
) -> None:
    (tmp_path / "site").write_text("mine")
    for arguments, status in (
        (("init", tmp_path / "site"), 2),
        (("init", tmp_path / "site/below"), 1),
        (("-C", tmp_path, "init", "site"), 1),
    ):
        result = briefgen(*arguments)
        assert (result.status, result.output) == (status, "")
        assert "Error: " in result.errors
    assert (tmp_path / "site").read_text() == "mine"


def settings(root: Path) -> SiteConfig:
    config = read_config((root / "site.yaml").read_bytes()).value
    assert config is not None
    assert config.publisher is not None
    return config


def test_the_options_of_init_are_in_the_settings(tmp_path: Path, briefgen: Briefgen) -> None:
    result = briefgen(
        "init", tmp_path / "site", "--title", 'Coal: "black" #1 {gold}', "--language", "fr-CA",
        "--timezone", "America/Toronto", "--publisher", "L'Institut", "--base-url",
        "https://example.net/notes",
    )  # fmt: skip
    assert result.status == 0
    config = settings(tmp_path / "site")
    assert config.title == 'Coal: "black" #1 {gold}'
    assert (config.language, config.timezone) == ("fr-CA", "America/Toronto")
    assert config.publisher and config.publisher.name == "L'Institut"
    assert config.base_url == "https://example.net/notes"
    assert "# The links at the top of each page." in (tmp_path / "site/site.yaml").read_text()
    assert briefgen("-C", tmp_path / "site", "build").status == 0


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ({"LC_ALL": "de_DE.UTF-8"}, "de"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8"}, "en-US"),
        ({"LC_MESSAGES": "de_AT@euro", "LANG": "fr_FR"}, "de-AT"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": ""}, "en"),
    ],
    ids=str,
)
def test_without_options_the_folder_and_the_system_decide(
    tmp_path: Path,
    briefgen: Briefgen,
    monkeypatch: pytest.MonkeyPatch,
    locale: dict[str, str],
    language: str,
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert briefgen("init", tmp_path / "critical-minerals_brief").status == 0
    config = settings(tmp_path / "critical-minerals_brief")
    assert config.title == "Critical minerals brief"
    assert config.publisher and config.publisher.name == "Critical minerals brief"
    assert (config.language, config.timezone) == (language, "Asia/Tokyo")


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--timezone", "Europe/Berln", "did you mean `Europe/Berlin`?"),
        ("--language", "german", "write de"),
        ("--base-url", "example.net", "write https://example.net"),
        ("--base-url", "example.net/briefs", "write https://example.net/briefs"),
        ("--base-url", "https//example.net", "write https://example.net"),
        ("--title", " ", "the value is empty"),
    ],
)
def test_wrong_options_of_init_are_refused_and_nothing_is_created(
    tmp_path: Path, briefgen: Briefgen, option: str, value: str, message: str
) -> None:
    result = briefgen("init", tmp_path / "site", option, value)
    assert (result.status, result.output) == (2, "")
    assert option in result.errors
    assert message in result.errors
    assert not (tmp_path / "site").exists()


def asked(folder: Path, answers: str, *options: str) -> tuple[int, str]:
    """Run `init` in a terminal, and answer its questions."""
    ours, theirs = pytest.importorskip("pty").openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "briefgen", "init", str(folder), *options],
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "LANG": "es_ES.UTF-8", "LC_ALL": "", "TZ": "Europe/Madrid"},
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, answers.encode())
    _, errors = process.communicate(timeout=60)
    os.close(ours)
    return process.returncode, errors.decode()


def test_in_a_terminal_init_asks_and_asks_again(tmp_path: Path) -> None:
    answers = "Kohle\nDas Institut\nDeutsch\nde\nEuropa/Berlin\nEurope/Berlin\n"
    status, errors = asked(tmp_path / "site", answers)
    assert status == 0
    assert "Title of the site [Site]" in errors
    assert "[es]" in errors
    assert "[Europe/Madrid]" in errors
    assert "write de" in errors
    assert "did you mean `Europe/Berlin`?" in errors
    config = settings(tmp_path / "site")
    assert (config.title, config.language, config.timezone) == ("Kohle", "de", "Europe/Berlin")
    assert config.publisher and config.publisher.name == "Das Institut"


def test_enter_accepts_the_defaults_and_options_are_not_asked_for(tmp_path: Path) -> None:
    status, errors = asked(tmp_path / "site", "\n\n\n", "--title", "Coal")
    assert status == 0
    assert "Title" not in errors
    config = settings(tmp_path / "site")
    assert (config.title, config.language, config.timezone) == ("Coal", "es", "Europe/Madrid")
    assert config.publisher and config.publisher.name == "Coal"


def test_yes_asks_nothing(tmp_path: Path) -> None:
    status, errors = asked(tmp_path / "site", "", "--yes")
    assert status == 0
    assert "Title" not in errors
    assert settings(tmp_path / "site").title == "Site"


def test_an_interrupted_question_creates_nothing(tmp_path: Path) -> None:
    status, _ = asked(tmp_path / "site", "Coal\n\x04")
    assert status == 130
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("language", [*LANGUAGES, "pt-BR", "ar"])
def test_the_starter_is_complete_in_each_language(
    tmp_path: Path, build_site: BuildSite, briefgen: Briefgen, language: str
) -> None:
    root = tmp_path / "site"
    result = briefgen("init", root, "--language", language)
    assert ("Translate them" in result.errors) == (language in ("pt-BR", "ar"))
    site = build_site(root)
    assert set(site.codes) == {"placeholder"}
    pages = [path for path in result.output.split() if re.fullmatch(r"content/[\w-]+\.md", path)]
    assert len(pages) == len(site.codes) == 5
    home = site.page("/")
    for path in pages:
        url = f"/{path.removeprefix('content/').removesuffix('.md')}/"
        assert url in home.values("a", "href"), "each page has a link on each page"
        page = site.page(url)
        own = language if language in LANGUAGES else "en"
        assert page.one("main").get("lang", page.one("html").get("lang")) in (own, language)
        assert "[[" in page.one("main").text_content()
    filled = {
        path: re.sub(r"\[\[[^\[\]]+\]\]", "Words", (root / path).read_text("utf-8"))
        for path in pages
    }
    for path, text in filled.items():
        (root / path).write_text(text, "utf-8")
    assert build_site(root).codes == []


def test_the_starter_says_the_same_in_each_language() -> None:
    """Compare what does not depend on the language: headings, gaps, links to the site."""
    starter = Path(briefgen_package.__file__).parent / "starter"

    def marks(language: str) -> list[tuple[int, int, int]]:
        texts = (path.read_text("utf-8") for path in (starter / language).rglob("*.md"))
        return sorted((t.count("\n## "), t.count("]("), t.count("/feed")) for t in texts)

    assert marks("de") == marks("es") == marks("en")
    assert len(marks("fr")) == len(marks("en"))


# new


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    return make_site({"content/briefs/two-bases.md": "---\ntitle: Two bases\n---\nText."})


TITLES = [
    ("Three bases", "three-bases"),
    ('The "use first" model: R&D, #1 & more', "the-use-first-model-r-d-1-more"),
    ("It's {{ here }} {title} \\n %s", "its-here-title-n-s"),
    ("'single' - [list] | > & * ! % @ `", "single-list"),
    ("稀土：两个基地", "稀土-两个基地"),
    ("قاعدتان", "قاعدتان"),
    ("yes", "yes"),
    ("2024", "2024"),
    ("~ null", "null"),
    ("two\nlines\tand a\x85 third\u2028", "two-lines-and-a-third"),
    ("bell\x07 delete\x7f escape\x1b[31m", "bell-delete-escape-31m"),
    ("turned \u202earound\ufffe", "turned-around"),
    ("</script><b>]]>", "script-b"),
    ("👍🏽 agreed", "agreed"),
    ("CON", "con-brief"),
    ("../../etc/passwd", "etc-passwd"),
    ("Word " * 100, "-".join(["word"] * 24)),
]


@pytest.mark.parametrize(("title", "slug"), TITLES, ids=[ascii(title)[:30] for title, _ in TITLES])
def test_a_new_brief_has_its_title_and_builds(
    root: Path, briefgen: Briefgen, title: str, slug: str
) -> None:
    result = briefgen("-C", root, "new", title)
    assert result.status == 0
    assert result.output == f"content/briefs/{slug}.md\n"
    built = briefgen("-C", root, "build", "--drafts", "--future", "--strict")
    assert built.status == 0, built.errors
    page = (root / f"public/briefs/{slug}/index.html").read_text(encoding="utf-8")
    hidden = {"Cc", "Cn"}
    visible = (
        c for c in title if c.isspace() or (unicodedata.category(c) not in hidden and c != "\u202e")
    )
    words = " ".join("".join(visible).split())
    assert f">{html.escape(words, quote=False)}</bdi></h1>" in html_as_written(page)


def html_as_written(page: str) -> str:
    return page.replace("&#34;", '"').replace("&#39;", "'")


def test_a_new_brief_is_a_draft_dated_today(
    root: Path, make_site: MakeSite, briefgen: Briefgen
) -> None:
    make_site(timezone="Pacific/Kiritimati")
    zone = ZoneInfo("Pacific/Kiritimati")
    earliest = datetime.now(zone).date()
    path = root / briefgen("-C", root, "new", "Three bases").output.strip()
    latest = datetime.now(zone).date()
    _, matter, body = path.read_text().split("---\n")
    document = compose(matter, "x").value
    assert document is not None
    assert document.data["draft"] == "true"
    assert document.data["date"] in (earliest.isoformat(), latest.isoformat())
    assert len(document.data["highlights"]) == 3
    assert "https://example.com/report" in body


@pytest.mark.parametrize("title", ["🎉", "…", "", " ", "-", "\x07"], ids=ascii)
def test_a_title_without_a_letter_is_refused(
    root: Path, briefgen: Briefgen, contents: Contents, title: str
) -> None:
    before = contents(root)
    result = briefgen("-C", root, "new", "--", title)
    assert (result.status, result.output) == (1, "")
    assert "has no letter or digit for a file name" in result.errors
    assert contents(root) == before


@pytest.mark.parametrize("path", ["three-bases.md", "three-bases/index.md"])
def test_an_existing_brief_is_not_overwritten(
    root: Path, briefgen: Briefgen, contents: Contents, path: str
) -> None:
    (root / "content/briefs" / path).parent.mkdir(exist_ok=True)
    (root / "content/briefs" / path).write_text("mine")
    before = contents(root)
    result = briefgen("-C", root, "new", "Three bases")
    assert (result.status, result.output) == (1, "")
    assert f"content/briefs/{path} already exists; choose another title" in result.errors
    assert contents(root) == before


def test_an_existing_author_is_not_overwritten(root: Path, briefgen: Briefgen) -> None:
    briefgen("-C", root, "new", "author", "Jane Doe")
    result = briefgen("-C", root, "new", "author", "Jane Doe")
    assert result.status == 1
    assert "content/authors/jane-doe.md already exists; choose another name" in result.errors


def test_a_title_needs_no_quotes(root: Path, briefgen: Briefgen) -> None:
    result = briefgen("-C", root, "new", "Three", "bases")
    assert result.output == "content/briefs/three-bases.md\n"


def test_the_first_brief_creates_the_briefs_folder(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site()
    assert briefgen("-C", root, "new", "Two bases").status == 0
    assert (root / "content/briefs/two-bases.md").is_file()


def test_a_file_named_content_is_reported(make_site: MakeSite, briefgen: Briefgen) -> None:
    result = briefgen("-C", make_site({"content": "mine"}), "new", "Two bases")
    assert (result.status, result.output) == (1, "")
    assert result.errors.startswith("Error: ")


@pytest.mark.parametrize(
    ("settings", "code"), [(None, "site-missing"), ("title: [x", "yaml")], ids=["none", "broken"]
)
def test_new_needs_a_site_with_valid_settings(
    tmp_path: Path, briefgen: Briefgen, settings: str | None, code: str
) -> None:
    if settings:
        (tmp_path / "site.yaml").write_text(settings)
    result = briefgen("-C", tmp_path, "new", "Two bases")
    assert (result.status, result.output) == (1, "")
    assert f"[{code}]" in result.errors
    assert not (tmp_path / "content").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="arguments are always valid Unicode")
def test_invalid_bytes_in_a_title_are_replaced(root: Path, briefgen_process: Briefgen) -> None:
    result = briefgen_process("-C", root, "new", os.fsdecode(b"caf\xe9 life"))
    assert (result.status, result.output) == (0, "content/briefs/caf-life.md\n")
    assert 'title: "caf? life"' in (root / "content/briefs/caf-life.md").read_text()


def matter(root: Path, path: str) -> dict[str, Any]:
    document = compose((root / path).read_text("utf-8").split("---\n")[1], path).value
    assert document
    data: dict[str, Any] = document.data
    return data


PEOPLE = {
    "content/authors/ines-tallowood.md": "---\nname: Ines Tallowood\n---\n",
    "content/authors/jo.md": "---\nname: Jo Quill\n---\n",
}


def test_a_new_brief_has_its_authors(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site(PEOPLE)
    result = briefgen(
        "-C", root, "new", "A", "--author", "ines-tallowood", "--author", "Jo Quill",
        "--author", "Guest, A. N.",
    )  # fmt: skip
    assert result.status == 0, result.errors
    data = matter(root, "content/briefs/a.md")
    assert data["authors"] == ["ines-tallowood", "jo", "Guest, A. N."]
    assert briefgen("-C", root, "check", "--drafts", "--future", "--strict").status == 0


@pytest.mark.parametrize(
    ("author", "hint"),
    [
        ("ines-talowood", "did you mean `ines-tallowood`?"),
        ("Ines Talowood", "did you mean `Ines Tallowood`?"),
        ("xyz", 'create one with: briefgen new author "xyz"'),
    ],
)
def test_an_unknown_author_is_refused(
    make_site: MakeSite, briefgen: Briefgen, author: str, hint: str
) -> None:
    root = make_site(PEOPLE)
    result = briefgen("-C", root, "new", "A", "--author", author)
    assert (result.status, result.output) == (1, "")
    assert hint in result.errors
    assert not (root / "content/briefs").exists()


def test_a_new_brief_can_have_a_folder(root: Path, briefgen: Briefgen) -> None:
    result = briefgen("-C", root, "new", "--folder", "Three bases")
    assert result.output == "content/briefs/three-bases/index.md\n"
    assert briefgen("-C", root, "new", "Three bases").status == 1
    assert briefgen("-C", root, "check", "--drafts", "--future", "--strict").status == 0


ORIGINAL = """\
---
title: Two bases
summary: A summary.
highlights:
  - "One: *this*."
  - Two.
  - Three.
  - Four.
categories: [Trade, "China: now"]
series: Bases
regions: [Asia]
authors: [jo]
image: {src: map.svg, alt: "A \\"map\\"", credit: "[Me](https://example.com)"}
---
Text.
"""


@pytest.mark.parametrize("place", ["content/briefs/2026/two-bases.md", "content/briefs/b/index.md"])
@pytest.mark.parametrize("folder", [[], ["--folder"]], ids=["file", "folder"])
def test_a_translation_begins_with_what_it_shares_with_its_original(
    make_site: MakeSite, briefgen: Briefgen, place: str, folder: list[str]
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
    files = {**PEOPLE, place: ORIGINAL, str(Path(place).parent / "map.svg"): svg}
    root = make_site(files, taxonomies={"regions": {}})
    before = briefgen("-C", root, "check")
    assert before.status == 0, before.output
    result = briefgen(
        "-C", root, "new", "Zwei Standorte", "--translation-of",
        place.removeprefix("content/"), "--language", "de", *folder,
    )  # fmt: skip
    assert result.status == 0, result.errors
    data = matter(root, result.output.strip())
    assert data["language"] == "de"
    assert data["translation_of"] == place.removeprefix("content/")
    assert data["categories"] == ["Trade", "China: now"]
    assert (data["series"], data["regions"], data["authors"]) == ("Bases", ["Asia"], ["jo"])
    assert data["image"]["alt"] == 'A "map"'
    assert len(data["highlights"]) == 4
    text = (root / result.output.strip()).read_text("utf-8")
    assert "  # One: *this*.\n  - The first takeaway.\n" in text
    draft = "draft: true            # delete this line to publish\n"
    assert briefgen("-C", root, "check", "--drafts", "--future", "--strict").status == 0
    (root / result.output.strip()).write_text(text.replace(draft, ""), "utf-8")
    published = briefgen("-C", root, "check", "--future", "--format", "json")
    assert {each["code"] for each in json.loads(published.output)} == {"placeholder"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--translation-of", "briefs/two-base.md", "--language", "de"], "did you mean"),
        (["--translation-of", "two-bases"], "a translation needs its language"),
        (["--translation-of", "two-bases", "--language", "en"], "choose another language"),
        (["--language", "german"], "write de"),
    ],
)
def test_a_translation_that_makes_no_sense_is_refused(
    root: Path, briefgen: Briefgen, contents: Contents, options: list[str], message: str
) -> None:
    before = contents(root)
    result = briefgen("-C", root, "new", "Zwei", *options)
    assert (result.status, result.output) == (1, "")
    assert message in result.errors
    assert contents(root) == before


def test_new_page_and_new_author(root: Path, briefgen: Briefgen) -> None:
    page = briefgen("-C", root, "new", "page", "How", "we: work")
    assert page.output == "content/how-we-work.md\n"
    assert "navigation" in page.errors
    assert briefgen("-C", root, "new", "page", "Team", "--folder").output == (
        "content/team/index.md\n"
    )
    assert briefgen("-C", root, "--quiet", "new", "author", 'Jo "Q" [x]').errors == ""
    assert matter(root, "content/how-we-work.md")["title"] == "How we: work"
    assert matter(root, "content/authors/jo-q-x.md")["name"] == 'Jo "Q" [x]'
    checked = briefgen("-C", root, "check", "--format", "json")
    problems = {(each["path"], each["code"]) for each in json.loads(checked.output)}
    assert problems == {("content/authors/jo-q-x.md", "placeholder")}
    text = (root / "content/how-we-work.md").read_text()
    (root / "content/how-we-work.md").write_text(text.replace("draft: true", "draft: false"))
    assert "content/how-we-work.md:7:1" in briefgen("-C", root, "check").output


def test_a_brief_can_be_about_pages_and_authors(root: Path, briefgen: Briefgen) -> None:
    for title, slug in (("page and print", "page-and-print"), ("Author", "author")):
        assert briefgen("-C", root, "new", title).output == f"content/briefs/{slug}.md\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["page"], "the page needs a title"),
        (["author"], "the author needs a name"),
        (["page", "A", "--author", "jo"], "a page cannot have --author"),
        (["author", "A", "--folder"], "an author cannot have --folder"),
        (["author", "A", "--language", "de"], "an author cannot have --language"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_refused(
    root: Path, briefgen: Briefgen, contents: Contents, arguments: list[str], message: str
) -> None:
    before = contents(root)
    result = briefgen("-C", root, "new", *arguments)
    assert (result.status, result.output) == (2, "")
    assert message in result.errors
    assert contents(root) == before


def test_new_does_not_replace_a_page_or_an_author(root: Path, briefgen: Briefgen) -> None:
    for arguments in (("page", "Team"), ("author", "Jo")):
        assert briefgen("-C", root, "new", *arguments).status == 0
        assert "already exists" in briefgen("-C", root, "new", *arguments).errors
    assert briefgen("-C", root, "new", "page", "Index").status == 1
