"""Tables as Typst code.

HTML lets rows have different numbers of cells, and cells run out of the table. Typst does not, so
each cell gets a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from briefgen.model import text as slots
from briefgen.render.text.typst_words import literal
from briefgen.render.text.typst_writer import Open, Rule, Widths, Writer, apart, joined

_MOST: Final = 1000  # columns or rows of a cell, as in HTML
_LONGEST: Final = 40  # letters of a word that is not divided
_LONGEST_HEAD: Final = 300  # letters of a line in a head, which a page has to have room for
MARKS: Final = ("total", "highlighted")  # of rows that stand out
_ALIGNS: Final = {"left": "start", "center": "center", "right": "end"}
# What PDF/UA does not allow in a head that is shown again on the next page.
_NOT_REPEATED: Final = ("link(", "link-within(", "note(", "note-again(", "anchor(")


@dataclass(slots=True)
class Cell:
    """A cell: its code, its size in columns and rows, and how wide its words are.

    `is_head` says that it names a row or column; `mark` is that of its row, one of MARKS.
    """

    code: str
    columns: int = 1
    rows: int = 1
    align: str = ""
    widths: Widths = field(default_factory=Widths)
    is_head: bool = False
    mark: str = ""
    x: int = 0


@dataclass(slots=True)
class Rows:
    """The rows of a table, sorted: those of its head, its bodies and its foot."""

    head: list[list[Cell]] = field(default_factory=list)
    body: list[list[Cell]] = field(default_factory=list)
    foot: list[list[Cell]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)  # of the bodies, as numbers of rows
    caption: str = ""


def _size(value: str) -> int:
    """Return the number in a `colspan` or `rowspan`."""
    value = value.strip()
    if not (value.isascii() and value.isdecimal()):
        return 1
    return min(int(value[:5]), _MOST) or 1


def _table_of(rows: Rows, kinds: Sequence[str], *, repeats: bool) -> str:
    """Return the arguments of the theme's `data-table`, or "" if there are no cells."""
    head, foot = _placed(rows.head), _placed(rows.foot)
    body: list[list[Cell]] = []
    begin = 0
    for end in [*rows.ends, len(rows.body)]:
        body += _placed(rows.body[begin:end])
        begin = end
    cells = [cell for row in [*head, *body, *foot] for cell in row]
    if not cells:
        return ""
    begins = sorted({cell.x for cell in cells})
    numbers = {x: number for number, x in enumerate(begins)}
    for cell in cells:
        last = cell.x + cell.columns
        cell.columns = sum(1 for x in begins[numbers[cell.x] :] if x < last)
        cell.x = numbers[cell.x]
    aligns = _aligns(cells, body or head or foot, len(begins), kinds)
    widths = _widths(cells, len(begins))
    parts = [f"({','.join([*widths, ''])})", f"({','.join([*aligns, ''])})"]
    is_regular = all(
        len(row) == len(begins) and all(cell.columns == cell.rows == 1 for cell in row)
        for row in (*head, *body, *foot)
    )
    y = 0
    for name, part in ("header", head), ("", body), ("footer", foot):
        codes = list(_codes(part, aligns, -1 if is_regular else y))
        y += len(part)
        if name and codes:
            repeat = "repeat:false," if name == "footer" or not repeats else ""
            parts.append(f"table.{name}({repeat}{','.join(codes)})")
        else:
            parts += codes
    parts.append(f"rows:{len(head)}")
    for mark in MARKS:
        marked = [
            str(y) for y, row in enumerate([*head, *body, *foot]) if row and row[0].mark == mark
        ]
        if marked:
            parts.append(f"{mark}:({','.join(marked)},)")
    return ",".join(parts)


