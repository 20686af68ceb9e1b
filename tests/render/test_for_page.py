"""What pages add to texts."""

from collections.abc import Mapping
from typing import Final

import pytest

from briefgen.model.text import SourceLink
from briefgen.model.views import ImageSource, InlineImageView
from briefgen.read.markdown.gate import text_of
from briefgen.render.text.for_page import Page, for_page
from briefgen.render.translations import built_in

COLUMN: Final = "(min-width: 30rem) 90vw, 100vw"

LAZY: Final = ' loading="lazy" decoding="async"'


def source_link(link: SourceLink) -> tuple[str, str]:
    return f"<a href='{link.url}'>", f" ({link.number})</a>"


def shown(
    html: str, images: Mapping[str, InlineImageView] | None = None, sizes: str = COLUMN
) -> str:
    """Return HTML as a page shows it, through a text."""
    text = text_of(html)
    assert text is not None, "this HTML would be cleaned first"
    return for_page(text, Page(str.upper, source_link, images or {}, sizes))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('<h2 id="a">A &amp; B</h2>', '<h2 id="a"><a class="anchor" href="#a">A &amp; B</a></h2>'),
        (
            '<h3 id="a" class="x"><code>a</code></h3>\n<h4>B</h4>',
            '<h3 id="a" class="x"><a class="anchor" href="#a"><code>a</code></a></h3>\n<h4>B</h4>',
        ),
        # Headings with a link, without text or without an anchor stay: links cannot be nested.
        ('<h2 id="a"><a href="/x">A</a></h2>', '<h2 id="a"><a href="/x">A</a></h2>'),
        ('<h2 id="a"> </h2>', '<h2 id="a"> </h2>'),
        ("<h2>A</h2>", "<h2>A</h2>"),
        ('<h2 id="a"><video></video></h2>', '<h2 id="a"><video></video></h2>'),
        (
            '<h2 id="a"><abbr>A</abbr></h2>',
            '<h2 id="a"><a class="anchor" href="#a"><abbr>A</abbr></a></h2>',
        ),
    ],
)  # fmt: skip
def test_a_heading_links_to_itself(given: str, expected: str) -> None:
    assert shown(given) == expected


@pytest.mark.parametrize(
    ("language", "name"),
    [("de", "Abbildung\u00a03"), ("ar-EG", "الشكل\u00a0٣"), ("it", "Figure\u00a03")],
)
def test_a_numbered_caption_has_its_name_in_the_language_of_the_text(
    language: str, name: str
) -> None:
    page = Page(built_in(language).gettext, source_link, language=language)
    caption = text_of('<figure><figcaption data-figure="3">x</figcaption></figure>')
    link = text_of('<p><a href="#x" data-figure="3"></a></p>')
    assert caption is not None
    assert link is not None
    assert for_page(caption, page) == (
        f'<figure><figcaption><b class="number">{name}</b> x</figcaption></figure>'
    )
    assert for_page(link, page) == f'<p><a href="#x">{name}</a></p>'


def test_a_table_is_in_a_focusable_box_labelled_with_its_columns() -> None:
    cells = '<th>A &amp; <em>"B"</em></th><th></th><th>C</th>'
    table = f"<table><thead><tr>{cells}</tr></thead></table>"
    assert shown(f"<p>x</p>{table}") == (
        f'<p>x</p><div class="table" tabindex="0" role="group"'
        f' aria-label="A &amp; &quot;B&quot;, C">{table}</div>'
    )


def test_a_nested_table_has_no_box_of_its_own() -> None:
    inner = "<table><tbody><tr><td>b</td></tr></tbody></table>"
    table = f"<table><tbody><tr><td>a{inner}</td></tr></tbody></table>"
    box = '<div class="table" tabindex="0">'
    assert shown(f"{table}<p>x</p>{inner}") == f"{box}{table}</div><p>x</p>{box}{inner}</div>"


def test_a_long_label_of_columns_is_cut_at_a_word() -> None:
    cells = "".join(f"<th>column {number}</th>" for number in range(50))
    table = f"<table><thead><tr>{cells}</tr></thead></table>"
    label = shown(table).split('aria-label="')[1].split('"')[0]
    assert label.startswith("column 0, column 1,")
    assert label.endswith("…")
    assert len(label) < 130


def test_a_table_without_column_headings_has_no_label() -> None:
    assert shown("<table></table>") == '<div class="table" tabindex="0"><table></table></div>'


def test_code_can_be_scrolled_with_the_keyboard() -> None:
    assert shown("<pre><code>x</code></pre>") == '<pre tabindex="0"><code>x</code></pre>'


def test_a_task_is_labelled_with_its_text() -> None:
    box = '<input class="task-list-item-checkbox" disabled="" type="checkbox">'
    assert shown(f"<ul><li>{box} to <em>do</em></li></ul>") == (
        f"<ul><li><label>{box} to <em>do</em></label></li></ul>"
    )
    wide = f"<ul><li>{box} <del>to <div>do</div></del></li></ul>"
    assert shown(wide) == wide
    nested = shown(f"<ul><li>{box} outer<ul><li>{box} inner</li></ul></li></ul>")
    assert nested == (
        f"<ul><li><label>{box} outer</label><ul><li><label>{box} inner</label></li></ul></li></ul>"
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('<img src="/a.png" alt="A">', f'<img src="/a.png" alt="A" width="3" height="2"{LAZY}>'),
        ('<img src="/a&amp;b.png">', f'<img src="/a&amp;b.png" width="5" height="4"{LAZY}>'),
        ('<img src="/else.png" alt="">', f'<img src="/else.png" alt=""{LAZY}>'),
        ('<img width="9" src="/a.png">', f'<img width="9" src="/a.png"{LAZY}>'),
        ('<img src="/a.png" loading="a">', '<img src="/a.png" loading="a" width="3" height="2">'),
    ],
)  # fmt: skip
def test_an_image_has_its_size_and_loads_lazily(given: str, expected: str) -> None:
    images = {"/a.png": InlineImageView(3, 2), "/a&b.png": InlineImageView(5, 4)}
    assert shown(given, images) == expected


