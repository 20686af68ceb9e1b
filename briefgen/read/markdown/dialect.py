"""The Markdown dialect: a markdown-it parser for CommonMark and its extensions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from briefgen.model.config import MarkdownConfig
from briefgen.read.markdown import budget
from briefgen.read.markdown.budget import Budget
from briefgen.read.markdown.destinations import normalized
from briefgen.read.markdown.plain import Plain
from briefgen.read.markdown.typography import Quotes, has_dashes, quotes_of, with_dashes

MAX_NESTING: Final = 60
# Characters in one paragraph. The parser's time grows with the square of this number.
MAX_PARAGRAPH: Final = 250_000
_ATTRIBUTES: Final = ("id", "class", "lang", "dir", "title", "width", "height")

_HEADING_MARKS: Final = re.compile(r"[ \t]?\{((?:[#.][^\s{}#.]+[ \t]*)+)\}[ \t]*$")
# Where a rule of the dialect may begin or a link text may end; everything else is text. Without
# this, markdown-it stops at each mark that a plug-in might need, at each `w`, and at each colon.
_MARKUP: Final = re.compile(
    r"[\n\\`*_~\[\]<&{@]|[!^](?=\[)|w(?=ww\.)|:(?:(?<=http:)|(?<=https:)|(?<=mailto:)|(?<=xmpp:))"
)
# Where the plug-ins look for a link without brackets or a footnote. At each such place they copy or
# walk through the rest of the paragraph.
_BARE_LINK: Final = re.compile(r"(?::(?://|[A-Za-z0-9.+_-]{1,1000}@)|www\.|@[A-Za-z0-9._-])\S*")
_TRIMMED: Final = "?!.,:*_~'\"[]();"  # from the end of such a link, at the cost of its length
_NOTE: Final = re.compile(r"\[\^[^ \n\]]{1,1000}\]")
_SUSPICIOUS: Final = re.compile(r"[\[{]|^:::")
_MAX_QUOTES: Final = 5_000
CALLOUTS: Final = ("note", "warning", "key-finding")


@dataclass(frozen=True, slots=True)
class Dialect:
    """Everything that parsing a text depends on, besides the text itself.

    `shortcuts` allows plain prose to be read without markdown-it-py: faster, with the same result.
    """

    switches: MarkdownConfig = MarkdownConfig()
    language: str = "en"
    site_host: str = ""
    shortcuts: bool = True

    @property
    def quotes(self) -> Quotes | None:
        """The quotation marks of the language, or None if typography is turned off."""
        return quotes_of(self.language) if self.switches.smart_quotes else None


@lru_cache(maxsize=16)
def parser_for(switches: MarkdownConfig, language: str) -> MarkdownIt:
    """Return the parser of a dialect; it keeps no state between texts."""
    md = MarkdownIt(
        "commonmark",
        {
            "maxNesting": MAX_NESTING,
            "xhtmlOut": False,
            "tasklists": switches.task_lists,
            "typographer": switches.smart_quotes,
            "quotes": quotes_of(language),
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
    md.core.ruler.after("inline", "written", _written)
    if switches.smart_quotes:
        md.core.ruler.at("smartquotes", _smart_quotes)
        md.core.ruler.before("smartquotes", "dashes", _dashes)
    if switches.footnotes:
        md.use(footnote_plugin)
        md.inline.ruler.at("footnote_ref", _note)
        # Footnotes are not a section, because they have no heading.
        md.add_render_rule("footnote_block_open", _notes_open)
        md.add_render_rule("footnote_block_close", _notes_close)
    if switches.definition_lists:
        md.use(deflist_plugin)
    if switches.attributes:
        md.use(attrs_plugin, allowed=_ATTRIBUTES).use(attrs_block_plugin, allowed=_ATTRIBUTES)
        md.core.ruler.after("inline", "heading_marks", _heading_marks)
    if switches.autolinks:
        md.use(gfm_autolink_plugin)
        for rule in ("www", "protocol", "email"):
            _bound(md, f"gfm_autolink_{rule}")
    if switches.callouts:
        md.use(container_plugin, "callout", validate=_is_callout)
        _bound_callouts(md)
    md.inline.ruler.at("text", _text)
    md.block.ruler.before("table", "plain", _plain)
    return md


def _budget(state: StateBlock | StateCore | StateInline) -> Budget | None:
    """Return the budget of the file, if it has one."""
    found: Budget | None = state.env.get("budget")
    return found


def _counted(skip: Callable[[StateInline], None]) -> Callable[[StateInline], None]:
    """Return a rule that charges for skipping a token: each bracket skips all tokens after it."""

    def counted(state: StateInline) -> None:
        if spent := _budget(state):
            spent.spend(budget.SKIP)
        skip(state)

    return counted


def _bound(md: MarkdownIt, name: str) -> None:
    """Run a rule for links without brackets only where such a link may begin."""
    (rule,) = [each.fn for each in md.inline.ruler.__rules__ if each.name == name]

    def bounded(state: StateInline, silent: bool) -> bool:
        link = _BARE_LINK.match(state.src, state.pos, state.posMax)
        if link is None:
            return False
        if spent := _budget(state):
            length = len(link[0])
            trimmed = length - len(link[0].rstrip(_TRIMMED))
            copied = state.posMax - state.pos + trimmed * length
            spent.spend(copied // budget.COPIED + len(state.pending) // budget.SEARCHED)
        return rule(state, silent)

    md.inline.ruler.at(name, bounded)


def _bound_callouts(md: MarkdownIt) -> None:
    """Charge for the search for the end of a callout, which looks at all lines below."""
    name = "container_callout"
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


def _note(state: StateInline, silent: bool) -> bool:
    """Read the mark of a footnote, whose name has at most a thousand characters."""
    return _NOTE.match(state.src, state.pos) is not None and footnote_ref(state, silent)


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


def _plain(state: StateBlock, line: int, _end: int, _silent: bool) -> bool:
    """Add a plain block that was already read, or can be read now; its token is "plain"."""
    if spent := _budget(state):
        spent.line = line
        spent.spend(budget.BLOCK + budget.TOKEN * (len(state.tokens) - spent.tokens))
        spent.tokens = len(state.tokens)
    plain: Plain | None = state.env.get("plain")
    if plain is None or state.level or (state.tokens and state.tokens[-1].type == "attrs_block"):
        return False
    begin = state.bMarks[line]
    block = plain.block(begin)
    if block is None:
        return False
    token = state.push("plain", f"h{block.level}" if block.level else "", 0)
    state.line = line + state.src.count("\n", begin, block.end) + 1
    token.map = [line, state.line]
    token.meta["block"] = block
    return True


def _rules(switches: MarkdownConfig) -> tuple[tuple[str, bool], ...]:
    return (
        ("table", switches.tables),
        ("strikethrough", switches.strikethrough),
        ("smartquotes", switches.smart_quotes),
    )


def _notes_open(*_: object) -> str:
    return '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'


def _notes_close(*_: object) -> str:
    return "</ol>\n</div>\n"


def _any_link(url: str) -> bool:  # noqa: ARG001 - markdown-it's signature
    return True


def _is_callout(params: str, *_: object) -> bool:
    return params.split(maxsplit=1)[:1] != [] and params.split(maxsplit=1)[0] in CALLOUTS


def _bounded(state: StateCore) -> None:
    """Drop the text of a paragraph that is too long, but keep its size."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > MAX_PARAGRAPH:
            token.meta["too_large"] = len(token.content)
            token.content = ""


