"""A brief as an email: email.html, whose styles are in its elements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.model.documents import EmailBrief
from briefgen.model.html import Html
from briefgen.model.text import Text
from briefgen.render.text.for_email import Email, for_email
from briefgen.render.text.in_views import with_html
from briefgen.render.writers import WriterInput

if TYPE_CHECKING:
    from css_inline import CSSInliner

LAYOUT: Final = "email.html"
# Gmail shows 102 kB of an email, to which sending services add their links.
MOST: Final = 100_000
_FONTS: Final = ("font_body", "font_heading", "font_ui")
_VARIABLE: Final = re.compile(r"\s*var\(")


def email_html(email: EmailBrief, inputs: WriterInput) -> Checked[bytes]:
    """Return email.html."""
    layouts = inputs.layouts
    page = layouts.render_text(LAYOUT, _variables(email, inputs), inputs.origin)
    if page.diagnostics:
        return Checked(b"", page.diagnostics)
    try:
        data = _inliner().inline(page.value).encode()
    except ValueError as error:
        message = f"the styles cannot be copied into the elements: {error}"
        problem = layouts.blamed(
            LAYOUT, message, "fix the CSS between <style> and </style>", inputs.origin, "<style"
        )
        return Checked(b"", (problem,))
    return Checked(data, tuple(_too_large(len(data), inputs)))


def _variables(email: EmailBrief, inputs: WriterInput) -> Mapping[str, Any]:
    """Return the variables of the layout."""

    def html(text: Text, language: str) -> Html:
        tag = language or email.language
        context = Email(
            url=email.url,
            words=inputs.layouts.words(tag),
            language=tag,
            images=email.images,
            sources=email.sources,
            numbers=email.numbers,
        )
        return for_email(text, context)

    rendered = with_html(email, html)
    values = {each.name: getattr(rendered, each.name) for each in fields(EmailBrief)}
    body = html(inputs.texts[0], email.language) if inputs.texts else Html("")
    return {**values, **{name: fonts(values[name]) for name in _FONTS}, "body": body}


def fonts(font_list: str) -> Html:
    """Return a CSS font list for a style sheet, without variables, which mail programs lack.

    The settings allow no characters that would end the style sheet.
    """
    names = (each.strip() for each in font_list.split(",") if not _VARIABLE.match(each))
    return Html(", ".join(names).replace('"', "'"))


@cache
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner  # noqa: PLC0415 - an extra of the package

    return CSSInliner(load_remote_stylesheets=False, minify_css=True)


def _too_large(size: int, inputs: WriterInput) -> list[Diagnostic]:
    if size <= MOST:
        return []
    return [
        Diagnostic(
            "large-email",
            f"the email of this brief has {size / 1000:.0f} kB, and Gmail shows only the first"
            " 102 kB",
            inputs.origin,
            "shorten the brief, or show less of it in layouts/email.html, as docs/email.md shows",
        )
    ]
