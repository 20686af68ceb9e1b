"""Where URLs and e-mail addresses without brackets begin and end."""

import pytest

from briefgen.read.markdown.bare_links import bare_links
from tests.support.growth import is_linear


def found(text: str) -> list[str]:
    return [text[link.begin : link.end] for link in bare_links(text)]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("见 https://a.example/foo。下一句", ["https://a.example/foo"]),
        ("详见https://a.example/foo ", ["https://a.example/foo"]),
        ("（https://a.example/bar）。", ["https://a.example/bar"]),
        ("「https://a.example/甲、乙」", ["https://a.example/甲"]),
        ("参见a.example的https://a.example的报告", ["https://a.example"]),
        ("来源:https://例え.jp/道", ["https://例え.jp/道"]),
        ("смhttps://пример.рф/путь.", ["https://пример.рф/путь"]),
        ("راجع https://a.example/x، ثم", ["https://a.example/x"]),
        ('"https://a.example/x" or “www.a.example”', ["https://a.example/x", "www.a.example"]),
        ("'https://a.example/y','https://b.example'", ["https://a.example/y", "https://b.example"]),
        ('[https://a.example/z], "me@a.example".', ["https://a.example/z", "me@a.example"]),
        ("(see https://a.example/x_(y))和", ["https://a.example/x_(y)"]),
        (
            "https://a.example/x, https://a.example/y?!",
            ["https://a.example/x", "https://a.example/y"],
        ),
        (
            "https://a.example/a*b*c **https://a.example/b**",
            ["https://a.example/a*b*c", "https://a.example/b"],
        ),
        (
            "https://a.example's and https://en.wiki.example/wiki/A–B",
            ["https://a.example", "https://en.wiki.example/wiki/A–B"],
        ),
        (
            "https://a.example—a dash https://a.example/…",
            ["https://a.example", "https://a.example/"],
        ),
        (
            "https://a.example/?a=1&b=2&amp; http://localhost:8000/x",
            ["https://a.example/?a=1&b=2", "http://localhost:8000/x"],
        ),
        ("https://a.example/{{ x }}", ["https://a.example/"]),
        ("http:// https://. www. www.a xhttps://a.example éhttps://a.example", []),
        ("[x](https://a.example/a b)", []),
        ("HTTPS://A.EXAMPLE/X WWW.A.EXAMPLE", ["HTTPS://A.EXAMPLE/X", "WWW.A.EXAMPLE"]),
        (
            "https://user:pw@a.example/ http://[::1]/a",
            ["https://user:pw@a.example/", "http://[::1]/a"],
        ),
        (
            "https://web.example/2020/https://a.example/",
            ["https://web.example/2020/https://a.example/"],
        ),
        (
            "o'neill@a.example users_group@example.org",
            ["o'neill@a.example", "users_group@example.org"],
        ),
        (
            "'me@a.example', _me@a.example_ müller@a.example",
            ["me@a.example", "me@a.example", "müller@a.example"],
        ),
        (
            "联系me@a.example。me@a.example联系 me@例え.jp",
            ["me@a.example", "me@a.example", "me@例え.jp"],
        ),
        ("mailto:a@b.example xmpp:a@b.example/c.", ["mailto:a@b.example", "xmpp:a@b.example/c"]),
        ("git@a.example:b/c photo@2x.png @a a@b a.@b.example a@b.example.", ["a@b.example"]),
        ("E-Mail:me@a.example", ["me@a.example"]),
    ],
)
def test_links_without_brackets(text: str, links: list[str]) -> None:
    assert found(text) == links


def test_their_destinations() -> None:
    text = "www.a.example me@a.example https://b.example mailto:c@d.example"
    assert [link.url for link in bare_links(text)] == [
        "http://www.a.example",
        "mailto:me@a.example",
        "https://b.example",
        "mailto:c@d.example",
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "https://",
        "(https://[",
        "www.a",
        "a@",
        "a@b.",
        "中www.a",
        "a'_.",
        "https://a(",
        "&amp;",
        "@a-",
    ],
)
def test_the_time_grows_with_the_length(piece: str) -> None:
    assert is_linear(lambda length: found(piece * length), 30_000)
    assert is_linear(lambda length: found("https://a.example/" + piece * length), 30_000)
