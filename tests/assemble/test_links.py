"""References become URLs: the URLs of one site, and how its files can refer to them."""

from dataclasses import replace
from typing import Final

import pytest

from briefgen.assemble.links import resolve, resolve_reference
from briefgen.assemble.nearest import Suggestions, names_for
from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.site import Addresses
from briefgen.model.targets import target_path
from briefgen.model.text import Image, Link, LinkEnd, Reference, Text
from tests.support.reading import shown as html

HERE: Final = "content/briefs/a/index.md"
PLACE: Final = Span(7, 3, 12)
ADDRESSES: Final = Addresses(
    urls={
        "content/index.md": "/",
        "content/about.md": "/about/",
        "content/briefs/a/index.md": "/briefs/a/",
        "content/briefs/a/chart (1).svg": "/briefs/a/chart (1).svg",
        "content/briefs/two-bases.md": "/briefs/two-bases/",
        "content/briefs/中国.md": "/briefs/中国/",
        "content/briefs/b/index.md": "/briefs/b/",
        "content/folder/c/index.md": "/elsewhere/",
        "content/folder/d/index.md": "/not-here/",
        "content/data/floors.csv": "/data/floors.csv",
        "content/categories/trade.md": "/categories/trade/",
    },
    anchors={
        "content/index.md": frozenset(),
        "content/about.md": frozenset({"who"}),
        "content/briefs/a/index.md": frozenset({"what-happened", "为什么"}),
        "content/briefs/two-bases.md": frozenset({"baotou", "why-it-matters"}),
        "content/briefs/中国.md": frozenset(),
        "content/briefs/b/index.md": frozenset({"part"}),
    },
    url_paths=frozenset(
        {
            "/",
            "/about/",
            "/briefs/a/",
            "/briefs/two-bases/",
            "/tags/中国/",
            "/old",
            "/data/floors.csv",
            "/folder/d/",
            "/briefs/When-COTS/",
            "/feed.atom",
            "/tags/trade/feed.atom",
            "/tags/china/feed.atom",
            "/page/2/",
        }
    ),
    withheld=frozenset(
        {
            "content/briefs/secret.md",
            "content/briefs/hush/index.md",
            "/briefs/secret/",
            "content/briefs/s.png",
        }
    ),
)


def link(destination: str, *, path: str = HERE, base_path: str = "", is_image: bool = False) -> str:
    """Return the URL of a reference without problems."""
    reference = Reference(destination, PLACE, is_image)
    checked = resolve_reference(reference, path, ADDRESSES, base_path)
    assert checked.diagnostics == ()
    return checked.value


def problem(destination: str, *, path: str = HERE, is_image: bool = False) -> Diagnostic:
    reference = Reference(destination, PLACE, is_image)
    (diagnostic,) = resolve_reference(reference, path, ADDRESSES, "").diagnostics
    assert diagnostic.location == Location(path, PLACE)
    return shown(diagnostic, ADDRESSES)


def shown(diagnostic: Diagnostic, addresses: Addresses) -> Diagnostic:
    """Return a problem with the hint that its author sees."""
    suggestions = Suggestions(names_for([diagnostic], addresses))
    return replace(diagnostic, hint=suggestions.hint(diagnostic), nearest=None)


# To files


@pytest.mark.parametrize(
    ("destination", "url"),
    [
        ("../two-bases.md", "/briefs/two-bases/"),
        ("./../two-bases.md", "/briefs/two-bases/"),
        ("/briefs/two-bases.md", "/briefs/two-bases/"),
        ("../b/index.md", "/briefs/b/"),
        ("../b", "/briefs/b/"),
        ("../b/", "/briefs/b/"),
        (".", "/briefs/a/"),
        ("./", "/briefs/a/"),
        ("/folder/c", "/elsewhere/"),
        ("/folder/c/", "/elsewhere/"),
        ("../../about.md", "/about/"),
        ("/about.md", "/about/"),
        ("/index.md", "/"),
        ("index.md", "/briefs/a/"),
        ("../../data/floors.csv", "/data/floors.csv"),
        ("/categories/trade.md", "/categories/trade/"),
    ],
)
def test_a_path_to_a_file_becomes_its_url(destination: str, url: str) -> None:
    assert link(destination) == url


@pytest.mark.parametrize(
    "destination", ["chart (1).svg", "chart%20(1).svg", "./chart%20%281%29.svg"]
)
def test_a_file_name_may_be_percent_encoded_or_not(destination: str) -> None:
    assert link(destination, is_image=True) == "/briefs/a/chart%20(1).svg"


