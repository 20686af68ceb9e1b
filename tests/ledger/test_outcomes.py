"""What answers mean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from briefgen.ledger.answers import Answer, Failure, Hop
from briefgen.ledger.outcomes import Page, decoy_of, is_doubtful, moved_to, state_of
from briefgen.model.ledger import State
from tests.support.growth import is_linear

URL = "https://example.org/reports/2025/wages"
HTML = {"content-type": "text/html; charset=utf-8"}
LONG = Page(5000)


def answer(title: str = "A report", **fields: Any) -> Answer:
    body = f"<!doctype html><title>{title}</title><h1>{title}</h1><p>Words.".encode()
    return Answer(
        **{"url": URL, "final_url": URL, "status": 200, "headers": HTML, "body": body, **fields}
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, "ok"), (203, "ok"), (206, "ok"), (404, "gone"), (410, "gone"), (401, "blocked"),
        (403, "blocked"), (429, "blocked"), (451, "blocked"), (999, "blocked"), (400, "blocked"),
        (406, "blocked"), (500, "error"), (503, "error"), (522, "error"),
    ],
)  # fmt: skip
def test_statuses(status: int, state: State) -> None:
    assert state_of(answer(status=status), Page()) == state


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        ("no-host", "gone"), ("certificate", "certificate"), ("timeout", "timeout"),
        ("connection", "error"), ("protocol", "error"), ("private", "error"), ("loop", "blocked"),
        ("issuer", "blocked"), ("tls", "blocked"),
    ],
)  # fmt: skip
def test_failures(failure: Failure, state: State) -> None:
    assert state_of(Answer(url=URL, final_url=URL, failure=failure), Page()) == state


@pytest.mark.parametrize(
    "title",
    [
        "Page not found", "404 Not Found", "Error 404 - Example", "404", "Not Found | Example",
        "Sorry, this page does not exist", "The page you requested cannot be found",
        "This article is no longer available", "Seite nicht gefunden", "Page introuvable – Exemple",
        "Página no encontrada", "页面不存在", "الصفحة غير موجودة", "We can’t find that page",
    ],
)  # fmt: skip
def test_a_page_that_says_that_another_was_not_found(title: str) -> None:
    assert state_of(answer(title), Page(200)) == "soft-404"


@pytest.mark.parametrize(
    "title",
    [
        "Article 404 of the Civil Code", "Section 404(b) of the Clean Water Act", "Route 410",
        "Why the missing data were not found", "A report on lost pages", "HTTP status codes",
        "Regulation (EU) 2021/410", "Lost and found", "Form 404: Application",
    ],
)  # fmt: skip
def test_a_page_with_such_words_in_its_title_is_alive(title: str) -> None:
    assert state_of(answer(title), LONG) == "ok"


@pytest.mark.parametrize(
    "title",
    ["Article 404 of the Civil Code", "Section 404(b) of the Clean Water Act", "Route 410",
     "Regulation (EU) 2021/410", "Form 404: Application"],
)  # fmt: skip
def test_numbers_of_laws_are_no_error_codes_even_on_short_pages(title: str) -> None:
    assert state_of(answer(title), Page(200)) == "ok"


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (200, "Just a moment..."), (403, "Attention Required! | Cloudflare"),
        (503, "Just a moment..."), (200, "Pardon Our Interruption"), (200, "Access Denied"),
        (202, "Human Verification: captcha"), (503, "Are you a robot?"), (200, "安全验证"),
    ],
)  # fmt: skip
def test_a_wall_against_programs_is_not_a_failure(status: int, title: str) -> None:
    assert state_of(answer(title, status=status), Page(50)) == "blocked"


@pytest.mark.parametrize("name", ["cf-mitigated", "x-datadome", "x-amzn-waf-action"])
def test_headers_of_walls(name: str) -> None:
    walled = answer(status=503, headers={**HTML, name: "challenge"})
    assert state_of(walled, Page()) == "blocked"


def test_a_report_about_walls_is_alive() -> None:
    assert state_of(answer("How captcha and bot detection work"), LONG) == "ok"


def test_a_page_behind_a_login_is_not_gone() -> None:
    login = answer(hops=(Hop(URL, 302),), final_url="https://example.org/login?next=/reports")
    assert state_of(login, Page(100)) == "blocked"


def test_an_old_address_that_leads_to_the_home_page() -> None:
    home = answer(hops=(Hop(URL, 301),), final_url="https://example.org/")
    assert state_of(home, LONG) == "soft-404"


def test_another_text() -> None:
    assert state_of(answer(), Page(5000, is_same=False)) == "changed"
    assert state_of(answer(), Page(5000, is_same=True)) == "ok"


NEW = "https://example.org/publications/wages"


@pytest.mark.parametrize(
    ("hops", "final", "target"),
    [
        ([(URL, 301)], NEW, NEW),
        ([(URL, 308), (NEW, 302)], f"{NEW}?session=1", NEW),
        ([(URL, 302)], NEW, ""),
        ([(URL, 302), (NEW, 301)], "https://example.org/b/c", ""),
        ([(URL, 301)], f"{URL}/", ""),
        ([], URL, ""),
    ],
)
def test_only_a_permanent_redirect_is_a_move(
    hops: list[tuple[str, int]], final: str, target: str
) -> None:
    moved = answer(hops=tuple(Hop(*each) for each in hops), final_url=final)
    assert moved_to(moved) == target
    assert state_of(moved, LONG) == ("moved" if target else "ok")


def test_https_is_a_better_address() -> None:
    plain = URL.replace("https:", "http:")
    secured = answer(url=plain, hops=(Hop(plain, 301),), final_url=URL)
    assert moved_to(secured) == URL


def test_a_file_is_not_a_page() -> None:
    pdf = answer("404", headers={"content-type": "application/pdf"})
    assert state_of(pdf, Page()) == "ok"


# Pages that say the same of every address


def with_decoy(words: str, decoy: str, **fields: Any) -> Answer:
    page = answer("A note", body=f"<title>A note</title><p>{words}</p>".encode())
    other = answer("A note", body=f"<title>A note</title><p>{decoy}</p>".encode(), **fields)
    return replace(page, decoy=other)


def test_a_short_page_is_doubtful_and_a_long_one_is_not() -> None:
    assert is_doubtful(answer())
    assert not is_doubtful(answer(body=b"<p>" + b"words " * 200))
    assert not is_doubtful(answer(status=404))
    assert not is_doubtful(answer(headers={"content-type": "application/pdf"}))
    assert decoy_of(f"{URL}.html?a#b").startswith("https://example.org/reports/2025/")
    assert decoy_of(f"{URL}.html?a#b").endswith(".html")


def test_a_page_that_a_server_shows_for_every_address_says_nothing() -> None:
    long = " ".join(f"word{n}" for n in range(40))
    assert state_of(with_decoy(f"{long} /reports/wages", f"{long} /x"), Page(200)) == "blocked"
    assert state_of(with_decoy(long, "Nothing is here"), Page(200)) == "ok"
    assert state_of(with_decoy(long, long, status=404), Page(200)) == "ok"
    assert state_of(with_decoy(long, long, failure="timeout"), Page(200)) == "ok"


def test_a_redirect_to_the_place_of_all_missing_pages() -> None:
    above = "https://example.org/reports/"
    listed = answer(
        hops=(Hop(URL, 302),), final_url=above, body=b"<title>All</title>" + b"words " * 200
    )
    assert is_doubtful(listed)
    same = answer(hops=(Hop("https://example.org/x", 302),), final_url=above)
    assert state_of(replace(listed, decoy=same), LONG) == "soft-404"
    assert state_of(replace(listed, decoy=answer(status=404)), LONG) == "ok"


def test_another_home_page_may_be_that_of_the_work() -> None:
    home = answer(hops=(Hop(URL, 301),), final_url="https://wages.example/")
    assert state_of(replace(home, decoy=answer(status=404)), LONG) == "moved"
    assert not is_doubtful(answer(url="https://doi.org/10.5555/a", hops=(Hop(URL, 302),)))


@pytest.mark.parametrize(
    "final",
    ["https://example.org/404.html", "https://example.org/page-not-found/",
     "https://example.org/Error.aspx?aspxerrorpath=/x"],
)  # fmt: skip
def test_an_address_that_says_that_a_page_is_missing(final: str) -> None:
    assert state_of(answer(hops=(Hop(URL, 302),), final_url=final), LONG) == "soft-404"


@pytest.mark.parametrize(
    "final",
    ["https://consent.example.org/x", "https://example.org/terms?returnTo=/reports/2025/wages",
     "https://login.partner.example/a"],
)  # fmt: skip
def test_terms_and_consent_are_not_failures(final: str) -> None:
    assert state_of(answer(hops=(Hop(URL, 302),), final_url=final), LONG) == "blocked"


@pytest.mark.parametrize(
    "body",
    [b'<title>A</title><div id="root"></div><script src="a.js"></script>', b"<body></body>",
     b"<title>Members</title><form><input name=u><input type='password'></form>"],
)  # fmt: skip
def test_a_page_that_shows_nothing_says_nothing(body: bytes) -> None:
    assert state_of(answer(body=body), Page()) == "blocked"


@pytest.mark.parametrize(
    "title", ["example.org is for sale", "Account Suspended", "Welcome to nginx!", "It works!"]
)
def test_a_domain_on_which_nothing_is_published(title: str) -> None:
    assert state_of(answer(title), Page(100)) == "soft-404"
    assert state_of(answer(title), LONG) == "ok"


@pytest.mark.parametrize("part", [b"<", b"<title", b"<script>", b"<input ", b"<h1>", b"404 "])
def test_time_grows_with_the_length_of_a_page(part: bytes) -> None:
    def run(length: int) -> None:
        state_of(answer(body=part * (length // len(part))), Page())

    assert is_linear(run, 200_000)
