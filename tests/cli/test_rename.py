"""`briefgen rename`: files move, links follow, old addresses stay, and nothing else changes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import pytest

from briefgen.model.codes import CODES
from briefgen.read.yaml_document import compose
from briefgen.renaming import Changed, plan_rename, write_rename
from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

Contents = Callable[[Path], dict[str, bytes]]

REPOSITORY: Final = Path(__file__).parents[2]


def brief(front: str = "", body: str = "Text.\n") -> str:
    return f"---\ntitle: A brief\n{front}---\n{body}"


def aliases(path: Path) -> list[str]:
    document = compose(path.read_text("utf-8").split("---\n")[1], "x").value
    assert document
    written = document.data.get("aliases") or []
    return [written] if isinstance(written, str) else written


def problems(root: Path, briefgen: Briefgen) -> Counter[str]:
    """Return how often each code of something wrong occurs in the site."""
    result = briefgen("-C", root, "check", "--drafts", "--format", "json")
    codes = [each["code"] for each in json.loads(result.output)]
    return Counter(code for code in codes if not CODES[code].is_editorial)


def changed(
    before: dict[str, bytes], after: dict[str, bytes]
) -> tuple[set[str], set[str], set[str]]:
    """Return the files that are gone, new, and different; not those of the cache."""
    one, other = (
        {path: data for path, data in files.items() if not path.startswith((".briefgen", "public"))}
        for files in (before, after)
    )
    return (
        one.keys() - other.keys(),
        other.keys() - one.keys(),
        {path for path in one.keys() & other.keys() if one[path] != other[path]},
    )


# What follows


def test_a_brief_moves_and_its_old_address_leads_to_it(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({"content/briefs/a.md": brief()})
    result = briefgen("-C", root, "rename", "content/briefs/a.md", "content/briefs/b.md")
    assert result.status == 0, result.errors
    assert result.output.splitlines() == [
        "content/briefs/a.md -> content/briefs/b.md",
        "content/briefs/b.md:3: added aliases: [/briefs/a/]",
    ]
    assert not (root / "content/briefs/a.md").exists()
    assert briefgen("-C", root, "build", "--strict").status == 0
    assert "/briefs/b/" in (root / "public/briefs/a/index.html").read_text()


LINKS = [
    ("[x](a.md)", "[x](b.md)"),
    ("[x](./a.md#part)", "[x](./b.md#part)"),
    ("[x](<a.md> 'A title')", "[x](<b.md> 'A title')"),
    ("[a.md](a.md) and [a.md](a.md?print#part)", "[a.md](b.md) and [a.md](b.md?print#part)"),
    ("[x](/briefs/a.md)", "[x](/briefs/b.md)"),
    ("[x](/briefs/a/)", "[x](/briefs/b/)"),
    ("[x](/briefs/a)", "[x](/briefs/b)"),
    ("[x](/briefs/a/cite.bib)", "[x](/briefs/b/cite.bib)"),
    ("[x](https://example.org/briefs/a/)", "[x](https://example.org/briefs/b/)"),
    ("See <https://example.org/briefs/a/>.", "See <https://example.org/briefs/b/>."),
    ("See https://example.org/briefs/a/.", "See https://example.org/briefs/b/."),
    ("[x][1]\n\n[1]: a.md\n", "[x][1]\n\n[1]: b.md\n"),
    ("[x] and [x]\n\n[x]: <a.md> 'A title'\n", "[x] and [x]\n\n[x]: <b.md> 'A title'\n"),
    ('<a href="a.md">x</a>', '<a href="b.md">x</a>'),
    ("<a href='a.md'>x</a> <a href=a.md>y</a>", "<a href='b.md'>x</a> <a href=b.md>y</a>"),
    ("- [x](a.md)\n  > [y](a.md)\n", "- [x](b.md)\n  > [y](b.md)\n"),
    ("| a |\n| --- |\n| [x](a.md) |\n", "| a |\n| --- |\n| [x](b.md) |\n"),
    ("Text[^1].\n\n[^1]: [x](a.md)\n", "Text[^1].\n\n[^1]: [x](b.md)\n"),
    ("`[x](a.md)` [x](a.md)", "`[x](a.md)` [x](b.md)"),
    ("```\n[x](a.md)\n```\n\n[x](a.md)", "```\n[x](a.md)\n```\n\n[x](b.md)"),
    ("Or <!-- [x](a.md) --> [x](a.md)", "Or <!-- [x](a.md) --> [x](b.md)"),
    (r"\[x](a.md) [x](a.md)", r"\[x](a.md) [x](b.md)"),
    ("[x](a.md) [y](c.md) a.md", "[x](b.md) [y](c.md) a.md"),
    ("[x](%61.md)", "[x](b.md)"),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_links_to_a_renamed_brief_follow_and_all_other_bytes_stay(
    make_site: MakeSite, briefgen: Briefgen, newline: str
) -> None:
    def text(link: str) -> bytes:
        return ("\ufeff" + brief("# A comment.\n", link + "\n")).replace("\n", newline).encode()

    root = make_site(
        {
            "content/briefs/a.md": brief("", "## Part\n"),
            "content/briefs/c.md": brief(),
            **{f"content/briefs/link-{n}.md": text(each) for n, (each, _) in enumerate(LINKS)},
        }
    )
    result = briefgen("-C", root, "rename", "briefs/a.md", "briefs/b.md")
    assert result.status == 0, result.errors
    for number, (_, expected) in enumerate(LINKS):
        assert (root / f"content/briefs/link-{number}.md").read_bytes() == text(expected)


def test_links_of_a_moved_brief_still_lead_to_the_same_files(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    links = "[c](c.md) [self](a.md) [top](#top) ![d](d.svg) [about](../about.md) [url](/about/)\n"
    root = make_site(
        {
            "content/about.md": brief(),
            "content/briefs/a.md": brief("image: {src: d.svg, alt: D}\n", links),
            "content/briefs/c.md": brief(),
            "content/briefs/d.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
        }
    )
    result = briefgen("-C", root, "rename", "briefs/a.md", "briefs/2026/")
    assert result.status == 0, result.errors
    assert (root / "content/briefs/2026/a.md").read_text() == brief(
        "image: {src: ../d.svg, alt: D}\n",
        "[c](../c.md) [self](a.md) [top](#top) ![d](../d.svg) [about](../../about.md)"
        " [url](/about/)\n",
    ), "the URL is the same, so there is no alias"


def test_the_files_that_belong_to_a_brief_move_with_it(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    root = make_site(
        {
            "content/briefs/a.md": brief("", "![x](a/x.svg) [data](a.csv) [de](a.de.pdf)\n"),
            "content/briefs/a/x.svg": svg,
            "content/briefs/a/_notes.txt": "mine",
            "content/briefs/a.csv": "1",
            "content/briefs/a.de.md": brief("slug: ade\nlanguage: de\n"),
            "content/briefs/a.de.pdf": "%PDF",
            "content/briefs/ab.csv": "2",
        }
    )
    result = briefgen("-C", root, "rename", "briefs/a", "b")
    assert result.status == 0, result.errors
    names = {path.relative_to(root / "content/briefs").as_posix()
             for path in (root / "content/briefs").rglob("*") if path.is_file()}  # fmt: skip
    assert names == {
        "b.md", "b/x.svg", "b/_notes.txt", "b.csv", "a.de.md", "a.de.pdf", "ab.csv",
    }  # fmt: skip
    assert (
        "![x](b/x.svg) [data](b.csv) [de](a.de.pdf)" in (root / "content/briefs/b.md").read_text()
    )
    assert "nothing redirects the old address /briefs/a.csv" in result.errors
    assert briefgen("-C", root, "build", "--strict").status == 0


def test_the_variants_of_an_image_move_with_it(make_site: MakeSite, briefgen: Briefgen) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    names = ["p.svg", "p.dark.svg", "p.narrow.svg", "p.narrow.dark.svg", "p.en.svg", "pp.dark.svg"]
    root = make_site(
        {
            "content/briefs/a.md": brief("", "![x](/figures/p.svg)\n"),
            **{f"content/figures/{name}": svg for name in names},
        }
    )
    assert briefgen("-C", root, "rename", "figures/p.svg", "charts/costs.svg").status == 0
    paths = sorted(path.name for path in (root / "content/charts").iterdir())
    assert paths == ["costs.dark.svg", "costs.narrow.dark.svg", "costs.narrow.svg", "costs.svg"]
    assert sorted(path.name for path in (root / "content/figures").iterdir()) == names[-2:]
    assert "![x](/charts/costs.svg)" in (root / "content/briefs/a.md").read_text()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("briefs/a", "b", {"b/index.md", "b/x.svg"}),
        ("briefs/a/index.md", "briefs/b", {"b/index.md", "b/x.svg"}),
        ("briefs/a/", "briefs/b/index.md", {"b/index.md", "b/x.svg"}),
        ("briefs/a/index.md", "briefs/b.md", {"b.md", "b/x.svg"}),
        ("briefs/a", "briefs/2026/b", {"2026/b/index.md", "2026/b/x.svg"}),
    ],
)
def test_a_brief_with_a_folder_moves_with_it(
    make_site: MakeSite, briefgen: Briefgen, old: str, new: str, expected: set[str]
) -> None:
    root = make_site(
        {
            "content/briefs/a/index.md": brief("", "![x](x.svg) [c](../c.md)\n"),
            "content/briefs/a/x.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
            "content/briefs/c.md": brief("", "[a](a/index.md) [a](a/) ![x](a/x.svg)\n"),
        }
    )
    result = briefgen("-C", root, "rename", old, new)
    assert result.status == 0, result.errors
    briefs = root / "content/briefs"
    names = {each.relative_to(briefs).as_posix() for each in briefs.rglob("*") if each.is_file()}
    assert names == {*expected, "c.md"}
    assert not (briefs / "a").exists()
    assert problems(root, briefgen) == {}


def test_a_single_brief_becomes_one_with_a_folder(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site(
        {
            "content/briefs/a.md": brief("", "![x](a/x.svg)\n"),
            "content/briefs/a/x.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
        }
    )
    assert briefgen("-C", root, "rename", "briefs/a.md", "briefs/a/index.md").status == 0
    assert "![x](x.svg)" in (root / "content/briefs/a/index.md").read_text()
    assert aliases(root / "content/briefs/a/index.md") == []
    assert problems(root, briefgen) == {}


def test_the_date_in_a_name_stays(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site({"content/briefs/2026-03-04-a.md": brief()})
    assert briefgen("-C", root, "rename", "briefs/2026-03-04-a", "b").status == 0
    assert aliases(root / "content/briefs/2026-03-04-b.md") == ["/briefs/a/"]
    assert briefgen("-C", root, "rename", "briefs/2026-03-04-b", "2026-03-05-b").status == 0
    assert (root / "content/briefs/2026-03-05-b.md").is_file()


def test_a_dated_brief_keeps_its_date_in_a_folder(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site({"content/briefs/2026-03-04-a.md": brief()})
    assert briefgen("-C", root, "rename", "briefs/2026-03-04-a", "briefs/b/index.md").status == 0
    assert (root / "content/briefs/2026-03-04-b/index.md").is_file()


def test_each_image_of_a_set_follows(make_site: MakeSite, briefgen: Briefgen) -> None:
    sets = '<img src="%s/x.svg" srcset="%s/x.svg 1x, %s/y.svg 2x" alt="X">\n'
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    root = make_site(
        {
            "content/briefs/a.md": brief("", sets.replace("%s", "../pictures")),
            "content/pictures/x.svg": svg,
            "content/pictures/y.svg": svg,
        }
    )
    assert briefgen("-C", root, "rename", "pictures", "images/2026").status == 0
    assert (root / "content/briefs/a.md").read_text() == brief(
        "", sets.replace("%s", "../images/2026")
    )


def test_the_base_path_in_a_link_stays(make_site: MakeSite, briefgen: Briefgen) -> None:
    links = "[x](/sub/{0}/) [x](//example.org/sub/{0}/) [x](http://example.org/sub/{0})"
    root = make_site(
        {"content/about.md": brief(), "content/briefs/a.md": brief("", links.format("about"))},
        base_url="https://example.org/sub",
    )
    assert briefgen("-C", root, "rename", "about", "us").status == 0
    assert (root / "content/briefs/a.md").read_text() == brief("", links.format("us"))


def test_translations_authors_images_and_settings_follow(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site(
        {
            "site.yaml": (
                "title: T  # the title\nbase_url: https://example.org/sub\n"
                "search: {enabled: false}\nsocial: {images: false}\n"
                "navigation:\n  - {text: Home, url: /}\n"
                "  - text: About  # us\n    url: '/about/'  # a comment\n"
                "footer:\n  - {text: More, items: [{text: Us, url: about.md}]}  # more\n"
                "theme:\n  logo: pictures/logo.svg\n"
            ),
            "content/pictures/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
            "content/about.md": brief(),
            "content/authors/jane.md": "---\nname: Jane Smith\n---\n",
            "content/briefs/a.md": brief(
                "authors: [jane, Someone Else]  # who\n"
                "image:\n  src: /pictures/logo.svg  # the image\n  alt: A logo\n"
                'highlights:\n  - "See [us](/about/)."\n'
            ),
            "content/briefs/de/a.md": brief(
                "slug: a-de\nlanguage: de\ntranslation_of: 'briefs/a.md'\nauthors: jane\n"
            ),
        }
    )
    for old, new in (
        ("about.md", "who-we-are"),
        ("authors/jane", "jane-smith"),
        ("pictures/logo.svg", "pictures/mark"),
        ("briefs/a", "b"),
        ("briefs/de", "briefs/deutsch"),
    ):
        result = briefgen("-C", root, "rename", old, new)
        assert result.status == 0, result.errors
    site = (root / "site.yaml").read_text()
    assert "  - text: About  # us\n    url: '/who-we-are/'  # a comment\n" in site
    assert "{text: More, items: [{text: Us, url: who-we-are.md}]}  # more\n" in site
    assert "  logo: pictures/mark.svg\n" in site
    text = (root / "content/briefs/b.md").read_text()
    assert "authors: [jane-smith, Someone Else]  # who\n" in text
    assert "  src: /pictures/mark.svg  # the image\n" in text
    assert '- "See [us](/who-we-are/)."' in text
    assert aliases(root / "content/who-we-are.md") == ["/about/"]
    assert aliases(root / "content/authors/jane-smith.md") == ["/authors/jane/"]
    german = (root / "content/briefs/deutsch/a.md").read_text()
    assert "translation_of: 'briefs/b.md'\n" in german
    assert "authors: jane-smith\n" in german
    assert problems(root, briefgen) == {}


def test_the_image_of_link_previews_follows(make_site: MakeSite, briefgen: Briefgen) -> None:
    front = "seo: {image: %s, title: card.png}  # not this title\n"
    root = make_site(
        {
            "content/about.md": brief(front % "briefs/card.png"),
            "content/briefs/a.md": brief(front % '"card.png"'),
            "content/briefs/card.png": b"not a real image",
        }
    )
    result = briefgen("-C", root, "rename", "briefs/card.png", "preview.png")
    assert result.status == 0, result.errors
    assert (root / "content/about.md").read_text() == brief(front % "briefs/preview.png")
    assert (root / "content/briefs/a.md").read_text() == brief(front % '"preview.png"')


def test_replies_follow_their_brief(make_site: MakeSite, briefgen: Briefgen) -> None:
    comments = {"provider": "static", "url": "https://example.org/replies"}
    root = make_site(
        {
            "content/briefs/a.md": brief(),
            "content/replies/a/1.yml": "id: 1\nslug: a\nname: Ada\nmessage: Hello.\n",
        },
        comments=comments,
    )
    before = problems(root, briefgen)
    assert briefgen("-C", root, "rename", "briefs/a", "b").status == 0
    assert (root / "content/replies/b/1.yml").is_file()
    assert not (root / "content/replies/a").exists()
    assert problems(root, briefgen) == before


# Aliases


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("", "aliases: [/briefs/a/]\n"),
        ("aliases: [/old/]  # once\n", "aliases: [/old/, /briefs/a/]  # once\n"),
        ("aliases: []\n", "aliases: [/briefs/a/]\n"),
        ("aliases: /old/\n", "aliases: [/old/, /briefs/a/]\n"),
        ("aliases:  # none\n", "aliases: [/briefs/a/]  # none\n"),
        ("aliases:\n  - /old/  # once\n", "aliases:\n  - /old/  # once\n  - /briefs/a/\n"),
        ("aliases:\n- /old/\ndraft: no\n", "aliases:\n- /old/\n- /briefs/a/\ndraft: no\n"),
        ("aliases: [/briefs/a]\n", "aliases: [/briefs/a]\n"),
    ],
)
def test_the_old_address_is_added_to_aliases_in_place(
    make_site: MakeSite, briefgen: Briefgen, front: str, expected: str
) -> None:
    root = make_site({"content/briefs/a.md": brief(front)})
    if front == "aliases: [/briefs/a]\n":  # which hides the brief itself, until it moves
        assert briefgen("-C", root, "build").status == 1
    result = briefgen("-C", root, "rename", "briefs/a", "b")
    assert result.status == 0, result.errors
    assert (root / "content/briefs/b.md").read_text() == brief(expected)


def test_front_matter_in_json_gets_an_alias_too(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site({"content/briefs/a.md": '---\n{"title": "A"}\n---\nText.\n'})
    assert briefgen("-C", root, "rename", "briefs/a", "b").status == 0
    assert (root / "content/briefs/b.md").read_text() == (
        '---\n{"title": "A", "aliases": ["/briefs/a/"]}\n---\nText.\n'
    )
    assert briefgen("-C", root, "rename", "briefs/b", "a").status == 0
    assert (root / "content/briefs/a.md").read_text() == (
        '---\n{"title": "A", "aliases": ["/briefs/b/"]}\n---\nText.\n'
    )


@pytest.mark.parametrize("hold", ["draft: true\n", "embargo: 2030-01-01\n", "date: 2030-01-01\n"])
def test_a_brief_that_is_not_published_yet_needs_no_alias(
    make_site: MakeSite, briefgen: Briefgen, hold: str
) -> None:
    root = make_site({"content/briefs/a.md": brief(hold)})
    result = briefgen("-C", root, "rename", "briefs/a", "b")
    assert (result.status, result.errors) == (0, "")
    assert (root / "content/briefs/b.md").read_text() == brief(hold)


def test_a_brief_with_a_slug_keeps_its_address(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site({"content/briefs/a.md": brief("slug: own\n")})
    assert briefgen("-C", root, "rename", "briefs/a", "b").status == 0
    assert (root / "content/briefs/b.md").read_text() == brief("slug: own\n")


def test_renaming_back_restores_the_address(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site(
        {"content/briefs/a.md": brief(), "content/briefs/c.md": brief("", "[a](a.md)\n")}
    )
    for old, new in (("a", "b"), ("b", "a")):
        assert briefgen("-C", root, "rename", f"briefs/{old}", new).status == 0
    assert (root / "content/briefs/a.md").read_text() == brief("aliases: [/briefs/b/]\n")
    assert (root / "content/briefs/c.md").read_text() == brief("", "[a](a.md)\n")
    assert problems(root, briefgen) == {}


# What is refused


REFUSED = [
    ("briefs/x", "b", "there is no file or folder briefs/x"),
    ("briefs/aa", "b", "did you mean content/briefs/a.md?"),
    ("../site.yaml", "b", "is not in content/"),
    ("briefs/a", "../../b.md", "is not in content/"),
    ("briefs/a", "", "the new name is empty"),
    ("", "b", "is empty"),
    ("briefs/a", "a.md", "the old and the new name are the same"),
    ("briefs/a", "c", "content/briefs/c.md already exists"),
    ("briefs/a", "content/b.md", "is a brief, but would be a page"),
    ("briefs/a", "b.txt", "the name of a text ends with .md, not with .txt"),
    ("briefs/a", "_b", "names that begin with _ are not published"),
    ("briefs/a", ".b", "names that begin with . are not published"),
    ("briefs/a", "con", "Windows does not allow"),
    ("briefs/a", "b?", "Windows does not allow"),
    ("briefs/a", "b copy", "is named like a copy"),
    ("briefs/a", "b\x07", "U+0007"),
    ("briefs/a", "b" * 300, "too long"),
    ("briefs/a", "d", "would cause these problems"),
    ("briefs/a", "briefs/c.md/b.md", "content/briefs/c.md is a file, not a folder"),
    ("briefs", "texts", "has a name that briefgen looks for"),
    ("index.md", "home.md", "keep its name"),
    ("404.md", "lost.md", "keep its name"),
    ("categories/prices.md", "costs", "rename the term"),
    ("replies/a/1.yml", "2.yml", "is a reply"),
    ("data.csv", "data.md", "is not a text"),
]


def test_what_cannot_be_renamed_is_refused_and_nothing_changes(
    make_site: MakeSite, briefgen: Briefgen, contents: Contents
) -> None:
    root = make_site(
        {
            "content/index.md": brief(),
            "content/404.md": brief(),
            "content/data.csv": "1",
            "content/briefs/a.md": brief("categories: [Prices]\n", "[c](c.md)\n"),
            "content/briefs/c.md": brief("", "[a](a.md)\n"),
            "content/briefs/other/d.md": brief("aliases: [/briefs/e/]\n"),
            "content/categories/prices.md": brief(),
            "content/replies/a/1.yml": "id: 1\nslug: a\nname: Ada\nmessage: Hello.\n",
        }
    )
    before = contents(root)
    for old, new, message in REFUSED:
        result = briefgen("-C", root, "rename", "--", old, new)
        assert (result.status, result.output) == (1, ""), (old, new)
        assert message in result.errors, (old, new)
        assert contents(root) == before, (old, new)


def test_a_site_with_unreadable_files_is_refused(
    make_site: MakeSite, briefgen: Briefgen, contents: Contents
) -> None:
    root = make_site(
        {"content/briefs/a.md": brief(), "content/briefs/c.md": "---\ntitle: [x\n---\n[a](a.md)"}
    )
    before = contents(root)
    result = briefgen("-C", root, "rename", "briefs/a", "b")
    assert result.status == 1
    assert "content/briefs/c.md:2" in result.errors
    assert "correct these errors first" in result.errors
    assert contents(root) == before


def test_rename_needs_a_site(tmp_path: Path, briefgen: Briefgen) -> None:
    result = briefgen("-C", tmp_path, "rename", "a", "b")
    assert (result.status, result.output) == (1, "")
    assert "[site-missing]" in result.errors


def test_a_file_that_changes_meanwhile_is_not_overwritten(make_site: MakeSite) -> None:
    root = make_site(
        {"content/briefs/a.md": brief(), "content/briefs/c.md": brief("", "[a](a.md)\n")}
    )
    planned = plan_rename(root, root, "briefs/a", "b", datetime(2026, 6, 1, tzinfo=UTC)).value
    assert planned is not None
    (root / "content/briefs/c.md").write_text("mine")
    with pytest.raises(Changed, match=r"content/briefs/c\.md has changed"):
        write_rename(root, planned)
    assert (root / "content/briefs/a.md").is_file()
    assert (root / "content/briefs/c.md").read_text() == "mine"


def test_a_symbolic_link_is_refused(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site({"content/briefs/a.md": brief(), "content/briefs/c.md": brief()})
    (root / "content/briefs/b.md").symlink_to("a.md")
    result = briefgen("-C", root, "rename", "briefs/b", "d")
    assert result.status == 1
    assert "is a symbolic link" in result.errors


def test_a_link_to_a_renamed_file_is_refused(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site({"content/briefs/a.md": brief(), "content/a.csv": "1"})
    (root / "content/b.csv").symlink_to("a.csv")
    result = briefgen("-C", root, "rename", "a.csv", "c.csv")
    assert result.status == 1
    assert "content/b.csv is a symbolic link to content/a.csv" in result.errors


# All or nothing


def test_a_dry_run_shows_the_changes_and_makes_none(
    make_site: MakeSite, briefgen: Briefgen, contents: Contents
) -> None:
    root = make_site(
        {"content/briefs/a.md": brief(), "content/briefs/c.md": brief("", "[a](a.md)\n")}
    )
    before = contents(root)
    dry = briefgen("-C", root, "rename", "briefs/a", "b", "--dry-run")
    assert (dry.status, contents(root)) == (0, before)
    assert "nothing was changed" in dry.errors
    assert "content/briefs/c.md:4: a.md -> b.md" in dry.output.splitlines()
    assert briefgen("-C", root, "rename", "briefs/a", "b").output == dry.output


def test_if_a_file_cannot_be_written_everything_is_put_back(
    make_site: MakeSite, briefgen: Briefgen, contents: Contents
) -> None:
    resource = pytest.importorskip("resource")
    root = make_site(
        {
            "content/briefs/a.md": brief(),
            "content/briefs/a/x.csv": "1",
            "content/briefs/c.md": brief("", "[a](a.md)\n"),
            "content/briefs/z.md": brief("", "[a](a.md)\n" + "Text. " * 10_000),
        }
    )
    before = contents(root)
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "from briefgen.cli import main; main()"
    )
    process = subprocess.run(
        [sys.executable, "-c", code, "-C", root, "rename", "briefs/a", "briefs/new/b"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert resource.RLIMIT_FSIZE
    assert process.returncode == 1
    assert "nothing was changed" in process.stderr
    assert contents(root) == before
    assert not (root / "content/briefs/new").exists()


def test_permissions_stay(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site(
        {"content/briefs/a.md": brief(), "content/briefs/c.md": brief("", "[a](a.md)\n")}
    )
    (root / "content/briefs/c.md").chmod(0o640)
    assert briefgen("-C", root, "rename", "briefs/a", "b").status == 0
    assert (root / "content/briefs/c.md").stat().st_mode & 0o777 == 0o640


def test_paths_are_relative_to_the_folder_in_which_the_author_is(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({"content/briefs/a.md": brief()})
    monkeypatch.chdir(root / "content/briefs")
    result = briefgen("rename", "a.md", "b.md")
    assert result.status == 0
    assert result.output.splitlines()[0] == "a.md -> b.md"


# Whole sites


def sample() -> list[str]:
    briefs = (REPOSITORY / "content").rglob("*.md")
    return sorted(
        each.relative_to(REPOSITORY / "content").as_posix()
        for each in briefs
        if (each.parent.name != "categories" and each.name != "index.md")
        or (each.name == "index.md" and each.parent.name != "content")
    )


@pytest.mark.parametrize("step", [20, pytest.param(1, marks=exhaustive)], ids=["some", "all"])
def test_every_text_of_the_sample_site_can_be_renamed_and_back(
    tmp_path: Path, briefgen: Briefgen, contents: Contents, step: int
) -> None:
    root = tmp_path / "site"
    for name in ("content", "layouts"):
        shutil.copytree(REPOSITORY / name, root / name)
    site = (REPOSITORY / "site.yaml").read_text("utf-8")
    (root / "site.yaml").write_text(f"{site}\nsearch: {{enabled: false}}\n", "utf-8")
    before, first = contents(root), problems(root, briefgen)
    for path in sample()[::step]:
        unit = path.removesuffix("/index.md")
        name = re.sub(r"^\d{4}-\d\d-\d\d-", "", unit.rpartition("/")[2].removesuffix(".md"))
        result = briefgen("-C", root, "rename", unit, f"{name}-2")
        assert result.status == 0, result.errors
        assert problems(root, briefgen) == first, path
        folder, _, last = unit.rpartition("/")
        renamed = last.replace(name, f"{name}-2")
        result = briefgen("-C", root, "rename", f"{folder}/{renamed}".lstrip("/"), name)
        assert result.status == 0, result.errors
    for path, data in contents(root).items():
        if path in before:
            lines = [
                line
                for line in data.splitlines()
                if not re.match(b"aliases: \\[/|  - /.*-2/$", line)
            ]
            assert lines == before[path].splitlines(), path
        else:
            assert path.startswith(".briefgen")


# Data and downloads


TABLE = "\n```table\ndata: {}\n```\n"


@pytest.mark.parametrize("written", ["_x.csv", "'_x.csv'", "/briefs/_x.csv", "./_x.csv"])
def test_a_block_follows_its_data_and_its_text(
    make_site: MakeSite, briefgen: Briefgen, written: str
) -> None:
    files = {
        "content/briefs/a.md": brief(body=f"Text.\n{TABLE.format(written)}"),
        "content/briefs/_x.csv": "a\n1\n",
    }
    root = make_site(files)
    result = briefgen("-C", root, "rename", "content/briefs/a.md", "content/briefs/2026/a.md")
    assert result.status == 0, result.errors
    assert not problems(root, briefgen)
    result = briefgen("-C", root, "rename", "content/briefs/_x.csv", "content/data/y z.csv")
    assert result.status == 0, result.errors
    assert not problems(root, briefgen)
    assert "y z.csv" in unquote((root / "content/briefs/2026/a.md").read_text("utf-8"))


def test_data_in_the_folder_of_a_brief_moves_with_it(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    files = {
        "content/briefs/a/index.md": brief(
            "downloads: [x.csv, {file: ../y.csv, title: Y}]\n", f"Text.\n{TABLE.format('_x.csv')}"
        ),
        "content/briefs/a/_x.csv": "a\n1\n",
        "content/briefs/a/x.csv": "a\n1\n",
        "content/briefs/y.csv": "a\n1\n",
    }
    root = make_site(files)
    assert briefgen("-C", root, "rename", "content/briefs/a", "content/briefs/2026/b").status == 0
    assert not problems(root, briefgen)
    text = (root / "content/briefs/2026/b/index.md").read_text("utf-8")
    assert "[x.csv, {file: ../../y.csv, title: Y}]" in text
    assert "data: _x.csv" in text
