"""Blocks that are almost mark-up: what an author meant as a heading, a list, a table or a callout.

All functions take texts and return reports, so that they work for any parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from briefgen.read.markdown.alerts import KINDS
from briefgen.read.markdown.lookalikes import Lookalike, foreign_tags

_WIDE_SPACE: Final = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
_BULLETS: Final = "•‣▪▫◦➢➤⁃∙·"
_CIRCLES: Final = "●○■□"  # which also are signs within a text
_HEADING: Final = re.compile(r"(?P<marks>#{2,6})(?=[^\s#])(?P<words>.*)")
_SHORT_HEADING: Final = re.compile(r"#(?P<words>[^\W\d_][^\n#]*[^\s.,;:!?#])")
_WIDE: Final = re.compile(
    rf"(?P<marks>#{{1,6}}|[-+*]|[0-9]{{1,9}}[.)])[{_WIDE_SPACE}]+(?P<words>\S.*)"
)
_FULL_WIDTH: Final = re.compile(r"(?P<marks>＃{1,6})\s*(?P<words>\S.*)")
_TYPED: Final = re.compile(
    rf"(?P<mark>[{_BULLETS}]|[{_CIRCLES}](?=\s))\s*(?P<words>[^\s{_BULLETS}{_CIRCLES}].*)"
)
_TIGHT: Final = re.compile(r"(?P<mark>[-+]|\*(?![^*]*\*))(?P<words>[^\W\d_].*)")
_DASHED: Final = re.compile(r"(?P<mark>–)\s+(?P<words>\S.*)")
_NUMBERED: Final = re.compile(r"(?P<mark>[0-9]{1,2}[.)])(?P<words>[^\W\d_].*)")
_TASK: Final = re.compile(r"[-+*]?\[(?P<done>[ xX]?)\]\s+(?P<words>\S.*)")
_ROW: Final = re.compile(r"\|.*\|\s*")
_RULE: Final = re.compile(r"[|\-: \t]+")
_CELL: Final = re.compile(r"(?<!\\)\|")
_NEAR_CALLOUT: Final = re.compile(
    rf"(?:::|：：：?|:::+\s*\{{\.?(?:callout-)?|!!!|\?\?\?\+?)\s*(?P<kind>{'|'.join(KINDS)})\b[^\n]*",
    re.IGNORECASE,
)
_END: Final = re.compile(r"(?::{3,}|：：：)\s*")
_FENCE: Final = re.compile(r"[\s>]*(?P<marks>`{3,}|~{3,})\s*")
_COLONS: Final = re.compile(r"[\s>]*(?P<marks>:{3,})\s*")
_DEFINITION: Final = re.compile(r":[ \t]+\S")
_MOST: Final = 200  # characters of a line that are looked at or shown
# What begins a line with which `near_paragraph` may report something, and its first characters.
_MAY_BE_NEAR: Final = re.compile(
    rf"[#＃{_BULLETS}{_CIRCLES}]|[-+][^\W\d_]|\*(?![^*]*\*)[^\W\d_]|–\s|[0-9]{{1,2}}[.)][^\W\d_]"
    rf"|(?:[-+*]|[0-9]{{1,9}}[.)])[{_WIDE_SPACE}]|[-+*]?\[[ xX]?\]\s"
    r"|[!?]{3}|：|::|\||:\s"
)
_MAY_BEGIN: Final = frozenset(f"#＃{_BULLETS}{_CIRCLES}-+*–[：!?:|0123456789")


def is_near_block(line: str) -> bool:
    """Whether a line of text may be meant as a heading, an item or another block."""
    return line[:1] in _MAY_BEGIN and _MAY_BE_NEAR.match(line) is not None


def near_paragraph(content: str, *, callouts: bool, tables: bool) -> Iterator[Lookalike]:
    """Yield what looks like another block in the text of a paragraph, without its indentation."""
    lines = content.split("\n")
    yield from _near_headings(lines)
    yield from _near_lists(lines)
    if callouts:
        yield from _near_callouts(lines)
    if tables and all(map(_ROW.fullmatch, lines)) and (len(lines) > 1 or _is_head(content)):
        cells = len(_CELL.split(lines[0].strip())) - 2
        rule = "|" + " --- |" * min(cells, 20)
        has_rule = len(lines) > 1 and _RULE.fullmatch(lines[1])
        position = "in place of the line" if has_rule else "on a line"
        yield _stray(
            "a table needs a line with as many cells as its head; this is published as text"
            if has_rule
            else "a table needs a line below its head; this is published as text",
            lines[0],
            f"write `{rule}` {position} below this one",
        )


def _is_head(line: str) -> bool:
    """Whether a single line is meant as the head of a table, unlike the bars of `|a| < |b|`."""
    cells = [cell for cell in _CELL.split(line.strip())[1:-1] if cell]
    padded = {cell[0].isspace() or cell[-1].isspace() for cell in cells}
    have_words = all(cell.isspace() or any(map(str.isalnum, cell)) for cell in cells)
    return len(cells) > 1 and len(padded) == 1 and have_words


def _near_headings(lines: Sequence[str]) -> Iterator[Lookalike]:
    for line in lines:
        match = _HEADING.match(line) or (_SHORT_HEADING.fullmatch(line) if _alone(lines) else None)
        if match:
            marks = line[: match.start("words")]
            yield _stray(
                f"`{marks}` needs a space after it to begin a heading",
                line,
                f"write {marks} {match['words']}",
            )
        wide = _WIDE.match(line)
        if wide:
            yield _stray(
                f"the space after `{wide['marks']}` is a special one, so it is published as text",
                line,
                f"write {wide['marks']} {wide['words']}",
            )
        full = _FULL_WIDTH.match(line)
        if full:
            marks = "#" * len(full["marks"])
            yield _stray(
                f"`{full['marks']}` is published as text", line, f"write {marks} {full['words']}"
            )


def _alone(lines: Sequence[str]) -> bool:
    return len(lines) == 1 and 1 < len(lines[0].split()) < 12


def _near_lists(lines: Sequence[str]) -> Iterator[Lookalike]:
    for pattern, least in ((_TYPED, 1), (_TIGHT, 2), (_DASHED, 2), (_NUMBERED, 2)):
        matches = [match for line in lines if (match := pattern.match(line))]
        if len(matches) >= least:
            mark = matches[0]["mark"]
            bullet = mark if mark[0] in "0123456789-+*" else "-"
            yield _stray(
                f"`{mark}` here begins no list item; the lines run together",
                matches[0][0],
                f"write `{bullet} {matches[0]['words']}`, and the other lines in the same way",
            )
            return
    if len(lines) == 1 and _DEFINITION.match(lines[0]):
        yield _stray(
            "a definition needs a term on the line above it",
            lines[0],
            "remove the empty line between the term and `:`, or write \\: for the colon",
        )
    task = _TASK.match(lines[0])
    if task and (lines[0][0] in "-+*" or (not task["done"].strip() and lines[0].startswith("[]"))):
        box = f"[{task['done'] or ' '}]"
        yield _stray("this is not read as a task", lines[0], f"write - {box} {task['words']}")


def _near_callouts(lines: Sequence[str]) -> Iterator[Lookalike]:
    is_open = False
    for line in lines:
        match = _NEAR_CALLOUT.match(line)
        if match:
            is_open = True
            kind = KINDS[match["kind"].lower()]
            yield _stray(
                "this begins no callout and is published as text",
                line,
                f"write ::: {kind}, and ::: on a line of its own below the callout",
            )
        elif line.startswith(":::") and not _END.fullmatch(line):
            is_open = True  # of an unknown kind, which is reported
        elif _END.fullmatch(line) and not is_open:
            yield _stray(
                f"`{line.strip()}` closes no callout and is published as text",
                line,
                "remove the line, or begin the callout with ::: note",
            )


def _stray(message: str, line: str, hint: str) -> Lookalike:
    short_hint = hint if len(hint) <= _MOST else f"{hint[:_MOST]}…"
    return Lookalike("stray-mark", message, line.strip()[:_MOST], short_hint)


def unclosed(kind: str, marks: str, line: str) -> Lookalike:
    """Return the report on a block that goes on to the end of the text or of its container."""
    return Lookalike(
        "unclosed-block",
        f"this {kind} is not closed, so all that follows is part of it",
        line.strip()[:_MOST],
        f"add a line {marks} where it ends",
    )


def is_closed_by(line: str, marks: str) -> bool:
    """Whether a line closes a fenced block that begins with these marks."""
    match = (_COLONS if marks[0] == ":" else _FENCE).fullmatch(line)
    return match is not None and match["marks"].startswith(marks)


def dropped_cells(rows: Sequence[str], columns: int) -> Iterator[tuple[int, Lookalike]]:
    """Yield each row of a table that has more words than columns, with its index."""
    for index, row in enumerate(rows):
        cells = _CELL.split(row.strip().lstrip(">").strip().removeprefix("|"))
        surplus = " ".join("".join(cells[columns:]).split())
        if surplus:
            yield (
                index,
                Lookalike(
                    "dropped-cell",
                    f"the table has {columns} columns; `{surplus[:60]}` is not published",
                    cells[columns].strip() or surplus,
                    "add a column to the head of the table, or write \\| for a bar within a cell",
                ),
            )


_LINK_IN_HTML: Final = re.compile(r"!?\[[^\[\]\n]+\]\([^\s()]+(?:\s\"[^\"\n]*\")?\)")
_STRONG_IN_HTML: Final = re.compile(r"(?<![\w*])\*\*[^\s*][^*\n]*\*\*(?![\w*])")
_LINE_IN_HTML: Final = re.compile(r"^[ \t]*(?:#{2,6} \S.*|- \S.*\n[ \t]*- \S.*)", re.MULTILINE)
_UNREAD: Final = re.compile(
    r"<(?:!--|(?P<name>pre|code|script|style|textarea|svg|math|template)(?=[\s>]))", re.IGNORECASE
)
_TAG: Final = re.compile(r"<[^<>]*>")


def near_html(fragment: str) -> Iterator[Lookalike]:
    """Yield what is not read in a block of HTML: Markdown, and tags of another generator."""
    visible = "".join(_visible(fragment))
    words = _TAG.sub("\0", visible)
    for pattern in (_LINK_IN_HTML, _STRONG_IN_HTML, _LINE_IN_HTML):
        if match := pattern.search(words):
            line = match[0].strip().partition("\n")[0]
            yield Lookalike(
                "markdown-in-html",
                f"`{line[:60]}` is within a block of HTML, so it is published as written",
                line,
                "put an empty line after the opening tag and another before the closing tag",
            )
            break
    yield from foreign_tags(visible)


def _visible(fragment: str) -> Iterator[str]:
    """Yield the parts of HTML that are neither comments nor code; each character is read once."""
    at, lowered = 0, fragment.lower()
    without_end: set[str] = set()
    for match in _UNREAD.finditer(fragment):
        end = f"</{match['name'].lower()}" if match["name"] else "-->"
        if match.start() < at or end in without_end:
            continue
        close = lowered.find(end, match.end())
        if close < 0:
            without_end.add(end)
            continue
        yield fragment[at : match.start()]
        at = close + len(end)
    yield fragment[at:]
