"""A bound on the work that one file may cause.

Time of the machine would say something else at each run. So what is counted is what the parser
does: lines, blocks, places within a line at which mark-up may begin, and steps in the search for
the end of a bracket. A unit is about a microsecond.
"""

from __future__ import annotations

from typing import Final

LIMIT: Final = 3_000_000
MAX_LINES: Final = 100_000  # of a text, plain or not

LINE: Final = 10
BLOCK: Final = 25
TOKEN: Final = 15
PLACE: Final = 12
SKIP: Final = 1
TEXT: Final = 150  # of a text by itself, as a highlight
COPIED: Final = 1000  # characters, in a unit
WALKED: Final = 10  # the same, one by one
SEARCHED: Final = 50  # the same, by a pattern


class Exhausted(Exception):
    """A text takes more work than briefgen does for one file."""


class Budget:
    """What work is left for one file. `line` is the line of its text where the parser is, from 0.

    Not frozen: it is spent.
    """

    __slots__ = ("left", "line", "tokens")

    def __init__(self, limit: int = LIMIT) -> None:
        self.left = limit
        self.line = 0
        self.tokens = 0  # of the parser's, that were paid for

    def spend(self, units: int) -> None:
        """Take units away. Raises Exhausted."""
        self.left -= units
        if self.left < 0:
            raise Exhausted
