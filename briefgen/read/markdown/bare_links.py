"""Where a URL or an e-mail address without brackets begins and ends, in any script.

A URL may begin after any character but a letter of its own script, a digit and some marks. It ends
before a space, a quotation mark, or the punctuation of another script; a bracket that closes none
of its own brackets, and punctuation at its end, belong to the sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

_LATIN: Final = "A-Za-z0-9\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_BEGIN: Final = re.compile(
    rf"(?<![{_LATIN}/@.+<\-\\])(?:https?://(?=[\w\[])|www\.(?=\w))"
    rf"|(?P<mail>(?<![{_LATIN}_.+'@/\-])[{_LATIN}_.+'\-]++@(?=\w))",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"(?:(?!\{[{%])[^\s<>\"`|\x00-\x1f\x7f])*")
_FIRST: Final = re.compile("[^'_.+\\-]")
_DOMAIN: Final = re.compile(r"[^\W_](?:[\w\-]*[^\W_])?(?:\.[^\W_](?:[\w\-]*[^\W_])?)+")
_XMPP: Final = re.compile(r"/[A-Za-z0-9@.]*[A-Za-z0-9@]")
_SCHEMES: Final = ("mailto:", "xmpp:")
_SCALE: Final = re.compile(r"[1-9]x\.", re.IGNORECASE)  # photo@2x.png
_HOST: Final = re.compile(r"[\w.\-]*")
_TLD: Final = re.compile(r"[A-Za-z]{2,}")
_ENTITY: Final = re.compile(r"&[A-Za-z0-9]{1,32};\Z")
_TRIMMED: Final = frozenset("?!.,:*_~'\"[(;\\–·")
_OPENING: Final = {")": "(", "]": "["}
_MAX_MAIL: Final = 320


class BareLink(NamedTuple):
    """A link without brackets: its place in a text, and its destination."""

    begin: int
    end: int
    url: str


def bare_links(text: str) -> tuple[BareLink, ...]:
    """Return the bare links of a text, in order. Its mark-up is not looked at."""
    if "://" not in text and "www." not in text.lower() and "@" not in text:
        return ()
    return tuple(_bare_links(text))


def _bare_links(text: str) -> Iterator[BareLink]:
    at = 0
    while (match := _BEGIN.search(text, at)) is not None:
        at = match.end()
        link = _mail(text, match) if match["mail"] else _web(text, match)
        if link:
            at = link.end
            yield link


def _web(text: str, match: re.Match[str]) -> BareLink | None:
    begin = match.start()
    if text.startswith("](", begin - 2):  # the destination of a link that is not valid
        return None
    end = _end_of_url(text, begin, match.end())
    if end <= match.end():
        return None
    url = text[begin:end]
    if match[0][0] in "wW":
        return BareLink(begin, end, f"http://{url}") if url.count(".") > 1 else None
    return BareLink(begin, end, url)


def _end_of_url(text: str, begin: int, host: int) -> int:
    """Return where a URL ends whose host begins at an offset."""
    match = _URL.match(text, host)
    end = match.end() if match else host
    quoted = text[begin - 1 : begin] == "'"
    opened = {"(": 0, "[": 0}
    for at in range(host, end):
        character = text[at]
        if character in opened:
            opened[character] += 1
        elif character in _OPENING:
            opened[_OPENING[character]] -= 1
            if opened[_OPENING[character]] < 0:
                end = at
                break
        elif (quoted and character == "'") or _ends_url(character):
            end = at
            break
    end = _end_of_host(text, host, end)
    return _trimmed(text, host, end)


@lru_cache(maxsize=4096)
def _ends_url(character: str) -> bool:
    """Whether a character is punctuation that no URL contains; – and · are in those of wikis."""
    return (
        not character.isascii()
        and character not in "–·"
        and unicodedata.category(character).startswith(("P", "Cf"))
        and character != "\u200d"
    )


def _end_of_host(text: str, host: int, end: int) -> int:
    """Return the end of a URL, before letters of another script that follow its host at once."""
    name = _HOST.match(text, host, end)
    if name is None or (name.end() < end and text[name.end()] in "/:?#@[]%"):
        return end
    label = text.rfind(".", host, name.end()) + 1
    latin = _TLD.match(text, label, name.end()) if label else None
    if latin and latin.end() < name.end() and not text[latin.end()].isascii():
        return latin.end()
    return end


def _trimmed(text: str, begin: int, end: int) -> int:
    """Return the end of a URL without the punctuation of the sentence."""
    while end > begin:
        if text[end - 1] == ";" and (entity := _ENTITY.search(text, max(end - 34, begin), end)):
            end = entity.start()
        elif text[end - 1] in _TRIMMED:
            end -= 1
        elif text.endswith("'s", begin, end):
            end -= 2
        else:
            break
    return end


def _mail(text: str, match: re.Match[str]) -> BareLink | None:
    first = _FIRST.search(text, match.start(), match.end() - 1)
    domain = _DOMAIN.match(text, match.end(), min(len(text), match.end() + _MAX_MAIL))
    if first is None or domain is None or match.end() - first.start() > _MAX_MAIL:
        return None
    if text[match.end() - 2] in ".'" or _SCALE.match(domain[0]):
        return None
    end = _end_of_host(text, domain.start(), domain.end())
    after = text[end : end + 2]
    if after[:1] == "@" or (after[:1] == ":" and after[1:].isalnum()):  # git@a.example:b
        return None
    begin = first.start()
    for scheme in _SCHEMES:
        start = begin - len(scheme)
        if start >= 0 and text[start:begin].lower() == scheme:
            if text[start - 1 : start].isalnum() or text.startswith("](", start - 2):
                return None
            tail = _XMPP.match(text, end) if scheme == "xmpp:" else None
            end = tail.end() if tail else end
            return BareLink(start, end, text[start:end])
    return BareLink(begin, end, f"mailto:{text[begin:end]}")
