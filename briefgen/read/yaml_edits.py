"""Edits of YAML: one value, or one item of a list. Comments and everything else stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from briefgen.read.quoting import as_yaml as plain_or_quoted
from briefgen.read.quoting import quoted
from briefgen.read.written import Edit, OffsetDocument
from briefgen.read.yaml_document import Document, Path

_BLOCKS: Final = ("|", ">")
_PATH: Final = re.compile(r"(?:\.\.?/|https?://)[\w./~-]+")  # needs no quotes
_FLOW: Final = (yaml.MappingNode, yaml.SequenceNode)


@dataclass(frozen=True, slots=True)
class ScalarToken:
    """A value on one line, which may be a destination, as written between two offsets."""

    start: int
    end: int
    destination: str
    style: str | None
    form: str = "yaml"

    def escaped(self, destination: str) -> str:
        """Return the YAML of another value for this place."""
        return _styled(destination, self.style)


def scalar_tokens(source: OffsetDocument) -> Iterator[ScalarToken]:
    """Yield the texts of a document, except those in blocks."""
    for node in source.document.scalars():
        if node.style not in _BLOCKS:
            start, end = node.start_mark.index, node.end_mark.index
            yield ScalarToken(start + source.offset, end + source.offset, node.value, node.style)


def value_of(source: OffsetDocument, path: Path) -> str:
    """Return the text at a path, or ""."""
    node = source.document.node_at(path)
    return node.value if isinstance(node, yaml.ScalarNode) else ""


def with_value(source: OffsetDocument, path: Path, value: str) -> Edit | None:
    """Return the edit that gives the text at a path another value, in the same kind of quotes."""
    node = source.document.node_at(path)
    if not isinstance(node, yaml.ScalarNode) or node.style in _BLOCKS:
        return None
    edit = Edit(node.start_mark.index, node.end_mark.index, _styled(value, node.style))
    return _shifted(edit, source)


def with_item(source: OffsetDocument, key: str, item: str) -> Edit | None:
    """Return the edit that appends an item to the list under a top-level key, or creates it."""
    edit = _with_item(source.document, key, item)
    return _shifted(edit, source) if edit else None


def without_item(source: OffsetDocument, key: str, index: int) -> Edit | None:
    """Return the edit that removes an item of a list, and the key with the last item."""
    edit = _without_item(source.document, key, index)
    return _shifted(edit, source) if edit else None


def _shifted(edit: Edit, source: OffsetDocument) -> Edit:
    """Return an edit of a document as one of the whole text."""
    return Edit(edit.start + source.offset, edit.end + source.offset, edit.text)


def _styled(value: str, style: str | None) -> str:
    if style == '"':
        return json.dumps(value, ensure_ascii=False)
    if style == "'":
        return "'" + value.replace("'", "''") + "'"
    return value if _PATH.fullmatch(value) else plain_or_quoted(value)


def _with_item(document: Document, key: str, item: str) -> Edit | None:
    root, text = document.node, document.text
    if not isinstance(root, yaml.MappingNode):
        return None
    node = document.node_at([key])
    word = plain_or_quoted(item)
    if node is None:
        return _new_key(root, text, key, item)
    if isinstance(node, yaml.ScalarNode):  # a single item, or nothing
        start, end = node.start_mark.index, node.end_mark.index
        items = [text[start:end], word] if node.value else [word]
        space = "" if node.value or text[start - 1 : start] == " " else " "
        return Edit(start, end, f"{space}[{', '.join(items)}]")
    if not isinstance(node, yaml.SequenceNode):
        return None
    if node.flow_style:
        end = node.value[-1].end_mark.index if node.value else node.start_mark.index + 1
        word = quoted(item) if _is_flow(root) else word
        return Edit(end, end, f", {word}" if node.value else word)
    last = node.value[-1]
    indent = text[_line_start(text, last.start_mark.index) : last.start_mark.index]
    end = _line_end(text, last.end_mark.index)
    return Edit(end, end, f"{'' if text[end - 1 : end] == chr(10) else chr(10)}{indent}{word}\n")


def _without_item(document: Document, key: str, index: int) -> Edit | None:
    root, text = document.node, document.text
    if not isinstance(root, yaml.MappingNode):
        return None
    pair = next((pair for pair in root.value if pair[0].value == key), None)
    if pair is None:
        return None
    node = pair[1]
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if len(items) == 1:
        return _without_key(root, text, pair)
    item = items[index]
    if node.flow_style:
        if index:
            return Edit(items[index - 1].end_mark.index, item.end_mark.index, "")
        return Edit(item.start_mark.index, items[1].start_mark.index, "")
    start = _line_start(text, item.start_mark.index)
    return Edit(start, _line_end(text, item.end_mark.index), "")


def _new_key(root: yaml.MappingNode, text: str, key: str, item: str) -> Edit:
    if _is_flow(root):
        end = root.value[-1][1].end_mark.index if root.value else root.start_mark.index + 1
        comma = ", " if root.value else ""
        return Edit(end, end, f'{comma}"{key}": [{quoted(item)}]')
    end = len(text)
    newline = "" if text.endswith("\n") or not text else "\n"
    indent = " " * root.start_mark.column
    return Edit(end, end, f"{newline}{indent}{key}: [{plain_or_quoted(item)}]\n")


def _without_key(root: yaml.MappingNode, text: str, pair: tuple[yaml.Node, yaml.Node]) -> Edit:
    key, value = pair
    if not _is_flow(root):
        start = _line_start(text, key.start_mark.index)
        return Edit(start, _line_end(text, _last(value).end_mark.index), "")
    index = root.value.index(pair)
    if index:
        return Edit(root.value[index - 1][1].end_mark.index, value.end_mark.index, "")
    following = root.value[1][0].start_mark.index if len(root.value) > 1 else value.end_mark.index
    return Edit(key.start_mark.index, following, "")


def _last(node: yaml.Node) -> yaml.Node:
    """Return the node with which a block ends; the block's own end is that of its comments."""
    if isinstance(node, _FLOW) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last(last[1] if isinstance(last, Sequence) else last)
    return node


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, _FLOW) and bool(node.flow_style)


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _line_end(text: str, offset: int) -> int:
    """Return the offset after the line on which something ends."""
    end = text.find("\n", offset)
    return end + 1 if end >= 0 else len(text)
