"""What is almost mark-up is reported, and ordinary prose is not."""

import pytest

from briefgen.model.diagnostics import Diagnostic
from briefgen.read.markdown import Dialect, parse_body
from tests.support.exhaustive import mostly_exhaustive
from tests.support.growth import is_linear


def problems(text: str) -> list[Diagnostic]:
    return list(parse_body(text, "a.md", 1, Dialect()).diagnostics)


def codes(text: str) -> list[str]:
    return [problem.code for problem in problems(text)]


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("##Heading", "stray-mark", "## Heading"),
        ("#Key findings", "stray-mark", "# Key findings"),
        ("##\u00a0Heading", "stray-mark", "## Heading"),
        ("-\u00a0item", "stray-mark", "- item"),
        ("1.\u00a0item", "stray-mark", "1. item"),
        ("＃＃ 标题", "stray-mark", "## 标题"),
        ("• one\n• two", "stray-mark", "- one"),
        ("– one\n– two", "stray-mark", "- one"),
        ("*one\n*two", "stray-mark", "* one"),
        ("1.one\n2.two", "stray-mark", "1. one"),
        ("Autor*innen und Leser*innen", "stray-mark", "Autor\\*"),
        ("# Alle Bürger*innen, auch Autor*innen", "stray-mark", "Bürger\\*"),
        ("2*3*4 and 5", "stray-mark", "2\\*"),
        ("5*3 and **four** and 4*2", "stray-mark", "5\\*"),
        ("Leser*innen\nund Autor*innen", "stray-mark", "Leser\\*"),
        ("a [b[^1]](c.md)\n\n[^1]: d", "stray-mark", "before or after"),
        ("a [b [c](d.md) e](f.md)", "stray-mark", "before or after"),
        ("-[ ] open", "stray-mark", "- [ ] open"),
        ("# A\n\n: b", "stray-mark", "empty line"),
        (":: note\na", "stray-mark", "::: note"),
        ("!!! warning\n    a", "stray-mark", "::: warning"),
        ("::: {.callout-tip}\na\n:::", "stray-mark", "::: note"),
        ("a\n\n:::", "stray-mark", "begin the callout"),
        ("：：：", "stray-mark", "begin the callout"),
        ("| a | b |\n| c | d |", "stray-mark", "| --- | --- |"),
        ("| | 2024 | 2025 |", "stray-mark", "| --- | --- | --- |"),
        ("|a|b|", "stray-mark", "| --- | --- |"),
        ("| a | b |\n|---|\n| c | d |", "stray-mark", "in place of the line"),
        ("**The floor **is", "stray-mark", "**words**"),
        ("A *floor *is", "stray-mark", "*words*"),
        ("![Map] (x.svg)", "stray-mark", "between ] and ("),
        ("[text] (https://a.example)", "stray-mark", "between ] and ("),
        ("(text)[https://a.example]", "stray-mark", "[words](URL)"),
        ("(text)[two-bases.md]", "stray-mark", "[words](URL)"),
        ('![Alt](p.png "The "floor" price")', "stray-mark", "The &quot;floor&quot; price"),
        ("![Alt](p.png “The floor”)", "stray-mark", '(p.png "The floor")'),
        ("[text](https://a.example/z and on", "stray-mark", "(https://a.example/z)"),
        ("text {.lead}", "stray-mark", "directly after"),
        ("See @fig-floors.", "stray-mark", "[](#fig-floors)"),
        ("See [@tbl-a] now.", "stray-mark", "[](#tbl-a)"),
        ('a ![b](c.png){credit="Jane"}', "stray-mark", "a paragraph of its own"),
        ("![b](c.png){credit=Jane Doe}", "stray-mark", 'credit="Jane Doe"'),
        ('![b](c.png "C") {credit="Jane Doe"}', "stray-mark", "directly after"),
        ('![b](c.png)\n{credit="Jane"}', "stray-mark", "directly after"),
        ('![b](c.png){credits="Jane"}', "stray-mark", "write `credit`"),
        ("![b](c.png){loading=lazy}", "stray-mark", "remove it"),
        ("[](https://a.example/)", "empty-link", "[words](https://a.example/)"),
        ("## A\n\nb [](#a)", "empty-link", "give the figure or table a caption"),
        ("[x](https://a.example/a b)", "unknown-reference", "(https://a.example/a%20b)"),
        ("[x](mailto:a@b.example?subject=A b)", "unknown-reference", "A%20b"),
        ("[x](#why it matters)", "unknown-reference", "(#why-it-matters)"),
        ("[^1] one", "unknown-footnote", "colon"),
        ("a\n\n[^1]: one", "unused-footnote", "`[^1]`"),
        ("a[^1]\n\n[^1]: one\n[^1]: two", "repeated-footnote", "another name"),
        ("a WTO\n\n*[EU]: European Union", "unused-abbreviation", "capitals"),
        ("a EU\n\n*[EU]: European Union\n*[EU]: b", "unused-abbreviation", "one of the two"),
        ("::: note\na", "unclosed-block", ":::"),
        ("```\na", "unclosed-block", "```"),
        ("> ~~~\n> a", "unclosed-block", "~~~"),
        ("> [!DOOM]\n> a", "unknown-callout", "note"),
        ("|a|b|\n|-|-|\n|c|d|e|", "dropped-cell", "column"),
        ("<div>\n[x](b.md)\n</div>", "markdown-in-html", "empty line"),
        ("<div>\n- one\n- two\n</div>", "markdown-in-html", "empty line"),
        ("<div>\na **b** c\n</div>", "markdown-in-html", "empty line"),
        ("{% include chart.html %}", "foreign-tag", "Markdown"),
        ("{% if x %}\na", "foreign-tag", "Markdown"),
        ("[x](b.md){% y %}", "foreign-tag", "Markdown"),
        ("`code`{% z %}", "foreign-tag", "Markdown"),
        ('{{< figure caption="See [x](b.md)" >}}', "foreign-tag", "Markdown"),
        ("{%\ninclude a\n%}", "foreign-tag", "Markdown"),
        ("## A {{ b }}", "foreign-tag", "Markdown"),
        ('{:height="100px"}', "foreign-tag", "Markdown"),
        ('<div class="{{ x }}">a</div>', "foreign-tag", "Markdown"),
    ],
)
def test_what_is_almost_markup_is_reported_once(text: str, code: str, hint: str) -> None:
    (problem,) = problems(text)
    assert problem.code == code
    assert hint in str(problem.hint)


