"""URLs and slugs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from briefgen.model.characters import without_invisible

_CLEAN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
_SAFE: Final = "/-._~!$'()*,;=:@"
_TAIL_SAFE: Final = "%/?:@!$&'()*+,;=-._~"
# The usual cases, which need no work.
_PLAIN: Final = re.compile(r"[\w/.~-]*", re.ASCII)
# `C:\\Users\\me\\a.png`, `\\\\server\\a.png` or `file:///Users/me/a.png`, also percent-encoded.
_ON_A_DISK: Final = re.compile(r"file:|[A-Za-z]:(?:[/\\]|%5C)|(?:\\|%5C){2}", re.IGNORECASE)
_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")
_MAX_SLUG_BYTES: Final = 120
_USUAL_PORT: Final = re.compile(r":(?:80|443)?$")
# Languages that write i and ı as two letters, each with its own capital.
_TURKIC: Final = frozenset({"az", "crh", "gag", "kaa", "tr"})
_TURKIC_CAPITALS: Final = str.maketrans({"I": "ı", "İ": "i"})


def is_drawing(url: str) -> bool:
    """Whether a URL or path names an SVG file."""
    return re.split(r"[?#]", url, maxsplit=1)[0].lower().endswith((".svg", ".svgz"))


def is_on_a_disk(destination: str) -> bool:
    """Whether a destination is a path on the author's own computer, not an address."""
    return _ON_A_DISK.match(destination) is not None


@lru_cache(maxsize=8192)
def slugify(text: str, language: str = "") -> str:
    """Return the part of a URL that stands for a text, or "" if it has no letter or digit.

    Letters of every script are kept with their vowel signs and accents, since a slug is read
    by people. Characters that nobody sees make no difference.
    `R&D` and `R & D` give the same slug. At most 120 bytes of UTF-8, cut between words where
    that is possible, so that file systems take it.
    """
    return _shortened(full_slug(text, language))


def full_slug(text: str, language: str = "") -> str:
    """Return the slug of a text whatever its length, for anchors, which are no file names."""
    if text.isascii() and not _is_turkic(language):
        return _NO_LETTERS.sub("-", text.lower().replace("'", "")).strip("-")
    folded = lowercase(without_invisible(unicodedata.normalize("NFKC", text)), language)
    return _hyphenated(folded.replace("'", "").replace("’", ""))


def _is_turkic(language: str) -> bool:
    return language.partition("-")[0].lower() in _TURKIC


def lowercase(text: str, language: str = "") -> str:
    """Return a text in the small letters of a language; `ß` becomes `ss`, as in `STRASSE`."""
    if _is_turkic(language):
        text = unicodedata.normalize("NFC", text).translate(_TURKIC_CAPITALS)
    # The ς that ends a Greek word stays.
    parts = re.split("(ς)", text.lower())
    small = "".join(part if part == "ς" else part.casefold() for part in parts)
    # İ becomes i with a dot of its own, which no other i has.
    return unicodedata.normalize("NFC", small.replace("i\u0307", "i"))


def is_clean(part: str) -> bool:
    """Whether a name can be a part of a URL as it is."""
    return _CLEAN.fullmatch(part) is not None


def is_own_slug(part: str, language: str = "") -> bool:
    """Whether a slug that an author gives can stay as it is, with its capitals.

    So a brief keeps an old address.
    """
    is_short = len(part.encode()) <= _MAX_SLUG_BYTES
    small = lowercase(part, language)
    return is_short and (is_clean(part) or slugify(part, language) == small)


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


def host_of(url: str) -> str:
    """Return the host (and port) of a URL as people read it, without `www.`; "" if it has none."""
    try:
        return readable_host(urlsplit(url).netloc).removeprefix("www.")
    except ValueError:
        return ""


def is_own(url: str, host: str) -> bool:
    """Whether a URL with a host leads to the site at `host`, however the host is written."""
    other = host_of(url)
    return bool(other and host) and other == readable_host(host).removeprefix("www.")


@lru_cache(maxsize=1024)
def readable_host(netloc: str) -> str:
    """Return the host of a URL in lowercase, in Unicode for `xn--…` (IDNA), and its own port."""
    host = _USUAL_PORT.sub("", netloc.rpartition("@")[2].lower()).removesuffix(".")
    if host.isascii() and "xn--" not in host:
        return host
    return ".".join(map(_label, unicodedata.normalize("NFKC", host).split(".")))


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode").lower()
    except UnicodeError:
        return label
