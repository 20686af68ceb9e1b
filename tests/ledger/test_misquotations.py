"""`briefgen check --sources --quotes`, with a real server as the web."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from click.testing import CliRunner, Result

from briefgen.cli import cli
from tests.support.web import Reply, in_thread

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeSite
    from tests.support.web import Web

SAID: Final = "Wages rose by four per cent in the year 2025, the minister told the committee."
QUOTE: Final = "Wages rose by four per cent in the year 2025"
WRONG: Final = "Wages fell by four per cent in the year 2025"
FILLER: Final = "".join(
    f"<p>The committee heard about sector {number}, where wages and prices differ.</p>"
    for number in range(60)
)
QUICK: Final = {"rate": 100, "timeout": 20, "private_addresses": True}
JUNE_2026: Final = "1780315200"


def page(text: str = SAID, *, head: str = "", filler: str = FILLER) -> bytes:
    return (
        f"<!doctype html><html><head><title>A debate</title>{head}</head><body><article>"
        f"<h1>A debate</h1><p>{text}</p>{filler}</article></body></html>"
    ).encode()


def site(make_site: MakeSite, quotation: str, url: str, **settings: Any) -> Path:
    text = f"---\ntitle: A\n---\nIt is said that “{quotation}” ([debate]({url})).\n"
    return make_site({"content/briefs/a.md": text}, sources=QUICK | settings)


def check(root: Path, *options: str) -> Result:
    arguments = ["-C", str(root), "check", "--sources", "--quotes", *options]
    environment = {"SOURCE_DATE_EPOCH": JUNE_2026}
    return in_thread(
        lambda: CliRunner().invoke(cli, arguments, env=environment, catch_exceptions=False)
    )


def misquotations(root: Path, *options: str) -> list[dict[str, Any]]:
    diagnostics = json.loads(check(root, "--format", "json", *options).stdout)
    return [each for each in diagnostics if each["code"] == "unknown-quotation"]


def test_a_quotation_that_its_source_does_not_have_is_reported_at_its_place(
    make_quick_site: MakeSite, web: Web
) -> None:
    url = web.set("/debate", Reply(body=page()))
    root = site(make_quick_site, WRONG, url)
    result = check(root)
    assert "1 quotation: 1 not in their sources" in result.stderr
    assert (
        f"content/briefs/a.md:4:17: warning: {url} does not contain this quotation" in result.stdout
    )
    assert "the nearest passage is: “Wages rose by four per cent in the year 2025”" in result.stdout
    assert result.exit_code == 0
    assert check(root, "--strict").exit_code == 1


def test_one_that_occurs_is_not_and_without_news_nobody_is_asked_again(
    make_quick_site: MakeSite, web: Web
) -> None:
    root = site(make_quick_site, QUOTE, web.set("/debate", Reply(body=page())))
    assert "1 quotation: 1 in their sources" in check(root).stderr
    assert "1 quotation: 1 in their sources" in check(root).stderr
    assert len(web.requests) == 1
    brief = root / "content/briefs/a.md"
    brief.write_text(brief.read_text().replace("rose", "fell"))
    assert len(misquotations(root, "--offline")) == 1
    assert len(web.requests) == 1


def test_a_source_that_is_not_due_is_asked_for_the_text_that_is_quoted(
    make_quick_site: MakeSite, web: Web
) -> None:
    url = web.set("/debate", Reply(body=page()))
    root = make_quick_site(
        {"content/briefs/a.md": f"---\ntitle: A\n---\nA [debate]({url}).\n"}, sources=QUICK
    )
    assert "The briefs quote no sources at length." in check(root).stderr
    site(make_quick_site, WRONG, url)
    assert len(misquotations(root)) == 1
    assert len(web.requests) == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"%PDF-1.7 ...", headers={"Content-Type": "application/pdf"}),
        Reply(403, body=page("Nothing of the kind.")),
        Reply(404, body=page("Nothing of the kind.")),
        Reply(body=page("Short.", filler="")),
        Reply(
            body=page(
                "Other.",
                head='<meta name="citation_pdf_url" content="/x.pdf">',
                filler=FILLER[:3000],
            )
        ),
        Reply(body=page('Download the <a href="/report.pdf">report</a>.', filler=FILLER[:1500])),
        Reply(body=page("Subscribe to continue reading.")),
        Reply(
            body=page(
                "x",
                head='<script type="application/ld+json">{"isAccessibleForFree": false}</script>',
            )
        ),
        Reply(
            body=page("Die Löhne stiegen.", filler="<p>Der Ausschuss hörte viel darüber.</p>" * 60)
        ),
    ],
)
def test_what_cannot_be_read_as_a_whole_is_not_judged(
    make_quick_site: MakeSite, web: Web, reply: Reply
) -> None:
    root = site(make_quick_site, WRONG, web.set("/debate", reply))
    assert "1 quotation: 1 cannot be checked" in check(root).stderr
    assert misquotations(root) == []
    count = len(web.requests)
    check(root)
    assert len(web.requests) <= count + 1, "what cannot be read is not asked again for its text"


@pytest.mark.parametrize(
    "shown",
    [
        f"<aside>{SAID}</aside>",
        f"<nav>Menu</nav><table><tr><td>{SAID}</td></tr></table>",
        "<p>Wages rose<sup>12</sup> by <b>four</b> per&nbsp;cent[4] in the <i>year</i> 2025.</p>",
        f"<details><summary>More</summary>{SAID}</details>",
    ],
)
def test_words_outside_the_main_text_of_a_page_count(
    make_quick_site: MakeSite, web: Web, shown: str
) -> None:
    url = web.set("/debate", Reply(body=page("An introduction.") + shown.encode()))
    assert misquotations(site(make_quick_site, QUOTE, url)) == []


def test_another_source_of_the_paragraph_may_have_the_words(
    make_quick_site: MakeSite, web: Web
) -> None:
    one = web.set("/one", Reply(body=page()))
    other = web.set("/other", Reply(body=page("Something else.")))
    text = f"---\ntitle: A\n---\nThe [debate]({one}). It was said: “{QUOTE}” ([other]({other})).\n"
    root = make_quick_site({"content/briefs/a.md": text}, sources=QUICK)
    assert misquotations(root) == []


def test_it_can_be_turned_off_for_a_site_a_brief_and_a_source(
    make_quick_site: MakeSite, web: Web
) -> None:
    url = web.set("/debate", Reply(body=page()))
    root = site(make_quick_site, WRONG, url, accept=[{"match": url, "reason": "Another edition."}])
    assert misquotations(root) == []
    site(make_quick_site, WRONG, url)
    assert len(misquotations(root)) == 1
    brief = root / "content/briefs/a.md"
    own = brief.read_text().replace("A\n", "A\nchecks: {unknown-quotation: off}\n", 1)
    brief.write_text(own)
    assert misquotations(root) == []


def test_a_link_that_may_be_about_something_else_needs_similar_words(
    make_quick_site: MakeSite, web: Web
) -> None:
    more = " Is anybody about to say that? Has this ever been of use, and of what? Nobody heard it."
    url = web.set("/debate", Reply(body=page(SAID + more)))
    head = "---\ntitle: A\n---\n"
    other = "This is about something that nobody of the committee has ever heard of"
    texts = {
        "content/briefs/a.md": f"{head}“{other}”, said a guest of the [debate]({url}).\n",
        "content/briefs/b.md": f"{head}“{other}” ([debate]({url})).\n",
        "content/briefs/c.md": f"{head}“{WRONG}”, said a guest of the [debate]({url}).\n",
    }
    diagnostics = misquotations(make_quick_site(texts, sources=QUICK))
    assert [each["path"][-4:] for each in diagnostics] == ["b.md", "c.md"]


def test_highlights_and_block_quotations_are_checked_too(
    make_quick_site: MakeSite, web: Web
) -> None:
    url = web.set("/debate", Reply(body=page()))
    text = f"""---
title: A
highlights:
  - It is said that “{WRONG}” ([debate]({url})).
---
As the [debate]({url}) has it:

> Wages fell by four per cent
> in the year 2025.
"""
    diagnostics = misquotations(make_quick_site({"content/briefs/a.md": text}, sources=QUICK))
    assert [(each["line"], each["column"]) for each in diagnostics] == [(4, 21), (8, 3)]


def test_a_damaged_text_is_asked_for_again(make_quick_site: MakeSite, web: Web) -> None:
    root = site(make_quick_site, WRONG, web.set("/debate", Reply(body=page())))
    check(root)
    (file,) = (root / ".briefgen/source-texts").iterdir()
    file.write_bytes(b"damaged")
    assert len(misquotations(root)) == 1
    assert len(web.requests) == 2


def test_quotations_are_checked_only_with_their_sources(make_quick_site: MakeSite) -> None:
    root = make_quick_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})
    result = CliRunner().invoke(cli, ["-C", str(root), "check", "--quotes"])
    assert result.exit_code == 2
    assert "--quotes needs --sources" in result.stderr
