"""Turn plain blocks and phrases into HTML: add anchors to headings, and tags to links."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml

from briefgen.read.markdown.headings import closed_up, repeats
from briefgen.read.markdown.phrases import Phrases, escaped, name_of
from briefgen.read.markdown.plain import Block
from briefgen.read.markdown.reading import Reading
from briefgen.read.markdown.tags import SOURCE_TAG, tag_of


def plain_html(reading: Reading, blocks: Sequence[Block], title: str) -> str:
    """Return the HTML of a text of plain blocks, without a heading that repeats its title."""
    first = next((block for block in blocks if block.level), None)
    if first and first.level == 1 and repeats(first.words, title):
        blocks = [block for block in blocks if block is not first]
    levels = iter(closed_up([block.level for block in blocks if block.level]))
    return "".join(
        [block_html(reading, block, next(levels) if block.level else 0) for block in blocks]
    )


def block_html(reading: Reading, block: Block, level: int) -> str:
    """Return the HTML of a plain block; `level` is the published level of a heading."""
    reading.said += block.texts
    if level:
        anchor = escapeHtml(reading.heading(level, block.words))
        return f'<h{level} id="{anchor}">{_with_links(reading, block)}</h{level}>\n'
    if not reading.first_paragraph and block.pieces:
        reading.first_paragraph = block.words
    return _with_links(reading, block)


def phrases_html(reading: Reading, phrases: Phrases) -> str:
    """Return the HTML of plain phrases outside of blocks."""
    texts = phrases.texts
    reading.said += texts
    html = escaped(phrases.pieces, texts)
    _put_links(reading, phrases, html, 0)
    return "".join(html)


def _with_links(reading: Reading, block: Block) -> str:
    for place, begin, phrases in block.linked:
        reading.locator.enter_again(place)
        _put_links(reading, phrases, block.html, begin)
    return "".join(block.html)


def _put_links(reading: Reading, phrases: Phrases, html: list[str], at: int) -> None:
    """Put the tags of links into HTML; `at` is the index of the phrases in it."""
    links = reading.links
    for begin, end, destination in phrases.links:
        target = links.kept(destination)
        if target is None:
            html[at + begin] = html[at + end] = ""
            continue
        url, is_source = target
        if is_source:
            number, anchor = links.cite(url)
            links.name(number, name_of(phrases.pieces[begin + 1 : end]))
            html[at + begin] = SOURCE_TAG % (escapeHtml(url), anchor, number)
            html[at + end] = "</a>"
        else:
            html[at + begin] = tag_of("a", {"href": url})
