"""Approved replies, which are files, and the form under a brief."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from tests.conftest import BuildSite, CheckHtml, MakeSite, Page, Published

BRIEF = {"content/briefs/a.md": "---\ntitle: Two bases\n---\nText."}
STATIC = {"provider": "static", "url": "https://forms.example.org/replies"}
REPLY = """
_id: one
name: Robin <b>Reader</b>
email: secret-address@example.org
website: https://robin.example
date: 2026-03-04T10:00:00Z
message: |
  First <script>alert(1)</script> line
  second line

  Next paragraph
"""


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Write sites that build quickly."""
    return make_quick_site


def replies(make_site: MakeSite, build_site: BuildSite, files: dict[str, str]) -> Published:
    named = {f"content/replies/{name}": text for name, text in files.items()}
    return build_site(make_site({**BRIEF, **named}, comments=STATIC))


def test_a_reply_is_shown_without_its_email_address(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    site = replies(make_site, build_site, {"a/1.yml": REPLY})
    page = site.page("/briefs/a/")
    assert page.words(".replies h2") == ["Leave a Reply"]
    assert page.words(".reply .p-author") == ["Robin <b>Reader</b>"]
    assert page.values(".reply .p-author", "href") == ["https://robin.example"]
    assert page.values(".reply .p-author", "rel") == ["nofollow ugc external"]
    assert page.values(".reply time", "datetime") == ["2026-03-04T10:00:00+00:00"]
    texts = page.words(".reply > p:not(.reply-by)")
    assert texts == ["First <script>alert(1)</script> linesecond line", "Next paragraph"]
    assert not [path for path, data in site.contents.items() if b"secret-address" in data]
    assert not [path for path in site.paths if path.startswith("replies")]


def test_the_form_labels_its_fields_and_works_without_javascript(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    page = replies(make_site, build_site, {}).page("/briefs/a/")
    form = page.one(".replies form")
    assert (form.get("method"), form.get("action")) == ("post", STATIC["url"])
    required = page.values(".replies [required]", "name")
    assert required == ["fields[message]", "fields[name]", "fields[email]"]
    assert page.values(".replies [type=hidden]", "value") == ["a", "https://example.org/briefs/a/"]
    labels = set(page.values(".replies label", "for"))
    assert labels == set(page.values(".replies form [id]", "id"))
    (policy,) = page.values("meta[http-equiv=Content-Security-Policy]", "content")
    assert "form-action 'self' https://forms.example.org" in policy


def test_answers_are_nested_under_their_replies(make_site: MakeSite, build_site: BuildSite) -> None:
    def reply(name: str, parent: str = "", date: str = "2026-03-04") -> str:
        return f"_id: {name}\n_parent: '{parent}'\nname: {name}\nmessage: m\ndate: {date}\n"

    files = {
        "a/3.yml": reply("c", "b"),
        "a/1.yml": reply("a", date="2026-03-02"),
        "a/2.yml": reply("b", "a"),
        "a/4.yml": reply("d", "nobody", date="1772618400"),
        "a/5.yml": reply("e", "f"),
        "a/6.yml": reply("f", "e"),
        "a/7.yml": reply("g", "c"),
        "a/8.json": '{"_id": "h", "name": "h", "comment": "m", "date": "2026-03-01"}',
    }
    page = replies(make_site, build_site, files).page("/briefs/a/")
    assert page.words(".reply-count") == ["8 replies"]
    under = {
        item.get("id"): item.getparent().getparent().get("id") for item in page.select(".reply")
    }
    assert under["reply-b"] == "reply-a"
    assert under["reply-c"] == "reply-b"
    assert under["reply-g"] == "reply-b"  # the deepest level
    assert {each: under[f"reply-{each}"] for each in "adefh"} == dict.fromkeys("adefh")
    assert next(iter(under)) == "reply-h"


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"a/1.yml": "name: Robin\n"}, "missing-key"),
        ({"a/1.yml": "message: m\n"}, "missing-key"),
        ({"a/1.yml": "name: ' '\nmessage: m\n"}, "missing-key"),
        ({"a/1.yml": 'name: Robin\nmessage: "\\t"\n'}, "missing-key"),
        ({"a/1.yml": "- a\n"}, "missing-key"),
        ({"a/1.yml": "name: [\n"}, "yaml"),
        ({"a/1.yml": "name: a\nmessage: m\ndate: soon\n"}, "wrong-date"),
        ({"aa/1.yml": REPLY}, "unused-reply"),
    ],
)
def test_problems_of_a_reply_are_reported(
    make_site: MakeSite, build_site: BuildSite, files: dict[str, str], problem: str
) -> None:
    assert replies(make_site, build_site, files).codes == [problem]


