"""The Markdown dialect: a markdown-it parser for CommonMark and its extensions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin

from briefgen.model.charts import DrawnCharts
from briefgen.model.config import MarkdownConfig
from briefgen.model.embeds import SERVICES
from briefgen.model.text import CALLOUTS
from briefgen.read.markdown import budget
from briefgen.read.markdown.abbreviations import use_abbreviations
from briefgen.read.markdown.alerts import with_alerts
from briefgen.read.markdown.budget import Budget
from briefgen.read.markdown.captions import with_captions
from briefgen.read.markdown.destinations import normalized
from briefgen.read.markdown.inline_marks import use_inline_marks
from briefgen.read.markdown.inlines import next_bare_link, use_inlines
from briefgen.read.markdown.near_marks import refuse_foreign_tags, use_near_marks
from briefgen.read.markdown.notes import use_footnotes
from briefgen.read.markdown.typography import Typography, typography_of

MAX_NESTING: Final = 60
# Characters in one paragraph. The parser's time grows with the square of this number.
MAX_PARAGRAPH: Final = 250_000
_ATTRIBUTES: Final = ("id", "class", "lang", "dir", "title", "width", "height")

_HEADING_MARKS: Final = re.compile(r"[ \t]?\{((?:[#.][^\s{}#.]+[ \t]*)+)\}[ \t]*$")
# Where a rule of the dialect may begin or a link text may end; everything else is text. Without
# this, markdown-it stops at each mark that a plug-in might need.
_MARKUP: Final = re.compile(r"[\n\\`*_~^\[\]<&{]|!(?=\[)|=(?==)")
_MARKUP_AND_MATHS: Final = re.compile(rf"{_MARKUP.pattern}|\$")


@dataclass(frozen=True, slots=True)
class Dialect:
    """Everything that parsing a text depends on, besides the text itself.

    `charts` says whether charts are drawn. `compiled` allows a text to be read without
    markdown-it-py: faster, with the same result.
    """

    switches: MarkdownConfig = MarkdownConfig()
    language: str = "en"
    site_host: str = ""
    charts: DrawnCharts = "drawn"
    compiled: bool = True

    def has_maths(self, text: str) -> bool:
        """Whether a text may have a formula, which only markdown-it-py reads."""
        return self.switches.math and "$" in text

    @property
    def typography(self) -> Typography | None:
        """The typography of the language, or None if it is turned off."""
        return typography_of(self.language) if self.switches.smart_quotes else None


@lru_cache(maxsize=16)
def parser_for(switches: MarkdownConfig) -> MarkdownIt:
    """Return the parser of a dialect; it keeps no state between texts.

    Its tokens become events (see `reference`), which have their own typography.
    """
    md = MarkdownIt(
        "commonmark",
        {
            "maxNesting": MAX_NESTING,
            "xhtmlOut": False,
            "tasklists": switches.task_lists,
            "store_labels": True,
        },
    )
    # Accept every destination here. The walk checks them, because it knows their places.
    md.validateLink = _any_link  # type: ignore[method-assign]
    md.normalizeLink = normalized  # type: ignore[method-assign]
    md.enable([name for name, on in _rules(switches) if on])
    md.core.ruler.before("inline", "bounded", _bounded)
    md.core.ruler.at("inline", _inlines)
    md.inline.skipToken = _counted(md.inline.skipToken)  # type: ignore[method-assign, assignment]
    use_near_marks(md, switches)
    md.disable("text_join")
    if switches.footnotes:
        use_footnotes(md)
    if switches.abbreviations:
        use_abbreviations(md)
    if switches.definition_lists:
        md.use(deflist_plugin)
    if switches.attributes:
        md.use(attrs_plugin, allowed=_ATTRIBUTES).use(attrs_block_plugin, allowed=_ATTRIBUTES)
        refuse_foreign_tags(md)
        md.core.ruler.after("inline", "heading_marks", _heading_marks)
    use_inline_marks(md, switches)
    if switches.math:
        from briefgen.read.markdown.maths import use_maths  # noqa: PLC0415 - often off

        use_maths(md)
    use_inlines(md, bare=switches.autolinks)
    if switches.autolinks:
        md.core.ruler.before("inline", "bare_links", _charge_for_bare_links)
    if switches.callouts:
        md.use(container_plugin, "callout", validate=_is_callout)
        _bound_containers(md, "callout")
        md.core.ruler.before("inline", "alerts", with_alerts)
    if switches.embeds:
        md.use(container_plugin, "embed", validate=_is_embed)
        _bound_containers(md, "embed")
    if switches.tables:
        md.core.ruler.before("inline", "captions", with_captions)
    marks = _MARKUP_AND_MATHS if switches.math else _MARKUP
    md.inline.ruler.at("text", _text_rule(marks, bare=switches.autolinks))
    md.block.ruler.before("table", "charge", _charge)
    return md


@lru_cache(maxsize=16)
def parser_of_lines(switches: MarkdownConfig) -> MarkdownIt:
    """Return the parser for texts without blocks, which have no place for footnotes."""
    return parser_for(replace(switches, footnotes=False))


def _budget(state: StateBlock | StateCore | StateInline) -> Budget | None:
    """Return the budget of the file, if it has one."""
    budget_of_file: Budget | None = state.env.get("budget")
    return budget_of_file


def _counted(skip: Callable[[StateInline], None]) -> Callable[[StateInline], None]:
    """Return a rule that charges for skipping a token: each bracket skips all tokens after it."""

    def counted(state: StateInline) -> None:
        if spent := _budget(state):
            spent.spend(budget.SKIP)
        skip(state)

    return counted


def _charge_for_bare_links(state: StateCore) -> None:
    """Charge for the search for links without brackets, which walks along each of them."""
    if spent := _budget(state):
        spent.spend(
            sum(
                len(each.content) // budget.WALKED
                for each in state.tokens
                if "://" in each.content or "@" in each.content or "www." in each.content
            )
        )


def _bound_containers(md: MarkdownIt, kind: str) -> None:
    """Charge for the search for the end of a container, which looks at all lines below."""
    name = f"container_{kind}"
    (rule,) = [each for each in md.block.ruler.__rules__ if each.name == name]
    find = rule.fn

    def bounded(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        begin = state.bMarks[line] + state.tShift[line]
        if not state.src.startswith(":::", begin):
            return False
        if not silent and (spent := _budget(state)):
            colons = state.src.count(":", begin, state.eMarks[end - 1])
            spent.spend(end - line + colons // budget.WALKED)
        return find(state, line, end, silent)

    md.block.ruler.at(name, bounded, {"alt": rule.alt})


def _inlines(state: StateCore) -> None:
    """Parse the content of blocks, and keep track of the line."""
    spent = _budget(state)
    if spent:
        spent.spend(budget.TOKEN * (len(state.tokens) - spent.tokens))
        spent.tokens = 0
    for token in state.tokens:
        if token.type == "inline":
            if spent and token.map:
                spent.line = token.map[0]
            token.children = token.children or []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _charge(state: StateBlock, line: int, _end: int, _silent: bool) -> bool:
    """Charge for a block, and keep track of the line."""
    if spent := _budget(state):
        spent.line = line
        spent.spend(budget.BLOCK + budget.TOKEN * (len(state.tokens) - spent.tokens))
        spent.tokens = len(state.tokens)
    return False


def _rules(switches: MarkdownConfig) -> tuple[tuple[str, bool], ...]:
    return (
        ("table", switches.tables),
        ("strikethrough", switches.strikethrough),
    )


def _any_link(url: str) -> bool:  # noqa: ARG001 - markdown-it's signature
    return True


def _is_callout(params: str, *_: object) -> bool:
    return params.split(maxsplit=1)[:1] != [] and params.split(maxsplit=1)[0] in CALLOUTS


def _is_embed(params: str, *_: object) -> bool:
    return params.split(maxsplit=1)[:1] != [] and params.split(maxsplit=1)[0].lower() in SERVICES


def _bounded(state: StateCore) -> None:
    """Drop the text of a paragraph that is too long, but keep its size."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > MAX_PARAGRAPH:
            token.meta["too_large"] = len(token.content)
            token.content = ""


