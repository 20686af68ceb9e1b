"""Paths, anchors, URLs and names that a person would call the same are the same."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite

NFC, NFD = "café", unicodedata.normalize("NFD", "café")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'


def brief(matter: str = "", body: str = "Text.", title: str = "A") -> str:
    return f"---\ntitle: {title}\n{matter}\n---\n{body}\n"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep the terminal for the tests."""


@pytest.fixture
def served() -> Iterator[Callable[[Path], str]]:
    """Serve a folder with a plain web server; return its address."""
    servers: list[ThreadingHTTPServer] = []

    def serve(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, args=(0.02,)).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


# Old addresses


@pytest.mark.parametrize(
    ("alias", "asked"),
    [
        ("/2019/05/11/ab%C3%A9/", "/2019/05/11/ab%C3%A9/"),
        ("/2019/05/11/ab%c3%a9/", "/2019/05/11/ab%C3%A9/"),
        ("/old%20name/", "/old%20name/"),
        ("/über/alt/", "/%C3%BCber/alt/"),
        ("/u\u0308ber/", "/%C3%BCber/"),
        ("/u%CC%88ber/", "/%C3%BCber/"),
        ("/100%25/", "/100%25/"),
        ("/100%/", "/100%25/"),
        ("/%E4%B8%AD%E5%9B%BD.html", "/%E4%B8%AD%E5%9B%BD.html"),
    ],
)
def test_a_browser_finds_an_old_address_however_it_is_written(
    make_quick_site: MakeSite,
    build_site: BuildSite,
    served: Callable[[Path], str],
    alias: str,
    asked: str,
) -> None:
    site = build_site(make_quick_site({"content/briefs/a.md": brief(f'aliases: ["{alias}"]')}))
    assert site.diagnostics == ()
    with urlopen(served(site.folder) + asked) as answer:
        assert "/briefs/a/" in answer.read().decode()
    assert site.read("_redirects").decode().split()[:2] == [asked, "/briefs/a/"]


