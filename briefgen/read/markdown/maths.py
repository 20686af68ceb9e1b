"""Formulas: `$…$` in a line and `$$…$$` as a block, in TeX, which becomes MathML.

A dollar sign is money, and no mark of a formula, if white space follows it where a formula would
begin or precedes it where one would end, and if a digit follows the end: `$5 and $10` has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as Xml

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin

if TYPE_CHECKING:
    from math_core import LatexToMathML

_TEX: Final = r"((?:\\.|[^$\\])++)(?<!\s)"
_INLINE: Final = re.compile(rf"\$(?![\s$]){_TEX}\$(?!\d)", re.DOTALL)
_DISPLAYED: Final = re.compile(r"\$\$((?:\\.|[^$\\])++)\$\$(?!\$)", re.DOTALL)
_ERROR: Final = re.compile(r"(\d+): (.*?)\.?", re.DOTALL)
_ELEMENTS: Final = frozenset(
    """
    math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace
    msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none
    """.split()
)
_WITHIN_TEXT: Final = frozenset({"b", "code", "i", "u"})
_ATTRIBUTES: Final = frozenset(
    """
    accent accentunder columnspan depth display displaystyle fence form height largeop linethickness
    lspace mathcolor mathvariant maxsize minsize movablelimits notation rowspan rspace scriptlevel
    separator stretchy symmetric voffset width
    """.split()
)
# Policies of pages forbid style attributes, so what they say is a class, or another attribute.
_CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text-align: left": "start",
        "text-align: right": "end",
        "border-left": "line-before",
        "border-right": "line-after",
        "border-top": "line-above",
        "border-bottom": "line-below",
    }
)
_TOO_DEEP: Final = "Too much in it is within something else"
_COLOUR: Final = re.compile(r"color:\s*(#[0-9A-Fa-f]{3,8})")


# The library calls itself for what is within something else, and a program has little room for
# calls. Whatever the limit, these formulas are not for people to read.
_LONGEST: Final = 10_000  # characters
_DEEPEST: Final = 300  # commands, scripts and brackets that may be within each other
_BEGINS: Final = re.compile(
    r"\\(?P<name>[A-Za-z]+)|(?P<end>\\\\|[&}])|\\.|(?P<begin>[{^_])", re.DOTALL
)
_DEFINING: Final = frozenset(
    """
    DeclareMathOperator def edef gdef let newcommand newenvironment providecommand renewcommand xdef
    """.split()
)


class WrongFormula(Exception):
    """A formula is not TeX, or uses what is not supported; `offset` is the place in it."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def use_maths(md: MarkdownIt) -> None:
    """Let a parser read formulas.

    The plug-in's rule for a line looks beyond the end of the text of a link, so it is replaced.
    """
    md.use(dollarmath_plugin, allow_labels=False, allow_blank_lines=False)
    md.inline.ruler.at("math_inline", _formula)


def _formula(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    for pattern, name in ((_DISPLAYED, "math_displayed"), (_INLINE, "math_inline")):
        match = pattern.match(state.src, state.pos, state.posMax)
        if match and _is_formula(state, match):
            if not silent:
                token = state.push(name, "math", 0)
                token.content = match[1]
            state.pos = match.end()
            return True
    return False


def _is_formula(state: StateInline, match: re.Match[str]) -> bool:
    """Whether the character before a match lets it be a formula, and it has any sign."""
    before = state.src[match.start() - 1 : match.start()]
    return not before.isdigit() and before != "$" and not match[1].isspace()


def mathml(tex: str, *, is_display: bool) -> str:
    """Return a formula as MathML, or "" if the library is not installed. Raises WrongFormula.

    It has only elements and attributes that are harmless on any page.
    """
    _check(tex)
    try:
        converter, failure = _converter()
    except ImportError:
        return ""
    try:
        markup = converter.convert_with_local_state(tex, displaystyle=is_display)
    except failure as error:
        match = _ERROR.fullmatch(str(error))
        offset, message = (int(match[1]), match[2]) if match else (0, str(error))
        raise WrongFormula(message, offset) from None
    try:
        root = Xml.fromstring(markup.replace("&ApplyFunction;", "\u2061"))  # noqa: S314 - our own
        return "".join(_harmless(root))
    except RecursionError:
        raise WrongFormula(_TOO_DEEP, 0) from None
    except Xml.ParseError:
        raise WrongFormula("A character in the formula is not allowed on a page", 0) from None


def _check(tex: str) -> None:
    """Check what a formula asks of the library. Raises WrongFormula."""
    if not tex.strip():
        raise WrongFormula("The formula is empty", 0)
    if len(tex) > _LONGEST:
        message = f"It has {len(tex):,} characters; briefgen reads up to {_LONGEST:,}"
        raise WrongFormula(message, 0)
    depth = 0  # at most: what begins something is counted until its row or bracket ends
    outside: list[tuple[bool, int]] = []  # the depths around brackets and environments
    for match in _BEGINS.finditer(tex):
        name = match["name"]
        if name in _DEFINING:
            raise WrongFormula(f"Formulas cannot define commands, as \\{name} does", match.start())
        if name in ("begin", "left") or match["begin"] == "{":
            outside.append((name == "begin", depth))
            depth += 1
        elif name in ("end", "right") or match["end"] == "}":
            depth = outside.pop()[1] if outside else depth
        elif match["end"]:
            depth = outside[-1][1] + 1 if outside and outside[-1][0] else depth
        elif name or match["begin"]:
            depth += 1
        if depth > _DEEPEST:
            raise WrongFormula(_TOO_DEEP, match.start())


@cache
def _converter() -> tuple[LatexToMathML, type[Exception]]:
    from math_core import LatexError, LatexToMathML  # noqa: PLC0415 - an extra of the package

    return LatexToMathML(fancy_error=False), LatexError


def _harmless(element: Xml.Element) -> Iterator[str]:
    """Yield the HTML of an element; a table gets its size from an element around it."""
    level = element.attrib.pop("scriptlevel", "") if element.tag == "mtable" else ""
    if level:
        yield f'<mstyle scriptlevel="{escape(level)}">'
    yield from _tagged(element)
    if level:
        yield "</mstyle>"


def _tagged(element: Xml.Element) -> Iterator[str]:
    name = element.tag
    is_allowed = name in _ELEMENTS or name in _WITHIN_TEXT
    if is_allowed:
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in _attributes(element))
        yield f"<{name}{attributes}>"
    yield escape(element.text or "", quote=False)
    for child in element:
        yield from _harmless(child)
        yield escape(child.tail or "", quote=False)
    if is_allowed:
        yield f"</{name}>"


def _attributes(element: Xml.Element) -> Iterator[tuple[str, str]]:
    for key, value in element.items():
        if key in _ATTRIBUTES:
            yield key, value
    style = element.get("style", "")
    classes = [name for start, name in _CLASSES.items() if start in style]
    if classes:
        yield "class", " ".join(classes)
    if colour := _COLOUR.search(style):
        yield "mathcolor", colour[1]
