"""Links to the site itself are checked, by absolute URL or by path with an anchor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from briefgen.model.outputs import Rendered
from tests.support.editorial import wrong

if TYPE_CHECKING:
    from tests.assemble.conftest import PlannedSite, PlanSite

OTHER: Final = "---\ntitle: Other\n---\n## A heading\n\nText.\n"
WAITS: Final = (
    "---\ntitle: Waits\nembargo: 2099-01-01\naliases: [/was/]\ntags: [Hush]\n"
    "authors: [Mole]\n---\n![P](p.png)\n"
)
HOSTS: Final = (
    "https://www.own.example", "https://own.example", "http://www.own.example",
    "HTTPS://WWW.Own.Example", "//www.own.example", "//own.example", "https://own.example:443",
    "https://own.example.",
)  # fmt: skip


UNPUBLISHED = [
    "/briefs/waits/", "/briefs/waits", "/briefs/waits/#x", "/briefs/waits/cite.bib",
    "/briefs/waits/social.png", "/briefs/waits/p.png", "/was/", "/drafts/", "/tags/hush/",
    "/authors/mole/", "/authors/mia/", "/briefs/w%61its/",
]  # fmt: skip


def files(text: str, matter: str = "") -> dict[str, str | bytes]:
    return {
        "content/briefs/a.md": f"---\ntitle: A\n{matter}---\n{text}\n",
        "content/briefs/other.md": OTHER,
        "content/briefs/waits/index.md": WAITS,
        "content/briefs/waits/p.png": b"1",
        "content/drafts.md": "---\ntitle: A page\ndraft: true\n---\nText.\n",
        "content/authors/mia.md": "---\nname: Mia\ndraft: true\n---\nText.\n",
    }


def codes(planned: PlannedSite) -> list[str]:
    return [each.code for each in planned.diagnostics]


def hrefs(planned: PlannedSite) -> tuple[str, ...]:
    (page,) = [each for each in planned.outputs if each.path == "briefs/a/index.html"]
    assert isinstance(page, Rendered)
    return page.passages[0].urls


@pytest.mark.parametrize("path", ["", "/sub"])
@pytest.mark.parametrize("host", HOSTS)
def test_an_absolute_url_of_unpublished_content_is_an_error(
    plan_site: PlanSite, host: str, path: str
) -> None:
    text = "\n\n".join(f"[x]({host}{path}{url})" for url in UNPUBLISHED)
    planned = plan_site(files(text), base_url=f"https://www.own.example{path}")
    assert codes(planned) == ["unpublished-link"] * len(UNPUBLISHED)


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("<https://own.example/briefs/waits/>", ""),
        ("https://own.example/briefs/waits/ it is", ""),
        ("![P](https://own.example/briefs/waits/p.png)", ""),
        ('<a href="https://own.example/briefs/waits/">x</a>', ""),
        ('<img src="//own.example/briefs/waits/p.png" alt="P">', ""),
        ("[x][w]\n\n[w]: https://own.example/briefs/waits/", ""),
        ("Text.", "image: {src: https://own.example/briefs/waits/p.png, alt: P}\n"),
        ("Text.", "sources: [{url: https://own.example/briefs/waits/, title: W}]\n"),
        ("Text.", "highlights: ['[x](https://own.example/briefs/waits/)']\n"),
    ],
)
def test_the_same_holds_in_every_key_and_text(plan_site: PlanSite, text: str, matter: str) -> None:
    planned = plan_site(files(text, matter), base_url="https://own.example")
    assert [each.code for each in wrong(planned.diagnostics)] == ["unpublished-link"]


@pytest.mark.parametrize("url", ["/drafts/", "drafts.md", "https://own.example/drafts/"])
def test_navigation_to_unpublished_content_is_an_error_in_site_yaml(
    plan_site: PlanSite, url: str
) -> None:
    navigation = [{"text": "Drafts", "url": url}]
    planned = plan_site(files("Text."), base_url="https://own.example", navigation=navigation)
    (diagnostic,) = planned.diagnostics
    assert (diagnostic.code, diagnostic.location.path) == ("unpublished-link", "site.yaml")


@pytest.mark.parametrize("host", HOSTS)
def test_an_absolute_url_of_the_site_becomes_a_path(plan_site: PlanSite, host: str) -> None:
    text = f"[x]({host}/sub/briefs/other/#a-heading) [y]({host}/sub/)"
    planned = plan_site(files(text), base_url="https://www.own.example/sub")
    assert codes(planned) == []
    assert hrefs(planned) == ("/sub/briefs/other/#a-heading", "/sub/")


@pytest.mark.parametrize(
    "link", ["/briefs/other/#nope", "/briefs/other#nope", "https://own.example/briefs/other/#nope"]
)
def test_a_missing_anchor_is_an_error_in_a_url_too(plan_site: PlanSite, link: str) -> None:
    planned = plan_site(files(f"[x]({link})"), base_url="https://own.example")
    assert codes(planned) == ["broken-anchor"]


@pytest.mark.parametrize(
    "page", ["other.md", "/briefs/other/", "https://own.example/briefs/other/"]
)
@pytest.mark.parametrize("anchor", ["#:~:text=Text", "#a-heading:~:text=Text"])
def test_a_text_fragment_directive_is_not_an_anchor(
    plan_site: PlanSite, page: str, anchor: str
) -> None:
    planned = plan_site(files(f"[x]({page}{anchor})"), base_url="https://own.example")
    assert codes(planned) == []
    assert hrefs(planned) == (f"/briefs/other/{anchor}",)


@pytest.mark.parametrize("url", ["https://own.example/sub/nothing/", "//own.example/sub/no.pdf"])
def test_an_absolute_url_of_nothing_is_kept_with_a_warning(plan_site: PlanSite, url: str) -> None:
    planned = plan_site(files(f"[x]({url})"), base_url="https://own.example/sub")
    assert codes(planned) == ["unknown-path"]
    assert hrefs(planned) == (url,)


@pytest.mark.parametrize("url", ["https://own.example/shop/", "https://own.example/subway/"])
def test_another_application_on_the_same_host_is_not_part_of_the_site(
    plan_site: PlanSite, url: str
) -> None:
    planned = plan_site(files(f"[x]({url})"), base_url="https://own.example/sub")
    assert codes(planned) == []
    assert hrefs(planned) == (url,)
