"""pandoc's blocks and inlines as the tree that `markup` turns into Markdown.

Elements have what later steps need to know in attributes whose names begin with `data-`, which
`markup` leaves out: the style of a paragraph, and what a footnote was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from briefgen.importers.imported import Medium
from briefgen.importers.markup import footnote_mark
from briefgen.importers.word.charts import Chart
from briefgen.importers.word.copies import CHART_MARK, DIAGRAM_MARK, RENAMED
from briefgen.importers.word.facts import Style, family
from briefgen.importers.word.inlines import plain_words
from briefgen.importers.word.works import Work
from briefgen.read.html_tree import Element, Node, elements_in, words_of

STYLE: Final = "data-style"
CHART: Final = "data-chart"  # the place of a chart in the list of all
SOURCE: Final = "source"  # an element in place of a footnote that is only a URL
_URL: Final = r"(?:https?://|www\.)[^\s<>\"“”]+[^\s<>\"“”.,;:!?)\]}»’']"
_BARE_URL: Final = re.compile(rf"({_URL}|\bdoi:\s?10\.\d{{4,9}}/\S*\w)", re.IGNORECASE)
_ONLY_URL: Final = re.compile(
    rf"(?:(?:see(?: also)?|source|cf\.?|at|available at|online|quelle|siehe|vgl\.|voir|source|ver"
    rf"|fuente|retrieved from)\s*:?\s*)?<?(?P<url>{_URL}/?|doi:\s?10\.\d{{4,9}}/\S*\w)>?"
    r"(?:[\s,;(\[]*(?:last )?(?:accessed|retrieved|viewed|visited|abgerufen|consulté|consultado)"
    r"(?: on| am| le| el)?:?\s*(?P<accessed>[^)\]]{4,30}?)[)\]]?)?[\s.]*",
    re.IGNORECASE,
)
_SAFE_LINKS: Final = re.compile(r"https://[\w.]*safelinks\.protection\.outlook\.com/")
_GOOGLE: Final = re.compile(r"https://www\.google\.[a-z.]+/url\?")
_WEB: Final = re.compile(r"(?:https?|mailto|tel|ftp):", re.IGNORECASE)
_GENERATED: Final = re.compile(
    r"\s*(?:Description automatically generated(?: with \w+ confidence)?"
    r"|AI-generated content may be incorrect\.?)\s*$",
    re.IGNORECASE,
)
_SHOWN: Final = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
_LONGEST_FORMULA: Final = 20_000  # characters
_SIGNS: Final[Mapping[str, str]] = {
    "Emph": "em",
    "Strong": "strong",
    "Strikeout": "del",
    "Subscript": "sub",
    "Superscript": "sup",
    "Underline": "em",
}
_QUOTES: Final[Mapping[str, str]] = {"SingleQuote": "‘’", "DoubleQuote": "“”"}
_NUMBERED: Final = ("DefaultStyle", "Decimal", "Example")
_NUMERIC: Final = re.compile(r"[\s\[(]*\d+(?:\s*[-–,;]\s*\d+)*[\s\])]*")
DOLLAR: Final = "\ue000"  # in place of a dollar sign that is not the mark of a formula
FORMULA: Final = re.compile(r"formula-[0-9a-f]{24}")  # the mark of a formula
_NO_STYLES: Final[Mapping[str, Style]] = {}


@dataclass(slots=True)
class Converted:
    """A document while it becomes a tree, and what was collected from it.

    `formula` says why a formula cannot be shown, or returns "". `picture` returns the medium of a
    picture in the document, or None if it is not there.
    """

    formula: Callable[[str], str]
    picture: Callable[[str], Medium | None]
    works: Mapping[str, Work]
    styles: Mapping[str, Style] = field(default_factory=lambda: _NO_STYLES)
    charts: Sequence[Chart | None] = ()
    diagrams: Sequence[Sequence[str]] = ()
    has_formulas: bool = False
    footnotes: dict[str, tuple[Node, ...]] = field(default_factory=dict)
    media: dict[str, Medium] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)  # what replaces their marks
    cited: dict[str, Work] = field(default_factory=dict)  # by their URLs
    notes: list[tuple[str, str]] = field(default_factory=list)  # reasons and words
    replaced: list[str] = field(default_factory=list)  # words that are elsewhere, or not needed
    count_images: int = 0
    _noted: dict[str, str] = field(default_factory=dict)  # the notes of works without a URL
    _comments: dict[str, Node] = field(default_factory=dict)  # their marks, by their ids
    _in_note: bool = False

    def note(self, reason: str, words: str = "") -> None:
        """Note what was not carried over, or what an author should look at."""
        self.notes.append((reason, " ".join(words.split())))

    # Blocks

    def blocks(self, blocks: Sequence[Any], style: str = "") -> tuple[Node, ...]:
        """Return pandoc's blocks as a tree."""
        return tuple(node for block in blocks for node in self._block(block, style))

    def _block(self, block: Mapping[str, Any], style: str) -> Iterable[Node]:
        change = _BLOCKS.get(block["t"])
        return change(self, block.get("c"), style) if change else ()

    def _quotation(self, blocks: Sequence[Any], style: str) -> Element:
        return Element("blockquote", {STYLE: style} if style else {}, self.blocks(blocks, style))

    def _heading(self, content: Sequence[Any], style: str) -> Element:
        level, identity, inlines = content
        anchor = str(identity[0])
        attributes = {"id": anchor} if anchor else {}
        if style:
            attributes[STYLE] = style
        return Element(f"h{min(level, 6)}", attributes, self.phrases(inlines))

    def _division(self, content: Sequence[Any], style: str) -> tuple[Node, ...]:
        attributes, blocks = content
        own = dict(attributes[2]).get("custom-style", "")
        return self.blocks(blocks, own.removeprefix(RENAMED) or style)

    def _list(self, name: str, items: Iterable[Any], attributes: Mapping[str, str]) -> Element:
        list_items = (Element("li", {}, self.blocks(item)) for item in items)
        return Element(name, attributes, tuple(list_items))

    def _numbered(self, content: Sequence[Any]) -> Element:
        (start, number_style, _), items = content
        element = self._list("ol", items, {"start": str(start)} if start != 1 else {})
        if number_style["t"] not in _NUMBERED:
            self.note(
                "a list with letters or Roman numerals has numbers now",
                "; ".join(words_of([each]).strip() for each in element.children),
            )
        return element

    def _definitions(self, content: Sequence[Any]) -> Iterator[Element]:
        for term, definitions in content:
            yield Element("dt", {}, self.phrases(term))
            for each in definitions:
                yield Element("dd", {}, self.blocks(each))

    def _lines(self, content: Sequence[Any]) -> tuple[Node, ...]:
        nodes: list[Node] = []
        for line in content:
            nodes += [*([Element("br")] if nodes else []), *self.phrases(line)]
        return tuple(nodes)

    def _figure(self, content: Sequence[Any]) -> Element:
        _, (_, caption), blocks = content
        words = self.blocks(caption)
        inner = Element("figcaption", {}, words)
        return Element("figure", {}, (*self.blocks(blocks), *([inner] if words else [])))

    # Tables

    def _table(self, content: Sequence[Any]) -> Iterable[Node]:
        _, (_, caption), _, head, bodies, foot = content
        rows = [self._row(row, "th") for row in head[1]]
        inner = [row for body in bodies for row in (*body[2], *body[3])]
        body = [self._row(row, "td") for row in (*inner, *foot[1])]
        parts = [Element("thead", {}, tuple(rows)), Element("tbody", {}, tuple(body))]
        table = Element("table", {}, tuple(each for each in parts if each.children))
        if any({"colspan", "rowspan"} & cell.attributes.keys() for cell in _cells(table)):
            cells = (" ".join(words_of([cell]).split()) for cell in _cells(table))
            self.note("a table has merged cells, so it is HTML", " | ".join(filter(None, cells)))
        words = self.blocks(caption)
        if not words_of(words).strip():
            return (table,) if table.children else ()
        return (Element("figure", {}, (table, Element("figcaption", {}, words))),)

    def _row(self, row: Sequence[Any], name: str) -> Element:
        return Element("tr", {}, tuple(self._cell(cell, name) for cell in row[1]))

    def _cell(self, cell: Sequence[Any], name: str) -> Element:
        _, _, rows, columns, blocks = cell  # pages align numbers
        attributes = {}
        if rows > 1:
            attributes["rowspan"] = str(rows)
        if columns > 1:
            attributes["colspan"] = str(columns)
        return Element(name, attributes, self.blocks(blocks))

    # Phrases

    def phrases(self, inlines: Sequence[Any]) -> tuple[Node, ...]:
        """Return pandoc's inlines as phrases of a tree."""
        nodes: list[Node] = []
        for inline in inlines:
            for node in self._inline(inline):
                if isinstance(node, str) and nodes and isinstance(nodes[-1], str):
                    nodes[-1] += node
                else:
                    nodes.append(node)
        return tuple(nodes)

    def _inline(self, inline: Mapping[str, Any]) -> Iterable[Node]:
        change = _INLINES.get(inline["t"])
        return change(self, inline.get("c")) if change else ()

    def _quoted(self, content: Sequence[Any]) -> Iterable[Node]:
        signs = _QUOTES[content[0]["t"]]
        return (signs[0], *self.phrases(content[1]), signs[1])

    def _word(self, word: str) -> Iterable[Node]:
        if word[:1] in (CHART_MARK, DIAGRAM_MARK) and word[1:].isdigit():
            number = int(word[1:])
            return self._chart(number) if word[0] == CHART_MARK else self._diagram(number)
        return (word.replace("$", DOLLAR) if self.has_formulas else word,)

    def _formula(self, content: Sequence[Any]) -> Node:
        is_block, tex = content[0]["t"] == "DisplayMath", " ".join(content[1].split())
        problem = self.formula(tex) if self.has_formulas else ""
        if not self.has_formulas or problem:
            self.note(
                f"this formula cannot be shown: {problem}" if problem
                else "this formula is TeX; to show it, set markdown.math in site.yaml",
                tex,
            )  # fmt: skip
            return Element("code", {}, (tex,))
        mark = f"formula-{blake2b(f'{is_block}{tex}'.encode(), digest_size=12).hexdigest()}"
        self.formulas[mark] = f"$$\n{tex}\n$$" if is_block else f"${tex}$"
        return Element("p", {}, (mark,)) if is_block else mark

    def _span(self, content: Sequence[Any]) -> Iterable[Node]:
        (anchor, classes, pairs), inlines = content
        values = dict(pairs)
        if "comment-start" in classes:
            self._comments[values.get("id", "")] = self._comment(values, inlines)
            return ()
        if "comment-end" in classes:
            mark = self._comments.pop(values.get("id", ""), None)
            return (mark,) if mark else ()
        nodes = self.phrases(inlines)
        if "insertion" in classes or "deletion" in classes:
            return (Element("ins" if "insertion" in classes else "del", {}, nodes),)
        if "mark" in classes:
            return (Element("mark", {}, nodes),)
        if anchor:
            return (Element("a", {"id": anchor}, nodes),)
        for style in family(values.get("custom-style", ""), self.styles):
            for sign in sorted(style.signs):
                nodes = (Element(sign, {}, nodes),)
        return nodes

    def _chart(self, number: int) -> Iterable[Node]:
        """Return a chart, or a table of its data."""
        chart = self.charts[number] if number < len(self.charts) else None
        if chart is None:
            self.note("the data of this chart could not be read", f"chart {number + 1}")
            return (f"[chart {number + 1}]",)
        if chart.type:
            self.note("a chart is drawn again from its data", chart.title or f"chart {number + 1}")
            return (replace(chart.block(), attributes={CHART: str(number)}),)
        self.note("a chart of this kind is a table of its data now", chart.title)
        return (chart.table(),)

    def _diagram(self, number: int) -> Iterable[Node]:
        """Return the words of a drawing as a list."""
        words = self.diagrams[number] if number < len(self.diagrams) else ()
        self.note("a SmartArt drawing is a list of its words now", ", ".join(words))
        items = tuple(Element("li", {}, (each,)) for each in words)
        return (Element("ul", {}, items),) if items else ()

    def _comment(self, values: Mapping[str, str], inlines: Sequence[Any]) -> Node:
        """Return a comment as a footnote."""
        author = " ".join(filter(None, (values.get("author"), values.get("date", "")[:10])))
        words = (Element("strong", {}, (f"Comment, {author}:",)), " ", *self.phrases(inlines))
        return self._new_footnote((Element("p", {}, words),))

    def _image(self, content: Sequence[Any]) -> Iterable[Node]:
        attributes, alt_inlines, (target, title) = content
        self.count_images += 1
        alt = _GENERATED.sub("", plain_words(alt_inlines) or title).strip()
        medium = self.picture(target)
        name = target.rpartition("/")[2]
        if medium is None or not name.lower().endswith(_SHOWN):
            kind = name.rpartition(".")[2].upper()
            self.note(
                f"browsers do not show pictures of this kind ({kind}): save it as PNG or SVG"
                if medium else "this picture is not in the file",
                alt or name,
            )  # fmt: skip
            return (f"[{alt or name}]",)
        self.media[medium.mark] = medium
        if not alt:
            self.note("this picture has no alternative text", name)
        width = dict(attributes[2]).get("width", "")
        return (Element("img", {"src": medium.mark, "alt": alt, "data-width": width}),)

    # Links, notes, citations

    def _link(self, content: Sequence[Any]) -> Iterable[Node]:
        nodes, url = self.phrases(content[1]), _direct(content[2][0].strip())
        if not url.startswith("#") and not _WEB.match(url):
            if url:
                words = f"{words_of(nodes)}: {url}"
                self.note("a link does not lead to the web, so only its words are here", words)
            return nodes
        if any(isinstance(each, Element) and each.name == SOURCE for each in nodes):
            return nodes
        return (Element("a", {"href": url}, nodes),)

    def _footnote(self, blocks: Sequence[Any]) -> Iterable[Node]:
        words = plain_words(blocks)
        match = _ONLY_URL.fullmatch(words)
        if match and not self._in_note:
            url = _linked_url(blocks) or _url_of(match["url"])
            self.replaced.append(words)
            self.cited.setdefault(url, Work(url=url, accessed=match["accessed"] or ""))
            return (Element(SOURCE, {"href": url}),)
        if self._in_note:
            return (f" ({words})",)
        self._in_note = True
        nodes = self.blocks(blocks)
        self._in_note = False
        return (self._new_footnote(nodes),)

    def _new_footnote(self, nodes: tuple[Node, ...]) -> Node:
        name = str(len(self.footnotes) + 1)
        self.footnotes[name] = nodes
        return footnote_mark(name, int(name))

    def _cited(self, content: Sequence[Any]) -> Iterable[Node]:
        citations, inlines = content
        nodes = self.phrases(inlines)
        works = [self.works[each["citationId"]] for each in citations
                 if each["citationId"] in self.works]  # fmt: skip
        for work in works:
            if work.url:
                self.cited.setdefault(work.url, work)
        linked = [work for work in works if work.url]
        unlinked = [work for work in works if not work.url]
        words = words_of(nodes)
        if _NUMERIC.fullmatch(words) and linked and not self._in_note:
            self.replaced.append(words)
            marks: tuple[Node, ...] = tuple(
                Element(SOURCE, {"href": each.url, "title": each.title}) for each in linked
            )
        else:
            marks = _with_links(nodes, works)
        if self._in_note:
            return marks
        return (*marks, *(self._work_note(each) for each in unlinked))

    def _work_note(self, work: Work) -> Node:
        """Return a footnote with a work to which no link leads."""
        name = self._noted.get(work.words)
        if name is None:
            mark = self._new_footnote((Element("p", {}, (work.words,)),))
            self._noted[work.words] = str(len(self.footnotes))
            return mark
        return footnote_mark(name, int(name))


