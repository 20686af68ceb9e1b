"""Texts as the theme's pages show them.

Headings link to themselves, tables scroll in a box that the keyboard reaches, code can be scrolled
too, tasks are labelled, links to sources say that they open a new tab, and images have a size, load
when they are near, and come in files no larger than needed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from briefgen.model import text as slots
from briefgen.model.addresses import is_drawing
from briefgen.model.html import Html
from briefgen.model.text import Attributes, Text
from briefgen.model.views import ChartView, ImageSource, ImageView, InlineImageView
from briefgen.render.text import (
    CALLOUT_TITLES,
    FOOTNOTE_BACK,
    FOOTNOTE_MARK,
    FRAME_BUTTONS,
    FRAME_CLOSE,
    FRAME_HOST,
    Markup,
    Words,
    chart_table,
    escaped,
    html_of,
    label_of,
    name_of,
    start_tag,
    table_text,
    tex_as_code,
)

_MAX_LABEL: Final = 120
_MANY: Final = 6  # columns that are too many for the width of the text
_MOST: Final = 12  # columns whose kinds the style sheet knows
_LEGIBLE: Final = 480  # pixels: narrower drawings are not made smaller on a phone
_WIDE: Final = "(min-width: 80rem) 64rem, (min-width: 62rem) 70vw"  # in the style sheet: --room


# A chart, its data as HTML, and the height of its drawing in pixels, or 0 without one.
AfterChart: TypeAlias = Callable[[ChartView, Html, float], str]


@dataclass(slots=True)
class Page:
    """What a page adds to its texts.

    `source_link` returns a link's start and end; `sizes` says how wide images are shown, as in
    HTML's attribute of that name. `used` has the bytes of the files that the page uses, by path.
    `ends` are the ends of the source links that are open. `charts` are those of the page by their
    numbers, `after_chart` returns what follows one, and `open_charts` are those that have not
    ended, with the heights of their drawings.
    """

    words: Words
    source_link: Callable[[slots.SourceLink], tuple[str, str]]
    images: Mapping[str, InlineImageView] = field(default_factory=dict)
    sizes: str = ""
    used: Mapping[str, bytes] = field(default_factory=dict)
    ends: list[str] = field(default_factory=list)
    language: str = "en"
    charts: Mapping[int, ChartView] = field(default_factory=dict)
    after_chart: AfterChart | None = None
    open_charts: list[tuple[slots.Chart, float]] = field(default_factory=list)


def for_page(text: Text, page: Page) -> Html:
    """Return a text for a page."""
    return Html(html_of(text, MARKUP, page))


def sources(image: InlineImageView | ImageView, sizes: str) -> Html:
    """Return the `<source>` elements for the other formats and the variants of an image."""
    return Html("".join(start_tag("source", tuple(_source(each, sizes))) for each in image.sources))


def _source(source: ImageSource, sizes: str) -> Iterator[tuple[str, str]]:
    if source.media:
        yield "media", source.media
    if source.type:
        yield "type", source.type
    yield "srcset", source.srcset
    if source.type:  # several widths
        yield "sizes", sizes
    if source.width:
        yield from (("width", str(source.width)), ("height", str(source.height)))


def _element(slot: slots.Element, _: Page) -> str:
    return start_tag(slot.name, slot.attributes)


def _source_link(slot: slots.SourceLink, page: Page) -> str:
    start, end = page.source_link(slot)
    page.ends.append(end)
    return start


def _source_link_end(_: slots.SourceLinkEnd, page: Page) -> str:
    return page.ends.pop()


def _link(slot: slots.Link, page: Page) -> str:
    return f"{start_tag('a', slot.attributes)}{_name(slot, page) if slot.number else ''}"


def _caption(slot: slots.Caption, page: Page) -> str:
    return f'{start_tag("figcaption", slot.attributes)}<b class="number">{_name(slot, page)}</b> '


def _name(slot: slots.Link | slots.Caption, page: Page) -> str:
    name = name_of(slot.number, is_table=slot.is_table, words=page.words, language=page.language)
    return escaped(name)


def _image(slot: slots.Image, page: Page) -> str:
    """Return an image with its size, in all its formats unless the author chose the files."""
    own = dict(slot.attributes)
    image = page.images.get(str(slot.src))
    attributes = slot.attributes
    if image and "width" not in own and "height" not in own:
        attributes += (("width", str(image.width)), ("height", str(image.height)))
    if "loading" not in own:
        attributes += (("loading", "lazy"), ("decoding", "async"))
    html = start_tag("img", attributes)
    if image and image.sources and "srcset" not in own and not slot.is_chosen:
        width = str(own.get("width", ""))
        sizes = f"{width}px" if width.isdecimal() else page.sizes
        if slot.is_wide:
            sizes = f"{_WIDE}, {sizes}"
        html = f"<picture>{sources(image, sizes)}{html}</picture>"
    return f'<div class="drawing" tabindex="0">{html}</div>' if _scrolls(slot, image) else html


def _scrolls(slot: slots.Image, image: InlineImageView | None) -> bool:
    """Whether an image is a drawing that would be too small to read on a phone.

    Photographs are as clear when they are smaller, but the words of a drawing shrink with it.
    """
    is_large = "width" not in dict(slot.attributes) and (not image or image.width > _LEGIBLE)
    return slot.is_figure and is_large and is_drawing(str(slot.src))


def _heading(slot: slots.Heading, _: Page) -> str:
    tag = start_tag(f"h{slot.level}", slot.attributes)
    former = "".join(f"{start_tag('span', (('id', each),))}</span>" for each in slot.former)
    link = f'<a class="anchor" href="#{escaped(slot.anchor)}">' if slot.is_link else ""
    return f"{tag}{link}{former}"


def _heading_end(slot: slots.HeadingEnd, _: Page) -> str:
    return f"</a></h{slot.level}>" if slot.is_link else f"</h{slot.level}>"


def _table(slot: slots.Table, _: Page) -> str:
    """Return a table in a box, whose label tells a reader who hears the page the columns."""
    if slot.is_nested:
        return start_tag("table", slot.attributes)
    kinds = [f"{kind}-{at}" for at, kind in enumerate(slot.kinds[:_MOST], 1) if kind]
    tag = start_tag("table", _with_classes(slot.attributes, kinds))
    label = ", ".join(filter(None, slot.columns))
    if len(label) > _MAX_LABEL:
        label = label[:_MAX_LABEL].rsplit(" ", 1)[0].rstrip(",") + " …"
    group = f' role="group" aria-label="{escaped(label)}"' if label else ""
    classes = "table wide" if len(slot.columns) >= _MANY or _is_wide(slot) else "table"
    return f'<div class="{classes}" tabindex="0"{group}>{tag}'


def _is_wide(slot: slots.Table) -> bool:
    return "wide" in str(dict(slot.attributes).get("class", "")).split()


def _with_classes(attributes: Attributes, names: list[str]) -> Attributes:
    if not names:
        return attributes
    own = dict(attributes)
    classes = " ".join([*str(own.get("class", "")).split(), *names])
    return tuple({**own, "class": classes}.items())


def _table_end(slot: slots.TableEnd, _: Page) -> str:
    return "</table>" if slot.is_nested else "</table></div>"


def _chart(slot: slots.Chart, page: Page) -> str:
    """Return the drawings of a chart, of which the style sheet shows the one that fits."""
    drawings = [page.used[path] for path in _drawings(slot, page.used) if page.used[path]]
    from briefgen.render.charts.svg import as_part  # noqa: PLC0415 - seldom needed

    parts: list[str] = []
    heights = [0.0]
    for name, drawing in zip(("chart-wide", "chart-narrow"), drawings, strict=False):
        part, height = as_part(drawing, slot.anchor, name, is_described=not parts)
        parts.append(part)
        heights.append(height)
    page.open_charts.append((slot, max(heights)))
    if not parts:
        return ""
    return f'<div class="chart-drawing" data-pagefind-ignore>{"".join(parts)}</div>'


def _drawings(slot: slots.Chart, paths: Iterable[str]) -> Iterator[str]:
    """Yield the paths of the wide and of the narrow drawing of a chart."""
    names = (f"chart-{slot.number}.svg", f"chart-{slot.number}-narrow.svg")
    by_name = {path.rpartition("/")[2]: path for path in paths}
    yield from (by_name[name] for name in names if name in by_name)


def _chart_end(slot: slots.ChartEnd, page: Page) -> str:
    chart, height = page.open_charts.pop()
    table = html_of(chart_table(chart, page), MARKUP, page)
    view = page.charts.get(slot.number)
    return page.after_chart(view, Html(table), height) if view and page.after_chart else table


def _callout(slot: slots.Callout, page: Page) -> str:
    title = slot.title or page.words(CALLOUT_TITLES[slot.kind])
    return f'{start_tag("aside", slot.attributes)}\n<p class="callout-title">{escaped(title)}</p>'


def _task(slot: slots.Task, _: Page) -> str:
    checked = ' checked=""' if slot.is_done else ""
    box = f'<input class="task-list-item-checkbox" disabled="" type="checkbox"{checked}>'
    return f"<label>{box}" if slot.is_labelled else box


def _footnote_mark(slot: slots.FootnoteMark, page: Page) -> str:
    name = page.words(FOOTNOTE_MARK) % {"mark": slot.label}
    link: Attributes = (("href", f"#{slot.note}"), ("id", slot.anchor), ("aria-label", name))
    return f'<sup class="footnote-ref">{start_tag("a", link)}{escaped(slot.label)}</a></sup>'


def _footnote(slot: slots.Footnote, _: Page) -> str:
    return start_tag("li", (("id", slot.anchor), ("class", "footnote-item")))


def _footnote_back(slot: slots.FootnoteBack, page: Page) -> str:
    """Return a link back to the text, whose label may be followed by a superior number."""
    number = unicodedata.normalize("NFKC", slot.label[1:])
    name = f"{page.words(FOOTNOTE_BACK)} {number}".rstrip()
    link: Attributes = (
        ("href", f"#{slot.mark}"),
        ("class", "footnote-backref"),
        ("aria-label", name),
    )
    return f" {start_tag('a', link)}{slot.label}</a>"


def _frame(slot: slots.Frame, page: Page) -> str:
    """Return the button that loads a frame; the script `embeds.js` serves it."""
    host = urlsplit(slot.url).netloc.lower().removeprefix("www.")
    says = escaped(page.words(FRAME_BUTTONS.get(slot.kind, FRAME_BUTTONS["page"])))
    origin = escaped(page.words(FRAME_HOST) % {"host": host})
    button: Attributes = (
        ("type", "button"),
        ("data-frame", slot.url),
        ("data-title", slot.title),
        ("data-kind", slot.kind),
        ("data-close", page.words(FRAME_CLOSE)),
    )
    inner = f"<span>{says}</span> <small>{origin}</small>"
    return (
        f'<p class="embed-open" data-pagefind-ignore="">{start_tag("button", button)}'
        f"{inner}</button></p>"
    )


def _math(slot: slots.Math, _: Page) -> str:
    """Return a formula; one that is a block scrolls if it is too wide."""
    if not slot.mathml:
        return tex_as_code(slot)
    return f'<div class="math" tabindex="0">{slot.mathml}</div>' if slot.is_block else slot.mathml


def _code_block(slot: slots.CodeBlock, _: Page) -> str:
    return start_tag("pre", slot.attributes or (("tabindex", "0"),))


MARKUP: Final[Markup[Page]] = MappingProxyType(
    {
        slots.Element: _element,
        slots.SourceLink: _source_link,
        slots.SourceLinkEnd: _source_link_end,
        slots.Link: _link,
        slots.LinkEnd: lambda _, __: "</a>",
        slots.Image: _image,
        slots.Heading: _heading,
        slots.HeadingEnd: _heading_end,
        slots.Table: _table,
        slots.TableEnd: _table_end,
        slots.Caption: _caption,
        slots.Callout: _callout,
        slots.CalloutEnd: lambda _, __: "</aside>",
        slots.Task: _task,
        slots.TaskEnd: lambda _, __: "</label>",
        slots.FootnoteMark: _footnote_mark,
        slots.Footnote: _footnote,
        slots.FootnoteBack: _footnote_back,
        slots.CodeBlock: _code_block,
        slots.Math: _math,
        slots.Chart: _chart,
        slots.ChartEnd: _chart_end,
        slots.TableBlock: lambda slot, page: for_page(table_text(slot, page), page),
        slots.ThemeWords: lambda slot, page: escaped(page.words(slot.message)),
        slots.Frame: _frame,
        slots.EmbedLabel: lambda slot, page: escaped(label_of(slot, page.words)),
    }
)
