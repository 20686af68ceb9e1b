"""Ways to share a brief: plain links, and two buttons for the first-party script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from briefgen.model.config import Network
from briefgen.model.views import ShareLink


@dataclass(frozen=True, slots=True)
class Way:
    """A way to share: its label, and the link, in which {title}, {url} and {text} are encoded.

    {text} is the title and the URL. A button that the first-party script serves has the plain URL.
    """

    label: str
    link: str = "{plain_url}"
    is_button: bool = False


# Mastodon's share page asks for the reader's server, so no script is needed here.
WAYS: Final[Mapping[str, Way]] = MappingProxyType(
    {
        "x": Way("X", "https://x.com/intent/post?text={title}&url={url}"),
        "linkedin": Way("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
        "facebook": Way("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
        "bluesky": Way("Bluesky", "https://bsky.app/intent/compose?text={text}"),
        "mastodon": Way("Mastodon", "https://share.joinmastodon.org/#text={text}"),
        "whatsapp": Way("WhatsApp", "https://wa.me/?text={text}"),
        "telegram": Way("Telegram", "https://t.me/share/url?url={url}&text={title}"),
        "reddit": Way("Reddit", "https://www.reddit.com/submit?url={url}&title={title}"),
        "hackernews": Way(
            "Hacker News", "https://news.ycombinator.com/submitlink?u={url}&t={title}"
        ),
        "email": Way("E-mail", "mailto:?subject={title}&body={url}"),
        "copy": Way("Copy link", is_button=True),
        "native": Way("Share …", is_button=True),
    }
)


def share_links(networks: Sequence[Network], title: str, url: str) -> tuple[ShareLink, ...]:
    """Return the share links of a page, in the order of `networks`; `url` is absolute."""
    if not networks:
        return ()
    words, address = quote(title, safe=""), quote(url, safe="")
    values = {"title": words, "url": address, "text": f"{words}%20{address}", "plain_url": url}
    ways = ((network, WAYS[network]) for network in networks)
    return tuple(
        ShareLink(name, way.label, way.link.format_map(values), name if way.is_button else "")
        for name, way in ways
    )
