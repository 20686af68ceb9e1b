"""Footnotes: the first definition of a name counts, and all their words are published or reported.

The findings are kept in the environment of the parser, with their lines.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

from briefgen.read.markdown.lookalikes import Lookalike

_NOTE: Final = re.compile(r"\[\^[^ \n\]]{1,1000}\]")
_REPEATED: Final = "\0"  # no label contains this


def use_footnotes(md: MarkdownIt) -> None:
    """Let a parser read footnotes."""
    md.use(footnote_plugin)
    md.block.ruler.at("footnote_def", _definition, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.at("footnote_ref", _reference)
    md.core.ruler.after("inline", "unused_notes", _report_unused)


def repeated(label: str, line: int) -> Lookalike:
    """Return the report on a footnote that is defined again; `line` is that of its first text."""
    return Lookalike(
        "repeated-footnote",
        f"the footnote `[^{label}]` is already defined on line {line}; this text is not published",
        f"[^{label}]:",
        "use another name for it, here and where the text refers to it",
    )


def unused(label: str) -> Lookalike:
    """Return the report on a footnote that the text does not refer to."""
    return Lookalike(
        "unused-footnote",
        f"the text does not refer to the footnote `[^{label}]`, so it is not published",
        f"[^{label}]:",
        f"write `[^{label}]` where the note belongs, or remove the note",
    )


def _definition(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    before = len(state.tokens)
    defined = state.env.setdefault("notes", {})
    if not footnote_def(state, line, end, silent):
        return False
    if silent:
        return True
    label = state.tokens[before].meta["label"]
    if label in defined:
        state.env.setdefault("repeated", []).append((line, label, defined[label]))
        state.tokens[before].meta["label"] = f"{label}{_REPEATED}"
    defined.setdefault(label, line)
    return True


def _reference(state: StateInline, silent: bool) -> bool:
    """Read the mark of a footnote, whose name has at most a thousand characters."""
    return _NOTE.match(state.src, state.pos) is not None and footnote_ref(state, silent)


def _report_unused(state: StateCore) -> None:
    """Keep what is defined again, and what no text refers to."""
    findings = state.env.setdefault("findings", [])
    first_line = state.env.get("first_line", 1)
    for line, label, first in state.env.get("repeated", ()):
        findings.append((line, line + 1, repeated(label, first + first_line)))
    numbers = state.env.get("footnotes", {}).get("refs", {})
    for label, line in state.env.get("notes", {}).items():
        if numbers.get(f":{label}", -1) < 0:
            findings.append((line, line + 1, unused(label)))
