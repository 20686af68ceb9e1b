"""Fenced blocks that show data: what every kind of them has in common.

Their content is YAML. Its places are those in the file, even if the block is in a list or quotation
and so is indented. The data is in a file, `data: prices.csv`, or in the block: a list of rows, each
with its cells as `column: cell`, or `columns` with a list of names and `rows` with lists of cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import yaml
from pydantic import TypeAdapter

from briefgen.model.addresses import is_on_a_disk
from briefgen.model.content import DataUse
from briefgen.model.data import DataTable, is_data_file, likely_decimal, no_column
from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.text import Reference
from briefgen.read.markdown import events
from briefgen.read.markdown.budget import Exhausted
from briefgen.read.markdown.captions import without_marks
from briefgen.read.markdown.events import Attributes, Phrases
from briefgen.read.markdown.lines import read_line
from briefgen.read.markdown.lookalikes import without_footnotes
from briefgen.read.markdown.reading import Reading
from briefgen.read.markdown.sanitise import scheme_of
from briefgen.read.typed import read_typed
from briefgen.read.yaml_document import Document, compose

T = TypeVar("T")
Path = Sequence[str | int]
Marks = Sequence[tuple[str, str]]

_TABULAR: Final = frozenset({"columns", "rows"})
_CUT: Final = frozenset({"yaml-aliases", "yaml-tag"})  # problems after which values are missing
_CURLY: Final = "“”„‘’‚«»"
_AS_CSV: Final = "save it as CSV (UTF-8) beside the text, and write `data: prices.csv`"
_NO_DATA: Final = "write `data: prices.csv`, or a list of rows such as `- {year: 2025, price: 12}`"


@dataclass(frozen=True, slots=True)
class BlockData:
    """The data of a block: the file with it, or else the table itself."""

    table: DataTable = DataTable()
    file: Reference | None = None


class DataFence:
    """One such block, while it is read; problems go to the reports of the text."""

    def __init__(self, block: events.CodeBlock, reading: Reading) -> None:
        self.kind = block.language
        self.reading = reading
        self._lines = block.text.split("\n")
        self._first = block.line + 1  # the line of the text after the fence
        self._first_in_file = reading.locator.line(self._first).line
        composed = compose(block.text, reading.locator.path, self._first_in_file)
        self._document = composed.value
        self._reported: frozenset[str] = frozenset()
        self._is_cut = any(each.code in _CUT for each in composed.diagnostics)
        self._add(composed.diagnostics)

    @property
    def document(self) -> Document:
        """The content of the block. Its lines are those of the file, but not its columns."""
        if self._document is None:
            raise ValueError("the block cannot be read")
        return self._document

    def settings(self, adapter: TypeAdapter[T], settings: type[T]) -> T | None:
        """Return the content as these settings, or None if that is not possible."""
        if self._document is None or self._is_cut:
            return None
        data = self._document.data
        if not isinstance(data, dict):
            self.report(
                "wrong-value",
                f"a block `{self.kind}` must contain lines such as `data: prices.csv`",
                [],
                "write its settings as `key: value`, or use another word than"
                f" `{self.kind}` if it is code",
            )
            return None
        checked = read_typed(
            self._document, data, adapter, settings, unknown_code="unknown-key", needed=["data"]
        )
        self._add(checked.diagnostics)
        self._reported = checked.reported
        return checked.value

    def data(self, path: Path = ("data",)) -> BlockData | None:
        """Return the data at a path of the block, or None if it is missing or wrong."""
        value = self.document.data
        for part in path:
            value = value.get(part) if isinstance(value, Mapping) else None
        if isinstance(value, str):
            return self._file(value.strip(), path)
        if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
            return self._checked(self._from_mappings(value, path), path)
        if isinstance(value, Mapping) and value.keys() == _TABULAR:
            return self._checked(self._from_lists(value, path), path)
        if value is None and "data" in self._reported:
            return None
        if value is None:
            self.report("missing-key", "`data` is missing", path, _NO_DATA)
        else:
            self.report("wrong-value", "`data` is neither a file nor rows", path, _NO_DATA)
        return None

    def _file(self, name: str, path: Path) -> BlockData | None:
        """Return the file with the data."""
        if name[:1] in _CURLY and name[-1:] in _CURLY:
            plain = name.strip(_CURLY)
            problem = f"the quotation marks around `{plain}` are not those of YAML"
            self.report("wrong-value", problem, path, f"write `data: {plain}`")
            return None
        if scheme_of(name) in ("http", "https") or name.startswith("//"):
            problem = "`data` is on another site, and a build does not ask the web"
        elif is_on_a_disk(name):
            problem = f"`{name}` is a path on your computer"
        elif "\n" in name or not is_data_file(name):
            problem = "`data` must name a CSV file, with a name that ends with .csv or .tsv"
        else:
            return BlockData(file=Reference(name, self.span(path), is_data=True))
        self.report("wrong-value", problem, path, _AS_CSV)
        return None

    def _from_mappings(self, rows: Sequence[Mapping[str, Any]], path: Path) -> DataTable | None:
        """Return a table whose columns are the keys of the first row."""
        names = self._keys([*path, 0])
        table = []
        for number, row in enumerate(rows):
            for name in row:
                if name not in names:
                    self._no_column(name, names, self.document.key_span([*path, number, name]))
            table.append([row.get(name, "") for name in names])
        return self._table(names, table, [*path])

    def _from_lists(self, value: Mapping[str, Any], path: Path) -> DataTable | None:
        names, rows = value["columns"], value["rows"]
        if not _is_list(names, str):
            self.report(
                "wrong-value", "`columns` must be a list of names", [*path, "columns"],
                "write it as `columns: [year, price]`",
            )  # fmt: skip
            return None
        for number, row in enumerate(rows if isinstance(rows, list) else [rows]):
            if not isinstance(row, list) or len(row) != len(names):
                self.report(
                    "wrong-value", f"each row must be a list of {len(names)} cells",
                    [*path, "rows", number], "write rows as `- [2025, 12]`",
                )  # fmt: skip
                return None
        return self._table(names, rows, [*path, "rows"])

    def _table(
        self, names: Sequence[str], rows: Sequence[Sequence[Any]], path: Path
    ) -> DataTable | None:
        for number, row in enumerate(rows):
            if any(not isinstance(cell, str | None) for cell in row):
                self.report("wrong-value", "a cell must be a single text or number",
                            [*path, number], "write one value for each column")  # fmt: skip
                return None
        cells = tuple(tuple((cell or "").strip() for cell in row) for row in rows)
        decimal = likely_decimal(cell for row in cells for cell in row)
        return DataTable(tuple(name.strip() for name in names), cells, decimal)

    def _checked(self, table: DataTable | None, path: Path) -> BlockData | None:
        if table is None:
            return None
        if len(set(table.columns)) < len(table.columns) or not all(table.columns):
            self.report("wrong-value", "each column must have a name of its own", path,
                        "rename the columns")  # fmt: skip
            return None
        return BlockData(table)

    def _keys(self, path: Path) -> list[str]:
        """Return the keys of a mapping, also those without a value."""
        node = self.document.node_at(path)
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        return list(dict.fromkeys(key.value for key, _ in pairs))

    def use(self, data: BlockData, columns: Iterable[tuple[str, Path]]) -> None:
        """Record the columns that the block names, each with its path, or check them at once.

        Whether a file has a column is known only when the site is assembled.
        """
        if data.file is not None:
            placed = tuple((name, self.span(path)) for name, path in columns)
            self.reading.data.append(DataUse(self.kind, data.file, placed))
            return
        for name, path in columns:
            if name not in data.table.columns:
                self._no_column(name, data.table.columns, self.document.value_span(path))

    def _no_column(self, name: str, columns: Sequence[str], span: Span) -> None:
        self._add([no_column(name, columns, Location(self.reading.locator.path, span))])

    def phrases(self, text: str, path: Path) -> Phrases:
        """Return the inline Markdown at a path of the block, without footnotes."""
        line = self._line(self.document.value_span(path))
        node = self.document.node_at(path)
        last = self._line(self.document.lines.span(node.end_mark.index, 0)) if node else line
        reading = self.reading
        try:
            phrases, has_controls = read_line(text, reading.dialect, reading.budget)
        except RecursionError:
            reading.reports.diagnostics.append(reading.reports.too_deep(line))
            return Phrases([])
        except Exhausted:
            reading.reports.diagnostics.append(reading.reports.too_much(line))
            return Phrases([])
        if has_controls:
            reading.reports.about_controls(text)
        parts = phrases.parts
        if reading.dialect.switches.footnotes:
            parts = [without_footnotes(part) if isinstance(part, str) else part for part in parts]
        return phrases._replace(parts=parts, lines=(line, max(last, line) + 1))

    def marked(self, caption: str) -> tuple[str, Marks]:
        """Return a caption without the marks at its end, as in `Prices {#tbl-prices .wide}`."""
        if not self.reading.dialect.switches.attributes:
            return caption, ()
        words, marks = without_marks(caption)
        self.reading.anchors.reserve(name for sign, name in marks if sign == "#")
        return words, marks

    # Places

    def span(self, path: Path) -> Span:
        """Return the place in the file of the value at a path."""
        return self._span_in_file(self.document.value_span(path))

    def report(self, code: str, message: str, path: Path, hint: str) -> None:
        """Report a problem at the value at a path."""
        location = Location(self.reading.locator.path, self.document.value_span(path))
        self._add([Diagnostic(code, message, location, hint)])

    def _add(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Report problems whose places are in the block."""
        for each in diagnostics:
            location = Location(each.location.path, self._span_in_file(each.location.span))
            self.reading.reports.diagnostics.append(replace(each, location=location))

    def _line(self, span: Span) -> int:
        """Return the line of the text at a place in the block."""
        return self._first + span.line - self._first_in_file

    def _span_in_file(self, span: Span) -> Span:
        """Return the place in the file of a place in the block."""
        number = span.line - self._first_in_file
        line = self._lines[number] if number < len(self._lines) else ""
        locator = self.reading.locator
        offset = locator.offset_of(self._line(span), line)
        return locator.span_of(offset + span.column - 1, span.width)


def with_marks(attributes: Attributes, marks: Marks) -> Attributes:
    """Return attributes with an anchor and classes."""
    classes = [attributes.get("class", ""), *(name for sign, name in marks if sign == ".")]
    anchors = [name for sign, name in marks if sign == "#"]
    own = {"id": anchors[-1]} if anchors else {}
    return {**attributes, **own, "class": " ".join(filter(None, classes))}


def _is_list(value: Any, kind: type) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, kind) for each in value)
