"""Ways to share a brief: plain links, and two buttons for the first-party script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from briefgen.model.config import Network
from briefgen.model.views import ShareLink

# {url}, {title} and {text} (title and URL) are percent-encoded. Mastodon's share page asks for the
# reader's server, so no script is needed here.
_LINKS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "x": ("X", "https://x.com/intent/post?text={title}&url={url}"),
        "linkedin": ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
        "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
        "bluesky": ("Bluesky", "https://bsky.app/intent/compose?text={text}"),
        "mastodon": ("Mastodon", "https://share.joinmastodon.org/#text={text}"),
        "whatsapp": ("WhatsApp", "https://wa.me/?text={text}"),
        "telegram": ("Telegram", "https://t.me/share/url?url={url}&text={title}"),
        "reddit": ("Reddit", "https://www.reddit.com/submit?url={url}&title={title}"),
        "hackernews": ("Hacker News", "https://news.ycombinator.com/submitlink?u={url}&t={title}"),
        "email": ("E-mail", "mailto:?subject={title}&body={url}"),
    }
)
SCRIPTS: Final[Mapping[str, str]] = MappingProxyType({"copy": "Copy link", "native": "Share …"})


def share_links(networks: Sequence[Network], title: str, url: str) -> tuple[ShareLink, ...]:
    """Return the share links of a page, in the order of `networks`; `url` is absolute."""
    if not networks:
        return ()
    words, address = quote(title, safe=""), quote(url, safe="")
    values = {"title": words, "url": address, "text": f"{words}%20{address}"}
    found = []
    for network in networks:
        if network in SCRIPTS:
            found.append(ShareLink(network, SCRIPTS[network], url, script=network))
        else:
            label, pattern = _LINKS[network]
            found.append(ShareLink(network, label, pattern.format_map(values)))
    return tuple(found)
