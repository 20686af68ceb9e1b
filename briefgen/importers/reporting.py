"""import-report.md: what an import did, and what it could not carry over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from briefgen.importers.imported import Note
from briefgen.importers.records import digest_of, read_record, write_file, write_record
from briefgen.importers.writing import Outcome, State

REPORT: Final = "import-report"
_MOST: Final = 200  # characters of the words of a note
_NAMES: Final = {
    "brief": ("brief", "briefs"),
    "page": ("page", "pages"),
    "author": ("author", "authors"),
    "term": ("category or other term", "categories and other terms"),
    "reply": ("reply", "replies"),
    "medium": ("picture or file", "pictures and files"),
}


def numbers(outcome: Outcome) -> list[tuple[str, int]]:
    """Return what was imported and how many of each, such as ("briefs", 12)."""
    counts = Counter(each.kind for each in outcome.placed)
    return [(_NAMES[kind][counts[kind] != 1], counts[kind]) for kind in _NAMES if counts[kind]]


def with_noun(kind: str, count: int) -> str:
    """Return a number with the name of what it counts."""
    return f"{count:,} {_NAMES[kind][count != 1]}"


def states(outcome: Outcome) -> list[tuple[str, int]]:
    """Return in how many files an import did what."""
    counts = Counter(each.state for each in outcome.placed)
    return [(state.value, counts[state]) for state in State if counts[state]]


def reasons(outcome: Outcome) -> list[tuple[str, int]]:
    """Return why something was not carried over, and how often, the most frequent first."""
    return Counter(each.reason for each in outcome.notes).most_common()


def report(outcome: Outcome, source: str) -> str:
    """Return the report of an import from `source`, as Markdown."""
    return "\n".join(_lines(outcome, source)) + "\n"


def write_report(root: Path, outcome: Outcome, source: str) -> str:
    """Write the report beside site.yaml, and return its name. Raises OSError.

    A report that an author has edited stays, and the new one gets a number.
    """
    record = read_record(root)
    number, name = 1, f"{REPORT}.md"
    while not _may_replace(root / name, record.get(name)):
        number += 1
        name = f"{REPORT}-{number}.md"
    data = report(outcome, source).encode(errors="replace")
    write_file(root / name, data)
    write_record(root, record | {name: digest_of(data)})
    return name


def _may_replace(path: Path, recorded: str | None) -> bool:
    if path.is_symlink():
        return False
    if not path.exists():
        return True
    return path.is_file() and digest_of(path.read_bytes()) == recorded


def _lines(outcome: Outcome, source: str) -> Iterator[str]:
    yield "# Import report"
    yield f"\nFrom {_code(source)}.\n"
    yield "| Imported | Number |\n| --- | ---: |"
    yield from (f"| {name} | {count:,} |" for name, count in numbers(outcome))
    yield f"| to look at, see below | {len(outcome.notes):,} |"
    yield "\n| Files | Number |\n| --- | ---: |"
    yield from (f"| {name} | {count:,} |" for name, count in states(outcome))
    if outcome.waiting:
        media = with_noun("medium", len(outcome.waiting))
        yield f"\nNot downloaded: {media}. Pages show them from the"
        yield "old site. To copy them, run the import again with `--download`."
    yield from _left_alone(outcome)
    yield from _reasons(outcome)
    yield from _places(outcome.notes)


def _left_alone(outcome: Outcome) -> Iterator[str]:
    left_states = (State.EDITED, State.REMOVED, State.FOREIGN)
    files = [each for each in outcome.placed if each.state in left_states]
    if files:
        yield "\n## Files that were left alone\n"
        yield from (f"- {_code(each.path)}: {each.state.value}" for each in files)


def _reasons(outcome: Outcome) -> Iterator[str]:
    if outcome.notes:
        yield "\n## What stayed as it was\n"
        yield "| Reason | Number |\n| --- | ---: |"
        yield from (f"| {_cell(reason)} | {count:,} |" for reason, count in reasons(outcome))


def _places(notes: Sequence[Note]) -> Iterator[str]:
    in_order = sorted(notes, key=lambda each: (each.origin, each.line))
    for origin, group in groupby(in_order, key=lambda each: each.origin):
        yield f"\n### {_code(origin)}\n"
        for each in group:
            position = f"line {each.line}: " if each.line else ""
            words = f": {_code(_shortened(each.words))}" if each.words.strip() else ""
            yield f"- {position}{each.reason}{words}"


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _MOST else f"{words[: _MOST - 1]}…"


def _code(words: str) -> str:
    ticks = "`" * (max(map(len, re.findall("`+", words)), default=0) + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{ticks}{pad}{words}{pad}{ticks}"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
