import pytest

from briefgen.model.views import ImageSource, InlineImageView
from briefgen.render.furnishing import COLUMN, furnished

LAZY = ' loading="lazy" decoding="async"'


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
    assert furnished(given) == expected


def test_a_table_is_in_a_focusable_box_labelled_with_its_columns() -> None:
    table = '<table><tr><th>A &amp; <em>"B"</em></th><th></th><th>C</th></tr></table>'
    assert furnished(f"<p>x</p>{table}") == (
        f'<p>x</p><div class="table" tabindex="0" role="group"'
        f' aria-label="A &amp; &quot;B&quot;, C">{table}</div>'
    )


def test_a_nested_table_has_no_box_of_its_own() -> None:
    inner = "<table><tbody><tr><td>b</td></tr></tbody></table>"
    table = f"<table><tbody><tr><td>a{inner}</td></tr></tbody></table>"
    box = '<div class="table" tabindex="0">'
    assert furnished(f"{table}<p>x</p>{inner}") == f"{box}{table}</div><p>x</p>{box}{inner}</div>"


def test_a_long_label_of_columns_is_cut_at_a_word() -> None:
    table = "<table>" + "".join(f"<th>column {number}</th>" for number in range(50)) + "</table>"
    label = furnished(table).split('aria-label="')[1].split('"')[0]
    assert label.startswith("column 0, column 1,")
    assert label.endswith("…")
    assert len(label) < 130


def test_a_table_without_column_headings_has_no_label() -> None:
    assert furnished("<table></table>") == '<div class="table" tabindex="0"><table></table></div>'


def test_code_can_be_scrolled_with_the_keyboard() -> None:
    assert furnished("<pre><code>x</code></pre>") == '<pre tabindex="0"><code>x</code></pre>'


def test_a_task_is_labelled_with_its_text() -> None:
    box = '<input class="task-list-item-checkbox" disabled="" type="checkbox">'
    assert furnished(f"<li>{box} to <em>do</em></li>") == (
        f"<li><label>{box} to <em>do</em></label></li>"
    )
    wide = f"<li>{box} <span>to <div>do</div></span></li>"
    assert furnished(wide) == wide
    nested = furnished(f"<li>{box} outer<ul><li>{box} inner</li></ul></li>")
    assert nested == (
        f"<li><label>{box} outer</label><ul><li><label>{box} inner</label></li></ul></li>"
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('<img src="/a.png" alt="A">', f'<img src="/a.png" alt="A" width="3" height="2"{LAZY}>'),
        ('<img src="/a&amp;b.png">', f'<img src="/a&amp;b.png" width="5" height="4"{LAZY}>'),
        ('<img src="/else.png" alt="">', f'<img src="/else.png" alt=""{LAZY}>'),
        ('<img width="9" src="/a.png">', f'<img width="9" src="/a.png"{LAZY}>'),
        ('<img src="/a.png" loading="a">', '<img src="/a.png" loading="a" width="3" height="2">'),
        ('<img src="/a.png" />', f'<img src="/a.png" width="3" height="2"{LAZY}>'),
    ],
)  # fmt: skip
def test_an_image_has_its_size_and_loads_lazily(given: str, expected: str) -> None:
    known = {"/a.png": InlineImageView(3, 2), "/a&b.png": InlineImageView(5, 4)}
    assert furnished(given, known) == expected


def test_a_text_without_any_of_these_is_unchanged() -> None:
    text = "<p>A text with <a href='#h2'>a link</a> &lt;h2&gt;.</p>"
    assert furnished(text) == text


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
    assert furnished(given, {"/a.jpg": PHOTO}) == around.format(offered(SIZED))


def test_a_column_of_another_width_uses_other_files() -> None:
    found = furnished('<img src="/a.jpg" alt="A">', {"/a.jpg": PHOTO}, "min(100vw, 50rem)")
    assert found == offered(SIZED, "min(100vw, 50rem)")


def test_a_width_from_the_author_decides_which_file_is_used() -> None:
    image = '<img src="/a.jpg" width="200" alt="A">'
    expected = offered(image.replace(">", f"{LAZY}>"), "200px")
    assert furnished(image, {"/a.jpg": PHOTO}) == expected


def test_files_chosen_by_the_author_are_unchanged() -> None:
    image = '<img src="/a.jpg" alt="A">'
    own = "<picture><source srcset='x.webp'>{}</picture>"
    found = furnished(f"{own.format(image)} {image} {own.format(image)}", {"/a.jpg": PHOTO})
    assert found == f"{own.format(SIZED)} {offered(SIZED)} {own.format(SIZED)}"
    chosen = '<img src="/a.jpg" alt="A" srcset="/b.jpg 2x">'
    assert "<picture>" not in furnished(chosen, {"/a.jpg": PHOTO})


def test_attribute_values_are_escaped() -> None:
    picture = InlineImageView(9, 9, (ImageSource("image/webp", '/a&b.webp?"> 9w'),))
    found = furnished('<img src="/a.jpg">', {"/a.jpg": picture})
    assert 'srcset="/a&amp;b.webp?&quot;&gt; 9w"' in found
