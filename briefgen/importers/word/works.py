"""Works that a document cites, from the fields of Zotero, Mendeley, EndNote and Word.

pandoc returns them as `references` in the metadata, in the form of CSL:
https://docs.citationstyles.org/en/stable/specification.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from briefgen.importers.word.inlines import plain_words
from briefgen.read.dates import NoDate, parse_partial_date

_DOI: Final = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE
)
_ISO: Final = re.compile(r"\d{4}(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class Work:
    """A cited work. `url` is "" if nothing leads to it."""

    url: str = ""
    title: str = ""
    author: str = ""
    publisher: str = ""
    date: str = ""
    accessed: str = ""

    @property
    def values(self) -> dict[str, str]:
        """The entry of `sources`."""
        return {
            "url": self.url,
            "title": self.title,
            "author": self.author,
            "publisher": self.publisher,
            "date": self.date,
            "accessed": self.accessed,
        }

    @property
    def words(self) -> str:
        """The work as the words of a note."""
        parts = (self.author, self.title, self.publisher, self.date)
        return ", ".join(filter(None, parts))


def works_of(meta: Mapping[str, Any]) -> dict[str, Work]:
    """Return the works of pandoc's metadata by their ids."""
    references = value_of(meta.get("references", {}))
    works = {}
    for each in (
        references if isinstance(references, Sequence) and not isinstance(references, str) else ()
    ):
        if isinstance(each, Mapping):
            works[_text(each, "id")] = _work(each)
    return works


def value_of(meta: Any) -> Any:
    """Return a value of pandoc's metadata as texts, lists and mappings."""
    kind, content = meta.get("t"), meta.get("c")
    if kind == "MetaMap":
        return {name: value_of(each) for name, each in content.items()}
    if kind == "MetaList":
        return [value_of(each) for each in content]
    if kind == "MetaInlines":
        return plain_words(content)
    if kind == "MetaBlocks":
        return " ".join(plain_words(each.get("c", [])) for each in content)
    return str(content) if content is not None else ""


def _work(reference: Mapping[str, Any]) -> Work:
    doi = _DOI.fullmatch(_text(reference, "doi") or _text(reference, "DOI"))
    url = _text(reference, "url") or _text(reference, "URL")
    return Work(
        url=f"https://doi.org/{doi[1]}" if doi else url if url.startswith("http") else "",
        title=_text(reference, "title"),
        author=", ".join(_names(reference.get("author") or reference.get("editor"))),
        publisher=_publisher(reference),
        date=_date(reference.get("issued")),
        accessed=_day(_date(reference.get("accessed"))),
    )


def _text(reference: Mapping[str, Any], name: str) -> str:
    value = reference.get(name, "")
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _names(people: Any) -> list[str]:
    entries = people if isinstance(people, list) else [people] if people else []
    return [name for each in entries if (name := _name(each))]


def _name(person: Any) -> str:
    if isinstance(person, str):
        return person
    if not isinstance(person, Mapping):
        return ""
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    names = " ".join(filter(None, (_text(person, part) for part in parts)))
    return _text(person, "literal") or names


def _publisher(reference: Mapping[str, Any]) -> str:
    """Return who published a work, and where in a journal it is: `Journal 12(3), 45–67`."""
    container, publisher = _text(reference, "container-title"), _text(reference, "publisher")
    volume, issue = _text(reference, "volume"), _text(reference, "issue")
    number = volume + (f"({issue})" if issue else "")
    pages = _text(reference, "page").replace("-", "–")
    inside = " ".join(filter(None, (container, number)))
    publisher_place = _text(reference, "publisher-place")
    return ", ".join(filter(None, (inside, pages, publisher, publisher_place if publisher else "")))


def _date(value: Any) -> str:
    """Return a date as `2026`, `2026-03` or `2026-03-04`, or "" if it is anything else."""
    if isinstance(value, Mapping):
        parts = value.get("date-parts") or [[]]
        numbers = [str(each) for each in (parts[0] if isinstance(parts, list) and parts else [])]
        value = "-".join([*numbers[:1], *(each.zfill(2) for each in numbers[1:3])])
    text = str(value or "").partition("/")[0]
    try:
        parse_partial_date(text)
    except NoDate:
        year = re.search(r"\b(?:1[5-9]|20)\d\d\b", text)
        return year[0] if year else ""
    return text


def _day(date: str) -> str:
    return date if len(date) == len("2026-03-04") else ""
