"""HTML that the walk writes itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from html import escape

from markdown_it.common.utils import escapeHtml


def source_attributes(url: str, anchor: str, number: str, *, new_tab: bool) -> dict[str, str]:
    """Return the attributes of a link to a source."""
    attributes = {"href": url, "class": "source-link", "id": anchor, "data-source": number}
    if new_tab:
        return {**attributes, "target": "_blank", "rel": "noopener external"}
    return {**attributes, "rel": "external"}


@cache
def source_tag(*, new_tab: bool) -> str:
    """Return the tag of a source link; its URL, anchor and number are to be put in."""
    return tag_of("a", source_attributes("%s", "%s", "%s", new_tab=new_tab))


@lru_cache(maxsize=16)
def new_tab_note(words: str) -> str:
    """Return what tells those who do not see it that a link opens a new tab."""
    return f'<span class="visually-hidden"> {escape(words)}</span>'


def tag_of(name: str, attributes: Mapping[str, str]) -> str:
    """Return an opening tag."""
    pairs = "".join(f' {key}="{escapeHtml(value)}"' for key, value in attributes.items())
    return f"<{name}{pairs}>"


def table_of(cells: Sequence[str], aligns: Sequence[str]) -> str:
    """Return a table of cells, row by row, whose first row is its head."""
    classes = [f' class="align-{align}"' if align else "" for align in aligns]
    rows = [cells[at : at + len(aligns)] for at in range(0, len(cells), len(aligns))]
    head = _row("th", rows[0], classes)
    body = "".join(_row("td", row, classes) for row in rows[1:])
    below = f"<tbody>\n{body}</tbody>\n" if body else ""
    return f"<table>\n<thead>\n{head}</thead>\n{below}</table>\n"


def _row(tag: str, cells: Sequence[str], classes: Sequence[str]) -> str:
    inner = "".join(
        f"<{tag}{marked}>{cell}</{tag}>\n" for cell, marked in zip(cells, classes, strict=True)
    )
    return f"<tr>\n{inner}</tr>\n"
