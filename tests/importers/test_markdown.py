"""Sites of other generators as an import reads them: front matter, URLs, tags, blocks, links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from briefgen.importers.imported import File, Imported, Note
from briefgen.importers.markdown import import_folder
from briefgen.importers.markdown.blocks import converted
from briefgen.importers.markdown.keys import date_of
from briefgen.importers.markdown.matter import matter_of
from briefgen.importers.markdown.rewriting import rewritten
from briefgen.importers.markdown.source import guess, read_source
from briefgen.importers.markdown.tags import Context, without_tags
from briefgen.importers.writing import State, carry_out
from briefgen.model.config import SiteConfig

if TYPE_CHECKING:
    from tests.conftest import BuildSite, WriteSite

CONFIG: Final = SiteConfig(title="Briefs", base_url="https://example.org")


def folder_with(tmp_path: Path, files: Mapping[str, str | bytes]) -> Path:
    folder = tmp_path / "old"
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


class Import:
    """An import of a few files by a generator."""

    def __init__(self, tmp_path: Path, tool: str, files: Mapping[str, str | bytes], **options: str):
        self.folder = folder_with(tmp_path, files)
        source = read_source(self.folder, tool)
        self.items: list[Imported] = list(import_folder(source, CONFIG, **options))

    @property
    def files(self) -> dict[str, File]:
        return {file.path: file for item in self.items for file in item.files}

    @property
    def notes(self) -> list[Note]:
        return [note for item in self.items for note in item.notes]

    def values(self, path: str) -> Mapping[str, Any]:
        return self.files[path].values


# Each generator: what its files become, and their old addresses


def test_jekyll(tmp_path: Path) -> None:
    result = Import(
        tmp_path,
        "jekyll",
        {
            "_config.yml": "url: https://old.example\nbaseurl: /blog\ntitle: Old\n",
            "_posts/2026-03-04-two-bases.md": (
                "---\ntitle: Two bases\nauthor: jane\ncategories: trade energy\n"
                "excerpt: Short.\nredirect_from: /old/\n---\n"
                "See [one]({{ site.baseurl }}{% post_url 2026-03-01-one %}) and "
                "![A map]({{ '/img/map.png' | relative_url }}).\n"
            ),
            "_posts/2026-03-01-one.md": "---\ntitle: One\n---\nText of {{ site.title }}.\n",
            "_drafts/later.md": "---\ntitle: Later\n---\nText.\n",
            "about.md": "---\ntitle: About\npermalink: /about-us/\n---\nText.\n",
            "README.md": "Not a page.\n",
            "img/map.png": b"picture",
            "_data/authors.yml": "jane:\n  name: Jane Example\n  email: jane@example.org\n",
        },
    )
    two = result.files["content/briefs/2026-03-04-two-bases.md"]
    assert two.values["categories"] == ["trade", "energy"]
    assert two.values["authors"] == ["jane"]
    assert two.values["summary"] == "Short."
    assert two.values["aliases"] == ["/trade/energy/2026/03/04/two-bases.html", "/old/"]
    assert "[one](2026-03-01-one.md)" in two.body
    media = [each for item in result.items for each in item.media]
    assert [each.path for each in media] == ["content/img/map.png"]
    assert f"![A map]({media[0].mark})" in two.body
    assert result.files["content/briefs/2026-03-01-one.md"].body.strip() == "Text of Old."
    assert result.values("content/briefs/later.md")["draft"] is True
    assert result.values("content/about-us.md")["aliases"] == []
    assert result.values("content/authors/jane.md")["name"] == "Jane Example"
    assert not any("readme" in path for path in result.files)
    assert result.notes == []


def test_hugo(tmp_path: Path) -> None:
    result = Import(
        tmp_path,
        "hugo",
        {
            "hugo.toml": (
                'baseURL = "https://old.example/"\n[permalinks]\nposts = "/:year/:slug/"\n'
            ),
            "content/posts/two-bases/index.md": (
                '+++\ntitle = "Two bases"\ndate = 2026-03-04T10:00:00Z\ndraft = false\n'
                'tags = ["rare earths"]\nslug = "bases"\n'
                '[cover]\nimage = "map.png"\nalt = "A map"\n+++\n'
                '{{< figure src="map.png" alt="A map" caption="The map" >}}\n\n'
                'See [one]({{< relref "posts/one.md#part" >}}).\n\n'
                "{{< youtube aqz-KE-bpKQ >}}\n\n"
                "{{% notice warning %}}\nCareful.\n{{% /notice %}}\n\n"
                "{{< mystery 5 >}}\n"
            ),
            "content/posts/two-bases/map.png": b"picture",
            "content/posts/one.md": (
                '{"title": "One", "date": "2026-03-01", "publishDate": "2026-04-01"}\n'
                '## Part\n\n[Two]({{< ref "two-bases" >}}).\n'
            ),
            "content/about.md": "---\ntitle: About\nurl: /who/\n---\nText.\n",
        },
    )
    two = result.files["content/briefs/bases.md"]
    assert two.values["aliases"] == ["/2026/bases/"]
    assert two.values["tags"] == ["rare earths"]
    assert two.values["image"]["alt"] == "A map"
    assert "draft" not in two.values
    assert f'![A map]({two.values["image"]["src"]} "The map")' in two.body
    assert "[one](one.md#part)" in two.body
    assert "::: youtube aqz-KE-bpKQ\n:::" in two.body
    assert "::: warning\n\nCareful.\n\n:::" in two.body
    assert "[Two](bases.md)" in result.files["content/briefs/one.md"].body
    one = result.values("content/briefs/one.md")
    assert one["embargo"].isoformat() == "2026-04-01"
    assert one["aliases"] == ["/2026/one/"]
    assert "content/who.md" in result.files
    assert result.notes == [
        Note(
            "content/posts/two-bases/index.md",
            "the tag `mystery` has no counterpart",
            "{{< mystery 5 >}}",
            21,
        )
    ]
    assert "{{< mystery 5 >}}" in two.body


def test_eleventy(tmp_path: Path) -> None:
    result = Import(
        tmp_path,
        "eleventy",
        {
            "posts/posts.json": '{"tags": "post", "layout": "post.njk"}',
            "posts/two-bases.md": (
                "---\ntitle: Two bases\ndate: 2026-03-04\n---\n"
                "[About]({{ '/about/' | url }}) and {% raw %}{{ this }}{% endraw %}.\n"
            ),
            "about.md": '---json\n{"title": "About"}\n---\nText.\n',
        },
    )
    two = result.files["content/briefs/two-bases.md"]
    assert two.body.strip() == "[About](../about.md) and {{ this }}."
    assert "/posts/two-bases/" in two.values["aliases"]
    assert two.values["tags"] == ["post"]
    assert result.values("content/about.md")["title"] == "About"


def test_pelican(tmp_path: Path) -> None:
    result = Import(
        tmp_path,
        "pelican",
        {
            "pelicanconf.py": (
                "SITEURL = 'https://old.example'\nARTICLE_URL = '{date:%Y}/{slug}.html'\n"
            ),
            "content/two-bases.md": (
                "Title: Two bases\nDate: 2026-03-04 10:20\nCategory: Trade\n"
                "Tags: rare earths, prices\n"
                "Status: draft\nSummary: Short.\n\n"
                "[one]({filename}/sub/one.md) ![A map]({static}/images/map.png)\n"
            ),
            "content/sub/one.md": "Title: One\nDate: 2026-03-01\n\nText.\n",
            "content/pages/about.md": "Title: About\n\nText.\n",
            "content/images/map.png": b"picture",
        },
    )
    two = result.files["content/briefs/two-bases.md"]
    assert two.values["draft"] is True
    assert two.values["tags"] == ["rare earths", "prices"]
    assert two.values["categories"] == ["Trade"]
    assert two.values["aliases"] == ["/2026/two-bases.html"]
    assert "[one](one.md)" in two.body
    assert [each.path for item in result.items for each in item.media] == ["content/images/map.png"]
    assert result.values("content/pages/about.md")["aliases"] == []


def test_mkdocs(tmp_path: Path) -> None:
    result = Import(
        tmp_path,
        "mkdocs",
        {
            "mkdocs.yml": "site_name: Old\nsite_url: https://old.example/\n",
            "docs/index.md": "# Welcome\n\nSee [the guide](guide/first.md).\n",
            "docs/guide/first.md": (
                '# First steps\n\n[TOC]\n\n!!! note "Mind this"\n    One line.\n\n    ```py\n'
                "    a = 1\n    ```\n\n??? tip\n    Two.\n\nAfter.\n"
            ),
            "docs/blog/posts/two.md": "---\ndate: 2026-03-04\n---\n# Two bases\n\nText.\n",
        },
    )
    assert "[the guide](guide/first.md)" in result.files["content/index.md"].body
    first = result.files["content/guide/first.md"]
    assert first.values["title"] == "First steps"
    assert "[TOC]" not in first.body
    assert "::: note Mind this\nOne line.\n\n```py\na = 1\n```\n:::" in first.body
    assert "::: note Tip\nTwo.\n:::" in first.body
    two = result.values("content/briefs/two.md")
    assert two["title"] == "Two bases"
    assert two["aliases"] == ["/blog/2026/03/04/two-bases/"]


def test_quarto(tmp_path: Path) -> None:
    result = Import(
        tmp_path,
        "quarto",
        {
            "_quarto.yml": "project:\n  type: website\nwebsite:\n  site-url: https://old.example\n",
            "posts/two/index.qmd": (
                "---\ntitle: Two bases\ndate: 2026-03-04\nauthor:\n  - name: Jane Example\n"
                "    orcid: 0000-0002-1825-0097\ncategories: [trade]\n---\n"
                '::: {.callout-warning title="Careful"}\nOne.\n:::\n\n'
                "::: {.callout-note}\n## A title\nTwo.\n:::\n\n"
                "::: {.column-margin}\nThree.\n:::\n\n```{r}\nplot(1)\n```\n"
            ),
            "about.qmd": "---\ntitle: About\n---\n[Two](posts/two/index.qmd)\n",
        },
    )
    two = result.files["content/briefs/two.md"]
    assert two.values["authors"] == ["Jane Example"]
    assert two.values["aliases"] == ["/posts/two/"]
    assert "::: warning Careful\nOne.\n:::" in two.body
    assert "::: note A title\nTwo.\n:::" in two.body
    assert "\nThree.\n" in two.body
    assert "```r\nplot(1)\n```" in two.body
    assert {note.reason for note in result.notes} == {
        "the attributes of this block were left out",
        "this code is shown, but not run",
    }
    about = result.files["content/about.md"]
    assert about.body.strip() == "[Two](briefs/two.md)"
    assert about.values["aliases"] == []


def test_the_result_builds_without_errors(
    tmp_path: Path, write_site: WriteSite, build_site: BuildSite
) -> None:
    folder = folder_with(
        tmp_path,
        {
            "_posts/2026-03-04-a.md": (
                "---\ntitle: <b>A</b> & b\ndate: March 4, 2026\npublished: true\nimage: gone.png\n"
                "status: published\nlayout: post\nvisibility: public\n---\n"
                "![Gone](gone.png) [gone](#gone) [b](/2026/03/05/b/#gone) "
                "<img src='x.png' alt='X'>\n"
                "<script>alert(1)</script>\n\n"
                "A *paragraph*.\n{: .lead #first}\n\n## Part\n{: #part}\n\n[part](#part)\n\n"
                '<iframe src="https://player.example.com/1" title="A map"></iframe>\n'
            ),
            "_posts/2026-03-05-b.md": "---\ntitle: B\ndraft: maybe\n---\nText.\n",
            "_posts/2026-04-05-a.md": "---\ntitle: A again\n---\nText.\n",
        },
    )
    root = write_site(tmp_path / "site", title="Briefs", base_url="https://example.org")
    outcome = carry_out(root, import_folder(read_source(folder, "jekyll"), CONFIG), write=True)
    assert outcome.count("brief", State.NEW) == 3
    site = build_site(root, drafts=True)
    assert [each for each in site.diagnostics if each.is_error] == []
    page = site.page("/briefs/a/")
    assert page.words(".brief-body p")[0].startswith("Gone gone b X")
    assert page.words(".brief-body p a[href='#part']") == ["part"]
    assert "A map" in page.words(".brief-body")[0]
    reasons = [note.reason for note in outcome.notes]
    assert "this picture is not in the folder" in reasons
    assert "this may hold the text back, so it is a draft" in reasons


# Parts


@pytest.mark.parametrize(
    ("files", "tool"),
    [
        ({"_config.yml": "a: b"}, "jekyll"),
        ({"_posts/a.md": ""}, "jekyll"),
        ({"hugo.toml": ""}, "hugo"),
        ({"mkdocs.yml": ""}, "mkdocs"),
        ({"pelicanconf.py": ""}, "pelican"),
        ({"_quarto.yml": ""}, "quarto"),
        ({"eleventy.config.js": ""}, "eleventy"),
        ({"a.md": ""}, ""),
        ({"mkdocs.yml": "", "_config.yml": ""}, ""),
    ],
)
def test_the_generator_is_guessed_only_where_it_is_clear(
    tmp_path: Path, files: dict[str, str], tool: str
) -> None:
    assert guess(folder_with(tmp_path, files)) == tool


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-04", "2026-03-04"),
        ("2015-03-17 10:00:00 -4", "2015-03-17T10:00:00-04:00"),
        ("2026-03-04T10:20:00Z", "2026-03-04T10:20:00+00:00"),
        ("March 4, 2026", "2026-03-04"),
        ("2026/03/04", "2026-03-04"),
        ("soon", None),
    ],
)
def test_dates(written: str, day: str | None) -> None:
    moment = date_of(written)
    assert (moment.isoformat() if moment else None) == day


def test_broken_front_matter_is_read_as_far_as_possible() -> None:
    matter = matter_of("---\ntitle: A: b\ntags: [a\ndate: 2026-03-04\n---\nText.\n")
    assert matter.values["title"] == "A: b"
    assert matter.values["date"] == "2026-03-04"
    assert matter.problem
    assert (matter.body, matter.first_line) == ("Text.\n", 6)


@pytest.mark.parametrize(
    ("written", "new"),
    [
        ("{% highlight ruby %}\na\n{% endhighlight %}", "```ruby\na\n```"),
        ("{{ page.title }}", "Two bases"),
        ("`{{ page.title }}`", "`{{ page.title }}`"),
        ("{% raw %}{{ a }}{% endraw %}", "{{ a }}"),
        ("a{% comment %}b{% endcomment %}c", "ac"),
        ('{% include figure.html src="/a.png" alt="A" caption="B" %}', '![A](/a.png "B")'),
        ('{% include youtube.html id="aqz-KE-bpKQ" %}', "\n::: youtube aqz-KE-bpKQ\n:::\n"),
        ("{{< tweet 20 >}}", "{{< tweet 20 >}}"),
        ('{{< tweet user="jack" id="20" >}}', "<https://x.com/jack/status/20>"),
        ("{{</* figure */>}}", "{{< figure >}}"),
        ("{% if page.draft %}a{% endif %}", "{% if page.draft %}a{% endif %}"),
    ],
)
def test_tags(written: str, new: str) -> None:
    context = Context(page={"title": "Two bases"})
    assert without_tags(written, context, []) == new


@pytest.mark.parametrize(
    ("written", "new"),
    [
        ("## A\n{: #b .c}", "## A {#b}"),
        ("A\nb\n{: #c}\n\nD", "{#c}\nA\nb\n\nD"),
        ('[a](b){:target="_blank"}', "[a](b)"),
        ("* TOC\n{:toc}\n\nA", "\n\nA"),
        ("```\n{: #a}\n!!! note\n```", "```\n{: #a}\n!!! note\n```"),
        ('=== "One"\n    A\n', "\n**One**\n\nA\n\n"),
    ],
)
def test_blocks(written: str, new: str) -> None:
    assert converted(written, []) == new


@pytest.mark.parametrize(
    ("written", "new"),
    [
        ("[a](b)", "[a](new)"),
        ('[a](b "A title")', '[a](new "A title")'),
        ("[a](<b>)", "[a](<new>)"),
        ("[a]: b\n", "[a]: new\n"),
        ('<a href="b">c</a>', '<a href="new">c</a>'),
        ("[![c](b.png)](d)", "[c](new)"),
        ("![*c*](b.png 'A title') after", "*c* after"),
        ('<img src="b.png" alt="c"> after', "c after"),
        ("[a](b c)", "[a](b c)"),  # no link
        ("`[a](b)`", "`[a](b)`"),
        ("```\n[a](b)\n```", "```\n[a](b)\n```"),
        ("https://example.org/", "https://example.org/"),
    ],
)
def test_destinations_change_only_in_links(written: str, new: str) -> None:
    assert rewritten(written, lambda _: "new", lambda _: None) == new