@pytest.mark.parametrize(
    "text",
    [
        "Prices* rose.\n\n*The prices of 2020",
        "2 * 3 * 4, 2**8, a*b, snake_case, f****, *** and * and **",
        "Cost** and price**",
        "#climate and #energy",
        "#climate",
        "○月○日に。\n○○県",
        "*[x](b.md)* and\n-[x](b.md)",
        "— Привет.\n— Пока.",
        "– one",
        "-5 degrees\n-6 degrees",
        "1.5 million\n2.5 million",
        "[1] (see the annex) and [2] (p. 3)",
        "f(x)[0] and (a)[b]",
        "“[Sic]” (then)",
        "a | b",
        "`##x` `**x` `:::` `{% x %}` `{.a}`",
        "    {% x %}\n\n```\n{{ x }}\n:::\n```",
        "<pre>\n[x](b.md) {{ x }} **b**\n</pre>",
        "<!-- {{ x }} [x](b.md) -->",
        "\\**The floor \\**is \\{{ x }}",
        "::: note\na\n:::",
        ":::: note\n::: note\na\n:::\n::::",
        "> ::: note\n> a\n> :::",
        "- ```\n  a\n  ```",
        "> [!NOTE]\n> a",
        "|a|b|\n|-|-|\n|c|d| |\n|e \\| f|g|",
        "un*believ*able and *so* on, a`em` and b *c* d`em`e",
        "Leser\\*innen und Autor\\*innen, Leser*innen",
        "(*all of it*), x*a*: *b c*d, e *f g*",
        "增长*of the*经济和2020年*增长 了*五",
        "[a `b` *c* \\* d](e.md) [![a](b.png)](c.md) [a[^1]] (b) [*a*] and [`b`]\n\n[^1]: d",
        "|x| < 5 and |y|",
        "|A| = |B|",
        "|a|+|b|",
        "|| or ||",
        "A set {a, b} and {1} and 10:30::",
        "a[^1]\n\n[^1]: one",
        "**注意：**然后",
    ],
)
def test_ordinary_prose_is_not_reported(text: str) -> None:
    assert codes(text) == []


def test_a_repeated_footnote_names_the_line_of_the_first() -> None:
    text = "a[^1]\n\n[^1]: one\n[^1]: two"
    (problem,) = parse_body(text, "a.md", 11, Dialect()).diagnostics
    assert "on line 13" in problem.message
    assert problem.location.span.line == 14


def test_a_callout_that_its_container_ends_is_reported_at_its_line() -> None:
    (problem,) = problems("a\n\n:::: note\n::: note\nb\n::::")
    assert (problem.code, problem.location.span.line) == ("unclosed-block", 4)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "piece",
    mostly_exhaustive(
        [
            "<!--",
            "<pre>",
            "{%",
            "{{",
            "<%",
            "{# ",
            "[a](",
            "(a)[",
            "[a] (",
            '[a](b "',
            "**a ",
            "*a *",
            "{.a ",
            "<div>[a](",
            "<div>**a",
            "|a|",
            "[\\*",
            "• ",
            "::: note\n",
            "```\n",
            "> [!NOTE]\n\n",
        ],
        4,
    ),
)
def test_the_time_grows_with_the_length(piece: str) -> None:
    assert is_linear(lambda length: problems(piece * (length // len(piece))), 30_000)
    assert is_linear(lambda length: problems(f"<div>{piece * (length // len(piece))}"), 30_000)
