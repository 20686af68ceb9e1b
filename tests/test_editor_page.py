"""The page where editors write, in a built site: its settings, and what must not mention it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pytest

from briefgen.read.config import read_config

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite, Published, WriteSite

PROGRAM: Final = {
    "content/admin/sveltia-cms-0.99.0/sveltia-cms.js": "// older",
    "content/admin/sveltia-cms-0.221.1/sveltia-cms.js": "// newer",
}
FILES: Final = {
    **PROGRAM,
    "content/briefs/a.md": (
        "---\ntitle: A\ncategories: [Trade]\ntags: [steel]\nseries: Four parts\n"
        "authors: [ines, Someone Else]\n---\nText.\n"
    ),
    "content/briefs/2026/b.md": "---\ntitle: B\ncategories: [Prices, Trade]\n---\nText.\n",
    "content/briefs/secret.md": (
        "---\ntitle: S\ndraft: true\ncategories: [Hidden]\nauthors: [Nobody Yet]\n---\nText.\n"
    ),
    "content/authors/ines.md": "---\nname: Ines Tallowood\n---\n",
    "content/about.md": "---\ntitle: About\n---\nText.\n",
    "content/about/team.md": "---\ntitle: Team\n---\nText.\n",
}
GITHUB: Final = {"backend": "github", "repository": "minerals/briefs", "branch": "main"}


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, build_site: BuildSite
) -> Published:
    root = write_site(
        tmp_path_factory.mktemp("site"),
        FILES,
        base_url="https://example.org/policy",
        permalink="/notes/{slug}/",
        timezone="Europe/Berlin",
        languages={"de": {}},
        social={"images": False},
        cms=GITHUB,
    )
    return build_site(root)


def config_of(site: Published) -> Mapping[str, Any]:
    config: Mapping[str, Any] = json.loads(site.read("/admin/config.json"))["config"]
    return config


def collection(site: Published, name: str) -> Mapping[str, Any]:
    return next(each for each in config_of(site)["collections"] if each["name"] == name)


def field(fields: list[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    return next(each for each in fields if each["name"] == name)


# The settings


def test_only_the_page_and_its_settings_are_added(published: Published) -> None:
    added = {path for path in published.paths if path.startswith("admin/")}
    programs = {path.removeprefix("content/") for path in PROGRAM}
    assert added == {"admin/index.html", "admin/config.json", *programs}


def test_the_newest_program_is_used(published: Published) -> None:
    scripts = published.page("/admin/").values("script", "src")
    assert "/policy/admin/sveltia-cms-0.221.1/sveltia-cms.js" in scripts
    assert not any("0.99.0" in each for each in scripts)


def test_briefs_have_every_key_and_what_the_site_already_uses(published: Published) -> None:
    fields = collection(published, "briefs")["fields"]
    assert [each["name"] for each in fields[:3]] == ["title", "date", "draft"]
    # A new brief is a draft with the day on which it was begun.
    assert [each["default"] for each in fields[1:3]] == ["{{now}}", True]
    assert {"embargo", "highlights", "sources", "image", "translation_of", "seo"} <= {
        each["name"] for each in fields
    }
    assert all(each["label"] and each["hint"] for each in fields)
    categories = field(fields, "categories")
    assert [each["value"] for each in categories["options"]] == ["Prices", "Trade"]
    assert categories["multiple"]
    assert field(fields, "series")["options"] == [{"label": "Four parts", "value": "Four parts"}]
    assert field(fields, "authors")["options"] == [
        {"label": "Someone Else", "value": "Someone Else"},
        {"label": "Ines Tallowood", "value": "ines"},
    ]
    assert "options" not in field(fields, "tags")
    assert "In use: steel." in field(fields, "tags")["hint"]
    assert [each["value"] for each in field(fields, "language")["options"]] == ["en", "de"]
    assert field(fields, "embargo")["input_timezone"] == "Europe/Berlin"


def test_nothing_of_texts_that_are_not_published_is_in_the_settings(published: Published) -> None:
    text = published.read("/admin/config.json").decode()
    for word in ("Hidden", "Nobody Yet", "secret"):
        assert word not in text


def test_every_kind_of_text_has_its_folder(published: Published) -> None:
    folders = {each["name"]: each["folder"] for each in config_of(published)["collections"]}
    assert folders == {
        "briefs": "content/briefs",
        "pages": "content",
        "pages-about": "content/about",
        "authors": "content/authors",
        "terms-categories": "content/categories",
        "terms-tags": "content/tags",
        "terms-series": "content/series",
    }
    assert collection(published, "briefs")["preview_path"] == "policy/notes/{{slug}}/"
    assert collection(published, "pages-about")["preview_path"] == "policy/about/{{slug}}/"
    page = {each["name"] for each in collection(published, "pages")["fields"]}
    term = {each["name"] for each in collection(published, "terms-tags")["fields"]}
    assert term - page == {"accent"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (GITHUB, {"name": "github", "repo": "minerals/briefs", "branch": "main",
                  "auth_methods": ["token"]}),
        ({"backend": "github", "repository": "a/b", "login": "https://login.example"},
         {"name": "github", "repo": "a/b", "base_url": "https://login.example",
          "auth_methods": ["oauth", "token"]}),
        ({"backend": "github", "repository": "a/b", "url": "https://git.example"},
         {"name": "github", "repo": "a/b", "base_url": "https://git.example",
          "api_root": "https://git.example/api/v3", "auth_methods": ["token"]}),
        ({"backend": "gitlab", "repository": "a/b/c", "app_id": "12"},
         {"name": "gitlab", "repo": "a/b/c", "app_id": "12", "auth_type": "pkce",
          "auth_methods": ["oauth", "token"]}),
        ({"backend": "gitea", "repository": "a/b", "url": "https://codeberg.org", "app_id": "1"},
         {"name": "gitea", "repo": "a/b", "app_id": "1", "base_url": "https://codeberg.org",
          "api_root": "https://codeberg.org/api/v1", "auth_methods": ["oauth", "token"]}),
    ],
)  # fmt: skip
def test_the_backend_is_what_site_yaml_says(
    make_quick_site: MakeSite,
    build_site: BuildSite,
    written: Mapping[str, str],
    expected: Mapping[str, Any],
) -> None:
    site = build_site(make_quick_site(FILES, cms=written))
    assert config_of(site)["backend"] == expected


def test_links_to_briefs_lead_to_their_pages(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    """The editor expects the page of a brief where the permalink has the path of its file."""
    texts = {
        "a.md": "", "2026/b.md": "", "c/index.md": "", "2026-03-04-d.md": "", "e.md": "slug: é",
        "f.md": "permalink: /own/",
    }  # fmt: skip
    files = {
        f"content/briefs/{path}": f"---\ntitle: {path}\n{line}\n---\nText.\n"
        for path, line in texts.items()
    }
    site = build_site(
        make_quick_site({**PROGRAM, **files}, cms=GITHUB, base_url="https://example.org/policy")
    )
    assert json.loads(site.read("/admin/config.json"))["urls"] == {
        "/policy/briefs/2026/b/": "/policy/briefs/b/",
        "/policy/briefs/c/index/": "/policy/briefs/c/",
        "/policy/briefs/2026-03-04-d/": "/policy/briefs/d/",
        "/policy/briefs/e/": "/policy/briefs/%C3%A9/",
        "/policy/briefs/f/": "/policy/own/",
    }


def test_a_site_in_a_folder_of_the_repository(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site(FILES, cms={**GITHUB, "folder": "sites/briefs"}))
    assert collection(site, "briefs")["folder"] == "sites/briefs/content/briefs"
    assert config_of(site)["media_folder"] == "sites/briefs/content/media"


# What must not mention it


def test_no_list_of_the_site_names_the_page(published: Published) -> None:
    for path in ("sitemap.xml", "feed.atom", "feed.json", "briefs.json", "llms.txt", "index.html"):
        assert "admin" not in published.read(f"/{path}").decode(), path
    assert published.page("/admin/").values('meta[name="robots"]', "content") == [
        "noindex, nofollow"
    ]


def test_other_pages_have_the_policy_of_a_site_without_the_page(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    policy = 'meta[http-equiv="Content-Security-Policy"]'
    sites = [
        build_site(make_quick_site(FILES, name, cms=cms))
        for name, cms in (("with", GITHUB), ("without", None))
    ]
    with_page, without = [each.page("/briefs/a/").one(policy).get("content") for each in sites]
    assert with_page == without
    own = sites[0].page("/admin/").one(policy).get("content")
    assert "connect-src 'self' blob: data: https://api.github.com;" in own
    assert "script-src 'self';" in own


def test_the_headers_for_all_files_allow_what_the_page_needs(published: Published) -> None:
    """A host adds up the policies of several rules, and the page has a policy of its own."""
    policy = published.page("/admin/").one('meta[http-equiv="Content-Security-Policy"]')
    headers = published.read("/_headers").decode()
    line = next(each for each in headers.splitlines() if "Content-Security-Policy" in each)
    allowed = directives(line.partition(": ")[2])
    for name, sources in directives(policy.get("content")).items():
        assert sources <= allowed[name] | {"'none'"}, name
    assert "/policy/admin/*\n  X-Robots-Tag: noindex\n" in headers


def directives(policy: str) -> dict[str, set[str]]:
    parts = (each.split() for each in policy.split(";"))
    return {name: set(sources) for name, *sources in parts}


def test_a_site_without_the_setting_has_none_of_it(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site(FILES))
    assert not any("admin" in path or "markdown-file" in path for path in site.paths)
    assert "blob:" not in site.read("/_headers").decode()


@pytest.mark.parametrize("purpose", ["site", "review"])
def test_only_the_preview_has_the_page_for_the_local_folder(
    make_quick_site: MakeSite, build_site: BuildSite, purpose: Any
) -> None:
    site = build_site(make_quick_site(FILES, cms={"backend": "local"}), purpose=purpose)
    assert not any(path.startswith("admin/") for path in site.paths)


def test_a_build_for_reviewers_has_no_page(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site(FILES, cms=GITHUB), purpose="review", drafts=True)
    assert not any(path.startswith("admin/") for path in site.paths)


def test_without_the_program_the_author_learns_how_to_get_it(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {path: text for path, text in FILES.items() if path not in PROGRAM}
    site = build_site(make_quick_site(files, cms=GITHUB))
    assert "admin/index.html" not in site.paths
    [problem] = [each for each in site.diagnostics if each.code == "setting-without-effect"]
    assert (
        problem.message == "`cms` has no effect: the program for editors is not in content/admin/"
    )
    assert "briefgen init --cms" in problem.hint


# site.yaml


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("backend: github", "github needs `repository`", "repository: owner/name"),
        ("backend: gitlab\n  repository: https://gitlab.com/a/b.git", "name of a repository",
         "write a/b"),
        ("backend: github\n  repository: git@github.com:a/b.git", "name of a repository",
         "write a/b"),
        ("backend: github\n  repository: briefs", "name of a repository", "owner/name"),
        ("backend: github\n  repository: a/b\n  branch: -x", "name of a branch", "main"),
        ("backend: github\n  repository: a/b\n  folder: ../x", "a folder in the repository",
         "sites/briefs"),
        ("backend: github\n  repository: a/b\n  login: login.example.org", "URL of a server",
         "write https://login.example.org"),
        ("backend: gitlab\n  repository: a/b\n  login: https://x.example", "does not use `login`",
         "remove the line"),
        ("backend: github\n  repository: a/b\n  app_id: x", "does not use `app_id`",
         "remove the line"),
        ("backend: bitbucket", "cannot be `bitbucket`", "github"),
        ("backend: local\n  repo: a/b", "unknown key `repo`", "repository"),
    ],
)  # fmt: skip
def test_settings_with_which_nobody_could_edit_are_errors(
    written: str, message: str, hint: str
) -> None:
    data = f"title: A\nbase_url: https://example.org\ncms:\n  {written}\n"
    checked = read_config(data.encode())
    assert checked.value is None or checked.diagnostics
    assert message in checked.diagnostics[0].message
    assert hint in checked.diagnostics[0].hint
