"""Keys that are equal for different spellings of a name, a path or the URL of a work."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urlsplit

from briefgen.model.addresses import readable_host, slugify
from briefgen.model.characters import without_invisible

# A simple URL, which can vary only in its scheme, `www.`, a trailing slash and its query.
_USUAL: Final = re.compile(
    r"https?://(?:www\.)?([a-z0-9]+(?:[.-](?!-)[a-z0-9]+)*)((?:/+[\w.~-]+)*)/*"
    r"(?:\?([\w.~=&-]*))?",
    re.ASCII,
)
_ESCAPES: Final = re.compile("(?:%[0-9A-Fa-f]{2})+")
_UNRESERVED: Final = re.compile("[A-Za-z0-9._~-]")
_WEB: Final = ("", "http", "https")  # "" as in //example.org
_DOI: Final = re.compile(r"doi:\s*(?:https?://(?:dx\.)?doi\.org/)?(?=10\.\d)", re.IGNORECASE)
_DOI_SAFE: Final = re.compile(r"[\s#?<>\"{}|\\^`]")
# Parameters that say where a reader came from, not what the page is.
_TRACKING: Final = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_(?:campaign|kwd|keyword|source|medium|content|cid|vid)|hsa_\w+|_hs\w+"
    r"|at_(?:medium|campaign|link\w*)|ns_\w+|mc_[ce]id|ml_sub\w*"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igsh(?:id)?|_ga|_gl"
    r"|mkt_tok|vero_id|oly_(?:anon|enc)_id|wt\.mc_id|ref_src|ref_url|s_cid|cmpid|spm)(?:=.*)?",
    re.IGNORECASE | re.ASCII,
)
_FILE_END: Final = re.compile(r"(?:/(?:index|default))?\.(?:html?|php|aspx?|jsp)$")
_LESSER_HOST: Final = re.compile(r"^(?:m|mobile|amp)\.")

# Signs that make a word a different term: `C++` is not `C`.
_AFTER: Final = {"+": "plus", "#": "sharp", "%": "percent", "‰": "permille"}
_SIGNS: Final = re.compile(r"(?<=[\w+#])[+#]|(?<=\d)\s?[%‰]|(?<![\w.])\.(?=[^\W\d])")


def normal(path: str) -> str:
    """Return a path in Unicode NFC, so that composed and decomposed `é` are equal."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def path_key(path: str) -> str:
    """Return a key that is equal for paths or anchors that look the same."""
    return path if path.isascii() else normal(without_invisible(path))


def name_key(name: str) -> str:
    """Return a key that is equal for names that readers would consider the same."""
    folded = unicodedata.normalize("NFKC", without_invisible(name)).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


@lru_cache(maxsize=8192)
def term_slug(name: str, language: str = "") -> str:
    """Return the slug of a term: `OPEC+`, `C#` and `.NET` are not `OPEC`, `C` and `NET`."""
    return slugify(_SIGNS.sub(_sign_in_words, without_invisible(name)), language)


def _sign_in_words(sign: re.Match[str]) -> str:
    mark = sign[0].strip()
    return " dot " if mark == "." else f" {_AFTER[mark]} "


def with_doi(url: str) -> str:
    """Return the https URL of a DOI (`doi:10.1000/xyz`); return any other URL unchanged."""
    match = _DOI.match(url)
    if match is None:
        return url
    name = _DOI_SAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", url[match.end() :].strip())
    return f"https://doi.org/{name}"


def source_key(url: str) -> str:
    """Return a key that is equal for URLs of the same work.

    It ignores the scheme, `www.`, a default port, a trailing slash, the spelling of the host and
    of percent-encoding, tracking parameters, and the place within the work (`#page=12`,
    `#:~:text=…`).
    """
    match = _USUAL.fullmatch(url)
    if match and match[1] != "dx.doi.org" and match[1] != "doi.org":
        return match[1] + match[2] + (_query(match[3]) if match[3] else "")
    return _unusual_key(url)


@lru_cache(maxsize=4096)
def _unusual_key(url: str) -> str:
    try:
        parts = urlsplit(with_doi(url))
    except ValueError:
        return url
    if parts.scheme.lower() not in _WEB or not parts.netloc:
        return url
    host = readable_host(parts.netloc).removeprefix("www.")
    path = _decoded(parts.path).rstrip("/")
    if host in ("doi.org", "dx.doi.org"):
        host, path = "doi.org", path.lower()
    return f"{host}{path}{_query(parts.query)}{_route(parts)}"


def without_tracking(url: str) -> str:
    """Return the URL of a work without tracking parameters and without a place within the work."""
    if "#" not in url:
        address, mark, query = url.partition("?")
        is_usual = query and address.startswith(("https://", "http://"))
        if not mark or (is_usual and not any(map(_TRACKING.fullmatch, query.split("&")))):
            return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    parameters = [each for each in parts.query.split("&") if not _TRACKING.fullmatch(each)]
    fragment = parts.fragment if _route(parts) else ""
    return parts._replace(query="&".join(parameters), fragment=fragment).geturl()


def near_source_key(url: str) -> str:
    """Return a key that is equal for URLs that are probably the same work.

    It also ignores case, a file extension, the query and a mobile host (`m.`).
    """
    key = source_key(url).casefold()
    path = _LESSER_HOST.sub("", re.split("[?#]", key, maxsplit=1)[0])
    return _FILE_END.sub("", path)


def _query(query: str) -> str:
    parameters = [each for each in query.split("&") if each and not _TRACKING.fullmatch(each)]
    return "?" + _decoded("&".join(parameters)) if parameters else ""


def _route(parts: SplitResult) -> str:
    """Return a fragment that a script uses as the address of a page, such as `#/reports/3`."""
    fragment = parts.fragment
    return f"#{_decoded(fragment)}" if fragment.startswith(("/", "!")) else ""


def _decoded(text: str) -> str:
    """Decode what needs no percent-encoding; reserved characters stay encoded."""
    if "%" in text:
        text = _ESCAPES.sub(_characters, text)
    return normal(text)


def _characters(match: re.Match[str]) -> str:
    try:
        decoded = bytes.fromhex(match[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return match[0].upper()
    return "".join(
        each if not each.isascii() or _UNRESERVED.match(each) else f"%{ord(each):02X}"
        for each in decoded
    )
