"""What a site's own layouts hold, without rendering them: parts that nothing shows, and anchors."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

import jinja2
from jinja2 import nodes

from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.render.layouts import LAYOUT_SYNTAX, layouts_used
from briefgen.render.sources import LAYOUTS
from briefgen.render.typesetting.sources import SUFFIX

_KINDS: Final = (".html", ".typ", ".xml", ".txt", ".css", ".js")
_FORMER: Final = "social.svg"
_NOTES: Final = ("readme", "license", "changelog")
_ANCHOR: Final = re.compile(r"""\bid=["']([^"'{}\s]+)["']""")


def layout_anchors(own: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the anchors that layouts give to parts of their pages."""
    texts = (data.decode(errors="replace") for data in own.values())
    return tuple(sorted({anchor for text in texts for anchor in _ANCHOR.findall(text)}))


def layout_problems(
    sources: Mapping[str, bytes], own: Mapping[str, bytes], built_in: Collection[str]
) -> Iterator[Diagnostic]:
    """Yield what the site's own layouts hold that no page shows.

    `sources` are all layouts under each of their names, `built_in` the names that pages ask for.
    """
    if own:
        yield from _unused(sources, own, built_in)
    for name, data in sorted(own.items()):
        tree = None if name.endswith(SUFFIX) else _parsed(data)
        if tree is not None:
            yield from _lost_blocks(name, data, tree, sources)


def _unused(
    sources: Mapping[str, bytes], own: Mapping[str, bytes], built_in: Collection[str]
) -> Iterator[Diagnostic]:
    """Yield the layouts that replace none of the theme's, and that no other draws upon."""
    reached = layouts_used(sources)
    used = set(built_in).union(*(reached[name] for name in built_in))
    for name in sorted(own.keys() - used):
        if name == _FORMER:
            yield Diagnostic(
                "unused-layout",
                f"link preview images are not drawn from `{name}` any more",
                Location(f"{LAYOUTS}/{name}"),
                "write it as social.typ, as docs/layouts.md#link-preview-images says",
            )
        if not name.lower().endswith(_KINDS) or name.lower().startswith(_NOTES):
            continue
        similar = get_close_matches(name, sorted(built_in), n=1)
        yield Diagnostic(
            "unused-layout",
            f"no page uses the layout `{name}`",
            Location(f"{LAYOUTS}/{name}"),
            f"rename it to `{similar[0]}`, which it resembles"
            if similar
            else f"use it in a layout that is used: {_use(name)}",
        )


def _use(name: str) -> str:
    """Return how a layout uses another."""
    return f'#import "/{name}": *' if name.endswith(SUFFIX) else f'{{% include "{name}" %}}'


def _lost_blocks(
    name: str, data: bytes, tree: nodes.Template, sources: Mapping[str, bytes]
) -> Iterator[Diagnostic]:
    """Yield the blocks of a layout that the ones which it extends do not have."""
    inherited = _inherited(tree, sources)
    if inherited is None:
        return
    for block in _outermost(tree):
        if block.name in inherited:
            continue
        similar = get_close_matches(block.name, sorted(inherited), n=1)
        yield Diagnostic(
            "unknown-block",
            f"the block `{block.name}` is shown nowhere: the layout that this one extends"
            " has no block of that name",
            _location(name, data, block),
            f"did you mean `{similar[0]}`?"
            if similar
            else f"put it into one of the blocks {', '.join(sorted(inherited))}",
        )


def _inherited(tree: nodes.Template, sources: Mapping[str, bytes]) -> set[str] | None:
    """Return the names of all blocks above a layout; None where that cannot be told."""
    blocks: set[str] = set()
    seen: set[str] = set()
    parent = _parent(tree)
    if parent is None:
        return None
    while parent:
        above = _parsed(sources.get(parent, b"")) if parent not in seen else None
        if above is None or parent not in sources:
            return None
        seen.add(parent)
        blocks |= {block.name for block in above.find_all(nodes.Block)}
        grandparent = _parent(above)
        if grandparent is None and above.find(nodes.Extends):
            return None
        parent = grandparent or ""
    return blocks


def _parent(tree: nodes.Template) -> str | None:
    """Return the name of the layout that a layout extends, if it is a constant."""
    extends = tree.find(nodes.Extends)
    name = extends.template if extends else None
    return str(name.value) if isinstance(name, nodes.Const) else None


def _outermost(node: nodes.Node) -> Iterator[nodes.Block]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _outermost(child)


def _location(name: str, data: bytes, block: nodes.Block) -> Location:
    line = data.decode().splitlines()[block.lineno - 1]
    column = max(line.find(block.name, max(line.find("block"), 0) + len("block")), 0)
    return Location(f"{LAYOUTS}/{name}", Span(block.lineno, column + 1, len(block.name)))


def _parsed(data: bytes) -> nodes.Template | None:
    """Return a layout's tree; what cannot be read is reported when a page needs it."""
    try:
        return LAYOUT_SYNTAX.parse(data.decode())
    except (jinja2.TemplateSyntaxError, UnicodeDecodeError, RecursionError):
        return None
