"""All examples of the CommonMark specification, through the whole dialect.

The examples are in tests/fixtures/commonmark/, with their licence.
"""

import re
from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element

import html5lib

from briefgen.model.config import MarkdownConfig
from briefgen.read.markdown import Dialect, parse_body
from tests.support.examples import specification
from tests.support.reading import filled

COUNT: Final = 652
DIALECT: Final = Dialect(MarkdownConfig(smart_quotes=False))

# Where the dialect differs from the specification, with the numbers of the examples.
DIFFERENT: Final[Mapping[str, frozenset[int]]] = {
    "raw HTML: an element that is not on the allow-list is removed": frozenset(
        {150, 163, 170, 171, 172, 173, 176, 178, 201, 491, 524, 536, 613, 614, 615, 617}
    ),
    "raw HTML: an attribute that is not on the allow-list is removed": frozenset({169, 616}),
    "raw HTML: declarations are removed with what a browser would show of them": frozenset({629}),
    "raw HTML: a tag that is not closed is published as text": frozenset({156, 157, 158}),
    "raw HTML: an element ends with the paragraph or heading that contains it": frozenset(
        {148, 187, 344, 476, 477, 494, 630, 631, 642, 643}
    ),
    "raw HTML: content of a table outside its cells gets a cell": frozenset({191}),
    "a link with an unknown scheme is removed, and its words stay": frozenset({596, 598, 599, 601}),
    "autolinks: a bare URL is a link": frozenset({608, 611, 612}),
}


def test_every_example_of_the_specification() -> None:
    examples = specification()
    assert len(examples) == COUNT
    listed = set().union(*DIFFERENT.values())
    differences = {}
    for example in examples:
        expected, ours = _expected(example["html"]), _ours(example["markdown"])
        if expected != ours:
            differences[example["example"]] = f"{example['markdown']!r}\n  {expected}\n  {ours}"
    news = [f"{number}: {differences[number]}" for number in sorted(differences.keys() - listed)]
    assert not news, "these differ:\n" + "\n".join(news)
    assert sorted(listed - differences.keys()) == [], "these no longer differ"


def test_each_difference_has_a_single_reason() -> None:
    assert sum(map(len, DIFFERENT.values())) == len(set().union(*DIFFERENT.values()))


def _ours(markdown: str) -> str:
    return _normal(filled(parse_body(markdown, "a.md", 1, DIALECT).value.prose))


def _expected(html: str) -> str:
    """Return the specification's HTML with the heading levels of the dialect."""
    levels: list[int] = []

    def moved(heading: re.Match[str]) -> str:
        """Count the parents of a heading: going up, each that is higher than all before."""
        levels.append(int(heading[1]))
        chain = [level for i, level in enumerate(levels) if level < min([*levels[i + 1 :], 7])]
        return f"<h{min(len(chain) + 1, 6)}>{heading[2]}</h{min(len(chain) + 1, 6)}>"

    return _normal(re.sub(r"<h([1-6])>(.*?)</h\1>", moved, html, flags=re.DOTALL))


def _normal(html: str) -> str:
    """Return HTML as a browser reads it, without what the dialect adds."""
    html = html.replace("<pre>\n", "<pre>")  # browsers drop the line end, html5lib does not
    tree = html5lib.parse(f"<body>{html}", namespaceHTMLElements=False)
    body = tree.find("body")
    _simplify(body)
    body.text = (body.text or "").lstrip()
    walker = html5lib.getTreeWalker("etree")
    serializer = html5lib.serializer.HTMLSerializer(
        alphabetical_attributes=True, quote_attr_values="always", omit_optional_tags=False
    )
    return str(serializer.render(walker(body)))


def _simplify(parent: Element) -> None:
    _without_line_ends(parent)
    for child in list(parent):
        kind = child.get("class", "")
        if not isinstance(child.tag, str):  # a comment
            _remove(parent, child)
            continue
        is_former_anchor = child.tag == "span" and len(child) == 0 and not child.text
        if child.tag == "span" and (kind == "visually-hidden" or is_former_anchor):
            _remove(parent, child)
            continue
        if child.tag == "a" and "source-link" in kind.split():
            for name in ("class", "id", "data-source", "target", "rel"):
                child.attrib.pop(name, None)
        elif re.fullmatch("h[1-6]", child.tag):
            child.attrib.pop("id", None)
        elif child.tag == "figure":
            _as_paragraph(child)
        if child.tag != "pre":
            _simplify(child)
    _without_line_ends(parent)


def _as_paragraph(figure: Element) -> None:
    """Turn a figure back into the paragraph with an image that the author wrote."""
    figure.tag = "p"
    image, *captions = figure
    image.tail = None
    for caption in captions:
        image.set("title", "".join(caption.itertext()))
        figure.remove(caption)


def _remove(parent: Element, child: Element) -> None:
    """Remove a child; the text after it stays."""
    index = list(parent).index(child)
    if index:
        before = parent[index - 1]
        before.tail = (before.tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")
    parent.remove(child)


def _without_line_ends(parent: Element) -> None:
    """Remove the line ends between elements."""
    if parent.tag == "pre":
        return
    parent.text = None if _is_line_end(parent.text) else parent.text
    for child in parent:
        child.tail = None if _is_line_end(child.tail) else child.tail


def _is_line_end(text: str | None) -> bool:
    return not text or ("\n" in text and not text.strip())
