"""YAML with the place of every key and value.

Scalars stay the text that the author wrote, so `title: 2024` and `slug: yes` are text. What a
value means depends on the type that it is read into. Only values below `extra` and
`vega` get YAML's own types.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any, Final

import yaml

from briefgen.model.characters import (
    invisible,
    printable,
    removed_character,
    unwanted,
    without_invisible,
)
from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span
from briefgen.read.quoting import quoted
from briefgen.read.repairs import repaired

Path = Sequence[str | int]

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG: Final = "tag:yaml.org,2002:"
_NULL: Final = _TAG + "null"
_PLAIN_TAGS: Final = frozenset(
    _TAG + name
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)
_CUT: Final = frozenset({_TAG + "str", _NULL})
_MAX_NODES: Final = 50_000
_MAX_LENGTH: Final = 500_000  # characters of the YAML as written
_MAX_CHARACTERS: Final = 5_000_000  # after aliases are expanded
_MAX_DEPTH: Final = 50
_MAX_DIGITS: Final = 400  # a longer number has no JSON form and takes quadratic time to read
_NATURAL: Final = frozenset({"extra", "vega"})
_KEEPS_EMPTY: Final = "taxonomies"
_UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)

_QUOTE_HINT: Final = "put the whole value in quotes, from its first word to its last"
_COMMENT: Final = re.compile(r"[ \t]+(#(?=\S)[^\n]*)")
# The parser's words, their meaning for an author, and the hint if no line can be repaired.
_EXPLANATIONS: Final = (
    ("mapping values are not allowed", "unquoted colon in a value", _QUOTE_HINT),
    (
        "could not find expected ':'",
        "this line is not `key: value`",
        "add a key and a colon, or indent it under the key that it belongs to",
    ),
    ("end of stream", "unclosed quotation mark or bracket", "close it on the same line"),
    (
        "did not find expected key",
        "wrong indentation or stray quotation mark",
        "align the keys; if a text contains quotation marks, put it in the other kind of quotes",
    ),
    (
        "did not find expected '-'",
        "wrong indentation of a list item",
        "align the dashes of the list",
    ),
    (
        "did not find expected ',' or",
        "unclosed bracket",
        "close the bracket, and put texts with commas or brackets in quotes",
    ),
    (
        "undefined alias",
        "an unquoted text cannot begin with `*`",
        "put the text in quotes",
    ),
    (
        "alphabetic or numeric",
        "an unquoted text cannot begin with `*` or `&`",
        "put the text in quotes",
    ),
    (
        "comment or line break",
        "an unquoted text cannot begin with `|` or `>`",
        "put the text in quotes",
    ),
    (
        "block sequence entries",
        "this list begins on the same line as its key",
        "start each entry on its own line",
    ),
    (
        "document start",
        "the keys have different indentation",
        "start every key at the beginning of its line",
    ),
    (
        "exceeded maximum nesting depth",
        f"nested more than {_MAX_DEPTH} levels deep",
        "use fewer levels",
    ),
    ("control characters", "invisible control character", "remove the character"),
)


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of a text begin. The first of them is line `first` of its file.

    YAML's own line numbers do not help: YAML also ends lines at U+0085, U+2028 and U+2029.
    """

    first: int
    text: str = ""

    def span(self, start: int, end: int) -> Span:
        """Return the place between two offsets, cut at the end of the line."""
        starts = _starts(self.text)
        line = bisect(starts, start) - 1
        same_line = line + 1 == len(starts) or end < starts[line + 1]
        width = max(end - start, 1) if same_line else 1
        return Span(self.first + line, start - starts[line] + 1, width)

    def number(self, offset: int) -> int:
        """Return the number of the line at an offset, counted from 0."""
        return bisect(_starts(self.text), offset) - 1

    def offset(self, span: Span) -> int:
        """Return the offset at which a place begins."""
        return _starts(self.text)[span.line - self.first] + span.column - 1

    def of(self, node: yaml.Node) -> Span:
        """Return the place of a node."""
        return self.span(node.start_mark.index, node.end_mark.index)


