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


@pytest.mark.parametrize(
    "written",
    [
        "# it`s\n<!-- SECRET -->\nit`s",
        "# it`s\n<!-- SECRET it`s\n\nSECRET -->\nit`s",
        "# it``s\n<!-- SECRET -->\nit``s",
        "# it`s\n<script>SECRET</script>\nit`s",
        "# it`s\n<SCRIPT x>SECRET\n\nSECRET</script>\nit`s",
        "# it`s\n<style>SECRET</style>\nit`s",
        "`a\n<!-- x -->b` <!-- SECRET --> `c`",
        "# it`s\n<!<!-- x -->-- SECRET -->\nit`s",
    ],
)
def test_a_comment_or_script_is_removed_between_backticks_on_different_lines(written: str) -> None:
    assert "SECRET" not in _clean(written, {})


@pytest.mark.parametrize(
    "written",
    [
        "`<!-- code -->` and `<script>code</script>`",
        "a `span of\ncode` b",
        "``it`s`` `<!-- code -->`",
        "```html\n<!-- code -->\n```",
        "`a\n<script`",
    ],
)
def test_code_is_unchanged(written: str) -> None:
    assert _clean(written, {}) == written


@pytest.mark.parametrize(
    "written",
    [
        "[//]: # (SECRET)",
        "[//]: #(SECRET)",
        '[//]: # "SECRET"',
        "[//]: <> 'SECRET\nSECRET'",
        "[comment]: <> (SECRET)",
        "[Comment]: # (SECRET \\) SECRET)",
        "[comment]: #\n  (SECRET)",
        "[comment]:\n<SECRET>",
        "> [//]: # (SECRET)",
        "- [//]: # (SECRET)",
        "[//]: # (SECRET)\n[//]: # (SECRET)",
    ],
)
def test_a_link_definition_that_is_a_comment_is_removed(written: str) -> None:
    cleaned = _clean(f"Before.\n\n{written}\n\nAfter.", {})
    assert "SECRET" not in cleaned
    assert "//" not in cleaned
    assert cleaned.startswith("Before.\n")
    assert cleaned.endswith("\n\nAfter.")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("A [comment].\n\n[comment]: /c/ (T)", "A [comment].\n\n[comment]: /c/ (T)"),
        ("[x][//]\n\n[//]: javascript:x", "[x][//]\n\n[//]: <#>"),
        ("[x][//]\n\n[//]: # '<b onclick=x>'", "[x][//]\n\n[//]: # '<b>'"),
        ("[comment]\n\n[comment]: /c/\n[comment]: /d/ (S)", "[comment]\n\n[comment]: /c/"),
        ("```\n[//]: # (code)\n```", "```\n[//]: # (code)\n```"),
        ("[//]: # text", "[//]: # text"),
    ],
)
def test_a_link_definition_in_use_stays(written: str, expected: str) -> None:
    assert _clean(written, {}) == expected


@pytest.mark.parametrize(
    "unit",
    [
        "`",
        "{",
        "{a=",
        "{a=}",
        "<",
        "~~~\n",
        "[a]: ",
        "\\",
        "`a\n",
        "`\n<!--",
        "`\n<style>",
        "\n[//]: # (",
        "\n- ",
    ],
)
def test_a_long_text_is_cleaned_quickly(unit: str) -> None:
    started = time.process_time()
    _clean(unit * (300_000 // len(unit)), {})
    assert time.process_time() - started < 5
