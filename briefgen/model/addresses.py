"""URLs and slugs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from briefgen.model.characters import without_invisible

NOT_FOUND: Final = "/404.html"  # hosts show this page for unknown URLs

_CLEAN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
_SAFE: Final = "/-._~!$'()*,;=:@"
_TAIL_SAFE: Final = "%/?:@!$&'()*+,;=-._~"
# Most URLs need no encoding.
_PLAIN: Final = re.compile(r"[\w/.~-]*", re.ASCII)
# `C:\\Users\\me\\a.png`, `\\\\server\\a.png` or `file:///Users/me/a.png`, also percent-encoded.
_ON_A_DISK: Final = re.compile(r"file:|[A-Za-z]:(?:[/\\]|%5C)|(?:\\|%5C){2}", re.IGNORECASE)
_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")
_MAX_SLUG_BYTES: Final = 120
_USUAL_PORT: Final = re.compile(r":(?:80|443)?$")
# Languages in which i and ı are two letters, each with its own capital.
_TURKIC: Final = frozenset({"az", "crh", "gag", "kaa", "tr"})
_TURKIC_CAPITALS: Final = str.maketrans({"I": "ı", "İ": "i"})


def is_drawing(url: str) -> bool:
    """Whether a URL or path names an SVG file."""
    return re.split(r"[?#]", url, maxsplit=1)[0].lower().endswith((".svg", ".svgz"))


def is_on_a_disk(destination: str) -> bool:
    """Whether a destination is a path on the author's own computer, not a URL."""
    return _ON_A_DISK.match(destination) is not None


@lru_cache(maxsize=8192)
def slugify(text: str, language: str = "") -> str:
    """Return the slug of a text, for use in a URL, or "" if it has no letter or digit.

    Letters of every script keep their vowel signs and accents, because people read slugs.
    Invisible characters are ignored. `R&D` and `R & D` give the same slug. A slug has at most
    120 bytes of UTF-8, so that file systems accept it, and is cut between words if possible.
    """
    return _shortened(full_slug(text, language))


def full_slug(text: str, language: str = "") -> str:
    """Return the slug of a text without a length limit, for anchors (never file names)."""
    if text.isascii() and not is_turkic(language):
        return _NO_LETTERS.sub("-", text.lower().replace("'", "")).strip("-")
    folded = lowercase(without_invisible(unicodedata.normalize("NFKC", text)), language)
    return _hyphenated(folded.replace("'", "").replace("’", ""))


def is_turkic(language: str) -> bool:
    """Whether a language tells i and ı apart."""
    return language.partition("-")[0].lower() in _TURKIC


def lowercase(text: str, language: str = "") -> str:
    """Return a text in lowercase by the rules of a language; `ß` becomes `ss`, as in `STRASSE`."""
    if is_turkic(language):
        text = unicodedata.normalize("NFC", text).translate(_TURKIC_CAPITALS)
    # Keep ς, which ends Greek words: casefold would turn it into σ.
    parts = re.split("(ς)", text.lower())
    small = "".join(part if part == "ς" else part.casefold() for part in parts)
    # İ becomes i with a combining dot; remove the dot.
    return unicodedata.normalize("NFC", small.replace("i\u0307", "i"))


def is_clean(part: str) -> bool:
    """Whether a name can be part of a URL unchanged."""
    return _CLEAN.fullmatch(part) is not None


def is_own_slug(part: str, language: str = "") -> bool:
    """Whether a slug that an author writes can be used unchanged, including its capitals.

    This lets a brief keep an old address.
    """
    is_short = len(part.encode()) <= _MAX_SLUG_BYTES
    small = lowercase(part, language)
    return is_short and (is_clean(part) or slugify(part, language) == small)


def _hyphenated(text: str) -> str:
    """Replace everything except letters, digits and their combining marks with hyphens."""
    characters: list[str] = []
    for character in text:
        in_word = bool(characters) and characters[-1] != "-"
        if character.isalnum() or (in_word and _is_sign(character)):
            characters.append(character)
        elif in_word:
            characters.append("-")
    return "".join(characters).strip("-")


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
    """Percent-encode a query or fragment, leaving what is already encoded unchanged."""
    return quote(tail, safe=_TAIL_SAFE)


def absolute(base_url: str, url: str) -> str:
    """Return the absolute URL of a path of the site, percent-encoded."""
    return _base(base_url) + href("", url)


@lru_cache(maxsize=8)
def _base(base_url: str) -> str:
    """Return a site's URL with its path percent-encoded and without the trailing slash."""
    parts = urlsplit(base_url)
    path = href("", unquote(parts.path).rstrip("/"))
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def page_urls(url: str, total: int, size: int) -> list[str]:
    """Return the URLs of all pages of a list of `total` items; an empty list has one page."""
    return [page_url(url, number + 1) for number in range(max(-(-total // size), 1))]


def output_path(url: str) -> str:
    """Return the output file that serves a URL: `/a/` gives `a/index.html`."""
    return url.lstrip("/") + "index.html" if url.endswith("/") else url.lstrip("/")


def page_url(url: str, number: int) -> str:
    """Return the URL of a list's n-th page; the first page has the list's own URL."""
    return url if number == 1 else f"{url}page/{number}/"


def host_of(url: str) -> str:
    """Return the readable host (and port) of a URL without `www.`, or "" if it has none."""
    try:
        return readable_host(urlsplit(url).netloc).removeprefix("www.")
    except ValueError:
        return ""


def is_own(url: str, host: str) -> bool:
    """Whether a URL points to the site at `host`, in whatever form either host is written."""
    other = host_of(url)
    return bool(other and host) and other == readable_host(host).removeprefix("www.")


@lru_cache(maxsize=1024)
def readable_host(netloc: str) -> str:
    """Return the host of a URL in lowercase, IDNA (`xn--…`) decoded, without a default port."""
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