def test_a_large_drawing_scrolls_in_a_focusable_box_if_it_is_a_figure() -> None:
    images = {"/a.svg": InlineImageView(720, 400), "/icon.svg": InlineImageView(48, 48)}
    page = shown('<figure><img src="/a.svg" alt="A"></figure>', images)
    assert page.startswith('<figure><div class="drawing" tabindex="0"><img src="/a.svg"')
    assert page.endswith("></div></figure>")
    for other in (
        '<p><img src="/a.svg" alt="A"></p>',
        '<figure><img src="/icon.svg" alt="A"></figure>',
        '<figure><img src="/a.svg" alt="A" width="300"></figure>',
        '<figure><img src="/a.png" alt="A"></figure>',
    ):
        assert "drawing" not in shown(other, images)


def test_a_variant_of_an_image_has_its_media_query_and_size() -> None:
    dark = ImageSource("", "/a.dark.svg", "(prefers-color-scheme: dark)", 720, 400)
    images = {"/a.svg": InlineImageView(300, 200, (dark,))}
    assert shown('<p><img src="/a.svg" alt="A"></p>', images).startswith(
        '<p><picture><source media="(prefers-color-scheme: dark)" srcset="/a.dark.svg"'
        ' width="720" height="400"><img'
    )


def test_a_table_with_many_columns_is_wide_and_has_the_kinds_of_its_columns() -> None:
    head = "".join(f"<th>{letter}</th>" for letter in "abcdef")
    row = "".join(f"<td>{cell}</td>" for cell in ("x", "1", "2", "y", "z", "long " * 9))
    table = f"<thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody>"
    page = shown(f"<table>{table}</table>")
    assert page.startswith('<div class="table wide"')
    assert '<table class="number-2 number-3 text-6">' in page


def test_a_text_without_any_of_these_is_unchanged() -> None:
    text = '<p class="x">A text with <a href="#h2">a link</a> &lt;h2&gt;.</p>'
    assert shown(text) == text


PHOTO = InlineImageView(
    900,
    600,
    (ImageSource("image/avif", "/s.avif 640w"), ImageSource("image/webp", "/s.webp 640w")),
)
SIZED = f'<img src="/a.jpg" alt="A" width="900" height="600"{LAZY}>'


def offered(image: str, sizes: str = COLUMN) -> str:
    return (
        f'<picture><source type="image/avif" srcset="/s.avif 640w" sizes="{sizes}">'
        f'<source type="image/webp" srcset="/s.webp 640w" sizes="{sizes}">{image}</picture>'
    )


@pytest.mark.parametrize(
    "around",
    ["{}", "<figure>{}<figcaption>C</figcaption></figure>", '<a href="/x">{}</a>', "<p>A {} B</p>"],
)
def test_an_image_offers_its_other_formats_in_any_context(around: str) -> None:
    given = around.format('<img src="/a.jpg" alt="A">')
    assert shown(given, {"/a.jpg": PHOTO}) == around.format(offered(SIZED))


def test_a_column_of_another_width_uses_other_files() -> None:
    html = shown('<img src="/a.jpg" alt="A">', {"/a.jpg": PHOTO}, "min(100vw, 50rem)")
    assert html == offered(SIZED, "min(100vw, 50rem)")


def test_a_width_from_the_author_decides_which_file_is_used() -> None:
    image = '<img src="/a.jpg" width="200" alt="A">'
    expected = offered(image.replace(">", f"{LAZY}>"), "200px")
    assert shown(image, {"/a.jpg": PHOTO}) == expected


def test_files_chosen_by_the_author_are_unchanged() -> None:
    image = '<img src="/a.jpg" alt="A">'
    own = '<picture><source srcset="x.webp">{}</picture>'
    html = shown(f"{own.format(image)} {image} {own.format(image)}", {"/a.jpg": PHOTO})
    assert html == f"{own.format(SIZED)} {offered(SIZED)} {own.format(SIZED)}"
    chosen = '<img src="/a.jpg" alt="A" srcset="/b.jpg 2x">'
    assert "<picture>" not in shown(chosen, {"/a.jpg": PHOTO})


def test_attribute_values_are_escaped() -> None:
    picture = InlineImageView(9, 9, (ImageSource("image/webp", '/a&b.webp?"> 9w'),))
    html = shown('<img src="/a.jpg">', {"/a.jpg": picture})
    assert 'srcset="/a&amp;b.webp?&quot;&gt; 9w"' in html


def test_links_to_sources_have_the_markup_of_the_page() -> None:
    html = '<a href="https://a.example/{0}" class="source-link" id="cite-{0}-1" data-source="{0}">'
    assert shown(f"{html.format(1)}x</a> {html.format(2)}<b>y</b></a>") == (
        "<a href='https://a.example/1'>x (1)</a> <a href='https://a.example/2'><b>y</b> (2)</a>"
    )


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ('data-callout="note"', "NOTE"),
        ('data-callout="key-finding"', "KEY FINDING"),
        ('data-callout="warning" data-title="A &lt; b"', "A &lt; b"),
    ],
)
def test_a_callout_has_its_authors_title_or_that_of_its_kind(given: str, title: str) -> None:
    html = shown(f'<aside class="x" {given}>\n<p>y</p></aside>')
    assert html == f'<aside class="x">\n<p class="callout-title">{title}</p>\n<p>y</p></aside>'
