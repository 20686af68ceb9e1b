"""A limit on the work that one file may cause.

A limit on time would differ from run to run. So the steps of the parser are counted: lines, blocks,
places within a line at which mark-up may begin, and steps in the search for the end of a bracket. A
unit is about a microsecond.
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
TEXT: Final = 150  # for a separate text, such as a highlight
WALKED: Final = 10  # characters walked one by one per unit


class Exhausted(Exception):
    """A text takes more work than briefgen allows for one file."""


class Budget:
    """The work left for one file. `line` is the current line of its text, counted from 0.

    Not frozen, because it is spent.
    """

    __slots__ = ("left", "line", "tokens")

    def __init__(self, limit: int = LIMIT) -> None:
        self.left = limit
        self.line = 0
        self.tokens = 0  # of the parser, already charged for

    def spend(self, units: int) -> None:
        """Subtract units. Raises Exhausted."""
        self.left -= units
        if self.left < 0:
            raise Exhausted
