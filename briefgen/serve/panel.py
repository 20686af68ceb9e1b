"""The preview's panel of problems, each with its location and the line in question.

It is in a shadow tree, so that style sheets of the site do not affect it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Final

from briefgen import report
from briefgen.model.diagnostics import Diagnostic, has_errors
from briefgen.model.reserved import PREVIEW
from briefgen.report import Excerpts, Failure

OWN: Final = f"/{PREVIEW}/"
EXPLANATIONS: Final = f"{OWN}problems"
_SHOWN: Final = 50  # problems; the terminal shows all of them
_CODE: Final = re.compile(r"`([^`]+)`")
_STYLE: Final = f'<link rel="stylesheet" href="{OWN}panel.css">'
NEW_TAB: Final = '<span class="visually-hidden"> (opens in a new tab)</span>'


def panel(diagnostics: Sequence[Diagnostic], failure: Failure | None, root: Path) -> str:
    """Return the panel for the end of a page, or "" if there are no problems.

    With errors the panel is open, over the last good page. With warnings only, it is a closed bar.
    """
    if not diagnostics and failure is None:
        return ""
    is_error = failure is not None or has_errors(diagnostics)
    note = " <span>This is the last good page.</span>" if is_error else ""
    return (
        '<briefgen-panel lang="en" dir="ltr"><template shadowrootmode="open">'
        f"{_STYLE}"
        '<section aria-label="Problems with the site">'
        f'<details class="{"error" if is_error else "warning"}"{" open" if is_error else ""}>'
        f"<summary><strong>{_title(diagnostics, failure)}</strong>{note}</summary>"
        f"{_list(diagnostics, failure, root)}</details>"
        '<p class="visually-hidden" role="status"></p></section></template></briefgen-panel>'
    )


def page(diagnostics: Sequence[Diagnostic], failure: Failure | None, root: Path) -> str:
    """Return a page of problems, for when there is no page to show the panel on."""
    title = _title(diagnostics, failure)
    return _document(
        f"briefgen: {title}",
        "<h1>The site cannot be built yet</h1>"
        "<p>Fix these problems. The page then reloads automatically.</p>"
        f'{_list(diagnostics, failure, root)}<p class="visually-hidden" role="status"></p>',
    )


def explanations(html: str) -> str:
    """Return the page that explains each code, from the HTML of the documentation."""
    return _document("Problems", f'<article><h1 id="problems">Problems</h1>{html}</article>')


def _document(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="en" class="document"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(title)}</title>'
        f'{_STYLE}<link rel="icon" href="data:,"></head><body><main>{content}</main></body></html>'
    )


def _title(diagnostics: Sequence[Diagnostic], failure: Failure | None) -> str:
    return ", ".join(
        filter(None, ("briefgen failed" if failure else "", report.count(diagnostics)))
    )


def first_problems(diagnostics: Iterable[Diagnostic]) -> Sequence[Diagnostic]:
    """Return the problems that a panel has room for, errors first."""
    return sorted(diagnostics, key=lambda each: not each.is_error)[:_SHOWN]


def _list(diagnostics: Sequence[Diagnostic], failure: Failure | None, root: Path) -> str:
    items = [*([_failed(failure)] if failure else []), *_items(first_problems(diagnostics), root)]
    left_out = len(diagnostics) - _SHOWN
    more = f"<p>{left_out} more: see the terminal.</p>" if left_out > 0 else ""
    return f"<ol>{''.join(items)}</ol>{more}"


def _failed(failure: Failure) -> str:
    return (
        f'<li class="error"><p class="message"><b>error</b> {escape(failure.summary)}</p>'
        '<p class="hint">This is a bug in briefgen, not in your site. The next save builds the '
        "site again.</p></li>"
    )


def _items(diagnostics: Iterable[Diagnostic], root: Path) -> Iterable[str]:
    return map(partial(_item, excerpts=Excerpts(root)), diagnostics)


def _item(diagnostic: Diagnostic, excerpts: Excerpts) -> str:
    location, level = diagnostic.location, diagnostic.severity.value
    position = escape(f"{location.path}:{location.span.line}:{location.span.column}")
    cut = excerpts.cut(diagnostic)
    lines = [
        f'<li class="{level}"><p class="place"><button type="button">{position}</button></p>',
        f'<p class="message"><b>{level}</b> {_words(diagnostic.message)} ',
        f'<a href="{EXPLANATIONS}#{diagnostic.code}" target="_blank">{diagnostic.code}{NEW_TAB}',
        "</a></p>",
    ]
    if cut:
        marked = f"<mark>{escape(cut.marked or ' ')}</mark>"
        line = f"{escape(cut.before)}{marked}{escape(cut.after)}"
        lines.append(f'<pre><span class="number">{location.span.line}</span>{line}</pre>')
    if diagnostic.hint:
        lines.append(f'<p class="hint">{_words(diagnostic.hint)}</p>')
    return "".join((*lines, "</li>"))


def _words(text: str) -> str:
    """Return a message as HTML, with text in backticks as code."""
    return _CODE.sub(r"<code>\1</code>", escape(text, quote=False))
