"""XML files that every parser accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# Characters that XML 1.0 cannot contain, not even as references (section 2.2).
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_USUAL: Final = b"\t\n\r" + bytes(range(0x20, 0x80))


def element(tag: str, content: str = "", /, **attributes: str) -> str:
    """Return an element with already escaped content; empty attributes are left out.

    `xmlns_atom` gives the attribute `xmlns:atom`, `xml_lang` gives `xml:lang`.
    """
    if content and not attributes:
        return f"<{tag}>{content}</{tag}>"
    opened = start(tag, **attributes)
    return f"{opened}{content}</{tag}>" if content else f"{opened[:-1]} />"


def start(tag: str, /, **attributes: str) -> str:
    """Return the start tag of an element."""
    pairs = [
        f' {name.replace("_", ":", 1)}="{_quoted(value)}"'
        for name, value in attributes.items()
        if value
    ]
    return f"<{tag}{''.join(pairs)}>"


def lines(children: Iterable[str]) -> str:
    """Return child elements, one per line; empty ones are left out."""
    text = "\n".join(filter(None, children))
    return f"\n{text}\n" if text else ""


def document(*root: str | bytes, stylesheet: str = "") -> bytes:
    """Return an XML file with this root element, given in pieces.

    `stylesheet` is the URL of a CSS style sheet for browsers.
    """
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    if stylesheet:
        url = stylesheet.replace("&", "&amp;").replace('"', "%22").replace("?>", "%3F>")
        head += f'<?xml-stylesheet type="text/css" href="{url}"?>\n'
    pieces = (head, *root, "\n")
    return b"".join([each if isinstance(each, bytes) else each.encode() for each in pieces])


def escaped(text: str) -> str:
    """Return a text escaped for an element, without the characters that XML cannot contain."""
    legal = text if text.isprintable() else _FORBIDDEN.sub("", text)
    return legal.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_bytes(text: str) -> bytes:
    """Return the same as UTF-8; faster for long texts, since it works on bytes."""
    data = text.encode(errors="surrogatepass")
    rest = data.translate(None, _USUAL)
    if rest and not rest.decode(errors="surrogatepass").isprintable():
        return escaped(text).encode()
    return data.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _quoted(value: str) -> str:
    """Return a quoted attribute value, with line breaks escaped, or parsers make them spaces."""
    escaped_value = escaped(value).replace('"', "&quot;")
    return escaped_value.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#09;")
