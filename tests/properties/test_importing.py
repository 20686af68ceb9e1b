"""What an import makes of a text has all of its words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from briefgen.importers.markdown import import_folder
from briefgen.importers.markdown.blocks import converted
from briefgen.importers.markdown.matter import Matter
from briefgen.importers.markdown.rewriting import rewritten
from briefgen.importers.markdown.source import TOOLS, Source
from briefgen.importers.markdown.tags import Context, without_tags
from briefgen.importers.markup import line_of, markdown_of
from briefgen.model.config import SiteConfig
from briefgen.model.content import Entry, Kind
from briefgen.pipeline.inputs.parsing import value_of
from briefgen.read.html_tree import tree_of
from briefgen.read.markdown import Dialect, parse_body
from briefgen.render.text.for_feed import PageContext, for_feed

PIECES: Final = st.sampled_from(
    """word other {{ x }} {% y %} {{<_z_>}} `code` [a](b) ![c](d.png) !!!_note ::: :::_{.x} {:_.k}
    <b> </b> <script> </script> ``` ~~~ $ \\ | # - 1. > <!-- --> &amp; {% raw %}
    {% endraw %}""".split()
)


@given(st.lists(st.tuples(PIECES, st.sampled_from([" ", "\n", "\n\n", "\n    "])), max_size=20))
def test_no_word_of_a_text_without_scripts_is_lost(pieces: list[tuple[str, str]]) -> None:
    words = [f"{piece} w{at}{gap}" for at, (piece, gap) in enumerate(pieces)]
    text = "".join(words).replace("_", " ").replace("script", "em")
    again = converted(without_tags(text, Context(), []), [])
    again = rewritten(again, lambda _: "there", lambda _: None)
    for at in range(len(pieces)):
        assert f"w{at}" in again


# HTML, as editors and other programs write it

TAGS: Final = st.sampled_from(
    """<p> </p> <div> </div> <b> </b> <em> </em> <strong> </strong> <a_href="x"> </a> <h1> </h1>
    <h2_id="a"> </h2> <h3> </h3> <ul> <ol_start="3"> <li> </li> </ul> </ol> <blockquote>
    </blockquote> <table> <tr> <td> <th> </td> </th> </tr> </table> <pre> </pre> <code> </code>
    <figure> <figcaption> </figcaption> </figure> <br> <br><br> <hr> <img_src="a.png"_alt="c">
    <span_style="x"> </span> <section> </section> <details> <summary> </summary> </details> <dl>
    <dt> <dd> </dl> <sup> </sup> <center> </center> <font> </font> <picture> </picture> <button>
    </button> <label> </label> <!-- x --> <tbody> <cite> </cite> <nav> </nav> &amp; &lt; *
    """.split()
)
WORD: Final = re.compile(r"w\d+")


@given(st.lists(TAGS, max_size=60))
def test_no_word_of_html_is_lost(tags: list[str]) -> None:
    html = "".join(f"{tag.replace('_', ' ')} w{at} " for at, tag in enumerate(tags))
    expected = sorted(WORD.findall("".join(_texts(html))))
    for written in (markdown_of(html), line_of(html)):
        text = parse_body(written, "a.md", 1, Dialect()).value.prose
        text = text.with_urls([each.destination for each in text.references()])
        seen = re.sub(r"<[^>]*>", " ", for_feed(text, PageContext("https://example.org/", str)))
        assert sorted(WORD.findall(seen)) == expected, written


def _texts(html: str) -> list[str]:
    """Return the texts of HTML as a browser shows them, without those that are in no element."""

    def inside(nodes: object) -> list[str]:
        texts: list[str] = []
        for node in nodes if isinstance(nodes, tuple) else ():
            texts += [node] if isinstance(node, str) else inside(getattr(node, "children", ()))
        return texts

    return inside(tree_of(html))


# Front matter, as nobody should write it

CONFIG: Final = SiteConfig(title="Briefs", base_url="https://example.org")
KINDS: Final = {"brief": Kind.BRIEF, "page": Kind.PAGE, "author": Kind.AUTHOR}
KEYS: Final = """title date tags categories author authors series image cover header summary excerpt
    description slug permalink url aliases redirect_from draft published status publishDate
    expiryDate lastmod lang featured weight layout params canonical highlights sources extra custom
    Date image_alt comments toc subtitle translationKey corrections visibility password""".split()
SCALARS: Final = st.sampled_from(
    [
        "",
        "a",
        "A b",
        "2026-03-04",
        "true",
        "false",
        "x.png",
        "/x/",
        "http://[",
        "{{ x }}",
        "a, b",
        "<b>x</b>",
        "[a](b)",
        "\n",
        "draft",
        "1",
        "é",
        "/:year/:title/",
        "con",
        "../../x",
        "#",
        "%zz",
    ]
)
VALUES: Final = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*KEYS, "src", "name"]), inner, max_size=3),
    ),
    max_leaves=6,
)
PATHS: Final = st.sampled_from(
    [
        "_posts/2026-03-04-a.md",
        "content/posts/a.md",
        "index.md",
        "posts/b/index.md",
        "a/é ü.md",
        "content/authors/x/_index.md",
        "_posts/2026-03-04-.md",
        "blog/2026-13-45-x.md",
    ]
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), st.sampled_from(TOOLS), PATHS)
def test_what_is_imported_has_no_error_whatever_its_front_matter(
    values: dict[str, Any], tool: str, path: str
) -> None:
    matter = Matter(values, "Text, and [a link](b.md#c).\n", 3, is_present=True)
    source = Source(Path("/nowhere"), tool, texts={path: matter}, files=frozenset({path}))
    for item in import_folder(source, CONFIG):
        for file in item.files:
            entry = Entry(file.path.removeprefix("content/"), KINDS[file.kind])
            problems = value_of(entry, file.text.encode(), CONFIG).diagnostics
            assert [each for each in problems if each.is_error] == [], file.text
