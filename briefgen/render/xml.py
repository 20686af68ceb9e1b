"""XML files: elements to bytes that every parser takes."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

# What XML 1.0 can hold in no way, not even as a reference (section 2.2).
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    """Append an element with a text; an attribute without a value is left out."""
    given = {name: legal(value) for name, value in attributes.items() if value}
    child = SubElement(parent, tag, given)
    child.text = legal(text) or None
    return child


def root(tag: str, **attributes: str) -> Element:
    """Return the outermost element; `xmlns_atom` gives `xmlns:atom`, `xml_lang` `xml:lang`."""
    return Element(
        tag, {name.replace("_", ":", 1): legal(value) for name, value in attributes.items()}
    )


def document(element: Element, stylesheet: str = "") -> bytes:
    """Return an XML file, with the URL of a CSS style sheet for browsers that show it."""
    indent(element, "")
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    if stylesheet:
        head += f'<?xml-stylesheet type="text/css" href="{_quoted(stylesheet)}"?>\n'
    return (head + tostring(element, encoding="unicode") + "\n").encode()


def legal(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def _quoted(url: str) -> str:
    return url.replace("&", "&amp;").replace('"', "%22").replace("?>", "%3F>")