@pytest.mark.parametrize("destination", ["../中国.md", "../%E4%B8%AD%E5%9B%BD.md"])
def test_letters_of_every_script_are_percent_encoded_in_the_url(destination: str) -> None:
    assert link(destination) == "/briefs/%E4%B8%AD%E5%9B%BD/"


@pytest.mark.parametrize(
    ("destination", "url"),
    [
        ("../two-bases.md?a=1&b=c d", "/briefs/two-bases/?a=1&b=c%20d"),
        ("../two-bases.md?x=1#baotou", "/briefs/two-bases/?x=1#baotou"),
        ("../two-bases.md#", "/briefs/two-bases/#"),
    ],
)
def test_query_and_fragment_are_kept(destination: str, url: str) -> None:
    assert link(destination) == url


def test_every_url_starts_with_the_base_path() -> None:
    assert link("../two-bases.md", base_path="/sub/site") == "/sub/site/briefs/two-bases/"
    assert link("/about/", base_path="/sub") == "/sub/about/"
    assert link("#what-happened", base_path="/sub") == "#what-happened"


# To anchors


@pytest.mark.parametrize(
    ("destination", "url"),
    [
        ("#what-happened", "#what-happened"),
        ("#为什么", "#%E4%B8%BA%E4%BB%80%E4%B9%88"),
        ("#%E4%B8%BA%E4%BB%80%E4%B9%88", "#%E4%B8%BA%E4%BB%80%E4%B9%88"),
        ("#", "#"),
        ("#top", "#top"),
        ("#source-2", "#source-2"),
        ("#cite-2-1", "#cite-2-1"),
        ("#fn1", "#fn1"),
        ("#fnref1:2", "#fnref1:2"),
        ("#brief-sources", "#brief-sources"),
        ("../two-bases.md#why-it-matters", "/briefs/two-bases/#why-it-matters"),
        ("/about.md#who", "/about/#who"),
        ("../b#part", "/briefs/b/#part"),
        ("../b/#part", "/briefs/b/#part"),
    ],
)
def test_an_existing_anchor_is_accepted(destination: str, url: str) -> None:
    assert link(destination) == url


def test_a_missing_anchor_on_the_same_page_is_an_error() -> None:
    diagnostic = problem("#what-hapened")
    assert diagnostic.code == "broken-anchor"
    assert diagnostic.message == "this page has no heading with the anchor `#what-hapened`"
    assert diagnostic.hint == "did you mean `#what-happened`?"


def test_a_missing_anchor_on_another_page_is_an_error() -> None:
    diagnostic = problem("../two-bases.md#zzz")
    assert diagnostic.code == "broken-anchor"
    assert diagnostic.message == "content/briefs/two-bases.md has no heading with the anchor `#zzz`"
    assert (
        diagnostic.hint
        == "remove `#zzz`, or add the anchor to a heading of that page: `## Zzz {#zzz}`"
    )


@pytest.mark.parametrize(
    ("anchor", "message", "hint"),
    [
        ("fig-zz", "no figure with", '`![…](… "Caption"){#fig-zz}`'),
        ("tbl-zz", "no table with", "`: Caption {#tbl-zz}`"),
    ],
)
def test_the_hint_for_a_missing_figure_or_table_says_where_its_anchor_goes(
    anchor: str, message: str, hint: str
) -> None:
    diagnostic = problem(f"#{anchor}")
    assert message in diagnostic.message
    assert hint in diagnostic.hint


@pytest.mark.parametrize("folder", ["../b", "../b/"])
def test_a_missing_anchor_on_the_page_of_a_folder_is_an_error(folder: str) -> None:
    diagnostic = problem(f"{folder}#prat")
    assert (diagnostic.code, diagnostic.hint) == ("broken-anchor", "did you mean `#part`?")
    assert diagnostic.message.startswith("content/briefs/b/index.md has no heading")


def test_other_files_may_have_any_fragment() -> None:
    assert link("/data/floors.csv#row=5-7") == "/data/floors.csv#row=5-7"


# To URLs of the site