@lru_cache(maxsize=4)
def _starts(text: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in re.finditer("\n", text)))


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document: plain data (`dict`, `list`, `str`, None) and the place of each part."""

    path: str
    text: str
    lines: Lines
    data: Any
    node: yaml.Node | None

    def value_span(self, path: Path) -> Span:
        """Return the place of the value at a path, or of its nearest parent if it is absent."""
        node = self._follow(path)[1]
        return self._span(node)

    def words(self, path: Path) -> tuple[Span, str]:
        """Return the place of the words of a text, and the words as written.

        They include line ends, indentation and escapes, but not quotes or the header of a block.
        """
        node = self._follow(path)[1]
        if not isinstance(node, yaml.ScalarNode):
            return self._span(node), ""
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("'", '"'):
            start, end = start + 1, end - 1
        elif node.style in ("|", ">"):
            head_end = self.text.find("\n", start, end)
            words = self.text[head_end + 1 : end] if head_end >= 0 else ""
            start = end - len(words.lstrip()) if words.strip() else start
            end = start + len(words.strip())
        return self.lines.span(start, end), self.text[start:end]

    def source_of(self, path: Path) -> str:
        """Return a value as written in the file, or "" if it takes more than one line."""
        node = self._follow(path)[1]
        if node is None:
            return ""
        text = self.text[node.start_mark.index : node.end_mark.index].strip()
        return "" if "\n" in text else text

    def at(self, path: Path) -> Mapping[str, Any]:
        """Return the mapping at a path, or an empty one."""
        data = self.data
        for part in path:
            if isinstance(data, Mapping):
                data = data.get(str(part))
            elif isinstance(data, list) and isinstance(part, int) and part < len(data):
                data = data[part]
        return data if isinstance(data, Mapping) else {}

    def key_span(self, path: Path) -> Span:
        """Return the place of the key at the end of a path; for a list item, that of its value."""
        key, value = self._follow(path)
        return self._span(key or value)

    def value_at(self, path: Path) -> Location:
        """Return the location of :meth:`value_span`."""
        return Location(self.path, self.value_span(path))

    def key_at(self, path: Path) -> Location:
        """Return the location of :meth:`key_span`."""
        return Location(self.path, self.key_span(path))

    def spans(self) -> Mapping[str, Span]:
        """Return the places of the values of top-level keys, and of list items as `tags.0`."""
        places: dict[str, Span] = {}
        if isinstance(self.node, yaml.MappingNode):
            for key, value in self.node.value:
                if not isinstance(key, yaml.ScalarNode):
                    continue
                places[key.value] = self._span(value)
                if isinstance(value, yaml.SequenceNode):
                    for index, item in enumerate(value.value):
                        places[f"{key.value}.{index}"] = self._span(item)
        return places

    def top_keys(self) -> tuple[str, ...]:
        """Return the top-level keys, including those without a value, which `data` omits."""
        if isinstance(self.node, yaml.MappingNode):
            nodes = (key for key, _ in self.node.value)
            return tuple(key.value for key in nodes if isinstance(key, yaml.ScalarNode))
        return tuple(self.data or ())

    def node_at(self, path: Path) -> yaml.Node | None:
        """Return the node of the value at a path, or None if it is absent."""
        node = self.node
        for part in path:
            if isinstance(node, yaml.MappingNode):
                node = next((value for key, value in node.value if key.value == part), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
                node = node.value[part] if part < len(node.value) else None
            else:
                return None
        return node

    def scalars(self) -> Iterator[yaml.ScalarNode]:
        """Yield the nodes of all values that are texts, each once."""
        waiting, seen = [self.node], set[int]()
        while waiting:
            node = waiting.pop()
            if id(node) in seen:  # an alias of an earlier one
                continue
            seen.add(id(node))
            if isinstance(node, yaml.ScalarNode):
                yield node
            elif isinstance(node, yaml.MappingNode):
                waiting += [value for _, value in reversed(node.value)]
            elif isinstance(node, yaml.SequenceNode):
                waiting += reversed(node.value)

    def _follow(self, path: Path) -> tuple[yaml.Node | None, yaml.Node | None]:
        key: yaml.Node | None = None
        node = self.node
        for part in path:
            if isinstance(node, yaml.MappingNode):
                pair = next((p for p in node.value if p[0].value == part), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
                pair = (None, node.value[part]) if part < len(node.value) else None
            else:
                pair = None
            if pair is None:
                break
            key, node = pair
        return key, node

    def _span(self, node: yaml.Node | None) -> Span:
        return Span(self.lines.first) if node is None else self.lines.of(node)


def _composed(text: str) -> yaml.Node | None:
    node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    return node


def compose(
    text: str, path: str, first_line: int = 1, *, longest: int = _MAX_LENGTH
) -> Checked[Document | None]:
    """Read one YAML document; `first_line` is the line of its file on which the text begins.

    A text may have as many characters as `longest` says.
    """
    lines = Lines(first_line, text)
    if len(text) > longest:
        problem = Diagnostic(
            "too-large",
            f"the YAML has {len(text):,} characters; briefgen reads up to {longest:,}",
            Location(path, Span(first_line)),
            "move data into a separate file, or text below the front matter",
        )
        return Checked(None, (problem,))
    try:
        node = _composed(text)
    except yaml.YAMLError as error:
        return Checked(None, (_explain(error, text, path, lines),))
    except RecursionError:
        return Checked(None, (_too_deep(Location(path, Span(first_line))),))
    builder = _Builder(path, lines)
    data = builder.plain(node, depth=0, natural=False, keeps_empty=False) if node else None
    document = Document(path, text, lines, data, node)
    return Checked(document, tuple(builder.diagnostics))


def _explain(error: yaml.YAMLError, text: str, path: str, lines: Lines) -> Diagnostic:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unknown"
    mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    context = getattr(error, "context", None) or ""
    numbers = [lines.number(each.index) for each in (mark, context_mark) if each is not None]
    if "quoted scalar" in context or "simple key" in context or "flow" in context:
        mark = context_mark or mark
        numbers.reverse()
    if mark is None:
        unprintable = _UNPRINTABLE.search(text)
        offset = unprintable.start() if unprintable else 0
    else:
        offset = mark.index
    character = text[offset : offset + 1]
    location = Location(path, lines.span(offset, offset))
    if "tab character" in problem or ("cannot start any token" in problem and character == "\t"):
        return Diagnostic("yaml", "this line begins with a tab", location,
                          "indent with spaces; most editors can do this for YAML")  # fmt: skip
    message, hint = _explained(problem, character)
    repair = repaired(text, numbers + [number - 1 for number in numbers], _can_be_read)
    if repair is None:
        return Diagnostic("yaml", message, location, hint)
    span = Span(lines.first + repair.number, repair.column + 1, repair.width or 1)
    if span.line == location.span.line and not repair.width:
        span = location.span
    return Diagnostic("yaml", repair.message or message, Location(path, span), repair.hint)


def _explained(problem: str, character: str) -> tuple[str, str]:
    """Return the meaning of the parser's words, and a hint."""
    if "cannot start any token" in problem:
        sign = f"`{character}`" if character != "`" else "a backtick"
        return f"an unquoted text cannot begin with {sign}", "put the text in quotes"
    for part, message, hint in _EXPLANATIONS:
        if part in problem:
            return message, hint
    return f"invalid YAML: {problem}", _QUOTE_HINT


