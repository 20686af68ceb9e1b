"""The planned outputs: paths, layouts, pagination, and collisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from briefgen.model.outputs import Copied, Rendered, Written
from briefgen.model.views import (
    AuthorPage,
    BriefPage,
    HomePage,
    ListPage,
    NotFoundPage,
    OverviewPage,
    Pagination,
    PlainPage,
    RedirectPage,
    View,
)

if TYPE_CHECKING:
    from tests.assemble.conftest import PlannedSite, PlanSite

V = TypeVar("V", bound=View)


def brief(matter: str = "", body: str = "Text.", title: str = "T") -> str:
    return f"---\ntitle: {title}\n{matter}\n---\n{body}\n"


def dated(count: int, matter: str = "") -> dict[str, str]:
    """Return briefs called 1, 2, 3 … from the newest."""
    return {
        f"content/briefs/{place}.md": brief(
            f"date: {2100 - place}-01-01\n{matter}", title=str(place)
        )
        for place in range(1, count + 1)
    }


FUTURE = {"future": True}


def view(planned: PlannedSite, path: str, kind: type[V]) -> V:
    (output,) = [each for each in planned.outputs if each.path == path]
    assert isinstance(output, Rendered)
    assert isinstance(output.view, kind)
    return output.view


def text_of(planned: PlannedSite, path: str) -> str:
    """Return the file whose text the page shows, or ""."""
    (output,) = [each for each in planned.outputs if each.path == path]
    assert isinstance(output, Rendered)
    return output.passages[0].path if output.passages else ""


def layouts(planned: PlannedSite) -> dict[str, str]:
    return {each.path: each.layout for each in planned.outputs if isinstance(each, Rendered)}


def paths(planned: PlannedSite) -> list[str]:
    return [each.path for each in planned.outputs]


def test_each_kind_of_page_has_its_layout_and_path(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief(
                "categories: [C]\ntags: [T]\nseries: S\nauthors: [Mia]\naliases: [/old/, /x.html]"
            ),
            "content/about.md": brief(),
            "content/a/b.md": brief(),
            "content/index.md": brief(),
            "content/data/d.csv": b"1,2",
        }
    )
    assert planned.diagnostics == ()
    assert layouts(planned) == {
        "404.html": "404.html",
        "a/b/index.html": "page.html",
        "about/index.html": "page.html",
        "archive/index.html": "archive.html",
        "authors/index.html": "overview.html",
        "authors/mia/index.html": "author.html",
        "briefs/a/index.html": "brief.html",
        "categories/c/index.html": "list.html",
        "categories/index.html": "overview.html",
        "index.html": "home.html",
        "old/index.html": "redirect.html",
        "search/index.html": "search.html",
        "series/index.html": "overview.html",
        "series/s/index.html": "list.html",
        "tags/index.html": "overview.html",
        "tags/t/index.html": "list.html",
        "x.html": "redirect.html",
    }
    assert Copied("data/d.csv", "content/data/d.csv") in planned.outputs


def test_outputs_are_sorted_by_path(plan_site: PlanSite) -> None:
    planned = plan_site(
        {**dated(5, "tags: [b, a]"), "content/z.txt": b"", "content/A.txt": b""}, FUTURE
    )
    assert paths(planned) == sorted(paths(planned))


def test_a_taxonomy_without_terms_has_no_overview(plan_site: PlanSite) -> None:
    planned = plan_site({"content/briefs/a.md": brief()})
    assert [path for path in paths(planned) if path.endswith(".html")] == [
        "404.html", "archive/index.html", "briefs/a/index.html", "index.html", "search/index.html",
    ]  # fmt: skip


def test_the_origin_of_a_page_is_the_file_to_fix(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("tags: [one, two]\naliases:\n  - /old/"),
            "content/tags/two.md": brief(title="Two"),
            "content/index.md": brief(),
        }
    )
    origin = {each.path: (each.origin.path, each.origin.span.line) for each in planned.outputs}
    assert origin["briefs/a/index.html"] == ("content/briefs/a.md", 2)
    assert origin["tags/one/index.html"] == ("content/briefs/a.md", 3)
    assert origin["tags/two/index.html"] == ("content/tags/two.md", 2)
    assert origin["old/index.html"] == ("content/briefs/a.md", 5)
    assert origin["index.html"] == ("content/index.md", 2)
    assert origin["404.html"][0] == "site.yaml"


# Pagination


def test_a_long_list_is_cut_into_pages(plan_site: PlanSite) -> None:
    planned = plan_site(dated(5, "tags: [t]"), FUTURE, paginate=2, base_url="https://e.org/sub")
    for url in ("", "tags/t/"):
        pages: list[Any] = [
            view(planned, f"{url}{page}index.html", ListPage if url else HomePage)
            for page in ("", "page/2/", "page/3/")
        ]
        assert f"{url}page/4/index.html" not in paths(planned)
        assert f"{url}page/1/index.html" not in paths(planned)
        first, second, third = (page.pagination for page in pages)
        assert (first.number, first.count, first.newer) == (1, 3, "")
        assert first.older == f"/sub/{url}page/2/"
        assert (second.number, second.newer, second.older) == (
            2, f"/sub/{url}", f"/sub/{url}page/3/",
        )  # fmt: skip
        assert (third.number, third.newer, third.older) == (3, f"/sub/{url}page/2/", "")
        assert [(each.text, each.url, each.is_current) for each in second.pages] == [
            ("1", f"/sub/{url}", False),
            ("2", f"/sub/{url}page/2/", True),
            ("3", f"/sub/{url}page/3/", False),
        ]
    home, second_home = (
        view(planned, path, HomePage) for path in ("index.html", "page/2/index.html")
    )
    assert home.lead is not None
    assert home.lead.title == "1"
    assert [card.title for card in home.cards] == ["2"]
    assert second_home.lead is None
    assert [card.title for card in second_home.cards] == ["3", "4"]
    last = view(planned, "tags/t/page/3/index.html", ListPage)
    assert ([card.title for card in last.cards], last.total) == (["5"], 5)


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_no_page_of_a_list_is_empty(plan_site: PlanSite, count: int, pages: int) -> None:
    planned = plan_site(dated(count), FUTURE, paginate=2)
    numbers = [path for path in paths(planned) if path.startswith("page/")]
    assert len(numbers) == pages - 1
    assert view(planned, "index.html", HomePage).pagination.count == pages


def test_long_pagination_lists_the_first_the_last_and_the_near_pages(plan_site: PlanSite) -> None:
    planned = plan_site(dated(9), FUTURE, paginate=1)

    def listed(path: str) -> list[str]:
        pagination: Pagination = view(planned, path, HomePage).pagination
        return [each.text for each in pagination.pages]

    assert listed("index.html") == ["1", "2", "9"]
    assert listed("page/5/index.html") == ["1", "4", "5", "6", "9"]
    assert listed("page/9/index.html") == ["1", "8", "9"]


def test_a_taxonomy_may_have_a_page_size_of_its_own(plan_site: PlanSite) -> None:
    planned = plan_site(
        dated(5, "tags: [t]\ncategories: [c]"),
        FUTURE,
        paginate=2,
        taxonomies={"tags": {"paginate": 4}},
    )
    assert view(planned, "tags/t/index.html", ListPage).pagination.count == 2
    assert view(planned, "categories/c/index.html", ListPage).pagination.count == 3


def test_only_the_first_page_of_a_list_has_its_text(
    plan_site: PlanSite,
) -> None:
    planned = plan_site(
        {
            **dated(3, "tags: [t]\nauthors: [mia]"),
            "content/index.md": brief("", "Home words.", "Home"),
            "content/tags/t.md": brief("", "Tag words.", "Tag"),
            "content/authors/mia.md": "---\nname: Mia\n---\nMia's words.\n",
        },
        FUTURE,
        paginate=2,
    )
    for path, kind, title, source in (
        ("", HomePage, "Home", "content/index.md"),
        ("tags/t/", ListPage, "Tag", "content/tags/t.md"),
        ("authors/mia/", AuthorPage, "Mia", "content/authors/mia.md"),
    ):
        first: Any = view(planned, f"{path}index.html", kind)
        second: Any = view(planned, f"{path}page/2/index.html", kind)
        assert first.page.title == second.page.title == title
        assert second.pagination.number == 2
        assert text_of(planned, f"{path}index.html") == source
        assert text_of(planned, f"{path}page/2/index.html") == ""
        assert second.page.canonical == f"https://example.org/{path}page/2/"


# Kinds of pages


def test_the_home_page_without_text_is_titled_after_the_site(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief("categories: [B, A]")}, description="What it is."
    )
    home = view(planned, "index.html", HomePage)
    assert (home.heading, home.page.title) == ("Test Brief", "Test Brief")
    assert home.page.description == "What it is."
    assert [(term.name, term.count) for term in home.categories] == [("A", 1), ("B", 1)]


def test_a_list_page_has_the_text_of_its_term(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("tags: [t, u]"),
            "content/tags/t.md": brief("summary: In short.\nlanguage: de", "", "Tag"),
            "content/tags/u.md": brief("summary: In short.", "At length.", "Other"),
        },
        taxonomies={"tags": {"title": "Topics"}},
    )
    page = view(planned, "tags/t/index.html", ListPage)
    assert (page.heading, page.summary) == ("Tag", "In short.")
    assert (page.taxonomy.text, page.taxonomy.url) == ("Topics", "/tags/")
    assert (page.page.language, page.page.source) == ("de", "content/tags/t.md")
    other = view(planned, "tags/u/index.html", ListPage)
    assert (other.summary, other.page.description) == ("", "In short.")
    assert text_of(planned, "tags/u/index.html") == "content/tags/u.md"


def test_an_overview_counts_the_briefs_of_each_term(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief("tags: [b, a]"), "content/briefs/b.md": brief("tags: [a]")}
    )
    page = view(planned, "tags/index.html", OverviewPage)
    assert page.heading == "Tags"
    assert [(term.name, term.url, term.count) for term in page.terms] == [
        ("a", "/tags/a/", 2),
        ("b", "/tags/b/", 1),
    ]


def test_an_author_page_has_the_authors_details(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("authors: [mia, Ole]"),
            "content/authors/mia.md": (
                "---\nname: Mia Tal\nrole: Editor\nemail: mia@example.org\n"
                "orcid: 0000-0002-1825-0097\nlinks:\n  - {text: Home, url: https://mia.example}\n"
                "---\nShe *writes*.\n"
            ),
        }
    )
    mia = view(planned, "authors/mia/index.html", AuthorPage)
    assert (mia.name, mia.role, mia.email, mia.total) == ("Mia Tal", "Editor", "mia@example.org", 1)
    assert mia.orcid.endswith("0000-0002-1825-0097")
    assert [(link.text, link.url) for link in mia.links] == [("Home", "https://mia.example")]
    assert text_of(planned, "authors/mia/index.html") == "content/authors/mia.md"
    assert mia.page.description == "She writes."
    ole = view(planned, "authors/ole/index.html", AuthorPage)
    assert (ole.name, ole.role, ole.links) == ("Ole", "", ())


def test_lists_authors_and_the_home_page_have_the_extra_keys_of_their_files(
    plan_site: PlanSite,
) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("tags: [t, u]\nauthors: [mia, Ole]"),
            "content/briefs/b.md": brief("tags: [t]\nauthors: [mia]"),
            "content/tags/t.md": brief("extra: {colour: red}", "", "T"),
            "content/authors/mia.md": "---\nname: Mia\nextra: {photo: [1, two]}\n---\n",
            "content/index.md": brief("extra: {hero: true}", "", "Home"),
        },
        paginate=1,
    )
    for place in ("", "page/2/"):
        assert view(planned, f"tags/t/{place}index.html", ListPage).extra == {"colour": "red"}
        author = view(planned, f"authors/mia/{place}index.html", AuthorPage)
        assert author.extra == {"photo": [1, "two"]}
        assert view(planned, f"{place}index.html", HomePage).extra == {"hero": True}
    assert view(planned, "tags/u/index.html", ListPage).extra == {}
    assert view(planned, "authors/ole/index.html", AuthorPage).extra == {}


def test_a_page_has_its_headings_and_extra_keys(plan_site: PlanSite) -> None:
    page = view(
        plan_site({"content/about.md": brief("extra: {k: v}", "## Who\n\nWe.", "About")}),
        "about/index.html",
        PlainPage,
    )
    assert page.page.title == "About"
    assert [heading.anchor for heading in page.headings] == ["who"]
    assert page.extra == {"k": "v"}


def test_the_not_found_page_shows_the_newest_briefs(plan_site: PlanSite) -> None:
    page = view(plan_site(dated(7), FUTURE), "404.html", NotFoundPage)
    assert [card.title for card in page.cards] == ["1", "2", "3", "4", "5"]


def test_an_alias_redirects_to_the_brief(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/briefs/稀土.md": brief("aliases: [/old/, /2014/x/]\nlanguage: zh")},
        base_url="https://example.org/sub/",
    )
    for path in ("old/index.html", "2014/x/index.html"):
        page = view(planned, path, RedirectPage)
        assert page.target == "/sub/briefs/%E7%A8%80%E5%9C%9F/"
        assert page.absolute_target == "https://example.org/sub/briefs/%E7%A8%80%E5%9C%9F/"
        assert page.page.language == "zh"


def test_aliases_of_pages_authors_and_terms_redirect_to_them(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("tags: [t]\nauthors: [mia]"),
            "content/about.md": brief("aliases: [/us/]\nlanguage: de"),
            "content/authors/mia.md": "---\nname: Mia\naliases: [/authors/m/]\n---\n",
            "content/tags/t.md": brief("aliases: [/tags/old/]"),
            "content/index.md": brief("aliases: [/home.html]"),
            "content/de.md": brief("aliases: [/hidden/]\ndraft: true"),
        }
    )
    for alias, url in (
        ("us/index.html", "/about/"),
        ("authors/m/index.html", "/authors/mia/"),
        ("tags/old/index.html", "/tags/t/"),
        ("home.html", "/"),
    ):
        assert view(planned, alias, RedirectPage).target == url
    assert view(planned, "us/index.html", RedirectPage).page.language == "de"
    assert not [each.path for each in planned.outputs if each.path.startswith("hidden")]


def test_the_folder_of_a_briefs_files_redirects_to_the_brief(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/first/index.md": brief("slug: One\nlanguage: de", "![A](a.png)"),
            "content/briefs/first/a.png": b"1",
            "content/briefs/2026-01-02-second/index.md": brief("", "![A](b/a.png)"),
            "content/briefs/2026-01-02-second/b/a.png": b"1",
            "content/briefs/third/index.md": brief("permalink: /reports/3/"),
            "content/briefs/fourth/index.md": brief(),
            "content/briefs/fourth/a.csv": b"1",
        }
    )
    assert planned.diagnostics == ()
    first = view(planned, "briefs/first/index.html", RedirectPage)
    assert (first.target, first.page.language) == ("/briefs/One/", "de")
    second = view(planned, "briefs/2026-01-02-second/index.html", RedirectPage)
    assert second.target == "/briefs/second/"
    assert "briefs/third/index.html" not in {each.path for each in planned.outputs}
    (redirects,) = (each for each in planned.outputs if each.path == "_redirects")
    assert isinstance(redirects, Written)
    moves = redirects.document.moves
    assert ("/briefs/first/", "/briefs/One/") in moves
    assert len(moves) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"content/briefs/b.md": brief("slug: First")},
        {"content/briefs/b.md": brief("aliases: [/briefs/first/]")},
        {"content/briefs/first/index.html": b"x"},
    ],
    ids=["brief", "alias", "file"],
)
def test_the_folder_of_a_briefs_files_gives_way_to_anything_else(
    plan_site: PlanSite, other: dict[str, str | bytes]
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/first/index.md": brief("slug: one", "![A](a.png)"),
        "content/briefs/first/a.png": b"1",
    }
    planned = plan_site({**files, **other})
    assert planned.diagnostics == ()
    assert [published.folder for published in planned.site.briefs] == [""] * len(
        planned.site.briefs
    )


def test_the_folder_of_a_briefs_files_can_be_linked_to(plan_site: PlanSite) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/first/index.md": brief("slug: one", "![A](a.png)"),
        "content/briefs/first/a.png": b"1",
        "content/about.md": brief("", "[x](/briefs/first/)"),
    }
    assert plan_site(files).diagnostics == ()


def test_a_link_problem_is_reported_once_for_all_pages_that_show_it(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief(
                "highlights: ['[x](no.md)']\nimage: {src: none.png, alt: A}\ntags: [t]",
                "[y](nix.md)",
            )
        }
    )
    assert [each.code for each in planned.diagnostics] == ["broken-link"] * 3
    shown = view(planned, "briefs/a/index.html", BriefPage).brief
    assert shown.image is None


# Collisions


def collisions(planned: PlannedSite) -> list[tuple[str, str]]:
    diagnostics = [each for each in planned.diagnostics if each.code == "url-collision"]
    assert all(each.is_error for each in diagnostics)
    return [(each.location.path, each.message) for each in diagnostics]


def test_an_error_about_one_url_names_both_files(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/2014-01-01-story.md": brief(),
            "content/briefs/2015-01-01-story.md": brief(),
        }
    )
    ((path, message),) = collisions(planned)
    assert path == "content/briefs/2014-01-01-story.md"
    assert message == (
        "content/briefs/2014-01-01-story.md and content/briefs/2015-01-01-story.md:2 "
        "would both be published at /briefs/story/"
    )


@pytest.mark.parametrize(
    ("files", "first", "second", "url"),
    [
        ({"content/briefs/a.md": brief("slug: x"), "content/briefs/b.md": brief("slug: x")},
         "content/briefs/a.md", "content/briefs/b.md", "/briefs/x/"),
        ({"content/briefs/a.md": brief(), "content/briefs/a/index.md": brief()},
         "content/briefs/a.md", "content/briefs/a/index.md", "/briefs/a/"),
        ({"content/briefs/a.md": brief("aliases: [/o/]"),
          "content/briefs/b.md": brief("aliases: [/o/]")},
         "content/briefs/a.md", "content/briefs/b.md", "/o/"),
        ({"content/briefs/a.md": brief("tags: [t]"), "content/tags/index.md": brief()},
         "content/tags/index.md", "site.yaml", "/tags/"),
        ({"content/briefs/a.md": brief(), "content/index.html": b"x"},
         "content/index.html", "site.yaml", "/"),
        ({"content/briefs/a.md": brief(), "content/404.html": b"x"},
         "content/404.html", "site.yaml", "/404.html"),
    ],
    ids=["slug", "file and folder", "aliases", "overview", "home", "404"],
)  # fmt: skip
def test_any_two_claims_to_one_url_are_an_error(
    plan_site: PlanSite, files: dict[str, str | bytes], first: str, second: str, url: str
) -> None:
    ((path, message),) = collisions(plan_site(files))
    assert path in (first, second)
    assert first in message
    assert second in message
    assert f"would both be published at {url}" in message


@pytest.mark.parametrize(
    ("alias", "hidden"),
    [
        ("/about/", "content/about.md:2"),
        ("/ABOUT/", "content/about.md:2"),
        ("/briefs/b/", "content/briefs/b.md:2"),
        ("/briefs/a/", "the brief itself"),
        ("/archive/", "site.yaml:1"),
        ("/old.html", "content/old.html:1"),
    ],
)
def test_an_alias_that_hides_an_output_is_an_error_at_the_alias(
    plan_site: PlanSite, alias: str, hidden: str
) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief(f"aliases: [/fine/, {alias}]"),
            "content/briefs/b.md": brief(),
            "content/about.md": brief(),
            "content/old.html": b"x",
        }
    )
    ((path, message),) = collisions(planned)
    assert path == "content/briefs/a.md"
    assert message == f"the alias {alias} would hide {hidden}, which is published there"
    (diagnostic,) = planned.diagnostics
    assert (diagnostic.location.span.line, diagnostic.location.span.width) == (3, len(alias))


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("search/pagefind.js", "the search index"),
        ("Search/Pagefind.JS", "the search index"),
        ("search/pagefind-worker.js", "the search index"),
        ("search/pagefind-entry.json", "the search index"),
        ("search/pagefind.en_1500c0d0f6.pf_meta", "the search index"),
        ("search/wasm.en.pagefind", "the search index"),
        ("search/fragment/en_c1bebdf.pf_fragment", "the search index"),
        ("search/index/en_c1bebdf.pf_index", "the search index"),
        ("search/parts/en-01/index/en_c1bebdf.pf_index", "the search index"),
        ("search/filter/en_c1bebdf.pf_filter", "the search index"),
        ("search/fragment", "the search index"),
        ("search/index/about.md", "the search index"),
    ],
)
def test_a_file_at_a_path_of_the_search_index_is_an_error(
    plan_site: PlanSite, path: str, owner: str
) -> None:
    files = {f"content/{path}": brief(), "content/briefs/a.md": brief()}
    ((place, message),) = collisions(plan_site(files, search={"enabled": True}))
    assert place == f"content/{path}"
    assert message.endswith(f"which is reserved for {owner}")
    assert collisions(plan_site(files, search={"enabled": False})) == []


@pytest.mark.parametrize(
    ("alias", "owner"),
    [
        ("/search/pagefind.js/", "the search index"),
        ("/search/index/", "the search index"),
        ("/.briefgen.json/", "the list of published files"),
        ("/.BRIEFGEN.json/x/", "the list of published files"),
        ("/.briefgen/reload.js/", "the preview"),
    ],
)
def test_an_alias_at_a_reserved_path_is_an_error_at_the_alias(
    plan_site: PlanSite, alias: str, owner: str
) -> None:
    files = {"content/briefs/a.md": brief(f"aliases: [/fine/, {alias}]")}
    planned = plan_site(files, search={"enabled": True})
    ((path, message),) = collisions(planned)
    assert path == "content/briefs/a.md"
    assert message == (
        f"content/briefs/a.md would be published at {alias}, which is reserved for {owner}"
    )
    (diagnostic,) = planned.diagnostics
    assert (diagnostic.location.span.line, diagnostic.location.span.width) == (3, len(alias))


def test_other_files_may_be_beside_the_search_page(plan_site: PlanSite) -> None:
    files: dict[str, str | bytes] = {
        "content/search/tips.md": brief(),
        "content/search/help.png": b"x",
        "content/research/index/a.csv": b"x",
        "content/briefs/a.md": brief(),
    }
    assert collisions(plan_site(files, search={"enabled": True})) == []


def test_a_file_of_content_does_not_replace_a_theme_asset(plan_site: PlanSite) -> None:
    planned = plan_site({"content/briefs/a.md": brief()})
    asset = next(each.path for each in planned.outputs if each.path.startswith("assets/theme"))
    files: dict[str, str | bytes] = {f"content/{asset}": b"x", "content/briefs/a.md": brief()}
    ((path, message),) = collisions(plan_site(files))
    assert path == f"content/{asset}"
    assert message.endswith(f"published at /{asset}")


def test_names_that_differ_only_by_case_collide(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/a.txt": b"1", "content/A.txt": b"2", "content/briefs/a.md": brief()}
    )
    ((_, message),) = collisions(planned)
    assert "content/a.txt" in message
    assert "content/A.txt" in message
    assert message.endswith("the paths differ only in case)")


@pytest.mark.parametrize("file", ["content/about", "content/ABOUT"])
def test_a_file_where_another_needs_a_folder_collides(plan_site: PlanSite, file: str) -> None:
    planned = plan_site({file: b"1", "content/about.md": brief(), "content/briefs/a.md": brief()})
    ((_, message),) = collisions(planned)
    assert file in message
    assert "content/about.md" in message


def test_paths_with_a_common_prefix_do_not_collide(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/about-us.md": brief(),
            "content/about.md": brief(),
            "content/briefs/about.md": brief(),
        }
    )
    assert planned.diagnostics == ()
