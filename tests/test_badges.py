"""An unpublished text that is built on request is marked on the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from tests.conftest import BuildSite, Choices, MakeSite, Published

EVERYTHING: Final[Choices] = {"drafts": True, "future": True, "embargoed": True}
FILES: Final = {
    "content/briefs/open.md": "---\ntitle: Open\ndate: 2026-01-01\ntags: [t]\n---\nText.\n",
    "content/briefs/newest.md": "---\ntitle: N\ndate: 2099-03-04\ntags: [t]\n---\nText.\n",
    "content/briefs/draft.md": "---\ntitle: D\ndraft: true\ntags: [t]\n---\nText.\n",
    "content/briefs/embargo.md": "---\ntitle: E\nembargo: 2099-05-06\ntags: [t]\n---\nText.\n",
    "content/briefs/both.md": (
        "---\ntitle: B\ndate: 2099-01-02\ndraft: true\nembargo: 2099-05-06\n---\nText.\n"
    ),
    "content/briefs/folder/index.md": "---\ntitle: F\nembargo: 2099-05-06\n---\nText.\n",
    "content/briefs/folder/annex.md": "---\ntitle: Annex\n---\nText.\n",
    "content/about.md": "---\ntitle: About\nembargo: 2099-05-06\n---\nText.\n",
    "content/index.md": "---\ntitle: Home\ndraft: true\n---\nText.\n",
    "content/tags/t.md": "---\ntitle: Tag\ndate: 2099-03-04\n---\nText.\n",
    "content/authors/mia.md": "---\nname: Mia\ndraft: true\n---\nText.\n",
}
WORDS: Final = {
    "en": ("Draft", "Under embargo until 6 May 2099", "To be published on 4 March 2099"),
    "de": ("Entwurf", "Sperrfrist bis 6. Mai 2099", "Erscheint am 4. März 2099"),
    "es": (
        "Borrador", "Embargado hasta el 6 de mayo de 2099",
        "Se publicará el 4 de marzo de 2099",
    ),
    "fr": ("Brouillon", "Sous embargo jusqu’au 6 mai 2099", "Paraîtra le 4 mars 2099"),
    "ar": ("مسودة", "محظور النشر حتى 6 مايو 2099", "يُنشر في 4 مارس 2099"),
    "zh-Hans": ("草稿", "2099年5月6日 前禁止发布", "将于 2099年3月4日 发布"),
}  # fmt: skip


def badges(site: Published, url: str, inside: str = "") -> list[str]:
    return site.page(url).words(f"{inside} .badge".strip())


@pytest.mark.parametrize("language", WORDS)
def test_each_unpublished_text_shows_why_in_the_sites_language(
    make_quick_site: MakeSite, build_site: BuildSite, language: str
) -> None:
    site = build_site(make_quick_site(FILES, language=language), **EVERYTHING)
    assert site.codes == []
    draft, embargo, future = WORDS[language]
    assert badges(site, "/briefs/draft/", ".brief-head") == [draft]
    assert badges(site, "/briefs/embargo/", ".brief-head") == [embargo]
    assert badges(site, "/briefs/annex/", ".brief-head") == [embargo]
    assert badges(site, "/briefs/newest/", ".brief-head") == [future]
    assert badges(site, "/about/", ".page-head") == [embargo]
    assert badges(site, "/", ".masthead") == [draft]
    assert badges(site, "/tags/t/", ".page-head") == [future]
    assert badges(site, "/authors/mia/", ".page-head") == [draft]
    assert badges(site, "/briefs/open/", ".brief-head") == []


def test_cards_show_the_badge_on_every_page(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site(FILES), **EVERYTHING)
    draft, embargo, future = WORDS["en"]
    assert badges(site, "/", ".lead") == [future]
    both = [draft, embargo, "To be published on 2 January 2099"]
    for url, css in (("/", ".card"), ("/archive/", ".line")):
        assert sorted(badges(site, url, css)) == sorted(
            [*both, draft, embargo, embargo, embargo, *([future] if url != "/" else [])]
        )
    assert sorted(badges(site, "/tags/t/", ".card")) == sorted([future, draft, embargo])


def test_published_texts_have_no_badge(make_quick_site: MakeSite, build_site: BuildSite) -> None:
    site = build_site(make_quick_site(FILES))
    assert site.counts
    assert [page.path for page in site.pages if page.words(".badge")] == []


def test_the_badge_disappears_once_the_text_is_published(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_quick_site(FILES)
    assert badges(build_site(root, **EVERYTHING), "/about/") != []
    later: Choices = {**EVERYTHING, "now": datetime(2099, 5, 6, tzinfo=UTC)}
    assert badges(build_site(root, **later), "/about/") == []
