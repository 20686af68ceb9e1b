from typing import Final, get_args
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from briefgen.assemble.share import share_links
from briefgen.model.config import Network

URL: Final = "https://example.org/sub/briefs/%E7%A8%80%E5%9C%9F-a&b/?x=1#y"
TITLES: Final = {
    "plain": "Two bases",
    "marks": 'R&D: "50 %" of #1 + more? a=b; c/d\\e',
    "percent": "100%25 %zz %",
    "chinese": "稀土与磁铁",
    "arabic": "المعادن النادرة",
    "emoji": "👩‍🔬 at work",
    "markup": "</script><b>'x'</b>]]>{{ y }}",
}
SCRIPTS: Final = {"copy", "native"}
NETWORKS: Final = [network for network in get_args(Network) if network not in SCRIPTS]

# Host, path and parameters, from the networks' own documentation.
FORMS: Final = {
    "x": ("x.com", "/intent/post", {"text": "{title}", "url": "{url}"}),
    "linkedin": ("www.linkedin.com", "/sharing/share-offsite/", {"url": "{url}"}),
    "facebook": ("www.facebook.com", "/sharer/sharer.php", {"u": "{url}"}),
    "bluesky": ("bsky.app", "/intent/compose", {"text": "{title} {url}"}),
    "mastodon": ("share.joinmastodon.org", "/", {"text": "{title} {url}"}),
    "whatsapp": ("wa.me", "/", {"text": "{title} {url}"}),
    "telegram": ("t.me", "/share/url", {"url": "{url}", "text": "{title}"}),
    "reddit": ("www.reddit.com", "/submit", {"url": "{url}", "title": "{title}"}),
    "hackernews": ("news.ycombinator.com", "/submitlink", {"u": "{url}", "t": "{title}"}),
    "email": ("", "", {"subject": "{title}", "body": "{url}"}),
}


def decoded(url: str) -> dict[str, str]:
    """Return the parameters as the network's server (or Mastodon's page) decodes them."""
    parts = urlsplit(url)
    parameters = parse_qs(
        parts.query or parts.fragment, keep_blank_values=True, strict_parsing=True
    )
    assert all(len(values) == 1 for values in parameters.values())
    return {name: values[0] for name, values in parameters.items()}


def test_every_network_is_tested_here() -> None:
    assert set(FORMS) == set(NETWORKS)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("network", NETWORKS)
def test_a_share_link_carries_exactly_the_title_and_the_url(network: Network, title: str) -> None:
    (link,) = share_links([network], title, URL)
    host, path, parameters = FORMS[network]
    parts = urlsplit(link.url)
    assert (parts.scheme, parts.netloc, parts.path) == (
        "mailto" if network == "email" else "https",
        host,
        path,
    )
    expected = {name: form.format(title=title, url=URL) for name, form in parameters.items()}
    assert decoded(link.url) == expected


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("network", NETWORKS)
def test_a_share_link_is_ascii_and_safe_in_an_attribute(network: Network, title: str) -> None:
    (link,) = share_links([network], title, URL)
    assert link.url.isascii()
    assert not set(link.url) & set("\"'<>\\ {}|^`+")


def test_spaces_in_mailto_links_are_percent_20() -> None:
    """A `+` in a mailto: URL is a plus sign (RFC 6068), not a space."""
    (link,) = share_links(["email"], "a b+c", "https://example.org/")
    query = urlsplit(link.url).query
    assert query.split("&")[0] == "subject=a%20b%2Bc"
    assert unquote(query) == "subject=a b+c&body=https://example.org/"


def test_the_links_are_in_the_order_of_the_settings() -> None:
    links = share_links(["native", "reddit", "copy", "x"], "A", URL)
    assert [link.network for link in links] == ["native", "reddit", "copy", "x"]
    assert share_links([], "A", URL) == ()


@pytest.mark.parametrize("network", sorted(SCRIPTS))
def test_the_two_buttons_carry_the_url_for_the_first_party_script(network: Network) -> None:
    (link,) = share_links([network], "A", URL)
    assert (link.script, link.url) == (network, URL)
    assert link.label


def test_every_network_has_a_label_of_its_own() -> None:
    labels = [link.label for link in share_links(get_args(Network), "A", URL)]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_only_the_buttons_need_a_script() -> None:
    links = share_links(get_args(Network), "A", URL)
    assert {link.network for link in links if link.script} == SCRIPTS