def _signed(name: str) -> Callable[[Converted, Any], Iterable[Node]]:
    return lambda converted, content: (Element(name, {}, converted.phrases(content)),)


_BLOCKS: Final[Mapping[str, Callable[[Converted, Any, str], Iterable[Node]]]] = {
    "BlockQuote": lambda converted, content, style: (converted._quotation(content, style),),
    "BulletList": lambda converted, content, _: (converted._list("ul", content, {}),),
    "CodeBlock": lambda _, content, __: (
        Element("pre", {}, (Element("code", {}, (content[1],)),)),
    ),
    "DefinitionList": lambda converted, content, _: (
        Element("dl", {}, tuple(converted._definitions(content))),
    ),
    "Div": lambda converted, content, style: converted._division(content, style),
    "Figure": lambda converted, content, _: (converted._figure(content),),
    "Header": lambda converted, content, style: (converted._heading(content, style),),
    "HorizontalRule": lambda _, __, ___: (Element("hr"),),
    "LineBlock": lambda converted, content, _: (Element("p", {}, converted._lines(content)),),
    "OrderedList": lambda converted, content, _: (converted._numbered(content),),
    "RawBlock": lambda _, content, __: (Element("p", {}, (content[1],)),),
    "Table": lambda converted, content, _: converted._table(content),
    **dict.fromkeys(
        ("Para", "Plain"),
        lambda converted, content, style: _lifted(
            Element("p", {STYLE: style} if style else {}, converted.phrases(content))
        ),
    ),
}
_INLINES: Final[Mapping[str, Callable[[Converted, Any], Iterable[Node]]]] = {
    "Cite": lambda converted, content: converted._cited(content),
    "Code": lambda _, content: (Element("code", {}, (content[1],)),),
    "Image": lambda converted, content: converted._image(content),
    "LineBreak": lambda _, __: (Element("br"),),
    "Link": lambda converted, content: converted._link(content),
    "Math": lambda converted, content: (converted._formula(content),),
    "Note": lambda converted, content: converted._footnote(content),
    "Quoted": lambda converted, content: converted._quoted(content),
    "RawInline": lambda _, content: (content[1],),
    "SmallCaps": lambda converted, content: converted.phrases(content),
    "SoftBreak": lambda _, __: (" ",),
    "Space": lambda _, __: (" ",),
    "Span": lambda converted, content: converted._span(content),
    "Str": lambda converted, content: converted._word(content),
    **{name: _signed(sign) for name, sign in _SIGNS.items()},
}


