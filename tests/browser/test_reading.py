"""The repository's own site as readers use it: navigation, sharing, print, dark mode, keyboard."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final, get_args
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from pypdf import PdfReader

from briefgen.model.config import Network

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenPage, ServeFolder, Watched
    from tests.conftest import BuildSite, MakeSite, Published

BRIEF: Final = "/briefs/mp-price-floor/"
ADDRESS: Final = f"https://minerals.example{BRIEF}"

# Each kind of page of the theme, and a brief with a reply form.
KINDS: Final = {
    "home": "/",
    "second page": "/page/2/",
    "brief": BRIEF,
    "brief with replies": "/briefs/baotou-rare-earth-institute/",
    "page": "/about/",
    "overview": "/categories/",
    "category": "/categories/china/",
    "tags": "/tags/",
    "series": "/series/two-rare-earth-bases/",
    "authors": "/authors/",
    "author": "/authors/jonas-quillfeather/",
    "archive": "/archive/",
    "search": "/search/",
    "absent": "/absent/",
}

# Where a share link leads, with the {title} and {url} of the brief.
SHARED: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "X": ("https://x.com/intent/post", {"text": "{title}", "url": "{url}"}),
    "LinkedIn": ("https://www.linkedin.com/sharing/share-offsite/", {"url": "{url}"}),
    "Facebook": ("https://www.facebook.com/sharer/sharer.php", {"u": "{url}"}),
    "Bluesky": ("https://bsky.app/intent/compose", {"text": "{title} {url}"}),
    "WhatsApp": ("https://wa.me/", {"text": "{title} {url}"}),
    "Telegram": ("https://t.me/share/url", {"url": "{url}", "text": "{title}"}),
    "Reddit": ("https://www.reddit.com/submit", {"url": "{url}", "title": "{title}"}),
    "Hacker News": ("https://news.ycombinator.com/submitlink", {"u": "{url}", "t": "{title}"}),
}

STOPS: Final = """
() => [...document.querySelectorAll("a[href], button, input, textarea, summary, [tabindex='0']")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.tabIndex >= 0)
  .map((each) => each.outerHTML)
