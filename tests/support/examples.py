"""The examples of Markdown in tests/fixtures/: the dialect's, and the specification's."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"


def fixtures() -> Iterator[Any]:
    """Yield the dialect's: a title, the text and its HTML, each followed by a line with a dot."""
    for file in sorted((FIXTURES / "markdown").glob("*.md")):
        parts: list[str] = [""]
        for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
            if line == ".\n":
                parts.append("")
            else:
                parts[-1] += line
        for title, text, expected in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
            name = title.strip()
            yield pytest.param(file.stem, text, expected, id=f"{file.stem}: {name}")


def specification() -> list[dict[str, Any]]:
    """Return the examples of CommonMark, of which the folder has the licence."""
    file = FIXTURES / "commonmark" / "spec-0.31.2.json"
    examples: list[dict[str, Any]] = json.loads(file.read_bytes())
    return examples
