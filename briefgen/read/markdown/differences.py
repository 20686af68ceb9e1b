"""The texts that markdown-it-py and pyromark read alike.

Each pattern below names mark-up that only the dialect has, or that the two parsers read
differently. A text with any of it is left to markdown-it-py. The patterns may reject a text that
both parsers read alike, but not the other way round.
"""

from __future__ import annotations

import re
from typing import Final

from briefgen.model.characters import unwanted

# Longer texts might take more work than the budget of the other parser allows.
_MAX_LENGTH: Final = 50_000
_MANY: Final = 2_000_000

# Indentation with tabs, attributes and template tags, definitions of links, containers.
_UNLIKE: Final = (b"\t", b"{", b"\r", b"]:", b":::")
# Each pattern is only searched for in texts with its mark.
_PATTERNS: Final = tuple(
    (mark, re.compile(pattern))
    for mark, pattern in (
        (b"^", rb"\[\^|\^\[|\^\S[^^]*\^"),  # footnotes, superscripts
        (b"[!", rb"\[![A-Za-z-]"),  # alerts
        (b"<", rb"<(?:[A-Za-z][A-Za-z0-9+.-]*:|[^ <>]*@|[!?%])"),  # automatic links, comments
        (b"&", rb"&\#"),
        (b"~", rb"(?<!~)~(?!~)|~~~"),
        (b"==", rb"==[^=\s]"),  # marked words
        (b"\\", rb"\\ *\n"),
        (b"|", rb"\n\|[^\n]*\n(?!\|| *\n)"),  # a line below a table that is not a row
        (b"|", rb"\n *\|[ |]*\n"),  # a row without words
        (b"able:", rb"\n[ >]*[Tt]able:[ \t]"),  # the caption of a table
    )
)
_WIDE: Final = (
    "\u1100-\u11ff\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe10-\ufe6f"
    "\uff00-\uffef\U00020000-\U0003ffff"
)
_WIDE_EMPHASIS: Final = re.compile(
    rf"[{_WIDE}][\ufe00-\ufe0f\U000e0100-\U000e01ef]?[*_~]|[*_~][{_WIDE}]"
)
_UNUSUAL_ENDS: Final = re.compile("[\x85\u2028\u2029]")  # of lines
_UNUSUAL_SPACE: Final = re.compile(r"</?[A-Za-z][^<>]*(?:> *)?[^\S \n]")  # in or after a tag
# Blocks of HTML that may contain empty lines; markdown-it-py ends them at the end of any of these.
_RAW_TEXT: Final = re.compile(r"<(pre|script|style|textarea)(?=[\s>])", re.IGNORECASE)
_RAW_TEXT_END: Final = re.compile(r"</(pre|script|style|textarea)>", re.IGNORECASE)
_ITEM: Final = rb"(?:[-+*]|[0-9]+[.)])"
# An item whose words begin five characters after its mark or later, and a line with a mark that is
# indented less than they are: markdown-it-py lets it begin a block.
_WIDE_ITEM: Final = re.compile(
    rb"\n[ >]*(?:[-+*] {4}|[0-9][.)] {3}|[0-9][0-9][.)]  |[0-9]{3,}[.)] )"
)
_INDENTED_MARK: Final = re.compile(rb"\n(?:> ?)*+ {4} *+[-+*>#_=<|`~:0-9]")
_QUOTATION: Final = re.compile(rb"\n[ 0-9.)*+-]*+>")
_FENCE: Final = re.compile(rb"\n([ >]*)(?:" + _ITEM + rb" *)*(`{3,}[^\n]*)")
# What may begin a line, after a look at its first character: the definition of a term, a task, or
# an empty item before an empty line, but not a thematic break.
_BEGINNINGS: Final = re.compile(
    rb"\n(?=[- >+*0-9:~])"
    rb"(?:[- >+*0-9.)]*[:~][ \n]"
    rb"|[ >]*(?:" + _ITEM + rb" +)+\[[ xX]\]"
    rb"|(?! *(?:(?:- *){3,}|(?:\* *){3,})\n)(?:[ >]*" + _ITEM + rb")+ *\n[ >]*(?:\n|\Z))"
)
# The second line of a table.
_RULE: Final = re.compile(rb"\n[ >]*[-:|+][-:| ]*(?=\n)")
_USUAL_RULE: Final = re.compile(rb"\n\|(?: *:?-+:? *\|)+ *")

