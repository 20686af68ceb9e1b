"""HTML that needs no more escaping."""

from __future__ import annotations


class Html(str):
    """A string that layouts print as it is (Jinja's autoescape asks for `__html__`)."""

    __slots__ = ()

    def __html__(self) -> str:
        return self
