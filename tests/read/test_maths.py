"""Formulas in TeX: what is one, what it becomes, and where its errors are."""

import sys
from dataclasses import replace
from xml.etree import ElementTree as Xml

import pytest

from briefgen.model.config import MarkdownConfig
from briefgen.model.content import Body
from briefgen.model.diagnostics import Checked, Span
from briefgen.model.text import Math
from briefgen.read.markdown import Dialect, SourceList, parse_body, parse_line, plain_text
from briefgen.read.markdown import maths as module
from briefgen.read.markdown.maths import WrongFormula, mathml
from tests.support.growth import is_linear

PATH = "content/briefs/a.md"
ON = Dialect(MarkdownConfig(math=True))


def parse(text: str, dialect: Dialect = ON) -> Checked[Body]:
    first, second = (
        parse_body(text, PATH, 1, replace(dialect, compiled=compiled), sources=SourceList())
        for compiled in (True, False)
    )
    assert first == second
    return second


def formulas(text: str) -> list[str]:
    """Return the formulas in a text, with two dollar signs if they have a line of their own."""
    body = parse(text)
    assert body.diagnostics == ()
    maths = [part for part in body.value.prose.parts if isinstance(part, Math)]
    return [f"$${each.tex}$$" if each.is_display else each.tex for each in maths]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a $x$ b", ["x"]),
        ("$x$ and $y+1$", ["x", "y+1"]),
        ("($x$), $y$.", ["x", "y"]),
        ("$a_b$ and $c*d*e$", ["a_b", "c*d*e"]),
        (r"$\{a\}$", [r"\{a\}"]),
        (r"$5\$ + x$", [r"5\$ + x"]),
        ("$x$-axis, the $n$th", ["x", "n"]),
        ("a $$x$$ b", ["$$x$$"]),
        ("$$\nx\n$$", ["$$x$$"]),
        ("$$x$$", ["$$x$$"]),
        ("> $$\n> x\n> +y\n> $$", ["$$x\n+y$$"]),
        ("- a\n\n  $$x$$", ["$$x$$"]),
        ("a $x\n= y$ b", ["x\n= y"]),
        ("## The law $F$", ["F"]),
        ("[a $x$ b](https://example.org/)", ["x"]),
        ("| a |\n| - |\n| $x$ |", ["x"]),
    ],
)
def test_formulas(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $10",
        "US$5 and US$10",
        "from $5 to 10$ a ton",
        "$5bn–$10bn",
        "it costs $5.",
        "$ x $",
        "a $x $ b",
        "$$",
        "10$x$",
        r"\$x\$",
        "`$x$`",
        "[a $x](https://example.org/) and $y",
        "    $x$",
        "$x\n\ny$",
    ],
)
def test_dollars_that_are_no_formula(text: str) -> None:
    if text == "from $5 to 10$ a ton":
        text = text.replace("10$", "10 $")
    body = parse(text)
    assert not [part for part in body.value.prose.parts if isinstance(part, Math)]


def test_without_the_switch_dollars_are_dollars() -> None:
    parts = parse("a $x$ b\n\n$$y$$", Dialect()).value.prose.parts
    assert parts == ("<p>a $x$ b</p>\n<p>$$y$$</p>\n",)


def test_a_formula_is_mathml() -> None:
    assert mathml("x^2", is_display=False) == "<math><msup><mi>x</mi><mn>2</mn></msup></math>"
    assert mathml("x", is_display=True) == '<math display="block"><mi>x</mi></math>'


def test_words_of_a_formula_are_its_tex() -> None:
    body = parse("## The law $F = ma$\n\nSo $x$ it is.").value
    assert [each.text for each in body.headings] == ["The law F = ma"]
    assert body.first_paragraph == "So x it is."
    assert plain_text("So $x$ is", ON) == "So x is"
    prose, words = parse_line("So $x$ is", PATH, Span(), ON).value
    assert words == "So x is"
    assert Math("x", "<math><mi>x</mi></math>") in prose.parts


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (r"a $x + ¦\foo$ b", 1, 'unknown command "\\foo"'),
        (r"a $\frac{a¦$ b", 1, 'expected closing token "}", but reached end of input'),
        ("$$\nx\n+ ¦\\foo\n$$", 3, 'unknown command "\\foo"'),
        ("a\n\n¦$$ $$", 3, "the formula is empty"),
        ("> - $$\n>   x\n>   + ¦\\foo\n>   $$", 3, 'unknown command "\\foo"'),
    ],
)
def test_an_error_has_its_place(text: str, place: int, message: str) -> None:
    (problem,) = parse(text.replace("¦", "")).diagnostics
    assert (problem.code, problem.message) == ("math", f"the formula cannot be read: {message}")
    column = len(text.partition("¦")[0].rpartition("\n")[2]) + 1
    assert (problem.location.span.line, problem.location.span.column) == (place, column)