"""
FOCUSED: Final = """
() => {
  const each = document.activeElement;
  const style = getComputedStyle(each);
  const box = each.getBoundingClientRect();
  return each === document.body ? null : {
    html: each.outerHTML,
    isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
"""
COLOURS: Final = """
(css) => {
  const style = getComputedStyle(document.querySelector(css));
  return [style.color, style.backgroundColor];
}
"""
LIGHTNESS: Final = """
(colour) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, each) => sum + each) / 765;
}
"""
SHARE_SHEET: Final = """
window.handed = [];
navigator.share = async (data) => { window.handed.push(data); };
"""


def address(link: Locator) -> str:
    href = link.get_attribute("href")
    assert href is not None
    return href


@pytest.fixture
def url(own_site: Published, serve_folder: ServeFolder) -> str:
    return serve_folder(own_site.folder)


@pytest.fixture
def sharing(make_site: MakeSite, build_site: BuildSite, serve_folder: ServeFolder) -> str:
    """The URL of a site with a brief that has every share button."""
    text = "---\ntitle: The floor under Mountain Pass\ndate: 2026-01-10\n---\nText.\n"
    files = {"content/briefs/mp-price-floor.md": text}
    share, base_url = list(get_args(Network)), ADDRESS.removesuffix(BRIEF)
    return serve_folder(build_site(make_site(files, base_url=base_url, share=share)).folder)


def test_the_main_links_lead_through_the_site_and_mark_the_current_page(
    guarded: Watched, url: str
) -> None:
    guarded.goto(url)
    seen = []
    links = guarded.locator(".site-nav a")
    names = links.all_text_contents()
    assert names == [
        "Categories", "Authors", "Archive", "This publication", "How we work with sources",
    ]  # fmt: skip
    for name in names:
        link = guarded.locator(".site-nav a", has_text=name)
        if not link.is_visible():
            guarded.get_by_role("button", name="About").click()
        link.click()
        current = guarded.locator(".site-nav [aria-current=page]")
        assert current.text_content() == name
        assert guarded.locator("h1").count() == 1
        seen.append(guarded.title())
    assert len(set(seen)) == len(names)
    assert guarded.troubles == []


def test_readers_can_go_from_the_home_page_to_a_brief_its_category_and_back(
    guarded: Watched, url: str
) -> None:
    guarded.goto(url)
    guarded.locator("main h2 a, main h3 a").first.click()
    guarded.locator("article.brief").wait_for()
    title = guarded.locator("h1").inner_text()
    guarded.locator("p.categories a").first.click()
    assert "/categories/" in guarded.url
    guarded.get_by_role("link", name=title).first.click()
    assert guarded.locator("h1").inner_text() == title
    guarded.go_back()
    assert "/categories/" in guarded.url
    guarded.locator("a.brand").click()
    assert guarded.url == f"{url}/"
    guarded.locator("a[rel~=next]").first.click()
    assert guarded.url == f"{url}/page/2/"


@pytest.mark.parametrize("name", SHARED)
def test_a_share_link_opens_with_title_and_url(
    name: str, browser_page: Watched, sharing: str
) -> None:
    browser_page.goto(sharing + BRIEF)
    title = browser_page.locator("h1").inner_text()
    link = browser_page.locator("nav.share").get_by_role(
        "link", name=f"{name} (opens in a new tab)", exact=True
    )
    with browser_page.context.expect_event("requestfailed") as refused:
        link.click()
    request_url = refused.value.url
    place, expected = SHARED[name]
    assert browser_page.foreign == [request_url]
    assert request_url.partition("?")[0] == place
    assert parse_qs(urlsplit(request_url).query) == {
        key: [words.format(title=title, url=ADDRESS)] for key, words in expected.items()
    }


def test_share_links_without_a_server_request_contain_title_and_url(
    browser_page: Watched, sharing: str
) -> None:
    """Mastodon's page reads the text after the #; an e-mail program gets it from the browser."""
    browser_page.goto(sharing + BRIEF)
    title = browser_page.locator("h1").inner_text()
    links = browser_page.locator("nav.share")
    mastodon = urlsplit(address(links.locator("a", has_text="Mastodon")))
    assert (mastodon.netloc, mastodon.query) == ("share.joinmastodon.org", "")
    assert unquote(mastodon.fragment) == f"text={title} {ADDRESS}"
    mail = urlsplit(address(links.get_by_role("link", name="E-mail", exact=True)))
    assert (mail.scheme, mail.path) == ("mailto", "")
    assert parse_qs(mail.query) == {"subject": [title], "body": [ADDRESS]}
    assert links.locator("a").count() == len(SHARED) + 2