def _heading_marks(state: StateCore) -> None:
    """Move `{#id .class}` from the end of headings to their attributes, as other generators do."""
    for heading, inline in pairwise(state.tokens):
        last = inline.children[-1] if inline.children else None
        if heading.type != "heading_open" or last is None or last.type != "text":
            continue
        match = _HEADING_MARKS.search(last.content)
        if match:
            last.content = last.content[: match.start()].rstrip()
            for mark in re.findall(r"[#.][^\s#.]+", match[1]):
                if mark[0] == "#":
                    heading.attrSet("id", mark[1:])
                else:
                    heading.attrJoin("class", mark[1:])


def _text_rule(marks: re.Pattern[str], *, bare: bool) -> Callable[[StateInline, bool], bool]:
    """Return a rule that reads all text up to the next mark, or to the next bare link."""

    def text(state: StateInline, silent: bool) -> bool:
        if budget_of_file := _budget(state):
            budget_of_file.spend(budget.PLACE)
        last = next_bare_link(state) if bare else state.posMax
        last = min(last, state.posMax)
        mark = marks.search(state.src, state.pos, last)
        end = mark.start() if mark else last
        if end == state.pos:
            return False
        if not silent:
            state.append_pending(state.src[state.pos : end])
        state.pos = end
        return True

    return text