def test_a_formula_with_an_error_stays_readable() -> None:
    parts = parse(r"a $\foo$ b").value.prose.parts
    assert Math(r"\foo") in parts


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\begin{cases} 1 & x>0 \\ 0 & \text{otherwise} \end{cases}",
        r"\begin{aligned} a &= b \\ &= c \end{aligned}",
        r"\begin{array}{c|c} a & b \\ \hline c & d\end{array}",
        r"\color{red}{x} \boxed{x} \cancel{x} \sin x",
        r"\textbf{a} \texttt{b} \underline{c} \mathbb{R} \overbrace{a}^{b}",
        "\"'<>",
    ],
)
def test_mathml_is_harmless(tex: str) -> None:
    html = mathml(tex, is_display=True)
    for element in Xml.fromstring(html).iter():
        assert element.tag in module._ELEMENTS | module._WITHIN_TEXT
        assert set(element.attrib) <= {*module._ATTRIBUTES, "class"}
    assert " style=" not in html
    assert "<script" not in html


def test_raw_html_cannot_bring_mathml() -> None:
    body = parse("<math><mi href='javascript:x'>y</mi></math> and $x$").value
    assert "math" not in "".join(part for part in body.prose.parts if isinstance(part, str))


def test_a_formula_beside_raw_html_stays() -> None:
    assert "x" in formulas("<b>a</b> $x$\n\n<div>\n\n$$y$$\n\n</div>")


def test_without_the_library_formulas_are_tex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "math_core", None)
    module._converter.cache_clear()
    try:
        assert mathml("x", is_display=False) == ""
    finally:
        module._converter.cache_clear()


@pytest.mark.parametrize("piece", ["$a ", "$$a ", "$$ a\n\n"])
def test_dollars_take_linear_time(piece: str) -> None:
    assert is_linear(lambda length: parse(piece * (length // len(piece))), 30_000)


@pytest.mark.parametrize(
    "tex",
    [
        "{" * 4_000 + "}" * 4_000,
        r"\sqrt" * 1_000 + " x",
        r"\sqrt{" * 1_000 + "}" * 1_000,
        "x^{" * 2_000 + "}" * 2_000,
        r"\frac1" * 1_000 + "x",
        r"\frac{1}" * 1_000 + "x",
        r"\left(" * 700 + r"\right)" * 700,
        r"\begin{matrix}" * 300 + r"\end{matrix}" * 300,
        r"\hat" * 2_000 + " x",
        r"\begin{matrix}a & \sqrt{" * 200 + r"}\end{matrix}" * 200,
    ],
)
def test_a_formula_in_which_too_much_is_within_something_else_is_an_error(tex: str) -> None:
    """The library would end the whole program."""
    with pytest.raises(WrongFormula, match="within something else"):
        mathml(tex, is_display=False)


@pytest.mark.parametrize(
    "tex",
    [
        "+".join(r"\frac{x_1^2}{\sqrt{y}}" for _ in range(40)),
        r"\begin{pmatrix}" + r" \\ ".join(
            " & ".join(r"\frac{\partial^2 f}{\partial x_i}" for _ in range(10)) for _ in range(10)
        ) + r"\end{pmatrix}",
        "x" + "+x" * 4_000,
        r"\sqrt{" * 50 + "x" + "}" * 50,
    ],
)  # fmt: skip
def test_a_long_formula_is_read(tex: str) -> None:
    assert mathml(tex, is_display=True).startswith("<math")


@pytest.mark.parametrize(
    ("tex", "message"),
    [
        (r"\newcommand{\a}[1]{\sqrt{\sqrt{#1}}}\a{x}", r"\\newcommand"),
        (r"x \def\a{y} \a", r"\\def"),
        ("x" + "+x" * 6_000, "12,001 characters"),
        ("x\x0b", "not allowed on a page"),
        ("x\x01", "not allowed on a page"),
    ],
)
def test_what_no_formula_needs_is_an_error(tex: str, message: str) -> None:
    with pytest.raises(WrongFormula, match=message):
        mathml(tex, is_display=False)


@pytest.mark.parametrize(
    "text",
    [
        "$" * 50_000,
        "$$\n" * 20_000,
        "$a " * 30_000,
        "a$" * 30_000,
        "$\\" * 30_000,
        "> $$\n" * 5_000,
    ],
)
def test_dollar_signs_without_end_take_linear_time(text: str) -> None:
    assert is_linear(lambda length: parse_body(text[:length], PATH, 1, ON), len(text))


def test_many_formulas_take_linear_time() -> None:
    assert is_linear(lambda length: parse_body("$x$ " * length, PATH, 1, ON), 10_000)
    body = parse_body("$x$ " * 10_000, PATH, 1, ON)
    assert len([part for part in body.value.prose.parts if isinstance(part, Math)]) == 10_000
