"""Links to sources, with the markup of a layout that a site may replace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from secrets import randbelow
from typing import Any, Final

from briefgen.model.html import Html
from briefgen.model.text import SourceLink
from briefgen.render.text import escaped

LAYOUT: Final = "partials/source-link.html"


def _mark() -> str:
    """Return private characters that no author can guess."""
    return "".join(chr(0xE000 + randbelow(0x1900)) for _ in range(8))


# Placeholders for the link's own values in the output of the layout.
_URL, _TEXT, _ANCHOR, _NUMBER = _mark(), _mark(), _mark(), _mark()


class WrongMarkup(ValueError):
    """The layout does not print the words of a link once."""

    hint: Final = "print {{ text }} once, between the tags of the link; it may contain HTML"


class SourceLinks:
    """The links to sources on pages of one site and language. `render` renders the layout.

    If the layout is `uniform`, which means that it only prints a link's values, it is rendered
    once for links with an anchor and once for others.
    """

    def __init__(self, render: Callable[[Mapping[str, Any]], str], *, uniform: bool) -> None:
        self._render = render
        self._is_uniform = uniform
        self._patterns: dict[bool, tuple[str, str]] = {}

    def markup(self, link: SourceLink) -> tuple[str, str]:
        """Return the start of a link, and its end."""
        if not self._is_uniform:
            return self._halves(link.url, link.anchor, link.number, link.attributes)
        url, anchor = Html(escaped(link.url)), Html(escaped(link.anchor))
        if link.attributes:
            return self._halves(url, anchor, link.number, link.attributes)
        has_anchor = bool(link.anchor)
        if has_anchor not in self._patterns:
            marks = (_ANCHOR, _NUMBER) if has_anchor else ("", 0)
            self._patterns[has_anchor] = self._halves(_URL, *marks)
        start, end = self._patterns[has_anchor]
        if has_anchor:
            start = start.replace(_ANCHOR, anchor).replace(_NUMBER, str(link.number))
        return start.replace(_URL, url), end

    def _halves(
        self, url: str, anchor: str, number: int | str, attributes: tuple[tuple[str, Any], ...] = ()
    ) -> tuple[str, str]:
        escaped_values = {name: Html(escaped(str(value))) for name, value in attributes}
        values = {
            "url": url,
            "text": Html(_TEXT),
            "anchor": anchor,
            "number": number,
            "classes": escaped_values.pop("class", ""),
            "attributes": tuple(escaped_values.items()),
        }
        markup = self._render(values).strip()
        if (count := markup.count(_TEXT)) != 1:
            raise WrongMarkup(f"the words of a link, `text`, are printed {count} times")
        start, _, end = markup.partition(_TEXT)
        return start, end
