"""A Word document as a brief."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from briefgen.importers.highlights import is_heading_of_highlights, with_highlights
from briefgen.importers.imported import File, Imported, Medium, Note
from briefgen.importers.markup import footnotes, line_of, markdown_of
from briefgen.importers.names import Names
from briefgen.importers.word.captions import with_captions, without_styles
from briefgen.importers.word.charts import charts
from briefgen.importers.word.dates import day_of
from briefgen.importers.word.facts import (
    changes,
    count_pictures,
    diagrams,
    furniture,
    language,
    large_first_line,
    lines,
    properties,
    remarks,
    styles,
)
from briefgen.importers.word.heads import Head, head_of, without_roles
from briefgen.importers.word.losses import lost_paragraphs
from briefgen.importers.word.package import NoDocument, Package
from briefgen.importers.word.pandoc import TrackChanges
from briefgen.importers.word.shaping import HEADINGS, shaped, with_levels
from briefgen.importers.word.source_links import with_source_links
from briefgen.importers.word.trees import DOLLAR, FORMULA, Converted, with_bare_links
from briefgen.importers.word.works import Work, works_of
from briefgen.model.addresses import slugify
from briefgen.model.config import SiteConfig
from briefgen.model.site_folder import CONTENT
from briefgen.read.html_tree import Element, Node, changed, elements_in, words_of
from briefgen.read.markdown.maths import WrongFormula, mathml

_REFERENCES: Final = re.compile(
    r"(?:\d+\.?\s+)?(?:references|bibliography|works cited|literature|sources|notes"
    r"|(?:end|foot)notes"
    r"|literatur(?:verzeichnis)?|quellen(?:verzeichnis)?|bibliographie|références|bibliografía"
    r"|referencias|bibliografia|riferimenti|参考文献|المراجع)\s*:?",
    re.IGNORECASE,
)
_LONGEST_NAME: Final = 60  # characters of the part of a URL
_FIRST: Final = 4  # blocks among which highlights may begin


@dataclass(frozen=True, slots=True)
class Document:
    """A Word document that was read: its name, its parts, and what pandoc read of it."""

    name: str
    package: Package
    read: Mapping[str, Any]
    changes: TrackChanges = "accept"

    @property
    def file_name(self) -> str:
        """The name of the file without folders."""
        return posixpath.basename(self.name.replace("\\", "/"))

    @property
    def stem(self) -> str:
        """The name of the file without folders and extension."""
        return self.file_name.rpartition(".")[0]


def import_word(
    documents: Iterable[Document],
    config: SiteConfig,
    earlier: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Imported]:
    """Yield the documents as briefs of a site.

    `earlier` has the file names of documents that were imported before, by the paths of their
    briefs: a document with another name does not take the place of such a brief. Raises NoDocument.
    """
    names = Names()
    for document in documents:
        try:
            yield _imported(document, config, names, earlier)
        except RecursionError:
            message = "its fields or other parts are too deep within each other"
            raise NoDocument(f"{document.name}: {message}") from None


def _imported(
    document: Document, config: SiteConfig, names: Names, earlier: Mapping[str, str]
) -> Imported:
    package = document.package
    converted = Converted(
        formula=_problem,
        picture=lambda target: _picture(document, target),
        works=works_of(document.read.get("meta", {})),
        styles=styles(package),
        charts=tuple(charts(package)),
        diagrams=tuple(diagrams(package)),
        has_formulas=config.markdown.math,
    )
    blocks = shaped(converted.blocks(document.read.get("blocks", [])), converted.note)
    document_properties = properties(package)
    document_properties = replace(
        document_properties, title=large_first_line(package) or document_properties.title
    )
    head = head_of(blocks, document_properties, document.stem)
    converted.notes += head.notes
    highlights, body = _text(converted, head)
    values = _values(document, converted, head, highlights, config)
    path = _path(converted, head.title, document.file_name, names, earlier)
    folder, name = posixpath.split(path)
    # A brief that had no pictures before stays where it is.
    media_folder = folder if name == "index.md" else f"{CONTENT}media/{name.removesuffix('.md')}"
    media = list(_placed(converted.media.values(), media_folder, names))
    text = _with_formulas(body, converted.formulas)
    file = File("brief", path, values, text, document.name, document.file_name)
    _note_rest(document, converted)
    texts = (file.text, *converted.replaced, *head.words)
    for words in lost_paragraphs(lines(package, document.changes), texts):
        converted.note("these words of the document are not in the text", words)
    notes = (Note(document.name, reason, words) for reason, words in converted.notes)
    return Imported((file,), tuple(media), tuple(notes))


def _path(
    converted: Converted, title: str, file_name: str, names: Names, earlier: Mapping[str, str]
) -> str:
    """Return the path of a brief: that of the document before, or one that no other had."""
    while True:
        alone = names.brief(_name(title))
        within = f"{alone.removesuffix('.md')}/index.md"
        former = next((each for each in (alone, within) if each in earlier), "")
        if not former:
            return within if converted.media else alone
        if earlier[former] == file_name:
            return former
        words = f"{former} from {earlier[former]}"
        converted.note("another document with this title was imported before", words)


def _problem(tex: str) -> str:
    """Return why a formula cannot be shown, or ""."""
    try:
        mathml(tex, is_display=True)
    except WrongFormula as problem:
        return str(problem)
    return ""


def _picture(document: Document, target: str) -> Medium | None:
    """Return the picture that the text names by its path from the folder of its part."""
    folder = posixpath.dirname(document.package.main)
    for part in (posixpath.normpath(posixpath.join(folder, target)), target.lstrip("/")):
        if part in document.package.media:
            data = document.package.media[part]
            name = posixpath.basename(part)
            return Medium(f"{document.name}/{name}", "", data=data)
    return None


def _placed(media: Iterable[Medium], folder: str, names: Names) -> Iterator[Medium]:
    """Yield pictures with their places in a folder of the site."""
    for each in media:
        path = names.medium(each.origin, folder.removeprefix(CONTENT))
        placed = replace(each, path=path)
        yield replace(placed, instead=placed.address)


def _name(title: str) -> str:
    """Return the part of a URL that a title gives, cut at the end of a word."""
    if len(title) <= _LONGEST_NAME:
        return title
    return title[: _LONGEST_NAME + 1].rpartition(" ")[0] or title[:_LONGEST_NAME]


# The text


def _text(converted: Converted, head: Head) -> tuple[tuple[str, ...], str]:
    """Return the highlights and the body of a document as Markdown."""
    captioned = with_captions(tuple(without_roles(head.blocks)), converted.charts)
    converted.replaced += captioned.labels
    nodes = changed(captioned.nodes, lambda each: _without_notes(each, converted))
    nodes = with_source_links(nodes, converted.note)
    nodes = with_bare_links(without_styles(nodes))
    nodes = _without_empty_heads(with_levels(_unboxed(nodes)), converted)
    nodes = _linked(nodes, captioned.anchors or {}, converted)
    nodes = _with_plain_highlights(nodes, converted)
    highlights, blocks = with_highlights(nodes)
    if highlights:
        converted.replaced += _heads_of_highlights(nodes)
    notes = {
        name: with_bare_links(without_styles(content))
        for name, content in converted.footnotes.items()
    }
    return highlights, markdown_of((*blocks, *footnotes(notes)))


def _unboxed(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield blocks; a box with highlights is a list below their heading."""
    for node in nodes:
        if not isinstance(node, Element) or node.name != "aside":
            yield node
            continue
        title = Element("p", {}, (node.get("data-title"),))
        if is_heading_of_highlights(title):
            yield from (title, *node.children)
        elif node.children and is_heading_of_highlights(node.children[0]):
            yield from node.children
        else:
            yield node