@pytest.mark.parametrize(
    ("destination", "base_path", "url"),
    [
        ("/about/", "", "/about/"),
        ("/about", "", "/about/"),
        ("/tags/中国/", "", "/tags/%E4%B8%AD%E5%9B%BD/"),
        ("/tags/%E4%B8%AD%E5%9B%BD/", "", "/tags/%E4%B8%AD%E5%9B%BD/"),
        ("/old", "", "/old"),
        ("/about/?a=1#who", "", "/about/?a=1#who"),
        ("/", "", "/"),
        ("/", "/sub", "/sub/"),
        ("/sub/about/", "/sub", "/sub/about/"),
        ("/ü/about/", "/ü", "/%C3%BC/about/"),
        ("/%C3%BC/about/", "/ü", "/%C3%BC/about/"),
        ("/folder/d/", "", "/folder/d/"),
    ],
)
def test_a_url_of_the_site_may_be_used_directly(destination: str, base_path: str, url: str) -> None:
    assert link(destination, base_path=base_path) == url


def test_an_unknown_url_is_a_warning_and_is_kept() -> None:
    checked = resolve_reference(Reference("/zzz/?a#b", PLACE), HERE, ADDRESSES, "/sub")
    assert checked.value == "/sub/zzz/?a#b"
    (diagnostic,) = checked.diagnostics
    assert (diagnostic.code, diagnostic.is_error) == ("unknown-path", False)
    assert diagnostic.message == "this site has no page or file at `/zzz/`"
    assert "link to an existing page" in diagnostic.hint


@pytest.mark.parametrize(
    ("destination", "meant"),
    [
        ("/abuot/", "/about/"),
        ("/About", "/about/"),
        ("/briefs/when-cots/", "/briefs/When-COTS/"),
        ("/breifs/two-bases/", "/briefs/two-bases/"),
        ("/blog/2026/two_bases", "/briefs/two-bases/"),
        ("/data/flors.csv", "/data/floors.csv"),
        ("/tags/chnia/feed.atom", "/tags/china/feed.atom"),
    ],
)
def test_a_misspelt_url_suggests_the_nearest_one(destination: str, meant: str) -> None:
    diagnostic = problem(destination)
    assert (diagnostic.code, diagnostic.hint) == ("unknown-path", f"did you mean `{meant}`?")


@pytest.mark.parametrize(
    "destination",
    ["/briefs/", "/page/3/", "/x/secrets/", "/briefs/secrets/"],
)
def test_nothing_unlikely_is_suggested(destination: str) -> None:
    diagnostic = problem(destination)
    assert diagnostic.code == "unknown-path"
    assert "did you mean" not in diagnostic.hint


def test_suggestions_work_on_a_large_site_too() -> None:
    paths = frozenset(f"/briefs/rare-earths-and-policy-{n}/" for n in range(5_000))
    addresses = Addresses(url_paths=paths, urls={f"content{url[:-1]}.md": url for url in paths})
    for n in range(0, 5_000, 100):
        url = f"/briefs/rare-earths-and-polciy-{n}/"
        checked = resolve_reference(Reference(url, PLACE), HERE, addresses, "")
        assert (
            shown(checked.diagnostics[0], addresses).hint
            == f"did you mean `{url.replace('polciy', 'policy')}`?"
        )


# To unpublished content


@pytest.mark.parametrize(
    "destination",
    [
        "../secret.md",
        "/briefs/secret.md",
        "/briefs/secret/",
        "/briefs/secret",
        "../s.png",
        "../hush",
        "../hush/",
        "../hush/index.md",
        "../secret",
        "/briefs/hush",
        "/briefs/hush/",
    ],
)
def test_a_link_to_unpublished_content_is_an_error(destination: str) -> None:
    diagnostic = problem(destination)
    assert (diagnostic.code, diagnostic.is_error) == ("unpublished-link", True)
    assert diagnostic.message == f"`{destination}` is not published yet"
    assert "publish both together" in diagnostic.hint


# To missing files


def test_a_path_in_a_home_folder_is_reported_as_one_on_the_authors_computer() -> None:
    diagnostic = problem("/home/ines/map.png", is_image=True)
    assert diagnostic.message.startswith("`/home/ines/map.png` is a path on your computer")


def test_an_unknown_url_on_the_sites_own_host_is_named_as_such() -> None:
    diagnostic = problem("https://briefs.example/gone/")
    assert diagnostic.code == "unknown-path"
    assert "on your own site" in diagnostic.message