def _placed(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Give each cell of a group of rows its place; none runs out of the group or into another."""
    occupied: dict[int, int] = {}  # the columns of cells above: how many rows they still take
    placed: list[list[Cell]] = []
    for number, row in enumerate(rows):
        left = len(rows) - number
        occupied = {x: rows - 1 for x, rows in occupied.items() if rows > 1}
        x = 0
        for cell in row:
            while x in occupied:
                x += 1
            free = 1
            while free < cell.columns and x + free not in occupied:
                free += 1
            cell.x, cell.columns, cell.rows = x, free, min(cell.rows, left)
            occupied.update(dict.fromkeys(range(x, x + free), cell.rows))
            x += free
        placed.append(row)
    return placed


def _aligns(
    cells: list[Cell], rows: list[list[Cell]], count: int, kinds: Sequence[str]
) -> list[str]:
    """Return how the columns are aligned: as the last row says, or by what they hold."""
    aligns = [""] * count
    for row in rows:
        for cell in row:
            aligns[cell.x] = cell.align or aligns[cell.x]
    if len(kinds) == count:
        aligns = [
            align or ("end" if kind == "number" else "")
            for align, kind in zip(aligns, kinds, strict=True)
        ]
    for cell in cells:
        cell.align = cell.align or aligns[cell.x] if cell.columns == 1 else cell.align
    return [align or "start" for align in aligns]


def _widths(cells: list[Cell], count: int) -> list[str]:
    """Return of each column the longest word and the letters of the longest line."""
    columns = [Widths() for _ in range(count)]
    for cell in cells:
        if cell.columns == 1:
            column = columns[cell.x]
            column.word = max(column.word, cell.widths.word, key=len)
            column.line = max(column.line, cell.widths.line)
    return [f"({literal(column.word[:_LONGEST])},{column.line})" for column in columns]


def _codes(rows: list[list[Cell]], aligns: list[str], first: int) -> Iterator[str]:
    """Yield the code of each cell, with its place unless the first row has a negative number."""
    for y, row in enumerate(rows, first):
        for cell in row:
            arguments = [f"x:{cell.x}", f"y:{y}"] if first >= 0 else []
            if cell.columns > 1:
                arguments.append(f"colspan:{cell.columns}")
            if cell.rows > 1:
                arguments.append(f"rowspan:{cell.rows}")
            if cell.align and cell.align != aligns[cell.x]:
                arguments.append(f"align:{cell.align}")
            code = cell.code or "[]"
            if cell.is_head and cell.code:
                code = f"head({code})"
            yield f"table.cell({','.join(arguments)},{code})" if arguments else code


# Elements


def _begin_cell(writer: Writer, _: Open) -> None:
    """Measure the words of a cell from now on."""
    writer.plain += 1
    writer.cells.append(Widths())


def _cell(writer: Writer, element: Open, body: str) -> str:
    writer.plain -= 1
    widths = writer.cells.pop()
    if [each.name for each in writer.opened[:-4:-1]][::2] != ["tr", "table"]:
        return apart(writer, element, body)
    if not writer.opened[-3].has_form:
        return apart(writer, element, body)
    align = _ALIGNS.get(element.attribute("align").lower(), "")
    for each in element.classes():
        align = _ALIGNS.get(each.removeprefix("align-"), align)
    writer.parent.items.append(
        Cell(
            body,
            _size(element.attribute("colspan")),
            _size(element.attribute("rowspan")),
            align,
            widths,
            is_head=element.name == "th",
        )
    )
    return ""


def _row(writer: Writer, element: Open, body: str) -> str:
    marks = [each for each in element.classes() if each in MARKS]
    for cell in element.items if marks else ():
        cell.mark = marks[0]
    writer.parent.items.append(element.items)
    return body


def _rows(writer: Writer, element: Open, body: str) -> str:
    """Give the rows of a part to the table; a second head or foot is part of the body."""
    rows = _rows_of(writer.parent)
    if element.name == "thead" and not rows.head and not rows.body:
        rows.head = element.items
    elif element.name == "tfoot" and not rows.foot:
        rows.foot = element.items
    else:
        rows.body += element.items
        rows.ends.append(len(rows.body))
    return body


def _rows_of(table: Open) -> Rows:
    """Return the rows of a table, which are its only item."""
    if not table.items:
        table.items.append(Rows())
    rows: Rows = table.items[0]
    return rows


def _table(writer: Writer, element: Open, body: str) -> str:
    """Write a table after its caption."""
    rows = _rows_of(element)
    if not rows.head and rows.body and all(cell.is_head for cell in rows.body[0]):
        rows.head, rows.body = rows.body[:1], rows.body[1:]
        rows.ends = [end - 1 for end in rows.ends]
    if any(cell.widths.line > _LONGEST_HEAD for row in rows.head for cell in row):
        count = len(rows.head)
        rows.head, rows.body = [], rows.head + rows.body
        rows.ends = [count, *(end + count for end in rows.ends)]
    heads = "".join(cell.code for row in rows.head for cell in row)
    repeats = not any(each in heads for each in _NOT_REPEATED)
    kinds = element.slot.kinds if isinstance(element.slot, slots.Table) else ()
    arguments = _table_of(rows, kinds, repeats=repeats)
    if writer.cells:
        writer.cells[-1].at_least(60)
    table = _with_caption(writer, f"data-table({arguments})" if arguments else "", rows.caption)
    return joined([each for each in (body, table) if each])


def _with_caption(writer: Writer, table: str, caption: str) -> str:
    """Return a table with its caption, apart from the text, unless it is in a table or figure."""
    is_inside = any(each.name in ("table", "figure") for each in writer.opened)
    if caption and (is_inside or not table):
        return joined([f"table-caption({caption})", *([table] if table else [])])
    if caption:
        return f'captioned("table",{caption},{table})'
    return table if is_inside or not table else f"shown({table})"


def _caption(writer: Writer, _: Open, body: str) -> str:
    writer.plain -= 1
    rows = _rows_of(writer.parent)
    rows.caption = joined([each for each in (rows.caption, body) if each])
    return ""


def _begin_caption(writer: Writer, _: Open) -> None:
    writer.plain += 1


TABLES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        **dict.fromkeys(("thead", "tbody", "tfoot"), Rule(_rows, True, 0)),
        **dict.fromkeys(("td", "th"), Rule(_cell, True, 1, _begin_cell)),
        "caption": Rule(_caption, True, 1, _begin_caption),
        "colgroup": Rule(lambda *_: "", True, 0),
        "table": Rule(_table, True, 8),
        "tr": Rule(_row, True, 0),
    }
)
