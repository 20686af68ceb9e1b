"""Words that readers stumble over do not come back: in docs, messages, docstrings and comments."""

import ast
import functools
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]

# What is not to be written, and what to write.
PLAIN: Final[Mapping[str, str]] = {
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\btake(?:s|n)? (?:it |them |warnings )?for\b": "treat as",
    r"\bwhole (?:address|url)(?:es|s)?\b": "absolute URL",
    r"\bsmall letters\b": "lowercase",
    r"\bblanks\b|\ba blank\b(?! (?:line|page|space|file|site))": "space",
    r"\bsave (?:that|for|in|when|where)\b": "except",
    r"\banew\b": "again",
    r"\bstands? (?:twice|there|in its place|above|below|beside)\b": "is, or name what it does",
    r"\btelephones?\b": "phone",
    r"\bheed(?:s|ed)?\b": "follow, or respect",
    r"\bwithout measure\b": "without limit",
    r"\btold once\b": "reported once",
    r"\b(?:comes|works|goes|does) by itself\b": "automatically",
    r"\b(?:cannot|can't) be had\b": "is not available",
    r"\bgive (?:it|them) another\b": "use another",
    r"\bleft out for want of\b": "left out because … is not installed",
    r"(?<!there )\bis no (?:url|address|date|number|file|folder|text|tag|list)\b": "is not a …",
    r"\bthat is none\b": "that is not one",
    r"\bas an author (?:meant|has it)\b": "as the author wrote it",
    r"\bin the order in which they stand\b": "in order",
    r"\bsee (?:that|to it that)\b": "check that",
    r"\bbe it\b|\bwhatsoever\b|\bthereof\b|\bwherein\b|\bthereby\b": "a shorter sentence",
}
DOCUMENTS: Final = (
    "*.md",
    "docs/*.md",
    "tests/sites/invalid/*/expected.txt",
    "briefgen/theme/locale/*.pot",
)
CODE: Final = ("briefgen/**/*.py", "tests/**/*.py", "benchmarks/**/*.py", "typefaces/*.py", "dev")


def documents() -> Iterator[tuple[str, int, str]]:
    for pattern in DOCUMENTS:
        for path in sorted(ROOT.glob(pattern)):
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
                yield str(path.relative_to(ROOT)), number, line


def prose_of_code() -> Iterator[tuple[str, int, str]]:
    """Yield comments, docstrings, messages and the names of tests."""
    for pattern in CODE:
        for path in sorted(ROOT.glob(pattern)):
            if path == Path(__file__):
                continue
            source = path.read_text(encoding="utf-8")
            shown = str(path.relative_to(ROOT))
            for token in tokenize.generate_tokens(io.StringIO(source).readline):
                if token.type == tokenize.COMMENT:
                    yield shown, token.start[0], token.string
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield shown, node.lineno, node.value
                elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    yield shown, node.lineno, node.name.replace("_", " ")


@functools.cache
def prose() -> tuple[tuple[str, int, str], ...]:
    return (*documents(), *prose_of_code())


@pytest.mark.parametrize(("pattern", "plain"), PLAIN.items(), ids=PLAIN.values())
def test_plain_words(pattern: str, plain: str) -> None:
    word = re.compile(pattern, re.IGNORECASE)
    places = [
        f"{path}:{number}: “{match[0]}”"
        for path, number, text in prose()
        if (match := word.search(text))
    ]
    assert not places, f"write {plain}:\n" + "\n".join(places)