def _with_plain_highlights(nodes: Sequence[Node], converted: Converted) -> tuple[Node, ...]:
    """Return blocks in which the list of highlights has no footnotes."""
    blocks = list(nodes)
    for at, block in enumerate(blocks[:_FIRST]):
        if is_heading_of_highlights(block) and at + 1 < len(blocks):
            blocks[at + 1 : at + 2] = _inlined(blocks[at + 1], converted, "highlights")
    return tuple(blocks)


def _heads_of_highlights(nodes: Sequence[Node]) -> list[str]:
    return [words_of([each]) for each in nodes[:_FIRST] if is_heading_of_highlights(each)]


def _without_notes(element: Element, converted: Converted) -> Iterable[Node]:
    """Return what cannot have footnotes with these in brackets."""
    if element.name == "figcaption":
        return _inlined(element, converted, "captions")
    if element.name == "table" and any(
        {"colspan", "rowspan"} & each.attributes.keys() for each in elements_in(element.children)
    ):
        return _inlined(element, converted, "tables with merged cells")
    return (element,)


def _inlined(node: Node, converted: Converted, where: str) -> tuple[Node, ...]:
    """Return a tree whose footnotes are in brackets."""

    def change(element: Element) -> Iterable[Node]:
        if "footnote-ref" not in element.classes:
            return (element,)
        link = next(iter(elements_in(element.children)), element)
        note = converted.footnotes.pop(link.get("href").removeprefix("#fn-"), ())
        words = " ".join(words_of(note).split())
        converted.note(f"{where} have no footnotes, so this one is in brackets", words)
        return (f" ({words})",) if words else ()

    return changed([node], change)


