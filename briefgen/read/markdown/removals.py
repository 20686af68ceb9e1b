"""Which raw HTML is not published, and how this is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from briefgen.model.addresses import host_of
from briefgen.model.embeds import SERVICES, Embed, embed_at
from briefgen.read.markdown.elements import (
    ADDRESSES,
    ALLOWED,
    ATTRIBUTES,
    REMOVED_WITH_CONTENT,
    RESERVED,
    SHOWN,
)
from briefgen.read.markdown.sanitise import (
    MAX_CANDIDATES,
    candidates,
    is_frame_allowed,
    is_safe,
    is_safe_set,
    scheme_of,
)

_CODE: Final = "it could run code"
_RUNS_CODE: Final = frozenset({"script", "svg", "math", "template", "noscript", "xmp"})
_FORMS: Final = frozenset(
    """
    form button select option optgroup textarea fieldset legend output datalist meter progress
    input label
    """.split()
)
_SHOWS: Final = frozenset({"iframe", "object", "embed", "applet", "frame", "frameset", "noframes"})
_OF_A_PAGE: Final = frozenset("html head body title base link meta style noembed".split())
_HTML: Final = frozenset(
    """
    acronym area basefont bgsound blink command dialog dir frame frameset hgroup keygen map marquee
    menu menuitem nobr param plaintext portal rb rtc search slot spacer listing image
    """.split()
)
_OF_A_DRAWING: Final = frozenset(
    """
    circle clippath defs desc ellipse g line lineargradient marker mask metadata path pattern
    polygon polyline radialgradient rect stop symbol text tspan use mi mn mo mrow mfrac msup msub
    msqrt mtext
    """.split()
)
# The hosts of scripts that name nothing to show.
_SCRIPTS: Final[Mapping[str, str]] = {
    "public.flourish.studio": "flourish",
    "public.tableau.com": "tableau",
}
_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_MARKDOWN: Final = "remove it, or write it in Markdown"


class Reason(NamedTuple):
    """Why something is removed, and what the author can do."""

    what: str
    why: str
    hint: str


def of_element(
    name: str, attributes: Mapping[str, str], source: str, replaced: str, frames: tuple[str, ...]
) -> Reason | None:
    """Return the report on a removed element; `replaced` is the URL of the link in its place."""
    what = f"<{name}>"
    if name in _OF_A_DRAWING:
        return None  # reported with its <svg> or <math>
    if name in _SHOWS:
        return _frame(name, replaced, frames)
    if name == "script" and (hint := _as_embed(attributes.get("src", "").strip())):
        return Reason(what, _CODE, hint)
    if name in _RUNS_CODE:
        hint = "save it as an image next to the brief, and show that" if name == "svg" else ""
        return Reason(what, _CODE, hint or _NO_MARKDOWN)
    if name in _FORMS:
        return Reason(what, "a text cannot contain forms", "link to a page with the form")
    if name in _OF_A_PAGE:
        return Reason(what, "it belongs in a whole page, not in a text", "remove it")
    if name in _HTML:
        return Reason(what, "briefgen does not publish this element", _NO_MARKDOWN)
    hint = f"to show it as written, write &lt;{source[1:61]}; otherwise remove it"
    return Reason(source[:60], "HTML has no element with this name", hint)


def is_unwanted(name: str, attributes: Mapping[str, str], frames: tuple[str, ...]) -> bool:
    """Whether the tags of an element are removed, because of its name or of what it shows."""
    if name not in ALLOWED:
        return True
    if name == "iframe":
        return not is_frame_allowed(attributes.get("src", ""), frames)
    return name == "input" and attributes.get("type", "").lower() != "checkbox"


def shown_by(name: str, attributes: Mapping[str, str]) -> str:
    """Return the URL that a frame would show, so that a link can replace the frame."""
    key = {"object": "data"}.get(name, "src")
    url = attributes.get(key, "").strip() if name in _SHOWS else ""
    url = f"https:{url}" if url.startswith("//") else url
    return url if scheme_of(url) in ("http", "https") and _host(url) else ""


def of_attributes(name: str, attributes: Mapping[str, str]) -> Iterator[Reason]:
    """Yield the reports on attributes that are removed, except harmless ones."""
    for key, value in attributes.items():
        what = f"the attribute {key} of <{name}>"
        if key.startswith("on"):
            yield Reason(what, _CODE, "remove it")
        elif key == "srcdoc":
            yield Reason(what, _CODE, "use a URL in the attribute src instead")
        elif key in ADDRESSES and key in ATTRIBUTES[name]:
            if not is_safe(value, image=name == "img"):
                yield _address(name, value)
        elif key == "srcset" and not is_safe_set(value):
            first = islice(candidates(value), MAX_CANDIDATES)
            unsafe = next((url for url, _ in first if not is_safe(url, image=True)), None)
            many = Reason(what, f"it lists more than {MAX_CANDIDATES} files", "list fewer")
            yield many if unsafe is None else _address(name, unsafe)


def published(name: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes that an element of raw HTML keeps."""
    kept_attributes = {
        key: value
        for key, value in attributes.items()
        if key in ATTRIBUTES[name]
        and key not in RESERVED
        and (key not in ADDRESSES or is_safe(value, image=name == "img"))
        and (key != "srcset" or is_safe_set(value))
    }
    if name == "a" and attributes.get("name") and "id" not in attributes:
        kept_attributes["id"] = attributes["name"]
    if "style" in attributes and _STYLE.search(attributes["style"]):
        kept_attributes["hidden"] = ""
    if name == "input":  # the class of a task list item has other effects
        kept_attributes.pop("class", None)
        kept_attributes |= {"type": "checkbox", "disabled": ""}
    return kept_attributes


def is_removed_with_content(name: str) -> bool:
    """Whether the words of an element are removed too."""
    return name in REMOVED_WITH_CONTENT


def shown_files(name: str) -> tuple[str, ...]:
    """Return the attributes that name the files that an element shows."""
    return SHOWN.get(name, ())


def _frame(name: str, replaced: str, frames: tuple[str, ...]) -> Reason:
    if not replaced:
        return Reason(f"<{name}>", "it has no URL to show", "link to what it shows")
    host = _host(replaced)
    what = f"<{name}> of {host}"
    if name != "iframe":
        return Reason(what, "pages cannot show this element", "keep the link, or use an <iframe>")
    if is_frame_allowed(f"https://{host}", frames):
        return Reason(what, "its URL does not begin with https://", "begin the URL with https://")
    add = f"to show it, add {host} to the list `frames` under `markdown` in site.yaml"
    return Reason(what, "site.yaml does not list this host", _as_embed(replaced) or add)


def _as_embed(url: str) -> str:
    """Return how to embed what a part of the embed code of a service loads, or ""."""
    embed = embed_at(url)
    if embed is None and (service := _SCRIPTS.get(host_of(url))):
        embed = Embed(service, SERVICES[service].example, "", "")
    if embed is None:
        return ""
    return (
        f"write this in place of the embed code, with an image that you save next to the text:\n"
        f"::: {embed.service} {embed.id}\n![what it shows](image.png)\n:::"
    )


def _address(name: str, value: str) -> Reason:
    what = f"the {scheme_of(value)}: URL of <{name}>"
    return Reason(what, _CODE, "URLs may begin with https://, http://, mailto: or tel:")


def _host(url: str) -> str:
    try:
        return urlsplit(url.strip()).netloc.lower()
    except ValueError:
        return ""