def test_translations_with_one_slug_share_their_replies(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    version = "---\ntitle: Zwei\nlanguage: de\ntranslation_of: briefs/cafe\u0301.md\n---\nText."
    files = {
        "content/briefs/cafe\u0301.md": BRIEF["content/briefs/a.md"],
        "content/briefs/de/café.md": version,
        "content/replies/café/1.yml": REPLY,
    }
    site = build_site(make_site(files, comments=STATIC, permalink="/{language}/{slug}/"))
    assert site.diagnostics == ()
    for url in ("/en/café/", "/de/café/"):
        assert site.page(url).words(".reply .p-author") == ["Robin <b>Reader</b>"]


def test_replies_are_withheld_with_their_brief(make_site: MakeSite, build_site: BuildSite) -> None:
    site = make_site(
        {
            **BRIEF,
            "content/briefs/b.md": "---\ntitle: B\ndraft: true\n---\nText.",
            "content/replies/b/1.yml": REPLY,
        },
        comments=STATIC,
    )
    assert build_site(site).codes == []


@pytest.mark.parametrize("extra", ["", "comments: false\n"])
def test_replies_are_off_without_a_provider_or_if_the_brief_says_so(
    make_site: MakeSite, build_site: BuildSite, extra: str
) -> None:
    settings = {"comments": STATIC} if extra else {}
    site = make_site({"content/briefs/a.md": f"---\ntitle: A\n{extra}---\nText."}, **settings)
    assert ".replies" not in build_site(site).page("/briefs/a/")


@pytest.mark.parametrize("provider", ["static", "formspree", "mailto", "isso", "giscus"])
def test_a_provider_with_missing_settings_is_an_error(
    make_site: MakeSite, build_site: BuildSite, provider: str
) -> None:
    site = build_site(make_site(BRIEF, comments={"provider": provider}))
    assert set(site.codes) == {"wrong-value"}
    assert f"the provider {provider} needs" in site.diagnostics[0].message


# Forms and email, without a server


def fields(page: Page) -> dict[str, str]:
    """Return the names of the form's fields, and the values of the hidden ones."""
    controls = page.select(".reply-form input, .reply-form textarea")
    return {each.get("name", ""): each.get("value", "") for each in controls}


def policy(page: Page) -> str:
    (text,) = page.values("meta[http-equiv=Content-Security-Policy]", "content")
    return next(part for part in text.split("; ") if part.startswith("form-action"))


def test_a_form_for_netlify(make_site: MakeSite, build_site: BuildSite) -> None:
    root = make_site(BRIEF, comments={"provider": "netlify"}, base_url="https://example.org/p")
    page = build_site(root).page("/briefs/a/")
    form = page.one(".reply-form")
    assert form.get("name") == fields(page)["form-name"] == "replies"
    assert (form.get("method"), form.get("data-netlify")) == ("post", "true")
    assert form.get("data-netlify-honeypot") in fields(page)
    assert form.get("action") == "/p/briefs/a/#reply-sent"
    assert page.one("#reply-sent").text_content().startswith("Thank you.")
    assert fields(page) == {
        "form-name": "replies", "subject": "Two bases", "slug": "a",
        "url": "https://example.org/p/briefs/a/",
        "trap": "", "message": "", "name": "", "email": "", "website": "",
    }  # fmt: skip
    assert policy(page) == "form-action 'self'"


@pytest.mark.parametrize(
    ("form", "action", "origin"),
    [
        ("xyzabcde", "https://formspree.io/f/xyzabcde", "https://formspree.io"),
        ("https://forms.example/f/1", "https://forms.example/f/1", "https://forms.example"),
    ],
)
def test_a_form_for_formspree(
    make_site: MakeSite, build_site: BuildSite, form: str, action: str, origin: str
) -> None:
    comments = {"provider": "formspree", "form": form}
    page = build_site(make_site(BRIEF, comments=comments)).page("/briefs/a/")
    assert page.one(".reply-form").get("action") == action
    assert fields(page) == {
        "_subject": "Two bases", "_next": "https://example.org/briefs/a/#reply-sent",
        "slug": "a", "url": "https://example.org/briefs/a/",
        "_gotcha": "", "message": "", "name": "", "email": "", "website": "",
    }  # fmt: skip
    assert policy(page) == f"form-action 'self' {origin}"


def test_a_reply_by_email(make_site: MakeSite, build_site: BuildSite) -> None:
    brief = {"content/briefs/a.md": "---\ntitle: Price & floor? 50 %\n---\nText."}
    comments = {"provider": "mailto", "email": "editor@example.org"}
    page = build_site(make_site(brief, comments=comments)).page("/briefs/a/")
    assert ".reply-form" not in page
    link = urlsplit(page.one(".reply-mail").get("href"))
    assert (link.scheme, link.path) == ("mailto", "editor@example.org")
    assert "+" not in link.query  # email programs do not read it as a space
    parameters = parse_qs(link.query)
    assert parameters["subject"] == ["Re: Price & floor? 50 %"]
    assert parameters["body"] == ["\r\n\r\nhttps://example.org/briefs/a/\r\n"]
    assert policy(page) == "form-action 'self'"


@pytest.mark.parametrize(
    "comments",
    [
        {"provider": "netlify"},
        {"provider": "formspree", "form": "xyzabcde"},
        {"provider": "mailto", "email": "editor@example.org"},
    ],
)
def test_approved_replies_are_files_whatever_brought_them(
    make_site: MakeSite, build_site: BuildSite, check_html: CheckHtml, comments: dict[str, str]
) -> None:
    files = {**BRIEF, "content/replies/a/1.yml": REPLY}
    site = build_site(make_site(files, comments=comments))
    assert site.codes == []
    assert site.page("/briefs/a/").words(".reply .p-author") == ["Robin <b>Reader</b>"]
    assert check_html(site) == []


@pytest.mark.parametrize(
    ("comments", "hint"),
    [
        ({"provider": "mailto", "email": "Editor <e@example.org>"}, "editor@example.org"),
        ({"provider": "mailto", "email": "e@example.org?cc=x@y.example"}, "editor@example.org"),
        ({"provider": "mailto", "email": "mailto:e@example.org"}, "editor@example.org"),
        ({"provider": "formspree", "form": "f/xyz"}, "xyzabcde"),
        ({"provider": "formspree", "form": "http://a.example/f/1"}, "xyzabcde"),
        ({"provider": "static", "url": "replies.example/new"}, "https://replies.example/new"),
        ({"provider": "static", "url": "//replies.example/new"}, "https://replies.example/new"),
        ({"provider": "static", "url": "https://[::1"}, "an absolute URL"),
        ({"provider": "static", "url": "https://a.example; script-src *"}, "an absolute URL"),
        ({"provider": "isso", "url": "https://a.example,b.example"}, "an absolute URL"),
        ({"provider": "isso", "url": "https://"}, "an absolute URL"),
    ],
)
def test_a_form_or_address_that_cannot_work_is_an_error(
    make_site: MakeSite, build_site: BuildSite, comments: dict[str, str], hint: str
) -> None:
    (problem,) = build_site(make_site(BRIEF, comments=comments)).diagnostics
    assert problem.code == "wrong-value"
    assert hint in problem.hint
