"""index.md contains nothing that an unsafe renderer would run."""

import time

import pytest

from briefgen.render.markdown import _clean


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<javascript:alert(1)>", "\\<javascript:alert(1)>"),
        ("<DATA:text/html,x>", "\\<DATA:text/html,x>"),
        ("<https://a.example/>", "<https://a.example/>"),
        ("[x](/y/){onclick=alert(1)}", "[x](/y/)\\{onclick=alert(1)}"),
        ("## A {#a style=x}", "## A \\{#a style=x}"),
        ('{#a .b lang=de title="x y"}', '{#a .b lang=de title="x y"}'),
        ('```html "x"\n<b onclick=x>\n```', "```html\n<b onclick=x>\n```"),
        ("```chart\ntype: bar\n```", "```chart\ntype: bar\n```"),
        ("`{a=b}` <b onclick=x>y</b>", "`{a=b}` <b>y</b>"),
    ],
)
def test_everything_that_could_run_code_is_removed(written: str, expected: str) -> None:
    assert _clean(written, {}) == expected


@pytest.mark.parametrize("unit", ["`", "{", "{a=", "{a=}", "<", "~~~\n", "[a]: ", "\\"])
def test_a_long_text_is_cleaned_quickly(unit: str) -> None:
    started = time.process_time()
    _clean(unit * (300_000 // len(unit)), {})
    assert time.process_time() - started < 5