def _lifted(paragraph: Element) -> Iterator[Element]:
    """Yield a paragraph as several, if a block such as a chart is within it."""
    run: list[Node] = []
    for node in (*paragraph.children, None):
        is_block = isinstance(node, Element) and node.name in ("p", "pre", "table", "ul")
        if node is not None and not is_block:
            run.append(node)
            continue
        if words_of(run).strip() or any(each.name == "img" for each in elements_in(run)):
            yield replace(paragraph, children=tuple(run))
        run = []
        if isinstance(node, Element):
            yield node


def with_bare_links(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return a tree in which URLs that are only words are links."""
    new: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and node.name not in ("a", "code", "pre", SOURCE):
            children = with_bare_links(node.children)
            new.append(Element(node.name, node.attributes, children))
        elif isinstance(node, str):
            new += _linked_words(node)
        else:
            new.append(node)
    return tuple(new)


def _linked_words(words: str) -> Iterator[Node]:
    for at, piece in enumerate(_BARE_URL.split(words)):
        if at % 2:
            yield Element("a", {"href": _url_of(piece)}, (piece,))
        elif piece:
            yield piece


def _with_links(nodes: tuple[Node, ...], works: Sequence[Work]) -> tuple[Node, ...]:
    """Return the words of a citation as links to its works: `(Doe 2024; Roe 2025)`."""
    words = words_of(nodes)
    begin = words[:1] if words[:1] in ("(", "[") else ""
    end = words[-1:] if words[-1:] in (")", "]") else ""
    inner = words[len(begin) : len(words) - len(end)]
    parts = re.split(r"(;\s*)", inner)
    if not any(work.url for work in works):
        return nodes
    if len(parts) == 2 * len(works) - 1:
        linked = [_part(part, works[at // 2]) if at % 2 == 0 else part
                  for at, part in enumerate(parts)]  # fmt: skip
        return tuple(each for each in (begin, *linked, end) if each != "")
    cited = [work for work in works if work.url]
    links = [Element("a", {"href": work.url}, (work.title or work.url,)) for work in cited]
    separated = [node for link in links for node in ("; ", link)][1:]
    return (*nodes, " (", *separated, ")")


def _part(words: str, work: Work) -> Node:
    """Return the words for one work as a link; in a full reference, only its title is one."""
    if not work.url:
        return words
    at = words.find(work.title) if work.title else -1
    if at < 0 or len(words) < len(work.title) + 4:
        return Element("a", {"href": work.url}, (words,))
    link = Element("a", {"href": work.url}, (work.title,))
    return Element("span", {}, (words[:at], link, words[at + len(work.title) :]))


def _direct(url: str) -> str:
    """Return the URL to which a redirect of Outlook or Google leads."""
    if _SAFE_LINKS.match(url) or _GOOGLE.match(url):
        query = parse_qs(urlsplit(url).query)
        return next(iter(query.get("url", query.get("q", ()))), url)
    return f"https://{url}" if url.lower().startswith("www.") else url


def _url_of(words: str) -> str:
    if words.lower().startswith("doi:"):
        return f"https://doi.org/{words[4:].strip()}"
    return _direct(words)


def _linked_url(blocks: Any) -> str:
    """Return the URL to which the only link in pandoc's JSON leads, or ""."""
    if isinstance(blocks, list):
        return next(filter(None, map(_linked_url, blocks)), "")
    if isinstance(blocks, dict):
        if blocks.get("t") == "Link":
            return _direct(str(blocks["c"][2][0]).strip())
        return _linked_url(blocks.get("c"))
    return ""


def _cells(table: Element) -> Iterator[Element]:
    for part in table.children:
        for row in part.children if isinstance(part, Element) else ():
            for cell in row.children if isinstance(row, Element) else ():
                if isinstance(cell, Element):
                    yield cell
