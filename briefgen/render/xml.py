"""XML files, written as text that every parser takes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# What XML 1.0 can hold in no way, not even as a reference (section 2.2).
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_USUAL: Final = b"\t\n\r" + bytes(range(0x20, 0x80))


def element(tag: str, content: str = "", /, **attributes: str) -> str:
    """Return an element of escaped content; an attribute without a value is left out.

    `xmlns_atom` gives the attribute `xmlns:atom`, `xml_lang` gives `xml:lang`.
    """
    if content and not attributes:
        return f"<{tag}>{content}</{tag}>"
    opened = start(tag, **attributes)
    return f"{opened}{content}</{tag}>" if content else f"{opened[:-1]} />"


def start(tag: str, /, **attributes: str) -> str:
    """Return what begins an element, with its attributes."""
    given = [
        f' {name.replace("_", ":", 1)}="{_quoted(value)}"'
        for name, value in attributes.items()
        if value
    ]
    return f"<{tag}{''.join(given)}>"


def lines(children: Iterable[str]) -> str:
    """Return the elements within another one, a line each; those that are empty are left out."""
    found = "\n".join(filter(None, children))
    return f"\n{found}\n" if found else ""


def document(*root: str | bytes, stylesheet: str = "") -> bytes:
    """Return an XML file of the pieces of its root.

    `stylesheet` is the URL of a CSS style sheet for browsers that show the file.
    """
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    if stylesheet:
        url = stylesheet.replace("&", "&amp;").replace('"', "%22").replace("?>", "%3F>")
        head += f'<?xml-stylesheet type="text/css" href="{url}"?>\n'
    pieces = (head, *root, "\n")
    return b"".join([each if isinstance(each, bytes) else each.encode() for each in pieces])


def escaped(text: str) -> str:
    """Return a text as it stands in an element, without the characters that XML cannot hold."""
    legal = text if text.isprintable() else _FORBIDDEN.sub("", text)
    return legal.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_whole(text: str) -> bytes:
    """Return the same in UTF-8; for long texts, whose characters are looked at as bytes."""
    data = text.encode(errors="surrogatepass")
    rest = data.translate(None, _USUAL)
    if rest and not rest.decode(errors="surrogatepass").isprintable():
        return escaped(text).encode()
    return data.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _quoted(value: str) -> str:
    """Return a value as it stands in an attribute, where parsers take a line's end for a blank."""
    shown = escaped(value).replace('"', "&quot;")
    return shown.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#09;")
