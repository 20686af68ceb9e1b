"""The form to subscribe to emails: where it is, what it sends, and what pages may send it to."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.conftest import BuildSite, CheckHtml, MakeSite, Published

FILES: Final = {
    "content/briefs/a.md": "---\ntitle: A\n---\nText.",
    "content/briefs/b.md": "---\ntitle: B\nnewsletter: false\n---\nText.",
    "content/briefs/c.md": "---\ntitle: C\nlanguage: de\n---\nText.",
    "content/about.md": "---\ntitle: About\naliases: [/old/]\n---\nText.",
}
ACTION: Final = "https://lists.example.org/subscription/form"
FORM: Final[dict[str, Any]] = {
    "action": ACTION,
    "email_field": "EMAIL",
    "hidden": {"l": 'a"b', "embed": 1},
    "honeypot": "nonce",
    "text": "A brief & more.",
    "privacy": "/about/",
}


@pytest.fixture
def site(make_quick_site: MakeSite, build_site: BuildSite) -> Published:
    return build_site(make_quick_site(FILES, newsletter=FORM, base_url="https://own.example/base"))


def policies(site: Published) -> set[str]:
    """Return what forms may be sent to, in the pages and in the headers."""
    pages = (
        page.values("meta[http-equiv=Content-Security-Policy]", "content") for page in site.pages
    )
    texts = [site.read("_headers").decode(), *chain.from_iterable(pages)]
    return {each for text in texts for each in re.findall(r"form-action ([^;\n]*)", text)}


def test_a_site_has_no_form_by_default(make_quick_site: MakeSite, build_site: BuildSite) -> None:
    site = build_site(make_quick_site(FILES))
    assert not [path for path in site.paths if "newsletter" in path]
    assert not [page.path for page in site.pages if ".newsletter" in page]
    assert policies(site) == {"'self'"}


def test_the_form_is_below_the_text_of_a_brief_and_in_the_footer_elsewhere(
    site: Published,
) -> None:
    assert site.codes == []
    assert len(site.page("/briefs/a/").select("article > .newsletter")) == 1
    for page in site.pages:
        expected = 0 if page.path in ("briefs/b/index.html", "old/index.html") else 1
        assert len(page.select("section.newsletter form")) == expected, page.path
    assert len(site.page("/").select("footer .newsletter")) == 1


def test_the_form_sends_what_the_service_expects(site: Published) -> None:
    page = site.page("/briefs/a/")
    form = page.one(".newsletter form")
    assert (form.get("action"), form.get("method")) == (ACTION, "post")
    fields = {each.get("name"): each for each in page.select(".newsletter input")}
    assert list(fields) == ["l", "embed", "nonce", "EMAIL"]
    assert [fields[name].get("value") for name in ("l", "embed")] == ['a"b', "1"]
    assert fields["EMAIL"].get("type") == "email"
    assert fields["EMAIL"].get("required") is not None
    assert fields["nonce"].get("tabindex") == "-1"
    assert page.words(".newsletter-text") == ["A brief & more."]
    assert page.values(".newsletter-privacy a", "href") == ["/base/about/"]


def test_pages_may_send_forms_to_the_service_and_no_other(site: Published) -> None:
    assert policies(site) == {"'self' https://lists.example.org"}


def test_more_hosts_can_be_allowed_and_each_is_named_once(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    comments = {"provider": "static", "url": "https://lists.example.org/replies"}
    headers = {"forms": ["https://thanks.example.org"]}
    root = make_quick_site(FILES, newsletter={"action": ACTION}, comments=comments, headers=headers)
    allowed = {"'self' https://lists.example.org https://thanks.example.org"}
    assert policies(build_site(root)) == allowed


def test_a_form_that_the_site_receives_needs_no_other_host(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site(FILES, newsletter={"action": "/subscribe"}))
    assert site.codes == []
    assert policies(site) == {"'self'"}


def test_the_words_are_in_the_language_of_the_page(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site(FILES, newsletter={"action": ACTION}))
    page = site.page("/briefs/c/")
    assert page.words(".newsletter :is(h2, .newsletter-text, label, button)") == [
        "Newsletter", "Neue Analysen per E-Mail erhalten.", "E-Mail", "Abonnieren",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("newsletter", "message"),
    [
        ({"action": "lists.example.org/form"}, "write https://lists.example.org/form"),
        ({"action": "javascript:alert(1)"}, "write the URL of the form at your service"),
        ({"actoin": ACTION}, "did you mean `action`?"),
        ({"action": ACTION, "email_field": ""}, ""),
        ({"action": ACTION, "privacy": "privcy.md"}, ""),
    ],
)
def test_a_mistake_is_an_error(
    make_quick_site: MakeSite, build_site: BuildSite, newsletter: dict[str, str], message: str
) -> None:
    site = build_site(make_quick_site(FILES, newsletter=newsletter))
    errors = [each for each in site.diagnostics if each.is_error]
    assert {each.location.path for each in errors} == {"site.yaml"}
    assert message in str(errors[0].hint)


def test_pages_for_reviewers_have_no_form(make_quick_site: MakeSite, build_site: BuildSite) -> None:
    root = make_quick_site(FILES, newsletter=FORM)
    site = build_site(root, output=root / "review", purpose="review", ahead="ignore")
    assert not [page.path for page in site.pages if ".newsletter" in page]
    assert policies(site) == {"'self'"}


@exhaustive
def test_the_form_is_valid(site: Published, check_html: CheckHtml) -> None:
    assert check_html(site) == []
