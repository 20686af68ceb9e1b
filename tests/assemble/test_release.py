"""What is published now and what is withheld: nothing of a withheld brief may show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.assemble.conftest import PlannedSite, PlanSite

OPEN = "---\ntitle: Open\n---\nText.\n"


def brief(matter: str = "", body: str = "Text.") -> str:
    return f"---\ntitle: T\n{matter}\n---\n{body}\n"


def published(planned: PlannedSite) -> list[str]:
    return sorted(each.brief.path.removeprefix("content/briefs/") for each in planned.site.briefs)


def paths(planned: PlannedSite) -> set[str]:
    return {output.path for output in planned.outputs}


@pytest.mark.parametrize(
    ("matter", "option"),
    [
        ("draft: true", "drafts"),
        ("embargo: 2026-06-01T14:00:01+02:00", "embargoed"),
        ("embargo: 2026-06-02", "embargoed"),
        ("date: 2026-06-02", "future"),
        ("date: 2026-06-01T12:00:01Z", "future"),
    ],
)
def test_a_withheld_brief_is_built_only_with_its_own_option(
    plan_site: PlanSite, matter: str, option: str
) -> None:
    files = {"content/briefs/a.md": brief(matter), "content/briefs/open.md": OPEN}
    assert published(plan_site(files)) == ["open.md"]
    for each in ("drafts", "future", "embargoed"):
        shown = published(plan_site(files, {each: True}))
        assert shown == (["a.md", "open.md"] if each == option else ["open.md"]), each


@pytest.mark.parametrize(
    "matter",
    ["draft: false", "embargo: 2026-06-01T12:00:00Z", "embargo: 2026-06-01", "date: 2026-06-01"],
)
def test_a_brief_whose_time_has_come_is_published(plan_site: PlanSite, matter: str) -> None:
    assert published(plan_site({"content/briefs/a.md": brief(matter)})) == ["a.md"]


@pytest.mark.parametrize("matter", ["date: 2026-06-02", "embargo: 2026-06-02"])
def test_a_date_without_time_zone_begins_in_the_sites_zone(
    plan_site: PlanSite, matter: str
) -> None:
    files = {"content/briefs/a.md": brief(matter)}
    before, after = datetime(2026, 6, 1, 14, 59, tzinfo=UTC), datetime(2026, 6, 1, 15, tzinfo=UTC)
    assert published(plan_site(files, {"now": before}, timezone="Asia/Tokyo")) == []
    assert published(plan_site(files, {"now": after}, timezone="Asia/Tokyo")) == ["a.md"]


def test_a_future_date_is_a_warning_at_the_date(plan_site: PlanSite) -> None:
    files = {"content/briefs/a.md": brief("date: 2026-06-09"), "content/briefs/open.md": OPEN}
    (planned,) = plan_site(files).diagnostics
    assert (planned.code, planned.is_error) == ("future-date", False)
    assert planned.message == "the brief is dated 2026-06-09, so it is not published until then"
    assert (planned.location.path, planned.location.span.line) == ("content/briefs/a.md", 3)


@pytest.mark.parametrize("matter", ["draft: true", "embargo: 2026-06-09"])
def test_a_draft_or_embargo_gives_no_warning(plan_site: PlanSite, matter: str) -> None:
    files = {"content/briefs/a.md": brief(matter), "content/briefs/open.md": OPEN}
    assert plan_site(files).diagnostics == ()


@pytest.mark.parametrize("files", [{}, {"content/briefs/a.md": brief("draft: true")}])
def test_a_site_without_a_published_brief_is_a_warning(
    plan_site: PlanSite, files: dict[str, str]
) -> None:
    planned = plan_site(files)
    assert [each.code for each in planned.diagnostics] == ["no-briefs"]
    assert not planned.failed
    assert "index.html" in paths(planned)


# The files of a withheld brief


def test_files_in_its_folder_are_withheld_with_it(plan_site: PlanSite) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/secret/index.md": brief("draft: true", "![P](p.png)"),
        "content/briefs/secret/p.png": b"1",
        "content/briefs/secret/data/unlinked.csv": b"2",
        "content/briefs/open/index.md": OPEN,
        "content/briefs/open/q.png": b"3",
        "content/other.png": b"4",
    }
    shown = paths(plan_site(files))
    assert {"briefs/open/q.png", "other.png"} <= shown
    assert not any("secret" in path for path in shown)
    assert {"briefs/secret/p.png", "briefs/secret/data/unlinked.csv"} <= paths(
        plan_site(files, {"drafts": True})
    )


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("secret/Index.md", "secret/data.csv"),
        ("secret/INDEX.MD", "secret/data.csv"),
        ("Secret.md", "secret/data.csv"),
        ("secret-w.md", "SECRET-W/data.csv"),
        ("Secret/index.md", "secret/data.csv"),
    ],
)
def test_capitals_make_no_difference_to_the_files_of_a_withheld_brief(
    plan_site: PlanSite, text: str, file: str
) -> None:
    files: dict[str, str | bytes] = {
        f"content/briefs/{text}": brief("draft: true"),
        f"content/briefs/{file}": b"1",
        "content/briefs/open.md": OPEN,
    }
    assert not any("secret" in path.lower() for path in paths(plan_site(files)))
    assert f"briefs/{file}" in paths(plan_site(files, {"drafts": True}))


def test_capitals_make_no_difference_to_a_file_that_a_withheld_brief_names(
    plan_site: PlanSite,
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/secret.md": brief("draft: true", "[data](/files/Data.csv)"),
        "content/briefs/open.md": OPEN,
        "content/files/data.csv": b"1",
    }
    assert "files/data.csv" not in paths(plan_site(files))


@pytest.mark.parametrize("name", ["index.md", "Index.md"])
def test_briefs_in_the_folder_of_a_withheld_brief_are_withheld_with_it(
    plan_site: PlanSite, name: str
) -> None:
    files = {
        f"content/briefs/secret/{name}": brief("draft: true"),
        "content/briefs/secret/annex.md": brief(),
        "content/briefs/open.md": OPEN,
    }
    assert published(plan_site(files)) == ["open.md"]


def test_a_withheld_page_in_capitals_does_not_withhold_the_files_of_all_briefs(
    plan_site: PlanSite,
) -> None:
    files: dict[str, str | bytes] = {
        "content/Briefs/index.md": brief("draft: true"),
        "content/Briefs/secret.csv": b"1",
        "content/briefs/data.csv": b"1",
        "content/briefs/open.md": OPEN,
    }
    shown = paths(plan_site(files))
    assert "briefs/data.csv" in shown
    assert "Briefs/secret.csv" not in shown


def test_a_withheld_index_in_capitals_does_not_withhold_all_briefs(plan_site: PlanSite) -> None:
    files = {"content/briefs/Index.md": brief("draft: true"), "content/briefs/open.md": OPEN}
    assert published(plan_site(files)) == ["open.md"]


@pytest.mark.parametrize(
    "secret",
    [
        brief("draft: true", "![P](../pictures/p.png)"),
        brief("draft: true", "[data](/pictures/p.png)"),
        brief("draft: true", '<img src="/pictures/p.png" alt="P">'),
        brief("draft: true\nhighlights:\n  - '[data](/pictures/p.png)'"),
        brief("draft: true\nimage: {src: /pictures/p.png, alt: P}"),
    ],
    ids=["picture", "link", "raw HTML", "highlight", "lead image"],
)
def test_a_file_elsewhere_is_withheld_if_nothing_published_shows_it(
    plan_site: PlanSite, secret: str
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/secret.md": secret,
        "content/briefs/open.md": OPEN,
        "content/pictures/p.png": b"1",
        "content/pictures/nobody.png": b"1",
    }
    shown = paths(plan_site(files))
    assert "pictures/nobody.png" in shown
    assert "pictures/p.png" not in shown
    assert "pictures/p.png" in paths(plan_site(files, {"drafts": True}))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/briefs/open.md", brief("", "![P](secret/p.png)")),
        ("content/briefs/open.md", brief("image: {src: secret/p.png, alt: P}")),
        ("content/about.md", brief("", "![P](briefs/secret/p.png)")),
        ("content/index.md", brief("", "![P](briefs/secret/p.png)")),
        ("content/tags/t.md", brief("", "![P](/briefs/secret/p.png)")),
        ("content/authors/mia.md", "---\nname: Mia\n---\n![P](/briefs/secret/p.png)"),
        ("content/about.md", brief("", '<video poster="briefs/secret/p.png"></video>')),
    ],
    ids=["brief", "lead image", "page", "home", "term", "author", "video"],
)
def test_a_file_shown_by_published_content_is_published(
    plan_site: PlanSite, path: str, text: str
) -> None:
    planned = plan_site(
        {
            "content/briefs/secret/index.md": brief("draft: true", "![P](p.png)"),
            "content/briefs/secret/p.png": b"1",
            "content/briefs/tagged.md": brief("tags: [t]"),
            path: text,
        }
    )
    assert planned.diagnostics == ()
    assert "briefs/secret/p.png" in paths(planned)


@pytest.mark.parametrize(
    "settings",
    [
        {"publisher": {"name": "I", "logo": "/briefs/secret/p.png"}},
        {"theme": {"logo": "/briefs/secret/p.png?v=2"}},
        {"theme": {"logo": "briefs/secret/p.png"}},
        {"navigation": [{"text": "Poster", "url": "/briefs/secret/p.png"}]},
    ],
    ids=["publisher", "theme", "without a slash", "navigation"],
)
def test_a_file_named_in_site_yaml_is_published(
    plan_site: PlanSite, settings: dict[str, Any]
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/secret/index.md": brief("draft: true", "![P](p.png)"),
        "content/briefs/secret/p.png": b"1",
        "content/briefs/open.md": OPEN,
    }
    planned = plan_site(files, **settings)
    assert planned.diagnostics == ()
    assert "briefs/secret/p.png" in paths(planned)


def test_a_url_of_another_host_names_no_file(plan_site: PlanSite) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/secret/index.md": brief("draft: true", "![P](p.png)"),
        "content/briefs/secret/p.png": b"1",
        "content/briefs/open.md": OPEN,
    }
    for logo in (
        "https://other.example/briefs/secret/p.png",
        "//other.example/briefs/secret/p.png",
    ):
        publisher = {"name": "I", "logo": logo}
        assert "briefs/secret/p.png" not in paths(plan_site(files, publisher=publisher))


@pytest.mark.parametrize("base_path", ["", "/papers"])
@pytest.mark.parametrize(
    "written",
    [
        "[data](URL/files/x%20y.csv)",
        "![P](URL/files/x%20y.csv)",
        '<audio controls src="URL/files/x%20y.csv"></audio>',
    ],
    ids=["link", "picture", "audio"],
)
@pytest.mark.parametrize("host", ["https://own.example", "//OWN.example", "http://www.own.example"])
def test_a_file_named_with_the_sites_own_host_is_withheld(
    plan_site: PlanSite, host: str, written: str, base_path: str
) -> None:
    written = written.replace("URL", host + base_path)
    files: dict[str, str | bytes] = {
        "content/briefs/secret.md": brief("draft: true", written),
        "content/briefs/open.md": OPEN,
        "content/files/x y.csv": b"1",
    }
    settings = {"base_url": f"https://own.example{base_path}"}
    assert "files/x y.csv" not in paths(plan_site(files, **settings))
    files["content/briefs/open.md"] = brief("", written)
    assert "files/x y.csv" in paths(plan_site(files, **settings))


def test_a_file_named_with_the_base_path_is_withheld(plan_site: PlanSite) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/secret.md": brief("draft: true", "[data](/papers/files/x.csv)"),
        "content/briefs/open.md": OPEN,
        "content/files/x.csv": b"1",
    }
    shown = paths(plan_site(files, base_url="https://own.example/papers"))
    assert "files/x.csv" not in shown


@pytest.mark.parametrize(
    "url", ["https://other.example/files/x.csv", "https://own.example/files/x.csv"]
)
def test_a_url_outside_the_site_withholds_no_file(plan_site: PlanSite, url: str) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/secret.md": brief("draft: true", f"[data]({url})"),
        "content/briefs/open.md": OPEN,
        "content/files/x.csv": b"1",
    }
    assert "files/x.csv" in paths(plan_site(files, base_url="https://own.example/papers"))


@pytest.mark.parametrize("text", ["content/briefs/secret.md", "content/secret.md"])
@pytest.mark.parametrize("name", ["secret.pdf", "Secret.PDF", "secret.tar.gz", "secret (1).pdf"])
def test_a_file_next_to_a_withheld_text_with_its_name_is_withheld(
    plan_site: PlanSite, text: str, name: str
) -> None:
    file = f"{text.rpartition('/')[0]}/{name}"
    files: dict[str, str | bytes] = {
        text: brief("draft: true"),
        file: b"1",
        "content/briefs/open.md": OPEN,
    }
    path = file.removeprefix("content/")
    assert path not in paths(plan_site(files))
    assert path in paths(plan_site(files, {"drafts": True}))
    link = f"[pdf](</{path}>)"
    assert path in paths(plan_site({**files, "content/briefs/open.md": brief("", link)}))


def test_a_file_next_to_a_published_text_with_its_longer_name_is_published(
    plan_site: PlanSite,
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/a.md": brief("draft: true"),
        "content/briefs/a.de.md": brief(),
        "content/briefs/a.pdf": b"1",
        "content/briefs/a.de.pdf": b"1",
        "content/briefs/ab.pdf": b"1",
    }
    shown = paths(plan_site(files))
    assert {"briefs/a.de.pdf", "briefs/ab.pdf"} <= shown
    assert "briefs/a.pdf" not in shown


@pytest.mark.parametrize(
    "link", ["secret/index.md", "/briefs/secret/", "/briefs/secret#x", "secret"]
)
def test_a_link_to_withheld_content_is_an_error_until_it_is_published(
    plan_site: PlanSite, link: str
) -> None:
    files = {
        "content/briefs/secret/index.md": brief("embargo: 2026-06-09", "## X"),
        "content/briefs/open.md": brief("", f"[s]({link})"),
    }
    (planned,) = plan_site(files).diagnostics
    assert (planned.code, planned.is_error) == ("unpublished-link", True)
    assert (planned.location.path, planned.location.span.line) == ("content/briefs/open.md", 5)
    assert plan_site(files, {"embargoed": True}).diagnostics == ()


def test_the_terms_and_authors_of_withheld_briefs_do_not_show(plan_site: PlanSite) -> None:
    secret = brief(
        "draft: true\ntags: [Hush]\nauthors: [Mole]\naliases: [/leak/]\nseries: Quiet\n"
        "categories: [Closed]"
    )
    planned = plan_site({"content/briefs/secret.md": secret, "content/briefs/open.md": OPEN})
    assert paths(planned) >= {"index.html", "briefs/open/index.html"}
    words = ("hush", "mole", "leak", "quiet", "closed", "secret", "tags", "authors")
    assert not [path for path in paths(planned) if any(word in path for word in words)]


def test_a_url_of_a_withheld_brief_can_be_used_until_it_is_published(plan_site: PlanSite) -> None:
    """With the slug of a published brief, links mean the published one, without an error."""
    planned = plan_site(
        {
            "content/briefs/old.md": brief("slug: story"),
            "content/briefs/new.md": brief("slug: story\ndraft: true"),
            "content/briefs/other.md": brief("", "[s](/briefs/story/)"),
        }
    )
    assert planned.diagnostics == ()


# The next brief to be published


@pytest.mark.parametrize(
    ("matters", "moment"),
    [
        ([], None),
        (["date: 2026-05-01", "draft: true\ndate: 2026-06-02"], None),
        (["date: 2026-06-09", "date: 2026-06-03", "embargo: 2026-06-05"], (2026, 6, 3)),
        (["embargo: 2026-06-05"], (2026, 6, 5)),
        (["date: 2026-06-03\nembargo: 2026-06-08"], (2026, 6, 8)),
        (["date: 2026-06-08\nembargo: 2026-06-03"], (2026, 6, 8)),
        (["date: 2026-05-01\nembargo: 2026-06-08", "embargo: 2026-05-01"], (2026, 6, 8)),
    ],
)
def test_a_site_knows_when_its_next_brief_is_published(
    plan_site: PlanSite, matters: list[str], moment: tuple[int, int, int] | None
) -> None:
    files = {f"content/briefs/{number}.md": brief(each) for number, each in enumerate(matters)}
    site = plan_site(files).site
    assert site.next_release == (datetime(*moment, tzinfo=UTC) if moment else None)
    if site.next_release:
        before, then = published(plan_site(files)), plan_site(files, {"now": site.next_release})
        assert len(published(then)) > len(before)
