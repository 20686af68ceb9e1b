"""Where a text has code, which an importer does not change."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Final, TypeAlias

# A fenced block, which ends with the text if its fence is not closed, or code within a line.
_CODE: Final = re.compile(
    r"""
    ^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})[^\n]*\n
    (?:.*?^[ \t>]*(?P=fence)[`~]*[ \t]*$|.*\Z)
    | (?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)
    | <!--.*?-->
    | <(?P<tag>pre|code)\b[^>]*>.*?</(?P=tag)>
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)

Replace: TypeAlias = Callable[[re.Match[str]], str]


class Code:
    """The places of code in a text."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in _CODE.finditer(text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def __contains__(self, at: int) -> bool:
        """Whether an offset is in code."""
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at < self._ends[index]


def outside_code(pattern: re.Pattern[str], replace: Replace, text: str) -> str:
    """Return a text with the matches of a pattern replaced, except in code."""
    if not pattern.search(text):
        return text
    code = Code(text)
    return pattern.sub(lambda match: match[0] if match.start() in code else replace(match), text)
