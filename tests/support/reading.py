"""A text as tests compare it: a target of its own, with nothing that depends on a site."""

from collections.abc import Callable
from typing import Any, Final

from briefgen.model import text as slots
from briefgen.model.text import Text
from briefgen.render.text import Markup, escaped, html_of, start_tag
from briefgen.render.text.data_tables import table_text
from briefgen.render.text.for_feed import PageContext, for_feed
from briefgen.render.text.for_page import Page, for_page


def shown(text: Text) -> str:
    """Return a text as HTML with each reference in brackets: `href="⟦two-bases.md⟧"`."""
    return filled(text, "⟦{}⟧")


def filled(text: Text, form: str = "{}") -> str:
    """Return a text as HTML with the destination of each reference as its URL."""
    urls = [form.format(each.destination) for each in text.references()]
    return html_of(text.with_urls(urls), MARKUP, None)


def published(text: Text) -> dict[str, str]:
    """Return a text as HTML for each target that people see."""
    resolved = text.with_urls(each.destination for each in text.references())
    page = Page(str, lambda link: (start_tag("a", (("href", link.url),)), "<b>new</b></a>"))
    return {
        "page": for_page(resolved, page),
        "feed": for_feed(resolved, PageContext("https://example.org/a/", str)),
    }


def _start(name: str) -> Callable[[Any, None], str]:
    return lambda slot, _: start_tag(name.format(slot), slot.attributes)


def _fixed(html: str) -> Callable[[Any, None], str]:
    """Return the markup of a slot in which these fields have no special characters."""
    return lambda slot, _: html.format(slot)


def _source_link(slot: slots.SourceLink, _: None) -> str:
    own = ("href", slot.url), ("class", "source-link"), ("id", slot.anchor)
    return start_tag("a", (*own, ("data-source", str(slot.number)), *slot.attributes))


def _link(slot: slots.Link, _: None) -> str:
    return f"{start_tag('a', slot.attributes)}{_name(slot) if slot.number else ''}"


def _caption(slot: slots.Caption, _: None) -> str:
    return f"{start_tag('figcaption', slot.attributes)}{_name(slot)} "


def _name(slot: slots.Link | slots.Caption) -> str:
    return f"⟦{'table' if slot.is_table else 'figure'} {slot.number}⟧"


def _heading(slot: slots.Heading, _: None) -> str:
    former = "".join(f'<span id="{each}"></span>' for each in slot.former)
    return f"{start_tag(f'h{slot.level}', slot.attributes)}{former}"


def _callout(slot: slots.Callout, _: None) -> str:
    title = f'<p class="callout-title">{escaped(slot.title)}</p>' if slot.title else ""
    return f"{start_tag('aside', slot.attributes)}\n{title}"


def _task(slot: slots.Task, _: None) -> str:
    checked = ' checked=""' if slot.is_done else ""
    return f'<input class="task-list-item-checkbox" disabled="" type="checkbox"{checked}>'


_CONTEXT: Final = PageContext("https://example.org/", str)


def _table_block(slot: slots.TableBlock, _: None) -> str:
    file = start_tag("data", (("value", slot.data),))
    return f"{file}{html_of(table_text(slot, _CONTEXT), MARKUP, None)}</data>"


MARKUP: Final[Markup[None]] = {
    slots.Element: _start("{0.name}"),
    slots.SourceLink: _source_link,
    slots.SourceLinkEnd: _fixed("</a>"),
    slots.Link: _link,
    slots.LinkEnd: _fixed("</a>"),
    slots.Image: _start("img"),
    slots.Heading: _heading,
    slots.HeadingEnd: _fixed("</h{0.level}>"),
    slots.Table: _start("table"),
    slots.TableEnd: _fixed("</table>"),
    slots.Caption: _caption,
    slots.Callout: _callout,
    slots.CalloutEnd: _fixed("</aside>"),
    slots.Task: _task,
    slots.TaskEnd: _fixed(""),
    slots.FootnoteMark: _fixed(
        '<sup class="footnote-ref"><a href="#{0.note}" id="{0.anchor}">{0.label}</a></sup>'
    ),
    slots.Footnote: _fixed('<li id="{0.anchor}" class="footnote-item">'),
    slots.FootnoteBack: _fixed(' <a href="#{0.mark}" class="footnote-backref">{0.label}</a>'),
    slots.CodeBlock: _start("pre"),
    slots.TableBlock: _table_block,
    slots.Math: lambda slot, _: f"⟦{escaped(slot.tex)}⟧{slot.mathml}",
    slots.ThemeWords: _fixed("⟦{0.message}⟧"),
    slots.Frame: lambda slot, _: f"⟦frame {slot.kind} {escaped(slot.url)} {escaped(slot.title)}⟧",
    slots.EmbedLabel: lambda slot, _: f"⟦{slot.kind} at {escaped(slot.host)}⟧",
    slots.Chart: lambda slot, _: f"⟦{slot.spec.type} chart {slot.number} of {slot.data}⟧",
    slots.ChartEnd: _fixed("⟦end of chart {0.number}⟧"),
}
