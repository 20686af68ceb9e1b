"""HTML that needs no further escaping."""

from __future__ import annotations


class Html(str):
    """A string that layouts print unescaped (Jinja's autoescape calls `__html__`)."""

    __slots__ = ()

    def __html__(self) -> str:
        return self