def _without_empty_heads(nodes: Iterable[Node], converted: Converted) -> tuple[Node, ...]:
    """Return blocks without headings of lists of works that are sources now."""
    blocks = list(nodes)
    for at in reversed(range(len(blocks))):
        block = blocks[at]
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        is_empty = following is None or _is_heading(following)
        words = words_of([block]).strip()
        if converted.works and _is_heading(block) and is_empty and _REFERENCES.fullmatch(words):
            converted.replaced.append(words)
            del blocks[at]
    return tuple(blocks)


def _is_heading(node: Node) -> bool:
    return isinstance(node, Element) and node.name in HEADINGS


def _linked(
    nodes: Sequence[Node], anchors: Mapping[str, str], converted: Converted
) -> tuple[Node, ...]:
    """Return a tree in which links lead to headings and figures, and only these have anchors."""
    links = {each.get("href")[1:] for each in elements_in(nodes) if each.get("href")[:1] == "#"}
    headings = {each.get("id") for each in elements_in(nodes) if each.name in HEADINGS} & links

    def change(element: Element) -> Iterable[Node]:
        if element.name in HEADINGS:
            attributes = {key: each for key, each in element.attributes.items() if each in headings}
            return (replace(element, attributes=attributes),)
        target = element.get("href")
        if element.name != "a" or target[:1] != "#" or "footnote-ref" in element.classes:
            return (element,)
        name = anchors.get(target[1:], target[1:])
        if name in headings or name in anchors.values() or name.startswith("fn-"):
            return (replace(element, attributes={**element.attributes, "href": f"#{name}"}),)
        converted.note("this link leads to a place that has no anchor here", words_of([element]))
        return element.children

    return changed(nodes, change)


def _with_formulas(text: str, formulas: Mapping[str, str]) -> str:
    """Return a text with its formulas and dollar signs."""
    lines = [_with_formula(each, formulas) for each in text.split("\n")] if formulas else [text]
    return "\n".join(lines).replace(DOLLAR, "\\$")


def _with_formula(line: str, formulas: Mapping[str, str]) -> str:
    if line in formulas:
        return formulas[line]

    def formula(match: re.Match[str]) -> str:
        tex = " ".join(formulas.get(match[0], match[0]).split())
        tex = tex.replace("$$ ", "$$").replace(" $$", "$$")
        if "|" not in tex or not line.startswith("|"):
            return tex
        sign = "$$" if tex.startswith("$$") else "$"
        inner = tex.strip("$").replace("|", "\\vert ").strip()
        return f"{sign}{inner}{sign}"

    return FORMULA.sub(formula, line)


# Front matter and report


def _values(
    document: Document,
    converted: Converted,
    head: Head,
    highlights: Sequence[str],
    config: SiteConfig,
) -> dict[str, Any]:
    summary = line_of(_inlined(Element("div", {}, head.summary), converted, "summaries"))
    tag = language(document.package).partition("-")[0].lower()
    return {
        "title": head.title.replace(DOLLAR, "$"),
        "date": head.day,
        "summary": _with_formulas(summary, converted.formulas),
        "highlights": [_with_formulas(each, converted.formulas) for each in highlights],
        "tags": _with_slugs(properties(document.package).keywords, converted),
        "authors": _with_slugs(head.authors, converted),
        "language": tag if tag and tag != config.language.partition("-")[0].lower() else "",
        "draft": document.changes == "all" or None,
        "sources": [entry for each in converted.cited.values() if (entry := _source(each))],
    }


def _with_slugs(names: Iterable[str], converted: Converted) -> tuple[str, ...]:
    """Return the names that can have a page, because they have a letter or digit."""
    usable = []
    for name in names:
        if slugify(name):
            usable.append(name)
        else:
            converted.note("a tag or author without a letter or digit was left out", name)
    return tuple(usable)


def _source(work: Work) -> dict[str, object]:
    """Return the entry of a work in `sources`, or nothing if it has no details."""
    accessed = day_of(work.accessed) if work.accessed else None
    values = {**work.values, "accessed": accessed.day.isoformat() if accessed else ""}
    details: dict[str, object] = {key: each for key, each in values.items() if each}
    return details if len(details) > 1 else {}


def _note_rest(document: Document, converted: Converted) -> None:
    """Note what documents have and texts have not."""
    package = document.package
    inserted, deleted = changes(package)
    if inserted or deleted:
        actions = {"accept": "accepted", "reject": "rejected", "all": "kept, so this is a draft"}
        converted.note(
            f"the document has tracked changes, which were {actions[document.changes]}",
            f"{inserted} insertions, {deleted} deletions",
        )
    if document.changes != "all":
        for remark in remarks(package):
            author = f"{remark.author}: " if remark.author else ""
            converted.note("a comment was left out", f"{author}{remark.words}")
    for words in furniture(package):
        converted.note("this header or footer was left out", words)
    for part in package.damaged:
        converted.note("a part of the file is damaged, so it was not read", part)
    missing = count_pictures(package) - converted.count_images
    if missing > 0:
        converted.note("pictures or drawings that could not be read", f"{missing}")