def _can_be_read(text: str) -> bool:
    try:
        _composed(text)
    except (yaml.YAMLError, RecursionError):
        return False
    return True


def _too_deep(location: Location) -> Diagnostic:
    return Diagnostic(
        "yaml", f"nested more than {_MAX_DEPTH} levels deep", location, "use fewer levels"
    )


class _Builder:
    """Turns nodes into plain data, within limits."""

    def __init__(self, path: str, lines: Lines) -> None:
        self.path = path
        self.lines = lines
        self.diagnostics: list[Diagnostic] = []
        self.nodes = 0
        self.characters = 0
        # Without aliases, a text has fewer values than characters.
        self._most_nodes = max(_MAX_NODES, len(lines.text))
        self._most_characters = max(_MAX_CHARACTERS, len(lines.text))
        self.exhausted = False

    def plain(self, node: yaml.Node, *, depth: int, natural: bool, keeps_empty: bool) -> Any:
        """Return a node's data; report what is not allowed, and return None for it."""
        self.nodes += 1
        if self.exhausted:
            return None
        if self.nodes > self._most_nodes:
            return self._stop(
                "yaml-aliases",
                f"this expands to more than {self._most_nodes:,} values",
                node,
                "write out the values, without & and *",
            )
        if depth > _MAX_DEPTH:
            self.exhausted = True
            self.diagnostics.append(_too_deep(self._at(node)))
            return None
        if node.tag not in _PLAIN_TAGS:
            return self._refuse_tag(node)
        if isinstance(node, yaml.ScalarNode):
            self.characters += len(node.value)
            if self.characters > self._most_characters:
                return self._stop(
                    "yaml-aliases",
                    f"the YAML expands to more than {self._most_characters:,} characters",
                    node,
                    "write out the values, without & and *",
                )
            self._clean(node)
            return _natural(node) if natural else None if node.tag == _NULL else node.value
        if isinstance(node, yaml.SequenceNode):
            return [
                self.plain(item, depth=depth + 1, natural=natural, keeps_empty=False)
                for item in node.value
            ]
        return self._mapping(node, depth=depth, natural=natural, keeps_empty=keeps_empty)

    def _mapping(
        self, node: yaml.Node, *, depth: int, natural: bool, keeps_empty: bool
    ) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        first: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._report("yaml", "a key must be a single word", key, "write `key: value`")
                continue
            self._clean(key)
            self._without_invisible(key)
            name = key.value
            for each in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                self._warn_of_comment(name, each)
            if name in first:
                line = self.lines.of(first[name]).line
                self._report(
                    "duplicate-key",
                    f"duplicate key `{name}` (first used on line {line})",
                    key,
                    "remove one of the two",
                )
                continue
            first[name] = key
            data = self.plain(
                value,
                depth=depth + 1,
                natural=natural or (depth == 0 and name in _NATURAL),
                keeps_empty=depth == 0 and name == _KEEPS_EMPTY,
            )
            if data is not None or natural or keeps_empty:
                mapping[name] = data
        return mapping

    def _refuse_tag(self, node: yaml.Node) -> str | None:
        """Report a tag. Returns the text as written if it probably is one, as in `!Attention`."""
        tag = node.tag.replace(_TAG, "!!")
        text, start = self.lines.text, node.start_mark.index
        words = text[start : node.end_mark.index].strip()
        if not isinstance(node, yaml.ScalarNode) or node.tag.startswith(_TAG) or "\n" in words:
            self._report("yaml-tag", f"the tag `{tag}` is not allowed", node, "remove the tag")
            return None
        head = text[text.rfind("\n", 0, start) + 1 : start].strip()
        head = f"{head} " if head.endswith((":", "-")) else ""
        self._report(
            "yaml-tag",
            f"an unquoted text cannot begin with `!`: YAML reads `{tag}` as a tag",
            node,
            f"put the text in quotes: {head}{quoted(words)}",
        )
        return words

    def _warn_of_comment(self, name: str, value: yaml.Node) -> None:
        """Warn about words that YAML reads as a comment, as in `accent: #0b5d66`."""
        if not isinstance(value, yaml.ScalarNode) or value.style or value.tag not in _CUT:
            return
        text, end = self.lines.text, value.end_mark.index
        comment = _COMMENT.match(text, end)
        if comment is None:
            return
        head = text[text.rfind("\n", 0, value.start_mark.index) + 1 : value.start_mark.index]
        whole_value = quoted(text[value.start_mark.index : comment.end()].strip())
        problem = f"`{name}` ends before `{comment[1]}`" if value.value else f"`{name}` is empty"
        self.diagnostics.append(
            Diagnostic(
                "cut-value",
                f"{problem}: YAML ignores the text after ` #` as a comment",
                Location(self.path, self.lines.span(*comment.span(1))),
                f"put it in quotes: {head.strip()} {whole_value}",
            )
        )

    def _clean(self, node: yaml.ScalarNode) -> None:
        r"""Remove characters that an escape such as `"\x07"` put into a value or key."""
        if not node.value.isprintable() and unwanted(node.value):
            self.diagnostics.append(removed_character(node.value, self._at(node)))
            node.value = printable(node.value)

    def _without_invisible(self, key: yaml.ScalarNode) -> None:
        """Remove an invisible character from a key, since it would make it another key."""
        if sign := invisible(key.value):
            key.value = without_invisible(key.value)
            self._report(
                "control-character",
                f"removed the invisible character U+{ord(sign):04X} from the key `{key.value}`",
                key,
                "remove the character from the file",
            )

    def _at(self, node: yaml.Node) -> Location:
        return Location(self.path, self.lines.of(node))

    def _report(self, code: str, message: str, node: yaml.Node, hint: str) -> None:
        self.diagnostics.append(Diagnostic(code, message, self._at(node), hint))

    def _stop(self, code: str, message: str, node: yaml.Node, hint: str) -> None:
        self.exhausted = True
        self._report(code, message, node, hint)


def _natural(node: yaml.ScalarNode) -> Any:
    """Return a scalar in YAML's own type; values without a JSON form, such as dates, stay text."""
    name = node.tag.removeprefix(_TAG)
    if name not in ("int", "float", "bool", "null") or len(node.value) > _MAX_DIGITS:
        return node.value
    construct: Callable[..., Any] = yaml.SafeLoader.yaml_constructors[node.tag]
    try:
        value = construct(yaml.SafeLoader(""), node)
    except (ValueError, LookupError):  # a value that does not fit its tag, as in `!!int ""`
        return node.value
    return value if _has_json_form(value) else node.value


def _has_json_form(value: Any) -> bool:
    """Whether JSON can store a number unchanged: no infinity, at most 64 bits."""
    if isinstance(value, float):
        return isfinite(value)
    return not isinstance(value, int) or -(2**63) <= value < 2**64