def test_copying_the_link_is_announced(open_page: OpenPage, sharing: str) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(sharing + BRIEF)
    for button in page.get_by_role("button", name="Copy link").all():
        button.click()
        page.locator(".share-status", has_text="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == ADDRESS
        page.get_by_role("button", name="Copied").wait_for(state="detached")


def test_the_citation_is_copied_as_plain_text(open_page: OpenPage, sharing: str) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(sharing + BRIEF)
    page.get_by_role("button", name="Copy citation").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert (
        page.evaluate("navigator.clipboard.readText()") == page.locator(".cite-text").inner_text()
    )


def test_the_systems_share_sheet_gets_title_and_url(browser_page: Watched, sharing: str) -> None:
    browser_page.add_init_script(SHARE_SHEET)
    browser_page.goto(sharing + BRIEF)
    browser_page.locator(".share").get_by_role("button", name="Share …").click()
    title = browser_page.locator("h1").inner_text()
    (handed,) = browser_page.evaluate("window.handed")
    assert handed == {"title": title, "url": ADDRESS}


def test_buttons_that_would_not_work_are_hidden(open_page: OpenPage, sharing: str) -> None:
    page = open_page()
    page.add_init_script("delete Navigator.prototype.share; delete Navigator.prototype.clipboard;")
    page.goto(sharing + BRIEF)
    assert page.locator("article button:visible").count() == 0
    assert page.locator("nav.share a:visible").count() == len(SHARED) + 2


@pytest.mark.parametrize("path", ["/", BRIEF])
def test_in_dark_mode_text_is_light_on_a_dark_page(
    path: str, browser_page: Watched, url: str
) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        browser_page.emulate_media(color_scheme=scheme)
        browser_page.goto(url + path)
        colours[scheme] = [
            browser_page.evaluate(LIGHTNESS, colour)
            for colour in browser_page.evaluate(COLOURS, "body")
        ]
    (day_ink, day_paper), (night_ink, night_paper) = colours["light"], colours["dark"]
    assert day_paper > 0.85
    assert day_ink < 0.4
    assert night_paper < 0.25
    assert night_ink > 0.6


@pytest.mark.parametrize("path", ["/", BRIEF])
def test_the_keyboard_reaches_everything_in_order_and_the_focus_is_visible(
    path: str, open_page: OpenPage, url: str
) -> None:
    page = open_page(reduced_motion="reduce")
    page.goto(url + path)
    expected = page.evaluate(STOPS)
    stops = []
    for _ in range(len(expected) + 1):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            break
        stops.append(stop)
    assert 'class="skip-link"' in stops[0]["html"]
    assert [stop["html"] for stop in stops] == expected
    assert [stop["html"] for stop in stops if not stop["isSeen"]] == []


def test_a_printed_brief_has_pages_and_no_interactive_elements(
    browser_page: Watched, url: str
) -> None:
    browser_page.goto(url + BRIEF)
    browser_page.evaluate("document.fonts.ready")
    title = browser_page.locator("h1").inner_text()
    highlight = browser_page.locator(".highlights li").first.inner_text()
    data = browser_page.pdf(format="A4", prefer_css_page_size=True)
    assert data.startswith(b"%PDF-")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]
    assert 2 <= len(pages) <= 12
    assert squeezed(title) in squeezed(pages[0])
    assert squeezed(highlight[:40]) in squeezed(pages[0])
    paper = squeezed(" ".join(pages))
    for words in ("Skip to the content", "Spread the word", "Copy link", "opens in a new tab"):
        assert squeezed(words) not in paper, words
    links = "".join(browser_page.locator(".site-nav a").all_inner_texts())
    assert squeezed(links) not in paper


def squeezed(words: str) -> str:
    """Return a text without spaces, which a PDF does not preserve."""
    return "".join(words.split()).casefold()


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_page_contacts_another_host_or_violates_its_policy(
    kind: str, guarded: Watched, url: str
) -> None:
    requests: list[str] = []
    guarded.on("request", lambda request: requests.append(request.url))
    answer = guarded.goto(url + KINDS[kind])
    guarded.wait_for_load_state("networkidle")
    # Images below the fold are loaded when they become visible.
    guarded.evaluate("window.scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    guarded.wait_for_load_state("networkidle")
    assert answer is not None
    assert answer.status == (404 if kind == "absent" else 200)
    policy = "document.querySelector('meta[http-equiv=Content-Security-Policy]').content"
    assert "default-src" in guarded.evaluate(policy)
    accent = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    assert guarded.evaluate(accent)
    assert guarded.evaluate("window.violations") == []
    assert guarded.foreign == []
    assert {urlsplit(each).netloc for each in requests if each.startswith("http")} == {
        urlsplit(url).netloc
    }
    absent = [message for message in guarded.troubles if "404" in message]
    assert guarded.troubles == (absent if kind == "absent" else [])


def test_the_policy_allows_filling_in_the_reply_form(guarded: Watched, url: str) -> None:
    guarded.goto(url + KINDS["brief with replies"])
    guarded.locator("summary", has_text="Write a reply").click()
    form = guarded.locator("section.replies form")
    form.get_by_label("Comment *").fill("What about the third?")
    form.get_by_label("Name *").fill("Robin Reader")
    form.get_by_label("E-mail *").fill("robin@example.org")
    with guarded.context.expect_event("requestfailed") as refused:
        form.get_by_role("button").last.click()
    request = refused.value
    assert (request.method, request.url) == ("POST", "https://minerals.example/replies")
    assert request.post_data is not None
    sent = " ".join(unquote(request.post_data).replace("+", " ").split())
    for words in ("What about the third?", "Robin Reader", "robin@example.org"):
        assert words in sent
    assert not [message for message in guarded.troubles if "Content Security Policy" in message]
