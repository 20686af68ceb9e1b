"""The words of a text in the order in which they are read: as HTML has them, and as a PDF does.

White space and invisible characters are left out, since lines end at other places.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from lxml import html

from briefgen.model.text import Text
from tests.support.pdf import Document, Part
from tests.support.reading import filled

_NUMBERED: Final = re.compile("⟦(figure|table)([0-9]+)⟧")
_SOURCE_NUMBER: Final = re.compile("\u2060?[0-9]+")
_CONTROLS: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# A PDF has these as they follow each other on paper, from left to right, and twice if the font
# draws a letter and its dots apart.
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff]+")
_BEYOND: Final = re.compile("[\U00033480-\U000dffff\U000e01f0-\U0010ffff]")  # in no font
_BOXES: Final = str.maketrans("", "", "☐☑")
_TITLES: Final = {
    "callout-note": "Note", "callout-warning": "Warning", "callout-key-finding": "Key finding"
}  # fmt: skip


@dataclass(slots=True)
class Spoken:
    """The words of a text, and of its notes in any order."""

    words: str = ""
    notes: list[str] = field(default_factory=list)


def bare(words: str) -> str:
    """Return words without white space, controls and the boxes of tasks."""
    words = "".join(
        each
        for each in words.translate(_BOXES)
        if not each.isspace() and unicodedata.category(each) not in ("Cc", "Cf", "Cs")
    )
    words = _BEYOND.sub("\ufffd", words)
    return _RIGHT_TO_LEFT.sub(lambda match: "".join(sorted({*match[0]})), words)


def of_text(text: Text) -> Spoken:
    """Return the words of a text, with the words of images in their place."""
    spoken = Spoken()
    source = _CONTROLS.sub("", filled(text))
    root = html.fragment_fromstring(source, create_parent="div")
    words = bare("".join(_words(root, spoken.notes)))
    spoken.words = _NUMBERED.sub(lambda match: f"{match[1].title()}{match[2]}", words)
    spoken.notes.sort()
    return spoken


def _words(element: Any, notes: list[str]) -> Iterator[str]:
    """Yield the words in an element."""
    attributes, name, classes = element.attrib, element.tag, element.get("class", "").split()
    if "hidden" in attributes or name == "rp" or "footnotes-sep" in classes:
        return
    if "footnotes" in classes:
        items = element.iterfind(".//li[@class='footnote-item']")
        notes.extend(bare("".join(_inside(item, []))) for item in items)
        return
    if "footnote-ref" in classes or "footnote-backref" in classes:
        return
    if name == "img":
        yield attributes.get("alt", "")
    elif name in ("iframe", "video", "audio"):
        source = element.find("source")
        url = attributes.get("src") or (source is not None and source.get("src")) or ""
        yield attributes.get("title", "").strip() or url.partition("//")[2].rstrip("/") or url
    if _has_no_title(element, classes):
        yield next(_TITLES[each] for each in classes if each in _TITLES)
    before, after = {"q": ("“", "”"), "rt": ("(", ")")}.get(name, ("", ""))
    yield before
    yield from _inside(element, notes)
    yield after


def _has_no_title(element: Any, classes: list[str]) -> bool:
    if element.tag != "aside" or _TITLES.keys().isdisjoint(classes):
        return False
    return not any("callout-title" in each.get("class", "") for each in element)


def _inside(element: Any, notes: list[str]) -> Iterator[str]:
    yield element.text or ""
    for child in _in_order(element):
        yield from _words(child, notes)
        yield child.tail or ""


def _in_order(element: Any) -> list[Any]:
    """Return the elements in an element, as they are read: captions and feet have their places."""
    children = [child for child in element if isinstance(child.tag, str)]
    if element.tag == "table":
        return sorted(children, key=lambda child: child.tag == "tfoot")
    if element.tag == "figure" and any(child.tag == "figcaption" for child in children):
        is_quotation = any(child.tag == "blockquote" for child in children)
        return sorted(children, key=lambda child: (child.tag == "figcaption") is is_quotation)
    return children


def of_document(document: Document) -> Spoken:
    """Return the words of a PDF after its title, without the marks of notes and items."""
    spoken = Spoken()
    words = "".join(_read_aloud(document.root, spoken.notes, is_list=False))
    spoken.words = bare(words).removeprefix("Title")
    spoken.notes.sort()
    return spoken


def _is_link(part: Part | str | None) -> bool:
    return isinstance(part, Part) and part.role == "Link"


def _read_aloud(part: Part, notes: list[str], *, is_list: bool) -> Iterator[str]:
    for before, each in pairwise((None, *part.parts)):
        if isinstance(each, str):
            yield each
        elif each is None or (_is_link(before) and _SOURCE_NUMBER.fullmatch(each.text)):
            continue
        elif each.role == "Note":
            inner = "".join(_read_aloud(each, notes, is_list=False))
            notes.append(bare(inner))
        elif each.role == "L":
            is_plain = each.attributes.get("/ListNumbering") == "/None"
            yield from _read_aloud(each, notes, is_list=not is_plain)
        elif each.role != "Lbl" or (part.role == "LI" and not is_list):
            yield from _read_aloud(each, notes, is_list=is_list)
