"""Any text compiles with Typst as PDF/UA-1; no word is lost, changed or read as Typst."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.model.config import MarkdownConfig
from briefgen.model.text import Text
from briefgen.read.markdown import Dialect
from briefgen.render.text.for_typst import for_typst
from tests.support.corpus import POSTS, read_post
from tests.support.examples import specification
from tests.support.exhaustive import examples, exhaustive, mostly_exhaustive
from tests.support.pdf import Document
from tests.support.soup import BODIES, HTML
from tests.support.spoken import of_document, of_text
from tests.support.typst import A4, PLACE, pdf_of, read

ROOT: Final = Path(__file__).parents[2]
FILES: Final = sorted((ROOT / "content").rglob("*.md")) + sorted((ROOT / "docs").glob("*.md"))
FRONT_MATTER: Final = re.compile(r"\A---\n.*?\n---[ \t]*\n", re.DOTALL)
# A host whose frames are shown, in soup.HTML.
FRAMES: Final = Dialect(MarkdownConfig(frames=("a.org",)))
SIGNS: Final = r"""# $ * _ ` @ < > = - + / ~ \ // /* */ " ' [ ] { } ( ) | ; : , . ! ? & ^ % #let #{
$x$ @a <b> --- -- ... ~ 1. + / \u{1F600} \n é ß 稀土 🎉 👩‍🔬
let show set import none auto""".split()
# Everything that the dialect has, in pieces of which most fit together.
BLOCKS: Final = [
    *("", "", "## ", "#### ", "- ", "1. ", "- [x] ", "> ", "    ", "::: note\n", "---\n"),
    *(
        "::: warning A *title*\n",
        ":::\n",
        "```py\n",
        "| a | b |\n|---|:-:|\n| ",
        "Term\n: ",
        "[^a]: ",
    ),
    *("![a](b.png)\n\n", "*[word]: b\n", "> — Name\n\n", "\n: Caption {#t}\n\n", "{.pull}\n> "),
]
WORDS: Final = [
    *SIGNS,
    *r"""word it's "so" 3. 12) *em* **strong** ~~gone~~ ==seen== H~2~O m^2^ `code` `` a`b ``
    [text](to) [t](https://a.org/b?c=1) [](#t) [a](#x){#y} [^a] ![alt](b.png) https://a.org/x
    ^[note] &amp; &lt;b&gt; \* \\ | <sup>2</sup> <q>q</q> <br> <kbd>K</kbd> {#x}""".split(),
]  # fmt: skip
PHRASES: Final = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(["", " ", " ", "\n"])), max_size=8
).map(lambda pairs: "".join(word + gap for word, gap in pairs))
ENDS: Final = ["\n\n", "\n\n", "\n", " |\n", "\n```\n\n", "\n:::\n\n", "\n\n    "]
TEXTS: Final = st.lists(
    st.tuples(st.sampled_from(BLOCKS), PHRASES, st.sampled_from(ENDS)), max_size=6
).map(lambda blocks: "".join(start + words + end for start, words, end in blocks))
NESTED: Final = re.findall(
    "<[^>]+>|[a-z]",
    """a b <div> </div> <div lang="ar"> <p> </p> <p dir="rtl"> <ul> <ol start="3"> <li> </li> </ul>
    </ol> <b> <em> </em> <blockquote> </blockquote> <table> <tr> <td colspan="3"> <td rowspan="2">
    <th> </td> </table> <caption> <thead> <tfoot> <pre> </pre> <code> </code> <details> <summary>
    </summary> </details> <dl> <dt> <dd> </dl> <br> <hr> <sup> </sup> <h2> </h2> <h5> <figure>
    <figcaption> </figcaption> </figure> <a href="x"> </a> <a href="https://a.org"> <ruby> <rt>
    </ruby> <q> </q> <img src="x.png" alt="i"> <input type="checkbox"> <p hidden> <video src="v">
    <iframe src="https://a.org/f"></iframe> </video> <audio> <source src="s"> </audio>""",
)


def check(text: Text) -> None:
    """Check that a PDF has the words of a text in their order."""
    code = for_typst(text, PLACE)
    assert of_document(Document(pdf_of(code))) == of_text(text), code


@examples(0.4)
@given(TEXTS)
def test_all_words_are_there_in_order(markdown: str) -> None:
    check(read(markdown))


@examples(0.4)
@given(BODIES)
def test_any_text_compiles(markdown: str) -> None:
    # Typst writes a letter twice if the font sets its accent apart.
    text = read(markdown.replace("\u0301", ""), FRAMES)
    found = of_document(Document(pdf_of(for_typst(text, PLACE))))
    assert Counter(found.words) == Counter(of_text(text).words)


@examples(0.3)
@given(st.lists(st.sampled_from([*NESTED, *HTML]), max_size=100).map(" ".join))
def test_nothing_is_too_deep(html: str) -> None:
    pdf_of(for_typst(read(html, FRAMES), PLACE), page=A4)


@examples(0.4)
@given(st.lists(st.sampled_from(SIGNS), max_size=20).map(" ".join))
def test_words_stay_words(words: str) -> None:
    html = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    check(Text([f"<p>{html}</p><ul><li>{html}</li></ul><pre>{html}</pre>"]))


def test_all_examples_of_the_specification() -> None:
    """They are in one document, since each takes longer to compile than to write."""
    texts = [read(example["markdown"]) for example in specification()]
    check(Text(part for text in texts for part in text.parts))


# A chart is made from data, and has no words of its own to compare.
@pytest.mark.parametrize(
    "file",
    mostly_exhaustive(
        [each for each in FILES if "```chart" not in each.read_text(encoding="utf-8")],
        FILES[::4].__contains__,
    ),
    ids=lambda file: file.stem,
)
def test_the_texts_of_this_repository(file: Path) -> None:
    check(read(FRONT_MATTER.sub("", file.read_text(encoding="utf-8"), count=1)))


@pytest.mark.skipif(not POSTS.is_dir(), reason="no corpus: set BRIEFGEN_CORPORA to its folder")
@pytest.mark.parametrize("step", [8, pytest.param(1, marks=exhaustive)], ids=["some", "all"])
def test_real_posts(step: int) -> None:
    for file in sorted(POSTS.glob("*.md"))[::step]:
        check(read(read_post(file).body.decode()))