# What may become a link without brackets, unless it is in a tag, or a destination or the text of a
# link.
_BARE_LINK: Final = re.compile(rb"://|www\.|@")
_TAG: Final = (
    rb"(?<!\\)<[A-Za-z][A-Za-z0-9-]*"
    rb"(?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'=<>`]+))?)*+\s*/?>"
)
_LINK: Final = re.compile(_TAG + rb"|(?<!!)\[[^\[\]]*\]\([^\s()]*\)|\]\([^\s()]*")
_PLAIN_TITLE: Final = re.compile(r"[^*_`\\\[\]{}<>&~:@!^\n]*")


def accepts(text: str) -> bool:
    """Whether both parsers read a text alike, as far as can be told before it is read."""
    if len(text) > _MAX_LENGTH or text.count("[") * len(text) > _MANY or text[-1:] == " ":
        return False
    data = f"\n{text}\n".encode(errors="surrogatepass")
    for mark in _UNLIKE:  # a loop is much faster than any()
        if mark in data:
            return False
    for mark, pattern in _PATTERNS:
        if mark in data and pattern.search(data):
            return False
    if _BEGINNINGS.search(data) or (b"|" in data and _has_unusual_table(data)):
        return False
    if b"    " in data and _INDENTED_MARK.search(data) and _WIDE_ITEM.search(data):
        return False
    if b"\n    " in data and _has_indented_end(data):
        return False
    if unwanted(text) or (not text.isascii() and _has_unusual_space(text)):
        return False
    return not (_has_bare_link(data) or _has_unclosed_code(data) or _has_wide_emphasis(text))


def is_plain_title(title: str) -> bool:
    """Whether the title of an image contains no mark-up."""
    return _PLAIN_TITLE.fullmatch(title) is not None and title == title.strip()


def has_other_end(html: str) -> bool:
    """Whether a block of raw HTML contains an end tag at which only markdown-it-py ends it."""
    start = _RAW_TEXT.match(html)
    return start is not None and any(
        end.lower() != start[1].lower() for end in _RAW_TEXT_END.findall(html)
    )


def is_closed(source: bytes, lines: int) -> bool:
    """Whether a fenced block of code, with so many lines of code, ends with a fence."""
    return source.rstrip(b"\n").count(b"\n") == lines + 1


def _has_unusual_space(text: str) -> bool:
    """Whether there is white space that is not for all a space: at a tag, or at a line's end."""
    return _UNUSUAL_ENDS.search(text) is not None or (
        "<" in text and _UNUSUAL_SPACE.search(text) is not None
    )


def _has_unusual_table(data: bytes) -> bool:
    """Whether the first two lines of a table do not begin with bars, or a row has more bars."""
    for rule in _RULE.finditer(data):
        head = data[data.rfind(b"\n", 0, rule.start()) + 1 : rule.start()]
        if (b"|" in head or b"|" in rule[0]) and not (
            head.startswith(b"|") and _USUAL_RULE.fullmatch(rule[0])
        ):
            return True
        rows = data[rule.end() : data.find(b"\n\n", rule.end())].split(b"\n")
        if b"|" in rule[0] and any(_bars(row) > head.count(b"|") for row in rows):
            return True
    return False


def _has_indented_end(data: bytes) -> bool:
    """Whether an indented line follows the lines of a quotation, with no empty line between."""
    for lines in data.split(b"\n\n") if b">" in data else ():
        quotation = _QUOTATION.search(b"\n" + lines)
        if quotation and b"\n    " in lines[quotation.end() - 1 :]:
            return True
    return False


def _bars(row: bytes) -> int:
    """Return the number of bars in the row of a table, with the last one if it is left out."""
    return row.count(b"|") + (not row.rstrip().endswith(b"|"))


def _has_unclosed_code(data: bytes) -> bool:
    """Whether a block of code may go on to the end of the text, or of its container."""
    fences = _FENCE.findall(data) if b"```" in data else []
    return len(fences) % 2 == 1 or any(
        end.rstrip() != b"```"
        or not start.startswith(end.rstrip())
        or start.startswith(b"````")
        or before.count(b">") != after.count(b">")
        for (before, start), (after, end) in zip(fences[::2], fences[1::2], strict=True)
    )


def _has_wide_emphasis(text: str) -> bool:
    """Whether a mark of emphasis is beside an East Asian character."""
    return not text.isascii() and _WIDE_EMPHASIS.search(text) is not None


def _has_bare_link(data: bytes) -> bool:
    destinations = data.count(b"](https://") + data.count(b"](http://")
    if data.count(b"://") == destinations and b"@" not in data and b"www." not in data:
        return False
    return _BARE_LINK.search(_LINK.sub(b"", data)) is not None