@pytest.mark.parametrize(
    ("destination", "file", "hint"),
    [
        ("../tow-bases.md", "content/briefs/tow-bases.md", "did you mean `../two-bases.md`?"),
        ("../TWO-BASES.md", "content/briefs/TWO-BASES.md", "did you mean `../two-bases.md`?"),
        ("../bb/index.md", "content/briefs/bb/index.md", "did you mean `../b/index.md`?"),
        ("../two-base.md", "content/briefs/two-base.md", "did you mean `../two-bases.md`?"),
        ("two-bases.md", "content/briefs/a/two-bases.md", "did you mean `../two-bases.md`?"),
        ("../two-bases", "content/briefs/two-bases", "did you mean `../two-bases.md`?"),
        ("../two-bases/", "content/briefs/two-bases", "did you mean `../two-bases.md`?"),
        ("/abuot.md", "content/abuot.md", "did you mean `../../about.md`?"),
        ("www.example.com", "content/briefs/a/www.example.com", "write https://www.example.com"),
        ("b.org/x.pdf", "content/briefs/a/b.org/x.pdf", "write https://b.org/x.pdf"),
        ("https//b.org/x", "content/briefs/a/https/b.org/x", "write https://b.org/x"),
        ("“https://b.org”", "content/briefs/a/“https:/b.org”", "write https://b.org"),
        ("register.pdf", "content/briefs/a/register.pdf", "put the file at"),
        ("nope.md", "content/briefs/a/nope.md", "put the file at"),
        ("zzz", "content/briefs/a/zzz", "put the file at `content/briefs/a/zzz`"),
        ("../../../../etc/passwd", "../../../../etc/passwd", "put the file in content/"),
    ],
)
def test_a_link_to_a_missing_file_suggests_the_nearest_one(
    destination: str, file: str, hint: str
) -> None:
    diagnostic = problem(destination)
    assert (diagnostic.code, diagnostic.is_error) == ("broken-link", True)
    assert diagnostic.message == f"there is no file `{file}`"
    assert hint in diagnostic.hint


def test_a_missing_image_is_an_error() -> None:
    diagnostic = problem("chart.svg", is_image=True)
    assert diagnostic.message == "there is no image `content/briefs/a/chart.svg`"
    assert diagnostic.hint == "did you mean `chart%20%281%29.svg`?"


def test_a_missing_video_is_an_error() -> None:
    diagnostic = problem("a.mp4", is_image=True)
    assert diagnostic.message == "there is no file `content/briefs/a/a.mp4`"


@pytest.mark.parametrize("destination", ["/no.png", "/data/no.png?a#b", "/about/no.mp4"])
def test_a_missing_image_with_a_root_path_is_an_error(destination: str) -> None:
    diagnostic = problem(destination, is_image=True)
    assert (diagnostic.code, diagnostic.is_error) == ("broken-link", True)
    assert problem(destination).code == "unknown-path"


@pytest.mark.parametrize("destination", ["/data/floors.csv", "/briefs/a/chart (1).svg"])
def test_an_image_path_may_begin_at_the_root(destination: str) -> None:
    assert link(destination, is_image=True) == destination.replace(" ", "%20")


@pytest.mark.parametrize("destination", ["a[1].png", "../[draft].md", "[::1", "x]y"])
def test_brackets_in_a_url_do_not_crash(destination: str) -> None:
    assert problem(destination).code == "broken-link"


def test_a_url_that_python_cannot_parse_is_a_problem_not_a_crash() -> None:
    diagnostic = problem("//ex℀mple.com/x")  # a host that some programs read as `exa/cmple.com`
    assert (diagnostic.code, diagnostic.message) == (
        "broken-link",
        "`//ex℀mple.com/x` is not a valid URL",
    )


@pytest.mark.parametrize(
    ("destination", "name"),
    [
        ("C:%5CUsers%5Cme%5Cmap%201.png", "map%201.png"),
        ("c:/Users/me/map.png", "map.png"),
        ("file:///Users/me/map.png", "map.png"),
        ("%5C%5Cserver%5Cshare%5Cmap.png", "map.png"),
    ],
)
@pytest.mark.parametrize("is_image", [True, False])
def test_a_path_on_the_authors_computer_is_broken(
    destination: str, name: str, is_image: bool
) -> None:
    diagnostic = problem(destination, is_image=is_image)
    assert (diagnostic.code, diagnostic.is_error) == ("broken-link", True)
    assert diagnostic.hint == f"put the file beside this one, and write `{name}`"


@pytest.mark.parametrize(
    "destination", ["%7B%7Bsite.url%7D%7D/a.png", "{{ page.image }}", "{%25 link a.md %25}"]
)
def test_a_template_tag_in_an_address_is_no_missing_file(destination: str) -> None:
    diagnostic = problem(destination, is_image=True)
    assert (diagnostic.code, diagnostic.is_error) == ("foreign-tag", False)
    assert "there is no" not in diagnostic.message


