"""Feeds, sitemap and data files of whole sites, checked with third-party programs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit
from urllib.robotparser import RobotFileParser

import feedparser
import jsonschema
import lxml.etree
import lxml.html
import pytest
import yaml

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MadeOnce, MakeSite, Published, WriteSite

BASE: Final = "https://example.org/notes"
HOSTILE: Final = "</title></script><b>\"R&D\" 'x'</b>]]> {{ 7*7 }} #1 50%"
ATOM: Final = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

FULL: Final = """\
---
title: Two bases
date: 2026-03-04
updated: 2026-03-05T08:00:00+01:00
summary: Two towns & a mine make < 9 of 10 magnets.
highlights:
  - "Baotou **leads**, [by one account](https://a.example/report)."
  - "See [data](data.csv) and [what follows](#what-follows)."
categories: [Rare Earths]
tags: [中国, R&D]
series: Magnets
regions: [Asia]
authors: [mia, Ole Vik]
aliases: [/old/two-bases/, /früher.html]
image: {src: chart.png, alt: 'A "chart"'}
sources:
  - {url: 'https://a.example/report', title: The Report, publisher: Institute, date: 2025-12}
corrections:
  - {date: 2026-03-06, text: "A number was wrong: 5 > 4."}
---
# Two bases

<!-- Ask Mia about this: hush. -->
It [rose](https://a.example/report "Why"), see [the other](other.md#the-end), [this](#what-follows),
[a tag](/tags/中国/), [//c](//c.example/x) and `<!-- [code](other.md) -->`.[^1]

![Two towns](<chart.png> "The towns.")

::: note A note
Said [in a book][book], <script>evil()</script><b onclick="evil()">bold</b>
<a href="other.md">raw</a> <https://d.example/>.
:::

```html
<script>shown()</script> <!-- shown --> [x](other.md)
```

## What follows

[book]: other.md
[^1]: A note with a [source](https://f.example/).
"""

SITE: Final[Mapping[str, str | bytes]] = {
    "content/briefs/two-bases.md": FULL.encode(),
    "content/briefs/chart.png": b"\x89PNG",
    "content/briefs/data.csv": b"a,b\n",
    "content/briefs/other.md": (
        "---\ntitle: The other\ndate: 2026-02-01T09:30:00-05:00\nseries: Magnets\n"
        "regions: Asia\nauthors: mia\n---\nText.\n\n## The end\n"
    ),
    "content/briefs/hostile.md": (
        f"---\ntitle: {json.dumps(HOSTILE)}\nsummary: {json.dumps(HOSTILE)}\ndate: 2026-01-01\n"
        f"tags: [{json.dumps(HOSTILE)}]\nauthors: [{json.dumps(HOSTILE)}]\n"
        f"highlights: ['a ]]> b']\n---\nText ]]> &amp; more.\n"
    ),
    "content/briefs/signs.md": (
        '---\ntitle: "bell\\x07 and \\uFFFE"\ndate: 2025-12-31\nlanguage: ar\n---\nنص \x0c\n'
    ),
    "content/briefs/undated.md": "---\ntitle: Undated\ntags: [中国]\n---\nText.\n",
    "content/about.md": "---\ntitle: About [us]\nsummary: Who we are.\n---\nText.\n",
    "content/authors/mia.md": "---\nname: Mia Tal\n---\nWords.\n",
    "content/authors/new.md": "---\nname: Newcomer\n---\nWords.\n",
    "content/series/magnets.md": "---\ntitle: Magnets\nsummary: All parts.\n---\n",
}


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Write sites that build quickly."""
    return make_quick_site


@pytest.fixture(scope="module")
def site(made_once: MadeOnce, write_site: WriteSite, build_site: BuildSite) -> Published:
    settings = {
        "title": "Notes & <Briefs>",
        "base_url": BASE,
        "description": 'A "site" & its feeds.',
        "publisher": {"name": "Institute"},
        "taxonomies": {"regions": None},
    }
    site = made_once("feeds", lambda root: build_site(write_site(root, SITE, **settings)))
    assert site.counts, site.diagnostics
    return site


@pytest.fixture(scope="module")
def from_npm(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Fetch an npm package for the published schema in it: `from_npm(name, version)`."""

    def fetched(name: str, version: str) -> Path:
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed")
        folder = tmp_path_factory.mktemp("npm")
        completed = subprocess.run(
            [npm, "pack", f"{name}@{version}", "--silent"],
            cwd=folder, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        if completed.returncode:
            pytest.skip(f"npm cannot fetch {name}: {completed.stderr.strip()[-200:]}")
        with tarfile.open(next(folder.glob("*.tgz"))) as archive:
            archive.extractall(folder, filter="data")
        return Path(folder) / "package"

    return fetched


def feeds(site: Published, form: str) -> list[str]:
    found = [path for path in site.paths if path.endswith(f"feed.{form}")]
    assert len(found) > 10
    return found


def parsed(site: Published, path: str) -> Any:
    return feedparser.parse(site.read(path), sanitize_html=False, resolve_relative_uris=False)


def items(site: Published, path: str = "feed.json") -> dict[str, Any]:
    return {item["url"]: item for item in json.loads(site.read(path))["items"]}


# Feeds


def test_the_site_and_every_term_have_feeds_in_three_formats(site: Published) -> None:
    lists = {
        "", "authors/mia/", "authors/new/", "authors/ole-vik/", "categories/rare-earths/",
        "regions/asia/", "series/magnets/", "tags/中国/", "tags/r-d/", "ar/",
    }  # fmt: skip
    for form in ("atom", "rss", "json"):
        assert {path.removesuffix(f"feed.{form}") for path in feeds(site, form)} >= lists


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_feedparser_reports_nothing(site: Published, form: str) -> None:
    for path in feeds(site, form):
        found = parsed(site, path)
        assert not found.bozo, (path, found.get("bozo_exception"))
        assert found.version == {"atom": "atom10", "rss": "rss20"}[form]
        assert found.encoding == "utf-8"
        own = [link.href for link in found.feed.links if link.rel == "self"]
        assert own == [f"{BASE}/{quote(path)}"]
        assert all(entry.link == entry.id and entry.published_parsed for entry in found.entries)


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_only_browsers_see_the_links_that_can_be_clicked(site: Published, form: str) -> None:
    """They are HTML elements, which feed readers ignore. The text for readers is unchanged."""
    html = "{http://www.w3.org/1999/xhtml}"
    for path in feeds(site, form):
        tree = lxml.etree.fromstring(site.read(path))
        entries = parsed(site, path).entries
        links = [each.get("href") for each in tree.iter(f"{html}a")]
        home = site.file_of(links[0])
        assert home == path.replace(f"feed.{form}", "index.html")
        assert links[1:] == [entry.link for entry in entries]
        assert [each.tag for each in tree.iter(f"{html}p")] == [f"{html}p"]
        assert all(entry.content[0].type == "text/html" for entry in entries)


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_the_formats_of_a_feed_have_the_same_content(site: Published, form: str) -> None:
    for path in feeds(site, form):
        entries = parsed(site, path).entries
        said = json.loads(site.read(path.removesuffix(form) + "json"))["items"]
        assert [entry.id for entry in entries] == [item["id"] for item in said]
        for entry, item in zip(entries, said, strict=True):
            assert entry.title == item["title"]
            assert entry.content[0].value == item["content_html"].strip()
            summary = entry.get("summary", "")
            assert (unescape(summary) if form == "rss" else summary) == item.get("summary", "")
            names = [each["name"] for each in item.get("authors", [])]
            assert [each.name for each in entry.get("authors", [])] == names
            assert [each.term for each in entry.get("tags", [])] == item.get("tags", [])
            assert isoformat(entry.published_parsed) == in_utc(item["date_published"])
            assert isoformat(entry.updated_parsed) == in_utc(item["date_modified"])


def isoformat(moment: time.struct_time) -> str:
    return datetime(*moment[:6], tzinfo=UTC).isoformat()


def in_utc(written: str) -> str:
    return datetime.fromisoformat(written).astimezone(UTC).isoformat()


def test_json_feed_has_what_its_specification_requires(site: Published) -> None:
    for path in feeds(site, "json"):
        feed = json.loads(site.read(path))
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == f"{BASE}/{quote(path)}"
        assert site.file_of(feed["home_page_url"]) == path.replace("feed.json", "index.html")
        for item in feed["items"]:
            assert isinstance(item["id"], str)
            assert item["content_html"]
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S+", item["date_published"])


def test_json_feed_is_valid_by_its_schema(
    site: Published, from_npm: Callable[[str, str], Path]
) -> None:
    schema = json.loads((from_npm("jsonfeed-schema", "0.5.0") / "schema-v1.1.json").read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)
    for path in feeds(site, "json"):
        assert [error.message for error in validator.iter_errors(json.loads(site.read(path)))] == []


def test_atom_feeds_have_what_rfc_4287_requires(site: Published) -> None:
    for path in feeds(site, "atom"):
        feed = lxml.etree.fromstring(site.read(path))
        for each in (feed, *feed.findall("a:entry", ATOM)):
            for name in ("id", "title", "updated"):
                assert len(each.findall(f"a:{name}", ATOM)) == 1, (path, name)
                assert each.findtext(f"a:{name}", namespaces=ATOM)
        assert feed.find("a:author/a:name", ATOM) is not None
        ids = [each.text for each in feed.findall("a:entry/a:id", ATOM)]
        assert len(ids) == len(set(ids))
        last = [each.text for each in feed.findall("a:entry/a:updated", ATOM)]
        own = feed.findtext("a:updated", namespaces=ATOM)
        assert own == max(last, key=in_utc, default="1970-01-01T00:00:00+00:00")


def test_rss_feeds_have_what_rss_2_requires(site: Published) -> None:
    for path in feeds(site, "rss"):
        (channel,) = lxml.etree.fromstring(site.read(path))
        for name in ("title", "link", "description"):
            assert channel.findtext(name), (path, name)
        for item in channel.findall("item"):
            assert item.find("guid").get("isPermaLink") == "true"
            assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo is not None
            # <author> requires an email address; a name alone goes into dc:creator.
            assert item.find("author") is None


def test_a_feed_holds_the_whole_brief_with_its_highlights_first(site: Published) -> None:
    text = items(site)[f"{BASE}/briefs/two-bases/"]["content_html"]
    tree = lxml.html.fragment_fromstring(text, create_parent="div")
    assert tree[0].tag == "ul"
    assert [item.text_content() for item in tree[0]] == [
        "Baotou leads, by one account.", "See data and what follows.",
    ]  # fmt: skip
    assert tree[1].tag == "p"
    assert "It rose, see the other" in tree[1].text_content()
    assert tree[-1].text_content() == "6 March 2026: A number was wrong: 5 > 4."
    assert [image.get("alt") for image in tree.iter("img")] == ["Two towns"]


def test_the_image_of_a_brief_is_in_the_feed_unless_the_text_shows_it(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    matter = "date: 2026-01-01\nimage: {src: c.png, alt: 'A \"c\" & d'}"
    root = make_site(
        {
            "content/briefs/a.md": f"---\ntitle: A\n{matter}\n---\nText.\n",
            "content/briefs/c.png": b"",
        }
    )
    published = build_site(root)
    (item,) = items(published).values()
    tree = lxml.html.fragment_fromstring(item["content_html"], create_parent="div")
    (image,) = tree.iter("img")
    assert (image.get("src"), image.get("alt")) == (item["image"], 'A "c" & d')
    assert published.file_of(item["image"]) == "briefs/c.png"


def test_a_site_chooses_what_its_feeds_contain(make_site: MakeSite, build_site: BuildSite) -> None:
    feeds = {"forms": ["json", "atom"], "entries": 2, "full_text": False}
    site = build_site(make_site(SITE, feeds=feeds, taxonomies={"regions": None}))
    assert not [path for path in site.paths if path.endswith("feed.rss")]
    (newest, other) = json.loads(site.read("/feed.json"))["items"]
    assert newest["content_html"].startswith("<ul><li>Baotou <strong>leads</strong>")
    assert "It rose" not in newest["content_html"]
    assert other["content_html"] == "<p>Text.</p>"  # its summary: it has no highlights
    entries = feedparser.parse(site.read("/feed.atom")).entries
    assert [entry.title for entry in entries] == [newest["title"], other["title"]]
    named = site.page("/").values('head link[rel="alternate"][type^="application"]', "href")
    assert named == ["/feed.json", "/feed.atom"]


def test_all_urls_in_feeds_are_absolute_and_lead_somewhere(site: Published) -> None:
    seen = 0
    for path in feeds(site, "json"):
        for item in json.loads(site.read(path))["items"]:
            tree = lxml.html.fragment_fromstring(item["content_html"], create_parent="div")
            for element in tree.xpath(".//*[@href or @src]"):
                url = element.get("href", element.get("src"))
                assert urlsplit(url).scheme == "https", url
                if url.startswith(BASE):
                    assert site.file_of(url) in site.paths, url
                    seen += 1
    assert seen > 20


def test_a_feed_has_nothing_of_the_theme(site: Published) -> None:
    for path in feeds(site, "json"):
        for item in json.loads(site.read(path))["items"]:
            text = item["content_html"]
            assert "new tab" not in text
            assert "↑" not in text
            assert "evil" not in text
            tree = lxml.html.fragment_fromstring(text, create_parent="div")
            marks = {name for element in tree.iter() for name in element.attrib}
            assert marks <= {"href", "src", "alt", "rel", "title", "type"}, marks


def test_special_characters_survive_in_feeds(site: Published) -> None:
    item = items(site)[f"{BASE}/briefs/hostile/"]
    assert item["title"] == HOSTILE
    assert item["tags"] == [HOSTILE]
    for form in ("atom", "rss"):
        (entry,) = (each for each in parsed(site, f"feed.{form}").entries if "hostile" in each.id)
        assert entry.title == HOSTILE


def test_a_brief_without_a_date_is_in_no_feed(site: Published) -> None:
    assert not [path for path in feeds(site, "json") if b"/undated/" in site.read(path)]


def test_entries_name_their_language_if_it_differs_from_the_feeds(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    brief = "---\ntitle: A\ndate: 2026-01-01\nlanguage: {}\ntags: [t]\n---\nText.\n"
    root = make_site(
        {"content/briefs/a.md": brief.format("de"), "content/briefs/b.md": brief.format("en")}
    )
    found = lxml.etree.fromstring(build_site(root).read("tags/t/feed.atom"))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert found.get(lang) == "en"
    assert [each.get(lang) for each in found.findall("a:entry", ATOM)] == ["de", None]


def test_pages_link_to_their_feeds(site: Published) -> None:
    def named(path: str) -> list[str]:
        page = site.page(path)
        found = page.select('link[rel="alternate"]:not([hreflang])[type*="+"]')
        assert all(element.get("title") for element in found)
        return [site.file_of(element.get("href")) for element in found]

    own = ["feed.atom", "feed.rss", "feed.json"]
    assert named("/about/") == named("/") == own
    term = [f"tags/中国/{name}" for name in own]
    assert named("/tags/中国/") == [*term, *own]
    assert set(own + term) <= set(site.paths)
    (link,) = site.page("/briefs/two-bases/").select('link[type="text/markdown"]')
    assert site.file_of(link.get("href")) == "briefs/two-bases/index.md"


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_browser_finds_the_style_sheet_of_a_feed(site: Published, form: str) -> None:
    feed = lxml.etree.fromstring(site.read(f"feed.{form}"))
    style = feed.getprevious()
    assert style.get("type") == "text/css"
    assert b"{" in site.read(site.file_of(style.get("href")))


def test_a_changed_text_reaches_the_feeds(make_site: MakeSite, build_site: BuildSite) -> None:
    brief = "---\ntitle: A\ndate: 2026-01-01\n---\n{}\n"
    root = make_site({"content/briefs/a.md": brief.format("Before.")})
    build_site(root)
    (root / "content/briefs/a.md").write_text(brief.format("After."))
    warm = build_site(root)
    assert b"After." in warm.read("feed.atom")
    assert build_site(root, clean=True, output=root / "cold").contents == warm.contents


# Sitemap and robots.txt


def test_the_sitemap_lists_every_page_once_by_its_canonical_url(site: Published) -> None:
    tree = lxml.etree.fromstring(site.read("sitemap.xml"))
    named = [element.text for element in tree.iter(f"{SITEMAP}loc")]
    assert len(named) == len(set(named))
    pages = {
        page.path
        for page in site.pages
        if page.path != "404.html"
        and "/page/" not in f"/{page.path}"
        and not page.select("meta[http-equiv=refresh]")
        and not page.path.endswith("search/index.html")
    }
    assert {site.file_of(url) for url in named} == pages
    for url in named:
        assert site.page(site.file_of(url)).values("link[rel=canonical]", "href") == [url]


def test_the_sitemap_says_when_a_brief_last_changed(site: Published) -> None:
    tree = lxml.etree.fromstring(site.read("sitemap.xml"))
    changed = {
        urlsplit(page.findtext(f"{SITEMAP}loc")).path: page.findtext(f"{SITEMAP}lastmod")
        for page in tree
    }
    assert changed["/notes/briefs/two-bases/"] == "2026-03-06"
    assert changed["/notes/briefs/other/"] == "2026-02-01T09:30:00-05:00"
    assert changed["/notes/briefs/undated/"] is None
    assert changed["/notes/about/"] is None


def test_the_sitemap_is_valid_by_the_protocols_schema(
    site: Published, from_npm: Callable[[str, str], Path]
) -> None:
    schema = lxml.etree.XMLSchema(file=from_npm("sitemap", "9.0.1") / "schema/sitemap.xsd")
    schema.assertValid(lxml.etree.fromstring(site.read("sitemap.xml")))


def test_robots_txt_allows_everything_and_names_the_sitemap(site: Published) -> None:
    robots = RobotFileParser()
    robots.parse(site.read("robots.txt").decode().splitlines())
    assert robots.can_fetch("anyone", f"{BASE}/briefs/two-bases/")
    assert robots.site_maps() == [f"{BASE}/sitemap.xml"]


def test_a_site_may_replace_these_files_with_its_own(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    own = {"content/robots.txt": "User-agent: *\n", "content/llms.txt": "# Ours\n"}
    published = build_site(make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText.\n", **own}))
    assert published.codes == []
    assert published.read("robots.txt") == b"User-agent: *\n"
    assert published.read("llms.txt") == b"# Ours\n"


def test_links_to_these_files_are_valid(make_site: MakeSite, build_site: BuildSite) -> None:
    names = ["/feed.atom", "/tags/t/feed.rss", "/sitemap.xml", "/briefs.json", "/archive/"]
    text = " ".join(f"[x]({name})" for name in names)
    root = make_site({"content/briefs/a.md": f"---\ntitle: A\ntags: [t]\n---\n{text}\n"})
    published = build_site(root)
    assert published.codes == []
    assert published.page("/briefs/a/").values(".brief-body a", "href") == names


# Markdown, llms.txt, briefs.json


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    _, matter, body = text.split("---\n", 2)
    return yaml.safe_load(matter), body


def test_a_brief_is_published_as_markdown_with_its_metadata(site: Published) -> None:
    matter, body = front_matter(site.read("/briefs/two-bases/index.md").decode())
    listed = {each["url"]: each for each in json.loads(site.read("briefs.json"))["briefs"]}
    assert matter.pop("publisher") == "Institute"
    known = listed[matter["url"]]
    assert known.pop("markdown") == f"{matter['url']}index.md"
    assert matter == known
    assert matter == {
        "title": "Two bases",
        "url": f"{BASE}/briefs/two-bases/",
        "date": "2026-03-04",
        "updated": "2026-03-06",
        "language": "en",
        "summary": "Two towns & a mine make < 9 of 10 magnets.",
        "highlights": ["Baotou leads, by one account.", "See data and what follows."],
        "authors": [
            {"name": "Mia Tal", "url": f"{BASE}/authors/mia/"},
            {"name": "Ole Vik", "url": f"{BASE}/authors/ole-vik/"},
        ],
        "categories": ["Rare Earths"],
        "tags": ["中国", "R&D"],
        "series": ["Magnets"],
        "regions": ["Asia"],
        "image": {"src": f"{BASE}/briefs/chart.png", "alt": 'A "chart"'},
        "sources": matter["sources"],
        "corrections": [{"date": "2026-03-06", "text": "A number was wrong: 5 > 4."}],
    }
    assert matter["sources"][0] == {
        "url": "https://a.example/report", "title": "The Report", "publisher": "Institute",
        "date": "2025-12",
    }  # fmt: skip
    assert body.count("# Two bases\n") == 1


def test_the_markdown_of_a_brief_is_clean(site: Published) -> None:
    _, body = front_matter(site.read("/briefs/two-bases/index.md").decode())
    briefs, tag = f"{BASE}/briefs", quote("/tags/中国/")
    assert (
        body.strip()
        == f"""\
# Two bases

It [rose](https://a.example/report "Why"), see [the other]({briefs}/other/#the-end), \
[this]({briefs}/two-bases/#what-follows),
[a tag]({BASE}{tag}), [//c](https://c.example/x) and `<!-- [code](other.md) -->`.[^1]

![Two towns]({briefs}/chart.png "The towns.")

> [!NOTE]
> **A note**
>
> Said [in a book]({briefs}/other/), **bold**
> [raw]({briefs}/other/) <https://d.example/>.

```html
<script>shown()</script> <!-- shown --> [x](other.md)
```

## What follows

[^1]: A note with a [source](https://f.example/)."""
    )


def test_the_front_matter_of_every_published_markdown_is_valid_yaml(site: Published) -> None:
    titles = set()
    for path in site.paths:
        if path.endswith("index.md"):
            matter, _ = front_matter(site.read(path).decode())
            titles.add(matter["title"])
    assert titles == {"Two bases", "The other", HOSTILE, "bell and", "Undated"}


def test_briefs_json_lists_all_briefs_newest_first(site: Published) -> None:
    found = json.loads(site.read("briefs.json"))
    assert found["version"] == 1
    assert found["title"] == "Notes & <Briefs>"
    assert found["publisher"] == {"name": "Institute", "url": BASE}
    assert [each["title"] for each in found["briefs"]][:2] == ["Two bases", "The other"]
    assert [each["title"] for each in found["briefs"]][-1] == "Undated"
    for each in found["briefs"]:
        assert site.file_of(each["url"]) in site.paths
        assert site.file_of(each["markdown"]) in site.paths


def test_llms_txt_follows_its_proposal(site: Published) -> None:
    lines = site.read("llms.txt").decode().splitlines()
    assert lines[0] == r"# Notes & \<Briefs\>"
    assert lines[2] == '> A "site" & its feeds.'
    assert [line for line in lines if line.startswith("#")][1:] == [
        "## Briefs", "## Pages", "## Optional",
    ]  # fmt: skip
    links = [line for line in lines if line.startswith("-")]
    for line in links:
        match = re.fullmatch(r"- \[(?:\\.|[^\\\[\]])+\]\((https://[^\s()]+)\)(: .+)?", line)
        assert match, line
        assert site.file_of(match[1]) in site.paths
    assert rf"- [About \[us\]]({BASE}/about/): Who we are." in links


# Redirects


def test_old_addresses_are_listed_for_the_host(site: Published) -> None:
    assert site.read("_redirects").decode().splitlines() == [
        "/notes/old/two-bases/ /notes/briefs/two-bases/ 301",
        "/notes/fr%C3%BCher.html /notes/briefs/two-bases/ 301",
    ]
    assert {"old/two-bases/index.html", "früher.html"} <= set(site.paths)


def test_a_site_without_old_addresses_has_no_redirects_file(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    published = build_site(make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText.\n"}))
    assert "_redirects" not in published.paths


# The archive and the site's own taxonomies


def test_the_archive_has_all_briefs_by_year(site: Published) -> None:
    page = site.page("/archive/")
    assert page.words("main h2") == ["2026 3 briefs", "2025 1 brief", "Undated 1 brief"]
    shown = [section.cssselect(".line") for section in page.select("section.year")]
    assert [len(each) for each in shown] == [3, 1, 1]


def test_one_line_in_site_yaml_gives_a_site_a_complete_taxonomy(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    brief = "---\ntitle: {0}\ndate: 2026-01-0{0}\nregions: [Central Asia]\n---\nText.\n"
    files = {f"content/briefs/{day}.md": brief.format(day) for day in (1, 2, 3)}
    words = {"content/regions/central-asia.md": "---\ntitle: Central Asia\n---\nFive states.\n"}
    published = build_site(
        make_site({**files, **words}, taxonomies={"regions": {"title": "Areas", "paginate": 2}})
    )
    assert published.codes == []
    assert published.page("/regions/").words("h1") == ["Areas"]
    assert published.page("/regions/").words("main h2") == ["Central Asia"]
    assert published.page("/regions/central-asia/").words(".list-words") == ["Five states."]
    assert published.page("/regions/central-asia/page/2/").words(".card h3") == ["1"]
    entries = items(published, "regions/central-asia/feed.json").values()
    assert [each["title"] for each in entries] == ["3", "2", "1"]
    assert items(published)[f"{published.base_url}/briefs/1/"]["tags"] == ["Central Asia"]


def test_a_series_lists_oldest_first_and_its_feed_newest_first(site: Published) -> None:
    assert site.page("/series/magnets/").words(".card h3") == ["The other", "Two bases"]
    assert [each["title"] for each in items(site, "series/magnets/feed.json").values()] == [
        "Two bases", "The other",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_the_style_sheet_of_a_feed_is_found_on_any_host(
    make_site: MakeSite, build_site: BuildSite, form: str
) -> None:
    """Browsers load style sheets for XML only from the same host; a preview is another host."""
    files = {"content/briefs/a.md": "---\ntitle: A\ndate: 2026-05-01\n---\nText."}
    site = build_site(make_site(files, base_url="https://example.org/policy"))
    match = re.search(
        rb'<\?xml-stylesheet type="text/css" href="([^"]+)"', site.read(f"feed.{form}")
    )
    assert match
    assert match[1].startswith(b"/policy/assets/feed-")
    assert site.read(site.file_of(match[1].decode()))
