"""Order, URLs and relations of the whole site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefgen.model.addresses import output_path
from briefgen.model.outputs import Rendered

if TYPE_CHECKING:
    from tests.assemble.conftest import PlannedSite, PlanSite


def brief(matter: str = "", title: str = "T") -> str:
    return f"---\ntitle: {title}\n{matter}\n---\nText.\n"


def urls(planned: PlannedSite) -> dict[str, str]:
    """Return the URL of each brief and page by its file below content/."""
    site = planned.site
    url_paths = {each.brief.path: each.url for each in site.briefs}
    url_paths |= {each.page.path: each.url for each in site.pages}
    return {path.removeprefix("content/"): url for path, url in url_paths.items()}


def test_briefs_are_sorted_newest_first_then_by_slug_with_undated_ones_last(
    plan_site: PlanSite,
) -> None:
    planned = plan_site(
        {
            "content/briefs/undated-b.md": brief(),
            "content/briefs/undated-a.md": brief(),
            "content/briefs/same-b.md": brief("date: 2026-01-02"),
            "content/briefs/same-a.md": brief("date: 2026-01-02"),
            "content/briefs/evening.md": brief("date: 2026-01-02T18:00:00Z"),
            "content/briefs/tokyo.md": brief("date: 2026-01-03T01:00:00+09:00"),
            "content/briefs/old.md": brief("date: 1999-01-01"),
            "content/briefs/2026-01-04-new.md": brief(),
        }
    )
    assert [each.brief.slug for each in planned.site.briefs] == [
        "new", "evening", "tokyo", "same-a", "same-b", "old", "undated-a", "undated-b",
    ]  # fmt: skip


# URLs


def test_folders_below_briefs_do_not_show_in_urls(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/2026/drafts/a.md": brief(),
            "content/briefs/2026/b/index.md": brief(),
            "content/briefs/2026-03-04-two-bases.md": brief(),
            "content/briefs/稀土 & magnets?.md": brief(),
        }
    )
    assert urls(planned) == {
        "briefs/2026/drafts/a.md": "/briefs/a/",
        "briefs/2026/b/index.md": "/briefs/b/",
        "briefs/2026-03-04-two-bases.md": "/briefs/two-bases/",
        "briefs/稀土 & magnets?.md": "/briefs/稀土-magnets/",
    }


@pytest.mark.parametrize(
    ("permalink", "url"),
    [
        ("/briefs/{slug}/", "/briefs/two-bases/"),
        ("/{year}/{month}/{day}/{slug}/", "/2026/03/04/two-bases/"),
        ("/{slug}/", "/two-bases/"),
        ("/b/{year}{month}/{slug}/", "/b/202603/two-bases/"),
        ("/{language}/{slug}/", "/en/two-bases/"),
    ],
)
def test_the_permalink_decides_the_urls_of_briefs(
    plan_site: PlanSite, permalink: str, url: str
) -> None:
    planned = plan_site({"content/briefs/2026-03-04-two-bases.md": brief()}, permalink=permalink)
    assert urls(planned) == {"briefs/2026-03-04-two-bases.md": url}
    assert planned.diagnostics == ()


def test_a_brief_can_choose_its_whole_path(plan_site: PlanSite) -> None:
    files = {
        "content/briefs/a.md": brief("permalink: /reports/2014/a/"),
        "content/briefs/b.md": brief(),
    }
    planned = plan_site(files, permalink="/{language}/{slug}/")
    assert urls(planned) == {"briefs/a.md": "/reports/2014/a/", "briefs/b.md": "/en/b/"}
    assert "reports/2014/a/index.md" in {output.path for output in planned.outputs}
    assert planned.diagnostics == ()


def test_a_brief_with_its_own_path_needs_no_date(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief("permalink: /a/")}, permalink="/{year}/{slug}/"
    )
    assert planned.diagnostics == ()


@pytest.mark.parametrize(
    ("other", "where"),
    [
        ("briefs/b.md", "/briefs/b/"),
        ("about.md", "/about/"),
        ("categories/index.md", "/categories/"),
    ],
)
def test_a_permalink_that_is_taken_is_an_error_at_the_permalink(
    plan_site: PlanSite, other: str, where: str
) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief(f"permalink: {where}"), f"content/{other}": brief()}
    )
    (problem,) = planned.diagnostics
    assert problem.code == "url-collision"
    assert "change the `permalink` of " in problem.hint
    assert "content/briefs/a.md" in (problem.location.path, problem.hint.split()[-1])


def test_the_day_in_a_permalink_is_in_the_dates_own_zone_or_the_sites(
    plan_site: PlanSite,
) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("date: 2026-01-01"),
            "content/briefs/b.md": brief("date: 2025-12-31T23:30:00-05:00"),
        },
        permalink="/{year}/{month}/{day}/{slug}/",
        timezone="Asia/Tokyo",
    )
    assert urls(planned) == {"briefs/a.md": "/2026/01/01/a/", "briefs/b.md": "/2025/12/31/b/"}


def test_equal_names_in_two_languages_need_the_language_in_the_permalink(
    plan_site: PlanSite,
) -> None:
    files = {
        "content/briefs/en/a.md": brief(),
        "content/briefs/de/a.md": brief("language: de\ntranslation_of: briefs/en/a.md"),
        "content/briefs/pt/a.md": brief("language: pt-BR\ntranslation_of: briefs/en/a.md"),
    }
    (first, *_) = plan_site(files).diagnostics
    assert first.code == "url-collision"
    assert first.hint
    _, _, permalink = first.hint.partition("permalink: ")
    planned = plan_site(files, permalink=permalink)
    assert planned.diagnostics == ()
    assert set(urls(planned).values()) == {"/en/briefs/a/", "/de/briefs/a/", "/pt-br/briefs/a/"}


@pytest.mark.parametrize("part", ["year", "month", "day"])
def test_a_permalink_with_a_date_needs_one(plan_site: PlanSite, part: str) -> None:
    planned = plan_site({"content/briefs/a.md": brief()}, permalink=f"/{{{part}}}/{{slug}}/")
    (url_paths,) = planned.diagnostics
    assert (url_paths.code, url_paths.is_error) == ("missing-key", True)
    assert (
        url_paths.message
        == f"the permalink /{{{part}}}/{{slug}}/ needs a date, but the brief has none"
    )
    assert (url_paths.location.path, url_paths.location.span.line) == ("content/briefs/a.md", 2)


def test_a_brief_needs_no_date_if_the_permalink_has_none(
    plan_site: PlanSite,
) -> None:
    planned = plan_site({"content/briefs/a.md": brief()}, permalink="/analysis/{slug}/")
    assert planned.diagnostics == ()
    assert urls(planned) == {"briefs/a.md": "/analysis/a/"}


def test_a_link_to_a_draft_without_date_is_recognised_by_the_permalink(plan_site: PlanSite) -> None:
    files = {
        "content/briefs/a.md": brief("draft: true"),
        "content/briefs/b.md": brief() + "[A](/analysis/a/)\n",
    }
    planned = plan_site(files, permalink="/analysis/{slug}/")
    assert [each.code for each in planned.diagnostics] == ["unpublished-link"]


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("about.md", "/about/"),
        ("a/b.md", "/a/b/"),
        ("a/index.md", "/a/"),
        ("About Us.md", "/about-us/"),
        ("v1.2_notes.md", "/v1.2_notes/"),
        ("关于/我们.md", "/关于/我们/"),
        ("categories/deep/x.md", "/categories/deep/x/"),
    ],
)
def test_the_url_of_a_page_follows_its_path(plan_site: PlanSite, path: str, url: str) -> None:
    planned = plan_site({f"content/{path}": brief(), "content/briefs/a.md": brief()})
    assert urls(planned)[path] == url
    assert planned.diagnostics == ()


@pytest.mark.parametrize("path", ["content/….md", "content/!/a.md"])
def test_a_page_name_that_makes_no_url_is_an_error(plan_site: PlanSite, path: str) -> None:
    planned = plan_site(
        {path: brief(), "content/briefs/a.md": brief(), "content/index.md": brief()}
    )
    (url_paths,) = planned.diagnostics
    assert (url_paths.code, url_paths.is_error, url_paths.location.path) == (
        "file-name",
        True,
        path,
    )


@pytest.mark.parametrize("permalink", ["/briefs/{slug}/", "/{slug}/"])
def test_a_brief_name_that_makes_no_url_is_the_only_error(
    plan_site: PlanSite, permalink: str
) -> None:
    files = {"content/briefs/….md": brief(), "content/briefs/a.md": brief()}
    (planned,) = plan_site(files, permalink=permalink).diagnostics
    assert (planned.code, planned.location.path) == ("file-name", "content/briefs/….md")


def test_only_index_md_is_the_home_page(plan_site: PlanSite) -> None:
    planned = plan_site({"content/index.md": brief("", "Home"), "content/briefs/a.md": brief()})
    home = planned.site.home
    assert home is not None
    assert home.title == "Home"
    assert planned.site.pages == ()


# Relations


def test_related_briefs_share_terms_or_sources(plan_site: PlanSite) -> None:
    cites = "---\ntitle: T\ndate: 2026-01-{day}\n---\nSee [x]({url}).\n"
    planned = plan_site(
        {
            "content/briefs/a.md": brief("date: 2026-01-09\ntags: [Rare Earths]"),
            "content/briefs/b.md": brief("date: 2026-01-08\ntags: [rare-earths]"),
            "content/briefs/c.md": cites.format(day="07", url="https://EXAMPLE.com:443"),
            "content/briefs/d.md": cites.format(day="06", url="https://example.com/"),
            "content/briefs/e.md": brief("date: 2026-01-05"),
        }
    )
    assert planned.site.related == ((1,), (0,), (3,), (2,), ())


@pytest.mark.parametrize(
    "reference", ["b.md", "/briefs/b.md", "briefs/b.md", "content/briefs/b.md"]
)
def test_a_translation_may_name_its_original_in_several_ways(
    plan_site: PlanSite, reference: str
) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief(f"translation_of: {reference}\nlanguage: de"),
            "content/briefs/b.md": brief(),
        }
    )
    assert planned.diagnostics == ()


def test_a_translation_of_an_unknown_brief_is_an_error_at_the_key(plan_site: PlanSite) -> None:
    planned = plan_site({"content/briefs/a.md": brief("translation_of: c.md")})
    (url_paths,) = planned.diagnostics
    assert (url_paths.code, url_paths.is_error) == ("unknown-translation", True)
    assert url_paths.message == "there is no brief `c.md`"
    assert url_paths.location.span.line == 3


@pytest.mark.parametrize(
    "destination",
    [
        "/page/2/",
        "/tags/t/page/2/",
        "/categories/",
        "/authors/mia/",
        "/old/",
        "/404.html",
        "/d.csv",
    ],
)
def test_every_url_of_the_site_may_be_linked(plan_site: PlanSite, destination: str) -> None:
    many = "date: 2026-01-01\ntags: [t]\ncategories: [c]\nauthors: [Mia]"
    planned = plan_site(
        {
            "content/briefs/a.md": brief(many + "\naliases: [/old/]"),
            "content/briefs/b.md": brief(many),
            "content/briefs/c.md": brief(many),
            "content/about.md": f"---\ntitle: A\n---\n[x]({destination})\n",
            "content/d.csv": b"1",
        },
        paginate=2,
    )
    assert planned.diagnostics == ()


@pytest.mark.parametrize("count", range(6))
def test_the_urls_of_a_site_are_those_of_its_files(plan_site: PlanSite, count: int) -> None:
    many = "date: 2026-01-01\ntags: [t]\nauthors: [Mia]\nslug: {slug}\naliases: [/old/{slug}/]"
    files = {f"content/briefs/{n}.md": brief(many.format(slug=f"B{n}")) for n in range(count)}
    files |= {"content/about.md": brief(), "content/authors/ann.md": "---\nname: Ann\n---\n"}
    files |= {"content/a b.csv": "1"}
    planned = plan_site(files, paginate=2, taxonomies={"regions": {"paginate": 1}})
    assert not planned.failed
    site_paths = {output_path(url) for url in planned.site.addresses.url_paths}
    paths = {output.path for output in planned.outputs}
    assert site_paths <= paths
    others = {path for path in paths - site_paths if not path.startswith(("_", "assets/"))}
    assert others == set()


@pytest.mark.parametrize(
    "destination",
    ["/page/2/", "/tags/t/page/2/", "/authors/mia/page/2/", "/categories/", "/regions/"],
)
def test_links_to_missing_outputs_are_reported(plan_site: PlanSite, destination: str) -> None:
    many = "date: 2026-01-01\ntags: [t]\nauthors: [Mia]"
    planned = plan_site(
        {
            "content/briefs/a.md": brief(many),
            "content/briefs/b.md": brief(many),
            "content/about.md": f"---\ntitle: A\n---\n[x]({destination})\n",
        },
        paginate=2,
        taxonomies={"regions": None},
    )
    assert [each.code for each in planned.diagnostics] == ["unknown-path"]


def test_the_links_in_site_yaml_are_checked_at_their_position(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief(),
            "content/about.md": brief(),
            "content/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        },
        navigation=[
            {"text": "About", "url": "/about/"},
            {"text": "About", "url": "/about.md"},
            {"text": "Abuot", "url": "/abuot/"},
            {"text": "Elsewhere", "url": "https://other.example/abuot/"},
            {"text": "Elsewhere", "url": "//other.example/abuot/"},
        ],
        publisher={"name": "I", "logo": "/Logo.svg"},
        theme={"logo": "/logo.svg"},
    )
    text = (planned.root / "site.yaml").read_text(encoding="utf-8").splitlines()
    by_value = {
        text[each.location.span.line - 1][each.location.span.column - 1 :].strip(","): each
        for each in planned.diagnostics
    }
    assert set(by_value) == {'"/abuot/"', '"/Logo.svg"'}
    assert {each.location.path for each in by_value.values()} == {"site.yaml"}
    assert by_value['"/abuot/"'].code == "unknown-path"
    assert by_value['"/Logo.svg"'].code == "broken-link"
    assert by_value['"/abuot/"'].hint == "did you mean `/about/`?"
    assert by_value['"/Logo.svg"'].hint == "did you mean `/logo.svg`?"


def test_site_yaml_may_link_to_a_file(plan_site: PlanSite) -> None:
    files = {"content/briefs/a.md": brief("slug: b"), "content/about.md": brief()}
    links = [{"text": "A", "url": "/briefs/a.md"}, {"text": "B", "url": "/about.md#top"}]
    planned = plan_site(files, navigation=links, base_url="https://example.org/sub")
    assert planned.diagnostics == ()
    frame = next(output.site for output in planned.outputs if isinstance(output, Rendered))
    assert [item.url for item in frame.navigation] == ["/sub/briefs/b/", "/sub/about/#top"]


def test_links_in_sub_menus_and_the_footer_are_checked(plan_site: PlanSite) -> None:
    link = {"text": "A", "url": "/abuot/"}
    planned = plan_site(
        {"content/briefs/a.md": brief(), "content/about.md": brief()},
        navigation=[{"text": "More", "items": [link, {"text": "B", "url": "about.md"}]}],
        footer=[link, {"text": "More", "url": "/about/", "items": [link]}],
    )
    assert [(each.code, each.hint) for each in planned.diagnostics] == [
        ("unknown-path", "did you mean `/about/`?")
    ] * 3
    frame = next(output.site for output in planned.outputs if isinstance(output, Rendered))
    (more,) = frame.navigation
    assert (more.text, more.url) == ("More", "")
    assert [(each.text, each.url) for each in more.items] == [("A", "/abuot/"), ("B", "/about/")]
    assert [(each.text, each.url) for each in frame.footer] == [
        ("A", "/abuot/"),
        ("More", "/about/"),
    ]


def test_a_footer_without_columns_leads_to_every_list(plan_site: PlanSite) -> None:
    files = {"content/briefs/a.md": brief("tags: [B]\nauthors: [C]")}
    imprint = {"text": "Imprint", "url": "https://example.net/imprint"}
    planned = plan_site(files, footer=[imprint], base_url="https://example.org/sub")
    frame = next(output.site for output in planned.outputs if isinstance(output, Rendered))
    lists, own = frame.footer
    assert [each.url for each in lists.items] == ["/sub/tags/", "/sub/authors/", "/sub/archive/"]
    assert (own.text, own.items) == ("Imprint", ())
    without = plan_site(files, footer=[{"text": "More", "items": [imprint]}])
    frame = next(output.site for output in without.outputs if isinstance(output, Rendered))
    assert [each.text for each in frame.footer] == ["More"]


def test_site_yaml_cannot_link_to_unpublished_content(plan_site: PlanSite) -> None:
    files = {"content/briefs/a.md": brief("draft: true"), "content/briefs/b.md": brief()}
    (planned,) = plan_site(files, navigation=[{"text": "A", "url": "/briefs/a/"}]).diagnostics
    assert (planned.code, planned.location.path) == ("unpublished-link", "site.yaml")


@pytest.mark.parametrize("base_url", ["https://example.org/ü b", "https://example.org/%C3%BC%20b"])
def test_a_base_path_with_non_ascii_letters_is_encoded_once(
    plan_site: PlanSite, base_url: str
) -> None:
    planned = plan_site({"content/briefs/a.md": brief()}, base_url=base_url.replace(" ", "%20"))
    for output in planned.outputs:
        if isinstance(output, Rendered):
            assert output.site.url == "/%C3%BC%20b/"
            assert output.view.page.url.startswith("/%C3%BC%20b/")
            assert output.view.page.canonical.startswith("https://example.org/%C3%BC%20b/")
            assert all(url.startswith("/%C3%BC%20b/") for url in output.site.assets.values())


def test_a_link_to_a_missing_page_of_a_list_is_reported(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("tags: [t]"),
            "content/about.md": "---\ntitle: A\n---\n[x](/page/3/) [y](/tags/t/page/3/)\n",
        },
        paginate=2,
    )
    assert [each.code for each in planned.diagnostics] == ["unknown-path"] * 2
