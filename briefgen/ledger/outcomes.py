"""What an answer means. Pure, and careful: a source that may be alive is never called gone.

Servers tell programs less than they tell browsers. So only an answer that says so plainly means
that a page is gone, and every sign of a wall against programs means `blocked`.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from briefgen.ledger.answers import Answer, Failure
from briefgen.ledger.wording import (
    NOT_FOUND,
    NUMBER_ONLY,
    ONLY_NOT_FOUND,
    PARKED,
    PARKING,
    WALL,
)
from briefgen.model.identity import source_key
from briefgen.model.ledger import State

_FAILURES: Final[Mapping[Failure, State]] = MappingProxyType(
    {
        "no-host": "gone",
        "private": "error",
        "certificate": "certificate",
        "issuer": "blocked",
        "tls": "blocked",
        "loop": "blocked",  # usually a wall that wants cookies
        "timeout": "timeout",
        "connection": "error",
        "protocol": "error",
    }
)
_PERMANENT: Final = frozenset({301, 308})
_GONE: Final = frozenset({404, 410})
# Statuses of a page that exists, for somebody else. Other 4xx are what walls against programs say.
_WALL_STATUSES: Final = range(400, 500)
# Headers that only walls against programs send.
_WALL_HEADERS: Final = ("cf-mitigated", "x-datadome", "x-amzn-waf-action", "x-sucuri-block")
_LOGIN: Final = re.compile(
    r"/(?:log-?in|sign-?in|auth|sso|account/login|consent|cookie|captcha|challenge)(?:[/.?]|$)",
    re.IGNORECASE,
)
_LOGIN_HOST: Final = re.compile(r"^(?:consent|login|signin|auth|sso|idp)\.")
# Parameters with the address to return to, after terms are accepted or a password is given.
_RETURN: Final = re.compile(
    r"(?:^|&)(?:next|return\w*|redirect\w*|continue|goto|dest(?:ination)?|back(?:url|to)?)=",
    re.IGNORECASE,
)
# Where sites lead that say in the address that a page was not found.
_ERROR_PATH: Final = re.compile(
    r"/(?:(?:custom)?errors?(?:page)?(?:\.(?:html?|php|aspx?|jsp))?"
    r"|(?:errors?[-_/]?)?(?:404|410|page-?not-?found|not-?found)(?:\.(?:html?|php|aspx?|jsp))?)/?$",
    re.IGNORECASE,
)
_HOME: Final = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2,4})?/?)?(?:(?:index|default|home)(?:\.(?:html?|php|aspx?|jsp))?/?)?",
    re.IGNORECASE,
)
# Services that lead from one address to another on any site.
_SHORTENERS: Final = frozenset(
    "bit.ly t.co tinyurl.com goo.gl ow.ly buff.ly is.gd lnkd.in rebrand.ly aka.ms doi.org"
    " dx.doi.org hdl.handle.net purl.org n2t.net w3id.org nbn-resolving.org resolver.kb.nl".split()
)
_TITLE: Final = re.compile(rb"<title\b[^<>]*>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
_HEADING: Final = re.compile(rb"<h1\b[^<>]*>(.{0,500}?)</h1", re.IGNORECASE | re.DOTALL)
_PASSWORD: Final = re.compile(rb"<input\b[^<>]*\btype\s*=\s*[\"']?password", re.IGNORECASE)
_SCRIPT: Final = re.compile(
    r"<(script|style|noscript|template)\b.*?(?:</\1|$)", re.DOTALL | re.IGNORECASE
)
_TITLE_TEXT: Final = re.compile(r"<title\b[^<]*</title", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_TITLE_PARTS: Final = re.compile(r"\s[-–—|·:»«]\s|[|]")
_SHORT: Final = 1_500  # characters: a page that says that another is missing says little else
_LEAST: Final = 400  # characters: a wall has no text of its own
_FEW: Final = 120  # words
_SHARED: Final = 0.9  # of the words of two pages that are the same but for the address in them
_MOST_VISIBLE: Final = 200_000  # bytes
_NOTHING: Final = 12  # words: a page that shows its text only with scripts has fewer


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader sees of an answer: how long its main text is, and whether it was cited.

    `is_same` is None if there is nothing to compare the text with.
    """

    length: int = 0
    is_same: bool | None = None


def state_of(answer: Answer, page: Page) -> State:
    """Return what an answer means for the source that was asked."""
    if answer.failure:
        return _FAILURES[answer.failure]
    if is_refused(answer):
        return "blocked"
    if answer.status in _GONE:
        return "gone"
    if is_missing_page(answer, page):
        return "soft-404"
    # LinkedIn answers programs with 999.
    if answer.status in _WALL_STATUSES or answer.status == 999 or is_walled(answer, page):
        return "blocked"
    if not 200 <= answer.status < 300:
        return "error"
    if is_same_for_all(answer):
        return "blocked"
    if page.is_same is False:
        return "changed"
    return "moved" if moved_to(answer) else "ok"


def moved_to(answer: Answer) -> str:
    """Return where a source has moved for good, or "" if it is where it was.

    Another spelling of the same address is not a move, but https instead of http is.
    """
    target = permanent_target(answer)
    if not target or target == answer.url:
        return ""
    is_secured = answer.url.startswith("http:") and target.startswith("https:")
    if source_key(target) == source_key(answer.url) and not is_secured:
        return ""
    return target


def permanent_target(answer: Answer) -> str:
    """Return where the permanent redirects at the start of an answer lead, or ""."""
    target = ""
    following = [*(hop.url for hop in answer.hops[1:]), answer.final_url]
    for hop, url in zip(answer.hops, following, strict=False):
        if hop.status not in _PERMANENT:
            break
        target = url
    return target