def test_an_old_address_in_two_spellings_is_one(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    matter = "aliases: [/caf%C3%A9/, /café/, /other/]"
    site = build_site(make_quick_site({"content/briefs/a.md": brief(matter)}))
    assert site.diagnostics == ()
    assert len(site.read("_redirects").decode().splitlines()) == 2


# Names of files


def test_a_file_is_found_in_either_unicode_form(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    body = f"[x]({NFC}.md) ![p](bild-{NFC}.svg) [q]({NFC}.md#kosten-fur-{NFC}) [r](/briefs/{NFC}/)"
    root = make_quick_site(
        {
            f"content/briefs/{NFD}.md": brief(
                body=f"## Kosten fur {NFD}\n\n[up](#kosten-fur-{NFC})"
            ),
            f"content/briefs/bild-{NFD}.svg": PICTURE,
            "content/briefs/a.md": brief(f"image: {{src: bild-{NFC}.svg, alt: p}}", body),
            "content/briefs/b.md": brief(f"translation_of: {NFC}.md\nlanguage: de", title="B"),
        }
    )  # fmt: skip
    site = build_site(root)
    assert site.diagnostics == ()
    page = site.page("/briefs/a/")
    for url in [*page.values(".brief-body a", "href"), *page.values("article img", "src")]:
        assert site.read(site.file_of(url))
    (anchor,) = site.page(f"/briefs/{NFC}/").values(".brief-body h2", "id")
    assert anchor == f"kosten-fur-{NFC}"
    assert f"briefs/bild-{NFC}.svg" in site.paths


def test_no_hint_suggests_what_the_author_already_wrote(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    zero = "\u200b"
    files = {
        "content/authors/ines-tallowood.md": f"---\nname{zero}: Ines Tallowood\n---\nShe writes.\n",
        "content/briefs/a.md": brief(
            f"authors: [ines-tallowood{zero}]\ndate{zero}: 2026-01-02",
            f"## Prices{zero}\n\n[b](b{zero}.md) [c](#prices) [d](#prices{zero})",
        ),
        "content/briefs/b.md": brief(f"translation_of: a{zero}.md\nlanguage: de", title="B"),
    }
    site = build_site(make_quick_site(files))
    assert set(site.codes) == {"control-character"}
    assert all("U+200B" in problem.message for problem in site.diagnostics)
    assert site.page("/briefs/a/").words(".byline time, .meta time")[:1] == ["2 January 2026"]


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("My Photo #1.svg", "<My Photo #1.svg>"),
        ("50% off.svg", "<50% of.svg>"),
    ],
)
def test_the_hint_about_a_file_leads_to_the_file(
    make_quick_site: MakeSite, build_site: BuildSite, name: str, link: str
) -> None:
    root = make_quick_site(
        {
            "content/briefs/a.md": brief(body=f"![p]({link})"),
            f"content/briefs/{name}": PICTURE,
        }
    )
    (problem,) = build_site(root).diagnostics
    proposed = problem.hint.split("`")[1]
    (root / "content/briefs/a.md").write_text(brief(body=f"![p]({proposed})"))
    site = build_site(root)
    assert site.diagnostics == ()
    (url,) = site.page("/briefs/a/").values(".brief-body img", "src")
    assert site.read(site.file_of(url))


def test_a_key_with_an_invisible_character_holds_a_text_back(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {"content/briefs/a.md": brief(), "content/briefs/b.md": brief("draft\u200b: true")}
    assert "briefs/b/index.html" not in build_site(make_quick_site(files)).paths


def test_two_files_that_differ_only_by_unicode_form_collide(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_quick_site(
        {
            "content/briefs/a.md": brief(),
            f"content/{NFC}.svg": PICTURE,
            f"content/{NFD}.svg": PICTURE,
        }
    )
    assert build_site(root).codes == ["url-collision"]


def test_the_file_of_a_withheld_brief_is_withheld_in_either_unicode_form(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_quick_site(
        {
            "content/briefs/a.md": brief(),
            "content/briefs/b.md": brief("draft: true", f"![p](bild-{NFC}.svg)"),
            f"content/briefs/bild-{NFD}.svg": PICTURE,
        }
    )
    assert not [path for path in build_site(root).paths if path.endswith(".svg") and "bild" in path]


# Names of terms


def test_terms_in_two_unicode_forms_are_one_without_a_warning(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    nfd = unicodedata.normalize("NFD", "Économie")
    root = make_quick_site(
        {
            "content/briefs/a.md": brief("tags: [Économie, Prices]"),
            "content/briefs/b.md": brief(f"tags: [{nfd}, Prices\u200b]"),
        }
    )
    site = build_site(root)
    assert site.diagnostics == ()
    assert len(site.page("/tags/économie/").select(".rows article")) == 2
    assert len(site.page("/tags/prices/").select(".rows article")) == 2


def test_terms_that_differ_by_a_symbol_have_separate_pages(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/a.md": brief('tags: [OPEC, C, "50", NET]'),
        "content/briefs/b.md": brief('tags: [OPEC+, C++, "50%", .NET]'),
        "content/briefs/c.md": brief('tags: ["C#"]'),
    }
    site = build_site(make_quick_site(files))
    assert site.diagnostics == ()
    assert site.page("/tags/opec-plus/").words("h1") == ["OPEC+"]
    links = site.page("/briefs/b/").values("[rel=tag]", "href")
    slugs = ("opec-plus", "c-plus-plus", "50-percent", "dot-net")
    assert links == [f"/tags/{slug}/" for slug in slugs]


def test_a_term_has_the_slug_of_the_file_with_its_name(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/tags/a-star.md": brief(title="A*"),
        "content/briefs/a.md": brief("tags: [A]"),
        "content/briefs/b.md": brief("tags: [A*]"),
    }
    site = build_site(make_quick_site(files))
    assert site.diagnostics == ()
    assert site.page("/briefs/b/").values("[rel=tag]", "href") == ["/tags/a-star/"]
    assert site.page("/tags/a/").words(".rows h3") == ["A"]


def test_the_hint_about_two_names_leads_to_two_terms(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/a.md": brief('tags: ["£100"]'),
        "content/briefs/b.md": brief('tags: ["$100"]'),
    }
    root = make_quick_site(files)
    (problem,) = build_site(root).diagnostics
    assert "if they are different terms" in problem.hint
    path = problem.hint.partition("add ")[2].split()[0]
    title = problem.hint.rpartition("titled `")[2].rstrip("`")
    (root / path).parent.mkdir()
    (root / path).write_text(brief(title=f"'{title}'"))
    assert build_site(root).diagnostics == ()


# Sources


def test_two_urls_of_a_work_are_one_source_and_each_link_keeps_its_url(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    urls = [
        "https://a.example/report.pdf#page=12",
        "https://a.example/report.pdf#page=30",
        "http://www.a.example/report.pdf?utm_source=x",
        "https://a.example/report.pdf#:~:text=floor",
    ]
    matter = "sources: [{url: https://a.example/report.pdf, title: The report}]"
    body = " ".join(f"[p{place}]({url})" for place, url in enumerate(urls))
    site = build_site(make_quick_site({"content/briefs/a.md": brief(matter, body)}))
    assert site.diagnostics == ()
    page = site.page("/briefs/a/")
    assert page.values(".brief-body a", "href") == urls
    assert page.values(".sources li > a", "href") == ["https://a.example/report.pdf"]
    assert len(page.select(".source-backs a")) == 4


@pytest.mark.parametrize(
    "link", ["[x](doi:10.1000/Xyz)", "<doi:10.1000/Xyz>", '<a href="doi:10.1000/Xyz">x</a>']
)
def test_a_doi_is_a_source_with_a_url(
    make_quick_site: MakeSite, build_site: BuildSite, link: str
) -> None:  # fmt: skip
    matter = "sources: [{url: 'doi:10.1000/xyz', title: The study}]"
    site = build_site(make_quick_site({"content/briefs/a.md": brief(matter, f"See {link}.")}))
    assert site.diagnostics == ()
    page = site.page("/briefs/a/")
    assert page.values(".brief-body a", "href") == ["https://doi.org/10.1000/Xyz"]
    assert page.values(".sources li > a", "href") == ["https://doi.org/10.1000/Xyz"]
    assert "Further reading" not in page.one(".sources").text_content()


def test_a_listed_source_that_nearly_matches_a_link_is_reported(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    matter = "sources: [{url: https://a.example/Report.pdf, title: The report}]"
    body = "[x](https://a.example/report.pdf)"
    root = make_quick_site({"content/briefs/a.md": brief(matter, body)})
    (problem,) = build_site(root).diagnostics
    assert problem.code == "near-source"
    assert problem.hint == "if both are the same work, write url: https://a.example/report.pdf"
    fixed = brief(matter.replace("Report.pdf", "report.pdf"), body)
    (root / "content/briefs/a.md").write_text(fixed)
    assert build_site(root).diagnostics == ()


def test_a_source_described_twice_is_reported(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    matter = "sources: [https://a.example/x, http://www.a.example/x/]"
    (problem,) = build_site(make_quick_site({"content/briefs/a.md": brief(matter)})).diagnostics
    assert problem.code == "duplicate-source"


def test_a_link_to_the_sites_own_host_is_never_a_source(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    body = "[a](https://xn--mnchen-3ya.example/x) [b](https://WWW.MÜNCHEN.example:443/y)"
    files = {"content/briefs/a.md": brief(body=body)}
    site = build_site(make_quick_site(files, base_url="https://münchen.example"))
    assert site.page("/briefs/a/").select(".source-link") == []


def test_a_link_with_only_a_query_leads_to_its_own_page(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/a.md": brief("date: 2026-01-02", "[q](?x=1)"),
        "content/index.md": brief(body="[q](?x=1)"),
    }
    site = build_site(make_quick_site(files, base_url="https://example.org/sub"))
    assert site.page("/").values("main .prose a, .home-text a", "href") in ([], ["/sub/?x=1"])
    assert 'href="/sub/?x=1"' in site.read("/").decode()
    assert 'href="/sub/briefs/a/?x=1"' in site.read("/briefs/a/").decode()
    assert "https://example.org/sub/briefs/a/?x=1" in site.read("/feed.atom").decode()


# HTML entities


def test_html_entities_in_titles_and_names_are_decoded(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    matter = (
        "summary: Our nation&#8217;s 5&nbsp;%\ncategories: [R&amp;D]\n"
        "authors: [O&#x2019;Hara, AT&T]\n"
        "highlights: ['One &lt;b&gt; &amp; two']\nsources:\n"
        "  - {url: 'https://a.example/?a=1&amp;b=2', title: A &amp; B, publisher: C &amp; D}"
    )
    files = {
        "content/briefs/a.md": brief(matter, title="Our Nation&#8217;s R&amp;D"),
        "content/briefs/b.md": brief(title="Why &amp;amp; is no &amp;copy;"),
        "content/authors/x.md": "---\nname: X &amp; Y\nrole: P &amp; Q\n---\n",
    }
    settings = {"title": "Briefs &amp; more", "navigation": [{"text": "A &amp; B", "url": "/"}]}
    site = build_site(make_quick_site(files, **settings))
    assert [problem.code for problem in site.diagnostics if problem.code != "spelling"] == []
    page = site.page("/briefs/a/")
    assert page.words("h1") == ["Our Nation’s R&D"]
    assert page.words(".categories a") == ["R&D"]
    assert page.values("meta[name=description]", "content") == ["Our nation’s 5\u00a0%"]
    assert page.words(".highlights li") == ["One <b> & two"]
    assert page.values(".sources li > a", "href") == ["https://a.example/?a=1&b=2"]
    assert "&amp;#8217;" not in "".join(
        data.decode() for path, data in site.contents.items() if not path.endswith(".woff2")
    )
    assert site.page("/briefs/b/").words("h1") == ["Why &amp; is no &copy;"]
    assert site.page("/authors/x/").words("h1") == ["X & Y"]
    assert site.page("/").words(".site-nav a")[0] == "A & B"
