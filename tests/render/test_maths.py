"""Formulas in each target, and their MathML as code that Typst sets."""

import re
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.model.text import Math, Text
from briefgen.read.markdown.maths import WrongFormula, mathml
from briefgen.render.text.for_email import Email, for_email
from briefgen.render.text.for_feed import PageContext, for_feed
from briefgen.render.text.for_markdown import for_markdown
from briefgen.render.text.for_page import Page, for_page
from briefgen.render.text.for_plain import Plain, for_plain
from briefgen.render.text.typst_maths import maths_code

typst = pytest.importorskip("typst", reason="needs the extra `pdf`")

URL = "https://example.org/"
INLINE = Math("x^2", mathml("x^2", is_display=False))
BLOCK = Math("x < y", mathml("x < y", is_display=True), is_display=True, is_block=True)
TEXT = Text(["<p>a ", INLINE, " b</p>\n", BLOCK])
FORMULAS = r"""
x
E = mc^2
\frac{a}{b}
\sqrt{x^2+y^2}
\sqrt[3]{x}
\binom{n}{k}
\dfrac12
\sum_{i=1}^{n} i^2
\prod_{i} x_i
\int_0^1 f(x)\,dx
\iint_D f \, dA
\left( \frac{a}{b} \right)
\left\{ \frac{a}{b} \right.
\alpha \beta \Gamma
\sin x + \log y
\operatorname{Var}(X)
\lim_{x\to 0}
\max_{x} f(x)
\text{price}_{t}
\mathrm{GDP}
\mathbb{R} \mathcal{L} \mathscr{F} \mathbf{x}
\textbf{x} \textit{y} \%\$5
x'
\hat{x} \bar{y} \vec{v} \tilde{x} \dot{x} \ddot{y} \widehat{abc}
\overline{ab} \underline{c}
\underbrace{a+b}_{c} \overbrace{a+b}^{n}
\begin{pmatrix} a & b \\ c & d \end{pmatrix}
\begin{vmatrix} a & b \\ c & d \end{vmatrix}
\begin{cases} 1 & x>0 \\ 0 & \text{otherwise} \end{cases}
\begin{aligned} a &= b \\ &= c \end{aligned}
\begin{array}{c|c} a & b \\ \hline c & d\end{array}
x \le y \ne z \approx w
|x| \lVert x\rVert
\xrightarrow{a} \not=
\color{red}{x} \boxed{x} \cancel{x} \phantom{x}
P(A \mid B) = \frac{P(B \mid A)\,P(A)}{P(B)}
Y_{it} = \beta_0 + \beta_1 X_{it} + \varepsilon_{it}
\frac{\partial f}{\partial x}
\mathbf{X}^\top \mathbf{y}
x_1, \dots, x_n
10^{-3}\,\mathrm{kg}
\sqrt{\frac{1}{n}\sum_{i=1}^n (x_i-\bar{x})^2}
A \subseteq B \cup C \in \mathbb{N}
""".strip().split("\n")


def code_of(tex: str) -> str:
    return maths_code(mathml(tex, is_display=True))


def test_typst_sets_all_that_authors_usually_write() -> None:
    codes = [code_of(tex) for tex in FORMULAS]
    assert all(codes)
    document = '#set document(title: "Formulas")\n#set text(lang: "en")\n'
    body = "".join(f'#math.equation(block:true,alt:"a",{code})\n' for code in codes)
    assert typst.compile((document + body).encode(), pdf_standards="ua-1")


@pytest.mark.parametrize(
    ("tex", "code"),
    [
        (r"\frac{a}{2}", '{math.frac([#symbol("a")],"2")}'[1:-1]),
        (r"\sqrt{x}", 'math.sqrt([#symbol("x")])'),
        (r"x_i^2", 'math.attach([#symbol("x")],b:[#symbol("i")],t:"2")'),
        (r"\hat{x}", 'math.accent([#symbol("x")],"^")'),
        (r"\text{if }", '"if\u00a0"'),
        (r"\sin x", '{math.op("sin");[#symbol("x")]}'),
    ],
)
def test_typst_code(tex: str, code: str) -> None:
    assert code_of(tex) == code


def test_words_are_no_typst() -> None:
    code = code_of(r"\text{panic() \$ \_ \# * [x]}")
    assert typst.compile(f"#math.equation({code})".encode())


def test_a_formula_that_is_too_deep_is_left_out() -> None:
    assert code_of("{" * 3 + "x" + "}" * 3)
    assert code_of("x" + "^{x" * 40 + "}" * 40) == ""


PIECES = st.sampled_from(
    r"""
    x 2 + = ( ) [ ] | , _ ^ { } & \\ \frac \sqrt \sum \int \left( \right) \alpha \text{a} \hat \sin
    \begin{cases} \end{cases} \begin{pmatrix} \end{pmatrix} \overline \lim \underbrace \binom < # $
    " '
    """.split()
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_any_formula_is_mathml_that_typst_sets_or_an_error(tex: str) -> None:
    try:
        html = mathml(tex, is_display=True)
    except WrongFormula as error:
        assert 0 <= error.offset <= len(tex)
        assert str(error)
        return
    Xml.fromstring(html)
    code = maths_code(html)
    assert typst.compile(f"#math.equation(block:true,{code or '[]'})".encode())


def test_a_page_shows_mathml_and_lets_a_block_scroll() -> None:
    html = for_page(TEXT, Page(str, lambda _: ("", "")))
    assert f"<p>a {INLINE.mathml} b</p>" in html
    assert f'<div class="math" tabindex="0">{BLOCK.mathml}</div>' in html


def test_a_feed_has_the_tex_too() -> None:
    html = for_feed(TEXT, PageContext(URL, str))
    assert '<annotation encoding="application/x-tex">x^2</annotation></semantics></math>' in html
    assert '<annotation encoding="application/x-tex">x &lt; y</annotation>' in html


def test_an_email_and_plain_text_have_the_tex() -> None:
    assert '<code class="math">x^2</code>' in for_email(TEXT, Email(URL, str))
    assert for_plain(TEXT, Plain(URL, str)) == "a x^2 b\n\n    x < y"


def test_markdown_has_dollars() -> None:
    assert for_markdown(TEXT, PageContext(URL, str)) == "a $x^2$ b\n\n$$\nx < y\n$$"
    display = Text(["<p>a ", Math("x", INLINE.mathml, is_display=True), "</p>"])
    assert for_markdown(display, PageContext(URL, str)) == "a $$x$$"


def test_a_formula_without_mathml_is_shown_as_tex() -> None:
    text = Text([Math("<x>", is_block=True)])
    for html in (
        for_page(text, Page(str, lambda _: ("", ""))),
        for_feed(text, PageContext(URL, str)),
    ):
        assert re.search(r'<code class="math">&lt;x&gt;</code>', html)