def test_the_file_beside_the_text_is_proposed_before_others() -> None:
    files = ("ar/starting.md", "ar/next.md", "tr/starting.md", "starting-now.md")
    addresses = Addresses(urls={f"content/{file}": f"/{file}" for file in files})
    reference = Reference("../starting/", PLACE)
    (diagnostic,) = resolve_reference(reference, "content/ar/next.md", addresses, "").diagnostics
    assert shown(diagnostic, addresses).hint == "did you mean `starting.md`?"


def test_a_name_is_proposed_as_a_link_has_to_write_it() -> None:
    addresses = Addresses(urls={"content/My Photo #1.png": "/My Photo #1.png"})
    reference = Reference("My%20Photo%20#1.png", PLACE, is_image=True)
    (diagnostic,) = resolve_reference(reference, "content/a.md", addresses, "").diagnostics
    assert shown(diagnostic, addresses).hint == "did you mean `My%20Photo%20%231.png`?"


def test_what_was_written_is_never_proposed() -> None:
    composed, decomposed = "caf\u00e9.md", "cafe\u0301.md"
    addresses = Addresses(urls={f"content/{decomposed}": "/cafe/"})
    checked = resolve_reference(Reference(composed, PLACE), "content/a.md", addresses, "")
    assert all("did you mean" not in shown(each, addresses).hint for each in checked.diagnostics)


def test_an_anchor_of_the_sites_own_layout_is_there() -> None:
    addresses = replace(ADDRESSES, layout_anchors=frozenset({"contact"}))
    checked = resolve_reference(Reference("../two-bases.md#contact", PLACE), HERE, addresses, "")
    assert (checked.value, checked.diagnostics) == ("/briefs/two-bases/#contact", ())


@pytest.mark.parametrize(
    ("destination", "url"),
    [
        ("gone.md#x", "/s/briefs/a/gone.md#x"),
        ("/assets/gone.png?a", "/s/assets/gone.png?a"),
        ("../../../../gone.png", "/s/gone.png"),
        ("../two-bases.md#gone", "/s/briefs/two-bases/#gone"),
    ],
)
def test_a_broken_link_leads_to_where_its_target_would_be(destination: str, url: str) -> None:
    reference = Reference(destination, PLACE, is_image=destination.endswith("png"))
    assert resolve_reference(reference, HERE, ADDRESSES, "/s").value == url


# Whole texts


def test_a_text_without_references_is_its_parts() -> None:
    text = Text(("<p>a", LinkEnd(), " b</p>"))
    checked = resolve(text, HERE, ADDRESSES, "/sub")
    assert (checked.value, checked.diagnostics) == (text, ())


def test_every_reference_is_resolved_and_every_problem_reported() -> None:
    text = Text(
        (
            Link((("href", Reference("../two-bases.md?a=1&b=2", PLACE)),)), "x", LinkEnd(),
            Image((("src", Reference("none.png", Span(8, 1, 8), is_image=True)),)),
            Link((("href", Reference("../secret.md", Span(9, 1, 8))),)), "y", LinkEnd(),
        )
    )  # fmt: skip
    checked = resolve(text, HERE, ADDRESSES, "/s")
    assert html(checked.value) == (
        '<a href="/s/briefs/two-bases/?a=1&amp;b=2">x</a>'
        '<img src="/s/briefs/a/none.png"><a href="">y</a>'
    )
    assert [(each.code, each.location.span.line) for each in checked.diagnostics] == [
        ("broken-link", 8),
        ("unpublished-link", 9),
    ]


@pytest.mark.parametrize("destination", ['../two-bases.md?"><script>', '#"><script>'])
def test_a_destination_cannot_break_out_of_its_attribute(destination: str) -> None:
    text = Text((Link((("href", Reference(destination, PLACE)),)), "x", LinkEnd()))
    value = html(resolve(text, HERE, ADDRESSES, "").value)
    assert value.count('"') == 2
    assert "<script" not in value


@pytest.mark.parametrize(
    ("destination", "path", "target"),
    [
        ("pic.png", "content/briefs/a/index.md", "content/briefs/a/pic.png"),
        ("../x.md#y", "content/briefs/a/index.md", "content/briefs/x.md"),
        ("/x.md", "content/a/b/c.md", "content/x.md"),
        ("#y", "content/about.md", "content/about.md"),
        ("a%20b.png?x", "content/about.md", "content/a b.png"),
        ("../../x", "content/about.md", "../x"),
    ],
)
def test_a_destination_names_a_file_relative_to_its_page(
    destination: str, path: str, target: str
) -> None:
    assert target_path(destination, path) == target