def _written(state: StateCore) -> None:
    """Keep texts that may contain failed mark-up, before escapes and typography are merged in."""
    for token in state.tokens:
        if token.type == "inline":
            token.meta["written"] = [
                child.content
                for child in token.children or ()
                if child.type == "text" and _SUSPICIOUS.search(child.content)
            ]


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


def _text(state: StateInline, silent: bool) -> bool:
    """Read all text up to the next mark."""
    if spent := _budget(state):
        spent.spend(budget.PLACE)
    found = _MARKUP.search(state.src, state.pos, state.posMax)
    end = found.start() if found else state.posMax
    if end == state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _smart_quotes(state: StateCore) -> None:
    """Set quotation marks, except in a paragraph that has far more of them than prose.

    The time of markdown-it's rule grows with the square of their number.
    """
    for token in state.tokens:
        marks = token.content.count("'") + token.content.count('"')
        if token.type == "inline" and token.children and 0 < marks <= _MAX_QUOTES:
            process_inlines(token.children, state)


def _dashes(state: StateCore) -> None:
    """Set dashes and ellipses.

    The replacements of markdown-it would also turn the `(c)` of a list into `©`.
    """
    for token in state.tokens:
        if token.type != "inline" or not has_dashes(token.content):
            continue
        automatic = False
        for child in token.children or ():
            if child.type in ("link_open", "link_close") and child.info == "auto":
                automatic = child.nesting == 1
            elif child.type == "text" and not automatic:
                child.content = with_dashes(child.content)
