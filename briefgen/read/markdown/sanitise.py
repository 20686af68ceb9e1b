"""Sanitise HTML with nh3, and check the URLs that a text may use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

import nh3

from briefgen.read.markdown.elements import ADDRESSES, ALLOWED, ATTRIBUTES, REMOVED_WITH_CONTENT

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "ftp", "xmpp", "geo", "doi"})
_SCHEME: Final = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_IGNORED: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]")
MAX_CANDIDATES: Final = 50
_CANDIDATE: Final = re.compile(r"[\s,]*+(\S++)")
_INLINE_IMAGE: Final = re.compile(r"data:image/(?:png|gif|jpeg|webp|avif);", re.IGNORECASE)


def scheme_of(url: str) -> str:
    """Return the scheme of a URL as a browser reads it, in lowercase, or "" for a relative URL."""
    match = _SCHEME.match(_IGNORED.sub("", url))
    return match[1].lower() if match else ""


def is_safe(url: str, *, image: bool = False) -> bool:
    """Whether a URL cannot run code: it has a known scheme, or none."""
    scheme = scheme_of(url)
    if image and scheme == "data":
        return _INLINE_IMAGE.match(_IGNORED.sub("", url)) is not None
    return not scheme or scheme in SCHEMES


def candidates(srcset: str) -> Iterator[tuple[str, str]]:
    """Yield the URLs of a `srcset`, each with its descriptor."""
    at = 0
    while match := _CANDIDATE.match(srcset, at):
        url, at = match[1], match.end()
        if url.endswith(","):
            yield url.rstrip(","), ""
        else:
            end = srcset.find(",", at)
            end = len(srcset) if end < 0 else end
            yield url, srcset[at:end].strip()
            at = end


def is_safe_set(srcset: str) -> bool:
    """Whether no URL of a `srcset` can run code, and there are not too many."""
    first = list(islice(candidates(srcset), MAX_CANDIDATES + 1))
    return len(first) <= MAX_CANDIDATES and all(is_safe(url, image=True) for url, _ in first)


def is_frame_allowed(src: str, hosts: tuple[str, ...]) -> bool:
    """Whether an <iframe> may show a URL: with https, from one of the hosts."""
    try:
        parts = urlsplit(src.strip())
    except ValueError:
        return False
    return parts.scheme in ("https", "") and parts.netloc.lower() in hosts


def clean(html: str, frames: tuple[str, ...]) -> str:
    """Return well-nested HTML with only what is on the allow-list."""
    return _cleaner(frames).clean(html)


@lru_cache(maxsize=8)
def _cleaner(frames: tuple[str, ...]) -> nh3.Cleaner:
    def judge(tag: str, attribute: str, value: str) -> str | None:
        if tag == "iframe" and attribute == "src":
            return value if is_frame_allowed(value, frames) else None
        if tag == "input" and attribute == "type":
            return value if value == "checkbox" else None
        if attribute == "srcset":
            return value if is_safe_set(value) else None
        if attribute in ADDRESSES:
            return value if is_safe(value, image=tag == "img") else None
        return value

    return nh3.Cleaner(
        tags=set(ALLOWED) if frames else set(ALLOWED) - {"iframe"},
        clean_content_tags=set(REMOVED_WITH_CONTENT),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=judge,
        strip_comments=True,
        link_rel=None,
        url_schemes={*SCHEMES, "data"},
    )
