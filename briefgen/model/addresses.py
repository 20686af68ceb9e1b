"""URLs and slugs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_CLEAN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
_SAFE: Final = "/-._~!$'()*,;=:@"
_TAIL_SAFE: Final = "%/?:@!$&'()*+,;=-._~"
# The usual cases, which need no work.
_PLAIN: Final = re.compile(r"[\w/.~-]*", re.ASCII)
_NORMAL: Final = re.compile(r"https?://[a-z0-9.-]+/[\w/.~?=&+,;-]*", re.ASCII)
_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")
_MAX_SLUG_BYTES: Final = 120
_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}


@lru_cache(maxsize=8192)
def slugify(text: str) -> str:
    """Return the part of a URL that stands for a text, or "" if it has no letter or digit.

    Letters of every script are kept with their vowel signs and accents, since a slug is read
    by people.
    `R&D` and `R & D` give the same slug. At most 120 bytes of UTF-8, cut between words where
    that is possible, so that file systems take it.
    """
    if text.isascii():
        return _shortened(_NO_LETTERS.sub("-", text.lower().replace("'", "")).strip("-"))
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _shortened(_hyphenated(folded.replace("'", "").replace("’", "")))


def is_clean(part: str) -> bool:
    """Whether a name can be a part of a URL as it is."""
    return _CLEAN.fullmatch(part) is not None


def is_own_slug(part: str) -> bool:
    """Whether a slug that an author gives can stay as it is, with its capitals.

    So a brief keeps an old address.
    """
    is_short = len(part.encode()) <= _MAX_SLUG_BYTES
    return is_short and (is_clean(part) or slugify(part) == part.casefold())


def _hyphenated(text: str) -> str:
    """Put a hyphen for all that is neither letter, digit, nor a sign upon one."""
    kept: list[str] = []
    for character in text:
        in_word = bool(kept) and kept[-1] != "-"
        if character.isalnum() or (in_word and _is_sign(character)):
            kept.append(character)
        elif in_word:
            kept.append("-")
    return "".join(kept).strip("-")


def _is_sign(character: str) -> bool:
    is_variant = "\ufe00" <= character <= "\ufe0f"  # the colour of an emoji
    return not is_variant and unicodedata.category(character) in ("Mn", "Mc")


def _shortened(slug: str) -> str:
    data = slug.encode()
    if len(data) <= _MAX_SLUG_BYTES:
        return slug
    cut = data[:_MAX_SLUG_BYTES].decode(errors="ignore")
    head, _, _ = cut.rpartition("-")
    return head or cut


def href(base_path: str, url: str) -> str:
    """Return the percent-encoded, root-relative link to a URL path of the site.

    `url` begins with a slash and is not encoded: `href("/sub", "/tags/中国/")`.
    """
    path = base_path + url
    return path if _PLAIN.fullmatch(path) else quote(path, safe=_SAFE)


def encoded(tail: str) -> str:
    """Return a query or fragment, percent-encoded; what is encoded already stays so."""
    return quote(tail, safe=_TAIL_SAFE)


def absolute(base_url: str, url: str) -> str:
    """Return the whole URL of a path of the site, percent-encoded."""
    return _base(base_url) + href("", url)


@lru_cache(maxsize=8)
def _base(base_url: str) -> str:
    """Return a site's URL without its last slash, and with its path percent-encoded."""
    parts = urlsplit(base_url)
    path = href("", unquote(parts.path).rstrip("/"))
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def page_urls(url: str, total: int, size: int) -> list[str]:
    """Return the URLs of all pages of a list with so many items; an empty one has a page too."""
    return [page_url(url, number + 1) for number in range(max(-(-total // size), 1))]


def output_path(url: str) -> str:
    """Return the file of the output that answers a URL: `/a/` gives `a/index.html`."""
    return url.lstrip("/") + "index.html" if url.endswith("/") else url.lstrip("/")


def page_url(url: str, number: int) -> str:
    """Return the URL of a list's n-th page: the list's own for the first."""
    return url if number == 1 else f"{url}page/{number}/"


def source_key(url: str) -> str:
    """Return what two spellings of one source URL have in common (RFC 3986, section 6.2).

    Scheme and host in lower case, no default port, `/` for an empty path, and percent-encodings
    with upper-case digits.
    """
    if _NORMAL.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    scheme, host = parts.scheme.lower(), parts.netloc.lower()
    host = host.removesuffix(_DEFAULT_PORTS.get(scheme, "\0"))
    path = re.sub("%[0-9a-f]{2}", lambda match: match[0].upper(), parts.path or "/")
    return urlunsplit((scheme, host, path, parts.query, parts.fragment))


def host_of(url: str) -> str:
    """Return the host (and port) of a URL in lower case, without `www.`; "" if it has none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower().removeprefix("www.")
    except ValueError:
        return ""


def is_own(url: str, host: str) -> bool:
    """Whether a URL with a host leads to the site at `host`, however the host is written."""
    found = host_of(url)
    return bool(found and host) and _plain_host(found) == _plain_host(host.removeprefix("www."))


@lru_cache(maxsize=256)
def _plain_host(host: str) -> str:
    """Return a host without its default port and last dot, in the letters that DNS has."""
    name = re.sub(r":(?:80|443)?$", "", host).rstrip(".").removeprefix("www.")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return name