def is_refused(answer: Answer) -> bool:
    """Whether a server says that it does not show a page to programs, or to everybody."""
    if any(name in answer.headers for name in _WALL_HEADERS):
        return True
    requested, final = urlsplit(answer.url), urlsplit(answer.final_url)
    if _LOGIN.search(final.path) and not _LOGIN.search(requested.path):
        return True
    if answer.hops and _RETURN.search(final.query) and not _RETURN.search(requested.query):
        return True
    return final.netloc != requested.netloc and bool(_LOGIN_HOST.match(final.netloc))


def is_walled(answer: Answer, page: Page) -> bool:
    """Whether a page is a wall against programs, or shows its text only with scripts."""
    if page.length > _LEAST or not answer.is_page:
        return False
    if WALL.search(_plain(answer.body[:20_000])) or _PASSWORD.search(answer.body[:_MOST_VISIBLE]):
        return True
    is_read = 200 <= answer.status < 300
    return is_read and _is_only_scripts(answer.body)


def _is_only_scripts(body: bytes) -> bool:
    count = len(_visible(body))
    return count == 0 or (count < _NOTHING and b"<script" in body.lower())


def _visible(body: bytes) -> list[str]:
    """Return the words of a page that readers see without scripts, without its title."""
    text = _SCRIPT.sub(" ", body[:_MOST_VISIBLE].decode(errors="replace"))
    return _TAG.sub(" ", _TITLE_TEXT.sub(" ", text)).split()


def is_missing_page(answer: Answer, page: Page) -> bool:
    """Whether a page says that the one that was asked for does not exist.

    So does the home page of a site, if that is where a deeper address leads, and so does the page
    of a domain that nobody uses.
    """
    if not answer.is_page or not 200 <= answer.status < 300:
        return False
    if _leads_elsewhere(answer):
        return True
    titles = _titles(answer.body)
    firsts = [_first_part(each) for each in titles]
    if any(map(ONLY_NOT_FOUND.fullmatch, firsts)):
        return True
    if page.length > _SHORT:
        return False
    if any(map(NUMBER_ONLY.fullmatch, firsts)):
        return True
    if any(NOT_FOUND.search(each) or PARKED.search(each) for each in titles):
        return True
    return page.length <= _LEAST and bool(
        PARKING.search(answer.body) or PARKED.search(_words(answer.body))
    )


def is_doubtful(answer: Answer) -> bool:
    """Whether an answer may be what a server says of every address, whether it exists or not.

    It is, if a page is short, or if a redirect leads to a page that is higher up, such as a list.
    Then the answer for an address that cannot exist tells the two apart (Bar-Yossef et al., 2004:
    https://doi.org/10.1145/988672.988716).
    """
    if not answer.is_page or answer.status != 200 or is_refused(answer):
        return False
    requested, final = urlsplit(answer.url), urlsplit(answer.final_url)
    if _site(requested.netloc) in _SHORTENERS:
        return False
    if len(_visible(answer.body)) <= _FEW:
        return True
    segments, others = _segments(requested.path), _segments(final.path)
    is_higher = len(others) < len(segments) and segments[-1].lower() not in final.path.lower()
    return bool(answer.hops) and is_higher


def is_same_for_all(answer: Answer) -> bool:
    """Whether a server answers with the same words if an address cannot exist."""
    decoy = answer.decoy
    if decoy is None or decoy.failure or decoy.status != 200 or not decoy.is_page:
        return False
    one, other = (Counter(_visible(each.body)) for each in (answer, decoy))
    return (one & other).total() >= _SHARED * max(one.total(), other.total())


def decoy_of(url: str) -> str:
    """Return an address beside a URL that cannot exist."""
    parts = urlsplit(url)
    folder, ending = posixpath.dirname(parts.path.rstrip("/")), posixpath.splitext(parts.path)[1]
    name = hashlib.blake2b(url.encode(), digest_size=8).hexdigest()
    return parts._replace(path=f"{folder}/{name}{ending}", query="", fragment="").geturl()


def _leads_elsewhere(answer: Answer) -> bool:
    """Whether redirects lead to a page about nothing that was asked for."""
    if not answer.hops:
        return False
    requested, final = urlsplit(answer.url), urlsplit(answer.final_url)
    if _ERROR_PATH.search(final.path) and not _ERROR_PATH.search(requested.path):
        return True
    decoy = answer.decoy
    if decoy and decoy.status == 200 and _page_key(decoy.final_url) == _page_key(answer.final_url):
        return True
    is_deep = len(_segments(requested.path)) > 1 or bool(requested.query)
    is_home = bool(_HOME.fullmatch(final.path)) and not final.query
    return is_deep and is_home and _site(requested.netloc) == _site(final.netloc)


def _page_key(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return _site(parts.netloc), parts.path.rstrip("/")


def _site(host: str) -> str:
    return host.lower().removeprefix("www.")


def _segments(path: str) -> list[str]:
    return [each for each in path.split("/") if each]


def _first_part(title: str) -> str:
    """Return a title without the name of the site after it."""
    return _TITLE_PARTS.split(title.strip(), maxsplit=1)[0].strip()


def _titles(body: bytes) -> list[str]:
    """Return the title and the first heading of a page."""
    matches = (_TITLE.search(body), _HEADING.search(body))
    return [_plain(match[1]) for match in matches if match]


def _words(body: bytes) -> str:
    return _plain(_SCRIPT.sub(" ", body[:20_000].decode(errors="replace")))


def _plain(html: bytes | str) -> str:
    text = html.decode(errors="replace") if isinstance(html, bytes) else html
    return unescape(" ".join(_TAG.sub(" ", text).split()))
